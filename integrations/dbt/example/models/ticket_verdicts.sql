{{ sla_verdicts_with_pauses(ref('tickets'), ref('pauses')) }}
