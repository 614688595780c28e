"""How times are written: formats, and which formats a text can have.

A format is `iso`, `epoch_seconds`, `epoch_milliseconds`, `epoch_microseconds`, or a pattern in
the directives of `strptime`, such as `%d/%m/%Y %H:%M`. This module knows texts; columns are the
business of `slaclock.reports.reading.times`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from slaclock.errors import TextError
from slaclock.messages import shown

__all__ = [
    "EPOCHS",
    "MONTH_NUMBERS",
    "SERIAL",
    "NumericDate",
    "TimeFormat",
    "numeric_date",
    "parse_format",
    "propose",
]

EPOCHS = {"epoch_seconds": 10, "epoch_milliseconds": 13, "epoch_microseconds": 16}
"""The formats that count from 1970, with the number of digits that prove them: a count of so
many digits lies between 2001 and 2286, and read in another unit outside any ticket's life."""
SERIAL = "excel_serial"
"""Days since 1899-12-30 as a spreadsheet keeps them, on a local clock."""
_MICROS = {"epoch_seconds": 1_000_000, "epoch_milliseconds": 1_000, "epoch_microseconds": 1}

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
MONTH_NUMBERS = {
    name: number
    for number, month in enumerate(_MONTHS, start=1)
    for name in {month, month[:3], month[:4] if month == "september" else month}
}
"""English names of months, whole and in short. By their first letters alone, Finnish November
("marraskuu") would be March."""
# An abbreviation of two letters does not end in M, or the PM of `06:30 PM` would be a zone. The
# expressions are also run by polars, whose kind has no look-ahead.
_ZONE = r"[Zz]|(?:UTC|GMT)?[+-][0-9]{1,2}:?(?:[0-9]{2})?|[A-Za-z]{3,5}|[A-Za-z][A-LN-Za-ln-z]"
_PIECES = {
    "Y": r"(?P<Y>[0-9]{4})",
    "y": r"(?P<y>[0-9]{2})",
    "m": r"(?P<m>[0-9]{1,2})",
    "d": r"(?P<d>[0-9]{1,2})",
    "b": r"(?P<b>[A-Za-z]{3,9})\.?",
    "B": r"(?P<b>[A-Za-z]{3,9})\.?",
    "a": r"[A-Za-z]{2,9}\.?",
    "A": r"[A-Za-z]{2,9}\.?",
    "H": r"(?P<H>[0-9]{1,2})",
    "I": r"(?P<I>[0-9]{1,2})",
    "M": r"(?P<M>[0-9]{2})",
    "S": r"(?P<S>[0-9]{2})",
    "f": r"(?P<f>[0-9]{1,9})",
    "p": r"(?P<p>[AaPp])\.?[Mm]\.?",
    # JavaScript writes the zone's name behind its offset, in brackets.
    "z": rf"(?P<z>{_ZONE})(?:\s*\([A-Za-z ]+\))?",
    "Z": rf"(?P<z>{_ZONE})(?:\s*\([A-Za-z ]+\))?",
    "%": "%",
}
_ISO = (
    r"(?P<Y>[0-9]{4})-?(?P<m>[0-9]{2})-?(?P<d>[0-9]{2})[Tt ](?P<H>[0-9]{2}):?(?P<M>[0-9]{2})"
    r"(?::?(?P<S>[0-9]{2})(?:[.,](?P<f>[0-9]{1,9}))?)?"
    rf"(?:\s*(?P<z>{_ZONE}))?(?:\[[A-Za-z0-9_+/-]+\])?"
)
_LONGEST = 128

_TIME = (
    r"(?:(?P<gap>[ T,]+(?:at )?)(?P<time>[0-9]{1,2}(?P<mark>[:.])[0-9]{2}"
    r"(?:(?P=mark)[0-9]{2}(?:[.,][0-9]{1,9})?)?))?"
)
_TAIL = rf"(?P<half>\s?[AaPp]\.?[Mm]\.?)?(?P<zone>\s*(?:{_ZONE})(?:\s*\([A-Za-z ]+\))?)?"
_DATES = (
    r"(?P<weekday>[A-Za-z]{3,9}\.?,?\s+)?"
    r"(?:(?P<n1>[0-9]{1,4})(?P<s1>[-/.])(?P<n2>[0-9]{1,2})(?P=s1)(?P<n3>[0-9]{4}|[0-9]{2})"
    r"|(?P<day>[0-9]{1,2})(?P<d1>[-/ .]\s?)(?P<name>[A-Za-z]{3,9})\.?(?P<d2>[-/ ,]\s?)"
    r"(?P<year>[0-9]{4}|[0-9]{2})"
    r"|(?P<name2>[A-Za-z]{3,9})\.?\s(?P<day2>[0-9]{1,2})(?P<comma>,?)\s(?P<year2>[0-9]{4}))"
)
_SHAPE = re.compile(_DATES + _TIME + _TAIL)
_NUMERIC = re.compile(r"\s*(?:[A-Za-z]{3,9}\.?,?\s+)?([0-9]{1,2})([-/.])([0-9]{1,2})\2[0-9]{2}")
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+)?")
# Of the years 1982 to 2091. Only a part of a day shows that it is no count of something else.
_DAY_NUMBER = re.compile(r"[3-6][0-9]{4}[.,][0-9]+")
_DAY_NUMBERS = r"^(?P<days>[3-6][0-9]{4}(?:[.,][0-9]+)?)$"


class TimeFormat(NamedTuple):
    """A way to write times.

    Attributes:
        name: What a person declares: `iso`, an epoch, or a pattern of directives.
        regex: Matches a whole text; its groups are named after the directives.
        micros: Microseconds of a unit, for an epoch; else 0.
    """

    name: str
    regex: str
    micros: int = 0


