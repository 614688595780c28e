"""What tickets say by which rules of the contract choose their plan, priority and calendars.

What a rule gives is the business of `slaclock.matrices.choosing`; here is only which columns of
a file hold the fields that rules ask for, and what each ticket says in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from slaclock.bulk.engine.chosen import columns_asked, combined, terms_by_fields
from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.logs import Logs
from slaclock.bulk.engine.steps import Ints
from slaclock.errors import TicketFileError, UnknownNameError
from slaclock.matrices.choosing import fields_known
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix
from slaclock.messages import listed, shown
from slaclock.reports.figures.cells import CellMap, cells_of_terms, codes_of_names
from slaclock.reports.reading.tickets import Tickets, other_name, other_names

__all__ = [
    "Openings",
    "asking_still",
    "has_plan",
    "map_chosen",
    "openings_of",
    "unasked_note",
    "with_fields",
]


class Openings(NamedTuple):
    """What tickets say when they are opened, for rules to choose by.

    Attributes:
        plans, priorities: What each gives itself.
        fields: What else rules ask for, each name being all fields of a ticket.
        columns: Which role or column of the file holds which field.
    """

    plans: Codes
    priorities: Codes
    fields: Codes
    columns: Mapping[str, str]

    def note(self) -> str:
        """Return in words what is chosen by what."""
        said = [name if name == own else f"{name} ({own})" for name, own in self.columns.items()]
        by = f" by {listed(said)}" if said else ""
        return f"the rules of the contract choose the plan of each ticket{by}"

    def of(self, ticket: int) -> dict[str, Any]:
        """Return what one ticket says, as `events.Opened` takes it."""
        given = {"plan": self.plans, "priority": self.priorities, "fields": self.fields}
        return {
            name: codes.names[codes.codes[ticket]]
            for name, codes in given.items()
            if codes.codes[ticket] >= 0
        }


def openings_of(
    tickets: Tickets, frame: pl.DataFrame, matrix: Matrix | MatrixHistory, asked: int
) -> Openings | None:
    """Return what rules choose by; None where no rule is asked.

    Rules are asked where the file says no plan, or where somebody said which column is a field.

    Args:
        tickets: What was read.
        frame: Those of its tickets that had been opened.
        matrix: The terms, or their versions.
        asked: The instant of asking; a row of a log after it is not known yet.

    Raises:
        TicketFileError: Rules ask for what the file has no column of.
        UnknownNameError: A field that no rule asks for.
    """
    if not _rules(matrix):
        return None
    said = _said(tickets, frame, asked)
    columns = _columns(tickets, matrix, said, named=has_plan(frame))
    if columns is None:
        return None
    codes = {name: codes_of_names(said[column]) for name, column in columns.items()}
    plans = codes_of_names(frame["plan"])
    only = _only_plan(matrix)
    if only is not None and not plans.names:
        plans = Codes(np.zeros(len(frame), np.int32), [only])
    fields = combined(codes, len(frame))
    return Openings(plans, codes_of_names(frame["priority"]), fields, columns)


def map_chosen(openings: Openings, opened: Ints, matrix: Matrix, file: str) -> CellMap:
    """Return the cells of tickets whose plan rules choose.

    Args:
        openings: What they say.
        opened: When each was opened.
        matrix: The terms.
        file: Its name, for messages.

    Raises:
        TicketFileError: No ticket has a plan and a priority that the matrix knows.
    """
    plans, priorities = openings.plans, openings.priorities
    terms = terms_by_fields(matrix, openings.fields, plans, priorities, opened, takes_none=True)
    return cells_of_terms(terms, plans, priorities, matrix, file)


def asking_still(tickets: Tickets, openings: Openings, matrix: Matrix | MatrixHistory) -> Tickets:
    """Return tickets of which rules are asked even where they say their plan."""
    known = fields_known(_rules(matrix))
    fields = {name: column for name, column in openings.columns.items() if name in known}
    missing = {name: "" for name in known if name not in ("plan", "priority", *fields)}
    profile = tickets.profile.model_copy(update={"fields": {**missing, **fields}})
    return replace(tickets, profile=profile)


def with_fields(logs: Logs, openings: Openings) -> Logs:
    """Return logs whose openings say the fields; each ticket's first event is its opening."""
    codes = np.full(len(logs.at), -1, np.int32)
    codes[logs.offsets[:-1]] = openings.fields.codes
    return logs._replace(facts={**logs.facts, "fields": Codes(codes, openings.fields.names)})


