"""The errors about what a caller gives, and about what has no answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from slaclock.messages import did_you_mean, listed, plain, plural, shown, tail

__all__ = [
    "AmountError",
    "ArgumentTypeError",
    "CalendarError",
    "ChoiceError",
    "CoverageError",
    "DataError",
    "EventError",
    "HistoryError",
    "HolidayError",
    "HoursError",
    "InstantError",
    "InstantRangeError",
    "InstantTextError",
    "LedgerError",
    "MatrixError",
    "NaiveInstantError",
    "NeverOpenError",
    "NoTargetError",
    "Problem",
    "ProvenanceError",
    "RowError",
    "SlaClockError",
    "TextError",
    "UnknownNameError",
    "ZoneError",
]

LONGEST_MESSAGE = 900
MOST_PROBLEMS_SHOWN = 5
PLACE = "slaclock.errors"


class SlaClockError(Exception):
    """Be the base of every error that slaclock raises."""

    __module__ = PLACE

    def __init_subclass__(cls) -> None:
        """Give errors the module that users import them from, for tracebacks and pickles."""
        if cls.__module__.startswith(f"{PLACE}."):
            cls.__module__ = PLACE


class InstantError(SlaClockError, ValueError):
    """Say that a value is not a usable instant."""


class NaiveInstantError(InstantError):
    """Say that a datetime carries no usable zone."""

    def __init__(self, name: str, value: object, problem: str = "is naive") -> None:
        super().__init__(name, value, problem)
        self.name, self.value, self.problem = name, value, problem

    def __str__(self) -> str:
        return (
            f"{self.name} {self.problem}: {plain(self.value)}; "
            "attach a zone, such as tzinfo=ZoneInfo('Europe/Paris')"
        )


class InstantRangeError(InstantError):
    """Say that an instant, or a span, is outside what slaclock answers for."""

    def __init__(self, name: str, value: object, limits: str) -> None:
        super().__init__(name, value, limits)
        self.name, self.value, self.limits = name, value, limits

    def __str__(self) -> str:
        return f"{self.name} is out of range: {plain(self.value)}; {self.limits}"


class InstantTextError(InstantError):
    """Say that a text is not an ISO 8601 instant."""

    def __init__(self, text: object, problem: str) -> None:
        super().__init__(text, problem)
        self.text, self.problem = text, problem

    def __str__(self) -> str:
        return f"{shown(self.text)} {self.problem}"


class ArgumentTypeError(SlaClockError, TypeError):
    """Say that an argument has a type that cannot be meant."""

    def __init__(self, name: str, value: object, expected: str) -> None:
        super().__init__(name, value, expected)
        self.name, self.value, self.expected = name, value, expected

    def __str__(self) -> str:
        kind = type(self.value).__name__
        return f"{self.name} must be {self.expected}; got {shown(self.value)} ({kind})"


class TextError(SlaClockError, ValueError):
    """Say what is wrong with one value of a data file or an argument."""

    def __init__(self, value: object, problem: str) -> None:
        super().__init__(value, problem)
        self.value, self.problem = value, problem

    def __str__(self) -> str:
        return f"{shown(self.value)} {self.problem}"


class AmountError(TextError):
    """Say why a value is not an amount of time."""


class HoursError(TextError):
    """Say why a value is not opening hours, or not a time of day."""


class ZoneError(TextError):
    """Say why a value is not a time zone name."""


class HolidayError(TextError):
    """Say why a value is not a holiday or a date."""


class Problem(NamedTuple):
    """One thing wrong with a calendar or a matrix.

    `path` is the key path (`calendars.business.hours.mon[0]`), `value` what stands there.
    """

    path: str
    value: object
    message: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}" if self.path else self.message


class DataError(SlaClockError, ValueError):
    """List every problem of a calendar or a matrix, with its place.

    Attributes:
        source: The file's name, or None for data given in Python.
        problems: At least one, in the order of the data.
    """

    def __init__(self, problems: Sequence[Problem], source: str | None = None) -> None:
        super().__init__(tuple(problems), source)
        self.problems, self.source = tuple(problems), source

    def __str__(self) -> str:
        head = f"{tail(self.source)}: " if self.source else ""
        lines = [head + str(self.problems[0])[:LONGEST_MESSAGE]]
        for problem in self.problems[1:MOST_PROBLEMS_SHOWN]:
            if sum(map(len, lines)) + len(str(problem)) > LONGEST_MESSAGE:
                break
            lines.append(str(problem))
        rest = len(self.problems) - len(lines)
        return "\n".join([*lines, f"and {rest} more"] if rest else lines)


class CalendarError(DataError):
    """List what is wrong with a calendar."""


class MatrixError(DataError):
    """List what is wrong with a matrix or its file."""


class UnknownNameError(SlaClockError, KeyError):
    """Say that a name is not known, and which ones are.

    A `KeyError`, so that a deadline is a mapping like any other.

    Attributes:
        kind: What was named: `plan`, `priority`, `metric` and so on.
        name: The name.
        known: The names there are.
        matrix: The id of the matrix that was asked; None where no matrix was.
        is_default: Whether that matrix was asked because none was given.
        why: What else is known of the name; empty for nothing.
    """

    def __init__(
        self,
        kind: str,
        name: object,
        known: Iterable[str],
        matrix: str | None = None,
        is_default: bool = False,  # noqa: FBT001, FBT002 - positional, so that it pickles
        why: str = "",
    ) -> None:
        known = tuple(known)
        super().__init__(kind, name, known, matrix, is_default, why)
        self.kind, self.name, self.known = kind, name, known
        self.matrix, self.is_default, self.why = matrix, is_default, why

    def __str__(self) -> str:
        where = _in_matrix(self.matrix, self.is_default)
        hint = f"{self.why}; " if self.why else did_you_mean(self.name, self.known)
        names = listed(self.known)
        return f"unknown {self.kind} {shown(self.name)}{where}; {hint}{plural(self.kind)}: {names}"


class NoTargetError(SlaClockError, LookupError):
    """Say that a plan promises nothing for a priority.

    Attributes:
        plan, priority: Their ids.
        known: The priorities for which the plan promises something.
        matrix: The id of the matrix that was asked.
        is_default: Whether that matrix was asked because none was given.
    """

    def __init__(
        self,
        plan: str,
        priority: str,
        known: Iterable[str],
        matrix: str | None = None,
        is_default: bool = False,  # noqa: FBT001, FBT002 - positional, so that it pickles
    ) -> None:
        known = tuple(known)
        super().__init__(plan, priority, known, matrix, is_default)
        self.plan, self.priority, self.known = plan, priority, known
        self.matrix, self.is_default = matrix, is_default

    def __str__(self) -> str:
        where = _in_matrix(self.matrix, self.is_default)
        return (
            f"plan {shown(self.plan)}{where} has no targets for priority "
            f"{shown(self.priority)}; it has: {listed(self.known)}"
        )


class ChoiceError(SlaClockError, LookupError):
    """Say that no rule of a contract chooses a plan for a ticket.

    Attributes:
        fields: The fields of the ticket that rules ask for.
        known: The fields that rules ask for; none where the contract has no rules.
        matrix: The id of the matrix that was asked.
    """

    def __init__(self, fields: Mapping[str, Any], known: Iterable[str], matrix: str) -> None:
        fields, known = dict(fields), tuple(known)
        super().__init__(fields, known, matrix)
        self.fields, self.known, self.matrix = fields, known, matrix

    def __str__(self) -> str:
        if not self.known:
            return f"matrix {shown(self.matrix)} has no rule that chooses a plan; name the plan"
        told = ", ".join(f"{plain(name)} {shown(value)}" for name, value in self.fields.items())
        return (
            f"no rule of matrix {shown(self.matrix)} chooses a plan for a ticket with "
            f"{told or 'none of the fields'}; rules ask for: {listed(self.known)}; "
            "name the plan, or let the last rule give one without 'when'"
        )


class CoverageError(SlaClockError, LookupError):
    """Say that the holidays of a year are not known well enough to answer."""

    def __init__(self, holidays: str, year: int, problem: str) -> None:
        super().__init__(holidays, year, problem)
        self.holidays, self.year, self.problem = holidays, year, problem

    def __str__(self) -> str:
        return f"holidays of {self.holidays} in {self.year}: {self.problem}"


class NeverOpenError(SlaClockError, ValueError):
    """Say that no open time, or too little of it, lies within the horizon."""

    def __init__(self, start: str, end: str, wanted: str) -> None:
        super().__init__(start, end, wanted)
        self.start, self.end, self.wanted = start, end, wanted

    def __str__(self) -> str:
        return (
            f"no open time for {self.wanted} between {self.start} and {self.end}; "
            "check the calendar's hours, holidays and exceptions"
        )


class HistoryError(SlaClockError, LookupError):
    """Say why the versions of a contract make no history, or that none was in force."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return self.problem


