"""All-day closures from an iCalendar file."""

from __future__ import annotations

import os
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


def closed_in(year: int, path: Path) -> list[date]:
    return sorted(day for source in read_closures(path) for day in source.in_year(year))


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
        assert found == (
            Recurrence("FREQ=YEARLY", date(2026, 12, 24), "", (date(2027, 12, 24),), 3),
        )
        (rule,) = found
        assert sorted(rule.in_year(2026)) == [date(2026, 12, day) for day in (24, 25, 26)]
        assert rule.in_year(2027) == {}

    def test_rule_by_weekday_over_days(self, tmp_path: Path) -> None:
        """The second Saturday of each month and the Sunday after it; 10 January is one."""
        lines = (
            "DTSTART;VALUE=DATE:20260110",
            "DTEND;VALUE=DATE:20260112",
            "RRULE:FREQ=MONTHLY;BYDAY=2SA",
        )
        (rule,) = read_closures(written(tmp_path, event(*lines)))
        assert sorted(rule.in_year(2026))[:3] == [
            date(2026, 1, 10),
            date(2026, 1, 11),
            date(2026, 2, 14),
        ]

    def test_days_that_reach_into_the_next_year(self, tmp_path: Path) -> None:
        lines = (
            "DTSTART;VALUE=DATE:20261230",
            "DTEND;VALUE=DATE:20270103",
            "RRULE:FREQ=YEARLY",
        )
        (rule,) = read_closures(written(tmp_path, event(*lines)))
        assert sorted(rule.in_year(2027)) == [
            date(2027, 1, 1),
            date(2027, 1, 2),
            date(2027, 12, 30),
            date(2027, 12, 31),
        ]

    EVES = event("DTSTART;VALUE=DATE:20201224", "RRULE:FREQ=YEARLY", "SUMMARY:Eve")
    ONE_OF_THEM = "RECURRENCE-ID;VALUE=DATE:20261224"

    def test_one_of_a_series_that_was_moved(self, tmp_path: Path) -> None:
        moved = event(self.ONE_OF_THEM, "DTSTART;VALUE=DATE:20261223", "SUMMARY:Early")
        assert closed_in(2026, written(tmp_path, self.EVES, moved)) == [date(2026, 12, 23)]
        assert closed_in(2027, tmp_path / "closures.ics") == [date(2027, 12, 24)]

    @pytest.mark.parametrize("status", ["CANCELLED", "cancelled", "Cancelled", " CANCELLED "])
    def test_one_of_a_series_that_was_cancelled(self, status: str, tmp_path: Path) -> None:
        lines = (self.ONE_OF_THEM, "DTSTART;VALUE=DATE:20261224", f"STATUS:{status}")
        path = written(tmp_path, self.EVES, event(*lines))
        assert closed_in(2026, path) == []
        assert closed_in(2027, path) == [date(2027, 12, 24)]

    def test_an_end_equal_to_the_start_is_one_day(self, tmp_path: Path) -> None:
        lines = ("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261224")
        assert closed_in(2026, written(tmp_path, event(*lines))) == [date(2026, 12, 24)]

    def test_a_rule_until_a_time_of_day(self, tmp_path: Path) -> None:
        lines = ("DTSTART;VALUE=DATE:20201224", "RRULE:FREQ=YEARLY;UNTIL=20251231T235959Z")
        path = written(tmp_path, event(*lines))
        assert closed_in(2025, path) == [date(2025, 12, 24)]
        assert closed_in(2026, path) == []

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
                ("DTSTART;VALUE=DATE:20260126", "DTEND;VALUE=DATE:20260125"),
                "'' in closures.ics lasts -1 days from 2026-01-26; it may last 1 to 366, "
                "up to the year 9998",
                id="reversed",
            ),
            pytest.param(
                ("DTSTART;VALUE=DATE:99991231",),
                "'' in closures.ics lasts 1 days from 9999-12-31; it may last 1 to 366, "
                "up to the year 9998",
                id="last date of all",
            ),
            pytest.param(
                ("DTSTART;VALUE=DATE:20260302", "DTSTART;VALUE=DATE:20260303"),
                "'' in closures.ics has more than one DTSTART",
                id="two starts",
            ),
            pytest.param(
                ("DTSTART;VALUE=DATE:20260302", *["RECURRENCE-ID;VALUE=DATE:20260302"] * 2),
                "'' in closures.ics has more than one RECURRENCE-ID",
                id="two dates it stands for",
            ),
            pytest.param(
                (
                    "DTSTART;VALUE=DATE:20260302",
                    "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20260302",
                ),
                "'' in closures.ics moves all that follows; end its rule and add a new event",
                id="all that follows",
            ),
            pytest.param(
                ("DTSTART;VALUE=DATE:20260126", "DTEND;VALUE=DATE:20290126"),
                "'' in closures.ics lasts 1096 days from 2026-01-26; it may last 1 to 366, "
                "up to the year 9998",
                id="three years",
            ),
            pytest.param(
                ("DTSTART;VALUE=DATE:20260126", "RRULE:FREQ=YEARLY", "RRULE:FREQ=MONTHLY"),
                "'' in closures.ics has more than one RRULE",
                id="two rules",
            ),
        ],
    )
    def test_event_that_is_no_closure(
        self, lines: tuple[str, ...], message: str, tmp_path: Path
    ) -> None:
        with pytest.raises(HolidayError) as caught:
            read_closures(written(tmp_path, event(*lines)))
        assert str(caught.value) == message

    @pytest.mark.parametrize(
        "lines",
        [
            pytest.param(("DTSTART;VALUE=DATE:2260302",), id="start"),
            pytest.param(("DTSTART;VALUE=DATE:20260302", "DURATION:P2 D"), id="duration"),
            pytest.param(
                (
                    "DTSTART;VALUE=DATE:20260302",
                    "RRULE:FREQ=YEARLY",
                    "EXDATE;VALUE=DATE:x",
                ),
                id="excluded date",
            ),
        ],
    )
    def test_broken_value_names_the_event(self, lines: tuple[str, ...], tmp_path: Path) -> None:
        path = written(tmp_path, event(*lines, "SUMMARY:Eve"))
        with pytest.raises(HolidayError) as caught:
            read_closures(path)
        assert str(caught.value).startswith(
            "'Eve' in closures.ics has a date or rule that is broken: "
        )
        assert str(caught.value).endswith("; correct it or leave the event out")

    @pytest.mark.parametrize("name", ["a\0.ics", "\ud800.ics"])
    def test_what_is_no_file_name(self, name: str, tmp_path: Path) -> None:
        with pytest.raises(HolidayError, match="cannot be read: it is no file name"):
            read_closures(tmp_path / name)

    def test_a_pipe_is_not_waited_for(self, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.ics")
        with pytest.raises(HolidayError, match="cannot be read: it is not a regular file"):
            read_closures(tmp_path / "pipe.ics")

    def test_more_rules_than_a_calendar_needs(self, tmp_path: Path) -> None:
        daily = event("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY")
        with pytest.raises(HolidayError, match="has more than 10000 dates or 200 rules"):
            read_closures(written(tmp_path, *[daily] * 201))

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


class TestWholeMessages:
    """Each error names the file as it was given, and says all of what would be right."""

    @pytest.fixture(autouse=True)
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def refused(self, path: str = "closures.ics") -> str:
        with pytest.raises(HolidayError) as caught:
            read_closures(Path(path))
        return str(caught.value)

    def test_too_many_rules(self) -> None:
        daily = event("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY")
        written(Path(), *[daily] * 201)
        assert self.refused() == (
            "'closures.ics' has more than 10000 dates or 200 rules; leave some out"
        )
        written(Path(), *[daily] * 200)
        assert len(read_closures(Path("closures.ics"))) == 200

    def test_too_many_dates(self) -> None:
        """Each event is a closure of 365 days, and 27 of them are 9,855."""
        year = event("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20270101")
        written(Path(), *[year] * 28)
        assert self.refused() == (
            "'closures.ics' has more than 10000 dates or 200 rules; leave some out"
        )
        rest = event("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20260526")
        daily = event("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY")
        written(Path(), *[year] * 27, daily, rest)
        assert len(read_closures(Path("closures.ics"))) == 10_001

    def test_nothing_is_read_after_too_many(self) -> None:
        year = event("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20270101")
        written(Path(), *[year] * 28, event("SUMMARY:no start"))
        assert self.refused().startswith("'closures.ics' has more than 10000 dates")

    def test_dates_of_a_series_count_as_well(self) -> None:
        """Twenty-seven closures of 365 days are 9,855 dates, and 145 more are 10,000."""
        year = event("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20270101")
        daily = event("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=DAILY;COUNT={}")
        daily = daily.replace("UID:1", "UID:2")
        written(Path(), *[year] * 27, daily.format(145))
        assert len(read_closures(Path("closures.ics"))) == 10_000
        written(Path(), *[year] * 27, daily.format(146))
        assert self.refused() == (
            "'closures.ics' has more than 10000 dates or 200 rules; leave some out"
        )

    def test_too_large_a_file(self) -> None:
        Path("large.ics").write_bytes(b"X" * (2**20 + 1))
        assert self.refused("large.ics") == ("'large.ics' is over 1 MiB; closures take a few kB")

    def test_no_such_file(self) -> None:
        assert self.refused("none.ics") == "'none.ics' cannot be read: No such file or directory"

    def test_no_file_name(self) -> None:
        assert self.refused("\ud800.ics").endswith(" cannot be read: it is no file name")

    def test_no_events(self) -> None:
        written(Path())
        assert self.refused() == "'closures.ics' is an iCalendar file without events"

    def test_no_calendar(self) -> None:
        Path("notes.ics").write_text("just some notes\n", encoding="utf-8")
        assert self.refused("notes.ics").startswith("'notes.ics' is not an iCalendar file: ")
        assert "just some notes" in self.refused("notes.ics")

    def test_broken_value_is_shown_with_the_reason(self) -> None:
        written(Path(), event("DTSTART;VALUE=DATE:20260302", "DURATION:P2 D", "SUMMARY:Eve"))
        message = self.refused()
        assert message.startswith("'Eve' in closures.ics has a date or rule that is broken: ")
        assert "broken property 'DURATION'" in message

    def test_lengths_from_one_day_to_a_leap_year(self) -> None:
        first = "DTSTART;VALUE=DATE:20280101"
        for length, many in (("P1D", 1), ("P366D", 366)):
            written(Path(), event(first, f"DURATION:{length}"))
            assert len(read_closures(Path("closures.ics"))) == many
        for days in (0, 367):
            written(Path(), event(first, f"DURATION:P{days}D", "SUMMARY:Long"))
            assert self.refused() == (
                f"'Long' in closures.ics lasts {days} days from 2028-01-01; it may last 1 to 366, "
                "up to the year 9998"
            )

    def test_last_date_that_can_be_closed(self) -> None:
        path = written(Path(), event("DTSTART;VALUE=DATE:99981230"))
        assert read_closures(path) == (FixedHoliday(date(9998, 12, 30)),)


class TestStandsFor:
    """A series of Mondays in March 2026 (2, 9, 16), and what is said of one of them."""

    SERIES = event("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=WEEKLY;COUNT=3")
    ENDLESS = event("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=WEEKLY")
    AT = "RECURRENCE-ID;VALUE=DATE:20260309"

    def days(self, folder: Path, *events: str) -> list[int]:
        return [day.day for day in closed_in(2026, written(folder, *events))]

    def test_the_later_of_two_that_say_the_same_date_holds(self, tmp_path: Path) -> None:
        first = event(self.AT, "DTSTART;VALUE=DATE:20260310", "SEQUENCE:1")
        later = event(self.AT, "DTSTART;VALUE=DATE:20260311", "SEQUENCE:2")
        for series in (self.SERIES, self.ENDLESS):
            for pair in ((first, later), (later, first)):
                assert self.days(tmp_path, series, *pair)[:3] == [2, 11, 16]

    @pytest.mark.parametrize("sequence", ["SEQUENCE:0", "SEQUENCE:1"])
    def test_one_without_a_sequence_is_the_earlier(self, sequence: str, tmp_path: Path) -> None:
        bare = event(self.AT, "DTSTART;VALUE=DATE:20260310")
        other = event(self.AT, "DTSTART;VALUE=DATE:20260311", sequence)
        for series in (self.SERIES, self.ENDLESS):
            for pair in ((bare, other), (other, bare)):
                assert self.days(tmp_path, series, *pair)[:3] == [2, 11, 16]

    NONE = "SUMMARY:no sequence"

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (NONE, NONE),
            ("SEQUENCE:0", "SEQUENCE:0"),
            ("SEQUENCE:1", "SEQUENCE:1"),
            (NONE, "SEQUENCE:-1"),
            ("SEQUENCE:-1", NONE),
        ],
    )
    def test_of_two_that_are_equal_the_first_holds(
        self, first: str, second: str, tmp_path: Path
    ) -> None:
        one = event(self.AT, "DTSTART;VALUE=DATE:20260310", first)
        other = event(self.AT, "DTSTART;VALUE=DATE:20260311", second)
        for series in (self.SERIES, self.ENDLESS):
            assert self.days(tmp_path, series, one, other)[:3] == [2, 10, 16]

    def test_one_that_was_cancelled_later_is_gone(self, tmp_path: Path) -> None:
        moved = event(self.AT, "DTSTART;VALUE=DATE:20260310", "SEQUENCE:1")
        cancelled = event(self.AT, "STATUS:CANCELLED", "SEQUENCE:2")
        back = event(self.AT, "DTSTART;VALUE=DATE:20260311", "SEQUENCE:3")
        for series in (self.SERIES, self.ENDLESS):
            assert self.days(tmp_path, series, moved, cancelled)[:2] == [2, 16]
            assert self.days(tmp_path, series, moved, cancelled, back)[:3] == [2, 11, 16]

    def test_a_moved_one_of_a_date_that_is_left_out_is_gone(self, tmp_path: Path) -> None:
        for rule in ("RRULE:FREQ=WEEKLY;COUNT=3", "RRULE:FREQ=WEEKLY;UNTIL=20260316"):
            series = event("DTSTART;VALUE=DATE:20260302", rule, "EXDATE;VALUE=DATE:20260309")
            moved = event(self.AT, "DTSTART;VALUE=DATE:20260310")
            assert self.days(tmp_path, series, moved) == [2, 16]
        lines = ("RRULE:FREQ=WEEKLY", "EXDATE;VALUE=DATE:20260316", "EXDATE;VALUE=DATE:20260309")
        series = event("DTSTART;VALUE=DATE:20260302", *lines)
        assert self.days(tmp_path, series, moved)[:3] == [2, 23, 30]

    def test_name_of_the_series_and_of_the_moved_one(self, tmp_path: Path) -> None:
        series = event("DTSTART;VALUE=DATE:20260302", "RRULE:FREQ=WEEKLY;COUNT=2", "SUMMARY:Drill")
        moved = event(self.AT, "DTSTART;VALUE=DATE:20260310", "SUMMARY:Late drill")
        assert read_closures(written(tmp_path, series, moved)) == (
            FixedHoliday(date(2026, 3, 2), "Drill"),
            FixedHoliday(date(2026, 3, 10), "Late drill"),
        )


