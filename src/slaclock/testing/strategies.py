"""Hypothesis strategies for those who embed slaclock: its values, and instants that matter.

What is drawn is valid. Instants lie where code is likely to fail: at openings and closings and
a microsecond beside them, at midnights, and where clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import partial
from pathlib import Path

from hypothesis import strategies as st
from pydantic import ValidationError

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.combined import Combinable
from slaclock.calendars.spec import CalendarSpec
from slaclock.clock import Clock
from slaclock.durations import Amount, parse_amount
from slaclock.errors import EventError
from slaclock.events import Event, from_dict
from slaclock.instants import DAY, from_micros, local_to_instant
from slaclock.matrices.model import Matrix
from slaclock.testing.contract_data import CHANGES, Data, calendar_data
from slaclock.testing.contract_data import contracts as contract_data
from slaclock.testing.log_data import logs_of
from slaclock.testing.zones import SyntheticZone

__all__ = [
    "amounts",
    "calendars",
    "clocks",
    "contracts",
    "instants",
    "instants_near_boundaries",
    "logs",
    "synthetic_zones",
]

_BESIDE = (-1, 0, 0, 1)
_OFFSETS = st.integers(-28, 28).map(lambda halves: timedelta(minutes=30 * halves))


def amounts() -> st.SearchStrategy[Amount]:
    """Draw amounts: of open time, and of business days."""
    days = st.integers(1, 20).map(lambda count: f"{count} BD")
    minutes = st.integers(1, 6_000).map(lambda count: f"{count} min")
    return st.one_of(days, minutes).map(parse_amount)


@st.composite
def calendars(draw: st.DrawFn, near: date | None = None) -> Calendar:
    """Draw calendars with seasons, rotas, holidays, half days and exceptions.

    Args:
        draw: What Hypothesis draws with.
        near: A date near which they have them; None to draw one at which clocks change.
    """
    day = draw(st.sampled_from(CHANGES)) if near is None else near
    return _calendar(draw(calendar_data(day).filter(_is_valid)))


@st.composite
def contracts(draw: st.DrawFn, near: date | None = None) -> Matrix:
    """Draw contracts that use the whole format of the data file; see `calendars` for *near*."""
    return Matrix.model_validate(draw(contract_data(near)))


@st.composite
def logs(draw: st.DrawFn, matrix: Matrix, near: date | None = None) -> list[Event]:
    """Draw the log of a ticket under a contract, in order of time; ties are common.

    Args:
        draw: What Hypothesis draws with.
        matrix: The contract. Where it has rules that choose a plan, a ticket may leave it out.
        near: The date near which the ticket is opened; None for one at which clocks change.
    """
    day = draw(st.sampled_from(CHANGES)) if near is None else near
    shape: Data = {"plans": dict(matrix.plans), "priorities": dict(matrix.priorities)}
    drawn = logs_of(shape, day).map(_events).filter(partial(_fits, matrix))
    found: list[Event] = draw(drawn)
    return found


@st.composite
def clocks(draw: st.DrawFn, near: date | None = None) -> Clock:
    """Draw a ticket with a history under a contract of its own."""
    day = draw(st.sampled_from(CHANGES)) if near is None else near
    matrix = draw(contracts(day))
    return Clock(matrix, draw(logs(matrix, day)))


@st.composite
def instants(draw: st.DrawFn, near: date | None = None, zone: tzinfo = UTC) -> datetime:
    """Draw an instant within two weeks of a date, often on a whole half hour."""
    day = draw(st.sampled_from(CHANGES)) if near is None else near
    step = draw(st.sampled_from([1_800_000_000, 60_000_000, 1_000_000, 1]))
    offset = draw(st.integers(-14 * DAY // step, 14 * DAY // step)) * step
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return (midnight + timedelta(microseconds=offset)).astimezone(zone)


@st.composite
def instants_near_boundaries(
    draw: st.DrawFn, calendar: Combinable, near: date | None = None
) -> datetime:
    """Draw an instant at an opening, a closing or a midnight of a calendar, or just beside it.

    In the zone of the calendar. Where it does not open within three weeks of *near*, only
    midnights are drawn.
    """
    day = draw(st.sampled_from(CHANGES)) if near is None else near
    midnight = local_to_instant(datetime(day.year, day.month, day.day), calendar.zone)  # noqa: DTZ001
    windows = calendar.spans(midnight - 21 * DAY, midnight + 21 * DAY)
    edges = [edge for window in windows for edge in window]
    found = draw(st.sampled_from([midnight, *edges]))
    return from_micros(found + draw(st.sampled_from(_BESIDE)), calendar.zone)


@st.composite
def synthetic_zones(draw: st.DrawFn, near: date | None = None) -> SyntheticZone:
    """Draw zones whose clocks change near a date, by any whole number of half hours."""
    day = draw(st.sampled_from(CHANGES)) if near is None else near
    steps = draw(st.lists(st.integers(-480, 480), max_size=3, unique=True))
    # Ten hours apart at the least, and by less than that, as no zone does it otherwise.
    apart = sorted({step // 24 * 24 for step in steps})
    start = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - in UTC, without a zone
    offset = draw(_OFFSETS)
    changes = []
    for step in apart:
        moved = draw(st.sampled_from([-60, -30, 30, 60, 120]))
        offset += timedelta(minutes=moved)
        changes.append((start + timedelta(hours=step), offset))
    return SyntheticZone(draw(_OFFSETS) if not changes else changes[0][1], changes[1:])


def _calendar(data: Data) -> Calendar:
    # Not by `model_validate`, which warns of what is said twice: that is no fault of a test.
    return Calendar.from_spec(CalendarSpec.model_validate(data), Path())


def _is_valid(data: Data) -> bool:
    try:
        _calendar(data)
    except ValidationError:
        return False
    return True


def _events(log: list[Data]) -> list[Event]:
    return [from_dict(event) for event in log]


def _fits(matrix: Matrix, log: list[Event]) -> bool:
    """Return whether the contract promises something to the ticket, whatever becomes of it."""
    try:
        Clock(matrix, log)
    except EventError:
        return False
    return True
