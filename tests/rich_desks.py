"""Calendars with all that a calendar can have: seasons, rotas, half days, worked weekends, parts.

A desk of `tests.strategies` has hours, holidays and exceptions. These have more, and combined
desks are made of several, up to three deep. Each has an oracle of its own.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.calendars.combined import Combinable
from tests.oracle import DAY, dates
from tests.oracle_combined import Operation, OracleCombined
from tests.strategies import Data, Desk, clock, dates_around, day_hours, desks, weeks

YEARS_OF_LISTS = range(2016, 2026)
"""Near which years the lists of weekend days that are worked are used."""
MAKE: dict[str, Callable[[Combinable, Combinable], Combinable]] = {
    "&": operator.and_,
    "|": operator.or_,
    "-": operator.sub,
}
KEYS = {"&": "all_of", "|": "any_of"}


class CombinedDesk(NamedTuple):
    """Two desks as one; its near date is that of the first."""

    left: Desk | CombinedDesk
    operation: Operation
    right: Desk | CombinedDesk

    @property
    def near(self) -> date:
        """Return the date near which to ask it."""
        return self.left.near

    @property
    def data(self) -> Data:
        """Return what tests of single desks ask of their data: the zone."""
        return {"timezone": self.left.data["timezone"]}

    @property
    def oracle(self) -> OracleCombined:
        """Return the oracle of this calendar."""
        return OracleCombined(self.left.oracle, self.operation, self.right.oracle)


AnyDesk = Desk | CombinedDesk


def calendar_of(desk: AnyDesk) -> Combinable:
    """Return the calendar under test."""
    if isinstance(desk, Desk):
        return Calendar.model_validate(desk.data)
    return MAKE[desk.operation](calendar_of(desk.left), calendar_of(desk.right))


def entries_of(desk: AnyDesk, name: str) -> Iterator[tuple[str, Data]]:
    """Yield the calendars of a data file that make a desk, by name: *name*, and its parts."""
    if isinstance(desk, Desk):
        yield name, desk.data
        return
    left, right = f"{name}_left", f"{name}_right"
    if desk.operation == "-":
        yield name, {"all_of": [left], "minus": [right]}
    else:
        yield name, {KEYS[desk.operation]: [left, right]}
    yield from entries_of(desk.left, left)
    yield from entries_of(desk.right, right)


@st.composite
def rich_desks(draw: st.DrawFn, near: date | None = None) -> Desk:
    """Draw a desk that may have seasons, a rota, half days and worked weekends."""
    desk = draw(desks())
    data, day = dict(desk.data), desk.near if near is None else near
    if draw(st.booleans()):
        turns = draw(st.lists(weeks, min_size=2, max_size=4))
        data["rota"] = {"starts": str(draw(dates_around(day, 40))), "weeks": turns}
        data["hours"] = {}
    data["seasons"] = draw(seasons_around(day))
    holidays: list[Any] = list(data.get("holidays", []))
    for at in sorted(draw(st.sets(dates_around(day), max_size=4))):
        holidays += [half_day(at, draw(half_day_hours)) for _ in range(draw(st.integers(1, 2)))]
    if day.year in YEARS_OF_LISTS and draw(st.booleans()):
        weekday = draw(st.sampled_from(["mon", "fri", "sun", False]))
        country = draw(st.sampled_from(["CN", "HU"]))
        holidays.append({"country": country, "worked_weekends": weekday})
    return Desk({**data, "holidays": holidays}, day)


def half_day(day: date, hours: list[str]) -> Data:
    """Return the entry of a half day."""
    return {"date": str(day), "name": "half", "hours": hours}


half_day_hours = st.one_of(
    st.sampled_from([["09:00-13:00"], ["00:00-02:30", "08:00-12:00"], ["22:00-03:00"]]),
    day_hours().filter(bool),
    st.integers(1, 1439).map(lambda minute: [f"00:00-{clock(minute)}"]),
)


@st.composite
def seasons_around(draw: st.DrawFn, near: date) -> list[Data]:
    """Draw up to three seasons near a date, one after the other; of one year or of every year."""
    marks = sorted(draw(st.sets(st.integers(-30, 60), max_size=6)))
    found = []
    for first, last in zip(marks[::2], marks[1::2], strict=False):
        begins, ends = near + first * DAY, near + last * DAY
        is_yearly = draw(st.booleans()) and (2, 29) not in {
            (one.month, one.day) for one in (begins, ends)
        }
        place = 5 if is_yearly else 0
        season = {"from": str(begins)[place:], "to": str(ends)[place:], "hours": draw(weeks)}
        found.append({**season, "reason": draw(st.sampled_from(["", "Summer"]))})
    return found


def opens_enough(desk: AnyDesk, days: int = 10) -> bool:
    """Return whether a desk has that many business dates within three months, either way."""
    oracle = desk.oracle
    ahead = [day for day in dates(desk.near, desk.near + 90 * DAY) if oracle.owned_by(day)]
    behind = [day for day in dates(desk.near - 90 * DAY, desk.near) if oracle.owned_by(day)]
    return min(len(ahead), len(behind)) >= days


@st.composite
def combined_desks(draw: st.DrawFn, depth: int = 3) -> CombinedDesk:
    """Draw a desk that is made of others, up to some deep; it opens now and then."""
    near = draw(desks()).near

    def part(left: int) -> AnyDesk:
        if left == 0 or draw(st.integers(0, 2)) == 0:
            return draw(
                st.one_of(rich_desks(near), desks().map(lambda one: one._replace(near=near)))
            )
        return CombinedDesk(
            part(left - 1), draw(st.sampled_from(["&", "|", "|", "-"])), part(left - 1)
        )

    found = CombinedDesk(
        part(depth - 1), draw(st.sampled_from(["&", "|", "|", "-"])), part(depth - 1)
    )
    assume(opens_enough(found))
    return found


def any_desks() -> st.SearchStrategy[AnyDesk]:
    """Draw a desk of any kind."""
    return st.one_of(desks(), rich_desks(), combined_desks())
