"""Tables of windows and business days, worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slaclock import Calendar
from slaclock.errors import (
    CoverageError,
    InstantRangeError,
    NaiveInstantError,
)

KOLKATA = ZoneInfo("Asia/Kolkata")
HOUR = 3_600_000_000


def kolkata(day: int, hour: int = 0) -> datetime:
    """Return an instant of January 2026; the 23rd is a Friday, the 26th Republic Day."""
    return datetime(2026, 1, day, hour, tzinfo=KOLKATA)


@pytest.fixture
def desk() -> Calendar:
    return Calendar(
        timezone="Asia/Kolkata",
        hours={"mon-fri": ["09:00-13:00", "14:00-19:00"]},
        holidays=[{"date": "2026-01-26", "name": "Republic Day"}],
        exceptions={"2026-01-27": {"hours": ["10:00-11:00"], "reason": "Stocktaking"}},
    )


class TestWindowsTable:
    def test_windows_with_the_open_time_before_and_the_causes(self, desk: Calendar) -> None:
        found = desk.windows_table(kolkata(23), kolkata(28, 10))
        assert found.rows == (
            (kolkata(23, 9), kolkata(23, 13), 0, date(2026, 1, 23), "night"),
            (kolkata(23, 14), kolkata(23, 19), 4 * HOUR, date(2026, 1, 23), "break"),
            (
                kolkata(27, 10),
                kolkata(27, 11),
                9 * HOUR,
                date(2026, 1, 27),
                "night; weekend; Republic Day",
            ),
            (
                kolkata(28, 9),
                kolkata(28, 10),
                10 * HOUR,
                date(2026, 1, 28),
                'exception "Stocktaking"; night',
            ),
            (kolkata(28, 10), kolkata(28, 10), None, None, None),
        )

    def test_first_window_is_cut_at_the_start(self, desk: Calendar) -> None:
        rows = desk.windows_table(kolkata(23, 10), kolkata(24)).to_rows()
        assert rows[0]["opens_at"] == kolkata(23, 10)
        assert [row["open_us_before"] for row in rows] == [0, 3 * HOUR, None]

    def test_nothing_open_leaves_the_sentinel(self, desk: Calendar) -> None:
        found = desk.windows_table(kolkata(24), kolkata(25))
        assert found.rows == ((kolkata(25), kolkata(25), None, None, "weekend"),)

    def test_combined_calendar(self, desk: Calendar) -> None:
        lunch = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["13:00-14:00"]})
        rows = (desk | lunch).windows_table(kolkata(23), kolkata(24)).to_rows()
        assert [row["opens_at"] for row in rows] == [kolkata(23, 9), kolkata(24)]

    def test_what_is_refused(self, desk: Calendar) -> None:
        with pytest.raises(InstantRangeError) as caught:
            desk.windows_table(kolkata(23), kolkata(23))
        assert str(caught.value) == (
            "end is out of range: 2026-01-23T00:00:00+05:30; it must be after start, "
            "2026-01-23 00:00:00+05:30"
        )
        with pytest.raises(NaiveInstantError, match=r"^start is naive: 2026-01-01T00:00:00; "):
            desk.windows_table(datetime(2026, 1, 1), kolkata(23))
        with pytest.raises(NaiveInstantError, match=r"^end is naive: 2026-01-30T00:00:00; "):
            desk.windows_table(kolkata(23), datetime(2026, 1, 30))
        holidays = [{"country": "IN", "years": [2025]}]
        other = Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]}, holidays=holidays)
        with pytest.raises(CoverageError):
            other.windows_table(kolkata(23), kolkata(24))


class TestBusinessDaysTable:
    def test_days_that_are_open(self, desk: Calendar) -> None:
        found = desk.business_days_table(kolkata(23, 15), kolkata(28, 10))
        # Five hours of Friday lie before the start; Wednesday goes on after the end.
        assert found.rows == (
            (0, date(2026, 1, 23), kolkata(23, 9), kolkata(23, 19), -5 * HOUR, 9 * 3600),
            (1, date(2026, 1, 27), kolkata(27, 10), kolkata(27, 11), 4 * HOUR, 3600),
            (2, date(2026, 1, 28), kolkata(28, 9), kolkata(28, 19), 5 * HOUR, 9 * 3600),
        )


class TestEnds:
    """Round the clock in 2026; of 2027 nothing is known."""

    ALWAYS = {"mon-sun": ["00:00-24:00"]}

    def desk(self) -> Calendar:
        holidays = [{"country": "BR", "years": [2026]}]
        return Calendar(timezone="UTC", hours=self.ALWAYS, holidays=holidays)

    def test_days_up_to_what_is_not_known(self) -> None:
        start, end = datetime(2026, 12, 30, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
        found = self.desk().business_days_table(start, end).to_rows()
        assert [row["business_date"].day for row in found] == [30, 31]
        with pytest.raises(CoverageError, match="in 2027"):
            self.desk().business_days_table(start, end + timedelta(microseconds=1))

    def test_days_that_only_touch_are_left_out(self, desk: Calendar) -> None:
        found = desk.business_days_table(kolkata(23, 19), kolkata(28, 9)).to_rows()
        assert [row["business_date"].day for row in found] == [27]

    def test_dates_are_those_of_the_calendar(self) -> None:
        """Open from 3 in India, where it is still the evening before in UTC."""
        early = Calendar(timezone="Asia/Kolkata", hours={"fri": ["03:00-04:00"]})
        (row, _) = early.windows_table(kolkata(23), kolkata(24)).to_rows()
        assert row["business_date"] == date(2026, 1, 23)
        assert row["opens_at"].date() == date(2026, 1, 22)


def test_instants_of_a_table_are_in_utc(desk: Calendar) -> None:
    for row in desk.windows_table(kolkata(23), kolkata(24)).to_rows():
        assert row["opens_at"].tzinfo is row["closes_at"].tzinfo is UTC
    for row in desk.business_days_table(kolkata(23), kolkata(24)).to_rows():
        instants = [value for value in row.values() if isinstance(value, datetime)]
        assert all(one.tzinfo is UTC for one in instants)
        assert len(instants) == 2
        assert type(row["open_seconds"]) is int
