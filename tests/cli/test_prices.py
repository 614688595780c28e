"""`slaclock price`: what it prints and writes; the counts are those of `test_prices` of reports."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.commands import run
from tests.reports.priced import CONTRACT, ROWS

SHOWN = """\
Desk: unclear clauses
=====================
7 tickets, 7 verdicts; as of Tue 2026-03-31 00:00 +00:00, Etc/UTC

reading                               verdicts  to breached  to met  other
------------------------------------  --------  -----------  ------  -----
business day                          3
  1 BD is same_time                   2         0            2       0
  1 BD is close_of_business           3         0            3       0
  1 BD is 8 h                         0         0            0       0
bound                                 2
  <=: the deadline itself is in time  1         0            1       0
  <: the deadline itself is late      1         1            0       0
hours                                 3
  gold has the hours of silver        1         0            1       0
  silver has the hours of gold        2         0            2       0
due at closing                        2
  due at the next opening instead     2         0            2       0
"""


@pytest.fixture
def command(tmp_path: Path) -> tuple[str | Path, ...]:
    (tmp_path / "desk.json").write_text(json.dumps(CONTRACT), encoding="utf-8")
    header = "ticket_id,plan,priority,opened_at,resolved_at"
    (tmp_path / "tickets.csv").write_text("\n".join((header, *ROWS)), encoding="utf-8")
    asked = ("--as-of", "2026-03-31T00:00Z")
    return ("price", tmp_path / "desk.json", tmp_path / "tickets.csv", *asked)


def test_table_is_that_of_the_hand_worked_counts(command: tuple[str | Path, ...]) -> None:
    assert run(*command) == (0, SHOWN, "")


def test_table_fits_a_terminal() -> None:
    assert max(map(len, SHOWN.splitlines())) <= 80


def test_holidays_that_may_be_meant(command: tuple[str | Path, ...]) -> None:
    ran = run(*command, "--holidays", "BG")
    assert "  those of BG are observed            2         0            2       0" in ran.out
    assert run(*command, "--holidays", "Bulgaria").code == 2


def test_page_and_csv_are_written(command: tuple[str | Path, ...], tmp_path: Path) -> None:
    page, rows = tmp_path / "page.html", tmp_path / "rows.csv"
    ran = run(*command, "--out", page, "--csv", rows)
    assert ran.out == f"{SHOWN}written: {page}\nwritten: {rows}\n"
    assert "Bound: 2 verdicts" in page.read_text(encoding="utf-8")
    with rows.open(encoding="utf-8", newline="") as file:
        changed = [int(row["changed"]) for row in csv.DictReader(file)]
    assert changed == [2, 3, 0, 1, 1, 1, 2, 2]


def test_json(command: tuple[str | Path, ...]) -> None:
    data = json.loads(run(*command, "--json").out)
    assert {one["clause"]: one["verdicts"] for one in data["clauses"]} == {
        "business day": 3,
        "bound": 2,
        "hours": 3,
        "due at closing": 2,
    }


def test_input_is_never_written_over(command: tuple[str | Path, ...]) -> None:
    ran = run(*command, "--csv", command[2])
    assert ran.code == 2
    assert "writing would destroy it" in ran.err


def test_file_without_tickets(command: tuple[str | Path, ...], tmp_path: Path) -> None:
    (tmp_path / "tickets.csv").write_text("ticket_id,plan,priority,opened_at,resolved_at\n")
    ran = run(*command)
    assert ran.code == 0, ran.err
    assert "0 tickets, 0 verdicts" in ran.out


class TestReport:
    """`slaclock report --price` says the same below its own figures."""

    def ran(self, command: tuple[str | Path, ...], *options: str) -> str:
        _, matrix, tickets, *asked = command
        return run("report", tickets, "-m", matrix, *asked, *options).out

    def test_table_is_printed(self, command: tuple[str | Path, ...]) -> None:
        table = SHOWN[SHOWN.index("reading ") :]
        assert f"Unclear clauses\n===============\n{table}" in self.ran(command, "--price")
        assert "Unclear clauses" not in self.ran(command)

    def test_holidays_that_may_be_meant(self, command: tuple[str | Path, ...]) -> None:
        ran = self.ran(command, "--price-holidays", "BG")
        assert "  those of BG are observed            2         0            2       0" in ran

    def test_json_has_it(self, command: tuple[str | Path, ...]) -> None:
        found = json.loads(self.ran(command, "--json", "--price"))["price"]
        assert [one["clause"] for one in found] == [
            *("business day", "bound", "hours", "due at closing")
        ]
