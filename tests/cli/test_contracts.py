"""`slaclock freeze` and `slaclock diff`."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock import load_matrix
from slaclock.matrices.freezing import freeze
from tests.commands import from_json, run

CONTRACT = """id = "ours"
[calendars.office]
timezone = "Asia/Kolkata"
hours = { mon-fri = ["09:00-19:00"] }
holidays = [{ country = "IN" }]
[priorities.P1]
[plans.gold]
calendar = "office"
targets.P1 = { resolution = "8 h" }
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Return the file of a contract."""
    path = tmp_path / "ours.toml"
    path.write_text(CONTRACT, encoding="utf-8")
    return path


class TestFreeze:
    def test_file_is_the_frozen_contract(self, ours: Path) -> None:
        out = ours.with_name("frozen.toml")
        ran = run("freeze", ours, "--years", "2026-2027", "-o", out)
        assert (ran.code, ran.out) == (0, f"written: {out}\n")
        assert load_matrix(out) == freeze(load_matrix(ours), [2026, 2027])

    def test_without_a_file_it_is_printed(self, ours: Path) -> None:
        ran = run("freeze", ours, "--years", "2026")
        out = ours.with_name("frozen.toml")
        out.write_text(ran.out, encoding="utf-8")
        assert load_matrix(out) == freeze(load_matrix(ours), [2026])

    def test_json_is_its_content(self, ours: Path) -> None:
        found = from_json("freeze", ours, "--years", "2026")
        assert found == freeze(load_matrix(ours), [2026]).content()

    @pytest.mark.parametrize("name", ["ours.toml", "there.toml", "frozen.json", "no/frozen.toml"])
    def test_nothing_is_written_over_or_under_another_name(self, ours: Path, name: str) -> None:
        there = ours.with_name("there.toml")
        there.write_text("kept", encoding="utf-8")
        ran = run("freeze", ours, "--years", "2026", "-o", ours.parent / name)
        assert ran.code == 2
        assert (ours.read_text(encoding="utf-8"), there.read_text()) == (CONTRACT, "kept")

    def test_years_that_are_none(self, ours: Path) -> None:
        ran = run("freeze", ours, "--years", "soon")
        assert (ran.code, ran.out) == (2, "")
        assert "'soon' are no years; write them like 2026-2028" in ran.err


class TestDiff:
    def test_equal_contracts(self, ours: Path) -> None:
        assert run("diff", ours, ours) == (0, "no difference\n", "")

    def test_difference_is_shown_and_is_the_exit_code(self, ours: Path) -> None:
        other = ours.with_name("other.toml")
        other.write_text(CONTRACT.replace("8 h", "6 h"), encoding="utf-8")
        ran = run("diff", ours, other)
        assert ran.code == 1
        assert "promise  plans.gold.targets.P1.resolution  8 h (office)  6 h (office)" in ran.out

    def test_tickets_that_move(self, ours: Path) -> None:
        other, tickets = ours.with_name("other.toml"), ours.with_name("tickets.csv")
        other.write_text(CONTRACT.replace("8 h", "6 h"), encoding="utf-8")
        lines = ["plan,priority,opened_at", *["gold,P1,2026-03-02T09:00+05:30"] * 30]
        tickets.write_text("\n".join(lines), encoding="utf-8")
        ran = run("diff", ours, other, "--tickets", tickets)
        assert "30 deadlines move, of 30 of 30 tickets\n" in ran.out
        assert ran.out.endswith("and 10 more\n")
        ran_json = run("diff", ours, other, "--tickets", tickets, "--json")
        assert '"deadlines": 30' in ran_json.out
        assert run("diff", ours, ours, "--tickets", tickets).out == (
            "no difference\n\n0 deadlines move, of 0 of 30 tickets\n"
        )
