"""Whole columns in one format: the quick way reads as the slow one."""

from __future__ import annotations

from datetime import UTC

import pytest

from tests.reports.reading.times import read, utc
from tests.world import KOLKATA


class TestLongColumns:
    @pytest.mark.parametrize(
        ("pattern", "text", "odd"),
        [
            ("%m/%d/%Y %I:%M:%S %p", "11/24/2026 06:30:00 PM", "11/24/2026 06:30:60 PM"),
            ("%d-%m-%Y %H:%M", "24-11-2026 18:30", "24-13-2026 18:30"),
            ("%d/%m/%Y %H:%M", "24/11/2026 18:30", "24/11/26 18:30"),
        ],
    )
    def test_quick_way_reads_as_the_slow_way(self, pattern: str, text: str, odd: str) -> None:
        """Texts of one length are read at once; one of another length sends all the slow way."""
        quick = read(text, text, None, zone=KOLKATA, formats=(pattern,))
        slow = read(text, odd, None, zone=KOLKATA, formats=(pattern,))
        assert quick.instants.to_list() == [utc("2026-11-24 13:00")] * 2 + [None]
        assert slow.instants.to_list() == [utc("2026-11-24 13:00"), None, None]
        assert slow.problems.to_list() == [None, "unreadable_time", None]

    def test_second_60_is_not_carried_over(self) -> None:
        times = read("2026-11-24 10:00:60", "2026-11-24 10:00:00", zone=UTC)
        assert times.problems.to_list() == ["unreadable_time", None]

    def test_rare_format_is_found_after_many_of_another(self) -> None:
        values = ["2026-11-24 10:00:00"] * 2000 + ["rubbish", "24-Nov-2026 10:00"]
        times = read(*values, zone=UTC)
        assert times.problems.to_list()[-2:] == ["unreadable_time", None]
        assert [reading.format for reading in times.readings] == ["iso", "%d-%b-%Y %H:%M"]

    def test_column_without_values_has_no_format(self) -> None:
        times = read(None, None)
        assert times.readings == ()
        assert times.instants.null_count() == 2
