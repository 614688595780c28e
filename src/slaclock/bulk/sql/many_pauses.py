"""Pauses of tickets that have more than two of them, as SQL.

Most tickets have few pauses, and those need no sorting (`slaclock.bulk.sql.paused`). The rest
go this way: their pauses are put in order, each cut where an earlier one
goes on, and what was lost before each is added up. The parts:

- `sla_ticket_often`, `sla_termed_often`, `sla_answered_often`, `sla_asked_often`: these tickets,
  from the table on, so that no other ticket is read twice;
- `sla_united`: the pauses, with the end of those that began before;
- `sla_shown`: with what the open clock shows at both ends, from the opening on;
- `sla_used`: with what it would have shown there if no time had been lost before;
- `sla_lost`: by ticket, what `slaclock.bulk.sql.paused` wants to know.
"""

from __future__ import annotations

from slaclock.bulk.sql.parts import End, Part, PausesTable, Speech, TicketsTable

__all__ = ["OFTEN", "many_parts", "often_parts"]

OFTEN = "sla_answered_often AS o"
"""The tickets with many pauses, and their deadlines without them."""
_BEFORE = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"


def often_parts(speech: Speech, tickets: TicketsTable) -> list[Part]:
    """Return the parts up to `sla_answered_often`."""
    read = speech.ticket_part(tickets._replace(keep=()))
    own = speech.column("t", tickets.id or "")
    read = read._replace(joins=[f"JOIN sla_few AS f ON f.sla_of = {own} AND f.sla_kind = 1"])
    parts = [read, speech.termed_part(tickets), speech.answered_part(paused=True)]
    return [part.renamed(("ticket", "termed", "answered"), "_often") for part in parts]


def many_parts(speech: Speech, pauses: PausesTable, ends: list[End]) -> list[Part]:
    """Return the parts from `sla_united` to `sla_lost`."""
    return [_united(speech, pauses, ends), _shown(speech), _used(speech, ends), _lost(speech, ends)]


def _united(speech: Speech, pauses: PausesTable, ends: list[End]) -> Part:
    """Return the pauses, each with the latest end before it: until then it adds nothing."""
    over = "PARTITION BY q.sla_of ORDER BY q.sla_from, q.sla_to"
    columns = [f"o.{name}" for name in ("sla_id", "sla_opened", "sla_calendar")]
    for end in ends:
        facts = ("reading", "done", "until") if end.first else ("reading",)
        columns += [f"o.{speech.own(end.metric, fact)}" for fact in facts]
    columns += ["q.sla_from", "q.sla_to"]
    columns.append(f"MAX(q.sla_to) OVER ({over} {_BEFORE}) AS sla_before")
    join = "JOIN sla_asked_often AS o ON o.sla_id = q.sla_of"
    source = speech.pauses(pauses)
    return Part("sla_united", columns, source, [join], "WHERE q.sla_from <> q.sla_to")


def _shown(speech: Speech) -> Part:
    """Return the pauses from the opening of their tickets on, on the open clock."""
    is_joined = "q.sla_before > q.sla_from"
    since = speech.dialect.later(
        "q.sla_opened", f"CASE WHEN {is_joined} THEN q.sla_before ELSE q.sla_from END"
    )
    goes_on = f"{is_joined} AND q.sla_before > q.sla_opened"
    columns = ["q.*", f"{since} AS sla_since"]
    columns.append(f"CASE WHEN {goes_on} THEN 1 ELSE 0 END AS sla_joined")
    inner = Part("", columns, "sla_united AS q", rest=f"WHERE q.sla_to > {since}")
    return Part(
        "sla_shown",
        [
            "r.*",
            f"{speech.shown('x', 'r.sla_since')} AS sla_begun",
            f"{speech.shown('y', 'r.sla_to')} AS sla_ended",
        ],
        f"(\n{inner}\n) AS r",
        [
            speech.opened("x", "r.sla_calendar", "r.sla_since"),
            speech.opened("y", "r.sla_calendar", "r.sla_to"),
        ],
    )


def _used(speech: Speech, ends: list[End]) -> Part:
    """Return the pauses with the time used before each, and where its run of pauses began."""
    over = "PARTITION BY o.sla_id ORDER BY o.sla_since, o.sla_to"
    lost = speech.dialect.integer(f"SUM(o.sla_ended - o.sla_begun) OVER ({over} {_BEFORE})")
    alone = "CASE WHEN o.sla_joined = 0 THEN o.sla_since END"
    stood = f"MAX({alone}) OVER ({over} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    columns = [
        "o.*",
        f"o.sla_begun - COALESCE({lost}, 0) AS sla_at",
        f"{stood} AS sla_stood",
        *(
            f"{end.stage('o.sla_since', 'o.sla_to', 'o.sla_joined')} AS "
            f"{speech.own(end.metric, 'stage')}"
            for end in ends
        ),
    ]
    return Part("sla_used", columns, "sla_shown AS o")


def _lost(speech: Speech, ends: list[End]) -> Part:
    """Return, by ticket and metric, what is due and where the clock stands still."""
    found = ["o.sla_id"]
    for end in ends:
        stage, reading = (f"o.{speech.own(end.metric, what)}" for what in ("stage", "reading"))
        counts = f"{stage} = 1 AND o.sla_at < {reading}"
        lost = f"SUM(CASE WHEN {counts} THEN o.sla_ended - o.sla_begun ELSE 0 END)"
        is_unknown = f"{stage} > 0 AND o.sla_at IS NULL OR {stage} = 1 AND o.sla_ended IS NULL"
        unknown = f"MAX(CASE WHEN {is_unknown} THEN 1 ELSE 0 END)"
        sought = f"MAX({reading}) + {speech.dialect.integer(lost)}"
        facts = {
            "sought": f"CASE WHEN {unknown} = 0 THEN {sought} END",
            "first": f"MIN(CASE WHEN {stage} > 0 THEN o.sla_since END)",
            "still": f"MAX(CASE WHEN {stage} = 2 THEN o.sla_at - {reading} END)",
            "stood": f"MAX(CASE WHEN {stage} = 2 THEN o.sla_stood END)",
        }
        found += [f"{fact} AS {speech.own(end.metric, name)}" for name, fact in facts.items()]
    return Part("sla_lost", found, "sla_used AS o", rest="GROUP BY o.sla_id")
