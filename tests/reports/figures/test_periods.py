"""Days, weeks, months and quarters in a zone."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from slaclock.errors import TextError
from slaclock.reports.figures.periods import (
    hours_of_week,
    label_of,
    period_named,
    periods_of,
    start_of,
)


class TestPeriods:
    ZONE = ZoneInfo("Asia/Kolkata")

    def micros(self, *texts: str) -> np.ndarray:
        return np.array(
            [int(datetime.fromisoformat(text).timestamp()) * 1_000_000 for text in texts], np.int64
        )

    @pytest.mark.parametrize(
        ("kind", "label"),
        [("day", "2027-01-01"), ("week", "2026-W53"), ("month", "2027-01"), ("quarter", "2027-Q1")],
    )
    def test_period_is_that_of_the_local_date(self, kind: str, label: str) -> None:
        """Half past six in the evening of the old year in UTC is the new year in India."""
        periods = periods_of(self.micros("2026-12-31T18:30:00+00:00"), self.ZONE, kind)
        assert [period.label for period in periods.periods] == [label]

    def test_periods_without_tickets_are_there(self) -> None:
        instants = self.micros("2026-01-15T00:00:00+00:00", "2026-04-15T00:00:00+00:00")
        periods = periods_of(instants, self.ZONE, "month")
        assert [period.label for period in periods.periods] == [
            "2026-01",
            "2026-02",
            "2026-03",
            "2026-04",
        ]
        assert periods.places.tolist() == [0, 3]

    def test_too_many_periods_are_refused(self) -> None:
        instants = self.micros("1990-01-01T00:00:00+00:00", "2026-01-01T00:00:00+00:00")
        with pytest.raises(TextError, match="gives over 5,000 periods"):
            periods_of(instants, self.ZONE, "day")

    def test_unknown_kind_is_refused(self) -> None:
        with pytest.raises(TextError, match="kinds: day, week, month, quarter, year"):
            periods_of(self.micros(), self.ZONE, "decade")  # type: ignore[arg-type]

    def test_year(self) -> None:
        day = datetime(2026, 8, 2).date()
        assert start_of(day, "year") == datetime(2026, 1, 1).date()
        assert label_of(start_of(day, "year"), "year") == "2026"

    @pytest.mark.parametrize(
        ("text", "first", "end"),
        [
            ("2026-10-31", date(2026, 10, 31), date(2026, 11, 1)),
            ("2026-10", date(2026, 10, 1), date(2026, 11, 1)),
            ("2026-12", date(2026, 12, 1), date(2027, 1, 1)),
            ("2026-Q1", date(2026, 1, 1), date(2026, 4, 1)),
            ("2026-W01", date(2025, 12, 29), date(2026, 1, 5)),
            (" 2026 ", date(2026, 1, 1), date(2027, 1, 1)),
        ],
    )
    def test_period_by_its_name(self, text: str, first: date, end: date) -> None:
        assert period_named(text)[:2] == (first, end)

    @pytest.mark.parametrize("text", ["October", "2026-Q5", "2026-1", "26-10-01", "", "2026-10-3"])
    def test_name_of_no_period_is_refused(self, text: str) -> None:
        with pytest.raises(TextError, match="is no date and no period; write 2026-10-31, 2026-10"):
            period_named(text)

    @pytest.mark.parametrize("text", ["2026-02-29", "2026-13", "2026-W54", "0000"])
    def test_date_that_there_is_not_is_refused(self, text: str) -> None:
        with pytest.raises(TextError, match="is no date: "):
            period_named(text)

    def test_quarter_and_week_begin(self) -> None:
        day = datetime(2026, 8, 2).date()
        assert start_of(day, "quarter") == datetime(2026, 7, 1).date()
        assert start_of(day, "week") == datetime(2026, 7, 27).date()
        assert label_of(start_of(day, "week"), "week") == "2026-W31"

    def test_hour_of_the_week_follows_clock_changes(self) -> None:
        """In New York clocks went forward at 2 on 8 March 2026, a Sunday: 07:30 UTC is 03:30."""
        zone = ZoneInfo("America/New_York")
        instants = self.micros("2026-03-08T06:30:00+00:00", "2026-03-08T07:30:00+00:00")
        assert (hours_of_week(instants, zone) - 6 * 24).tolist() == [1, 3]
