"""What pauses do to deadlines, as SQL: the rules of a clock, by readings of the open clock.

A pause counts if it begins before the deadline, that is, while less has been used up than is
promised. So the open time of those pauses is added up, and the deadline is where the open
clock shows what it showed at the opening, and what is promised, and what was lost. Where the
clock still stands at the end, nothing of that pause is lost yet.

That holds for open time, and for full days as long as all days on the way are equally long.
Elsewhere a deadline is answered only if no pause begins before it. The parts:

- `sla_asked`: up to when the history of each ticket counts, and what the open clock shows at
  its opening;
- `sla_pause`, `sla_united`: the pauses, each cut where an earlier one goes on;
- `sla_shown`: with what the open clock shows at both ends, from the opening on;
- `sla_used`: with the open time that was used up before;
- `sla_lost`: by ticket, what it lost, and where its clock stands still;
- `sla_sought`, `sla_moved`: which reading is due, and when the open clock shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from slaclock.bulk.sql.parts import Part, Pauses, Speech, either, later_of
from slaclock.instants import DAY

__all__ = ["NEVER", "done_at", "paused_parts"]

NEVER = 9_000_000_000_000_000_000
"""The end of a pause that has not ended, in microseconds."""
ALWAYS = 8_000_000_000_000_000_000
"""Up to when a history counts where no instant of asking is given."""


def paused_parts(
    speech: Speech, pauses: Pauses, roles: tuple[str, ...], now: int | None
) -> list[Part]:
    """Return the parts that move the deadlines of `sla_answered` on.

    Args:
        speech: The dialect, the tables, and those metrics that a pause may stop.
        pauses: The table of pauses.
        roles: The instants of completion that tickets have: `responded`, `resolved`, or none.
        now: The instant of asking, or None.
    """
    ends = [_End.of(speech, metric, roles, now) for metric in speech.metrics]
    return [
        _asked(speech, ends),
        *_united(speech, pauses),
        _shown(speech, ends),
        _used(speech),
        _lost(speech, ends),
        _sought(speech, ends),
        _moved(speech, ends),
    ]


class _End(NamedTuple):
    """Up to when the history of a metric counts.

    Attributes:
        metric: Its name.
        first: SQL for whether it is done and up to when, where that differs from ticket to
            ticket; else empty.
        done: SQL for whether it is done, 1 or 0.
        until: SQL for its completion, or else the instant of asking.
    """

    metric: str
    first: tuple[str, ...]
    done: str
    until: str

    @classmethod
    def of(cls, speech: Speech, metric: str, roles: tuple[str, ...], now: int | None) -> _End:
        """Return the end of a metric."""
        end, asked = done_at(speech, metric, roles), ALWAYS if now is None else now
        if end is None:
            return cls(metric, (), "0", str(asked))
        done, until = speech.own(metric, "done"), speech.own(metric, "until")
        first = (
            f"CASE WHEN {end} <= {asked} THEN 1 ELSE 0 END AS {done}",
            f"CASE WHEN {end} <= {asked} THEN {end} ELSE {asked} END AS {until}",
        )
        return cls(metric, first, f"o.{done}", f"o.{until}")


def done_at(speech: Speech, metric: str, roles: tuple[str, ...]) -> str | None:
    """Return SQL for when a metric was completed: the first instant that completes it."""
    columns = [f"o.sla_{role}" for role in roles if role in speech.metrics[metric].completes]
    if not columns:
        return None
    first = columns[0]
    for other in columns[1:]:
        # Not LEAST: some databases give null as soon as one of the two is null.
        first = f"CASE WHEN {other} IS NULL OR {first} <= {other} THEN {first} ELSE {other} END"
    return first


def _asked(speech: Speech, ends: list[_End]) -> Part:
    """Return the tickets with what the open clock shows at the opening, and what is promised."""
    columns = ["o.*", f"{speech.shown('f', 'o.sla_opened')} AS sla_shown"]
    columns.append(f"{speech.column('f', 'day_run')} AS sla_run")
    for end in ends:
        days = f"o.{speech.own(end.metric, 'days')} * {speech.column('f', 'day_us')}"
        amount = f"COALESCE(o.{speech.own(end.metric, 'open_us')}, {days})"
        stopped = f"CASE WHEN o.{speech.own(end.metric, 'stops')} = 1 THEN {amount} END"
        columns += [*end.first, f"{stopped} AS {speech.own(end.metric, 'amount')}"]
    joins = [speech.opened("f", "o.sla_calendar", "o.sla_opened", "o.sla_day")]
    return Part("sla_asked", columns, "sla_answered AS o", joins)


def _united(speech: Speech, pauses: Pauses) -> Iterator[Part]:
    """Yield the pauses with the end of those that began before, up to which they add nothing."""
    dialect = speech.dialect
    begins, ends = (
        dialect.micros(f"p.{dialect.name(name)}") for name in (pauses.paused_at, pauses.resumed_at)
    )
    yield Part(
        "sla_pause",
        [
            f"p.{dialect.name(pauses.ticket)} AS sla_of",
            f"{begins} AS sla_from",
            f"COALESCE({ends}, {NEVER}) AS sla_to",
        ],
        f"{dialect.name(pauses.table)} AS p",
    )
    over = "PARTITION BY q.sla_of ORDER BY q.sla_from, q.sla_to"
    before = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    yield Part(
        "sla_united",
        ["q.*", f"MAX(q.sla_to) OVER ({over} {before}) AS sla_before"],
        "sla_pause AS q",
        rest="WHERE q.sla_from IS NULL OR q.sla_from <> q.sla_to",
    )


def _carried(speech: Speech, ends: list[_End], alias: str) -> list[str]:
    """Return the columns of a ticket that its pauses carry along."""
    names = ["sla_id", "sla_shown", "sla_calendar"]
    for end in ends:
        facts = ("amount", "done", "until") if end.first else ("amount",)
        names += [speech.own(end.metric, fact) for fact in facts]
    return [f"{alias}.{name}" for name in names]


def _shown(speech: Speech, ends: list[_End]) -> Part:
    """Return the pauses from the opening of their tickets on, on the open clock."""
    is_joined = "q.sla_before > q.sla_from"
    since = later_of("o.sla_opened", f"CASE WHEN {is_joined} THEN q.sla_before ELSE q.sla_from END")
    goes_on = f"{is_joined} AND q.sla_before > o.sla_opened"
    is_bad = "q.sla_from IS NULL OR q.sla_to < q.sla_from"
    inner = Part(
        "",
        [
            *_carried(speech, ends, "o"),
            "q.sla_to",
            f"{since} AS sla_since",
            f"CASE WHEN {goes_on} THEN 1 ELSE 0 END AS sla_joined",
            f"CASE WHEN {is_bad} THEN 1 ELSE 0 END AS sla_bad",
        ],
        "sla_united AS q",
        ["JOIN sla_asked AS o ON o.sla_id = q.sla_of"],
        f"WHERE q.sla_to > {since} OR {is_bad}",
    )
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


def _used(speech: Speech) -> Part:
    """Return the pauses with what was used up before, and when those they go on from began."""
    over = "PARTITION BY s.sla_id ORDER BY s.sla_since, s.sla_to"
    before = "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING"
    lost = speech.dialect.integer(f"SUM(s.sla_ended - s.sla_begun) OVER ({over} {before})")
    alone = "CASE WHEN s.sla_joined = 0 THEN s.sla_since END"
    stood = f"MAX({alone}) OVER ({over} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
    columns = [
        "s.*",
        f"s.sla_begun - s.sla_shown - COALESCE({lost}, 0) AS sla_used",
        f"{stood} AS sla_stood",
    ]
    return Part("sla_used", columns, "sla_shown AS s")


def _lost(speech: Speech, ends: list[_End]) -> Part:
    """Return, by ticket and metric, what was lost and where the clock stands still."""
    columns = ["o.sla_id", "MAX(o.sla_bad) AS sla_bad"]
    for end in ends:
        metric, until, own = end.metric, end.until, speech.own
        # A pause at the instant of asking has begun; one at the completion changes nothing.
        begun = f"(o.sla_since < {until} OR (o.sla_since = {until} AND {end.done} = 0))"
        stands = f"{begun} AND o.sla_to > {until}"
        over = f"{begun} AND o.sla_to <= {until}"
        unknown = f"({begun} AND o.sla_used IS NULL) OR ({over} AND o.sla_ended IS NULL)"
        counts = f"{over} AND o.sla_used < o.{own(metric, 'amount')}"
        lost = f"SUM(CASE WHEN {counts} THEN o.sla_ended - o.sla_begun ELSE 0 END)"
        columns += [
            f"{speech.dialect.integer(lost)} AS {own(metric, 'lost')}",
            f"MIN(CASE WHEN {begun} THEN o.sla_since END) AS {own(metric, 'first')}",
            f"MAX(CASE WHEN {stands} THEN o.sla_used END) AS {own(metric, 'used')}",
            f"MAX(CASE WHEN {stands} THEN o.sla_stood END) AS {own(metric, 'stood')}",
            f"MAX(CASE WHEN {unknown} THEN 1 ELSE 0 END) AS {own(metric, 'unknown')}",
        ]
    return Part("sla_lost", columns, "sla_used AS o", rest="GROUP BY o.sla_id")


def _sought(speech: Speech, ends: list[_End]) -> Part:
    """Return the tickets with the reading of the open clock at which each metric is due."""
    columns, joins = ["o.*", "l.sla_bad"], ["LEFT JOIN sla_lost AS l ON l.sla_id = o.sla_id"]
    for number, end in enumerate(ends):
        metric, own, alias = end.metric, speech.own, f"z{number}"
        amount, used = f"o.{own(metric, 'amount')}", f"l.{own(metric, 'used')}"
        columns += [f"l.{own(metric, what)}" for what in ("first", "used", "stood", "unknown")]
        sought = f"o.sla_shown + {amount} + l.{own(metric, 'lost')}"
        if end.first:
            # Completed while the clock stood still: due as if it had gone on from then.
            goes_on = f"{end.done} = 1 AND {used} < {amount}"
            shown = speech.shown(alias, end.until)
            sought = either([(goes_on, f"{shown} + {amount} - {used}")], sought)
            day = speech.dialect.day(f"CASE WHEN {goes_on} THEN {end.until} END")
            joins.append(speech.opened(alias, "o.sla_calendar", end.until, day))
        columns.append(f"{sought} AS {own(metric, 'sought')}")
    return Part("sla_sought", columns, "sla_asked AS o", joins)


def _moved(speech: Speech, ends: list[_End]) -> Part:
    """Return the tickets with their deadlines as pauses have moved them."""
    columns, joins = ["o.*"], []
    for number, end in enumerate(ends):
        alias, sought = f"b{number}", f"o.{speech.own(end.metric, 'sought')}"
        block = speech.dialect.divided(f"{sought} - 1", DAY)
        joins.append(
            f"LEFT JOIN {speech.tables['sla_back']} AS {alias} "
            f"ON {speech.column(alias, 'calendar_id')} = o.sla_calendar "
            f"AND {speech.column(alias, 'block')} = {block} "
            f"AND {sought} > {speech.column(alias, 'after_us')} "
            f"AND {sought} <= {speech.column(alias, 'through_us')}"
        )
        columns += _columns_of(speech, end, alias, sought)
    return Part("sla_moved", columns, "sla_sought AS o", joins)


def _columns_of(speech: Speech, end: _End, alias: str, sought: str) -> Iterator[str]:
    """Yield the deadline of a metric, why there is none, and whether its clock stands still."""
    metric = end.metric
    own = {
        what: f"o.{speech.own(metric, what)}"
        for what in ("due", "first", "used", "stood", "unknown", "amount", "days")
    }
    found = f"{sought} + {speech.column(alias, 'shift_us')}"
    stops = f"o.{speech.own(metric, 'stops')}"
    strict = f"o.{speech.own(metric, 'strict')}"
    is_free = f"COALESCE({stops}, 1) = 0 OR {own['first']} IS NULL OR {own['first']} > {own['due']}"
    is_just = f"{own['used']} = {own['amount']} AND {found} = {own['stood']} AND {strict} = 0"
    on_hold = f"{end.done} = 0 AND {own['used']} < {own['amount']}"
    uneven = (
        f"{own['days']} IS NOT NULL AND "
        f"COALESCE({speech.column(alias, 'day_run')}, -1) <> o.sla_run"
    )
    reason = either(
        [
            ("o.sla_bad = 1", "'a pause ends before it begins, or has no beginning'"),
            (is_free, "NULL"),
            (f"{own['unknown']} = 1", "'a pause lies outside the tables'"),
            (f"{own['amount']} IS NULL", "'pauses are not counted for such a promise'"),
            (uneven, "'pauses are not counted over days of unequal length'"),
            (on_hold, "NULL"),
            (f"{found} IS NULL", "'the deadline lies outside the tables'"),
        ]
    )
    due = either(
        [
            ("o.sla_bad = 1", "NULL"),
            (is_free, own["due"]),
            (f"{own['unknown']} = 1 OR ({uneven}) OR ({on_hold})", "NULL"),
            (f"{end.done} = 1 AND {is_just}", end.until),
        ],
        found,
    )
    stands = f"{end.done} = 0 AND ({own['used']} < {own['amount']} OR ({is_just}))"
    held = either([(is_free, "0"), (stands, "1")], "0")
    yield f"{due} AS {speech.own(metric, 'moved')}"
    yield f"{reason} AS {speech.own(metric, 'reason')}"
    yield f"{held} AS {speech.own(metric, 'held')}"
