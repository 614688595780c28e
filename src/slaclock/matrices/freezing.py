"""A contract frozen: its holidays written out, so that no newer list changes an answer.

What is frozen is the holidays alone. Zones still come from the zone data in use, which
`Deadline.provenance` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

from slaclock._version import __version__
from slaclock.calendars.holidays import HolidaySource, frozen_source
from slaclock.errors import ArgumentTypeError, CoverageError, MatrixError, TextError
from slaclock.files.toml_text import toml_text
from slaclock.matrices.model import Matrix

__all__ = ["check_contract", "freeze", "frozen_text", "matrix_text", "parse_years"]

MOST_YEARS = 50
_YEARS = re.compile(r"\s*(\d{4})\s*(?:-\s*(\d{4})\s*)?")
_ALWAYS_SAID = ("hours", "pauses", "dates", "from")
"""Keys whose empty list or table says something else than no key."""


def freeze(matrix: Matrix, years: Iterable[int]) -> Matrix:
    """Return a contract with the holidays of some years written out, which needs no package.

    It gives the same answers, as long as a question needs no other years; one that does raises
    `CoverageError`. Freeze a year more than tickets are opened in: deadlines reach into it.

    >>> from slaclock import load_matrix
    >>> frozen = freeze(load_matrix("wotnot").with_holidays("IN", subdivision="GJ"), [2026])
    >>> frozen.calendars["business"].content()["holidays"][0]["dates"]["2026-01-26"]
    'Republic Day'

    Args:
        matrix: The contract.
        years: The years to write out, at most 50.

    Raises:
        CoverageError: A list does not know one of the years.
        ArgumentTypeError: *matrix* is no `Matrix`; or *years* are no years from 1 to 9998, none
            at all, or too many.
    """
    check_contract("matrix", matrix)
    wanted = _checked(years)
    content = matrix.content()
    for name, calendar in matrix.single_calendars.items():
        frozen = [_frozen(name, source, wanted) for source in calendar.holiday_sources]
        content["calendars"][name]["holidays"] = [one.content() for one in frozen]
    return Matrix.model_validate(content, file=matrix.file)


def check_contract(name: str, value: object) -> None:
    """Refuse what is no single contract.

    Raises:
        ArgumentTypeError: It is something else.
    """
    if not isinstance(value, Matrix):
        raise ArgumentTypeError(name, value, "a Matrix, such as one of load_matrix")


def frozen_text(matrix: Matrix, years: Sequence[int]) -> str:
    """Return a frozen contract as TOML, with a first line that says what it is made of.

    Raises:
        CoverageError, ArgumentTypeError: As for `freeze`.
    """
    frozen = freeze(matrix, years)
    return (
        f"# Frozen by slaclock {__version__}: {_named(matrix)}, with the holidays of "
        f"{_range(years)} written out.\n# SHA-256 of the contract it was made of: "
        f"{matrix.fingerprint()}\n{matrix_text(frozen)}"
    )


def matrix_text(matrix: Matrix) -> str:
    """Return a contract as TOML that `load_matrix` reads back as an equal one."""
    content = _ordered({**matrix.content(), **_holidays_in_order(matrix)})
    short = _without_empty(content)
    # What is empty may mean something where nobody thought of it: then all is written.
    return toml_text(short if _means(short, matrix) else content)


def parse_years(text: str) -> tuple[int, ...]:
    """Return the years of a text such as `2026-2028` or `2026`.

    >>> parse_years("2026-2028")
    (2026, 2027, 2028)

    Raises:
        TextError: Anything else, or a range that ends before it begins.
    """
    found = _YEARS.fullmatch(text)
    first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
    if not 1 <= first <= last <= 9998 or last - first >= MOST_YEARS:
        problem = f"are no years; write them like 2026-2028, at most {MOST_YEARS} of them"
        raise TextError(text, problem)
    return tuple(range(first, last + 1))


def _checked(years: Iterable[int]) -> tuple[int, ...]:
    expected = f"years from 1 to 9998, at least one and at most {MOST_YEARS}"
    try:
        found = tuple(years)
    except TypeError:
        raise ArgumentTypeError("years", years, expected) from None
    if not 0 < len(found) <= MOST_YEARS or not all(map(_is_year, found)):
        raise ArgumentTypeError("years", found, expected)
    return tuple(sorted(set(found)))


def _is_year(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 9998


def _frozen(calendar: str, source: HolidaySource, years: tuple[int, ...]) -> HolidaySource:
    try:
        return frozen_source(source, years)
    except CoverageError as error:
        problem = f"{error.problem} (calendar {calendar!r}); freeze other years"
        raise CoverageError(error.holidays, error.year, problem) from None


def _holidays_in_order(matrix: Matrix) -> dict[str, Any]:
    """Return the calendars and the holidays of all, as they were given.

    Names of a shared date are joined in the order of the holidays, which the content of a
    calendar does not keep.
    """
    own = matrix.single_calendars
    shared = _common_end([one.holiday_sources for one in own.values() if one.observes_holidays])
    calendars = matrix.content()["calendars"]
    for name, calendar in own.items():
        kept = len(calendar.holiday_sources)
        kept -= len(shared) if calendar.observes_holidays else 0
        listed = [source.content() for source in calendar.holiday_sources[:kept]]
        calendars[name]["holidays"] = listed
    return {"holidays": [source.content() for source in shared], "calendars": calendars}


def _common_end(lists: Sequence[tuple[HolidaySource, ...]]) -> tuple[HolidaySource, ...]:
    """Return what several lists end with alike: the holidays of the whole contract."""
    if len(lists) < 2:
        return ()
    ends = zip(*(reversed(sources) for sources in lists), strict=False)
    alike = [one[0] for one in takewhile(lambda one: len(set(one)) == 1, ends)]
    return tuple(reversed(alike))


def _ordered(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content with what a reader looks for first at its head."""
    first = ("id", "title", "version")
    return {key: content[key] for key in dict.fromkeys((*first, *content))}


def _without_empty(value: Any) -> Any:
    """Return plain data without what says nothing: null, and empty text, lists and tables."""
    if isinstance(value, Mapping):
        return {
            key: _without_empty(one)
            for key, one in value.items()
            if key in _ALWAYS_SAID or one not in (None, "", [], {}, ())
        }
    if isinstance(value, list | tuple):
        return [_without_empty(one) for one in value]
    return value


def _means(content: dict[str, Any], matrix: Matrix) -> bool:
    try:
        return Matrix.model_validate(content) == matrix
    except MatrixError:
        return False


def _named(matrix: Matrix) -> str:
    return f"{matrix.id} {matrix.version}".rstrip()


def _range(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first} to {last}"
