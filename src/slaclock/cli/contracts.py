"""The commands that keep contracts and tell them apart: `freeze` and `diff`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from slaclock.cli.files import check_outputs
from slaclock.cli.matrices import AtOption
from slaclock.cli.options import JsonOption, ZoneOption, matrix_on, read_instant
from slaclock.cli.output import Answer, as_json, table
from slaclock.errors import MissingExtraError, OutputError
from slaclock.files.whole_files import write_whole
from slaclock.matrices.model import Matrix
from slaclock.zones import get_zone

if TYPE_CHECKING:  # every other command waits for what this file imports
    from slaclock.matrices.differences import Difference

__all__ = ["diff", "freeze"]

DIFFERENT = 1

ContractArgument = Annotated[
    str,
    typer.Argument(
        metavar="MATRIX", help="A data file, a folder of versions, or a bundled matrix."
    ),
]


def freeze(
    matrix: ContractArgument,
    *,
    years: Annotated[
        str,
        typer.Option("--years", metavar="YEARS", help="The years to write out, such as 2026-2028."),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="The new TOML file, not yet there."),
    ] = None,
    at: AtOption = "now",
    json: JsonOption = False,
) -> Answer:
    """Write a contract with its holidays as dated rows.

    The file needs no package for its holidays, and a newer list changes nothing in it. Without
    -o it is printed. Freeze a year more than tickets are opened in: deadlines reach into it.
    """
    from slaclock.matrices import freezing

    found, wanted = matrix_on(matrix, read_instant(at, None)), freezing.parse_years(years)
    if out is None:
        if json:
            return Answer(as_json(freezing.freeze(found, wanted).content()))
        return Answer(freezing.frozen_text(found, wanted).rstrip("\n"))
    check_outputs({"--out": out}, matrix)
    if out.exists() or out.suffix.lower() != ".toml":
        raise OutputError(str(out), "must be the name of a .toml file that is not there yet")
    write_whole(out, freezing.frozen_text(found, wanted))
    facts = {"out": str(out), "years": list(wanted), "fingerprint": found.fingerprint()}
    return Answer(as_json(facts) if json else f"written: {out}")


def diff(
    before: ContractArgument,
    after: ContractArgument,
    *,
    years: Annotated[
        str | None,
        typer.Option(
            "--years",
            metavar="YEARS",
            help="The years whose dates are compared; default: this one and the next.",
        ),
    ] = None,
    tickets: Annotated[
        Path | None,
        typer.Option(
            "--tickets", metavar="FILE", help="A CSV file of tickets: show which deadlines move."
        ),
    ] = None,
    at: AtOption = "now",
    tz: ZoneOption = None,
    json: JsonOption = False,
) -> Answer:
    """Show how two contracts differ.

    Promises, clauses, hours and dates; with --tickets, also which deadlines move. The exit code
    is 1 if there is a difference.
    """
    from slaclock.matrices.differences import differences
    from slaclock.matrices.freezing import parse_years

    asked_at = read_instant(at, None)
    wanted = parse_years(years) if years is not None else (asked_at.year, asked_at.year + 1)
    both = matrix_on(before, asked_at), matrix_on(after, asked_at)
    found = differences(*both, date(wanted[0], 1, 1), date(wanted[-1], 12, 31))
    moved = _moved(tickets, *both, tz) if tickets is not None else None
    code = DIFFERENT if found or (moved is not None and moved.deadlines) else 0
    if json:
        facts: dict[str, Any] = {"differences": [one._asdict() for one in found]}
        if moved is not None:
            listed = [one._asdict() for one in moved.listed]
            facts["tickets"] = {**moved._asdict(), "listed": listed}
        return Answer(as_json(facts), code)
    return Answer("\n\n".join(filter(None, [_text(found), _moved_text(moved)])), code)


def _text(found: tuple[Difference, ...]) -> str:
    if not found:
        return "no difference"
    return table([("kind", "where", "before", "after"), *found])


def _moved(tickets: Path, before: Matrix, after: Matrix, tz: str | None) -> Any:
    try:
        from slaclock.bulk.moved import moved_deadlines
    except ModuleNotFoundError as error:
        if error.name not in ("numpy", "narwhals"):
            raise
        raise MissingExtraError("slaclock diff --tickets", error.name, "bulk") from None
    return moved_deadlines(tickets, before, after, tz=get_zone(tz) if tz is not None else None)


def _moved_text(moved: Any) -> str:
    if moved is None:
        return ""
    head = f"{moved.deadlines} deadlines move, of {moved.moved} of {moved.tickets} tickets"
    if not moved.listed:
        return head
    rows = [
        (str(one.ticket), one.metric, one.before or "-", one.after or "-") for one in moved.listed
    ]
    more = moved.deadlines - len(rows)
    lines = [head, table([("ticket", "metric", "before", "after"), *rows])]
    return "\n".join([*lines, *([f"and {more} more"] if more else [])])
