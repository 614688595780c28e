{# At least so many per cent of what was decided was met; where too little is decided, it fails. #}
{% test sla_attained(model, column_name, at_least, decided=1) %}
select
  count(*) as decided,
  sum(case when {{ column_name }} = 'met' then 1 else 0 end) as met
from {{ model }}
where {{ column_name }} in ('met', 'breached')
having count(*) < {{ decided }}
  or count(*) < 1
  or 100.0 * sum(case when {{ column_name }} = 'met' then 1 else 0 end) < {{ at_least }} * count(*)
{% endtest %}
