{{ sla_deadlines(ref('tickets')) }}
