"""What a text that is no time, date or number was probably meant to be: words for its error.

It is never taken for that: a guess stands in the message, and the user writes what is meant.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta

from slaclock.messages import shown

__all__ = [
    "ascii_digits",
    "likely_amount",
    "likely_date",
    "likely_time",
    "no_text",
    "odd_character",
]

_DAY_NUMBER = r"[2-7][0-9]{4}(?:\.[0-9]{1,12})?"
_EPOCH = r"[0-9]{10}|[0-9]{13}"
_SHORT_YEAR = r"[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{2}(?![0-9])"
_DECIMAL_COMMA = r"([0-9]),([0-9])"
_IN_WORDS = (
    (r"-|n/?a|none|no|nil|asap|best effort|.*reasonable.*", "what is not promised is left out"),
    (r"(the )?next (business|working) day", "write '1 BD'"),
    (r"(the )?same (business |working )?day", "the same day is { within = '0 BD', by = '17:00' }"),
    (
        r"(the )?end of (business|(the )?(business |working )?day)",
        "the end of a day is by = '24:00'",
    ),
    (r"(less than|under|below) .*", "write '<' for it, as in '< 4 h'"),
    (r"(within|in|max\.?|up to|at most) .*", "write the amount alone, as in '4 h'"),
)
_NO_CLOCK = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
LONGEST = 64
"""No time, date or amount has more characters."""
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 - a sheet knows no zones


def likely_time(value: object) -> str:
    """Return what *value* looks like, as the end of a sentence; empty if like nothing known.

    >>> likely_time("46083.375")
    "; it looks like a spreadsheet's day number, 2026-03-02 09:00"
    """
    hint = likely_date(value)
    if not hint and isinstance(value, str) and re.fullmatch(_NO_CLOCK, value.strip()):
        return "; it names no time of day"
    return hint


def likely_date(value: object) -> str:
    """Return what *value* looks like that is no date, as `likely_time` does.

    >>> likely_date("26-01-26")
    '; its year has two digits: write all four, first'
    """
    if not isinstance(value, str | int | float) or isinstance(value, bool):
        return ""
    text = (value.strip() if isinstance(value, str) else _number(value)).removesuffix(".0")
    if len(text) > LONGEST:
        return ""
    if bad := _empty_or_other_digits(text):
        return bad
    if re.fullmatch(_DAY_NUMBER, text):
        at = _DAY_ZERO + timedelta(seconds=round(float(text) * 86400))
        return f"; it looks like a spreadsheet's day number, {at.isoformat(' ', 'minutes')}"
    if re.fullmatch(_EPOCH, text):
        unit = "seconds" if len(text) == len("1772442000") else "milliseconds"
        return f"; it looks like {unit} since 1970"
    if re.match(_SHORT_YEAR, text):
        return "; its year has two digits: write all four, first"
    return odd_character(text)


def likely_amount(text: str) -> str:
    """Return what *text* looks like that is no amount, as `likely_time` does.

    >>> likely_amount("1,5 h")
    "; a decimal point is a full stop: '1.5 h'"
    """
    if bad := _empty_or_other_digits(text):
        return bad
    folded = text.casefold()
    if meant := next((hint for form, hint in _IN_WORDS if re.fullmatch(form, folded)), ""):
        return f"; {meant}"
    if re.search(_DECIMAL_COMMA, text):
        pointed = re.sub(_DECIMAL_COMMA, r"\1.\2", text)
        return f"; a decimal point is a full stop: {shown(pointed)}"
    return odd_character(text)


def _empty_or_other_digits(text: str) -> str:
    plain = ascii_digits(text)
    if plain != text:
        return f"; its digits are not 0 to 9: write {shown(plain)}"
    return "" if text else "; it is empty"


def no_text(value: object) -> str:
    """Return why *value*, which is no text, is no amount."""
    if isinstance(value, bool):
        return "is a boolean; write an amount such as '4 h'"
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - only nan differs from itself
        return "is not a number; write an amount such as '4 h'"
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return "is infinite; write an amount such as '4 h'"
    if isinstance(value, int | float):
        return "is a number without a unit; write text such as '4 h', '30 min' or '1 BD'"
    return f"is no amount ({type(value).__name__}); write text such as '4 h'"


def ascii_digits(text: str) -> str:
    """Return *text* with the digits of every script as 0 to 9.

    >>> ascii_digits("２０26")
    '2026'
    """
    return "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char
        for char in text
    )


def _number(value: float) -> str:
    try:
        return repr(value)
    except ValueError:  # an integer of thousands of digits
        return "9" * (LONGEST + 1)


def odd_character(text: str) -> str:
    """Return words for the first character that is not ASCII; empty if there is none."""
    odd = next((char for char in text if not char.isascii()), None)
    return "" if odd is None else f"; it holds the character U+{ord(odd):04X}"
