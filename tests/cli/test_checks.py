"""`slaclock check`: files, folders, forms, and what makes it fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import OURS
from tests.commands import from_json, run, run_process

FRIDAY = "2026-03-06T18:30+05:30"
LATE = OURS.replace("1 h", "5 h")
MESSAGE = "response 5 h is longer than resolution 4 h"
PLACE = "plans.gold.targets.P1"


class TestOneFile:
    def test_good_file(self, ours: Path) -> None:
        assert run("check", ours) == (0, f"{ours}: nothing found, no examples\n", "")
        assert from_json("check", ours) == {
            "files": [str(ours)],
            "ok": True,
            "errors": [],
            "findings": [],
            "examples": {str(ours): 0},
            "silenced": [],
        }

    def test_finding_has_line_path_and_code(self, ours: Path) -> None:
        ours.write_text(LATE)
        told = f"{ours}:9: {PLACE}: {MESSAGE} [response-after-resolution]\n"
        assert run("check", ours) == (1, told, "")
        assert from_json("check", ours)["findings"] == [
            {
                "file": str(ours),
                "line": 9,
                "path": PLACE,
                "message": MESSAGE,
                "code": "response-after-resolution",
            }
        ]

    def test_every_error_is_listed_with_its_line(self, ours: Path) -> None:
        ours.write_text(OURS.replace("1 h", "1").replace("4 h", "4"))
        problem = "has no unit; write one, such as '4 h', '30 min' or '1 BD'"
        assert run("check", ours) == (
            2,
            "",
            (
                f"error: {ours}:9: {PLACE}.response: '1' {problem}\n"
                f"error: {ours}:9: {PLACE}.resolution: '4' {problem}\n"
            ),
        )
        assert run("due", "gold", "P1", FRIDAY, "-m", ours) == (
            2,
            "",
            (
                f"error: ours.toml: {PLACE}.response: '1' {problem} "
                "(and 1 more; `slaclock check` lists them)\n"
            ),
        )

    def test_errors_as_json(self, ours: Path) -> None:
        ours.write_text(OURS.replace("1 h", "1"))
        ran = run("check", ours, "--json")
        assert (ran.code, ran.err) == (2, "")
        data = json.loads(ran.out)
        assert data["ok"] is False
        assert [(one["line"], one["path"]) for one in data["errors"]] == [(9, f"{PLACE}.response")]

    def test_text_that_is_no_toml_says_the_line_itself(self, ours: Path) -> None:
        ours.write_text("id = \n")
        ran = run("check", ours)
        assert ran.code == 2
        assert ran.err.startswith(f"error: {ours}: TOML cannot be read: ")

    def test_unknown_bundled_name(self) -> None:
        ran = run("check", "wotnott")
        assert ran.code == 2
        assert "unknown matrix 'wotnott'; did you mean 'wotnot'?" in ran.err

    def test_file_that_is_not_there(self, tmp_path: Path) -> None:
        ran = run("check", tmp_path / "gone.toml")
        assert ran.code == 2
        assert "gone.toml: cannot be read: No such file or directory" in ran.err

    def test_repeated_holiday_is_a_finding_and_elsewhere_a_warning(self, ours: Path) -> None:
        twice = 'calendars.office]\nholidays = ["2026-05-01", "2026-05-01"]'
        ours.write_text(OURS.replace("calendars.office]", twice))
        message = "holidays: 2026-05-01 is given twice"
        ran = run("check", ours)
        assert (ran.code, ran.err) == (1, "")
        assert message in ran.out
        shown = run_process("matrix", "-m", ours)
        assert (shown.code, shown.err) == (0, f"warning: ours.toml: calendars.office: {message}\n")

    def test_no_file_fails(self) -> None:
        ran = run("check")
        assert ran.code == 2
        assert "Missing argument" in ran.err

    def test_file_of_another_format_has_no_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.json"
        path.write_text(json.dumps({"id": "ours", "plans": {}}))
        ran = run("check", path)
        assert ran.code == 2
        assert ran.err.splitlines()[0].startswith(f"error: {path}: ")


class TestTime:
    @pytest.mark.parametrize(("at", "code"), [("2025-03-02T09:00Z", 0), ("2026-03-02T09:00Z", 1)])
    def test_holidays_that_end_within_a_year_of_asking(
        self, ours: Path, at: str, code: int
    ) -> None:
        ours.write_text(OURS.replace("[priorities", 'holidays = ["2026-12-25"]\n[priorities'))
        ran = run("check", ours, "--at", at)
        assert ran.code == code
        assert ("[holidays-end]" in ran.out) == bool(code)

    def test_without_a_time_it_is_asked_now(self, ours: Path) -> None:
        ours.write_text(OURS.replace("[priorities", 'holidays = ["2020-12-25"]\n[priorities'))
        assert "[holidays-end]" in run("check", ours).out


class TestSilence:
    def test_silenced_findings_are_counted(self, ours: Path) -> None:
        silence = """
