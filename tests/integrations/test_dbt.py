"""The package for dbt: seeds, macros and tests, run by dbt on DuckDB."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import environment

PACKAGE = Path(__file__).parents[2] / "integrations" / "dbt"
duckdb = pytest.importorskip("duckdb")
pytest.importorskip("dbt.adapters.duckdb")

# Worked out by hand. The third, Lite and P2, was opened on Friday 6 March at 17:00. Its response
# is due in 10 h: two on Friday, eight on Monday. Its resolution is due in 50 h: two on Friday;
# it waits from Monday for a week, and the other 48 h end on Friday the 20th at 17:00.
VERDICTS = [
    (1, "2026-03-09 12:30:00+05:30", "met", "2026-03-09 18:30:00+05:30", "met"),
    (2, "2026-03-09 17:00:00+05:30", "breached", "2026-03-11 21:00:00+05:30", "met"),
    (3, "2026-03-09 17:00:00+05:30", "met", "2026-03-20 17:00:00+05:30", "met"),
]
QUERY = """
    select id, response_due::varchar, response_verdict, resolution_due::varchar,
           resolution_verdict
    from ticket_verdicts order by id
"""


def dbt(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dbt.cli.main", *arguments, "--profiles-dir", "."],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), "DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "HOME": str(folder)},
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("dbt") / "slaclock"
    shutil.copytree(PACKAGE, copy)
    subprocess.run(
        [sys.executable, "write_contract.py", "wotnot", "2026-01-01", "2027-01-01", "example"],
        cwd=copy,
        check=True,
        env=environment(),
    )
    assert dbt(copy / "example", "deps").returncode == 0
    return copy / "example"


def test_models_hold_what_was_worked_out(project: Path) -> None:
    built = dbt(project, "build")
    assert built.returncode == 0, built.stdout
    with duckdb.connect(project / "helpdesk.duckdb") as database:
        database.execute("set timezone = 'Asia/Kolkata'")
        rows = database.execute(QUERY).fetchall()
    assert rows == VERDICTS


@pytest.mark.parametrize(
    ("tickets", "failing"),
    [
        ("1,gold,P1,2026-03-06 18:30:00+05:30,,\n", "sla_answered"),
        (
            "1,starter,P1,2026-03-06 18:30:00+05:30,,2026-03-09 18:30:00.000001+05:30\n" * 3,
            "sla_attained",
        ),
        ("1,starter,P1,2026-03-06 18:30:00+05:30,,2026-03-09 10:00:00+05:30\n", "sla_attained"),
    ],
    ids=["no such plan", "all are late", "too few are decided"],
)
def test_a_test_fails(project: Path, tmp_path: Path, tickets: str, failing: str) -> None:
    copy = tmp_path / "slaclock" / "example"
    shutil.copytree(project.parent, copy.parent, symlinks=True)
    seed = copy / "seeds" / "tickets.csv"
    header = seed.read_text(encoding="utf-8").partition("\n")[0]
    seed.write_text(f"{header}\n{tickets}", encoding="utf-8")
    built = dbt(copy, "build")
    assert built.returncode == 1
    assert "FAIL" in built.stdout
    assert failing in built.stdout
