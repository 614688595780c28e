"""Columns of times: which format they have, what decides it, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slaclock.errors import TextError
from slaclock.reports.errors import UndecidedTimesError
from slaclock.reports.reading.time_formats import parse_format
from tests.reports.reading.times import read, utc

KOLKATA, NEW_YORK = ZoneInfo("Asia/Kolkata"), ZoneInfo("America/New_York")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


# What a text is, read in Asia/Kolkata where it names no zone itself.
TEXTS = {
    "2026-11-24T18:30:00+05:30": "2026-11-24 13:00",
    "2026-11-24T18:30:00.250+0530": "2026-11-24 13:00:00.250",
    "2026-11-24 13:00:00Z": "2026-11-24 13:00",
    "2026-11-24 13:00 UTC": "2026-11-24 13:00",
    "2026-11-24T18:30+05": "2026-11-24 13:30",
    "2026-11-24T18:30+05:30[Asia/Kolkata]": "2026-11-24 13:00",
    "20261124T130000Z": "2026-11-24 13:00",
    "2026-11-24 18:30:15,125": "2026-11-24 13:00:15.125",
    "2026/11/24 18:30": "2026-11-24 13:00",
    "2026-11-24 06:30 PM": "2026-11-24 13:00",
    "24/11/2026 18:30": "2026-11-24 13:00",
    "24.11.2026 18:30:00": "2026-11-24 13:00",
    "11/24/2026 6:30 PM": "2026-11-24 13:00",
    "11/24/2026, 6:30:00\u202fp.m.": "2026-11-24 13:00",
    "24/11/26 18:30": "2026-11-24 13:00",
    "24-Nov-2026 18:30:00": "2026-11-24 13:00",
    "24/Nov/26 6:30 PM": "2026-11-24 13:00",
    "24 November 2026 18:30": "2026-11-24 13:00",
    "Nov 24, 2026, 6:30 PM": "2026-11-24 13:00",
    "Tue, 24 Nov 2026 18:30:00 +0530": "2026-11-24 13:00",
    "24 Nov 2026 at 18:30": "2026-11-24 13:00",
    "Tue Nov 24 2026 18:30:00 GMT+0530 (India Standard Time)": "2026-11-24 13:00",
    "2026-11-24 18:30 UTC+5:30": "2026-11-24 13:00",
    "24/11/2026 08:00:00 -05:00": "2026-11-24 13:00",
    "1795525200": "2026-11-24 13:00",
    "1795525200.5": "2026-11-24 13:00:00.500",
    "1795525200000": "2026-11-24 13:00",
    "1795525200000001": "2026-11-24 13:00:00.000001",
    "46350.770833333336": "2026-11-24 13:00",
    "24 Sept 2026 18:30": "2026-09-24 13:00",
}


@pytest.mark.parametrize(("text", "expected"), TEXTS.items(), ids=TEXTS)
def test_text_of_one_meaning_is_read(text: str, expected: str) -> None:
    times = read(text, None, zone=KOLKATA)
    assert times.instants.to_list() == [utc(expected), None]
    assert times.problems.to_list() == [None, None]
    assert [reading.values for reading in times.readings] == [1]


# Texts with more than one meaning, with none, or with one that would be a guess.
REFUSED = {
    "04/05/2026 10:00": "may be day-first or month-first, and no value of the column decides it",
    "04/05/26 10:00": "may be day-first or month-first, and no value of the column decides it",
    "2026-11-24": "is a date without a time of day; if another column has the time, join them",
    "46350": "looks like a spreadsheet's day number; to take midnight of that day",
    "24 marraskuu 2026 10:00": "has the word 'marraskuu', and names of months are read in English",
    "24 mars 2026 10:00": "has the word 'mars', and names of months are read in English only",
    "24.11.2026, 10:00 Uhr": "with --time-format '%d.%m.%Y, %H:%M Uhr'; as a zone, with --zone",
    "26-05-24 10:00": "has a year of two digits, which may stand first or last; declare",
    "17955252000": "is no time that can be recognised",
    "179552520": "is no time that can be recognised",
    "next Tuesday": "is no time that can be recognised",
    "2026-11-24 18:30 IST": "ends in the abbreviation 'IST', which is ambiguous",
    "2026-11-24 18:30 EST": "ends in the abbreviation 'EST', which is ambiguous",
    "2026-13-24 18:30": "is no time that can be recognised",
    "1.79552E+12": "is a number that a spreadsheet has shortened, so its last digits are gone",
    "/Date(1772442000000)/": "is a number of milliseconds with /Date( )/ around it",
    '="2026-11-24 18:30"': "has the marks of a text in a spreadsheet around it; take them off",
    "'2026-11-24 18:30": "has the marks of a text in a spreadsheet around it; take them off",
    "24/11/2026 13:30 PM": "is no time that can be recognised",
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.items(), ids=REFUSED)
def test_text_without_one_meaning_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UndecidedTimesError) as caught:
        read(text, zone=KOLKATA)
    assert reason in str(caught.value)
    assert (caught.value.column, caught.value.value) == ("at", text)


class TestValueByValue:
    def test_each_count_of_seconds_has_its_own_unit(self) -> None:
        times = read("1795525200000", "1795525200", "17955252000", "42")
        assert times.instants.to_list() == [utc("2026-11-24 13:00")] * 2 + [None, None]
        assert times.problems.to_list() == [None, None, "unreadable_time", "unreadable_time"]
        assert {reading.format for reading in times.readings} == {
            "epoch_milliseconds",
            "epoch_seconds",
        }

    def test_declared_epoch_takes_any_count(self) -> None:
        assert read("42", formats=("epoch_seconds",)).instants[0] == utc("1970-01-01 00:00:42")

    def test_whole_day_numbers_beside_others_are_midnights(self) -> None:
        times = read("46350.416666666664", "46351", zone=UTC)
        assert times.instants.to_list() == [utc("2026-11-24 10:00"), utc("2026-11-25 00:00")]
        assert read("46350", zone=UTC, formats=("excel_serial",)).instants[0] == utc("2026-11-24")

    def test_words_for_not_yet_are_counted(self) -> None:
        times = read(
            "2026-11-24T10:00Z",
            "-",
            "-",
            "UNRESOLVED",
            "0000-00-00 00:00",
            words=("-", "unresolved"),
        )
        assert times.instants.null_count() == 4
        assert times.problems.null_count() == 5
        assert times.words == {"-": 2, "UNRESOLVED": 1, "0000-00-00 00:00": 1}


class TestDeclaredFormats:
    def test_formats_are_tried_in_turn(self) -> None:
        times = read(
            "24/11/2026 10:00",
            "2026.11.24 11",
            zone=UTC,
            formats=("%d/%m/%Y %H:%M", "%Y.%m.%d %H"),
        )
        assert times.instants.to_list() == [utc("2026-11-24 10:00"), utc("2026-11-24 11:00")]
        assert [reading.because for reading in times.readings] == ["declared", "declared"]

    def test_other_format_is_not_proposed_beside_them(self) -> None:
        times = read("24/11/2026 10:00", "2026-11-24 10:00", zone=UTC, formats=("%d/%m/%Y %H:%M",))
        assert times.problems.to_list() == [None, "unreadable_time"]

    def test_zone_may_stand_before_the_year(self) -> None:
        times = read(
            "Tue Nov 24 18:30:00 IST 2026",
            formats=("%a %b %d %H:%M:%S %Z %Y",),
            zone_names={"IST": "Asia/Kolkata"},
        )
        assert times.instants[0] == utc("2026-11-24 13:00")

    def test_date_alone_means_midnight_once_declared(self) -> None:
        assert read("2026-11-24", zone=KOLKATA, formats=("%Y-%m-%d",)).instants[0] == utc(
            "2026-11-23 18:30"
        )

    def test_two_digit_years_turn_at_69(self) -> None:
        times = read("24/11/68 10:00", "24/11/69 10:00", zone=UTC, formats=("%d/%m/%y %H:%M",))
        assert [at.year for at in times.instants] == [2068, 1969]

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("%d/%m %H:%M", "is not a format of times"),
            ("%d/%m/%Y %I:%M", "needs %I and %p together"),
            ("%Q %Y-%m-%d", "has an unknown directive '%Q'"),
            (7, "is not a format of times"),
        ],
    )
    def test_bad_format_is_refused(self, text: object, reason: str) -> None:
        with pytest.raises(TextError, match=reason):
            parse_format(text)


class TestZones:
    def test_column_without_offsets_needs_a_zone(self) -> None:
        with pytest.raises(UndecidedTimesError) as caught:
            read("2026-11-24 10:00", "2026-11-25 10:00")
        assert str(caught.value) == (
            "file.csv: column 'at': '2026-11-24 10:00' has no offset; name its zone, "
            "for example with --tz Asia/Kolkata"
        )

    def test_value_without_offset_among_others_is_listed(self) -> None:
        times = read("2026-11-24T10:00:00Z", "2026-11-24 10:00:00")
        assert times.instants.to_list() == [utc("2026-11-24 10:00"), None]
        assert times.problems.to_list() == [None, "no_offset"]

    def test_mixed_offsets_are_kept_apart(self) -> None:
        times = read("2026-11-24T10:00:00+05:30", "2026-11-24T10:00:00-05:00")
        assert times.instants.to_list() == [utc("2026-11-24 04:30"), utc("2026-11-24 15:00")]

    def test_abbreviation_means_what_is_declared(self) -> None:
        declared = {"IST": "Asia/Jerusalem"}
        assert read("2026-11-24 10:00 IST", zone_names=declared).instants[0] == utc(
            "2026-11-24 08:00"
        )

    def test_skipped_time_is_a_problem(self) -> None:
        times = read("2026-03-08 02:30:00", "2026-03-08 03:30:00", zone=NEW_YORK)
        assert times.problems.to_list() == ["skipped_time", None]
        assert times.instants.to_list() == [None, utc("2026-03-08 07:30")]

    def test_repeated_time_means_its_first_occurrence(self) -> None:
        times = read("2026-11-01 01:30:00", "2026-11-01 02:30:00", zone=NEW_YORK)
        assert times.instants.to_list() == [utc("2026-11-01 05:30"), utc("2026-11-01 07:30")]
        assert times.repeated == 1

    def test_change_of_half_an_hour(self) -> None:
        """Lord Howe goes from +10:30 to +11 at 02:00 on 4 October 2026; 02:15 never is."""
        times = read("2026-10-04 02:15:00", "2026-10-04 02:45:00", zone=LORD_HOWE)
        assert times.problems.to_list() == ["skipped_time", None]
        assert times.instants[1] == utc("2026-10-03 15:45")


class TestTypedColumns:
    def test_aware_datetimes_are_taken_as_they_are(self) -> None:
        times = read(datetime(2026, 11, 24, 18, 30, tzinfo=KOLKATA), None)
        assert times.instants.to_list() == [utc("2026-11-24 13:00"), None]

    def test_naive_datetimes_need_a_zone(self) -> None:
        with pytest.raises(UndecidedTimesError, match="no offset"):
            read(datetime(2026, 11, 24, 18, 30))
        assert read(datetime(2026, 11, 24, 18, 30), zone=KOLKATA).instants[0] == utc(
            "2026-11-24 13:00"
        )

    def test_numbers_are_epochs_only_where_their_size_proves_it(self) -> None:
        assert read(1795525200).instants[0] == utc("2026-11-24 13:00")
        assert read(1795525200.0).instants[0] == utc("2026-11-24 13:00")
        with pytest.raises(UndecidedTimesError, match="looks like a spreadsheet's day number"):
            read(46350)

    def test_dates_are_refused(self) -> None:
        with pytest.raises(UndecidedTimesError, match="is a date without a time of day"):
            read(date(2026, 11, 24), zone=UTC)


class TestMidnight:
    """A time of day that nobody wrote is never taken in silence."""

    def test_dates_alone_are_refused_with_what_to_do(self) -> None:
        with pytest.raises(UndecidedTimesError) as caught:
            read("2026-11-24", "2026-11-25", zone=KOLKATA)
        assert str(caught.value) == (
            "file.csv: column 'at': '2026-11-24' is a date without a time of day; if another "
            "column has the time, join them, for example with --map opened_at='Date + Time'; to "
            "take midnight, declare the format, for example with --time-format '%Y-%m-%d'"
        )

    def test_declared_dates_are_counted(self) -> None:
        formats = ["%Y-%m-%d %H:%M", "%Y-%m-%d"]
        found = read("2026-11-24", "2026-11-25 10:00", formats=formats, zone=KOLKATA)
        assert found.midnights == 1

    @pytest.mark.parametrize(
        "values",
        [
            ("2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z"),
            ("24.11.2026 00:00", "25.11.2026 00:00"),
            (datetime(2026, 11, 24), datetime(2026, 11, 25)),
            ("46350", "46351.0"),
        ],
        ids=["iso", "german", "datetimes", "day numbers"],
    )
    def test_column_all_at_midnight_is_counted(self, values: tuple[Any, ...]) -> None:
        formats = ["excel_serial"] if values[0] == "46350" else []
        assert read(*values, zone=KOLKATA, formats=formats).midnights == 2

    def test_one_midnight_among_others_is_a_time(self) -> None:
        found = read("2026-11-24T00:00:00Z", "2026-11-25T00:00:01Z")
        assert (found.midnights, read("2026-11-24T00:00:00Z").midnights) == (0, 0)