class NumericDate(NamedTuple):
    """The first two numbers of a date such as `04/05/2026`, and the mark between them."""

    first: int
    second: int
    mark: str


@cache
def parse_format(name: object) -> TimeFormat:
    """Return the format that a name or a pattern declares.

    >>> parse_format("%d/%m/%Y").regex
    '^(?P<d>[0-9]{1,2})/(?P<m>[0-9]{1,2})/(?P<Y>[0-9]{4})$'

    Raises:
        TextError: None of the names, an unknown directive, or no year, month and day.
    """
    if not isinstance(name, str):
        raise TextError(name, "is not a format of times; write text such as '%d/%m/%Y %H:%M'")
    if name == "iso":
        return TimeFormat(name, f"^{_ISO}$")
    if name == SERIAL:
        return TimeFormat(name, r"^(?P<days>[0-9]{1,6}(?:[.,][0-9]+)?)$")
    if name in EPOCHS:
        return TimeFormat(name, r"^(?P<n>[0-9]{1,17})(?:[.,](?P<f>[0-9]{1,9}))?$", _MICROS[name])
    pieces = "".join(_piece(name, part) for part in re.findall(r"\s*%[pzZ]|%.?|\s+|[^%\s]+", name))
    groups = set(re.findall(r"\?P<(\w)>", pieces))
    if not (groups & {"Y", "y"} and groups & {"m", "b"} and "d" in groups):
        known = ", ".join(("iso", *EPOCHS, SERIAL))
        problem = f"is not a format of times; write a pattern with year, month and day, or {known}"
        raise TextError(name, problem)
    if ("I" in groups) != ("p" in groups):
        raise TextError(name, "needs %I and %p together: the hour of a half day, and which half")
    return TimeFormat(name, f"^{pieces}$")


def propose(text: str) -> tuple[TimeFormat, ...]:
    """Return the formats that a text can have: none, one, or several orders of its numbers.

    >>> [format.name for format in propose("24-11-2026 06:30 PM")]
    ['%d-%m-%Y %I:%M %p', '%m-%d-%Y %I:%M %p']
    >>> [format.name for format in propose("1795525200")]
    ['epoch_seconds']
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return ()
    if _DIGITS.fullmatch(text):
        if _DAY_NUMBER.fullmatch(text):
            return (TimeFormat(SERIAL, _DAY_NUMBERS),)
        whole = len(re.split("[.,]", text)[0])
        return tuple(_epoch(name, digits) for name, digits in EPOCHS.items() if digits == whole)
    if re.fullmatch(_ISO, text):
        return (parse_format("iso"),)
    shape = _SHAPE.fullmatch(text)
    if shape is None or shape["time"] is None:
        return ()
    tail = _time_pattern(shape)
    head = "%a, " if shape["weekday"] and "," in shape["weekday"] else ""
    head = head or ("%a " if shape["weekday"] else "")
    return tuple(parse_format(head + date + tail) for date in _date_patterns(shape))


def _epoch(name: str, digits: int) -> TimeFormat:
    """Return an epoch that takes only counts of so many digits: each value decides for itself."""
    declared = parse_format(name)
    return declared._replace(regex=declared.regex.replace("{1,17}", f"{{{digits}}}"))


def numeric_date(text: str) -> NumericDate | None:
    """Return the two numbers of a date whose order has to be found out; None for other texts.

    >>> numeric_date("24/11/2026 18:30")
    NumericDate(first=24, second=11, mark='/')
    """
    match = _NUMERIC.match(text)
    return NumericDate(int(match[1]), int(match[3]), match[2]) if match else None


def _piece(name: str, part: str) -> str:
    if part.isspace():
        return r"\s+"
    part = part.strip()
    if not part.startswith("%"):
        return re.escape(part)
    piece = _PIECES.get(part[1:])
    if piece is None:
        known = ", ".join(f"%{key}" for key in _PIECES)
        raise TextError(name, f"has an unknown directive {shown(part)}; directives: {known}")
    # Some programs put a thin space, or none, before AM and before a zone.
    return rf"\s*{piece}" if part[1:] in "pzZ" else piece


def _date_patterns(shape: re.Match[str]) -> tuple[str, ...]:
    if shape["name"]:
        year = "%Y" if len(shape["year"]) == 4 else "%y"
        return (f"%d{shape['d1']}%b{shape['d2']}{year}",)
    if shape["name2"]:
        return (f"%b %d{shape['comma']} %Y",)
    mark = shape["s1"]
    if len(shape["n1"]) == 4:
        return (f"%Y{mark}%m{mark}%d",)
    if len(shape["n1"]) > 2:
        return ()
    if len(shape["n3"]) == 4:
        return (f"%d{mark}%m{mark}%Y", f"%m{mark}%d{mark}%Y")
    return (f"%d{mark}%m{mark}%y", f"%m{mark}%d{mark}%y", f"%y{mark}%m{mark}%d")


def _time_pattern(shape: re.Match[str]) -> str:
    time = shape["time"]
    mark = shape["mark"]
    pattern = f"%I{mark}%M" if shape["half"] else f"%H{mark}%M"
    _, _, *rest = time.split(mark, 2)
    if rest:
        pattern += f"{mark}%S"
        fraction = re.search(r"[.,]", rest[0])
        pattern += f"{fraction[0]}%f" if fraction else ""
    pattern += " %p" if shape["half"] else ""
    pattern += " %z" if shape["zone"] else ""
    return re.sub(r"\s+", " ", shape["gap"]) + pattern
