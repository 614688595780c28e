"""Which contract a project has: a data file, and the days that were written into the database.

The file is read once. The days are few, and read each time, so that every process sees at once
what was written in another one; a contract is made of them once.
"""

from __future__ import annotations

import warnings
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from slaclock.calendars.calendar import CalendarWarning
from slaclock.frozen import fingerprint_of
from slaclock.matrices.door import matrix_of, versions_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["Day", "contract", "contract_with", "days_of", "fingerprint", "shipped"]


class Day(NamedTuple):
    """A date that differs from the data file.

    Attributes:
        date: The date.
        calendar: The calendar, by its name; empty for every one that observes holidays.
        hours: When it is open, such as `09:00-13:00`; empty for closed all day.
        reason: Why, for ledgers.
    """

    date: date
    calendar: str
    hours: tuple[str, ...]
    reason: str


def contract() -> Matrix | MatrixHistory:
    """Return the contract of the project, its closures and other hours included.

    Raises:
        ImproperlyConfigured: `settings.SLACLOCK_MATRIX` is missing.
        MatrixError: The data file is wrong, or a day has hours that cannot be.
    """
    return contract_with(days_of())


def contract_with(days: tuple[Day, ...]) -> Matrix | MatrixHistory:
    """Return the contract of the data file with *days* that differ; of two the last counts."""
    return _made(_setting(), days)


def shipped() -> Matrix | MatrixHistory:
    """Return the contract of the data file alone."""
    return _shipped(_setting())


def fingerprint(of: Matrix | MatrixHistory) -> str:
    """Return a hash of a contract: another one as soon as anything in it differs."""
    if isinstance(of, Matrix):
        return of.fingerprint()
    return fingerprint_of({"versions": [one.fingerprint() for one in versions_of(of)]})


def days_of() -> tuple[Day, ...]:
    """Return the days in the database: first the closures, then the other hours."""
    models = (apps.get_model("slaclock", name) for name in ("Closure", "OtherHours"))
    rows = (row for model in models for row in model.objects.order_by("pk"))
    return tuple(day for row in rows for day in row.days())


def _setting() -> Any:
    given = getattr(settings, "SLACLOCK_MATRIX", None)
    if given is None:
        problem = "SLACLOCK_MATRIX is missing; name a data file of your contract, or a bundled one"
        raise ImproperlyConfigured(problem)
    return given


@lru_cache(maxsize=8)
def _shipped(given: Any) -> Matrix | MatrixHistory:
    return matrix_of(given)


@lru_cache(maxsize=8)
def _made(given: Any, days: tuple[Day, ...]) -> Matrix | MatrixHistory:
    known = _shipped(given)
    if not days:
        return known
    if isinstance(known, MatrixHistory):
        return MatrixHistory(_with_days(one, days) for one in versions_of(known))
    return _with_days(known, days)


def _with_days(matrix: Matrix, days: tuple[Day, ...]) -> Matrix:
    content = matrix.content()
    for day in days:
        exception = {"hours": list(day.hours), "reason": day.reason}
        for name, calendar in matrix.single_calendars.items():
            if day.calendar == name or (not day.calendar and calendar.observes_holidays):
                content["calendars"][name]["exceptions"][day.date.isoformat()] = exception
    with warnings.catch_warnings():
        # That a closure lies on a holiday is worth a word in a data file, not here.
        warnings.simplefilter("ignore", CalendarWarning)
        return Matrix.model_validate(content, file=matrix.file)
