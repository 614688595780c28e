"""What is declared about a column of times, what its values decide, and what to ask for.

Whether a date is day-first or month-first is decided by a number over 12 in the column, or by
what is declared; never by habit. Nothing is read here; see `slaclock.reports.reading.times`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

import polars as pl

from slaclock.errors import UndecidedTimesError
from slaclock.reports.reading.time_formats import (
    MONTH_NUMBERS,
    TimeFormat,
    numeric_date,
    parse_format,
    propose,
)

__all__ = ["TimeColumn", "decide_order", "is_date", "is_length", "remedy"]

_WORD = re.compile(r"[^\W\d_]{3,}")
_MARKED = {
    re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]+"): (
        "is a number that a spreadsheet has shortened, so its last digits are gone; show the "
        "column there as a whole number, and export it again"
    ),
    re.compile(r"/Date\([0-9]+\)/"): (
        "is a number of milliseconds with /Date( )/ around it; leave the number alone in the "
        "export, and it is read as an epoch"
    ),
    re.compile(r"'.+|=\".+\""): (
        "has the marks of a text in a spreadsheet around it; take them off in the export, or "
        "declare them with the format, for example --time-format '=\"%Y-%m-%d %H:%M\"'"
    ),
}
"""What programs put around a time, or make of it, and what to do then."""
_KNOWN_WORDS = frozenset(MONTH_NUMBERS) | frozenset(
    [
        *("mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "utc", "gmt"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    ]
)
_DATE_ONLY = re.compile(
    r"(?:[A-Za-z]{3,9}\.?,?\s+)?(?:[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}"
    r"|[0-9]{1,2}[-/ .][A-Za-z]{3,9}[-/ .,]+[0-9]{2,4}|[A-Za-z]{3,9}\.? [0-9]{1,2},? [0-9]{4})"
)
_LENGTH = re.compile(
    r"[-+]?[0-9]+(?:[.,][0-9]+)?\s*"
    r"(?:d|days?|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|std|stunden?|tage?)\b.*"
    r"|[-+]?[0-9]+:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]+)?)?",
    re.IGNORECASE,
)
_WHOLE_DAY = re.compile(r"[3-6][0-9]{4}")
_NOON = 12
_FEW_YEARS = 3
_ONE_OF = "--time-format "


@dataclass(frozen=True)
class TimeColumn:
    """What is declared about a column of times.

    Attributes:
        file, name: Where it stands, for messages.
        zone: Of times without an offset; None if not declared.
        zone_names: IANA names by abbreviation.
        formats: To be tried in turn; none to have them proposed.
        dates: `day-first`, `month-first`, or None to have it decided by the values.
        nulls: Texts that stand for no value.
        words: Texts that say that something has not happened yet; compared in any case, counted.
    """

    file: str
    name: str
    zone: tzinfo | None = None
    zone_names: Mapping[str, str] = field(default_factory=dict)
    formats: Sequence[TimeFormat] = ()
    dates: str | None = None
    nulls: Sequence[str] = ("",)
    words: Sequence[str] = ()


def decide_order(
    candidates: Sequence[TimeFormat], sample: str, texts: pl.Series, column: TimeColumn
) -> tuple[TimeFormat, str]:
    """Return which of two formats a column has: day first or month first."""
    if len(candidates) == 1:
        return candidates[0], ""
    day_first, month_first, *year_first = candidates
    if column.dates is not None:
        return (day_first if column.dates == "day-first" else month_first), column.dates
    date = numeric_date(sample)
    assert date is not None
    if year_first and _may_be_year_first(texts, date.mark):
        names = " or ".join(repr(fmt.name) for fmt in candidates)
        what = "has a year of two digits, which may stand first or last"
        problem = f"{what}; declare it with {_ONE_OF}{names}"
        raise UndecidedTimesError(column.file, column.name, sample, problem)
    over_first, over_second = _evidence(texts, date.mark)
    if over_first is not None and over_second is not None:
        problem = (
            f"is day-first, but {over_second!r} is month-first; "
            "split the file, or declare formats with --time-format"
        )
        raise UndecidedTimesError(column.file, column.name, over_first, problem)
    if over_first is not None:
        return day_first, f"day-first, as {over_first!r} shows"
    if over_second is not None:
        return month_first, f"month-first, as {over_second!r} shows"
    problem = (
        "may be day-first or month-first, and no value of the column decides it; "
        f"declare it with --dates, or {_ONE_OF}{day_first.name!r} or {month_first.name!r}"
    )
    raise UndecidedTimesError(column.file, column.name, sample, problem)


def _may_be_year_first(texts: pl.Series, mark: str) -> bool:
    """Return whether `26-05-24` may be of May 2026: no number speaks against it.

    With dashes it is a usual way to write dates; with other marks, only where the first number
    hardly changes over the column and the last one does.
    """
    first, middle, last = _numbers(texts, mark)
    if (middle > _NOON).any() or (last > 31).any() or not len(first):
        return False
    years, days = first.n_unique(), last.n_unique()
    if mark != "-":
        return years <= _FEW_YEARS < days
    return not (days <= _FEW_YEARS and years > 2 * _FEW_YEARS)


def _numbers(texts: pl.Series, mark: str) -> tuple[pl.Series, pl.Series, pl.Series]:
    """Return the three numbers of the dates in a column that have a year of two digits."""
    mark = "\\" + mark
    groups = texts.str.extract_groups(
        rf"^\s*(?:[A-Za-z]{{3,9}}\.?,?\s+)?([0-9]{{1,2}}){mark}([0-9]{{1,2}}){mark}([0-9]{{2}})"
        r"(?:[^0-9]|$)"
    ).struct.unnest()
    numbers = groups.drop_nulls().cast(pl.Int16)
    first, middle, last = numbers.get_columns()
    return first, middle, last


def _evidence(texts: pl.Series, mark: str) -> tuple[str | None, str | None]:
    """Return a value whose first number is over 12, and one whose second is."""
    mark = "\\" + mark
    groups = texts.str.extract_groups(
        rf"^\s*(?:[A-Za-z]{{3,9}}\.?,?\s+)?([0-9]{{1,2}}){mark}([0-9]{{1,2}}){mark}[0-9]{{2}}"
    ).struct.unnest()
    found: list[str | None] = []
    for name in groups.columns:
        number = groups[name].cast(pl.Int16, strict=False)
        over = texts.filter((number > _NOON) & (number <= 31))
        found.append(over[0] if len(over) else None)
    return found[0], found[1]


def is_date(texts: pl.Expr) -> pl.Expr:
    """Return whether values are dates without a time of day."""
    return texts.cast(pl.String).str.strip_chars().str.contains(f"^(?:{_DATE_ONLY.pattern})$")


def is_length(text: str) -> bool:
    """Return whether a text is a length of time, such as `2.5 hrs` or `4:06`.

    >>> is_length("2.5 hrs"), is_length("2026-11-24 10:00")
    (True, False)
    """
    return _LENGTH.fullmatch(text.strip()) is not None


def remedy(problem: str, value: str, column: TimeColumn) -> str:
    """Return what to do where not one value of a column could be read."""
    if problem == "no_offset":
        return "has no offset; name its zone, for example with --tz Asia/Kolkata"
    if problem == "odd_year":
        return (
            "lies before 1900; slaclock reads years of the Gregorian calendar, so put dates of "
            "another one into that in the export"
        )
    if problem == "unknown_zone":
        return _about_last_word(value)
    if column.formats:
        names = ", ".join(fmt.name for fmt in column.formats)
        return f"is not in a declared format: {names}"
    if column.dates is not None:
        return f"is not a {column.dates} date and time"
    return _about_text(value)


def _about_last_word(value: str) -> str:
    name = value.split()[-1]
    if not name.isupper():
        fmt = propose(value)
        pattern = fmt[0].name.replace("%z", name) if fmt else f"... {name}"
        return (
            f"ends in {name!r}, which looks like text, not like a zone; as a part of the format, "
            f"say so with --time-format {pattern!r}; as a zone, with --zone {name}=Europe/Berlin"
        )
    example = " (IST is India, Israel and Ireland)" if name == "IST" else ""
    return (
        f"ends in the abbreviation {name!r}, which is ambiguous{example}; "
        f"say what it means, for example with --zone {name}=Asia/Kolkata"
    )


def _about_text(value: str) -> str:
    """Return why a text is no time, as far as that can be seen."""
    example = parse_format("iso").name
    marked = next((told for mark, told in _MARKED.items() if mark.fullmatch(value.strip())), None)
    if marked is not None:
        return marked
    if is_length(value):
        return (
            "is a length of time, or a time of day without its date, and no instant; name the "
            "column that says when it happened, or leave this one out; a date in another column "
            "is joined with --map opened_at='Date + Time'"
        )
    word = next((word for word in _WORD.findall(value) if word.lower() not in _KNOWN_WORDS), None)
    if word is not None and any(mark.isdigit() for mark in value):
        return (
            f"has the word {word!r}, and names of months are read in English only; put them into "
            "numbers in the export, or declare a format, for example --time-format "
            "'%d/%m/%Y %H:%M'"
        )
    if _DATE_ONLY.fullmatch(value.strip()):
        return (
            "is a date without a time of day; if another column has the time, join them, for "
            "example with --map opened_at='Date + Time'; to take midnight, declare the format, "
            "for example with --time-format '%Y-%m-%d'"
        )
    if _WHOLE_DAY.fullmatch(value.strip()):
        return (
            "looks like a spreadsheet's day number; to take midnight of that day, say so with "
            "--time-format excel_serial"
        )
    return (
        f"is no time that can be recognised ({example}, epoch, or day, month and year with a "
        "time of day); declare its format, for example with --time-format '%d/%m/%Y %H:%M'"
    )
