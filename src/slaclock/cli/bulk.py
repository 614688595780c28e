"""The command about a whole file of tickets: the same file with their deadlines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from slaclock.cli.files import check_outputs
from slaclock.cli.options import (
    FieldColumnsOption,
    JsonOption,
    OwnMatrixOption,
    ZoneOption,
    own_matrix,
    read_fields,
)
from slaclock.cli.output import Answer, as_json
from slaclock.errors import MissingExtraError
from slaclock.zones import get_zone

__all__ = ["bulk"]

UNANSWERED = 1


def bulk(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Tickets: a CSV or Parquet file.")],
    *,
    out: Annotated[
        Path,
        typer.Option("--out", "-o", metavar="FILE", help="The new file, of the same kind as FILE."),
    ],
    matrix: OwnMatrixOption = None,
    plan: Annotated[
        str,
        typer.Option(
            "--plan", metavar="COLUMN|PLAN", help="The column of the plan, or one plan for all."
        ),
    ] = "plan",
    priority: Annotated[
        str,
        typer.Option(
            "--priority",
            metavar="COLUMN|PRIORITY",
            help="The column of the priority, or one priority for all; "
            "- for the plan's promise alone.",
        ),
    ] = "priority",
    opened_at: Annotated[
        str,
        typer.Option(
            "--opened-at",
            metavar="COLUMN",
            help="The column of the time at which a ticket was opened.",
        ),
    ] = "opened_at",
    field: FieldColumnsOption = None,
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Add deadlines to a file of tickets.

    Every row comes back, in order; one without an answer has its reason in sla_error, and the
    exit code is 1. The new file gets its name only when it is whole.
    """
    try:
        from slaclock.bulk import files
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "narwhals"):
            raise
        raise MissingExtraError("slaclock bulk", error.name, "bulk") from None

    check_outputs({"--out": out}, file, matrix)
    summary = files.answer_file(
        file,
        out,
        columns=files.Columns(
            plan, None if priority == "-" else priority, opened_at, read_fields(field)
        ),
        matrix=own_matrix(matrix),
        tz=get_zone(tz) if tz is not None else None,
    )
    code = UNANSWERED if summary.failed else 0
    if json:
        return Answer(as_json({**summary._asdict(), "out": str(out)}), code)
    more = summary.failed - len(summary.reasons)
    messages = [*summary.reasons, *([f"and {more} more"] if more else [])]
    text = f"{out}: {summary.rows} tickets, {summary.failed} without an answer"
    return Answer(text, code, tuple(messages))
