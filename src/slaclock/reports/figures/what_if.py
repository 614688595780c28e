"""What if: the same tickets under other terms, and which verdicts change.

Both matrices judge every ticket; what differs is counted by cell, and some of what changed is
explained by its two ledgers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from slaclock.bulk.engine.steps import NAT
from slaclock.instants import from_micros
from slaclock.matrices.door import MatrixLike, matrix_of
from slaclock.matrices.model import Matrix
from slaclock.reports.figures.cells import Cell
from slaclock.reports.figures.choosing import asking_still
from slaclock.reports.figures.judging import judge
from slaclock.reports.figures.readings import without_holidays
from slaclock.reports.figures.shares import percent_text
from slaclock.reports.figures.stories import Story, story_of
from slaclock.reports.figures.verdicts import BREACHED, MET, STATES, Verdicts
from slaclock.reports.outputs import safe_csv
from slaclock.reports.reading.lines import ROW
from slaclock.reports.reading.tickets import Tickets

__all__ = ["CellChange", "Example", "WhatIf", "compared", "without_holidays"]

MOST_EXAMPLES = 3
SIZE = len(STATES)


class CellChange(NamedTuple):
    """What changes for one metric of one cell.

    Attributes:
        metric: Its name.
        before, after: Plan and priority under the two matrices.
        tickets: How many.
        changes: How many verdicts went from one state to another, by the two names.
        met: How many are met before and after; of a metric that begins again, how many cycles.
        decided: How many are decided before and after; the same.
        shift: How much the deadlines move: least, median and most, in microseconds of wall
            time; None where no ticket has a deadline under both.
    """

    metric: str
    before: Cell
    after: Cell
    tickets: int
    changes: dict[tuple[str, str], int]
    met: tuple[int, int]
    decided: tuple[int, int]
    shift: tuple[int, int, int] | None

    @property
    def changed(self) -> int:
        """Return how many verdicts are not what they were."""
        return sum(self.changes.values())

    @property
    def moves(self) -> bool:
        """Return whether a verdict or a deadline is another one."""
        return bool(self.changes) or (self.shift is not None and any(self.shift))

    @property
    def version(self) -> str:
        """Return under which versions of the contracts the tickets come."""
        rows = (self.before.row, self.after.row)
        names = [row.matrix.version or row.matrix.effective_from for row in rows if row]
        return " -> ".join(dict.fromkeys(str(name) for name in names if name))

    @property
    def attainments(self) -> tuple[str, str]:
        """Return the attainment before and after, in percent."""
        (one, two), (all_one, all_two) = self.met, self.decided
        return percent_text(one, all_one), percent_text(two, all_two)


class Example(NamedTuple):
    """A ticket whose verdict changes, and its deadline and ledger before and after."""

    ticket_id: str
    metric: str
    states: tuple[str, str]
    due: tuple[datetime | None, datetime | None]
    stories: tuple[Story | None, Story | None]


@dataclass(frozen=True)
class WhatIf:
    """The same tickets under two matrices.

    Attributes:
        before, after: The verdicts under each.
        zone: The zone in which times are shown.
        cells: What changes, by metric and cell.
    """

    before: Verdicts
    after: Verdicts
    zone: tzinfo
    cells: tuple[CellChange, ...]

    @property
    def changed(self) -> int:
        """Return how many verdicts change."""
        return sum(cell.changed for cell in self.cells)

    def plan_of(self, cell: CellChange, before: str, after: str, turn: str = " -> ") -> str:
        """Return the plan of a cell; where a contract has versions, with that of its tickets."""
        plan = before if before == after else f"{before}{turn}{after}"
        histories = (self.before.history, self.after.history)
        several = any(history is not None and len(history) > 1 for history in histories)
        return f"{plan} ({cell.version.replace(' -> ', turn)})" if several else plan

    def frame(self) -> pl.DataFrame:
        """Return what changes as a frame: a row for each metric, cell and change of state."""
        rows = [
            {**_names(cell), "from": old, "to": new, "tickets": number}
            for cell in self.cells
            for (old, new), number in cell.changes.items()
        ]
        texts = ("metric", "plan", "priority", "plan_after", "priority_after", "from", "to")
        return pl.DataFrame(rows, schema=dict.fromkeys(texts, pl.String) | {"tickets": pl.Int64})

    def examples(self, most: int = MOST_EXAMPLES) -> tuple[Example, ...]:
        """Return tickets whose verdict changes, of each kind of change those that move most."""
        found: list[Example] = []
        for metric in self.before.metrics:
            if metric in self.after.metrics:
                found += self._examples(metric, most)
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """Return what changes as plain data that JSON takes; lengths in seconds."""
        return {
            "as_of": from_micros(self.before.as_of, self.zone).isoformat(),
            "zone": str(self.zone),
            "before": _matrix(self.before.matrix),
            "after": _matrix(self.after.matrix),
            "tickets": len(self.before),
            "changed": self.changed,
            "cells": [_cell_dict(cell) for cell in self.cells],
            "examples": [_example_dict(example) for example in self.examples()],
        }

    def ticket_frame(self) -> pl.DataFrame:
        """Return the tickets, one row each, with deadline and verdict before and after."""
        words = dict(enumerate(STATES))
        frame = self.before.frame.select("ticket_id", "opened_at").with_columns(
            *(
                pl.Series(f"{part}{end}", [getattr(cell, part) for cell in verdicts.cells])
                .cast(pl.String)
                .gather(verdicts.places)
                for part in ("plan", "priority")
                for end, verdicts in (("", self.before), ("_after", self.after))
            )
        )
        for metric in dict.fromkeys(cell.metric for cell in self.cells):
            for end, verdicts in (("before", self.before), ("after", self.after)):
                found = verdicts.metrics[metric]
                due = pl.Series(found.due).set(pl.Series(found.due == NAT), None)
                states = pl.Series(found.states).replace_strict(words, return_dtype=pl.String)
                frame = frame.with_columns(
                    due.cast(pl.Datetime("us", "UTC")).alias(f"{metric}_due_{end}"),
                    states.alias(f"{metric}_verdict_{end}"),
                )
        return frame

    def to_csv(self) -> str:
        """Return the tickets as CSV that no spreadsheet runs as formulas."""
        local = pl.selectors.datetime(time_zone="*").dt.convert_time_zone(str(self.zone))
        return safe_csv(self.ticket_frame().with_columns(local))

    def _examples(self, metric: str, most: int) -> Iterator[Example]:
        one, two = self.before.metrics[metric], self.after.metrics[metric]
        pairs = one.states.astype(np.int64) * SIZE + two.states
        known = (one.due != NAT) & (two.due != NAT)
        moves = np.where(known, np.abs(two.due - one.due), 0)
        changed = np.flatnonzero(one.states != two.states)
        for pair in np.unique(pairs[changed]).tolist():
            rows = changed[pairs[changed] == pair]
            order = np.argsort(-moves[rows], kind="stable")[:most]
            for row in rows[order].tolist():
                yield self._example(metric, row)

    def _example(self, metric: str, row: int) -> Example:
        ticket_id = str(self.before.frame["ticket_id"][row])
        both = (self.before, self.after)
        states = [STATES[int(verdicts.metrics[metric].states[row])] for verdicts in both]
        dues = [int(verdicts.metrics[metric].due[row]) for verdicts in both]
        stories = [
            story_of(verdicts, ticket_id, metric, self.zone) if due != NAT else None
            for verdicts, due in zip(both, dues, strict=True)
        ]
        shown = [from_micros(due, self.zone) if due != NAT else None for due in dues]
        return Example(
            ticket_id,
            metric,
            (states[0], states[1]),
            (shown[0], shown[1]),
            (stories[0], stories[1]),
        )


def compared(
    tickets: Tickets, terms: tuple[MatrixLike, MatrixLike], as_of: datetime, plan_after: str | None
) -> tuple[Verdicts, Verdicts, tuple[CellChange, ...]]:
    """Return what becomes of tickets under two terms, and what that changes, cell by cell.

    Args:
        tickets: What `read_tickets` returned.
        terms: As they are, and as they might be.
        as_of: The instant of asking.
        plan_after: A plan of the second terms for all tickets; None for the plans they have.
    """
    before, after = map(matrix_of, terms)
    one = judge(tickets, before, as_of)
    if plan_after is not None:
        tickets = replace(tickets, frame=_on_plan(tickets.frame, plan_after))
        if one.openings is not None:
            tickets = asking_still(tickets, one.openings, after)
    two = judge(tickets, after, as_of)
    return one, two, tuple(_cells(one, two))


def _on_plan(frame: pl.DataFrame, plan: str) -> pl.DataFrame:
    """Return tickets with one plan all along, in their logs too."""
    logs = frame.select(ROW, "log").explode("log").unnest("log")
    opened = pl.col("type") == "opened"
    kept = logs.filter(pl.col("type") != "plan_changed")
    kept = kept.with_columns(plan=pl.when(opened).then(pl.lit(plan)))
    columns = [name for name in kept.columns if name != ROW]
    log = kept.group_by(ROW, maintain_order=True).agg(pl.struct(columns).alias("log"))
    frame = frame.drop("log").with_columns(plan=pl.lit(plan))
    return frame.join(log, on=ROW, how="left", maintain_order="left")


def _cells(one: Verdicts, two: Verdicts) -> Iterator[CellChange]:
    width = len(two.cells)
    pairs = one.places * width + two.places
    for metric, old in one.metrics.items():
        new = two.metrics.get(metric)
        if new is None:
            continue
        for pair in np.unique(pairs).tolist():
            rows = np.flatnonzero(pairs == pair)
            shifts = _shifts(old.due[rows], new.due[rows])
            states = (old.states[rows], new.states[rows])
            tallies = [
                found.where(rows).tally(np.zeros(len(rows), np.int64), 1)[0] for found in (old, new)
            ]
            yield CellChange(
                metric=metric,
                before=one.cells[pair // width],
                after=two.cells[pair % width],
                tickets=len(rows),
                changes=_changes(*states),
                met=(int(tallies[0][MET]), int(tallies[1][MET])),
                decided=(_decided(tallies[0]), _decided(tallies[1])),
                shift=shifts,
            )


def _changes(old: NDArray[np.int8], new: NDArray[np.int8]) -> dict[tuple[str, str], int]:
    counts = np.bincount(old.astype(np.int64) * SIZE + new, minlength=SIZE * SIZE)
    table = counts.reshape(SIZE, SIZE).tolist()
    return {
        (STATES[before], STATES[after]): number
        for before, row in enumerate(table)
        for after, number in enumerate(row)
        if number and before != after
    }


def _shifts(old: NDArray[np.int64], new: NDArray[np.int64]) -> tuple[int, int, int] | None:
    known = (old != NAT) & (new != NAT)
    moved = np.sort(new[known] - old[known])
    if not len(moved):
        return None
    return int(moved[0]), int(moved[(len(moved) - 1) // 2]), int(moved[-1])


def _decided(tally: NDArray[np.int64]) -> int:
    return int(tally[MET] + tally[BREACHED])


def _names(cell: CellChange) -> dict[str, str]:
    return {
        "metric": cell.metric,
        "plan": cell.before.plan,
        "priority": cell.before.priority,
        "plan_after": cell.after.plan,
        "priority_after": cell.after.priority,
    }


def _cell_dict(cell: CellChange) -> dict[str, Any]:
    return {
        **_names(cell),
        "version": cell.version,
        "tickets": cell.tickets,
        "changed": cell.changed,
        "changes": [
            {"from": old, "to": new, "tickets": number}
            for (old, new), number in cell.changes.items()
        ],
        "attainment": list(cell.attainments),
        "deadlines_move_seconds": (
            dict(
                zip(("least", "median", "most"), (at / 1_000_000 for at in cell.shift), strict=True)
            )
            if cell.shift is not None
            else None
        ),
    }


def _example_dict(example: Example) -> dict[str, Any]:
    return {
        "ticket_id": example.ticket_id,
        "metric": example.metric,
        "from": example.states[0],
        "to": example.states[1],
        "due": [at.isoformat() if at is not None else None for at in example.due],
        "ledgers": [
            story.ledger.to_dict() if story is not None else None for story in example.stories
        ],
    }


def _matrix(matrix: Matrix) -> dict[str, str]:
    return {"id": matrix.id, "version": matrix.version, "sha256": matrix.fingerprint()}
