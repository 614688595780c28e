"""What holds for any ticket: nothing brings a deadline forward, and histories add up."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from slaclock import Clock, Matrix, compute_deadline
from slaclock.events import (
    Event,
    Opened,
    Paused,
    PriorityChanged,
    Resolved,
    Resumed,
)
from slaclock.instants import to_micros
from tests.strategies import Desk, desks, instants

MICROSECOND = timedelta(microseconds=1)
MEANINGS = ("full_day", "same_time", "close_of_business", "3 h")
targets = st.one_of(
    st.integers(1, 40 * 3600).map(lambda seconds: f"{seconds} s"),
    st.integers(1, 6).map(lambda days: f"{days} BD"),
)


def terms(desk: Desk, meaning: str, *amounts: str, **changes: Any) -> Matrix:
    """Return a contract with a priority for each target, on the hours of a desk."""
    return Matrix.model_validate(
        {
            "id": "any",
            "business_day": meaning,
            "calendars": {"desk": desk.data},
            "priorities": {f"P{index}": {} for index in range(len(amounts))},
            "plans": {
                "plan": {
                    "calendar": "desk",
                    "targets": {
                        f"P{index}": {"resolution": amount} for index, amount in enumerate(amounts)
                    },
                }
            },
            **changes,
        }
    )


def due_of(matrix: Matrix, log: list[Event]) -> datetime:
    """Return the deadline after the last event; the ticket must run then."""
    due = Clock(matrix, log).at(max(log, key=lambda event: event.instant).at)["resolution"].due_at
    assert due is not None
    return due


@st.composite
def tickets(draw: st.DrawFn) -> tuple[Desk, str, str, list[datetime]]:
    """Draw a desk, the meaning of a business day, a target, and some instants in order."""
    desk = draw(desks())
    moments = draw(st.lists(instants(desk), min_size=3, max_size=5, unique_by=to_micros))
    meaning, target = draw(st.sampled_from(MEANINGS)), draw(targets)
    return desk, meaning, target, sorted(moments, key=to_micros)


@settings(max_examples=40)
@given(tickets())
def test_clock_of_an_opened_ticket_agrees_with_compute_deadline(ticket: Any) -> None:
    desk, meaning, target, (at, *_) = ticket
    matrix = terms(desk, meaning, target)
    expected = compute_deadline("plan", "P0", at, matrix=matrix).resolution_due
    assert to_micros(due_of(matrix, [Opened(at, "plan", "P0")])) == to_micros(expected)


@settings(max_examples=40)
@given(tickets())
def test_pause_never_brings_a_deadline_forward(ticket: Any) -> None:
    desk, meaning, target, (at, paused, resumed, *_) = ticket
    matrix = terms(desk, meaning, target)
    before = due_of(matrix, [Opened(at, "plan", "P0")])
    after = due_of(matrix, [Opened(at, "plan", "P0"), Paused(paused), Resumed(resumed)])
    assert to_micros(after) >= to_micros(before)


@settings(max_examples=40)
@given(tickets())
def test_longer_pause_never_brings_a_deadline_forward(ticket: Any) -> None:
    desk, meaning, target, (at, paused, resumed, *rest) = ticket
    assume(rest)
    matrix = terms(desk, meaning, target)
    short = due_of(matrix, [Opened(at, "plan", "P0"), Paused(paused), Resumed(resumed)])
    longer = due_of(matrix, [Opened(at, "plan", "P0"), Paused(paused), Resumed(rest[-1])])
    assert to_micros(longer) >= to_micros(short)


@settings(max_examples=40)
@given(tickets())
def test_pause_moves_a_deadline_before_it_by_nothing_and_others_by_its_open_time(
    ticket: Any,
) -> None:
    desk, _, target, (at, paused, resumed, *_) = ticket
    assume("BD" not in target)
    matrix = terms(desk, "full_day", target)
    calendar = matrix.calendars["desk"]
    before = due_of(matrix, [Opened(at, "plan", "P0")])
    after = due_of(matrix, [Opened(at, "plan", "P0"), Paused(paused), Resumed(resumed)])
    lost = calendar.elapsed(paused, resumed) if paused < before else timedelta(0)
    assert calendar.elapsed(before, after) == lost


@settings(max_examples=40)
@given(tickets())
def test_later_start_never_brings_a_deadline_forward(ticket: Any) -> None:
    desk, meaning, target, (at, later_at, paused, *_) = ticket
    matrix = terms(desk, meaning, target)
    pause = [Paused(paused), Resumed(paused + timedelta(hours=5))]
    before = due_of(matrix, [Opened(at, "plan", "P0"), *pause])
    after = due_of(matrix, [Opened(later_at, "plan", "P0"), *pause])
    assert to_micros(after) >= to_micros(before)


@settings(max_examples=40)
@given(tickets(), st.integers(0, 4))
def test_holiday_never_brings_a_deadline_forward(ticket: Any, day: int) -> None:
    desk, meaning, target, (at, paused, resumed, *_) = ticket
    closed = str(desk.near + timedelta(days=day))
    assume(closed not in desk.data.get("exceptions", {}))
    holidays = [*desk.data.get("holidays", []), closed]
    observed = Desk({**desk.data, "holidays": sorted(set(holidays))}, desk.near)
    log: list[Event] = [Opened(at, "plan", "P0")]
    # A date moves by the open time lost, and a pause on the holiday costs nothing any more.
    if "BD" not in target or meaning in ("full_day", "3 h"):
        log += [Paused(paused), Resumed(resumed)]
    before = due_of(terms(desk, meaning, target), log)
    after = due_of(terms(observed, meaning, target), log)
    assert to_micros(after) >= to_micros(before)


@settings(max_examples=40)
@given(tickets(), targets)
def test_retroactive_change_equals_a_clock_that_had_it_from_the_start(
    ticket: Any, other: str
) -> None:
    desk, meaning, target, (at, paused, changed, *rest) = ticket
    matrix = terms(desk, meaning, target, other)
    facts = [Paused(paused), *(Resumed(instant) for instant in rest[:1])]
    changing = Clock(matrix, [Opened(at, "plan", "P0"), *facts, PriorityChanged(changed, "P1")])
    fresh = Clock(matrix, [Opened(at, "plan", "P1"), *facts])
    for now in (changed, *rest, changed + timedelta(days=9)):
        one, two = changing.at(now)["resolution"], fresh.at(now)["resolution"]
        assert (one.status, one.due_at, one.elapsed, one.percent, one.remaining) == (
            two.status,
            two.due_at,
            two.elapsed,
            two.percent,
            two.remaining,
        )
    assert changing.next_change(changed) == fresh.next_change(changed)


@settings(max_examples=40)
@given(tickets())
def test_account_adds_up_and_has_no_gap(ticket: Any) -> None:
    desk, meaning, target, (at, paused, resumed, *rest) = ticket
    log = [Opened(at, "plan", "P0"), Paused(paused), Resumed(resumed)]
    log += [Resolved(instant) for instant in rest[:1]]
    now = max(log, key=lambda event: event.instant).at + timedelta(days=3)
    state = Clock(terms(desk, meaning, target), log).at(now)["resolution"]
    rows = state.explain().rows
    assert rows[-1].total == state.elapsed
    ends = [to_micros(row.end) for row in rows]
    starts = [to_micros(row.start) for row in rows]
    assert ends[:-1] == starts[1:]
    assert starts[0] == to_micros(at)
    assert ends[-1] == to_micros(state.completed_at or now)


@settings(max_examples=40)
@given(tickets(), st.sampled_from([40, 80, 99]))
def test_state_just_before_the_next_change_is_that_of_now_and_at_it_differs(
    ticket: Any, threshold: int
) -> None:
    desk, meaning, target, (at, paused, resumed, *_) = ticket
    levels = [{"level": 1, "contact": "Lead", "at": moment} for moment in ("30 %", "-2 h", "+1 BD")]
    matrix = terms(desk, meaning, target, at_risk=f"{threshold} %", escalation=levels)
    clock = Clock(matrix, [Opened(at, "plan", "P0"), Paused(paused), Resumed(resumed)])

    def seen(instant: datetime) -> object:
        state = clock.at(instant)["resolution"]
        return state.status, state.at_risk, [level.crossed for level in clock.escalations(instant)]

    now = resumed
    for _ in range(6):
        change = clock.next_change(now)
        if change is None:
            return
        assert to_micros(change) > to_micros(now)
        assert seen(change - MICROSECOND) == seen(now)
        assert seen(change) != seen(now)
        now = change
    raise AssertionError("there are five things that change, each of them once")


@settings(max_examples=40)
@given(tickets())
def test_saved_log_gives_the_same_states(ticket: Any) -> None:
    desk, meaning, target, (at, *rest) = ticket
    matrix = terms(desk, meaning, target)
    clock = Clock(matrix, [Resolved(rest[1]), Opened(at, "plan", "P0"), Paused(rest[0])])
    again = Clock.from_dicts(json.loads(json.dumps(clock.to_dicts())), matrix=matrix)
    for now in rest:
        assert again.at(now).to_dict() == clock.at(now).to_dict()
