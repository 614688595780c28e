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

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.holidays import CountryHolidays
from slaclock.calendars.hours import WEEKDAYS, Hours
from slaclock.durations import Amount
from slaclock.instants import SECOND
from slaclock.matrices.metrics import Metric, Scope
from slaclock.matrices.model import Matrix, Target, Terms

__all__ = ["Finding", "lint"]

_DAY = 86_400
_MINUTE_LOST = ("23:59", "23:59:59")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is probably not meant, and where it stands.

    Attributes:
        path: The key path, such as `plans.gold.targets.P1`.
        message: What is odd there, in words.
        kind: Which check found it, such as `response-after-resolution`.
    """

    path: str
    message: str
    kind: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


def lint(matrix: Matrix) -> tuple[Finding, ...]:
    """Return what is probably not meant in *matrix*, in the order of the checks.

    >>> from slaclock import load_matrix
    >>> print(lint(load_matrix("wotnot"))[1])
    plans.starter.targets.P2: response 8 h goes beyond the plan's first_response < 8 h

    Plans are taken to stand from the cheapest to the dearest, priorities from the highest to
    the lowest.
    """
    cells = [_line(row) for row in matrix.rows()]
    wide = [_line(matrix.row(plan)) for plan in matrix.plans]
    return tuple(
        chain(
            _late_responses(matrix, cells),
            _longer_for_a_higher_priority(matrix, cells),
            _longer_on_a_dearer_plan(matrix, [*wide, *cells]),
            _contradictions(matrix, cells),
            _missing_rows(matrix, cells),
            _missing_metrics(matrix, cells),
            _odd_calendars(matrix),
            _unused_calendars(matrix),
            _idle_aliases(matrix),
        )
    )


@dataclass(frozen=True, slots=True)
class _Sized:
    """A target, and what a typical support day of its calendar is in open time."""

    target: Target
    day_seconds: int

    @property
    def seconds(self) -> int:
        """Return the amount in open time; 0 where that cannot be said."""
        promise = self.target.promise
        return promise.micros // SECOND or promise.business_days * self.day_seconds

    def is_longer_than(self, other: _Sized) -> bool:
        mine, its = self.target.amount, other.target.amount
        if mine.business_days and its.business_days:
            return mine.business_days > its.business_days
        return self.seconds > other.seconds > 0

    def is_beyond(self, other: _Sized) -> bool:
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
    promises: Mapping[str, _Sized]


def _line(terms: Terms) -> _Line:
    days = [sum(part.closes - part.opens for part in day) for day in terms.calendar.week]
    promises = {target.metric: _Sized(target, max(days)) for target in terms.targets}
    if terms.priority is None:
        return _Line(terms.plan.id, None, f"plans.{terms.plan.id}", promises)
    place = f"plans.{terms.plan.id}.targets.{terms.priority.id}"
    return _Line(terms.plan.id, terms.priority.id, place, promises)


def _names(matrix: Matrix, scope: Scope) -> list[str]:
    """Return the metrics that may be promised for a whole plan, or for each priority."""
    return [name for name, metric in matrix.metrics.items() if metric.may_stand_in(scope)]


def _late_responses(matrix: Matrix, lines: Iterable[_Line]) -> Iterator[Finding]:
    """Find responses that may come after the end: what is over is answered too."""
    opening = [metric for metric in matrix.metrics.values() if metric.from_opening]
    ends = [metric.name for metric in opening if metric.completes == ("resolved",)]
    responses = [metric.name for metric in opening if "responded" in metric.completes]
    for line in lines:
        for end, metric in ((end, metric) for end in ends for metric in responses):
            last, response = line.promises.get(end), line.promises.get(metric)
            if response and last and response.is_longer_than(last):
                message = f"{metric} {response} is longer than {end} {last}"
                yield Finding(line.place, message, "response-after-resolution")


def _longer_for_a_higher_priority(matrix: Matrix, lines: Iterable[_Line]) -> Iterator[Finding]:
    rank = {priority: index for index, priority in enumerate(matrix.priorities)}
    for plan in matrix.plans:
        own = sorted(
            (line for line in lines if line.plan == plan),
            key=lambda line: rank[line.priority or ""],
        )
        for index, line in enumerate(own):
            for metric, shortest in _exceeded(line, own[index + 1 :], _names(matrix, "cell")):
                whose = f"{shortest.priority}, a lower priority"
                yield _longer(line, metric, shortest, whose, "priority-order")


def _longer_on_a_dearer_plan(matrix: Matrix, lines: Iterable[_Line]) -> Iterator[Finding]:
    for priority in (None, *matrix.priorities):
        same = [line for line in lines if line.priority == priority]
        for index, line in enumerate(same):
            metrics = _names(matrix, "plan" if priority is None else "cell")
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


def _contradictions(matrix: Matrix, lines: Iterable[_Line]) -> Iterator[Finding]:
    """Find promises for a priority that go beyond the one for the whole plan."""
    metrics = matrix.metrics.values()
    pairs = [(wide, cell) for wide in metrics for cell in metrics if _is_narrower(cell, wide)]
    for line in lines:
        for whole, metric in ((wide.name, cell.name) for wide, cell in pairs):
            wide, mine = line.promises.get(whole), line.promises.get(metric)
            if wide and mine and mine.is_beyond(wide):
                message = f"{metric} {mine} goes beyond the plan's {whole} {wide}"
                yield Finding(line.place, message, "first-response-contradiction")


def _is_narrower(cell: Metric, wide: Metric) -> bool:
    """Return whether both time the same, one for a priority and one for a whole plan."""
    same = cell.starts == wide.starts and cell.completes == wide.completes
    return same and (cell.scope, wide.scope) == ("cell", "plan")


def _missing_rows(matrix: Matrix, lines: Iterable[_Line]) -> Iterator[Finding]:
    there = {(line.plan, line.priority) for line in lines}
    for plan in matrix.plans:
        for priority in matrix.priorities:
            if (plan, priority) not in there:
                message = f"promises nothing for priority {priority}"
                yield Finding(f"plans.{plan}.targets", message, "missing-cell")


def _missing_metrics(matrix: Matrix, lines: list[_Line]) -> Iterator[Finding]:
    table = matrix.metrics.values()
    for metric in [one.name for one in table if one.from_opening and one.scope == "cell"]:
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


def _odd_calendars(matrix: Matrix) -> Iterator[Finding]:
    """Yield what is odd in each calendar of *matrix*, in the order of the file."""
    for name, calendar in matrix.calendars.items():
        place = f"calendars.{name}"
        yield from _lost_minutes(place, calendar)
        yield from _shared_nights(place, calendar)
        yield from _single_nights(place, calendar)
        yield from (Finding(place, text, "said-twice") for text in calendar.warnings)
        yield from _missing_categories(place, calendar)


def _unused_calendars(matrix: Matrix) -> Iterator[Finding]:
    """Yield the calendars that no plan, row or escalation level names."""
    used = {row.calendar_id for row in matrix.rows()}
    used |= {plan.calendar for plan in matrix.plans.values()}
    used |= {level.notify for level in matrix.escalation if level.notify is not None}
    for name in matrix.calendars:
        if name not in used:
            yield Finding(f"calendars.{name}", "nothing uses this calendar", "unused-calendar")


def _lost_minutes(place: str, calendar: Calendar) -> Iterator[Finding]:
    """Find hours that end at 23:59, which leaves out the last minute of the day."""
    days = {f"{place}.hours.{WEEKDAYS[day]}": hours for day, hours in enumerate(calendar.week)}
    days |= {
        f"{place}.exceptions.{date}": entry.hours for date, entry in calendar.exceptions.items()
    }
    for path, hours in days.items():
        for part in hours:
            end = str(part).partition("-")[2]
            if end in _MINUTE_LOST:
                message = f'"{part}" leaves out what follows {end}; close at 24:00'
                yield Finding(path, message, "minute-lost")


def _shared_nights(place: str, calendar: Calendar) -> Iterator[Finding]:
    """Find weekly hours that run past midnight into the hours of the next day."""
    for weekday, day in enumerate(calendar.week):
        next_day = (weekday + 1) % 7
        for late in day:
            for early in calendar.week[next_day]:
                shared = Hours(early.opens, min(late.closes - _DAY, early.closes))
                if shared.opens < shared.closes:
                    message = (
                        f'{WEEKDAYS[weekday]} "{late}" and {WEEKDAYS[next_day]} "{early}" share '
                        f"{WEEKDAYS[next_day]} {shared}; they are united, it counts once"
                    )
                    yield Finding(f"{place}.hours", message, "hours-across-midnight")


def _single_nights(place: str, calendar: Calendar) -> Iterator[Finding]:
    """Find hours past midnight on one weekday alone: the two times are often swapped."""
    nights = [
        (weekday, hours)
        for weekday, day in enumerate(calendar.week)
        for hours in day
        if hours.closes > _DAY
    ]
    others = sum(map(bool, calendar.week)) - 1
    if len(nights) != 1 or others < 2:
        return
    (weekday, hours), *_ = nights
    opens, closes = str(hours).split("-")
    message = (
        f'"{hours}" runs past midnight, and no other weekday does; '
        f'if the day is meant, write "{closes}-{opens}"'
    )
    yield Finding(f"{place}.hours.{WEEKDAYS[weekday]}", message, "single-night")


def _missing_categories(place: str, calendar: Calendar) -> Iterator[Finding]:
    for source in calendar.holiday_sources:
        missing = source.missing_category() if isinstance(source, CountryHolidays) else None
        if missing is not None:
            message = (
                f"{source} keeps holidays in the category {missing!r}, which is not asked for; "
                f'add categories = ["public", "{missing}"]'
            )
            yield Finding(f"{place}.holidays", message, "missing-category")
