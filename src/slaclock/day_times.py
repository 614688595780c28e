"""Times of day as a promise writes them: by `16:00`, and cut-offs such as `< 14:00`.

Both are wall times of a date, in hours or not. They become instants by `local_to_instant`, so a
time that is skipped moves forward by the gap, and one that is repeated means its first
occurrence.
"""

from __future__ import annotations

import re
from datetime import date, tzinfo

from slaclock.errors import HoursError
from slaclock.frozen import Value
from slaclock.instants import local_time, local_to_instant

__all__ = ["TIME_PATTERN", "Cutoff", "TimeOfDay", "parse_cutoff", "parse_time_of_day"]

TIME_PATTERN = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?"
"""The form of a time of day, for a JSON Schema."""
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_LONGEST_TEXT = 64


class TimeOfDay(Value):
    """A wall time of a date, in seconds after midnight; `24:00` is the end of the date.

    >>> print(TimeOfDay(57_600), TimeOfDay(86_400))
    16:00 24:00
    """

    seconds: int

    def on(self, day: date, zone: tzinfo) -> int:
        """Return the instant of this time on a date, in microseconds since the epoch."""
        return local_to_instant(local_time(day, self.seconds), zone)

    def __lt__(self, other: TimeOfDay) -> bool:
        return self.seconds < other.seconds

    def __str__(self) -> str:
        minutes, second = divmod(self.seconds, 60)
        text = f"{minutes // 60:02}:{minutes % 60:02}"
        return f"{text}:{second:02}" if second else text


class Cutoff(Value):
    """The time of a date after which what comes in counts as come in on the next one.

    >>> print(Cutoff(TimeOfDay(43_200)), Cutoff(TimeOfDay(46_800), strict=True))
    12:00 < 13:00

    Attributes:
        time: The time.
        strict: Whether that very instant is too late (`< 13:00`).
    """

    time: TimeOfDay
    strict: bool = False

    def last_on(self, day: date, zone: tzinfo) -> int:
        """Return the last instant that is not too late for a date, in microseconds."""
        return self.time.on(day, zone) - self.strict

    def __str__(self) -> str:
        return f"< {self.time}" if self.strict else str(self.time)


def parse_time_of_day(value: object) -> TimeOfDay:
    """Return the time of day of a text such as `16:00` or `24:00`.

    >>> parse_time_of_day("16:00")
    TimeOfDay(seconds=57600)

    Args:
        value: Text of the form HH:MM or HH:MM:SS, from 00:00 to 24:00; or a `TimeOfDay`.

    Raises:
        HoursError: Neither.
    """
    if isinstance(value, TimeOfDay):
        return value
    if not isinstance(value, str):
        raise HoursError(value, "is not text; write a time of day in quotes, such as '16:00'")
    match = _TIME.fullmatch(value.strip()) if len(value) <= _LONGEST_TEXT else None
    if match is None:
        raise HoursError(value, _wrong_form(value))
    hour, minute, second = (int(part or 0) for part in match.groups())
    seconds = hour * 3600 + minute * 60 + second
    if minute > 59 or second > 59 or seconds > 86_400:
        problem = "is no time of day; minutes and seconds run to 59, and a day ends at 24:00"
        raise HoursError(value, problem)
    return TimeOfDay(seconds)


def parse_cutoff(value: object) -> Cutoff:
    """Return the cut-off of a text such as `14:00`, which includes that instant, or `< 14:00`.

    >>> parse_cutoff("< 13:00")
    Cutoff(time=TimeOfDay(seconds=46800), strict=True)

    Args:
        value: A time of day, with `<` or `<=` before it or not; or a `Cutoff`.

    Raises:
        HoursError: Neither.
    """
    if isinstance(value, Cutoff):
        return value
    if isinstance(value, TimeOfDay):
        return Cutoff(value)
    bare = value.strip() if isinstance(value, str) else value
    if isinstance(bare, str) and bare[:1] == "<":
        strict = bare[:2] != "<="
        return Cutoff(parse_time_of_day(bare.removeprefix("<").removeprefix("=")), strict)
    return Cutoff(parse_time_of_day(bare))


def _wrong_form(text: str) -> str:
    form = "is no time of day; write it like '09:00', '16:30' or '24:00'"
    if re.search(r"[ap]\.?m", text[:_LONGEST_TEXT], re.IGNORECASE):
        return f"{form}, with 24 hours and no am or pm"
    if re.search(r"Z|[+]\d|UTC|GMT", text[:_LONGEST_TEXT]):
        return f"{form}; it is a local time of the calendar's zone and takes no offset"
    return form
