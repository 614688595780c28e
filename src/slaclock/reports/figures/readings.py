"""The ways in which an unclear clause of a contract can be read, each as a contract of its own.

Five clauses are unclear in most published terms: what a business day is, whether the deadline
itself still counts, whether holidays are observed, whose hours a plan has, and whether work
that ends at closing time is due then or when it opens next. The first four are other
contracts; the fifth is a difference that `slaclock.reports.figures.prices` works out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from slaclock.calendars.business_days import MEANINGS, DatedMeaning
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["CLOSING", "Reading", "readings_of", "without_holidays"]

CLOSING = "due at closing"
FIXED_DAY = "8 h"
"""The fourth meaning of a business day: a length that many contracts have in mind."""
DATED_MEANINGS = [name for name, one in MEANINGS.items() if isinstance(one, DatedMeaning)]
TermsChange = Callable[[Matrix], Matrix]


class Reading(NamedTuple):
    """One way of reading a clause.

    Attributes:
        clause: Which clause, such as `business day`.
        name: How it is read, such as `same_time`.
        terms: The contract that says so.
    """

    clause: str
    name: str
    terms: Matrix | MatrixHistory


def readings_of(
    terms: Matrix | MatrixHistory, country: str | None, subdivision: str | None
) -> Iterator[Reading]:
    """Yield the contracts that other readings make of *terms*; those that change nothing not.

    Args:
        terms: The contract as it is written.
        country: The country whose holidays may be meant, or None.
        subdivision: Its state or province, or None.

    Raises:
        HolidayError: A name that the `holidays` package does not list.
    """
    changes = [*_meanings(), *_bounds(), *_holidays(country, subdivision), *_hours(terms)]
    for clause, name, change in changes:
        changed = terms.each(change) if isinstance(terms, MatrixHistory) else change(terms)
        if not _is_same(changed, terms):
            yield Reading(clause, name, changed)


def without_holidays(matrix: Matrix) -> Matrix:
    """Return a matrix whose calendars observe no holidays at all; exceptions stay.

    Args:
        matrix: One version; of a history, each is to be changed by itself.
    """
    content = matrix.content()
    for calendar in content["calendars"].values():
        if "holidays" in calendar:
            calendar["holidays"] = []
    return Matrix.model_validate(content, file=matrix.file)


def _is_same(one: Matrix | MatrixHistory, other: Matrix | MatrixHistory) -> bool:
    if isinstance(one, MatrixHistory) and isinstance(other, MatrixHistory):
        return all(first.matrix == second.matrix for first, second in zip(one, other, strict=True))
    return one == other


def _meanings() -> Iterator[tuple[str, str, TermsChange]]:
    for meaning in (*MEANINGS, FIXED_DAY):

        def change(matrix: Matrix, meaning: str = meaning) -> Matrix:
            written = matrix.business_day
            if written is None or str(written) == meaning:
                return matrix
            content = matrix.content() | {"business_day": meaning}
            for plan in content["plans"].values():
                for cell in (plan, *plan.get("targets", {}).values()):
                    for name in set(matrix.metrics) & set(cell):
                        cell[name] = _kept(cell[name], str(written), meaning)
            return _with(matrix, content)

        yield "business day", f"1 BD is {meaning}", change


def _kept(target: Any, written: str, meaning: str) -> Any:
    """Return a target with the meaning that is written, where it cannot have the other one.

    What says something of a date, such as a cut-off, has none where days are a length; and the
    same day without a time is its closing.
    """
    match target:
        case list():
            return [_kept(one, written, meaning) for one in target]
        case {"first_of": list(parts)}:
            return {**target, "first_of": [_kept(one, written, meaning) for one in parts]}
        case {"within": str(amount)} if amount.endswith("BD") and target.get("by") is None:
            says = any(target.get(key) for key in ("cutoff", "lands_on"))
            says |= isinstance(target.get("pauses"), dict)
            is_same_day = amount.lstrip("<= ") == "0 BD"
            if is_same_day or (says and meaning not in DATED_MEANINGS):
                return {**target, "business_day": target.get("business_day") or written}
    return target


def _bounds() -> Iterator[tuple[str, str, TermsChange]]:
    for sign, name in (
        ("<=", "the deadline itself is in time"),
        ("<", "the deadline itself is late"),
    ):

        def change(matrix: Matrix, sign: str = sign) -> Matrix:
            content = matrix.content()
            names = set(matrix.metrics)
            for plan in content["plans"].values():
                _bound(plan, names, sign)
                for cell in plan.get("targets", {}).values():
                    _bound(cell, names, sign)
            return _with(matrix, content)

        yield "bound", f"{sign}: {name}", change


def _bound(table: dict[str, Any], metrics: set[str], sign: str) -> None:
    """Give every promise of a table one bound."""
    for name in metrics & set(table):
        table[name] = _bounded(table[name], sign)


def _bounded(target: Any, sign: str) -> Any:
    match target:
        case str():
            amount = target.lstrip("<= ")
            return f"< {amount}" if sign == "<" else amount
        case list():
            return [_bounded(one, sign) for one in target]
        case dict():
            changed = {key: _bounded(target[key], sign) for key in ("first_of",) if target.get(key)}
            if target.get("within") is not None:
                changed |= {"within": _bounded(target["within"], "<="), "strict": sign == "<"}
            if target.get("by") is not None:
                changed["by"] = _bounded(target["by"], "<=")
            return {**target, **changed}
    return target


def _holidays(
    country: str | None, subdivision: str | None
) -> Iterator[tuple[str, str, TermsChange]]:
    yield "holidays", "none are observed", without_holidays
    if country is not None:
        place = f"{country}-{subdivision}" if subdivision else country
        yield (
            "holidays",
            f"those of {place} are observed",
            lambda matrix: matrix.with_holidays(country, subdivision=subdivision),
        )


def _hours(terms: Matrix | MatrixHistory) -> Iterator[tuple[str, str, TermsChange]]:
    """Yield each plan on the hours of its neighbours in the file, where those differ."""
    matrix = terms if isinstance(terms, Matrix) else terms.versions[-1].matrix
    for first, second in pairwise(matrix.plans):
        for plan, other in ((second, first), (first, second)):

            def change(matrix: Matrix, plan: str = plan, other: str = other) -> Matrix:
                if not {plan, other} <= set(matrix.plans):
                    return matrix
                content = matrix.content()
                for name, entry in content["plans"].items():
                    entry["calendar"] = matrix.plans[other if name == plan else name].calendar
                return _with(matrix, content)

            yield "hours", f"{plan} has the hours of {other}", change


def _with(matrix: Matrix, content: dict[str, Any]) -> Matrix:
    return Matrix.model_validate(content, file=matrix.file)
