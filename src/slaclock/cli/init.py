"""The command that writes a first contract, after a few questions or from its options."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from slaclock.calendars.business_days import MEANINGS
from slaclock.cli.options import JsonOption
from slaclock.cli.output import Answer, as_json, printable
from slaclock.matrices.starting import Answers, contract_text, problem_of

__all__ = ["init"]

_QUESTIONS = {
    "zone": "Time zone of the desk, such as Europe/Berlin",
    "hours": "Opening hours, such as mon-thu 09:00-17:00; fri 09:00-14:00, or 24x7",
    "priorities": "Priorities from the highest, with response / resolution,\n"
    "such as P1 1 h / 8 h, P2 4 h / 3 BD",
    "business_day": f"What 1 BD is: {', '.join(MEANINGS)}, or a length such as 8 h",
    "holidays": "Holidays of a country, with its state where states differ, such as IN:GJ [none]",
}
_OPTIONS = {
    "zone": "--tz",
    "hours": "--hours",
    "priorities": "--priorities",
    "business_day": "--business-day",
    "holidays": "--holidays",
}


def init(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The file to write; it must not be there yet."),
    ] = Path("sla.toml"),
    *,
    zone: Annotated[
        str | None,
        typer.Option("--tz", metavar="ZONE", help="The time zone, such as Europe/Berlin."),
    ] = None,
    hours: Annotated[
        str | None,
        typer.Option(
            "--hours",
            metavar="HOURS",
            help="Such as 'mon-thu 09:00-17:00; fri 09:00-14:00', or 24x7.",
        ),
    ] = None,
    priorities: Annotated[
        str | None,
        typer.Option(
            "--priorities",
            metavar="TIMES",
            help="From the highest, with response / resolution: 'P1 1 h / 8 h, P2 4 h / 3 BD'.",
        ),
    ] = None,
    business_day: Annotated[
        str | None,
        typer.Option(
            "--business-day",
            metavar="MEANING",
            help=f"What 1 BD is: {', '.join(MEANINGS)}, or such as '8 h'.",
        ),
    ] = None,
    holidays: Annotated[
        str | None,
        typer.Option("--holidays", metavar="IN[:GJ]|none", help="The country, and state, or none."),
    ] = None,
    json: JsonOption = False,
) -> Answer:
    """Write a first contract, with comments.

    Asks at a terminal for what no option says. The contract passes `slaclock check`.
    """
    _check_file(file)
    given = (zone, hours, priorities, business_day, holidays)
    answers = _answers(file, dict(zip(_QUESTIONS, given, strict=True)))
    with file.open("x", encoding="utf-8") as written:
        written.write(contract_text(answers))
    if json:
        return Answer(as_json({"file": str(file), **answers._asdict()}))
    shown = printable(str(file), keep_lines=False)
    return Answer(f"written: {shown}\nlook at it with: slaclock matrix -m {shown}")


def _check_file(file: Path) -> None:
    problem = ""
    if file.exists() or file.is_symlink():
        problem = "is there already, and is not written over; name another file"
    elif file.suffix != ".toml":
        problem = "is no name of a TOML file; end it in .toml"
    elif not file.parent.is_dir():
        problem = "is in a directory that does not exist"
    if problem:
        raise typer.BadParameter(f"{str(file)!r} {problem}", param_hint="FILE")


def _answers(file: Path, given: dict[str, str | None]) -> Answers:
    """Return what the options say, and what is answered at the terminal.

    Raises:
        typer.BadParameter: An option that no contract can be made of; or, where nobody can be
            asked, one that is missing.
        typer.Abort: Whoever is asked breaks off.
    """
    today = datetime.now(UTC).date()
    answers = Answers(name=_identifier(file))
    said = {field: value for field, value in given.items() if value is not None}
    for field, value in said.items():
        answers = answers._replace(**{field: value})
        problem = problem_of(answers, today)
        if problem is not None:
            raise typer.BadParameter(problem, param_hint=_OPTIONS[field])
    for field in (one for one in given if one not in said):
        if field != "business_day" or answers.counts_business_days:
            answers = answers._replace(**{field: _ask(field, answers, today)})
    return answers


def _ask(field: str, answers: Answers, today: date) -> str:
    if not sys.stdin.isatty():
        if field == "holidays":
            return answers.holidays
        problem = f"{_OPTIONS[field]} is missing, and nobody can be asked here"
        raise typer.BadParameter(f"{problem}; it says: {_QUESTIONS[field]}".replace("\n", " "))
    while True:
        text = _answer(_QUESTIONS[field])
        if not text and field == "holidays":
            return answers.holidays
        wrong = problem_of(answers._replace(**{field: text}), today)
        if wrong is None:
            return text
        sys.stderr.write(f"{printable(wrong, keep_lines=False)}\n")


def _answer(question: str) -> str:
    """Return what is answered at the terminal, where questions go to standard error."""
    sys.stderr.write(f"{question}: ")
    sys.stderr.flush()
    line = sys.stdin.readline()
    if not line:
        raise typer.Abort
    return line.strip()


def _identifier(file: Path) -> str:
    """Return an id made of the name of a file."""
    plain = re.sub(r"[^a-z0-9_.-]+", "-", file.stem.lower()).strip("-_.")
    return plain[:64] or "ours"
