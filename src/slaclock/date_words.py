"""The names of weekdays and months, in English and written out, and an instant in words.

Those of `strftime` follow the locale of the process; what slaclock prints is the same in every
locale. A test holds that no module asks for them in another way.
"""

from __future__ import annotations

from datetime import date, datetime

__all__ = ["MONTHS", "WEEKDAYS", "show_date", "show_instant", "show_local", "weekday"]

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""In the order of `datetime.weekday`."""
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def show_instant(at: datetime) -> str:
    """Return an instant with its weekday and offset: `Mon 2026-03-09 12:30 +05:30`."""
    offset = at.isoformat().removeprefix(at.replace(tzinfo=None).isoformat())
    # Before 1972 some offsets have seconds; such a one stands close to its time.
    space = " " if len(offset) == len("+05:30") else ""
    return f"{show_local(at)}{space}{offset}"


def show_local(at: datetime) -> str:
    """Return a local time with its weekday, for where the zone is said beside it.

    Seconds, and parts of them, are shown only where there are any.

    >>> show_local(datetime(2026, 3, 9, 12, 30))
    'Mon 2026-03-09 12:30'
    >>> show_local(datetime(2026, 3, 9, 12, 30, 0, 500_000))
    'Mon 2026-03-09 12:30:00.5'
    """
    shown = f"{show_date(at)} {at:%H:%M}"
    if at.second or at.microsecond:
        shown += f":{at:%S}"
    if at.microsecond:
        shown += f".{at:%f}".rstrip("0")
    return shown


def show_date(day: date) -> str:
    """Return a date with its weekday: `Mon 2026-03-09`."""
    return f"{weekday(day)} {day:%Y-%m-%d}"


def weekday(at: date) -> str:
    """Return the short English name of a weekday, whatever the locale."""
    return WEEKDAYS[at.weekday()]
