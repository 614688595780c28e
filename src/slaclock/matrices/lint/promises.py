"""Findings about what is promised: too late, in the wrong order, contradicted, missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from slaclock.durations import Amount
from slaclock.matrices.lint.findings import Found, Subject, finding
from slaclock.matrices.lint.sizes import CellPromises, cells_of, is_always_open, metrics_of, wide_of
from slaclock.matrices.metrics import Metric
from slaclock.matrices.model import Matrix

__all__: list[str] = []


@finding("response-after-resolution")
def late_responses(subject: Subject) -> Iterator[Found]:
    """Find responses that may come after the end: what is over is answered too."""
    matrix = subject.matrix
    opening = [metric for metric in matrix.metrics.values() if metric.from_opening]
    ends = [metric.name for metric in opening if metric.completes == ("resolved",)]
    responses = [metric.name for metric in opening if "responded" in metric.completes]
    for line in cells_of(matrix):
        for end, metric in ((end, metric) for end in ends for metric in responses):
            last, response = line.promises.get(end), line.promises.get(metric)
            if response and last and response.is_longer_than(last):
                yield Found(line.place, f"{metric} {response} is longer than {end} {last}")


@finding("priority-order")
def longer_for_a_higher_priority(subject: Subject) -> Iterator[Found]:
    """Find promises longer than those of a lower priority, by the order of the file."""
    matrix = subject.matrix
    if not matrix.ranked.priorities:
        return
    rank = {priority: index for index, priority in enumerate(matrix.priorities)}
    named = [line for line in cells_of(matrix) if line.priority is not None]
    lines = sorted(named, key=lambda line: rank[line.priority or ""])
    for plan in matrix.plans:
        own = [line for line in lines if line.plan == plan]
        for index, line in enumerate(own):
            for metric, shortest in line.exceeded(own[index + 1 :], metrics_of(matrix, "cell")):
                whose = f"{shortest.priority}, a lower priority"
                yield _longer(line, metric, shortest, whose)


@finding("plan-order")
def longer_on_a_dearer_plan(subject: Subject) -> Iterator[Found]:
    """Find promises longer than those of a cheaper plan, by the order of the file."""
    matrix, cells = subject.matrix, cells_of(subject.matrix)
    if not matrix.ranked.plans:
        return
    rows = [(wide_of(matrix), metrics_of(matrix, "plan"))]
    for priority in (None, *matrix.priorities):
        same = [line for line in cells if line.priority == priority]
        rows.append((same, metrics_of(matrix, "cell")))
    for lines, metrics in rows:
        for index, line in enumerate(lines):
            for metric, shortest in line.exceeded(lines[:index], metrics):
                yield _longer(line, metric, shortest, f"{shortest.plan}, a cheaper plan")


def _longer(line: CellPromises, metric: str, shorter: CellPromises, whose: str) -> Found:
    mine, its = line.promises[metric], shorter.promises[metric]
    return Found(line.place, f"{metric} {mine} is longer than the {its} of {whose}")


@finding("first-response-contradiction")
def contradictions(subject: Subject) -> Iterator[Found]:
    """Find promises for a priority that go beyond the one for the whole plan."""
    metrics = subject.matrix.metrics.values()
    pairs = [(wide, cell) for wide in metrics for cell in metrics if _is_narrower(cell, wide)]
    for line in cells_of(subject.matrix):
        for whole, metric in ((wide.name, cell.name) for wide, cell in pairs):
            wide, mine = line.promises.get(whole), line.promises.get(metric)
            if wide and mine and mine.is_beyond(wide):
                yield Found(line.place, f"{metric} {mine} goes beyond the plan's {whole} {wide}")


def _is_narrower(cell: Metric, wide: Metric) -> bool:
    """Return whether both time the same, one for a priority and one for a whole plan."""
    same = cell.starts == wide.starts and cell.completes == wide.completes
    return same and (cell.scope, wide.scope) == ("cell", "plan")


@finding("counted-from-unsaid")
def unsaid_first_dates(subject: Subject) -> Iterator[Found]:
    """Find a contract that names dates, and does not say from which one days are counted."""
    matrix = subject.matrix
    for terms in (*map(matrix.row, matrix.plans), *matrix.rows()):
        single = (part for target in terms.targets for part in target.parts or (target,))
        for target in single:
            names_date = target.counted.names_date and not is_always_open(target.calendar)
            if names_date and target.counted_from is None:
                message = (
                    f"{target.metric} {target} names a date; say from which one days are counted: "
                    'counted_from = "start", the day on which the clock starts, or "opened", the '
                    "date of the event, which for a ticket on a Saturday is a day earlier"
                )
                yield Found(matrix.path_of(terms), message)
                return


@finding("missing-cell")
def missing_cells(subject: Subject) -> Iterator[Found]:
    """Find plans without a row for a priority, and rows without a metric that others have."""
    matrix, lines = subject.matrix, cells_of(subject.matrix)
    there = {(line.plan, line.priority) for line in lines}
    for plan, priority in product(matrix.plans, matrix.priorities):
        is_gap = not lines or any(_is_like(matrix, plan, priority, lines))
        if (plan, priority) not in there and is_gap:
            yield Found(f"plans.{plan}.targets", f"promises nothing for priority {priority}")
    # A metric of the contract's own is often meant for some priorities alone.
    table = matrix.metrics.values()
    for metric in [one.name for one in table if one.from_opening and one.scope == "cell"]:
        having = [line for line in lines if metric in {*line.promises, *line.agreed}]
        for line in lines:
            # What no row like it promises is not missing: the contract is not about it.
            if line not in having and any(_is_like(matrix, line.plan, line.priority, having)):
                yield Found(line.place, f"promises no {metric}")


def _is_like(
    matrix: Matrix, plan: str, priority: str | None, lines: Iterable[CellPromises]
) -> Iterator[bool]:
    """Tell of each row whether a cell could be expected to promise what that row does.

    Not across plans, or across priorities, that are kinds and no ranks.
    """
    ranked = matrix.ranked
    for line in lines:
        is_plan = ranked.plans or line.plan == plan
        yield is_plan and (ranked.priorities or line.priority == priority)


@finding("level-out-of-reach")
def unreachable_levels(subject: Subject) -> Iterator[Found]:
    """Find levels of escalation for which no promise is long enough, or made at all."""
    matrix = subject.matrix
    lines = [*wide_of(matrix), *cells_of(matrix)]
    for index, level in enumerate(matrix.escalation):
        place = f"escalation[{index}]"
        wanted = [
            promise
            for line in lines
            for metric, promise in line.promises.items()
            if level.plan in (None, line.plan) and level.metric in (None, metric)
        ]
        is_agreed = any(
            line.agreed if level.metric is None else level.metric in line.agreed
            for line in lines
            if level.plan in (None, line.plan)
        )
        if not wanted and not is_agreed:
            yield Found(place, f"level {level.level} is for a promise that nobody is given")
        elif wanted and level.at is not None and level.at.before and level.at.amount is not None:
            lead = level.at.amount.seconds
            longest = max(promise.seconds for promise in wanted)
            if longest and lead >= longest:
                message = (
                    f"level {level.level} at {level.at} comes before the clock starts: the longest "
                    f"promise that it is for is {Amount(seconds=longest)}"
                )
                yield Found(place, message)
