"""What pauses do to deadlines, as SQL: the rules of a clock, by readings of the open clock.

A pause counts if it begins before the deadline, that is, while the open clock shows less than
at the deadline. So the open time of those pauses is added to what it shows there, and the
deadline is where it shows that much. Where the clock still stands at the end, nothing of that
pause is lost yet.

That holds for open time, and for full days as long as all days on the way are equally long.
Elsewhere a deadline is answered only if no pause begins before it. The parts:

- `sla_few`: by ticket the first pause and the last, which are all there are of most tickets;
- `sla_paused`: the tickets with these two (for those with more see
  `slaclock.bulk.sql.many_pauses`);
- `sla_seen`: the pauses from the opening on, where they reach a deadline, and up to when the
  history of each ticket counts;
- `sla_met`: with what the open clock shows at their ends;
- `sla_once`, `sla_counted`: with what it shows at the deadline after one of them, and both;
- `sla_sought`, `sla_moved`: which reading is due, and when the open clock shows it.
"""

from __future__ import annotations

from collections.abc import Iterator

from slaclock.bulk.sql.layout import BLOCK
from slaclock.bulk.sql.many_pauses import OFTEN, many_parts, often_parts
from slaclock.bulk.sql.parts import (
    NEVER,
    End,
    Part,
    PausesTable,
    Speech,
    TicketsTable,
    either,
    mark_of,
)

__all__ = ["paused_parts"]

_PARTS = ("seen", "united", "shown", "used", "lost", "met", "once", "counted", "sought", "moved")
_OF_TWO = [f"{name}_{slot}" for name in ("since", "begun", "ended") for slot in "12"]
_OWN_NAMES = (*_PARTS, "asked_often", "calendar", *_OF_TWO)
"""What the parts and their columns are called that every group of metrics has for itself."""
_FACTS = ("sought", "first", "still", "stood")
_SLOTS = ("1", "2")


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
            _seen(about, ends),
            _asked_often(ends),
            *many_parts(about, pauses, ends),
            _met(about, ends),
            _once(about, ends),
            _counted(about, ends),
            _sought(about, ends),
            _moved(about, ends),
        ]
        if number:
            parts = [part.renamed(_OWN_NAMES, mark_of(number)) for part in parts]
        found += [parts[0]._replace(source=f"{source} AS o"), *parts[1:]]
        source = parts[-1].name
    return found


def _asked_often(ends: list[End]) -> Part:
    """Return the tickets with many pauses, and up to when the history of each counts."""
    firsts = [column for end in ends for column in end.first]
    return Part("sla_asked_often", ["o.*", *firsts], OFTEN)


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