class EventError(SlaClockError, ValueError):
    """Say what is wrong with an event, or why a log of events cannot be.

    Attributes:
        index: The place of the event in the log as it was given, from 0; None for the log.
        event: What the event says, as text; empty for the log.
        problem: What is wrong, and what would be right.
    """

    def __init__(self, index: int | None, event: str, problem: str) -> None:
        super().__init__(index, event, problem)
        self.index, self.event, self.problem = index, event, problem

    def __str__(self) -> str:
        if self.index is None:
            return f"events: {self.problem}"
        return f"events[{self.index}] {self.event}: {self.problem}"


class ProvenanceError(SlaClockError, ValueError):
    """Say that a saved answer does not agree with what is computed now."""

    def __init__(self, what: str, saved: object, found: object) -> None:
        super().__init__(what, saved, found)
        self.what, self.saved, self.found = what, saved, found

    def __str__(self) -> str:
        return f"{self.what} was saved as {plain(self.saved)}, but is {plain(self.found)} now"


class LedgerError(SlaClockError, ArithmeticError):
    """Say that an account does not add up to what it accounts for."""

    def __init__(self, expected: int, found: int, unit: str = "microseconds") -> None:
        super().__init__(expected, found, unit)
        self.expected, self.found, self.unit = expected, found, unit

    def __str__(self) -> str:
        return (
            f"the ledger adds up to {self.found} {self.unit}, "
            f"but {self.expected} were to be accounted for"
        )


class RowError(SlaClockError, ValueError):
    """Say that one row of many has no answer, and why.

    Attributes:
        row: Its place, counted from 0.
        error: What is wrong with it.
    """

    def __init__(self, row: int, error: SlaClockError) -> None:
        super().__init__(row, error)
        self.row, self.error = row, error

    def __str__(self) -> str:
        return f"row {self.row}: {self.error}"


def _in_matrix(matrix: str | None, is_default: bool) -> str:  # noqa: FBT001
    """Return " in matrix 'wotnot'", or nothing; and whether nobody asked for that one."""
    if matrix is None:
        return ""
    return f" in matrix {shown(matrix)}{' (no matrix was given)' if is_default else ''}"
