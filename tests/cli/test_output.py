"""How tables, times and texts are written."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from slaclock.cli.output import printable, show_instant, table
from tests.world import KOLKATA


class TestOutput:
    def test_table_escapes_what_would_break_its_lines(self) -> None:
        assert table([("a", "b"), ("1\n2", "\x1b[2J")]).splitlines() == [
            "a     b",
            "----  -------",
            "1\\n2  \\x1b[2J",
        ]

    def test_joiners_of_indian_scripts_stay(self) -> None:
        assert printable("ક્\u200dષ\u202e") == "ક્\u200dષ\\u202e"

    @pytest.mark.parametrize(
        ("zone", "year", "shown"),
        [
            ("Asia/Kolkata", 2026, "Fri 2026-03-06 09:00 +05:30"),
            ("Africa/Monrovia", 1970, "Fri 1970-03-06 09:00-00:44:30"),
        ],
    )
    def test_offset_of_seconds_stays_whole(self, zone: str, year: int, shown: str) -> None:
        assert show_instant(datetime(year, 3, 6, 9, tzinfo=ZoneInfo(zone))) == shown

    def test_names_of_days_do_not_ask_the_locale(self) -> None:
        class Elsewhere(datetime):
            def __format__(self, form: str) -> str:
                return super().__format__(form.replace("%a", "Mo"))

        assert show_instant(Elsewhere(2026, 3, 9, 12, tzinfo=KOLKATA)) == (
            "Mon 2026-03-09 12:00 +05:30"
        )
