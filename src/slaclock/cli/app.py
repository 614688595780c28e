"""The list of commands, and how each is run: output, errors and exit codes in one place.

A command returns an `Answer` and prints nothing itself. To add one, write a function in a
module of its own and name it in `COMMANDS`; a group of commands is a `typer.Typer` in `GROUPS`.
"""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any, TextIO

import typer

from slaclock._version import __version__
from slaclock.cli.bulk import bulk
from slaclock.cli.calendars import elapsed, windows
from slaclock.cli.checks import check
from slaclock.cli.clock import bundle, clock, escalations
from slaclock.cli.contracts import diff, freeze
from slaclock.cli.deadlines import due, explain
from slaclock.cli.demo import demo
from slaclock.cli.doctor import doctor
from slaclock.cli.init import init
from slaclock.cli.map import map_
from slaclock.cli.matrices import matrix, schema
from slaclock.cli.output import Answer, printable
from slaclock.cli.prices import price
from slaclock.cli.reports import replay, report
from slaclock.cli.states import states
from slaclock.errors import DataError, SlaClockError
from slaclock.files.regular_files import remembering
from slaclock.messages import tail

__all__ = ["COMMANDS", "GROUPS", "run"]

COMMANDS: tuple[Callable[..., Answer], ...] = (
    init,
    due,
    explain,
    clock,
    bundle,
    escalations,
    elapsed,
    windows,
    matrix,
    check,
    freeze,
    diff,
    schema,
    bulk,
    states,
    map_,
    report,
    replay,
    price,
    demo,
    doctor,
)
GROUPS: dict[str, typer.Typer] = {}
ERROR, INTERRUPTED, BROKEN_PIPE = 2, 130, 141
_EXIT_CODES = (
    "The exit code is 0 if all is well; 1 if there is something to report, such as a breach, a "
    "finding or a goal that is not reached; 2 for an error; 130 when interrupted."
)


def run(arguments: Sequence[str]) -> int:
    """Run a command, print its answer, and return the exit code."""
    with _streams(), remembering():
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        with _warnings_on_stderr():
            code = _answer(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at its end, and must not fail at that.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except SlaClockError as error:
        code = _fail(_in_one_line(error))
        for line in (*getattr(error, "more", ()), *getattr(error, "__notes__", ())):
            _say(f"  {printable(line, keep_lines=False)}")
        return code
    except OSError as error:
        name = "standard output" if error.filename is None else tail(str(error.filename))
        return _fail(f"{name}: {error.strerror or error}")
    return code


def _answer(arguments: Sequence[str]) -> int:
    command = typer.main.get_command(_application())
    try:
        answer = command.main(
            list(arguments) or ["--help"], prog_name="slaclock", standalone_mode=False
        )
    except typer.Abort:
        return INTERRUPTED
    except Exception as error:
        # What click says of wrong arguments: its class is not the same in every typer.
        if not hasattr(error, "format_message"):
            raise
        _say_usage(error)
        return ERROR
    except SystemExit as stop:  # an older typer ends the process where a pipe breaks
        return BROKEN_PIPE if stop.code == 1 else int(stop.code or 0)
    if not isinstance(answer, Answer):
        return int(answer or 0)
    if answer.text:
        sys.stdout.write(f"{answer.text}\n")
    for message in answer.messages:
        _say(printable(message))
    return answer.code


def _application() -> typer.Typer:
    app = typer.Typer(
        name="slaclock",
        help="Service-level deadlines in business hours: exact, and with the reasons.",
        epilog=_EXIT_CODES,
        context_settings={"help_option_names": ["-h", "--help"]},
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(_options)
    for command in COMMANDS:
        # A command that Python has a function of the same name as ends in an underscore.
        name = command.__name__.rstrip("_")
        app.command(name=name, help=_help_of(command))(command)
    for name, group in GROUPS.items():
        app.add_typer(group, name=name)
    return app


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it
    if wanted:
        sys.stdout.write(f"slaclock {__version__}\n")
        raise typer.Exit


def _options(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_show_version, help="Show the version."),
    ] = False,
) -> None:
    """Take the options that stand before a command; `--version` is done with already."""


def _help_of(command: Callable[..., Any]) -> str:
    """Return the part of a docstring that is meant for the user."""
    return (command.__doc__ or "").partition("\n    Args:")[0]


def _say_usage(error: Any) -> None:
    context = getattr(error, "ctx", None)  # where the error names no command, there is none
    if context is not None:
        _say(context.get_usage())
    # A choice that is none comes in words of pydantic.
    _fail(error.format_message().replace(": Value error, ", ": "))


def _fail(message: str) -> int:
    _say(f"error: {printable(message, keep_lines=False)}")
    return ERROR


def _say(message: str) -> None:
    """Write a message after all that was printed before it.

    Python keeps what is printed back, if it goes to a file or a pipe; a message does not wait.
    """
    sys.stdout.flush()
    sys.stderr.write(f"{message}\n")


def _in_one_line(error: SlaClockError) -> str:
    if not isinstance(error, DataError) or len(error.problems) == 1:
        return str(error)
    first = type(error)(error.problems[:1], error.source)
    return f"{first} (and {len(error.problems) - 1} more; `slaclock check` lists them)"


@contextmanager
def _streams() -> Iterator[None]:
    """Make sure of both streams: a shell can start a program with one of them closed."""
    with open(os.devnull, "w", encoding="utf-8") as nowhere:
        closed = [name for name in ("stdout", "stderr") if getattr(sys, name) is None]
        for name in closed:
            setattr(sys, name, nowhere)
        for stream in (sys.stdout, sys.stderr):
            _never_fail_to_encode(stream)
        try:
            yield
        finally:
            for name in closed:
                setattr(sys, name, None)


def _never_fail_to_encode(stream: TextIO) -> None:
    """Make a stream show what its encoding lacks as escapes, instead of raising."""
    if isinstance(stream, io.TextIOWrapper):  # something else may stand in for it
        stream.reconfigure(errors="backslashreplace")


@contextmanager
def _warnings_on_stderr() -> Iterator[None]:
    """Show warnings as one line each, without the place in the code."""
    with warnings.catch_warnings():

        def show(message: Warning | str, *_: object, **__: object) -> None:
            _say(f"warning: {printable(str(message), keep_lines=False)}")

        warnings.showwarning = show
        yield
