"""Any entry of holidays takes hours."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from slaclock import Calendar
from slaclock.calendars.calendar import CalendarWarning
from slaclock.instants import to_micros
from slaclock.ledger import stretches
from tests.calendars.holidays.half import HALF, desk, open_on

ICS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Example//Closures//EN
BEGIN:VEVENT
UID:1@example.com
DTSTAMP:20260101T000000Z
DTSTART;VALUE=DATE:20261224
SUMMARY:Christmas Eve
END:VEVENT
END:VCALENDAR
"""


class TestEntries:
    # 24 December 2026 is a Thursday.
    @pytest.mark.parametrize(
        "entry",
        [
            {"date": "2026-12-24"},
            {"rrule": "FREQ=YEARLY", "start": "2025-12-24"},
            {"country": "IS", "categories": ["half_day"]},
            {"ics": "closures.ics"},
        ],
        ids=lambda entry: next(iter(entry)),
    )
    def test_any_entry_takes_hours(self, entry: dict[str, Any], tmp_path: Path) -> None:
        (tmp_path / "closures.ics").write_text(ICS)
        calendar = desk({**entry, **HALF}, folder=tmp_path)
        assert open_on(calendar, "2026-12-24") == ["09:00-13:00"]
        assert open_on(calendar, "2026-12-23") == ["09:00-17:00"]
        again = Calendar.model_validate(calendar.content())
        assert again == calendar == pickle.loads(pickle.dumps(calendar))
        assert open_on(again, "2026-12-24") == ["09:00-13:00"]

    def test_work_stops_at_the_end_of_the_half_day(self) -> None:
        calendar = desk({"date": "2026-12-24", "name": "Christmas Eve", **HALF})
        thursday = datetime(2026, 12, 24, 12, tzinfo=calendar.zone)
        assert calendar.add(thursday, timedelta(hours=2)) == datetime(
            2026, 12, 25, 10, tzinfo=calendar.zone
        )

    def test_ledger_names_it(self) -> None:
        calendar = desk({"date": "2026-12-24", "name": "Christmas Eve", **HALF})
        start = to_micros(datetime(2026, 12, 24, 9, tzinfo=calendar.zone))
        end = to_micros(datetime(2026, 12, 25, 10, tzinfo=calendar.zone))
        assert [part[2:] for part in stretches(calendar, start, end)] == [
            ("counted", "Christmas Eve"),
            ("closed", "Christmas Eve"),
            ("closed", "night"),
            ("counted", ""),
        ]

    def test_no_hours_close_the_date(self) -> None:
        calendar = desk({"country": "IS", "categories": ["half_day"], "hours": []})
        assert open_on(calendar, "2026-12-24") == []

    def test_exception_wins(self) -> None:
        with pytest.warns(CalendarWarning):
            calendar = desk(
                {"date": "2026-12-24", **HALF}, exceptions={"2026-12-24": ["10:00-11:00"]}
            )
        assert open_on(calendar, "2026-12-24") == ["10:00-11:00"]

    def test_half_day_opens_no_weekend_and_says_so(self) -> None:
        # 26 December 2026 is a Saturday.
        with pytest.warns(CalendarWarning, match="2026-12-26 is a half day, but closed anyway"):
            calendar = desk({"date": "2026-12-26", **HALF})
        assert open_on(calendar, "2026-12-26") == []

    def test_night_of_a_half_day_reaches_into_the_next_date(self) -> None:
        calendar = desk({"date": "2026-12-24", "hours": ["22:00-02:00"]})
        assert calendar.is_open(datetime(2026, 12, 25, 1, tzinfo=calendar.zone))
