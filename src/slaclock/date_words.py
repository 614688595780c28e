"""The names of weekdays and months, in English and written out, and an instant in words.

Those of `strftime` follow the locale of the process; what slaclock prints is the same in every
locale. A test holds that no module asks for them in another way.
"""

from __future__ import annotations

from datetime import datetime

__all__ = ["MONTHS", "WEEKDAYS", "show_instant", "weekday"]

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
    """Return an instant with its weekday and offset: `Mon 2026-03-09 12:30 +05:30`.

    Seconds are shown only where there are any.
    """
    clock = at.isoformat(" ", "minutes" if not (at.second or at.microsecond) else "auto")
    day, offset = clock[:-6], clock[-6:]
    if at.tzinfo is None or offset[:1] not in "+-":  # an offset of seconds, before 1972
        return f"{weekday(at)} {clock}"
    return f"{weekday(at)} {day} {offset}"


def weekday(at: datetime) -> str:
    """Return the short English name of a weekday, whatever the locale."""
    return WEEKDAYS[at.weekday()]
