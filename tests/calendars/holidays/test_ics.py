"""All-day closures from an iCalendar file."""

from __future__ import annotations

import sys
import warnings
from datetime import date
from pathlib import Path

import pytest

from slaclock import Calendar, load_matrix
from slaclock.calendars.holidays import FixedHoliday
from slaclock.calendars.holidays.ics import read_closures
from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.errors import HolidayError, MatrixError, MissingExtraError


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT"])


def written(folder: Path, *events: str) -> Path:
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    path = folder / "closures.ics"
    path.write_bytes("\r\n".join([*head, *events, "END:VCALENDAR", ""]).encode())
    return path


class TestClosures:
    def test_one_day_with_its_name(self, tmp_path: Path) -> None:
        path = written(tmp_path, event("DTSTART;VALUE=DATE:20260126", "SUMMARY:Republic Day"))
        assert read_closures(path) == (FixedHoliday(date(2026, 1, 26), "Republic Day"),)

    @pytest.mark.parametrize("end", ["DTEND;VALUE=DATE:20260104", "DURATION:P3D"])
    def test_several_days_up_to_the_one_that_is_open_again(self, end: str, tmp_path: Path) -> None:
        path = written(tmp_path, event("DTSTART;VALUE=DATE:20260101", end))
        days = [date(2026, 1, day) for day in (1, 2, 3)]
        assert read_closures(path) == tuple(FixedHoliday(day) for day in days)

    def test_name_becomes_one_line(self, tmp_path: Path) -> None:
        lines = ("DTSTART;VALUE=DATE:20260126", "SUMMARY:Republic\\nDay\x1b[2J")
        (holiday,) = read_closures(written(tmp_path, event(*lines)))
        assert holiday == FixedHoliday(date(2026, 1, 26), "Republic Day [2J")

    def test_rule_recurs_without_its_exceptions(self, tmp_path: Path) -> None:
        lines = (
            "DTSTART;VALUE=DATE:20260101",
            "RRULE:FREQ=YEARLY",
            "EXDATE;VALUE=DATE:20270101",
            "RDATE;VALUE=DATE:20260704",
            "SUMMARY:New Year",
        )
        found = read_closures(written(tmp_path, event(*lines)))
        start, gone = date(2026, 1, 1), (date(2027, 1, 1),)
        assert found == (
            Recurrence("FREQ=YEARLY", start, "New Year", gone),
            FixedHoliday(date(2026, 7, 4), "New Year"),
        )

    def test_rule_of_several_days_recurs_on_each(self, tmp_path: Path) -> None:
        lines = (
            "DTSTART;VALUE=DATE:20261224",
            "DTEND;VALUE=DATE:20261227",
            "RRULE:FREQ=YEARLY",
            "EXDATE;VALUE=DATE:20271224",
        )
        found = read_closures(written(tmp_path, event(*lines)))
        assert found == tuple(
            Recurrence("FREQ=YEARLY", date(2026, 12, day), "", (date(2027, 12, day),))
            for day in (24, 25, 26)
        )

    def test_dates_that_are_added_without_a_rule(self, tmp_path: Path) -> None:
        lines = (
            "DTSTART;VALUE=DATE:20260101",
            "RDATE;VALUE=DATE:20260704,20260705",
            "RDATE;VALUE=DATE:20260801",
        )
        found = read_closures(written(tmp_path, event(*lines)))
        days = [date(2026, 1, 1), date(2026, 7, 4), date(2026, 7, 5), date(2026, 8, 1)]
        assert found == tuple(FixedHoliday(day) for day in days)

    def test_cancelled_event_is_left_out(self, tmp_path: Path) -> None:
        held = event("DTSTART;VALUE=DATE:20260126")
        cancelled = event("DTSTART;VALUE=DATE:20260127", "STATUS:CANCELLED")
        assert read_closures(written(tmp_path, held, cancelled)) == (
            FixedHoliday(date(2026, 1, 26)),
        )


