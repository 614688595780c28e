"""What pauses do to deadlines, as SQL: the rules of a clock, by readings of the open clock.

A pause counts if it begins before the deadline, that is, while less has been used up than is
promised. So the open time of those pauses is added up, and the deadline is where the open
clock shows what it showed at the opening, and what is promised, and what was lost. Where the
clock still stands at the end, nothing of that pause is lost yet.

That holds for open time, and for full days as long as all days on the way are equally long.
Elsewhere a deadline is answered only if no pause begins before it. The parts:

- `sla_few`: by ticket the first pause and the last, which are all there are of most tickets;
- `sla_paused`: the tickets with these two (for those with more see
  `slaclock.bulk.sql.many_pauses`);
- `sla_asked`: up to when the history of each ticket counts, and what the open clock shows at
  its opening;
- `sla_seen`: the pauses from the opening on, where they reach a deadline;
- `sla_met`: with what the open clock shows at their ends;
- `sla_counted`: what was lost to them;
- `sla_sought`, `sla_moved`: which reading is due, and when the open clock shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from slaclock.bulk.sql.many_pauses import OFTEN, many_parts, often_parts
from slaclock.bulk.sql.parts import (
    NEVER,
    End,
    Part,
    Pause,
    PausesTable,
    Speech,
    TicketsTable,
    either,
    mark_of,
)
from slaclock.instants import DAY

__all__ = ["paused_parts"]

_PARTS = ("asked", "seen", "united", "shown", "used", "lost", "met", "counted", "sought", "moved")
_OF_TWO = [f"{name}_{slot}" for name in ("since", "begun", "ended") for slot in "12"]
_OWN_NAMES = (*_PARTS, "asked_often", "calendar", *_OF_TWO)
"""What the parts and their columns are called that every group of metrics has for itself."""
_FACTS = ("lost", "first", "used", "stood", "unknown")


def paused_parts(
    speech: Speech,
    tickets: TicketsTable,
    pauses: PausesTable,
    roles: tuple[str, ...],
    now: int | None,
) -> list[Part]:
    """Return the parts that move the deadlines of `sla_answered` on.

    Metrics that run on one calendar go through the parts together. Where there are others, they
    follow in parts of their own, under the same names with a mark.

    Args:
        speech: The dialect, the tables, and the metrics.
        tickets: The table of tickets.
        pauses: The table of pauses.
        roles: The instants of completion that tickets have: `responded`, `resolved`, or none.
        now: The instant of asking, or None.
    """
    found = [_few(speech, pauses), _paused(), *often_parts(speech, tickets)]
    source = "sla_paused"
    for number, group in enumerate(speech.groups):
        about = speech.about(group)
        ends = [End.of(about, metric, roles, now) for metric in group]
        parts = [
            _asked(about, ends),
            _seen(about),
            _asked(about, ends)._replace(name="sla_asked_often", source=OFTEN),
            *many_parts(about, pauses, ends),
            _met(about, ends),
            _counted(about, ends),
            _sought(about, ends),
            _moved(about, ends),
        ]
        if number:
            parts = [part.renamed(_OWN_NAMES, mark_of(number)) for part in parts]
        found += [parts[0]._replace(source=f"{source} AS o"), *parts[1:]]
        source = parts[-1].name
    return found


def _asked(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with what the open clock shows at the opening, and what is promised."""
    columns = ["o.*", f"{speech.shown('f', 'o.sla_opened')} AS sla_shown"]
    for end in ends:
        days = f"o.{speech.own(end.metric, 'days')} * {speech.column('f', 'day_us')}"
        amount = f"COALESCE(o.{speech.own(end.metric, 'open_us')}, {days})"
        stopped = f"CASE WHEN o.{speech.own(end.metric, 'stops')} = 1 THEN {amount} END"
        columns += [*end.first, f"{stopped} AS {speech.own(end.metric, 'amount')}"]
        in_days = f"o.{speech.own(end.metric, 'days')} IS NOT NULL"
        run = f"CASE WHEN {in_days} THEN {speech.column('f', 'day_run')} END"
        columns.append(f"{run} AS {speech.own(end.metric, 'run')}")
    joins = [speech.opened("f", "o.sla_calendar", "o.sla_opened", "o.sla_day")]
    return Part("sla_asked", columns, "sla_paused AS o", joins)


