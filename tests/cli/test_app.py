"""The program: its commands, its streams, and how each command ends."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer

from slaclock import __version__
from slaclock.cli import app, main
from slaclock.cli.output import Answer
from tests.cli.conftest import OURS
from tests.commands import environment, run, run_process

FRIDAY = "2026-03-06T18:30+05:30"
COMMANDS = [command.__name__.rstrip("_") for command in app.COMMANDS]


class TestProgram:
    def test_no_arguments_show_the_commands(self) -> None:
        ran = run()
        assert (ran.code, ran.err) == (0, "")
        assert all(f"  {command} " in ran.out for command in COMMANDS)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_help_of_a_command_is_plain(self, command: str) -> None:
        ran = run(command, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"Usage: slaclock {command} ")
        assert "--json" in ran.out
        assert ran.out.isascii()

    def test_help_has_a_short_form(self) -> None:
        assert run("due", "-h") == run("due", "--help")
        assert run("-h") == run("--help")

    def test_module_is_the_command(self) -> None:
        command = [sys.executable, "-m", "slaclock", "--version"]
        said = subprocess.run(command, env=environment(), capture_output=True, check=True)
        assert said.stdout.decode() == f"slaclock {__version__}\n"

    def test_shell_completes_commands(self) -> None:
        shell = {"COMP_WORDS": "slaclock re", "COMP_CWORD": "1"}
        ran = run_process(_SLACLOCK_COMPLETE="complete_bash", **shell)
        assert ran.out.split() == ["report", "replay"]

    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_option_says_what_it_is(self, command: str) -> None:
        """A text such as "the same" says nothing to who looks up one option."""
        shown = typer.main.get_command(app._application()).commands[command]
        texts = [parameter.help or "" for parameter in shown.params]
        assert all(len(text) > 12 for text in texts), texts
        assert not [text for text in texts if text.startswith("The same")]

    @pytest.mark.parametrize("name", ["stdout", "stderr"])
    def test_closed_stream_is_no_crash(self, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, name, None)
        assert main(["elapsed", "x", "y"]) == 2
        assert getattr(sys, name) is None

    def test_version(self) -> None:
        assert run("--version") == (0, f"slaclock {__version__}\n", "")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["deadline"], "No such command 'deadline'"),
            (["due", "starter"], "Missing argument"),
            (["due", "starter", "P1", FRIDAY, "--zone", "UTC"], "No such option"),
        ],
    )
    def test_wrong_arguments(self, arguments: list[str], message: str) -> None:
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("Usage: slaclock")
        assert f"error: {message}" in ran.err

    def test_missing_typer_names_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "typer", None)
        assert run("demo") == (
            2,
            "",
            (
                "error: the command line needs the package typer; "
                "install it with: pip install 'slaclock[cli]'\n"
            ),
        )

    def test_process_takes_its_own_arguments(self) -> None:
        assert run_process("--version") == (0, f"slaclock {__version__}\n", "")

    @pytest.mark.parametrize(
        "changes", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["kept back", "written at once"]
    )
    def test_messages_come_after_what_was_printed(
        self, tmp_path: Path, changes: dict[str, str]
    ) -> None:
        tickets = tmp_path / "tickets.csv"
        tickets.write_text(
            "plan,priority,opened_at\ngold,P1,2026-03-06T18:30:00Z\n", encoding="utf-8"
        )
        out = tmp_path / "out.csv"
        ran = run_process("bulk", tickets, "--out", out, "-m", "wotnot", together=True, **changes)
        printed, read, told = ran.out.splitlines()
        assert printed == f"{out}: 1 row, 1 without an answer"
        assert read == "read opened_at as iso: 1 value"
        assert told.startswith("row 1: ")

    def test_other_encoding_shows_escapes(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        text = OURS.replace("[plans.gold]", '[plans.gold]\ntitle = "Gold\u20ac"')
        path.write_text(text, encoding="utf-8")
        assert "Gold\\u20ac" in run("matrix", "-m", path, encoding="latin-1").out


class TestRunning:
    """What the commands at hand do not do, and what another one may."""

    @staticmethod
    def replace(monkeypatch: pytest.MonkeyPatch, behaviour: Any) -> None:
        def odd() -> Answer:
            """Do something odd."""
            return behaviour()  # type: ignore[no-any-return]

        monkeypatch.setattr(app, "COMMANDS", (*app.COMMANDS, odd))

    @staticmethod
    def raising(error: BaseException) -> Any:
        def behave() -> Answer:
            raise error

        return behave

    @pytest.mark.parametrize(
        ("error", "code", "message"),
        [
            (KeyboardInterrupt(), 130, ""),
            (typer.Abort(), 130, ""),
            (typer.Exit(3), 3, ""),
            (SystemExit(1), 141, ""),  # how an older typer ends where a pipe breaks
            (SystemExit(None), 0, ""),
            (OSError(28, "No space left"), 2, "error: standard output: No space left"),
            (OSError(36, "Name too long", "a" * 99), 2, f"error: ...{'a' * 75}: Name too long"),
            (OSError("nothing"), 2, "error: standard output: nothing"),
        ],
        ids=[
            "interrupt",
            "abort",
            "exit",
            "broken pipe",
            "system exit",
            "full disk",
            "long name",
            "no reason",
        ],
    )
    def test_way_a_command_ends(
        self, error: BaseException, code: int, message: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.replace(monkeypatch, self.raising(error))
        ran = run("odd")
        assert (ran.code, ran.out) == (code, "")
        assert ran.err.startswith(message)

    def test_fault_of_slaclock_is_not_hidden(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.replace(monkeypatch, self.raising(ZeroDivisionError("a fault")))
        with pytest.raises(ZeroDivisionError):
            run("odd")

    def test_error_of_usage_without_a_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class OfClickError(Exception):
            def format_message(self) -> str:
                return "not here"

        self.replace(monkeypatch, self.raising(OfClickError()))
        assert run("odd") == (2, "", "error: not here\n")

    def test_stream_that_stands_in_for_standard_output(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written = io.StringIO()
        monkeypatch.setattr(sys, "stdout", written)
        assert main(["--version"]) == 0
        assert written.getvalue() == f"slaclock {__version__}\n"

    def test_interrupt_outside_a_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(app, "run", lambda arguments: self.raising(KeyboardInterrupt())())
        assert run("demo").code == 130

    def test_group_of_commands_is_one_more_entry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        group = typer.Typer()

        @group.command()
        def first() -> Answer:
            """Be the first."""
            return Answer("from the group", 1, ("beside",))

        @group.command()
        def second() -> None:
            """Be the second."""

        monkeypatch.setitem(app.GROUPS, "clock", group)
        assert run("clock", "first") == (1, "from the group\n", "beside\n")
        assert run("clock", "second") == (0, "", "")

    def test_command_may_write_by_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.replace(monkeypatch, lambda: sys.stdout.write("by itself\n") and None)
        assert run("odd") == (0, "by itself\n", "")
