"""Holidays that recur by a rule, such as every second and fourth Saturday.

Rules are those of RFC 5545, worked out by `dateutil`; only whole dates are wanted, so rules
that recur within a day are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from slaclock.calendars.holidays.base import Holiday
from slaclock.errors import HolidayError

if TYPE_CHECKING:
    from dateutil.rrule import rruleset

__all__ = ["Recurrence"]

_LONGEST_RULE = 512
_PROBED_YEARS = 100
_WITHIN_A_DAY = re.compile(r"FREQ=(HOURLY|MINUTELY|SECONDLY)|BY(HOUR|MINUTE|SECOND)=")
_INTERVAL = re.compile(r"INTERVAL=([^;]*)")


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
    """

    rule: str
    start: date
    name: str = ""
    excluded: tuple[date, ...] = ()

    @classmethod
    def checked(
        cls, rule: object, start: date, name: str = "", excluded: tuple[date, ...] = ()
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
        text = rule.strip().upper().removeprefix("RRULE:")
        _refuse_unsuitable(rule, text)
        recurrence = cls(text, start, name, tuple(sorted(set(excluded))))
        try:
            names_any = _names_any_date(text, start)
        except Exception as error:  # noqa: BLE001 - dateutil lets several kinds of error through
            raise HolidayError(rule, f"is not a recurrence rule: {error}") from None
        if not names_any:
            raise HolidayError(rule, f"names no date in the {_PROBED_YEARS} years after {start}")
        return recurrence

    def dates(self, year: int) -> tuple[date, ...]:
        """Return the dates of *year*, in order."""
        rule = _parsed(self.rule, self.start, self.excluded)
        first, last = datetime(year, 1, 1), datetime(year, 12, 31)  # noqa: DTZ001 - local dates
        return tuple(moment.date() for moment in rule.between(first, last, inc=True))

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the holidays of *year*."""
        return dict.fromkeys(self.dates(year), Holiday(self.name))

    def content(self) -> dict[str, Any]:
        """Return the rule, its start and its name."""
        return {
            "rrule": self.rule,
            "start": self.start.isoformat(),
            "name": self.name,
            "excluded": [day.isoformat() for day in self.excluded],
        }


def _refuse_unsuitable(rule: str, text: str) -> None:
    if "\n" in text or "DTSTART" in text or not text.startswith("FREQ="):
        problem = "is not one rule that begins with FREQ=; give its first date as start"
        raise HolidayError(rule, problem)
    if _WITHIN_A_DAY.search(text):
        raise HolidayError(rule, "recurs within a day; holidays are whole dates")
    interval = _INTERVAL.search(text)
    if interval and not (interval[1].isdecimal() and int(interval[1]) > 0):
        raise HolidayError(rule, "has an interval that is not a positive number")


def _names_any_date(text: str, start: date) -> bool:
    """Return whether a rule names a date within 100 years, leaving its own end aside.

    One that never does (30 February) would be followed to the year 9999 whenever it is asked,
    for seconds. The probe therefore begins shortly before that year; after 400 years, dates
    and weekdays fall as they did.
    """
    from dateutil.rrule import rrulestr  # slow to load

    _parsed(text, start, ())
    endless = [part for part in text.split(";") if not part.startswith(("COUNT=", "UNTIL="))]
    later = start.replace(year=start.year + (9999 - _PROBED_YEARS - start.year) // 400 * 400)
    probe = rrulestr(";".join(endless), dtstart=datetime.combine(later, time()))
    return next(iter(probe), None) is not None


@lru_cache(maxsize=256)
def _parsed(text: str, start: date, excluded: tuple[date, ...]) -> rruleset:
    from dateutil.rrule import rrule, rruleset, rrulestr  # slow to load

    midnight = datetime.combine(start, time())
    # A cached rule keeps what it has worked out, so later years do not start anew; dateutil
    # guards that cache with a lock of its own.
    rules = rruleset(cache=True)
    parsed = rrulestr(text, dtstart=midnight, cache=True)
    assert isinstance(parsed, rrule)  # a set has several lines, which were refused
    rules.rrule(parsed)
    for day in excluded:
        rules.exdate(datetime.combine(day, time()))
    return rules
