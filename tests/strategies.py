"""Hypothesis strategies: calendars of every kind, and instants where they are likely to fail.

A calendar is drawn as the dictionary that `Calendar.model_validate` takes, so that the
library and the oracle each read it in their own way. A `Desk` adds the zone and a date to
stay near: half of the dates lie at a clock change of the zone.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.oracle import DAY, OracleCalendar, from_us, offset, to_us

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONES = (
    "UTC",
    "Africa/Casablanca",  # an hour back for Ramadan
    "America/New_York",
    "America/St_Johns",  # changed at 00:01 until 2011
    "America/Santiago",  # skips midnight
    "Antarctica/Troll",  # changes by two hours
    "Asia/Beirut",  # skips midnight
    "Asia/Kolkata",  # a half hour, no changes
    "Australia/Lord_Howe",  # changes by half an hour
    "Europe/Dublin",  # winter time is the one that deviates
    "Europe/London",
    "Pacific/Apia",  # skipped 30 December 2011
)
FIXED_ZONES = {"Etc/GMT-5": 5, "Etc/GMT-14": 14, "Etc/GMT+9": -9, "Etc/GMT+12": -12}
FIRST_DATE, LAST_DATE = date(2009, 1, 1), date(2029, 12, 31)

Data = dict[str, Any]


class Desk(NamedTuple):
    """A calendar as data, and a date near which to ask it."""

    data: Data
    near: date

    @property
    def oracle(self) -> OracleCalendar:
        """Return the oracle of this calendar."""
        return OracleCalendar(self.data)


# --- hours ---------------------------------------------------------------------------------


def clock(minute: int) -> str:
    """Return a minute of the day as text; minute 1440 is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


minutes = st.one_of(
    st.integers(0, 47).map(lambda halves: halves * 30),
    st.integers(0, 1439),
)


@st.composite
def day_hours(draw: st.DrawFn, *, past_midnight: bool = True) -> list[str]:
    """Draw the windows of one day: none to three, in order, touching or apart."""
    marks = sorted(draw(st.sets(minutes, min_size=0, max_size=6)))
    marks = marks[: len(marks) // 2 * 2]
    windows = [f"{clock(a)}-{clock(b)}" for a, b in zip(marks[::2], marks[1::2], strict=True)]
    if windows and draw(st.booleans()):
        opens = windows[-1][:5]
        closes = draw(st.integers(0, marks[-2] - 1)) if past_midnight and marks[-2] else 1440
        windows[-1] = f"{opens}-{clock(closes)}"
    return windows


office = st.sampled_from(["09:00-17:00", "08:30-18:15", "00:00-02:30", "01:00-03:00"])
split = st.sampled_from(
    [
        ["09:00-12:00", "13:00-17:00"],
        ["00:00-01:30", "02:15-02:45", "03:00-23:59"],
        ["09:00-12:00", "12:00-17:00"],
    ]
)
overnight = st.sampled_from(["22:00-06:00", "18:30-02:30", "23:00-00:00", "12:00-11:59"])
ranges = st.sampled_from(["mon-fri", "mon-sun", "sat-sun", "sun-thu", "fri-mon", "mon,wed,fri"])


@st.composite
def any_week(draw: st.DrawFn) -> dict[str, list[str]]:
    """Draw a week whose days differ; nights may reach into the next day's hours."""
    days = draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))
    hours = {day: draw(day_hours()) for day in sorted(days)}
    return hours if any(hours.values()) else {**hours, "wed": ["09:00-17:00"]}


# Weeks in which no instant is open because of two dates.
plain_weeks = st.one_of(
    st.builds(lambda span, window: {span: [window]}, ranges, office),
    st.builds(lambda span, windows: {span: windows}, ranges, split),
    st.builds(lambda span, window: {span: [window]}, ranges, overnight),
    st.just({"mon-sun": ["00:00-24:00"]}),
)
weeks = st.one_of(plain_weeks, any_week())


# --- desks ---------------------------------------------------------------------------------


