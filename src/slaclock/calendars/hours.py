"""Opening hours as local times: the text forms, and what they mean within a week.

Hours are seconds after local midnight; they become instants only in
`slaclock.calendars.calendar`. Hours that cross midnight close after 24:00 here and belong to
the date they open on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

from slaclock.errors import HoursError
from slaclock.likely import odd_character
from slaclock.messages import did_you_mean, shown

__all__ = [
    "FULL_DAY",
    "WEEKDAYS",
    "Hours",
    "Week",
    "in_order",
    "parse_hours",
    "parse_weekdays",
    "week_content",
    "week_of",
    "week_text",
]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_DAY = 86_400
MOST_A_DAY = 48
"""How many stretches of hours a day takes: one each half hour."""
_FULL_NAMES = {
    "monday": "mon",
    "tuesday": "tue",
    "wednesday": "wed",
    "thursday": "thu",
    "friday": "fri",
    "saturday": "sat",
    "sunday": "sun",
}
_HOURS = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?-([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_TIME = r"([0-2]?[0-9])[:.h]?([0-5][0-9])? ?(?:([aApP])\.?[mM]\.?)?(?: Uhr)?"
_LIKE_HOURS = rf"{_TIME} ?(?:-|\u2013|\u2014|to|till|until|bis) ?{_TIME}"
_LOOKED_AT = 40
"""So many characters of a text are looked at for what it was probably meant to be."""
_IN_WORDS = (
    (("weekday", "weekdays", "workdays", "working days", "business days", "mon to fri"), "mon-fri"),
    (("daily", "every day", "everyday", "all", "all days", "week", "always", "24x7"), "mon-sun"),
    (("weekend", "weekends"), "sat-sun"),
)
"""What days are called that no key can be, and the key."""


class Hours(NamedTuple):
    """One stretch of opening hours, `[opens, closes)`, in seconds after local midnight.

    `closes` is over 86,400 where the hours cross midnight.
    """

    opens: int
    closes: int

    def __str__(self) -> str:
        return f"{_clock(self.opens)}-{_clock(self.closes)}"


Week = tuple[tuple[Hours, ...], ...]
"""The hours of the seven weekdays, Monday first."""


def parse_hours(text: object) -> Hours:
    """Return the hours of a text such as `09:00-19:00`, `22:00-06:00` or `00:00-24:00`.

    >>> parse_hours("22:00-06:00")
    Hours(opens=79200, closes=108000)

    Raises:
        HoursError: Not text of that form; a time outside the day; 24:00 as an opening; hours
            that open and close at the same time.
    """
    if not isinstance(text, str):
        raise HoursError(text, _not_text(text))
    match = _HOURS.fullmatch(text)
    if match is None:
        raise HoursError(text, _wrong_form(text))
    opens, closes = _seconds(text, *match.groups()[:3]), _seconds(text, *match.groups()[3:])
    if opens == FULL_DAY:
        raise HoursError(text, "opens at 24:00; 24:00 can only close, write 00:00 to open")
    if opens == closes:
        problem = "opens and closes at the same time; for a whole day write 00:00-24:00"
        raise HoursError(text, problem)
    return Hours(opens, closes if closes > opens else closes + FULL_DAY)


def in_order(day: Iterable[Hours]) -> tuple[Hours, ...]:
    """Return a day's hours in order.

    Hours that touch are fine; they are united when they become windows.

    Raises:
        HoursError: Two of them overlap, or there are more than 48.
    """
    ordered = tuple(sorted(day))
    if len(ordered) > MOST_A_DAY:
        problem = (
            f"is one of {len(ordered)} stretches of hours on one day; write {MOST_A_DAY} at most"
        )
        raise HoursError(str(ordered[MOST_A_DAY]), problem)
    for before, after in pairwise(ordered):
        if after.opens < before.closes:
            raise HoursError(str(after), f"overlaps {str(before)!r}; merge them or move one")
    return ordered


def parse_weekdays(text: object) -> tuple[int, ...]:
    """Return the weekdays of a key such as `mon`, `mon-fri`, `sun-thu` or `mon,wed,fri`.

    >>> parse_weekdays("sat-mon")
    (5, 6, 0)

    Returns:
        Numbers from 0 (Monday), in the order named.

    Raises:
        HoursError: A name that is no English weekday, or a day named twice.
    """
    if not isinstance(text, str):
        raise HoursError(text, "is not a weekday; write mon, tue, ... or a range such as mon-fri")
    return _days_of(text)


@lru_cache(maxsize=512)
def _days_of(text: str) -> tuple[int, ...]:
    """Return the weekdays of a key; contracts have few, and each is asked for three times."""
    days: list[int] = []
    for part in text.split(","):
        first, dash, last = part.strip().partition("-")
        start = _weekday(text, first)
        length = (_weekday(text, last) - start) % 7 + 1 if dash else 1
        days.extend((start + step) % 7 for step in range(length))
    if len(set(days)) < len(days):
        raise HoursError(text, "names a weekday twice")
    return tuple(days)


def week_of(hours: Mapping[str, tuple[Hours, ...]]) -> Week:
    """Return seven days of hours, Monday first, from days by their weekday keys.

    >>> week_of({"sat-sun": (Hours(36000, 50400),)})[5]
    (Hours(opens=36000, closes=50400),)

    Raises:
        HoursError: Two keys name the same weekday.
    """
    week: list[tuple[Hours, ...]] = [()] * 7
    named: dict[int, str] = {}
    for key, day in hours.items():
        for weekday in parse_weekdays(key):
            if weekday in named:
                other = named[weekday]
                twice = f"names {WEEKDAYS[weekday]}, as {other!r} does already"
                raise HoursError(key, f"{twice}; name each weekday in one key only")
            named[weekday] = key
            week[weekday] = day
    return tuple(week)


def week_content(week: Week) -> dict[str, list[str]]:
    """Return a week as it would stand in a data file, each weekday for itself."""
    return {
        name: [str(hours) for hours in day] for name, day in zip(WEEKDAYS, week, strict=True) if day
    }


def week_text(week: Week) -> str:
    """Return a week in short, with runs of equal days as ranges: `mon-fri 09:00-19:00`."""
    parts = []
    for day, run in groupby(range(len(week)), key=week.__getitem__):
        first, *rest = (WEEKDAYS[weekday] for weekday in run)
        if day:
            names = f"{first}-{rest[-1]}" if rest else first
            parts.append(f"{names} {', '.join(map(str, day))}")
    return "; ".join(parts) or "closed"


def _weekday(text: str, name: str) -> int:
    folded = name.strip().casefold()
    short = _FULL_NAMES.get(folded, folded)
    if short in WEEKDAYS:
        return WEEKDAYS.index(short)
    hint = _likely_days(folded) or did_you_mean(folded, (*WEEKDAYS, *_FULL_NAMES))
    problem = f"names an unknown weekday {shown(name)}; {hint}weekdays: {', '.join(WEEKDAYS)}"
    raise HoursError(text, problem)


def _likely_days(name: str) -> str:
    meant = next((days for words, days in _IN_WORDS if name in words), None)
    return f"did you mean {meant!r}? " if meant else ""


def _seconds(text: str, hours: str, minutes: str, seconds: str | None) -> int:
    hour, minute, second = int(hours), int(minutes), int(seconds or 0)
    if minute > 59 or second > 59:
        problem = "has a time outside the day: minutes and seconds run to 59; close at 24:00"
        raise HoursError(text, problem)
    total = hour * 3600 + minute * 60 + second
    if total > FULL_DAY:
        raise HoursError(text, "has a time outside the day, which ends at 24:00")
    return total


def _clock(seconds: int) -> str:
    if seconds > FULL_DAY:
        seconds -= FULL_DAY
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{second:02}" if second else text


def _wrong_form(text: str) -> str:
    form = f'is not HH:MM-HH:MM; write it like "{_likely_hours(text)}"'
    if re.fullmatch(r"(?i)24 ?[x/] ?7|24 ?h(ours)?|all day|always", text):
        return f'{form}; a whole day is "00:00-24:00"'
    if re.fullmatch(r"(?i)closed|none|off|-|", text):
        return f"{form}; a weekday that is left out is closed, and so is a date with an empty list"
    if re.search(r"[ap]\.?m", text[:_LOOKED_AT], re.IGNORECASE):
        return f"{form}, with 24 hours and no am or pm"
    if re.search(r"Z|[+]\d|UTC|GMT", text[:_LOOKED_AT]):
        return f"{form}; hours are local times of the calendar's zone and take no offset"
    return f"{form}{odd_character(text)}"


def _likely_hours(text: str) -> str:
    """Return the hours that a text was probably meant to be; else any."""
    match = re.fullmatch(_LIKE_HOURS, text[:_LOOKED_AT].strip())
    if match is None:
        return "09:00-17:00"
    opens, closes = match.groups()[:3], match.groups()[3:]
    return f"{_likely_clock(*opens)}-{_likely_clock(*closes)}"


def _likely_clock(hour: str, minute: str | None, half: str | None) -> str:
    number = int(hour)
    if half is not None:
        number = number % 12 + (12 if half.lower() == "p" else 0)
    return f"{number:02}:{minute or '00'}"


def _not_text(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 24 * 60:
        return (
            f"is a number, which is what YAML makes of an unquoted {value // 60}:{value % 60:02}; "
            'write quoted text HH:MM-HH:MM, such as "09:00-17:00"'
        )
    return 'is not text HH:MM-HH:MM; write quoted text such as "09:00-17:00"'
