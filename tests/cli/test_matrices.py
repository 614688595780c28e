"""`slaclock check` and `slaclock schema`."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from tests.cli.conftest import OURS
from tests.commands import from_json, run, run_process

FRIDAY = "2026-03-06T18:30+05:30"


class TestCheck:
    def test_good_file(self, ours: Path) -> None:
        assert run("check", ours) == (0, "ours.toml: nothing found\n", "")
        assert from_json("check", ours) == {
            "file": str(ours),
            "ok": True,
            "errors": [],
            "findings": [],
        }

    def test_findings(self, ours: Path) -> None:
        ours.write_text(OURS.replace("1 h", "5 h"))
        ran = run("check", ours)
        assert ran == (
            1,
            (
                "ours.toml: plans.gold.targets.P1: response 5 h is longer than resolution 4 h "
                "[response-after-resolution]\n"
            ),
            "",
        )
        assert from_json("check", ours)["findings"] == [
            {
                "kind": "response-after-resolution",
                "path": "plans.gold.targets.P1",
                "message": "response 5 h is longer than resolution 4 h",
            }
        ]

    def test_every_error_is_listed(self, ours: Path) -> None:
        ours.write_text(OURS.replace("1 h", "1").replace("4 h", "4"))
        problem = "has no unit; write one, such as '4 h', '30 min' or '1 BD'"
        place = "plans.gold.targets.P1"
        assert run("check", ours) == (
            2,
            "",
            (
                f"error: ours.toml: {place}.response: '1' {problem}\n"
                f"error: ours.toml: {place}.resolution: '4' {problem}\n"
            ),
        )
        assert run("due", "gold", "P1", FRIDAY, "-m", ours) == (
            2,
            "",
            (
                f"error: ours.toml: {place}.response: '1' {problem} "
                "(and 1 more; `slaclock check` lists them)\n"
            ),
        )

    def test_errors_as_json(self, ours: Path) -> None:
        ours.write_text(OURS.replace("1 h", "1"))
        ran = run("check", ours, "--json")
        assert (ran.code, ran.err) == (2, "")
        data = json.loads(ran.out)
        assert data["ok"] is False
        assert [entry["path"] for entry in data["errors"]] == ["plans.gold.targets.P1.response"]

    def test_unknown_bundled_name(self) -> None:
        ran = run("check", "wotnott")
        assert ran.code == 2
        assert "unknown matrix 'wotnott'; did you mean 'wotnot'?" in ran.err

    def test_repeated_holiday_is_a_finding_and_elsewhere_a_warning(self, ours: Path) -> None:
        twice = 'calendars.office]\nholidays = ["2026-05-01", "2026-05-01"]'
        ours.write_text(OURS.replace("calendars.office]", twice))
        message = "holidays: 2026-05-01 is given twice"
        ran = run("check", ours)
        assert (ran.code, ran.err) == (1, "")
        assert message in ran.out
        shown = run_process("matrix", "-m", ours)
        assert (shown.code, shown.err) == (0, f"warning: ours.toml: calendars.office: {message}\n")


class TestSchema:
    def test_schema_is_the_committed_one(self) -> None:
        """If it is not, `make schema` writes it anew."""
        committed = files("slaclock.matrices").joinpath("matrix.schema.json").read_text("utf-8")
        ran = run("schema")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == committed
        assert run("schema", "--json").out == committed