def midnight_utc(day: date) -> int:
    """Return the instant at which a date begins in UTC."""
    return to_us(datetime(day.year, day.month, day.day, tzinfo=UTC))


@cache
def change_dates(zone: str) -> list[date]:
    """Return the dates on which the clocks of a zone change."""
    days = [FIRST_DATE + step * DAY for step in range((LAST_DATE - FIRST_DATE).days)]
    offsets = {day: offset(zone, midnight_utc(day)) for day in days}
    return [day for day, after in pairwise(days) if offsets[day] != offsets[after]]


@st.composite
def dates_near_changes(draw: st.DrawFn, zone: str) -> date:
    """Draw a date, often one on which the clocks change."""
    changes = change_dates(zone)
    if changes and draw(st.booleans()):
        return draw(st.sampled_from(changes))
    return draw(st.dates(FIRST_DATE, LAST_DATE))


def dates_around(near: date, days: int = 12) -> st.SearchStrategy[date]:
    """Draw a date within some days of another."""
    return st.integers(-days, days).map(lambda step: near + step * DAY)


@st.composite
def desks(
    draw: st.DrawFn,
    zones: st.SearchStrategy[str] = st.sampled_from(ZONES),  # noqa: B008 - strategies are values
    hours: st.SearchStrategy[dict[str, list[str]]] = weeks,
    day: st.SearchStrategy[list[str]] = day_hours(),  # noqa: B008
) -> Desk:
    """Draw a calendar and a date to ask it near; it opens again within weeks."""
    zone = draw(zones)
    near = draw(dates_near_changes(zone))
    data: Data = {"timezone": zone, "hours": draw(hours)}
    around = dates_around(near)
    if draw(st.booleans()):
        data["holidays"] = sorted(map(str, draw(st.sets(around, max_size=6))))
    if draw(st.booleans()):
        exceptions = draw(st.dictionaries(around, day, max_size=4))
        data["exceptions"] = {str(key): value for key, value in sorted(exceptions.items())}
    return Desk(data, near)


plain_desks = desks(
    zones=st.sampled_from(["UTC", "Asia/Kolkata", *FIXED_ZONES]),
    hours=plain_weeks,
    day=day_hours(past_midnight=False),
)
"""Desks at which no date's hours reach into another's, whatever the clocks do."""


# --- instants and amounts ------------------------------------------------------------------


@st.composite
def instants(draw: st.DrawFn, desk: Desk, days: int = 10) -> datetime:
    """Draw an instant near a desk's date, often at a boundary of a window or just beside it.

    It comes in the desk's zone, in UTC or in another zone: that must not matter.
    """
    day = draw(dates_around(desk.near, days))
    us = midnight_utc(day)
    boundaries = [us for window in desk.oracle.opening_on(day) for us in window]
    if boundaries and draw(st.booleans()):
        us = draw(st.sampled_from(boundaries)) + draw(st.sampled_from([-1, 0, 0, 1]))
    else:
        us += draw(st.integers(0, 86_399)) * 1_000_000
        us += draw(st.one_of(st.just(0), st.integers(0, 999_999)))
    zone = draw(st.sampled_from([desk.data["timezone"], "UTC", "America/New_York"]))
    return from_us(us).astimezone(ZoneInfo(zone))


@st.composite
def amounts(draw: st.DrawFn, desk: Desk, at: datetime, days: int = 21) -> timedelta:
    """Draw whole seconds of open time, no more than there is in some days either way.

    Often they end exactly at a boundary of a window, if that is a whole second away.
    """
    ahead = desk.oracle.windows(at, at + days * DAY)
    most = desk.oracle.elapsed(at, at + days * DAY) // timedelta(seconds=1)
    back = desk.oracle.elapsed(at - days * DAY, at) // timedelta(seconds=1)
    if ahead and draw(st.booleans()):
        boundary = draw(st.sampled_from(ahead[:6]))[1]
        seconds = desk.oracle.elapsed(at, boundary) // timedelta(seconds=1)
    else:
        seconds = draw(st.integers(0, max(most, 1)))
    return timedelta(seconds=min(seconds, max(back, 1)))
