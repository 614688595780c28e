"""What holds for any calendar: agreement with the oracle, and laws of adding and measuring.

Instants are compared as integers (`us`): Python calls an instant at a repeated local time
unequal to the same instant in another zone.
"""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slaclock import Calendar, Matrix, compute_deadline
from tests.oracle import WEEKDAYS, OracleCalendar, from_us, unite, weekdays_of
from tests.oracle import to_us as us
from tests.strategies import (
    FIXED_ZONES,
    Desk,
    amounts,
    dates_around,
    desks,
    instants,
    plain_desks,
)

# A date may be both a holiday and an exception here; that it is pointed out is tested elsewhere.
pytestmark = pytest.mark.filterwarnings("ignore:.* is a holiday and an exception")

MOMENT = timedelta(microseconds=1)
ZERO = timedelta()
WEEKS = timedelta(days=21)
MEANINGS = ("full_day", "same_time", "close_of_business")


def calendar_of(desk: Desk) -> Calendar:
    """Return the calendar under test."""
    return Calendar.model_validate(desk.data)


def moved(at: datetime, by: timedelta) -> datetime:
    """Return an instant later by real time; `+` would turn the hands of the clock instead."""
    return from_us(us(at) + by // MOMENT).astimezone(at.tzinfo)


def pairs(windows: object) -> list[tuple[int, int]]:
    """Return windows as pairs of integers."""
    return [(us(opens), us(closes)) for opens, closes in windows]  # type: ignore[attr-defined]


# --- agreement with the oracle -------------------------------------------------------------


@given(data=st.data(), desk=desks())
def test_add_is_that_of_the_oracle(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    assert us(calendar_of(desk).add(at, amount)) == us(desk.oracle.add(at, amount))


@given(data=st.data(), desk=desks())
def test_subtract_is_that_of_the_oracle(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    assert us(calendar_of(desk).subtract(at, amount)) == us(desk.oracle.subtract(at, amount))


@given(data=st.data(), desk=desks())
def test_elapsed_is_that_of_the_oracle(data: st.DataObject, desk: Desk) -> None:
    start, end = data.draw(instants(desk)), data.draw(instants(desk))
    assert calendar_of(desk).elapsed(start, end) == desk.oracle.elapsed(start, end)


@given(data=st.data(), desk=desks())
def test_openness_is_that_of_the_oracle(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    assert calendar_of(desk).is_open(at) is desk.oracle.is_open(at)


@given(data=st.data(), desk=desks())
def test_next_open_is_that_of_the_oracle(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    assert us(calendar_of(desk).next_open(at)) == us(desk.oracle.next_open(at))


@given(data=st.data(), desk=desks())
def test_next_close_is_that_of_the_oracle(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    closings = {closes for _, closes in desk.oracle.windows(at, moved(at, WEEKS))}
    assume(closings - {from_us(us(moved(at, WEEKS)))})
    closing = calendar_of(desk).next_close(at)
    assert closing is not None
    assert us(closing) == us(desk.oracle.next_close(at))


@given(data=st.data(), desk=desks())
def test_windows_are_those_of_the_oracle(data: st.DataObject, desk: Desk) -> None:
    start, end = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
    assert pairs(calendar_of(desk).windows(start, end)) == pairs(desk.oracle.windows(start, end))


@pytest.mark.parametrize("meaning", MEANINGS)
@given(data=st.data(), desk=desks(), count=st.integers(1, 9))
def test_business_days_are_those_of_the_oracle(
    meaning: str, data: st.DataObject, desk: Desk, count: int
) -> None:
    at = data.draw(instants(desk))
    due = calendar_of(desk).add_business_days(at, count, business_day=meaning)
    assert us(due) == us(desk.oracle.add_business_days(at, count, meaning))


@given(data=st.data(), desk=desks(), count=st.integers(1, 9), hours=st.integers(1, 12))
def test_business_days_of_a_length_are_that_much_open_time(
    data: st.DataObject, desk: Desk, count: int, hours: int
) -> None:
    at = data.draw(instants(desk))
    calendar = calendar_of(desk)
    assume(count * timedelta(hours=hours) <= desk.oracle.elapsed(at, at + WEEKS))
    due = calendar.add_business_days(at, count, business_day=f"{hours} h")
    assert us(due) == us(desk.oracle.add(at, count * timedelta(hours=hours)))


# --- adding and measuring ------------------------------------------------------------------


@given(data=st.data(), desk=desks())
def test_adding_then_measuring_gives_the_amount_back(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    calendar = calendar_of(desk)
    assert calendar.elapsed(at, calendar.add(at, amount)) == amount
    assert calendar.elapsed(calendar.subtract(at, amount), at) == amount


@given(data=st.data(), desk=desks())
def test_deadline_is_the_earliest_instant_and_the_way_back_the_latest(
    data: st.DataObject, desk: Desk
) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    assume(amount)
    calendar = calendar_of(desk)
    assert calendar.elapsed(at, moved(calendar.add(at, amount), -MOMENT)) == amount - MOMENT
    assert calendar.elapsed(moved(calendar.subtract(at, amount), MOMENT), at) == amount - MOMENT


@given(data=st.data(), desk=desks())
def test_subtracting_what_was_added_leads_to_the_start(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    assume(amount)
    calendar = calendar_of(desk)
    assert us(calendar.subtract(calendar.add(at, amount), amount)) == us(calendar.next_open(at))


@given(data=st.data(), desk=desks())
def test_adding_what_was_subtracted_leads_back_less_closed_time(
    data: st.DataObject, desk: Desk
) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    assume(amount)
    calendar = calendar_of(desk)
    back = calendar.add(calendar.subtract(at, amount), amount)
    assert us(back) <= us(at)
    assert calendar.elapsed(back, at) == ZERO
    assert calendar.elapsed(moved(back, -MOMENT), back) == MOMENT


@given(data=st.data(), desk=desks())
def test_adding_twice_is_adding_the_sum(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    first, second = data.draw(amounts(desk, at)), data.draw(amounts(desk, at))
    assume(first and second)
    calendar = calendar_of(desk)
    both = calendar.add(at, first + second)
    assert us(calendar.add(calendar.add(at, first), second)) == us(both)


@given(data=st.data(), desk=desks())
def test_adjoining_spans_sum(data: st.DataObject, desk: Desk) -> None:
    a, b, c = (data.draw(instants(desk)) for _ in range(3))
    calendar = calendar_of(desk)
    assert calendar.elapsed(a, b) + calendar.elapsed(b, c) == calendar.elapsed(a, c)


@given(data=st.data(), desk=desks())
def test_reversing_a_span_flips_the_sign(data: st.DataObject, desk: Desk) -> None:
    start, end = data.draw(instants(desk)), data.draw(instants(desk))
    calendar = calendar_of(desk)
    assert calendar.elapsed(start, end) == -calendar.elapsed(end, start)


@given(data=st.data(), desk=desks())
def test_open_time_is_between_nothing_and_the_whole_span(data: st.DataObject, desk: Desk) -> None:
    start, end = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
    whole = (us(end) - us(start)) * MOMENT
    assert ZERO <= calendar_of(desk).elapsed(start, end) <= whole


# --- later and more never mean earlier -----------------------------------------------------


@given(data=st.data(), desk=desks())
def test_later_start_never_gives_an_earlier_deadline(data: st.DataObject, desk: Desk) -> None:
    early, late = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
    amount = data.draw(amounts(desk, late))
    calendar = calendar_of(desk)
    assert us(calendar.add(early, amount)) <= us(calendar.add(late, amount))
    assert us(calendar.subtract(early, amount)) <= us(calendar.subtract(late, amount))


@given(data=st.data(), desk=desks())
def test_more_open_time_never_ends_earlier(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    less, more = sorted([data.draw(amounts(desk, at)), data.draw(amounts(desk, at))])
    calendar = calendar_of(desk)
    assert us(calendar.add(at, less)) <= us(calendar.add(at, more))
    assert us(calendar.subtract(at, less)) >= us(calendar.subtract(at, more))


@pytest.mark.parametrize("meaning", MEANINGS)
@given(data=st.data(), desk=plain_desks, counts=st.tuples(st.integers(1, 9), st.integers(1, 9)))
def test_later_start_or_more_business_days_never_end_earlier(
    meaning: str, data: st.DataObject, desk: Desk, counts: tuple[int, int]
) -> None:
    early, late = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
    less, more = sorted(counts)
    calendar = calendar_of(desk)
    first = calendar.add_business_days(early, less, business_day=meaning)
    assert us(first) <= us(calendar.add_business_days(late, less, business_day=meaning))
    assert us(first) <= us(calendar.add_business_days(early, more, business_day=meaning))


@given(data=st.data(), desk=desks())
def test_holiday_never_brings_a_deadline_forward(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    before, after = calendar_of(desk), calendar_of(with_a_holiday(data, desk))
    assert us(after.next_open(at)) >= us(before.next_open(at))
    assert us(after.add(at, amount)) >= us(before.add(at, amount))
    assert us(after.subtract(at, amount)) <= us(before.subtract(at, amount))


@pytest.mark.parametrize("meaning", ["full_day", "close_of_business"])
@given(data=st.data(), desk=plain_desks, count=st.integers(1, 9))
def test_holiday_never_brings_business_days_forward(
    meaning: str, data: st.DataObject, desk: Desk, count: int
) -> None:
    """`same_time` is left out: after a holiday the clock may start at an earlier time of day."""
    at = data.draw(instants(desk))
    before, after = calendar_of(desk), calendar_of(with_a_holiday(data, desk))
    due = before.add_business_days(at, count, business_day=meaning)
    assert us(after.add_business_days(at, count, business_day=meaning)) >= us(due)


def with_a_holiday(data: st.DataObject, desk: Desk) -> Desk:
    """Return the desk with one more holiday."""
    day = data.draw(dates_around(desk.near), label="holiday")
    holidays = {*desk.data.get("holidays", []), str(day)}
    return Desk({**desk.data, "holidays": sorted(holidays)}, desk.near)


@given(data=st.data(), desk=desks())
def test_exception_wins_over_a_holiday(data: st.DataObject, desk: Desk) -> None:
    """An order of the two in the data does not matter, nor whether the holiday is there."""
    exceptions = desk.data.get("exceptions", {})
    closed = sorted({*desk.data.get("holidays", []), *exceptions})
    start, end = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
    windows = calendar_of(desk).windows(start, end)
    with_both = calendar_of(Desk({**desk.data, "holidays": closed}, desk.near))
    assert with_both.windows(start, end) == windows


# --- zones ---------------------------------------------------------------------------------


@given(
    data=st.data(),
    desk=desks(zones=st.just("UTC")),
    zone=st.sampled_from(sorted(FIXED_ZONES)),
    count=st.integers(1, 9),
)
def test_shifting_zone_and_instants_together_changes_nothing(
    data: st.DataObject, desk: Desk, zone: str, count: int
) -> None:
    shift = timedelta(hours=FIXED_ZONES[zone])
    at, end = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
    amount = data.draw(amounts(desk, at))
    here = calendar_of(desk)
    there = calendar_of(Desk({**desk.data, "timezone": zone}, desk.near))
    then, then_end = moved(at, -shift), moved(end, -shift)
    assert us(there.add(then, amount)) == us(moved(here.add(at, amount), -shift))
    assert us(there.subtract(then, amount)) == us(moved(here.subtract(at, amount), -shift))
    assert us(there.next_open(then)) == us(moved(here.next_open(at), -shift))
    assert there.elapsed(then, then_end) == here.elapsed(at, end)
    assert there.is_open(then) is here.is_open(at)
    for meaning in MEANINGS:
        due = here.add_business_days(at, count, business_day=meaning)
        due_there = there.add_business_days(then, count, business_day=meaning)
        assert us(due_there) == us(moved(due, -shift))


@given(data=st.data(), desk=desks())
def test_answers_come_in_the_zone_of_the_question(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    calendar = calendar_of(desk)
    answers = [
        calendar.add(at, amount),
        calendar.subtract(at, amount),
        calendar.next_open(at),
        calendar.add_business_days(at, 1, business_day="full_day"),
        *(edge for window in calendar.windows(at, at + WEEKS) for edge in window),
    ]
    assert all(answer.tzinfo is at.tzinfo for answer in answers)


# --- windows -------------------------------------------------------------------------------


@given(data=st.data(), desk=desks())
def test_windows_are_ordered_disjoint_and_never_empty(data: st.DataObject, desk: Desk) -> None:
    start, end = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
    windows = pairs(calendar_of(desk).windows(start, end))
    edges = [edge for window in windows for edge in window]
    assert edges == sorted(set(edges)), "neighbours that touch are one window"
    assert all(us(start) <= edge <= us(end) for edge in edges)


@given(data=st.data(), desk=desks())
def test_windows_add_up_to_the_open_time(data: st.DataObject, desk: Desk) -> None:
    start, end = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
    calendar = calendar_of(desk)
    total = sum(closes - opens for opens, closes in pairs(calendar.windows(start, end)))
    assert calendar.elapsed(start, end) == total * MOMENT


@given(data=st.data(), desk=desks())
def test_window_is_open_at_its_opening_and_closed_at_its_closing(
    data: st.DataObject, desk: Desk
) -> None:
    start = data.draw(instants(desk))
    calendar = calendar_of(desk)
    windows = calendar.windows(start, start + WEEKS)
    assume(windows)
    window = data.draw(st.sampled_from(windows))
    assume(us(start) < us(window.open))
    assume(us(window.close) < us(start + WEEKS))
    assert calendar.is_open(window.open)
    assert calendar.is_open(moved(window.close, -MOMENT))
    assert not calendar.is_open(moved(window.open, -MOMENT))
    assert not calendar.is_open(window.close)


# --- deadlines -----------------------------------------------------------------------------


def matrix_of(desk: Desk, seconds: int, days: int, meaning: str) -> Matrix:
    """Return a matrix of one plan and one priority on a desk's calendar."""
    return Matrix.model_validate(
        {
            "id": "drawn",
            "title": "Drawn",
            "version": "1",
            "business_day": meaning,
            "calendars": {"desk": desk.data},
            "priorities": {"P1": {"title": "Only"}},
            "plans": {
                "one": {
                    "title": "One",
                    "calendar": "desk",
                    "first_response": f"< {seconds} s",
                    "targets": {"P1": {"response": f"{seconds} s", "resolution": f"{days} BD"}},
                }
            },
        }
    )


@pytest.mark.parametrize("meaning", MEANINGS)
@given(data=st.data(), desk=desks(), days=st.integers(1, 9))
def test_deadlines_of_any_matrix_are_those_of_the_oracle(
    meaning: str, data: st.DataObject, desk: Desk, days: int
) -> None:
    """Asked twice, since the second answer comes from what the first has compiled."""
    opened_at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, opened_at))
    assume(amount)
    matrix = matrix_of(desk, amount // timedelta(seconds=1), days, meaning)
    expect = {
        "first_response": us(desk.oracle.add(opened_at, amount)),
        "response": us(desk.oracle.add(opened_at, amount)),
        "resolution": us(desk.oracle.add_business_days(opened_at, days, meaning)),
    }
    for _ in range(2):
        deadline = compute_deadline("one", "P1", opened_at, matrix=matrix)
        assert {metric: us(each.due_at) for metric, each in deadline.items()} == expect
        assert us(deadline.starts_at) == us(desk.oracle.next_open(opened_at))


@pytest.mark.parametrize("metric", ["response", "resolution"])
@given(data=st.data(), desk=desks(), days=st.integers(1, 9))
def test_ledger_accounts_for_every_moment_up_to_the_deadline(
    metric: str, data: st.DataObject, desk: Desk, days: int
) -> None:
    opened_at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, opened_at))
    assume(amount)
    matrix = matrix_of(desk, amount // timedelta(seconds=1), days, "full_day")
    due = compute_deadline("one", "P1", opened_at, matrix=matrix)[metric]
    rows = due.explain().rows
    edges = [(us(row.start), us(row.end)) for row in rows]
    assert (edges[0][0], edges[-1][1]) == (us(opened_at), us(due.due_at))
    assert all(before[1] == after[0] for before, after in pairwise(edges))
    counted = [edge for row, edge in zip(rows, edges, strict=True) if row.what == "counted"]
    assert unite(counted) == pairs(desk.oracle.windows(opened_at, due.due_at))
    assert sum((row.credited for row in rows), ZERO) == rows[-1].total
    assert rows[-1].total == desk.oracle.elapsed(opened_at, due.due_at)


# --- calendars as values -------------------------------------------------------------------


@given(data=st.data(), desk=desks())
def test_calendar_survives_pickling(data: st.DataObject, desk: Desk) -> None:
    at = data.draw(instants(desk))
    amount = data.draw(amounts(desk, at))
    calendar = calendar_of(desk)
    fresh = pickle.dumps(calendar)
    due = calendar.add(at, amount)
    assert pickle.dumps(calendar) == fresh, "what was compiled stays behind"
    again = pickle.loads(fresh)
    assert again == calendar
    assert hash(again) == hash(calendar)
    assert us(again.add(at, amount)) == us(due)


@given(desk=desks())
def test_calendars_of_equal_content_are_equal(desk: Desk) -> None:
    week = {
        WEEKDAYS[weekday]: windows
        for key, windows in desk.data["hours"].items()
        for weekday in weekdays_of(key)
    }
    spelled_out = calendar_of(Desk({**desk.data, "hours": week}, desk.near))
    assert spelled_out == calendar_of(desk)
    assert hash(spelled_out) == hash(calendar_of(desk))


@given(data=st.data(), desk=desks())
def test_calendars_of_other_content_are_not_equal(data: st.DataObject, desk: Desk) -> None:
    other = with_a_holiday(data, desk)
    assume(other.data != desk.data)
    assert calendar_of(other) != calendar_of(desk)


@given(desk=desks())
def test_calendar_is_made_again_from_its_content(desk: Desk) -> None:
    calendar = calendar_of(desk)
    assert Calendar.model_validate(calendar.content()) == calendar


@given(data=st.data(), desk=desks())
def test_order_of_questions_does_not_matter(data: st.DataObject, desk: Desk) -> None:
    """A calendar that has grown to one year answers about another like a fresh one."""
    at, far = data.draw(instants(desk)), data.draw(st.integers(-30, 30))
    used = calendar_of(desk)
    used.is_open(at.replace(year=at.year + far, day=min(at.day, 28)))
    assert us(used.next_open(at)) == us(calendar_of(desk).next_open(at))
    assert us(used.next_open(at)) == us(OracleCalendar(desk.data).next_open(at))
