"""In what two contracts differ: promises, clauses, hours, and dates with hours of their own.

What is compared is what holds, not how it is written: a contract that takes a promise from a
plan that it extends equals one that writes it out. Which deadlines move because of it is worked
out in `slaclock.bulk.moved`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.local_hours import DateHours
from slaclock.date_words import show_date
from slaclock.errors import ArgumentTypeError, CoverageError
from slaclock.matrices.freezing import check_contract
from slaclock.matrices.model import Matrix
from slaclock.matrices.terms import Terms

__all__ = ["Difference", "DifferenceKind", "differences"]

DifferenceKind = Literal["promise", "clause", "hours", "date"]
NOTHING = "-"
_USUAL = ("hours", "weekend", "season")
_COMPARED_OTHERWISE = ("calendars", "examples", "holidays")
MOST_DAYS = 100 * 366


class Difference(NamedTuple):
    """One thing in which two contracts differ.

    Attributes:
        kind: `promise`, `clause`, `hours` or `date`.
        place: Where: plan, priority and metric; a key path; a calendar; a calendar and a date.
        before: What the first contract says, as text; `-` for nothing.
        after: What the second one says.
    """

    kind: DifferenceKind
    place: str
    before: str
    after: str


def differences(before: Matrix, after: Matrix, first: date, last: date) -> tuple[Difference, ...]:
    """Return in what two contracts differ, and on which dates from *first* to *last*.

    >>> from slaclock import load_matrix
    >>> sla = load_matrix("wotnot")
    >>> days = date(2026, 1, 20), date(2026, 1, 31)
    >>> for one in differences(sla, sla.with_holidays("IN"), *days):
    ...     print(one.place, "|", one.before, "|", one.after)
    business Mon 2026-01-26 | 09:00-19:00 | closed (Republic Day)
    extended Mon 2026-01-26 | 09:00-21:00 | closed (Republic Day)

    Args:
        before, after: The contracts.
        first, last: Local dates, both included, at most 100 years apart.

    Raises:
        ArgumentTypeError: *before* or *after* is no `Matrix`, *first* or *last* no date, or they
            are too far apart.
    """
    check_contract("before", before)
    check_contract("after", after)
    _check_dates(first, last)
    promises = list(_compared("promise", _promises(before), _promises(after)))
    told = {one.place for one in promises}
    clauses = _compared("clause", _clauses(before, told), _clauses(after, told))
    hours = _compared("hours", _hours(before), _hours(after))
    return (*promises, *clauses, *hours, *_dates(before, after, first, last))


def _check_dates(first: object, last: object) -> None:
    for name, day in (("first", first), ("last", last)):
        if not isinstance(day, date) or isinstance(day, datetime):
            raise ArgumentTypeError(name, day, "a date")
    assert isinstance(first, date)
    assert isinstance(last, date)
    if not 0 <= (last - first).days < MOST_DAYS:
        expected = "a date from the first one on, at most 100 years later"
        raise ArgumentTypeError("last", last, expected)


def _compared(
    kind: DifferenceKind, before: Mapping[str, str], after: Mapping[str, str]
) -> Iterator[Difference]:
    for place in dict.fromkeys((*before, *after)):
        one, other = before.get(place, NOTHING), after.get(place, NOTHING)
        if one != other:
            yield Difference(kind, place, one, other)


def _promises(matrix: Matrix) -> dict[str, str]:
    """Return what is promised, by key path: amount and calendar."""
    found: dict[str, str] = {}
    for plan in matrix.plans:
        wide = _texts(matrix.row(plan))
        found |= {f"plans.{plan}.{metric}": text for metric, text in wide.items()}
        for terms in matrix.rows():
            if terms.plan.id == plan and terms.priority is not None:
                place = f"plans.{plan}.targets.{terms.priority.id}"
                own = _texts(terms).items()
                found |= {
                    f"{place}.{metric}": text for metric, text in own if text != wide.get(metric)
                }
    return found


def _texts(terms: Terms) -> dict[str, str]:
    return {target.metric: f"{target} ({target.calendar_id})" for target in terms.targets}


def _clauses(matrix: Matrix, told: set[str]) -> dict[str, str]:
    """Return every other value of a contract, by key path."""
    content = {
        key: value for key, value in matrix.content().items() if key not in _COMPARED_OTHERWISE
    }
    return {path: value for path, value in _flat(content, "") if not _lies_under(path, told)}


def _lies_under(path: str, told: set[str]) -> bool:
    return any(path == one or path.startswith((f"{one}.", f"{one}[")) for one in told)


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    """Yield the values of plain data, as text, by key path; what is empty is left out."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _flat(one, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value):
        for index, one in enumerate(value):
            yield from _flat(one, f"{path}[{index}]")
    elif isinstance(value, list | tuple):
        yield from [(path, ", ".join(map(str, value)))] if value else []
    elif value not in (None, ""):
        yield path, str(value)


def _hours(matrix: Matrix) -> dict[str, str]:
    return {name: str(calendar) for name, calendar in matrix.calendars.items()}


def _dates(before: Matrix, after: Matrix, first: date, last: date) -> Iterator[Difference]:
    for name, one in before.single_calendars.items():
        other = after.single_calendars.get(name)
        if other is not None:
            for year in range(first.year, last.year + 1):
                days = max(first, date(year, 1, 1)), min(last, date(year, 12, 31))
                yield from _dates_of_year(name, one, other, *days)


def _dates_of_year(
    name: str, before: Calendar, after: Calendar, first: date, last: date
) -> Iterator[Difference]:
    unknown = _unknown(before, first.year), _unknown(after, first.year)
    if any(unknown):
        if unknown[0] != unknown[1]:
            texts = (text or "holidays known" for text in unknown)
            yield Difference("date", f"{name} {first.year}", *texts)
        return
    for number in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(number)
        one, other = before.hours_on(day), after.hours_on(day)
        if _differ(one, other):
            place = f"{name} {show_date(day)}"
            yield Difference("date", place, _text(one), _text(other))


def _differ(one: DateHours, other: DateHours) -> bool:
    """Return whether a date is another one; what the week says is compared as hours."""
    usual = [planned.cause in _USUAL for planned in (one, other)]
    if any(usual):
        return not all(usual) and one.hours != other.hours
    return _text(one) != _text(other)


def _unknown(calendar: Calendar, year: int) -> str:
    try:
        calendar.holidays_between(date(year, 1, 1), date(year, 12, 31))
    except CoverageError as error:
        return f"not known: {error.problem}"
    return ""


def _text(planned: DateHours) -> str:
    hours = ", ".join(map(str, planned.hours)) or "closed"
    return f"{hours} ({planned.name})" if planned.name else hours
