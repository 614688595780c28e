"""Holidays that recur by a rule, such as every second and fourth Saturday.

Rules are those of RFC 5545, worked out by `dateutil`; only whole dates are wanted, so rules
that recur within a day are refused. `dateutil` walks a rule from its first date on; here it
begins shortly before the year that is asked for, so that a far year costs what a near one does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from slaclock.calendars.holidays.base import Holiday, HolidaySource
from slaclock.calendars.holidays.entries import CheckedEntry, DateText
from slaclock.calendars.holidays.rule_parts import check_parts
from slaclock.errors import HolidayError
from slaclock.messages import plain
from slaclock.records import LineText

__all__ = ["Recurrence", "RuleEntry"]

_LONGEST_RULE = 512
_PROBED_YEARS = 100
_LAST_PROBE = 9999 - _PROBED_YEARS
_MOST_DATES = 36_525
_LAST_YEAR = 9998
_WITHIN_A_DAY = re.compile(r"FREQ=(HOURLY|MINUTELY|SECONDLY)|BY(HOUR|MINUTE|SECOND)=")
_INTERVAL = re.compile(r"INTERVAL=([^;]*)")
_COUNT = re.compile(r"COUNT=([^;]*)")
_UNTIL_TIME = re.compile(r"(UNTIL=\d{8})T\d{6}Z?")
_NAMES_DAYS = re.compile(r"BY(DAY|MONTHDAY|YEARDAY|WEEKNO|EASTER)=")


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Dates that a rule names, from a first date on.

    >>> Recurrence.checked("FREQ=MONTHLY;BYDAY=2SA,4SA", date(2026, 1, 1)).dates(2026)[:2]
    (datetime.date(2026, 1, 10), datetime.date(2026, 1, 24))

    Attributes:
        rule: An RFC 5545 rule without `DTSTART`.
        start: The first date that may be named.
        name: What the dates are called.
        excluded: Dates that the rule names but which are no holidays.
        days: How many days each holiday lasts, from the date that the rule names.
    """

    rule: str
    start: date
    name: str = ""
    excluded: tuple[date, ...] = ()
    days: int = 1

    @classmethod
    def checked(
        cls,
        rule: object,
        start: date,
        name: str = "",
        excluded: tuple[date, ...] = (),
        days: int = 1,
    ) -> Recurrence:
        """Return the recurrence after checking its rule.

        Raises:
            HolidayError: Not a rule of RFC 5545, or one that recurs within a day, or one whose
                frequency, interval or parts `dateutil` does not take, or one that names no date
                in the 100 years after *start*.
        """
        if not isinstance(rule, str) or len(rule) > _LONGEST_RULE:
            problem = "is not a recurrence rule; write it like 'FREQ=MONTHLY;BYDAY=2SA,4SA'"
            raise HolidayError(rule, problem)
        # Only dates count: a rule that ends within a day ends with that day.
        text = _UNTIL_TIME.sub(r"\1", rule.strip().upper().removeprefix("RRULE:"))
        _refuse_unsuitable(rule, text)
        recurrence = cls(text, start, name, tuple(sorted(set(excluded))), days)
        try:
            names_any = _names_any_date(text, start)
            first = _first_date(text, start) if names_any else None
        except Exception as error:  # noqa: BLE001 - dateutil lets several kinds of error through
            raise HolidayError(rule, f"is not a recurrence rule: {plain(str(error))}") from None
        if not names_any:
            raise HolidayError(rule, f"names no date in the {_PROBED_YEARS} years after {start}")
        if first is None:
            raise HolidayError(rule, f"never names a date: it ends before its first, from {start}")
        return recurrence

    def dates(self, year: int) -> tuple[date, ...]:
        """Return the dates of *year* that are holidays, in order."""
        if self.days == 1:
            return self._named(year)
        found: list[int] = []
        reached, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        for day in (*self._named(year - 1), *self._named(year)):
            end = min(day.toordinal() + self.days, last + 1)
            found += range(max(day.toordinal(), reached), end)
            reached = max(reached, end)
        return tuple(map(date.fromordinal, found))

    def _named(self, year: int) -> tuple[date, ...]:
        """Return the dates of *year* that the rule names."""
        if year < self.start.year:
            return ()
        if _COUNT.search(self.rule):
            found = [day for day in _counted(self.rule, self.start) if day.year == year]
        else:
            found = _uncounted(self.rule, self.start, year)
        return tuple(day for day in found if day not in self.excluded)

    def dates_of_ten_years(self) -> int:
        """Return how many dates it names in ten years at most; in all, where it counts them."""
        count, interval = _COUNT.search(self.rule), _INTERVAL.search(self.rule)
        if count is not None:
            return int(count[1])
        step = int(interval[1]) if interval and "FREQ=YEARLY" in self.rule else 1
        year = self.start.year + step
        return 10 * len(self.dates(year if year <= _LAST_YEAR else self.start.year))

    def names_start(self) -> bool:
        """Return whether the rule names the date from which it holds."""
        return _first_date(self.rule, self.start) == self.start

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the holidays of *year*."""
        return dict.fromkeys(self.dates(year), Holiday(self.name))

    def content(self) -> dict[str, Any]:
        """Return the rule, its start and its name; how long it lasts where that is not a day."""
        content: dict[str, Any] = {
            "rrule": self.rule,
            "start": self.start.isoformat(),
            "name": self.name,
            "excluded": [day.isoformat() for day in self.excluded],
        }
        return content if self.days == 1 else {**content, "days": self.days}


def _refuse_unsuitable(rule: str, text: str) -> None:
    if "\n" in text or "DTSTART" in text or not text.startswith("FREQ="):
        problem = "is not one rule that begins with FREQ=; give its first date as start"
        raise HolidayError(rule, problem)
    if _WITHIN_A_DAY.search(text):
        raise HolidayError(rule, "recurs within a day; holidays are whole dates")
    interval, count = _INTERVAL.search(text), _COUNT.search(text)
    if interval and not _is_positive(interval[1]):
        raise HolidayError(rule, "has an interval that is not a positive number")
    if count and not (_is_positive(count[1]) and int(count[1]) <= _MOST_DATES):
        raise HolidayError(rule, f"has a count that is not from 1 to {_MOST_DATES}")
    check_parts(rule, text)


def _is_positive(text: str) -> bool:
    return len(text) < 9 and text.isdecimal() and int(text) > 0


def _names_any_date(text: str, start: date) -> bool:
    """Return whether a rule names a date within 100 years, leaving its own end aside.

    One that never does (30 February) would be followed to the year 9999 whenever it is asked,
    for seconds. The probe therefore begins shortly before that year; after 400 years, dates
    and weekdays fall as they did.
    """
    endless = ";".join(part for part in text.split(";") if not part.startswith("UNTIL="))
    later = start.replace(year=_LAST_PROBE - (_LAST_PROBE - start.year) % 400)
    return _first_date(endless, later) is not None


def _first_date(text: str, start: date) -> date | None:
    first = next(iter(_rule(text, start)), None)
    return first and first.date()


@lru_cache(maxsize=64)
def _counted(text: str, start: date) -> tuple[date, ...]:
    """Return all dates of a rule that ends after a number of them."""
    return tuple(local.date() for local in _rule(text, start))


def _uncounted(text: str, start: date, year: int) -> list[date]:
    """Return the dates in *year* of a rule that does not count them, none before *start*."""
    begin = _begin(text, start, year)
    if begin is None:
        return []
    first, last = datetime(year, 1, 1), datetime(year, 12, 31)  # noqa: DTZ001 - local dates
    rule = _rule(_spelt_out(text, start), begin)
    found = (local.date() for local in rule.between(first, last, inc=True))
    return [day for day in found if day >= start]


def _begin(text: str, start: date, year: int) -> date | None:
    """Return a date from which the rule recurs as from *start*, near before *year*.

    A whole number of intervals lies between the two. None if the interval leaves *year* out.
    """
    interval = _INTERVAL.search(text)
    step = int(interval[1]) if interval else 1
    frequency = _frequency(text)
    if frequency == "YEARLY":
        return None if (year - start.year) % step else date(year, 1, 1)
    if frequency == "MONTHLY":
        months = max((year - start.year) * 12 - start.month, 0) // step * step
        years, month = divmod(start.month - 1 + months, 12)
        return date(start.year + years, month + 1, 1)
    # One interval more: what BYSETPOS picks from a week that is begun in its middle differs.
    length = 7 * step  # whole intervals of days as well
    whole = max((date(year, 1, 1) - start).days // length - 1, 0)
    return start + timedelta(days=whole * length)


def _spelt_out(text: str, start: date) -> str:
    """Return the rule with what it takes from its first date, so that it can begin elsewhere."""
    if _NAMES_DAYS.search(text):
        return text
    frequency = _frequency(text)
    if frequency == "YEARLY":
        month = "" if "BYMONTH=" in text else f";BYMONTH={start.month}"
        return f"{text}{month};BYMONTHDAY={start.day}"
    return f"{text};BYMONTHDAY={start.day}" if frequency == "MONTHLY" else text


def _frequency(text: str) -> str:
    return text.split(";")[0].removeprefix("FREQ=")


def _rule(text: str, start: date) -> Any:
    from dateutil.rrule import rrulestr  # slow to load

    return rrulestr(text, dtstart=datetime.combine(start, time()))


class RuleEntry(CheckedEntry):
    """Dates that a recurrence rule (RFC 5545) names, from a first date on."""

    key = "rrule"
    rrule: str
    start: DateText
    name: LineText = ""
    excluded: Annotated[tuple[DateText, ...], Field(strict=False)] = ()
    days: Annotated[int, Field(ge=1, le=366)] = 1

    def closures(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the rule as a source."""
        checked = Recurrence.checked(self.rrule, self.start, self.name, self.excluded, self.days)
        return (checked,)