def has_plan(frame: pl.DataFrame) -> bool:
    """Return whether tickets, or their logs, name any plan."""
    if frame["plan"].count() or frame["log"].null_count() == len(frame):
        return bool(frame["plan"].count())
    named = frame.select(pl.col("log").list.explode().struct.field("plan").is_not_null().any())
    return bool(named.item())


def unasked_note(matrix: Matrix | MatrixHistory) -> str | None:
    """Return what to say where the file gives plans, so that no rule is asked; None for nothing."""
    if not _rules(matrix):
        return None
    return (
        "the file names plans, so the rules of the contract that choose one are not asked; "
        "--field NAME=COLUMN asks them"
    )


def _rules(matrix: Matrix | MatrixHistory) -> tuple[Any, ...]:
    versions = [matrix] if isinstance(matrix, Matrix) else [one.matrix for one in matrix.versions]
    return tuple(rule for version in versions for rule in version.rules)


def _only_plan(matrix: Matrix | MatrixHistory) -> str | None:
    """Return the plan of a contract that has one."""
    versions = [matrix] if isinstance(matrix, Matrix) else [one.matrix for one in matrix.versions]
    plans = {plan for version in versions for plan in version.plans}
    return plans.pop() if len(plans) == 1 else None


def _said(tickets: Tickets, frame: pl.DataFrame, asked: int) -> Mapping[str, pl.Series]:
    """Return what else the file says of each ticket; in a log, what it says first."""
    if tickets.updates is None:
        return {name: frame[other_name(name)] for name in other_names(frame)}
    names = other_names(tickets.updates)
    happened = tickets.updates.filter(pl.col("at").to_physical() <= asked)
    own = [other_name(name) for name in names]
    first = happened.group_by("ticket_id").agg(pl.col(own).drop_nulls().first())
    found = frame.select("ticket_id").join(first, on="ticket_id", how="left", maintain_order="left")
    return {name: found[other_name(name)] for name in names}


def _columns(
    tickets: Tickets,
    matrix: Matrix | MatrixHistory,
    said: Mapping[str, pl.Series],
    *,
    named: bool,
) -> dict[str, str] | None:
    """Return which of what the file says is which field; None to ask no rule."""
    given = tickets.profile.fields
    wanted = [name for name in fields_known(_rules(matrix)) if name not in ("plan", "priority")]
    known = {name.casefold(): name for name in reversed(list(said))} | {name: name for name in said}
    held: dict[str, str | None] = {
        name: known.get(column, known.get(column.casefold(), column)) if column else None
        for name, column in given.items()
        if name != column or name in wanted
    }
    for name in wanted:
        if name not in held and name.casefold() in known:
            held[name] = known.get(name, known[name.casefold()])
    # What is called as it is in the contract is asked only where rules are asked at all.
    if not given and named:
        return None
    missing = [name for name in wanted if name not in held]
    if missing and tickets.columns:
        raise TicketFileError(tickets.file, _missing(missing))
    # A log of events says what there is; a field that no ticket has is none.
    held |= dict.fromkeys(missing)
    try:
        return columns_asked(matrix, list(said), None, held)
    except UnknownNameError as error:
        if error.kind != "column":
            raise
        raise TicketFileError(tickets.file, f"has no column {shown(error.name)}") from None


def _missing(names: list[str]) -> str:
    options = " ".join(f"--field {name}=COLUMN" for name in names)
    return (
        f"rules of the contract choose a plan by {listed(names)}, and no such column was read; "
        f"say which it is, with {options}, or with nothing after = for none; or name the plan "
        "with --plan or --map plan=COLUMN"
    )
