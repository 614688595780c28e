"""What in a usable matrix is probably not meant: the findings of `slaclock check`.

A finding is no error: the matrix answers, and may well be what was agreed. Promises are
compared by their amounts. Two amounts in business days are compared by their number; an amount
in business days and one in hours by open time, where a business day counts as a typical
support day: the longest weekday of the row's calendar, or what `business_day` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from slaclock.durations import Amount
from slaclock.matrices.findings import Finding
from slaclock.matrices.lint_calendars import calendar_findings, unused_calendars
from slaclock.matrices.model import Matrix, Row, Target
from slaclock.matrices.spec import METRICS

__all__ = ["Finding", "lint"]

_EXPECTED = ("response", "resolution")


def lint(matrix: Matrix) -> tuple[Finding, ...]:
    """Return what is probably not meant in *matrix*, in the order of the checks.

    >>> from slaclock import load_matrix
    >>> print(lint(load_matrix("wotnot"))[1])
    plans.starter.targets.P2: response 8 h goes beyond the plan's first_response < 8 h

    Plans are taken to stand from the cheapest to the dearest, priorities from the highest to
    the lowest.
    """
    cells = [_line(matrix, row) for row in matrix.rows()]
    wide = [_line(matrix, matrix.row(plan)) for plan in matrix.plans]
    return tuple(
        chain(
            _late_responses(cells),
            _longer_for_a_higher_priority(matrix, cells),
            _longer_on_a_dearer_plan(matrix, [*wide, *cells]),
            _contradictions(cells),
            _missing_rows(matrix, cells),
            _missing_metrics(cells),
            calendar_findings(matrix),
            unused_calendars(matrix),
            _idle_aliases(matrix),
        )
    )


@dataclass(frozen=True, slots=True)
class _Promise:
    """A target, and what a business day of it is in open time; 0 where none is typical."""

    target: Target
    day_seconds: int

    @property
    def seconds(self) -> int:
        """Return the amount in open time; 0 where that cannot be said."""
        amount = self.target.amount
        return amount.seconds or amount.business_days * self.day_seconds

    def is_longer_than(self, other: _Promise) -> bool:
        mine, its = self.target.amount, other.target.amount
        if mine.business_days and its.business_days:
            return mine.business_days > its.business_days
        return self.seconds > other.seconds > 0

    def is_beyond(self, other: _Promise) -> bool:
        """Return whether keeping this promise may break the other, be it by an instant."""
        looser = other.target.strict and not self.target.strict
        return self.is_longer_than(other) or (looser and self.seconds == other.seconds > 0)

    def __str__(self) -> str:
        in_hours = f" ({Amount(seconds=self.seconds)})" if self.seconds else ""
        return f"{self.target}{in_hours if self.target.amount.business_days else ''}"


class _Line(NamedTuple):
    """The promises of a row by metric, and where they stand."""

    plan: str
    priority: str | None
    place: str
    promises: Mapping[str, _Promise]


def _line(matrix: Matrix, row: Row) -> _Line:
    days = [sum(part.closes - part.opens for part in day) for day in row.calendar.week]
    meaning = matrix.business_day
    day_seconds = meaning.seconds if isinstance(meaning, Amount) else max(days)
    promises: dict[str, _Promise] = {
        target.metric: _Promise(target, day_seconds) for target in row.targets
    }
    if row.priority is None:
        return _Line(row.plan.id, None, f"plans.{row.plan.id}", promises)
    place = f"plans.{row.plan.id}.targets.{row.priority.id}"
    return _Line(row.plan.id, row.priority.id, place, promises)


def _late_responses(lines: Iterable[_Line]) -> Iterator[Finding]:
    for line in lines:
        resolution = line.promises.get("resolution")
        for metric in ("first_response", "response"):
            response = line.promises.get(metric)
            if response and resolution and response.is_longer_than(resolution):
                message = f"{metric} {response} is longer than resolution {resolution}"
                yield Finding(line.place, message, "response-after-resolution")


def _longer_for_a_higher_priority(matrix: Matrix, lines: Iterable[_Line]) -> Iterator[Finding]:
    rank = {priority: index for index, priority in enumerate(matrix.priorities)}
    for plan in matrix.plans:
        own = sorted(
            (line for line in lines if line.plan == plan),
            key=lambda line: rank[line.priority or ""],
        )
        for index, line in enumerate(own):
            for metric, shortest in _exceeded(line, own[index + 1 :], METRICS[1:]):
                whose = f"{shortest.priority}, a lower priority"
                yield _longer(line, metric, shortest, whose, "priority-order")


def _longer_on_a_dearer_plan(matrix: Matrix, lines: Iterable[_Line]) -> Iterator[Finding]:
    for priority in (None, *matrix.priorities):
        same = [line for line in lines if line.priority == priority]
        for index, line in enumerate(same):
            metrics = METRICS[1:] if priority is not None else METRICS[:1]
            for metric, shortest in _exceeded(line, same[:index], metrics):
                whose = f"{shortest.plan}, a cheaper plan"
                yield _longer(line, metric, shortest, whose, "plan-order")


def _exceeded(
    line: _Line, others: Iterable[_Line], metrics: Iterable[str]
) -> Iterator[tuple[str, _Line]]:
    """Yield each metric for which *line* promises more than another, and the shortest such."""
    for metric in metrics:
        mine = line.promises.get(metric)
        shortest: _Line | None = None
        for other in others:
            its = other.promises.get(metric)
            if mine is None or its is None or not mine.is_longer_than(its):
                continue
            if shortest is None or shortest.promises[metric].is_longer_than(its):
                shortest = other
        if shortest is not None:
            yield metric, shortest


def _longer(line: _Line, metric: str, shorter: _Line, whose: str, kind: str) -> Finding:
    mine, its = line.promises[metric], shorter.promises[metric]
    return Finding(line.place, f"{metric} {mine} is longer than the {its} of {whose}", kind)


def _contradictions(lines: Iterable[_Line]) -> Iterator[Finding]:
    for line in lines:
        wide, response = line.promises.get("first_response"), line.promises.get("response")
        if wide and response and response.is_beyond(wide):
            message = f"response {response} goes beyond the plan's first_response {wide}"
            yield Finding(line.place, message, "first-response-contradiction")


def _missing_rows(matrix: Matrix, lines: Iterable[_Line]) -> Iterator[Finding]:
    there = {(line.plan, line.priority) for line in lines}
    for plan in matrix.plans:
        for priority in matrix.priorities:
            if (plan, priority) not in there:
                message = f"promises nothing for priority {priority}"
                yield Finding(f"plans.{plan}.targets", message, "missing-cell")


def _missing_metrics(lines: list[_Line]) -> Iterator[Finding]:
    for metric in _EXPECTED:
        without = [line for line in lines if metric not in line.promises]
        if lines and len(without) == len(lines):
            yield Finding("plans", f"no row promises a {metric}", "missing-cell")
        else:
            for line in without:
                yield Finding(line.place, f"promises no {metric}", "missing-cell")


def _idle_aliases(matrix: Matrix) -> Iterator[Finding]:
    """Find aliases that repeat the id or another alias, since names match in any case."""
    plans = [(f"plans.{plan.id}.aliases", plan.id, plan.aliases) for plan in matrix.plans.values()]
    levels = matrix.priorities.values()
    priorities = [(f"priorities.{level.id}.aliases", level.id, level.aliases) for level in levels]
    for place, name, aliases in [*plans, *priorities]:
        known = {name.casefold()}
        for alias in aliases:
            if alias.casefold() in known:
                message = f"{alias!r} is known already; names match in any case"
                yield Finding(place, message, "idle-alias")
            known.add(alias.casefold())
