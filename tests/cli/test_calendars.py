"""`slaclock elapsed` and `slaclock windows`."""

from __future__ import annotations

from pathlib import Path

import pytest

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
