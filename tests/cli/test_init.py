"""`slaclock init`: by options, by questions, and through a terminal."""

from __future__ import annotations

import io
import json
import os
import select
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from slaclock import load_matrix
from slaclock.matrices.lint import lint
from tests.commands import PROGRAM, Terminal, environment, run

OPTIONS = (
    *("--tz", "Europe/Berlin", "--hours", "mon-thu 09:00-17:00; fri 09:00-14:00"),
    *("--priorities", "P1 1 h / 8 h, P2 4 h / 3 BD"),
    *("--business-day", "full_day", "--holidays", "DE:BY"),
)


class TestOptions:
    def test_contract_passes_its_check_with_nothing_found(self, tmp_path: Path) -> None:
        file = tmp_path / "Our Desk.toml"
        ran = run("init", file, *OPTIONS)
        assert ran == (
            0,
            f"written: {file}\nlook at it with: slaclock matrix -m {file}\n",
            "",
        )
        assert run("check", file) == (0, f"{file}: nothing found, no examples\n", "")
        assert load_matrix(file).id == "our-desk"

    def test_without_holidays_none_are_observed(self, tmp_path: Path) -> None:
        file = tmp_path / "sla.toml"
        assert run("init", file, *OPTIONS[:6]).code == 2  # counts in business days
        assert run("init", file, *OPTIONS[:8]).code == 0
        assert load_matrix(file).calendars["desk"].holiday_sources == ()

    def test_json(self, tmp_path: Path) -> None:
        file = tmp_path / "sla.toml"
        data = json.loads(run("init", file, *OPTIONS, "--json").out)
        assert (data["file"], data["name"], data["zone"]) == (str(file), "sla", "Europe/Berlin")

    def test_file_that_is_there_is_kept(self, tmp_path: Path) -> None:
        file = tmp_path / "sla.toml"
        file.write_text("mine")
        ran = run("init", file, *OPTIONS)
        assert ran.code == 2
        assert "is there already, and is not written over" in ran.err
        assert file.read_text() == "mine"

    def test_link_to_nowhere_is_there_too(self, tmp_path: Path) -> None:
        file = tmp_path / "sla.toml"
        file.symlink_to(tmp_path / "elsewhere.toml")
        assert run("init", file, *OPTIONS).code == 2
        assert not (tmp_path / "elsewhere.toml").exists()

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("sla.txt", "end it in .toml"),
            ("gone/sla.toml", "is in a directory that does not exist"),
        ],
    )
    def test_name_that_cannot_be_written(self, tmp_path: Path, name: str, problem: str) -> None:
        ran = run("init", tmp_path / name, *OPTIONS)
        assert ran.code == 2
        assert problem in ran.err

    @pytest.mark.parametrize(
        ("option", "value", "problem"),
        [
            ("--tz", "Berlin", "did you mean 'Europe/Berlin'?"),
            ("--hours", "mon-fri", "has no hours after the days"),
            ("--priorities", "P1 9 h / 8 h", "response 9 h is longer than resolution 8 h"),
            ("--business-day", "day", "'day' "),
            ("--holidays", "DE", "DE is the national list"),
        ],
    )
    def test_option_of_which_no_contract_can_be_made(
        self, tmp_path: Path, option: str, value: str, problem: str
    ) -> None:
        at = OPTIONS.index(option) + 1
        ran = run("init", tmp_path / "sla.toml", *OPTIONS[:at], value, *OPTIONS[at + 1 :])
        assert ran.code == 2
        assert f"error: Invalid value for {option}: " in ran.err
        assert problem in ran.err
        assert list(tmp_path.iterdir()) == []

    def test_what_is_missing_is_named_where_nobody_can_be_asked(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(""))
        ran = run("init", tmp_path / "sla.toml", *OPTIONS[:2])
        assert ran.code == 2
        assert "--hours is missing, and nobody can be asked here" in ran.err


class TestQuestions:
    @staticmethod
    def answered(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
        keyboard = Terminal(io.BytesIO("".join(f"{one}\n" for one in answers).encode()))
        monkeypatch.setattr("sys.stdin", keyboard)

    def test_four_questions_and_the_holidays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "sla.toml"
        answers = ("Asia/Kolkata", "mon-fri 09:00-19:00", "P1 1 h / 1 BD", "full_day", "IN:GJ")
        self.answered(monkeypatch, *answers)
        ran = run("init", file)
        assert ran.code == 0, ran.err
        assert ran.out.startswith(f"written: {file}\n")
        questions = ("Time zone", "Opening hours", "Priorities", "What 1 BD is", "Holidays")
        assert all(ran.err.count(question) == 1 for question in questions)
        sla = load_matrix(file)
        assert str(sla.calendars["desk"]) == "Asia/Kolkata mon-fri 09:00-19:00"
        assert lint(sla, today=datetime.now(UTC).date()) == ()

    def test_business_day_is_asked_only_where_one_is_counted(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.answered(monkeypatch, "Etc/UTC", "24x7", "P1 1 h / 8 h", "")
        ran = run("init", tmp_path / "sla.toml")
        assert ran.code == 0, ran.err
        assert "What 1 BD is" not in ran.err
        assert "such as IN:GJ [none]: " in ran.err

    def test_wrong_answer_is_asked_again(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "sla.toml"
        answers = ("IST", "Asia/Kolkata", "mon-fri 09:00-19:00", "P1 2 h / 1 h", "P1 1 h / 2 h")
        self.answered(monkeypatch, *answers, "none")
        ran = run("init", file)
        assert ran.code == 0, ran.err
        assert "'IST' is not usable as a time zone" in ran.err
        assert "response 2 h is longer than resolution 1 h" in ran.err
        assert load_matrix(file).calendars["desk"].timezone == "Asia/Kolkata"

    def test_whoever_breaks_off_has_written_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.answered(monkeypatch, "Asia/Kolkata")
        assert run("init", tmp_path / "sla.toml").code == 130
        assert list(tmp_path.iterdir()) == []


def test_questions_through_a_terminal(tmp_path: Path) -> None:
    try:
        keyboard, screen = os.openpty()
    except OSError:
        pytest.skip("there are no terminals here")
    file = tmp_path / "sla.toml"
    process = subprocess.Popen(
        [*PROGRAM, "init", str(file)],
        stdin=screen,
        stdout=screen,
        stderr=screen,
        env=environment(),
    )
    os.close(screen)
    seen = ""
    for question, answer in (
        ("Time zone", "Asia/Kolkata"),
        ("Opening hours", "mon-fri 09:00-19:00"),
        ("Priorities", "P1 1 h / 8 h"),
        ("Holidays", "none"),
        ("written: ", ""),
    ):
        seen = _read_until(keyboard, question)
        if answer:
            os.write(keyboard, f"{answer}\n".encode())
    assert process.wait(timeout=30) == 0, seen
    os.close(keyboard)
    assert run("check", file) == (0, f"{file}: nothing found, no examples\n", "")


def _read_until(terminal: int, text: str) -> str:
    seen, end = "", time.monotonic() + 60
    while text not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 1)[0]:
            seen += os.read(terminal, 4096).decode()
    assert text in seen, seen
    return seen
