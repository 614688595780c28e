{# Each ticket has an answer, or a reason that is expected. #}
{% test sla_answered(model, column_name='sla_reason', expected=[]) %}
select *
from {{ model }}
where {{ column_name }} is not null
{%- if expected %}
  and {{ column_name }} not in (
    {%- for reason in expected %}'{{ reason | replace("'", "''") }}'{{ ", " if not loop.last }}{% endfor -%}
  )
{%- endif %}
{% endtest %}