def _few(speech: Speech, pauses: PausesTable) -> Part:
    """Return, by ticket, the pauses of those that have one or two, or whose pauses all overlap.

    `sla_kind` is 0 for these, 1 for tickets with more, and 2 where a pause cannot be.

    Of two pauses that do not overlap, the one that begins first is the one that ends first.
    """
    is_bad = "q.sla_from IS NULL OR q.sla_to < q.sla_from"
    begins = f"MIN(CASE WHEN {is_bad} THEN {-NEVER} ELSE q.sla_from END)"
    apart = "MAX(q.sla_from) >= MIN(q.sla_to)"
    kind = either([(f"{begins} = {-NEVER}", "2"), (f"COUNT(*) > 2 AND {apart}", "1")], "0")
    columns = [
        "q.sla_of",
        f"{begins} AS sla_begin_1",
        f"CASE WHEN {apart} THEN MIN(q.sla_to) ELSE MAX(q.sla_to) END AS sla_end_1",
        f"CASE WHEN {apart} THEN MAX(q.sla_from) END AS sla_begin_2",
        "MAX(q.sla_to) AS sla_end_2",
        f"{kind} AS sla_kind",
    ]
    rest = "WHERE q.sla_from IS NULL OR q.sla_from <> q.sla_to\nGROUP BY q.sla_of"
    return Part("sla_few", columns, speech.pauses(pauses), rest=rest)


def _paused() -> Part:
    """Return the tickets with these pauses."""
    columns = [
        "o.*",
        *(f"f.sla_{name}" for name in ("kind", "begin_1", "end_1", "begin_2", "end_2")),
    ]
    join = "LEFT JOIN sla_few AS f ON f.sla_of = o.sla_id"
    return Part("sla_paused", columns, "sla_answered AS o", [join])


def _seen(speech: Speech) -> Part:
    """Return the tickets with their pauses from the opening on, where they reach a deadline."""
    reached = " OR ".join(
        f"o.sla_begin_1 <= o.{speech.own(name, 'due')}" for name in speech.metrics
    )
    columns = ["o.*"]
    for slot in ("1", "2"):
        begins, ends = f"o.sla_begin_{slot}", f"o.sla_end_{slot}"
        is_there = f"{begins} IS NOT NULL AND {ends} > o.sla_opened"
        counts = f"{is_there} AND o.sla_kind = 0 AND ({reached})"
        since = f"CASE WHEN {counts} THEN {speech.dialect.later('o.sla_opened', begins)} END"
        columns.append(f"{since} AS sla_since_{slot}")
    return Part("sla_seen", columns, "sla_asked AS o")


_LOST = "CASE WHEN o.sla_since_1 IS NULL THEN 0 ELSE o.sla_ended_1 - o.sla_begun_1 END"
_USED = {"1": "(o.sla_begun_1 - o.sla_shown)", "2": f"(o.sla_begun_2 - o.sla_shown - {_LOST})"}
_TWO = [
    Pause(
        since=f"o.sla_since_{slot}",
        to=f"o.sla_end_{slot}",
        begun=f"o.sla_begun_{slot}",
        ended=f"o.sla_ended_{slot}",
        used=used,
        stood=f"o.sla_since_{slot}",
        slot=f"_{slot}",
    )
    for slot, used in _USED.items()
]


