"""Whether a date is day-first or month-first: what decides it, and what is asked for."""

from __future__ import annotations

from datetime import UTC

import pytest

from slaclock.reports.errors import UndecidedTimesError
from tests.reports.reading.times import read, utc


class TestDayOrMonthFirst:
    def test_value_over_twelve_decides_for_the_column(self) -> None:
        times = read("04/05/2026 10:00", "24/05/2026 10:00", zone=UTC)
        assert times.instants.to_list() == [utc("2026-05-04 10:00"), utc("2026-05-24 10:00")]
        assert times.readings[0].because == "day-first, as '24/05/2026 10:00' shows"

    def test_value_over_twelve_in_second_place_means_month_first(self) -> None:
        times = read("04/05/2026 10:00", "04/24/2026 10:00", zone=UTC)
        assert times.instants[0] == utc("2026-04-05 10:00")
        assert times.readings[0].because == "month-first, as '04/24/2026 10:00' shows"

    def test_evidence_may_stand_anywhere_in_a_long_column(self) -> None:
        values = ["04/05/2026 10:00"] * 5000 + ["04/24/2026 10:00"]
        assert read(*values, zone=UTC).instants[0] == utc("2026-04-05 10:00")

    def test_number_that_is_no_day_is_no_evidence(self) -> None:
        with pytest.raises(UndecidedTimesError, match="may be day-first or month-first"):
            read("04/05/2026 10:00", "04/77/2026 10:00", zone=UTC)

    def test_column_with_both_is_refused(self) -> None:
        with pytest.raises(UndecidedTimesError) as caught:
            read("24/05/2026 10:00", "05/24/2026 10:00", zone=UTC)
        assert str(caught.value) == (
            "file.csv: column 'at': '24/05/2026 10:00' is day-first, but '05/24/2026 10:00' is "
            "month-first; split the file, or declare formats with --time-format"
        )

    def test_order_that_is_declared_needs_no_evidence(self) -> None:
        assert read("04/05/2026 10:00", zone=UTC, dates="day-first").instants[0] == utc(
            "2026-05-04 10:00"
        )

    def test_value_against_the_declared_order_is_listed_not_turned(self) -> None:
        times = read("04/05/2026 10:00", "05/24/2026 10:00", zone=UTC, dates="day-first")
        assert times.problems.to_list() == [None, "unreadable_time"]


class TestYearsOfTwoDigits:
    def test_a_number_over_twelve_in_the_middle_decides(self) -> None:
        assert read("05-24-26 10:00", zone=UTC).instants[0] == utc("2026-05-24 10:00")

    def test_a_number_over_31_at_the_end_decides(self) -> None:
        assert read("24-05-99 10:00", zone=UTC).instants[0] == utc("1999-05-24 10:00")

    def test_days_that_change_and_a_year_that_does_not_decide(self) -> None:
        values = [f"{day:02}-11-26 10:00" for day in range(1, 29)]
        assert read(*values, zone=UTC).instants[0] == utc("2026-11-01 10:00")

    def test_first_numbers_that_hardly_change_are_years(self) -> None:
        with pytest.raises(UndecidedTimesError, match="may stand first or last"):
            read(*(f"26/05/{day:02} 10:00" for day in range(1, 29)), zone=UTC)
