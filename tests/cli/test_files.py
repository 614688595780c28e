"""What is read is safe from what is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Ran, run

TICKETS = "id,plan,priority,opened_at\n1,gold,P1,2026-03-06T10:00:00Z\n"
PROFILE = """title = "Ours"
[columns]
id = "id"
plan = "plan"
priority = "priority"
opened_at = "opened_at"
"""
CLOSURES = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\n"
    "DTSTART;VALUE=DATE:20260302\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
ZONE = 'timezone = "Europe/Paris"\n'
Write = Callable[[Path], Ran]


@pytest.fixture
def folder(tmp_path: Path, ours: Path) -> Path:
    (tmp_path / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    (tmp_path / "profile.csv").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "closures.ics").write_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n", encoding="utf-8")
    (tmp_path / "sla.csv").symlink_to(ours)
    return tmp_path


def report(option: str) -> Write:
    def write(out: Path) -> Ran:
        folder = out.parent
        return run(
            *("report", folder / "tickets.csv", "-m", folder / "ours.toml"),
            *("--profile", folder / "profile.csv", option, out),
        )

    return write


def bulk(out: Path) -> Ran:
    return run("bulk", out.parent / "tickets.csv", "-m", out.parent / "ours.toml", "-o", out)


WRITERS = {"report --out": report("--out"), "report --csv": report("--csv"), "bulk": bulk}
READ_ALREADY = "is read or written already; writing would destroy it; choose another name"


class TestCheckOutputs:
    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("tickets.csv", READ_ALREADY),
            ("ours.toml", READ_ALREADY),
            ("sla.csv", READ_ALREADY),
            ("closures.ics", "is of a kind that is only read; choose another name"),
            (".", "is a directory; name a file in it"),
            ("no/such.csv", "is in a directory that does not exist"),
        ],
        ids=["tickets", "contract", "link to the contract", "closures", "folder", "no folder"],
    )
    @pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS.keys())
    def test_file_that_was_read_stays(
        self, folder: Path, write: Write, name: str, problem: str
    ) -> None:
        before = {path: path.read_bytes() for path in folder.iterdir()}
        out = folder / name
        if name in ("no/such.csv", "."):  # the writers look for their files beside the output
            ran = run(
                *("bulk", folder / "tickets.csv", "-m", folder / "ours.toml", "-o", out),
            )
        else:
            ran = write(out)
        assert ran.code == 2
        assert problem in ran.err
        assert {path: path.read_bytes() for path in folder.iterdir()} == before

    @pytest.mark.parametrize("option", ["--out", "--csv"])
    def test_profile_stays(self, folder: Path, option: str) -> None:
        ran = report(option)(folder / "profile.csv")
        assert (ran.code, READ_ALREADY in ran.err) == (2, True)
        assert (folder / "profile.csv").read_text(encoding="utf-8") == PROFILE

    def test_version_of_a_contract_stays(self, folder: Path) -> None:
        (folder / "versions").mkdir()
        version = folder / "versions" / "first.json"
        version.write_text("{}", encoding="utf-8")
        ran = run(
            *("report", folder / "tickets.csv", "-m", version.parent, "--out", version),
        )
        assert (ran.code, READ_ALREADY in ran.err) == (2, True)
        assert version.read_text(encoding="utf-8") == "{}"

    def test_file_that_only_the_contract_names_stays(self, folder: Path) -> None:
        closures = folder / "closures.csv"
        closures.write_bytes(CLOSURES.encode())
        contract = (folder / "ours.toml").read_text(encoding="utf-8")
        holidays = 'holidays = [{ ics = "closures.csv" }]\n'
        (folder / "ours.toml").write_text(contract.replace(ZONE, ZONE + holidays), encoding="utf-8")
        tickets, own = folder / "tickets.csv", folder / "ours.toml"
        for command in ("report", "bulk"):
            option = "--out" if command == "bulk" else "--csv"
            ran = run(command, tickets, "-m", own, option, closures)
            assert (ran.code, "is an input; writing would destroy it" in ran.err) == (2, True)
            assert closures.read_bytes() == CLOSURES.encode()

    def test_other_file_is_replaced(self, folder: Path) -> None:
        out = folder / "out.csv"
        out.write_text("old", encoding="utf-8")
        assert bulk(out).code == 0
        assert out.read_text(encoding="utf-8").startswith("id,plan,priority,opened_at,")
