"""Which categories of the `holidays` package hold half days, which are no closures.

Most stand in a category of that name. Some lists mix them with whole days, and say in their
names which they are; a test holds this list to the package.
"""

from __future__ import annotations

from collections.abc import Iterable

from slaclock.calendars.holidays.base import HalfDays, HolidaySource
from slaclock.calendars.hours import Hours, in_order, parse_hours
from slaclock.errors import HolidayError

__all__ = ["HALF_DAY", "MIXED", "opened_at", "refuse_closed_half_days"]

HALF_DAY = "half_day"
MIXED = {
    ("AD", "government"),
    ("LK", "bank"),
    ("LU", "bank"),
    ("MO", "government"),
    ("SE", "bank"),
    ("SE", "optional"),
}
"""Categories that hold half days among others, by country."""


def refuse_closed_half_days(
    name: str, categories: Iterable[str], hours: tuple[Hours, ...] | None
) -> None:
    """Raise if half days would be closed all day, or whole days would become half days.

    Args:
        name: The code of the country or market.
        categories: Those of the entry.
        hours: What the entry says is open; empty if it says that nothing is.

    Raises:
        HolidayError: A category holds half days and *hours* is None; or *hours* opens a
            category of half days together with others.
    """
    chosen = tuple(categories)
    halves = [one for one in chosen if one == HALF_DAY or (name, one) in MIXED]
    if not halves:
        return
    if hours is None:
        problem = (
            "is a category with half days, which would be closed all day; give the entry "
            'hours = ["09:00-13:00"], or hours = [] if nothing is open on them'
        )
        raise HolidayError(halves[0], problem)
    if hours and (len(chosen) > 1 or halves[0] != HALF_DAY):
        problem = (
            "holds half days beside closures, and hours would be those of all of them; give the "
            "half days an entry of their own"
        )
        raise HolidayError(", ".join(chosen), problem)


def opened_at(
    source: HolidaySource, name: str, categories: Iterable[str], hours: Iterable[object] | None
) -> HolidaySource:
    """Return *source* with what is open on its dates; as it is where *hours* is None.

    Args:
        source: The holidays.
        name, categories: As for `refuse_closed_half_days`.
        hours: Texts such as `"09:00-13:00"`; empty for nothing.

    Raises:
        HoursError: Hours that are none, or overlap.
        HolidayError: As for `refuse_closed_half_days`.
    """
    parsed = None if hours is None else in_order(map(parse_hours, hours))
    refuse_closed_half_days(name, categories, parsed)
    return source if parsed is None else HalfDays(source, parsed)
