"""`slaclock elapsed` and `slaclock windows`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import OURS
from tests.commands import from_json, run

FRIDAY = "2026-03-06T18:30+05:30"


class TestElapsed:
    @pytest.mark.parametrize(
        ("start", "end", "shown", "micros"),
        [
            ("2026-03-06T18:30", "2026-03-09T10:00", "1 h 30 min", 5_400_000_000),
            ("2026-03-09T10:00", "2026-03-06T18:30", "-1 h 30 min", -5_400_000_000),
            ("2026-03-07T10:00", "2026-03-08T10:00", "0 s", 0),
        ],
    )
    def test_open_time(self, start: str, end: str, shown: str, micros: int) -> None:
        command = ("elapsed", start, end, "-c", "business", "--tz", "Asia/Kolkata")
        assert run(*command) == (0, f"{shown}\n", "")
        data = from_json(*command)
        assert data == {
            "calendar": "business",
            "start": f"{start}:00+05:30",
            "end": f"{end}:00+05:30",
            "elapsed": shown,
            "elapsed_us": micros,
        }

    def test_only_calendar_of_a_matrix_needs_no_name(self, ours: Path) -> None:
        ran = run("elapsed", "2026-03-06T16:00+01:00", "2026-03-09T10:00+01:00", "-m", ours)
        assert ran == (0, "2 h\n", "")

    def test_several_calendars_ask_for_a_name(self) -> None:
        ran = run("elapsed", FRIDAY, FRIDAY)
        assert ran.code == 2
        assert "--calendar: the matrix has several; name one of business, extended" in ran.err

    def test_unknown_calendar(self) -> None:
        ran = run("elapsed", FRIDAY, FRIDAY, "--calendar", "busines")
        assert ran == (
            2,
            "",
            (
                "error: unknown calendar 'busines'; did you mean 'business'? "
                "calendars: business, extended, always\n"
            ),
        )


class TestWindows:
    COMMAND = ("windows", "2026-03-06T18:30+05:30", "2026-03-09T10:00+05:30", "-c", "business")

    def test_windows_as_a_table(self) -> None:
        assert run(*self.COMMAND) == (
            0,
            (
                "opens                        closes                       open time\n"
                "---------------------------  ---------------------------  ---------\n"
                "Fri 2026-03-06 18:30 +05:30  Fri 2026-03-06 19:00 +05:30  30 min\n"
                "Mon 2026-03-09 09:00 +05:30  Mon 2026-03-09 10:00 +05:30  1 h\n"
            ),
            "",
        )

    def test_windows_as_json(self) -> None:
        assert from_json(*self.COMMAND)["windows"] == [
            {"opens_at": "2026-03-06T18:30:00+05:30", "closes_at": "2026-03-06T19:00:00+05:30"},
            {"opens_at": "2026-03-09T09:00:00+05:30", "closes_at": "2026-03-09T10:00:00+05:30"},
        ]

    def test_weekend_has_none_and_says_so_beside_the_data(self) -> None:
        weekend = ("windows", "2026-03-07T00:00Z", "2026-03-08T00:00Z", "-c", "business")
        assert run(*weekend) == (0, "", "no window opens in that time\n")
        assert from_json(*weekend)["windows"] == []

    def test_end_before_the_start(self) -> None:
        ran = run("windows", "2026-03-08T00:00Z", "2026-03-07T00:00Z", "-c", "business")
        assert ran.code == 2
        assert ran.err.startswith("error: end is out of range")


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """Return a folder of two versions: from 2026 on, Fridays end at noon."""
    folder = tmp_path / "versions"
    folder.mkdir()
    for year, friday in ((2025, "09:00-17:00"), (2026, "09:00-12:00")):
        hours = f'mon-thu = ["09:00-17:00"]\nfri = ["{friday}"]'
        text = OURS.replace('hours = { mon-fri = ["09:00-17:00"] }', "")
        text = text.replace("[priorities", f"[calendars.office.hours]\n{hours}\n[priorities")
        dated = text.replace("[calendars", f"effective_from = {year}-01-01\n[calendars", 1)
        (folder / f"{year}.toml").write_text(dated)
    return folder


class TestVersionsOverTime:
    @pytest.mark.parametrize(
        ("friday", "more", "shown"),
        [
            ("2025-03-07", (), "8 h"),
            ("2026-03-06", (), "3 h"),
            ("2026-03-06", ("--at", "2025-06-01T12:00"), "8 h"),
        ],
    )
    def test_hours_are_those_of_the_version_in_force(
        self, versions: Path, friday: str, more: tuple[str, ...], shown: str
    ) -> None:
        span = (f"{friday}T00:00", f"{friday}T23:59", "-m", versions, "--tz", "Europe/Paris", *more)
        assert run("elapsed", *span) == (0, f"{shown}\n", "")
        ran = run("windows", *span)
        assert ran.out.splitlines()[-1].endswith(f"  {shown}")

    def test_no_version_is_in_force(self, versions: Path) -> None:
        ran = run("elapsed", "2024-03-08T00:00Z", "2024-03-09T00:00Z", "-m", versions)
        assert ran.code == 2
        assert "no version of 'ours' is in force on 2024-03-08" in ran.err

    def test_matrix_shows_the_version_of_a_day(self, versions: Path) -> None:
        for at, hours in (("2025-06-01T12:00Z", "fri 09:00-17:00"), ("now", "fri 09:00-12:00")):
            ran = run("matrix", "-m", versions, "--at", at)
            assert ran.code == 0
            content = from_json("matrix", "-m", versions, "--at", at)
            assert content["calendars"]["office"]["hours"]["fri"] == [hours.removeprefix("fri ")]