def _seen(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with their pauses from the opening on, where they reach a deadline."""
    reached = " OR ".join(
        f"o.sla_begin_1 <= o.{speech.own(name, 'due')}" for name in speech.metrics
    )
    columns = ["o.*", *(column for end in ends for column in end.first)]
    for slot in _SLOTS:
        begins, ends_at = f"o.sla_begin_{slot}", f"o.sla_end_{slot}"
        is_there = f"{begins} IS NOT NULL AND {ends_at} > o.sla_opened"
        counts = f"{is_there} AND o.sla_kind = 0 AND ({reached})"
        since = f"CASE WHEN {counts} THEN {speech.dialect.later('o.sla_opened', begins)} END"
        columns.append(f"{since} AS sla_since_{slot}")
    return Part("sla_seen", columns, "sla_paused AS o")


def _met(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with what the open clock shows at both ends of their two pauses."""
    columns, joins = ["o.*"], []
    columns += [
        f"{end.stage(f'o.sla_since_{slot}', f'o.sla_end_{slot}')} AS "
        f"{speech.own(end.metric, f'stage_{slot}')}"
        for end in ends
        for slot in _SLOTS
    ]
    for slot in _SLOTS:
        for alias, side, at in (("x", "begun", "since"), ("y", "ended", "end")):
            instant = f"o.sla_{at}_{slot}"
            # Where there is no pause nothing is looked up.
            known = f"CASE WHEN o.sla_since_{slot} IS NOT NULL THEN {instant} END"
            day = speech.dialect.day(instant if at == "since" else known)
            joins.append(speech.opened(alias + slot, "o.sla_calendar", instant, day))
            columns.append(f"{speech.shown(alias + slot, instant)} AS sla_{side}_{slot}")
    return Part("sla_met", columns, "sla_seen AS o", joins, is_kept=True)


def _after(speech: Speech, end: End, slot: str, reading: str) -> str:
    """Return SQL for what the open clock shows at the deadline, a pause being counted.

    Null where the pause is over, and one of its ends lies outside the tables.

    Args:
        speech, end: The metric.
        slot: Which pause.
        reading: What it would show without it.
    """
    begun, ended = f"o.sla_begun_{slot}", f"o.sla_ended_{slot}"
    lost = f"CASE WHEN {begun} >= {reading} THEN 0 ELSE {ended} - {begun} END"
    is_over = f"o.{speech.own(end.metric, f'stage_{slot}')} = 1"
    return f"{reading} + CASE WHEN {is_over} THEN {lost} ELSE 0 END"


def _once(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with the reading of each deadline after the first pause."""
    columns = ["o.*"]
    for end in ends:
        reading = f"o.{speech.own(end.metric, 'reading')}"
        columns.append(f"{_after(speech, end, '1', reading)} AS {speech.own(end.metric, 'once')}")
    return Part("sla_once", columns, "sla_met AS o")


def _counted(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with what is due after both, and where the clock stands still.

    The facts of a metric: the reading at its deadline; since when the first pause counts; how
    much more the open clock showed than at the deadline when it stopped, so that less than
    nothing is time left; and when that was.
    """
    columns = ["o.*"]
    for end in ends:
        stage = [f"o.{speech.own(end.metric, f'stage_{slot}')}" for slot in _SLOTS]
        reading, once = (f"o.{speech.own(end.metric, what)}" for what in ("reading", "once"))
        lefts = [f"o.sla_begun_1 - {reading}", f"o.sla_begun_2 - {once}"]
        starts = ["o.sla_since_1", "o.sla_since_2"]
        going_on = [f"{one} = 2" for one in stage]
        facts = (
            _after(speech, end, "2", once),
            either(list(zip([f"{one} > 0" for one in stage], starts, strict=True))),
            either(list(zip(going_on, lefts, strict=True))),
            either(list(zip(going_on, starts, strict=True))),
        )
        for name, fact in zip(_FACTS, facts, strict=True):
            own = speech.own(end.metric, f"counted_{name}")
            many = f"l.{speech.own(end.metric, name)}"
            columns.append(f"CASE WHEN o.sla_kind = 1 THEN {many} ELSE {fact} END AS {own}")
    join = "LEFT JOIN sla_lost AS l ON l.sla_id = CASE WHEN o.sla_kind = 1 THEN o.sla_id END"
    return Part("sla_counted", columns, "sla_once AS o", [join])


def _sought(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with the reading of the open clock at which each metric is due."""
    columns, joins = ["o.*"], []
    for number, end in enumerate(ends):
        counted, still = (f"o.{_counted_name(speech, end, what)}" for what in ("sought", "still"))
        # Looked up only where a pause counts.
        sought = f"CASE WHEN o.{_counted_name(speech, end, 'first')} IS NOT NULL THEN {counted} END"
        if end.first:
            # Completed while the clock stood still: due as if it had gone on from then.
            goes_on = f"{end.done} = 1 AND {still} < 0"
            alias = f"z{number}"
            sought = either([(goes_on, f"{speech.shown(alias, end.until)} - {still}")], sought)
            day = speech.dialect.day(f"CASE WHEN {goes_on} THEN {end.until} END")
            joins.append(speech.opened(alias, "o.sla_calendar", end.until, day))
        columns.append(f"{sought} AS {speech.own(end.metric, 'sought')}")
    return Part("sla_sought", columns, "sla_counted AS o", joins)


def _counted_name(speech: Speech, end: End, what: str) -> str:
    return speech.own(end.metric, f"counted_{what}")


def _moved(speech: Speech, ends: list[End]) -> Part:
    """Return the tickets with their deadlines as pauses have moved them."""
    columns, joins = ["o.*"], []
    for number, end in enumerate(ends):
        alias, sought = f"b{number}", f"o.{speech.own(end.metric, 'sought')}"
        block = speech.dialect.divided(f"{sought} - 1", BLOCK)
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
        for what in ("due", "reading", "run", "stops", "strict")
    }
    first, still, stood = (
        f"o.{_counted_name(speech, end, what)}" for what in ("first", "still", "stood")
    )
    found = f"{sought} + {speech.column(alias, 'shift_us')}"
    is_free = f"COALESCE({own['stops']}, 1) = 0 OR {first} IS NULL OR {first} > {own['due']}"
    is_just = f"{still} = 0 AND {found} = {stood} AND {own['strict']} = 0"
    is_open = f"{end.done} = 0 AND " if end.first else ""
    on_hold = f"{is_open}{still} < 0"
    is_unknown = f"{sought} IS NULL OR ({stood} IS NOT NULL AND {still} IS NULL)"
    uneven = (
        f"{own['run']} IS NOT NULL AND "
        f"COALESCE({speech.column(alias, 'day_run')}, -1) <> {own['run']}"
    )
    reason = either(
        [
            ("o.sla_kind = 2", "'a pause ends before it begins, or has no beginning'"),
            (is_free, "NULL"),
            (f"{own['reading']} IS NULL", "'pauses are not counted for such a promise'"),
            (is_unknown, "'a pause lies outside the tables'"),
            (uneven, "'pauses are not counted over days of unequal length'"),
            (on_hold, "NULL"),
            (f"{found} IS NULL", "'the deadline lies outside the tables'"),
        ]
    )
    due = either(
        [
            ("o.sla_kind = 2", "NULL"),
            (is_free, own["due"]),
            (f"{is_unknown} OR ({uneven}) OR ({on_hold})", "NULL"),
            (f"{end.done} = 1 AND {is_just}", end.until),
        ],
        found,
    )
    stands = f"{is_open}({still} < 0 OR ({is_just}))"
    held = either([(is_free, "0"), (stands, "1")], "0")
    yield f"{due} AS {speech.own(metric, 'moved')}"
    yield f"{reason} AS {speech.own(metric, 'reason')}"
    yield f"{held} AS {speech.own(metric, 'held')}"
