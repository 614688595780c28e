"""Instants: aware datetimes outside, integer microseconds since the epoch (UTC) inside.

One function here, `local_to_instant`, turns local time into an instant; nothing else in
slaclock does. What zones are called is settled in `slaclock.zones`.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

from slaclock.errors import (
    ArgumentTypeError,
    InstantRangeError,
    InstantTextError,
    NaiveInstantError,
)
from slaclock.likely import likely_date, likely_time

__all__ = [
    "DAY",
    "EARLIEST",
    "EPOCH",
    "LATEST",
    "MICROSECOND",
    "SECOND",
    "UNKNOWN",
    "LocalTime",
    "date_occurs",
    "epoch_in",
    "from_micros",
    "iso_or_none",
    "local_time",
    "local_to_instant",
    "parse_instant",
    "resolve_local",
    "since_epoch",
    "to_date",
    "to_micros",
    "utc_text",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
"""Microseconds in a second."""
DAY = 86_400 * SECOND
"""Microseconds in 24 hours."""
EARLIEST = (datetime(2, 1, 2, tzinfo=UTC) - EPOCH) // MICROSECOND
"""The first instant that slaclock answers for, inclusive."""
LATEST = (datetime(9998, 12, 31, tzinfo=UTC) - EPOCH) // MICROSECOND
"""The end of the instants that slaclock answers for, exclusive."""

UNKNOWN = timedelta.min
"""Stands for an instant that takes more care to find; before all others."""
LIMITS = "slaclock answers from 0002-01-02 to 9998-12-30 (UTC)"
_NAIVE_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - local times are naive on purpose
_ISO = re.compile(
    r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?)"
    r"(Z|z|[+-]\d{2}:?\d{2}(?::\d{2})?)?"
)
_ABBREVIATION = r"[ 0-9]([A-Za-z]{2,5})$"
_LONGEST_INSTANT = 64


class LocalTime(NamedTuple):
    """A local time, resolved: the instant, and whether clocks show it never, once or twice."""

    instant: int
    kind: Literal["ordinary", "skipped", "repeated"]


def to_micros(value: datetime, name: str = "at") -> int:
    """Return an aware datetime as microseconds since the epoch.

    >>> from datetime import datetime, timezone
    >>> to_micros(datetime(1970, 1, 1, 0, 0, 1, tzinfo=timezone.utc))
    1000000

    Args:
        value: An aware datetime. In a repeated hour its `fold` decides.
        name: What the caller calls it, for the error.

    Raises:
        NaiveInstantError: No zone, or a zone that gives no offset.
        ArgumentTypeError: Not a datetime, or one with nanoseconds that would be lost.
        InstantRangeError: Before year 2 or after year 9998.
    """
    if type(value) is datetime and value.tzinfo is not None:
        try:
            micros = (value - EPOCH) // MICROSECOND
        except Exception:  # noqa: BLE001 - of a caller's own tzinfo; looked into below
            micros = None
        if micros is not None and EARLIEST <= micros < LATEST:
            return micros
    return _to_micros_with_care(value, name)


def epoch_in(zone: tzinfo | None) -> datetime:
    """Return the epoch with a zone attached, for those who convert in that zone often.

    Read as a local time it is what `since_epoch` takes. Read as UTC, with a time added, it is
    what `zone.fromutc` turns into local time: the second half of `astimezone`, in a third of
    its time.
    """
    return EPOCH.replace(tzinfo=zone)


def since_epoch(value: datetime, local_epoch: datetime = EPOCH) -> timedelta:
    """Return the time since the epoch of a plain aware datetime, for the hot paths.

    A `timedelta` is an exact count of microseconds that Python makes without a detour.

    Args:
        value: An aware datetime.
        local_epoch: `epoch_in` of the zone that it is likely to have. Within one zone Python
            subtracts local times, and asks for one offset instead of two.

    Returns:
        `UNKNOWN`, which lies before every instant, for whatever `to_micros` has to look into:
        naive datetimes, subclasses, other types, zones that fail.
    """
    if type(value) is datetime:
        try:
            zone = local_epoch.tzinfo
            if value.tzinfo is zone:
                return value - local_epoch - zone.utcoffset(value)  # type: ignore[operator,union-attr]
            return value - EPOCH
        except Exception:  # noqa: BLE001 - naive, or whatever a caller's own tzinfo raises
            return UNKNOWN
    return UNKNOWN


def _hint(value: object) -> str:
    if isinstance(value, str) and _ISO.fullmatch(value[:_LONGEST_INSTANT].strip()):
        return ", not text; slaclock.instants.parse_instant reads text"
    hint = likely_time(value) if isinstance(value, int | float) else ""
    return hint.replace("; it looks like", ", not")


def _to_micros_with_care(value: object, name: str) -> int:
    """Convert subclasses of datetime, and say what is wrong with everything else."""
    if not isinstance(value, datetime):
        hint = ", not only a date" if isinstance(value, date) else ""
        raise ArgumentTypeError(name, value, f"an aware datetime{hint or _hint(value)}")
    if value != value:  # noqa: PLR0124 - pandas.NaT is a datetime that equals nothing
        raise ArgumentTypeError(name, value, "an aware datetime, not a missing value")
    if getattr(value, "nanosecond", 0):
        raise ArgumentTypeError(name, value, "a datetime of whole microseconds")
    plain = datetime.combine(value.date(), value.time(), tzinfo=value.tzinfo)
    try:
        offset = plain.utcoffset()
    except Exception as error:
        owner = type(value.tzinfo).__name__
        problem = f"has a tzinfo, {owner}, that fails with {type(error).__name__}"
        raise NaiveInstantError(name, value, problem) from error
    if offset is None:
        raise NaiveInstantError(name, value)
    micros = (plain.replace(tzinfo=None) - _NAIVE_EPOCH - offset) // MICROSECOND
    if not EARLIEST <= micros < LATEST:
        raise InstantRangeError(name, value, LIMITS)
    return micros


def to_date(value: object, name: str) -> date:
    """Return a local date as it is.

    Raises:
        ArgumentTypeError: Anything else, also a date with a time of day.
    """
    if not isinstance(value, date) or isinstance(value, datetime):
        hint = ", without a time of day" if isinstance(value, datetime) else likely_date(value)
        raise ArgumentTypeError(name, value, f"a date{hint}")
    return value


def from_micros(micros: int, zone: tzinfo | None) -> datetime:
    """Return the instant *micros* as a datetime in *zone*.

    Args:
        micros: Microseconds since the epoch, UTC.
        zone: The zone of the result; the instant is the same whatever it is.
    """
    return (EPOCH + MICROSECOND * micros).astimezone(zone)


def utc_text(micros: int) -> str:
    """Return the instant *micros* as text that is the same in whatever zone it is asked.

    >>> utc_text(0)
    '1970-01-01T00:00:00+00:00'
    """
    return from_micros(micros, UTC).isoformat()


def iso_or_none(at: datetime | None) -> str | None:
    """Return an instant as ISO 8601 text in its own zone; None for none."""
    return None if at is None else at.isoformat()


def local_time(day: date, seconds: int = 0) -> datetime:
    """Return the local time so many seconds after the midnight that begins a date."""
    return datetime.combine(day, time()) + timedelta(seconds=seconds)


def local_to_instant(local: datetime, zone: tzinfo) -> int:
    """Return the instant at which clocks in *zone* show the naive *local* time.

    A time that is skipped moves forward by the gap; one that is repeated means its first
    occurrence.

    >>> from zoneinfo import ZoneInfo
    >>> paris = ZoneInfo("Europe/Paris")
    >>> skipped = local_to_instant(datetime(2026, 3, 29, 2, 30), paris)
    >>> from_micros(skipped, paris).isoformat()
    '2026-03-29T03:30:00+02:00'

    Source:
        RFC 5545, section 3.3.5; Temporal's "compatible" disambiguation.
    """
    # PEP 495: with fold=0 the offset is the one before the change, for gaps and repeats alike.
    return _at_offset(local, local.replace(tzinfo=zone, fold=0).utcoffset())


def _at_offset(local: datetime, offset: timedelta | None) -> int:
    assert offset is not None
    return (local - _NAIVE_EPOCH - offset) // MICROSECOND


def date_occurs(day: date, zone: tzinfo) -> bool:
    """Return whether clocks in *zone* ever show *day*; where the date line moved, one did not.

    >>> from zoneinfo import ZoneInfo
    >>> date_occurs(date(2011, 12, 30), ZoneInfo("Pacific/Apia"))
    False
    """
    midnights = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    begins, ends = (midnight.utcoffset() for midnight in midnights)
    if begins == ends:  # a day of 24 hours, as nearly all are
        return True
    first, last = datetime.combine(day, time()), datetime.combine(day, time.max)
    shown = (from_micros(local_to_instant(local, zone), zone).date() for local in (first, last))
    return day in shown


def resolve_local(local: datetime, zone: tzinfo) -> LocalTime:
    """Return the instant of a naive local time and what the clocks did to it."""
    first = local.replace(tzinfo=zone, fold=0).utcoffset()
    second = local.replace(tzinfo=zone, fold=1).utcoffset()
    instant = _at_offset(local, first)
    assert first is not None
    assert second is not None
    if first == second:
        return LocalTime(instant, "ordinary")
    return LocalTime(instant, "skipped" if first < second else "repeated")


def parse_instant(text: str, tz: tzinfo | None = None) -> datetime:
    """Return the instant that an ISO 8601 text names.

    >>> parse_instant("2026-03-02T09:00:00+05:30").isoformat()
    '2026-03-02T09:00:00+05:30'

    Args:
        text: Date, `T` or a space, time to at most microseconds, and an offset or `Z`.
        tz: The zone of a text without an offset. A local time that is skipped moves forward
            by the gap; one that is repeated means its first occurrence.

    Raises:
        InstantTextError: Not of that form, or no offset and no *tz*.
        InstantRangeError: Before year 2 or after year 9998.
    """
    if not isinstance(text, str):
        raise ArgumentTypeError("text", text, "ISO 8601 text")
    match = _ISO.fullmatch(text.strip()) if len(text) <= _LONGEST_INSTANT else None
    if match is None:
        raise InstantTextError(text, _what_is_wrong(text))
    day, clock, offset = match.groups()
    try:
        local = datetime.fromisoformat(f"{day}T{clock}{(offset or '').upper()}")
    except ValueError as error:
        raise InstantTextError(text, _why_no_time(text, offset, error)) from None
    if offset is not None:
        to_micros(local, "the instant")
        return local
    if tz is None:
        problem = "has no offset; add one, such as +05:30 or Z, or name its zone"
        raise InstantTextError(text, problem)
    micros = local_to_instant(local, tz)
    if not EARLIEST <= micros < LATEST:
        raise InstantRangeError("the instant", local, LIMITS)
    return from_micros(micros, tz)


def _why_no_time(text: str, offset: str | None, error: ValueError) -> str:
    if not text.isascii():
        return _what_is_wrong(text)
    if offset and offset[1:3] >= "24":
        return f"has the offset {offset}, of a day or more; write one such as +05:30"
    return f"is no date and time: {error}"


def _what_is_wrong(text: str) -> str:
    abbreviation = re.search(_ABBREVIATION, text) if len(text) <= _LONGEST_INSTANT else None
    if abbreviation and abbreviation[1].upper() not in ("AM", "PM"):
        name = abbreviation[1]
        example = " (IST is India, Israel and Ireland; for India: Asia/Kolkata, +05:30)"
        return (
            f"ends in {name!r}, and zone abbreviations are ambiguous"
            f"{example if name.upper() == 'IST' else ''}; write an offset, such as +05:30"
        )
    return f"is not ISO 8601; write it like 2026-03-02T09:00:00+05:30{likely_time(text)}"