[[silence]]
code = "response-after-resolution"
path = "plans.gold"
reason = "so agreed"
"""
        ours.write_text(LATE + silence)
        assert run("check", ours) == (0, f"{ours}: nothing found, 1 silenced, no examples\n", "")
        (silenced,) = from_json("check", ours)["silenced"]
        assert silenced == {
            "file": str(ours),
            "line": 9,
            "path": PLACE,
            "message": MESSAGE,
            "code": "response-after-resolution",
            "reason": "so agreed",
        }


class TestSeveralFiles:
    def test_names_of_plans_are_compared(self, tmp_path: Path) -> None:
        one, two = tmp_path / "one.toml", tmp_path / "two.toml"
        one.write_text(OURS.replace("gold", "premium"))
        two.write_text(OURS.replace("gold", "premuim"))
        assert run("check", one, two) == (
            1,
            (
                f"{one}:7: plans.premium: {two} spells a plan 'premuim' [other-spelling]\n"
                f"{two}:7: plans.premuim: {one} spells a plan 'premium' [other-spelling]\n"
            ),
            "",
        )

    def test_worst_file_decides_and_the_others_are_told_too(self, tmp_path: Path) -> None:
        good, late, bad = (tmp_path / f"{name}.toml" for name in ("good", "late", "bad"))
        good.write_text(OURS)
        late.write_text(LATE)
        bad.write_text(OURS.replace("4 h", "4"))
        ran = run("check", good, late, bad)
        assert ran.code == 2
        assert ran.out.splitlines() == [
            f"{late}:9: {PLACE}: {MESSAGE} [response-after-resolution]",
            f"{good}: nothing found, no examples",
        ]
        assert ran.err.startswith(f"error: {bad}:9: ")

    def test_folder_of_versions_must_be_a_history(self, tmp_path: Path) -> None:
        for name, start, end in (("a", "2024-01-01", "2025-01-01"), ("b", "2025-07-01", "")):
            until = f"effective_until = {end}\n" if end else ""
            text = OURS.replace("[calendars", f"effective_from = {start}\n{until}[calendars", 1)
            (tmp_path / f"{name}.toml").write_text(text)
        ran = run("check", tmp_path)
        assert ran.code == 2
        assert ran.err.startswith(f"error: {tmp_path}: no version is in force from 2025-01-01")
        assert (
            ran.out == f"{tmp_path / 'a.toml'}: nothing found, no examples\n"
            f"{tmp_path / 'b.toml'}: nothing found, no examples\n"
        )

    def test_folder_without_data_files_fails(self, tmp_path: Path) -> None:
        (tmp_path / "notes.txt").write_text("none")
        ran = run("check", tmp_path)
        message = "is a folder without a data file; nothing is checked"
        assert ran == (2, "", f"error: {tmp_path}: {message}\n")


class TestGithub:
    def test_findings_are_warnings_and_errors_errors(self, tmp_path: Path) -> None:
        late, bad = tmp_path / "a,b:100%.toml", tmp_path / "bad.toml"
        late.write_text(LATE)
        bad.write_text(OURS.replace("4 h", "4 %\\n\u2028"))
        ran = run("check", late, bad, "--format", "github")
        assert (ran.code, ran.err) == (2, "")
        errors, warnings = ran.out.splitlines()
        escaped = f"{tmp_path}/a%2Cb%3A100%25.toml"
        title = "title=response-after-resolution"
        assert warnings == f"::warning file={escaped},line=9,{title}::{PLACE}: {MESSAGE}"
        assert errors.startswith(
            f"::error file={bad},line=9,title=error::{PLACE}.resolution: '4 %25"
        )
        assert "\u2028" not in errors

    def test_good_file_has_no_annotation(self, ours: Path) -> None:
        assert run("check", ours, "--format", "github") == (0, "", "")