class TestTimesOfDayAnywhere:
    """A time of day is refused wherever it stands, with the event's name and the file's."""

    DAY = "DTSTART;VALUE=DATE:20260302"

    @pytest.mark.parametrize(
        "lines",
        [
            (DAY, "RRULE:FREQ=WEEKLY", "EXDATE:20260304T090000"),
            (DAY, "RRULE:FREQ=WEEKLY", "RDATE:20260304T090000"),
            (DAY, "RECURRENCE-ID:20260304T090000"),
            (DAY, "DTEND:20260304T090000"),
            ("DTSTART:20260304T090000",),
        ],
        ids=lambda lines: lines[-1].partition(":")[0],
    )
    def test_event_and_file_are_named(self, lines: tuple[str, ...], tmp_path: Path) -> None:
        with pytest.raises(HolidayError) as caught:
            read_closures(written(tmp_path, event(*lines, "SUMMARY:Eve")))
        assert str(caught.value) == (
            "'Eve' in closures.ics has a time of day ('2026-03-04 09:00:00'); only all-day events "
            "close a calendar, for hours use exceptions"
        )

    @pytest.mark.parametrize(
        ("lines", "problem", "why"),
        [
            (
                ("RECURRENCE-ID;VALUE=DATE:2026x",),
                "an event",
                "broken property 'RECURRENCE-ID'",
            ),
            (("RRULE:FREQ=WEEKLY;COUNT=2", "UID:2"), "a series", "unhashable type: 'list'"),
        ],
    )
    def test_what_the_libraries_do_not_take_names_the_file(
        self,
        lines: tuple[str, ...],
        problem: str,
        why: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.chdir(tmp_path)
        with pytest.raises(HolidayError) as caught:
            read_closures(written(Path(), event(self.DAY, *lines)).relative_to("."))
        start = f"'closures.ics' has {problem} that is broken: "
        assert str(caught.value).startswith(start)
        assert why in str(caught.value)

    def test_series_whose_dates_are_listed_is_written_out(self, tmp_path: Path) -> None:
        """Two days from 2 March and from 10 March; the latter alone is cancelled."""
        lines = (self.DAY, "DTEND;VALUE=DATE:20260304", "RDATE;VALUE=DATE:20260310,20260320")
        gone = event("RECURRENCE-ID;VALUE=DATE:20260310", "STATUS:CANCELLED")
        found = closed_in(2026, written(tmp_path, event(*lines), gone))
        assert [day.day for day in found] == [2, 3, 20, 21]


class TestNamesOfDates:
    @pytest.mark.parametrize("end", ["", ";COUNT=2"])
    def test_a_moved_one_has_its_own_name(self, end: str, tmp_path: Path) -> None:
        """A series on Mondays from 2 March 2026; what is moved from the 9th is called otherwise."""
        series = event("DTSTART;VALUE=DATE:20260302", f"RRULE:FREQ=WEEKLY{end}", "SUMMARY:Drill")
        moved = event(
            "RECURRENCE-ID;VALUE=DATE:20260309",
            "DTSTART;VALUE=DATE:20260310",
            "DTEND;VALUE=DATE:20260312",
            "SUMMARY:Late drill",
        )
        sources = read_closures(written(tmp_path, series, moved))
        found = {day: one.name for source in sources for day, one in source.in_year(2026).items()}
        assert found[date(2026, 3, 2)] == "Drill"
        assert found[date(2026, 3, 10)] == found[date(2026, 3, 11)] == "Late drill"
        assert date(2026, 3, 9) not in found

    def test_dates_beside_a_rule_have_the_name_of_the_event(self, tmp_path: Path) -> None:
        lines = (
            "DTSTART;VALUE=DATE:20260302",
            "DTEND;VALUE=DATE:20260304",
            "RRULE:FREQ=WEEKLY;BYDAY=FR",
            "RDATE;VALUE=DATE:20260317",
            "SUMMARY:Drill",
        )
        rule, *dates = read_closures(written(tmp_path, event(*lines)))
        assert isinstance(rule, Recurrence)
        assert dates == [FixedHoliday(date(2026, 3, day), "Drill") for day in (2, 3, 17, 18)]