class TestRefusals:
    @pytest.mark.parametrize(
        ("lines", "message"),
        [
            pytest.param(
                ("DTSTART:20260126T090000", "SUMMARY:Meeting"),
                "'Meeting' in closures.ics has a time of day ('2026-01-26 09:00:00'); only all-day "
                "events close a calendar, for hours use exceptions",
                id="time of day",
            ),
            pytest.param(("SUMMARY:X",), "'X' in closures.ics has no DTSTART", id="no start"),
            pytest.param(
                ("DTSTART;VALUE=DATE:20260126", "DTEND;VALUE=DATE:20260126"),
                "'' in closures.ics ends on 2026-01-26, not within a year after 2026-01-26",
                id="no length",
            ),
            pytest.param(
                ("DTSTART;VALUE=DATE:20260126", "DTEND;VALUE=DATE:20290126"),
                "'' in closures.ics ends on 2029-01-26, not within a year after 2026-01-26",
                id="three years",
            ),
            pytest.param(
                ("DTSTART;VALUE=DATE:20260126", "RRULE:FREQ=YEARLY", "RRULE:FREQ=MONTHLY"),
                "'' in closures.ics has more than one RRULE",
                id="two rules",
            ),
            pytest.param(
                (
                    "DTSTART;VALUE=DATE:20260126",
                    "DTEND;VALUE=DATE:20260128",
                    "RRULE:FREQ=MONTHLY;BYDAY=2SA",
                ),
                "'FREQ=MONTHLY;BYDAY=2SA' is a rule with BY parts on an event of several days",
                id="rule by weekday over days",
            ),
        ],
    )
    def test_event_that_is_no_closure(
        self, lines: tuple[str, ...], message: str, tmp_path: Path
    ) -> None:
        with pytest.raises(HolidayError) as caught:
            read_closures(written(tmp_path, event(*lines)))
        assert str(caught.value) == message

    def test_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(HolidayError, match=r"none\.ics' cannot be read: No such file"):
            read_closures(tmp_path / "none.ics")

    def test_deep_folder_loses_its_front_and_not_the_name(self, tmp_path: Path) -> None:
        path = tmp_path / ("deep" * 25) / "none.ics"
        with pytest.raises(HolidayError, match=r"^'\.\.\.[^ ]*deep/none\.ics' cannot be read: "):
            read_closures(path)

    def test_large_file(self, tmp_path: Path) -> None:
        path = tmp_path / "large.ics"
        path.write_bytes(b"X" * (2**20 + 1))
        with pytest.raises(HolidayError, match="is over 1 MiB; closures take a few kB"):
            read_closures(path)

    def test_other_content(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.ics"
        path.write_text("just some notes\n", encoding="utf-8")
        with pytest.raises(HolidayError, match="is not an iCalendar file: "):
            read_closures(path)

    def test_calendar_without_events(self, tmp_path: Path) -> None:
        with pytest.raises(HolidayError, match="is an iCalendar file without events"):
            read_closures(written(tmp_path))

    def test_missing_package_names_the_extra(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "icalendar", None)
        with pytest.raises(MissingExtraError) as caught:
            read_closures(tmp_path / "closures.ics")
        assert str(caught.value) == (
            "reading an iCalendar file needs the package icalendar; "
            "install it with: pip install 'slaclock[ics]'"
        )


class TestInData:
    MATRIX = """
id = "ours"
[calendars.office]
timezone = "Asia/Kolkata"
hours = { mon-fri = ["09:00-19:00"] }
holidays = [{ ics = "closures.ics" }]
[priorities.P1]
[plans.gold]
calendar = "office"
targets.P1 = { resolution = "4 h" }
"""

    def test_file_stands_beside_the_matrix(self, tmp_path: Path) -> None:
        written(tmp_path, event("DTSTART;VALUE=DATE:20260126", "SUMMARY:Republic Day"))
        path = tmp_path / "ours.toml"
        path.write_text(self.MATRIX, encoding="utf-8")
        office = load_matrix(path).calendars["office"]
        assert office.hours_on(date(2026, 1, 26))[2:] == ("holiday", "Republic Day")
        assert office.content()["holidays"] == [{"date": "2026-01-26", "name": "Republic Day"}]

    def test_error_names_the_matrix_and_its_place(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        path.write_text(self.MATRIX, encoding="utf-8")
        with pytest.raises(MatrixError) as caught:
            load_matrix(path)
        message = str(caught.value)
        assert message.startswith("ours.toml: calendars.office.holidays[0]: ")
        assert "closures.ics" in message
        assert "No such file" in message

    def test_shared_holidays_are_named_too(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        shared = 'holidays = ["2026-05-01", { ics = "none.ics" }]\n'
        path.write_text(shared + self.MATRIX, encoding="utf-8")
        with pytest.raises(MatrixError) as caught:
            load_matrix(path)
        assert [problem.path for problem in caught.value.problems] == [
            "holidays[1]",
            "calendars.office.holidays[0]",
        ]

    def test_calendar_takes_the_folder_as_an_argument(self, tmp_path: Path) -> None:
        written(tmp_path, event("DTSTART;VALUE=DATE:20260126"))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            calendar = Calendar(
                timezone="UTC",
                hours={"mon": ["09:00-17:00"]},
                holidays=[{"ics": "closures.ics"}],
                folder=tmp_path,
            )
        assert calendar.hours_on(date(2026, 1, 26)).cause == "holiday"