def _met(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with what the open clock shows at both ends of their two pauses."""
    columns, joins = ["o.*"], []
    columns += [pause.stage(speech, end) for end in ends for pause in _TWO]
    for slot in ("1", "2"):
        for alias, side, at in (("x", "begun", "since"), ("y", "ended", "end")):
            instant = f"o.sla_{at}_{slot}"
            # Where there is no pause nothing is looked up.
            day = speech.dialect.day(f"CASE WHEN o.sla_since_{slot} IS NOT NULL THEN {instant} END")
            joins.append(speech.opened(alias + slot, "o.sla_calendar", instant, day))
            columns.append(f"{speech.shown(alias + slot, instant)} AS sla_{side}_{slot}")
    return Part("sla_met", columns, "sla_seen AS o", joins, is_kept=True)


def _counted(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with what was lost, and where the clock stands still."""
    columns = ["o.*"]
    for end in ends:
        one, two = (pause.facts(speech, end) for pause in _TWO)
        both = {
            "lost": f"{one['lost']} + {two['lost']}",
            "unknown": f"{one['unknown']} + {two['unknown']}",
            **{fact: f"COALESCE({one[fact]}, {two[fact]})" for fact in ("first", "used", "stood")},
        }
        for fact in _FACTS:
            name = speech.own(end.metric, fact)
            columns.append(
                f"CASE WHEN o.sla_kind = 1 THEN l.{name} ELSE {both[fact]} END AS {name}"
            )
    join = "LEFT JOIN sla_lost AS l ON l.sla_id = CASE WHEN o.sla_kind = 1 THEN o.sla_id END"
    return Part("sla_counted", columns, "sla_met AS o", [join])


def _sought(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with the reading of the open clock at which each metric is due."""
    columns, joins = ["o.*"], []
    for number, end in enumerate(ends):
        own = {
            what: f"o.{speech.own(end.metric, what)}"
            for what in ("amount", "used", "lost", "first")
        }
        # Looked up only where a pause counts.
        lost = f"CASE WHEN {own['first']} IS NOT NULL THEN {own['lost']} END"
        sought = f"o.sla_shown + {own['amount']} + {lost}"
        if end.first:
            # Completed while the clock stood still: due as if it had gone on from then.
            goes_on = f"{end.done} = 1 AND {own['used']} < {own['amount']}"
            alias = f"z{number}"
            shown = speech.shown(alias, end.until)
            sought = either([(goes_on, f"{shown} + {own['amount']} - {own['used']}")], sought)
            day = speech.dialect.day(f"CASE WHEN {goes_on} THEN {end.until} END")
            joins.append(speech.opened(alias, "o.sla_calendar", end.until, day))
        columns.append(f"{sought} AS {speech.own(end.metric, 'sought')}")
    return Part("sla_sought", columns, "sla_counted AS o", joins)


def _moved(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with their deadlines as pauses have moved them."""
    columns, joins = ["o.*"], []
    for number, end in enumerate(ends):
        alias, sought = f"b{number}", f"o.{speech.own(end.metric, 'sought')}"
        block = speech.dialect.divided(f"{sought} - 1", DAY)
        joins.append(
            f"LEFT JOIN {speech.tables['sla_back']} AS {alias} "
            f"ON {speech.column(alias, 'calendar_no')} = o.sla_calendar "
            f"AND {speech.column(alias, 'block')} = {block} "
            f"AND {sought} > {speech.column(alias, 'after_us')} "
            f"AND {sought} <= {speech.column(alias, 'through_us')}"
        )
        columns += _columns_of(speech, end, alias, sought)
    return Part("sla_moved", columns, "sla_sought AS o", joins)


def _columns_of(speech: Speech, end: End, alias: str, sought: str) -> Iterator[str]:
    """Yield the deadline of a metric, why there is none, and whether its clock stands still."""
    metric = end.metric
    own = {
        what: f"o.{speech.own(metric, what)}"
        for what in ("due", "first", "used", "stood", "unknown", "amount", "run")
    }
    found = f"{sought} + {speech.column(alias, 'shift_us')}"
    stops = f"o.{speech.own(metric, 'stops')}"
    strict = f"o.{speech.own(metric, 'strict')}"
    is_free = f"COALESCE({stops}, 1) = 0 OR {own['first']} IS NULL OR {own['first']} > {own['due']}"
    is_just = f"{own['used']} = {own['amount']} AND {found} = {own['stood']} AND {strict} = 0"
    still = f"{end.done} = 0 AND " if end.first else ""
    on_hold = f"{still}{own['used']} < {own['amount']}"
    uneven = (
        f"{own['run']} IS NOT NULL AND "
        f"COALESCE({speech.column(alias, 'day_run')}, -1) <> {own['run']}"
    )
    reason = either(
        [
            ("o.sla_kind = 2", "'a pause ends before it begins, or has no beginning'"),
            (is_free, "NULL"),
            (f"{own['unknown']} > 0", "'a pause lies outside the tables'"),
            (f"{own['amount']} IS NULL", "'pauses are not counted for such a promise'"),
            (uneven, "'pauses are not counted over days of unequal length'"),
            (on_hold, "NULL"),
            (f"{found} IS NULL", "'the deadline lies outside the tables'"),
        ]
    )
    due = either(
        [
            ("o.sla_kind = 2", "NULL"),
            (is_free, own["due"]),
            (f"{own['unknown']} > 0 OR ({uneven}) OR ({on_hold})", "NULL"),
            (f"{end.done} = 1 AND {is_just}", end.until),
        ],
        found,
    )
    stands = f"{still}({own['used']} < {own['amount']} OR ({is_just}))"
    held = either([(is_free, "0"), (stands, "1")], "0")
    yield f"{due} AS {speech.own(metric, 'moved')}"
    yield f"{reason} AS {speech.own(metric, 'reason')}"
    yield f"{held} AS {speech.own(metric, 'held')}"
