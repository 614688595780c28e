"""The parts that a recurrence rule may be made of, as RFC 5545 writes them.

`dateutil` takes more, and takes it in silence: the last of two equal parts, a day of the month 0
that fits every date, and an end such as `UNTIL=2026`, which it completes from today's date.
"""

from __future__ import annotations

import re

from slaclock.errors import HolidayError
from slaclock.messages import shown

__all__ = ["check_parts"]

_WEEKDAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_TO_53 = r"[+-]?(?:0?[1-9]|[1-4][0-9]|5[0-3])"
_TO_366 = r"[+-]?0{0,2}(?:[1-9]|[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6])"
_LISTS = {
    "BYMONTH": (r"0?[1-9]|1[0-2]", "1,12"),
    "BYMONTHDAY": (r"[+-]?(?:0?[1-9]|[12][0-9]|3[01])", "1,-1"),
    "BYYEARDAY": (_TO_366, "1,-1"),
    "BYWEEKNO": (_TO_53, "1,53"),
    "BYSETPOS": (_TO_366, "1,-1"),
    "BYDAY": (rf"(?:{_TO_53})?{_WEEKDAY}", "MO,2SA"),
    "BYEASTER": (r"[+-]?[0-9]{1,3}", "1"),
}
_SINGLE = {
    "FREQ": ("YEARLY|MONTHLY|WEEKLY|DAILY", "YEARLY"),
    "INTERVAL": (r"[0-9]+", "2"),
    "COUNT": (r"[0-9]+", "10"),
    "UNTIL": (r"[0-9]{8}", "20301231"),
    "WKST": (_WEEKDAY, "MO"),
}
_PARTS = {
    **_SINGLE,
    **{key: (f"(?:{one})(?:,(?:{one}))*", like) for key, (one, like) in _LISTS.items()},
}
_NUMBERED = re.compile(r"BYDAY=[^;]*[0-9]")


def check_parts(rule: str, text: str) -> None:
    """Refuse a rule with a part that RFC 5545 does not have, or not beside the others.

    Args:
        rule: The rule as it was given, for the error.
        text: The same in capital letters, without the time of its end.

    Raises:
        HolidayError: Such a part.
    """
    seen: set[str] = set()
    for part in text.split(";"):
        key, _, value = part.partition("=")
        if key not in _PARTS:
            raise _error(rule, f"{shown(part)} is no part of one; parts: {', '.join(_PARTS)}")
        if key in seen:
            raise _error(rule, f"{key} is given twice")
        pattern, like = _PARTS[key]
        if not re.fullmatch(pattern, value):
            raise _error(rule, f"{shown(part)} cannot be read; write it like {key}={like}")
        seen.add(key)
    if "COUNT" in seen and "UNTIL" in seen:
        raise _error(rule, "COUNT and UNTIL both end it; leave one out")
    if _NUMBERED.search(text) and not text.startswith(("FREQ=MONTHLY", "FREQ=YEARLY")):
        raise _error(rule, "a numbered weekday is one of a month or year; write FREQ=MONTHLY")


def _error(rule: str, problem: str) -> HolidayError:
    return HolidayError(rule, f"is not a recurrence rule: {problem}")
