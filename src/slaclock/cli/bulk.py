"""The command about a whole file of tickets: the same rows with their deadlines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from slaclock.cli.export_options import (
    ExportOptions,
    TicketsArgument,
    short_name,
    takes_export_options,
    ticket_files,
)
from slaclock.cli.files import check_outputs
from slaclock.cli.options import (
    FieldColumnsOption,
    JsonOption,
    NewRowsOption,
    OwnMatrixOption,
    own_matrix,
    read_fields,
)
from slaclock.cli.output import Answer, as_json, printable
from slaclock.cli.progress import shown_progress
from slaclock.cli.report_text import reading_lines
from slaclock.errors import MissingExtraError
from slaclock.zones import get_zone

__all__ = ["bulk"]

UNANSWERED = 1
# What the way from Parquet to Parquet knows: names of columns, one name for all, and a zone.
_STREAMED = {"columns", "plan", "priority", "timezone"}
_STREAMED_ROLES = {"plan", "priority", "opened_at"}


@takes_export_options(without=("statuses", "duplicates", "as_of"))
def bulk(
    tickets: TicketsArgument,
    *,
    out: NewRowsOption,
    matrix: OwnMatrixOption = None,
    opened_at: Annotated[
        str | None,
        typer.Option(
            "--opened-at",
            metavar="COLUMN",
            help="The column of the time at which a ticket was opened.",
        ),
    ] = None,
    field: FieldColumnsOption = None,
    json: JsonOption = False,
    export: ExportOptions,
) -> Answer:
    """Add deadlines to the rows of an export.

    Every row comes back, in order; one without an answer has its reason in sla_error, and the
    exit code is 1. --plan and --priority name a column, or one for all rows; --priority - is
    for the promise of the plan alone. The new file gets its name only when it is whole.
    """
    check_outputs({"--out": out}, *ticket_files(tickets), matrix, export.profile)
    terms, changes = own_matrix(matrix), export.changes()
    if opened_at is not None:
        changes["columns"] = {**changes.get("columns", {}), "opened_at": opened_at}
    with shown_progress(None) as say:
        say(f"reading {short_name(tickets)}")
        if _is_streamed(tickets, out, export.profile, changes):
            found = _streamed(tickets[0], out, terms, changes, read_fields(field))
        else:
            changes |= {"fields": read_fields(field), "told": say}
            found = _answered(tickets, out, terms, export.profile, changes)
    code = UNANSWERED if found["failed"] else 0
    if json:
        return Answer(as_json({**found, "out": str(out)}), code)
    more = found["failed"] - len(found["reasons"])
    messages = [*found["reasons"], *([f"and {more:,} more"] if more else [])]
    word = "row" if found["rows"] == 1 else "rows"
    first = f"{out}: {found['rows']:,} {word}, {found['failed']:,} without an answer"
    return Answer(
        "\n".join([printable(first), *map(printable, found.get("told", ()))]), code, tuple(messages)
    )


def _is_streamed(
    tickets: list[str], out: Path, profile: str | None, changes: dict[str, Any]
) -> bool:
    """Return whether a Parquet file can be answered part by part."""
    names = [Path(name).suffix.lower() for name in (*tickets, str(out))]
    known = changes.keys() <= _STREAMED and changes.get("columns", {}).keys() <= _STREAMED_ROLES
    whole = len(tickets) == 1 and Path(tickets[0]).is_file()
    return whole and names == [".parquet"] * 2 and profile is None and known


def _streamed(
    name: str, out: Path, terms: Any, changes: dict[str, Any], fields: dict[str, str] | None
) -> dict[str, Any]:
    try:
        from slaclock.bulk import files
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "narwhals"):
            raise
        raise MissingExtraError("slaclock bulk", error.name, "bulk") from None

    named = {"plan": "plan", "priority": "priority", "opened_at": "opened_at"}
    named |= {key: changes[key] for key in ("plan", "priority") if key in changes}
    named |= changes.get("columns", {})
    priority = None if named["priority"] == "-" else named["priority"]
    columns = files.Columns(named["plan"], priority, named["opened_at"], fields)
    zone = get_zone(changes["timezone"]) if "timezone" in changes else None
    found = files.answer_file(Path(name), out, columns=columns, matrix=terms, tz=zone)
    return found._asdict()


def _answered(
    tickets: list[str], out: Path, terms: Any, profile: str | None, changes: dict[str, Any]
) -> dict[str, Any]:
    from slaclock import reports

    found = reports.answer_export(tickets, out, matrix=terms, profile=profile, **changes)
    kept = {name: getattr(found, name) for name in ("rows", "failed", "reasons")}
    return {**kept, "told": reading_lines(found.readings, found.notes)}
