"""Instants: into microseconds and back, local times, and the reader of ISO 8601 text."""

from __future__ import annotations

import pickle
import time
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock.errors import (
    ArgumentTypeError,
    InstantRangeError,
    InstantTextError,
    NaiveInstantError,
)
from slaclock.instants import (
    EARLIEST,
    LATEST,
    UNKNOWN,
    date_occurs,
    epoch_in,
    from_micros,
    iso_or_none,
    local_time,
    local_to_instant,
    parse_instant,
    resolve_local,
    since_epoch,
    to_date,
    to_micros,
    utc_text,
)

PARIS = ZoneInfo("Europe/Paris")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")


class Undecided(tzinfo):
    """A zone that gives no offset."""

    def utcoffset(self, when: datetime | None) -> None:
        return None


class Failing(tzinfo):
    """A zone that fails when it is asked."""

    def utcoffset(self, when: datetime | None) -> timedelta:
        raise RuntimeError("no clock here")


class Stamp(datetime):
    """A subclass of datetime, as test tools make them."""


class TestToMicros:
    @pytest.mark.parametrize(
        ("value", "micros"),
        [
            pytest.param(datetime(1970, 1, 1, tzinfo=UTC), 0, id="the epoch"),
            pytest.param(datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=UTC), 1, id="a microsecond"),
            pytest.param(datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), -1_000_000, id="before"),
            pytest.param(
                datetime(1970, 1, 1, 5, 30, tzinfo=ZoneInfo("Asia/Kolkata")), 0, id="in India"
            ),
            pytest.param(
                datetime(2026, 10, 25, 2, 30, tzinfo=PARIS), 1_792_888_200_000_000, id="first 02:30"
            ),
            pytest.param(
                datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS),
                1_792_891_800_000_000,
                id="second 02:30",
            ),
            pytest.param(Stamp(1970, 1, 2, tzinfo=UTC), 86_400_000_000, id="a subclass"),
            pytest.param(
                Stamp(1970, 1, 2, tzinfo=ZoneInfo("Asia/Kolkata")),
                66_600_000_000,
                id="a subclass in India",
            ),
            pytest.param(
                pd.Timestamp("1970-01-02T00:00:00.000001Z"), 86_400_000_001, id="a pandas Timestamp"
            ),
            pytest.param(
                datetime(1970, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=53))),
                -21_180_000_000,
                id="an odd offset",
            ),
        ],
    )
    def test_counts_from_the_epoch(self, value: datetime, micros: int) -> None:
        assert to_micros(value) == micros
        assert type(to_micros(value)) is int

    @pytest.mark.parametrize(
        ("value", "error", "message"),
        [
            pytest.param(
                datetime(2026, 3, 2, 9),
                NaiveInstantError,
                "start is naive: 2026-03-02T09:00:00; "
                "attach a zone, such as tzinfo=ZoneInfo('Europe/Paris')",
                id="naive",
            ),
            pytest.param(
                datetime(2026, 3, 2, 9, tzinfo=Undecided()),
                NaiveInstantError,
                "start is naive: 2026-03-02T09:00:00; "
                "attach a zone, such as tzinfo=ZoneInfo('Europe/Paris')",
                id="a zone without an offset",
            ),
            pytest.param(
                datetime(2026, 3, 2, 9, tzinfo=Failing()),
                NaiveInstantError,
                "start has a tzinfo, Failing, that fails with RuntimeError: 2026-03-02T09:00:00; "
                "attach a zone, such as tzinfo=ZoneInfo('Europe/Paris')",
                id="a zone that fails",
            ),
            pytest.param(
                date(2026, 3, 2),
                ArgumentTypeError,
                "start must be an aware datetime, not only a date; "
                "got datetime.date(2026, 3, 2) (date)",
                id="a date",
            ),
            pytest.param(
                1_772_442_000,
                ArgumentTypeError,
                "start must be an aware datetime, not seconds since 1970; got 1772442000 (int)",
                id="a number",
            ),
            pytest.param(
                46083.375,
                ArgumentTypeError,
                "start must be an aware datetime, not a spreadsheet's day number, "
                "2026-03-02 09:00; got 46083.375 (float)",
                id="a day number",
            ),
            pytest.param(
                "2026-03-02T09:00Z",
                ArgumentTypeError,
                "start must be an aware datetime, not text; slaclock.instants.parse_instant "
                "reads text; got '2026-03-02T09:00Z' (str)",
                id="text",
            ),
            pytest.param(
                "1772442000",
                ArgumentTypeError,
                "start must be an aware datetime; got '1772442000' (str)",
                id="text of another form",
            ),
            pytest.param(
                pd.NaT,
                ArgumentTypeError,
                "start must be an aware datetime, not a missing value; got NaT (NaTType)",
                id="pandas NaT",
            ),
            pytest.param(
                pd.Timestamp("2026-03-02T09:00:00.000000001Z"),
                ArgumentTypeError,
                "start must be a datetime of whole microseconds; "
                "got Timestamp('2026-03-02 09:00:00.000000001+0000', tz='UTC') (Timestamp)",
                id="nanoseconds",
            ),
            pytest.param(
                datetime(1, 1, 1, tzinfo=ZoneInfo("Asia/Kolkata")),
                InstantRangeError,
                "start is out of range: 0001-01-01T00:00:00+05:53:28; "
                "slaclock answers from 0002-01-02 to 9998-12-30 (UTC)",
                id="year 1",
            ),
        ],
    )
    def test_anything_else_is_refused(
        self, value: datetime, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error) as caught:
            to_micros(value, "start")
        assert str(caught.value) == message

    def test_limits_are_inclusive_and_exclusive(self) -> None:
        assert to_micros(from_micros(EARLIEST, UTC)) == EARLIEST
        assert to_micros(from_micros(LATEST - 1, UTC)) == LATEST - 1
        with pytest.raises(InstantRangeError):
            to_micros(from_micros(LATEST, UTC))

    def test_limits_of_a_subclass_are_the_same(self) -> None:
        assert to_micros(Stamp(2, 1, 2, tzinfo=UTC)) == EARLIEST
        with pytest.raises(InstantRangeError):
            to_micros(Stamp(9998, 12, 31, tzinfo=UTC))

    def test_errors_pickle_with_their_facts(self) -> None:
        error = NaiveInstantError("start", datetime(2026, 3, 2, 9))
        copied = pickle.loads(pickle.dumps(error))
        assert (copied.name, copied.value, str(copied)) == ("start", error.value, str(error))

    @given(st.datetimes(datetime(2, 1, 3), datetime(9998, 12, 29), timezones=st.timezones()))
    def test_goes_round_in_any_zone(self, value: datetime) -> None:
        micros = to_micros(value)
        assert from_micros(micros, value.tzinfo).astimezone(UTC) == value.astimezone(UTC)
        since = timedelta(microseconds=micros)
        assert since_epoch(value) == since_epoch(value, epoch_in(value.tzinfo)) == since


class TestSinceEpoch:
    @pytest.mark.parametrize(
        "value",
        [
            datetime(2026, 3, 2),
            datetime(2026, 3, 2, tzinfo=Failing()),
            Stamp(2026, 3, 2, tzinfo=UTC),
            "2026-03-02",
        ],
    )
    def test_leaves_to_others_what_takes_care(self, value: datetime) -> None:
        assert since_epoch(value) == UNKNOWN

    @pytest.mark.parametrize(
        "value", [datetime(2026, 3, 2), datetime(2026, 3, 2, tzinfo=Failing())]
    )
    def test_leaves_them_in_a_zone_of_their_own_too(self, value: datetime) -> None:
        assert since_epoch(value, epoch_in(value.tzinfo)) == UNKNOWN

    def test_asks_the_offset_of_a_repeated_hour(self) -> None:
        """In Paris it is 02:30 twice on 25 October 2026, at +02:00 and at +01:00."""
        first = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)
        utc = timedelta(days=20_751, minutes=30)
        assert since_epoch(first, epoch_in(PARIS)) == utc
        assert since_epoch(first.replace(fold=1), epoch_in(PARIS)) == utc + timedelta(hours=1)

    def test_takes_a_zone_other_than_that_of_the_epoch(self) -> None:
        """In summer, when Paris has another offset than in January 1970."""
        at = datetime(2026, 7, 1, 3, tzinfo=UTC)
        assert since_epoch(at, epoch_in(PARIS)) == timedelta(days=20_635, hours=3)

    def test_what_it_gives_is_shown_by_the_zone_itself(self) -> None:
        shown = PARIS.fromutc(epoch_in(PARIS) + timedelta(days=365))
        assert shown.isoformat() == "1971-01-01T01:00:00+01:00"


class TestLocalTime:
    # Clocks in Paris: 02:00 to 03:00 on 29 March, 03:00 to 02:00 on 25 October 2026.
    # On Lord Howe: 02:00 to 02:30 on 4 October, 02:00 to 01:30 on 5 April 2026.
    @pytest.mark.parametrize(
        ("local", "zone", "shown", "kind"),
        [
            pytest.param(
                datetime(2026, 3, 2, 9), PARIS, "2026-03-02T09:00:00+01:00", "ordinary", id="plain"
            ),
            pytest.param(
                datetime(2026, 3, 29, 2, 30),
                PARIS,
                "2026-03-29T03:30:00+02:00",
                "skipped",
                id="skipped by an hour",
            ),
            pytest.param(
                datetime(2026, 10, 25, 2, 30),
                PARIS,
                "2026-10-25T02:30:00+02:00",
                "repeated",
                id="the first of two",
            ),
            pytest.param(
                datetime(2026, 10, 4, 2, 10),
                LORD_HOWE,
                "2026-10-04T02:40:00+11:00",
                "skipped",
                id="skipped by half an hour",
            ),
            pytest.param(
                datetime(2026, 4, 5, 1, 45),
                LORD_HOWE,
                "2026-04-05T01:45:00+11:00",
                "repeated",
                id="the first of two, half an hour apart",
            ),
            pytest.param(
                datetime(2011, 12, 30, 9),
                ZoneInfo("Pacific/Apia"),
                "2011-12-31T09:00:00+14:00",
                "skipped",
                id="on a date that never was",
            ),
        ],
    )
    def test_is_resolved(self, local: datetime, zone: ZoneInfo, shown: str, kind: str) -> None:
        resolved = resolve_local(local, zone)
        assert resolved.kind == kind
        assert resolved.instant == local_to_instant(local, zone)
        assert from_micros(resolved.instant, zone).isoformat() == shown
        assert type(resolved.instant) is int

    @pytest.mark.parametrize("fold", [0, 1])
    def test_a_repeated_time_means_its_first_whatever_its_fold_says(self, fold: int) -> None:
        local = datetime(2026, 10, 25, 2, 30, fold=fold)
        assert utc_text(local_to_instant(local, PARIS)) == "2026-10-25T00:30:00+00:00"
        assert utc_text(resolve_local(local, PARIS).instant) == "2026-10-25T00:30:00+00:00"
        assert resolve_local(local, PARIS).kind == "repeated"

    def test_seconds_after_the_midnight_of_a_date(self) -> None:
        assert local_time(date(2026, 3, 2)) == datetime(2026, 3, 2)
        assert local_time(date(2026, 3, 2), 90_061) == datetime(2026, 3, 3, 1, 1, 1)


class TestDates:
    @pytest.mark.parametrize(
        ("day", "occurs"),
        [
            (date(2011, 12, 29), True),
            pytest.param(date(2011, 12, 30), False, id="Samoa went over the date line"),
            (date(2011, 12, 31), True),
        ],
    )
    def test_date_that_clocks_never_show(self, day: date, occurs: bool) -> None:
        assert date_occurs(day, ZoneInfo("Pacific/Apia")) is occurs

    @pytest.mark.parametrize("day", [date(2018, 11, 4), date(2018, 11, 3)])
    def test_date_whose_midnight_is_skipped_occurs(self, day: date) -> None:
        assert date_occurs(day, ZoneInfo("America/Sao_Paulo"))

    def test_date_stays_as_it_is(self) -> None:
        assert to_date(date(2026, 3, 2), "day") == date(2026, 3, 2)

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (
                datetime(2026, 3, 2),
                (
                    "day must be a date, without a time of day; "
                    "got datetime.datetime(2026, 3, 2, 0, 0) (datetime)"
                ),
            ),
            ("soon", "day must be a date; got 'soon' (str)"),
            (
                46083,
                (
                    "day must be a date; it looks like a spreadsheet's day number, "
                    "2026-03-02 00:00; got 46083 (int)"
                ),
            ),
            (None, "day must be a date; got None (NoneType)"),
        ],
    )
    def test_anything_else_is_no_date(self, value: object, message: str) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            to_date(value, "day")
        assert str(caught.value) == message
        assert caught.value.args[:2] == ("day", value)


class TestText:
    def test_instant_in_utc_wherever_the_machine_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert utc_text(1_792_888_200_000_000) == "2026-10-25T00:30:00+00:00"
        monkeypatch.setenv("TZ", "XXX-5:30")
        time.tzset()
        try:
            assert utc_text(1_792_888_200_000_000) == "2026-10-25T00:30:00+00:00"
        finally:
            monkeypatch.undo()
            time.tzset()

    def test_instant_in_its_own_zone(self) -> None:
        assert iso_or_none(datetime(2026, 3, 2, 9, tzinfo=PARIS)) == "2026-03-02T09:00:00+01:00"
        assert iso_or_none(None) is None


class TestParseInstant:
    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("2026-03-02T09:00:00+05:30", "2026-03-02T09:00:00+05:30"),
            ("2026-03-02 09:00+0530", "2026-03-02T09:00:00+05:30"),
            ("2026-03-02T09:00:00Z", "2026-03-02T09:00:00+00:00"),
            ("2026-03-02T09:00:00z", "2026-03-02T09:00:00+00:00"),
            ("2026-03-02T09:00:00.000001-03:00", "2026-03-02T09:00:00.000001-03:00"),
            (" 2026-03-02T09:00:00,5Z ", "2026-03-02T09:00:00.500000+00:00"),
        ],
    )
    def test_reads_iso_8601(self, text: str, shown: str) -> None:
        assert parse_instant(text).isoformat() == shown

    def test_a_text_without_an_offset_takes_the_zone_given(self) -> None:
        assert parse_instant("2026-03-02T09:00", PARIS).isoformat() == "2026-03-02T09:00:00+01:00"
        assert parse_instant("2026-03-29T02:30", PARIS).isoformat() == "2026-03-29T03:30:00+02:00"

    @pytest.mark.parametrize(
        ("text", "message"),
        [
            pytest.param(
                "2026-03-02T09:00",
                "'2026-03-02T09:00' has no offset; add one, such as +05:30 or Z, or name its zone",
                id="no offset",
            ),
            pytest.param(
                "2026-03-02 09:00 IST",
                "'2026-03-02 09:00 IST' ends in 'IST', and zone abbreviations are ambiguous "
                "(IST is India, Israel and Ireland; for India: Asia/Kolkata, +05:30); "
                "write an offset, such as +05:30",
                id="IST",
            ),
            pytest.param(
                "2026-03-02 09:00 CET",
                "'2026-03-02 09:00 CET' ends in 'CET', and zone abbreviations are ambiguous; "
                "write an offset, such as +05:30",
                id="CET",
            ),
            pytest.param(
                "2026-02-30T09:00Z",
                "'2026-02-30T09:00Z' is no date and time: day is out of range for month",
                id="30 February",
            ),
            pytest.param(
                "2026-03-02T09:00+24:00",
                "'2026-03-02T09:00+24:00' has the offset +24:00, of a day or more; "
                "write one such as +05:30",
                id="an offset of a day",
            ),
            pytest.param(
                "2026-03-02T25:00+23:00",
                "'2026-03-02T25:00+23:00' is no date and time: hour must be in 0..23",
                id="hour 25",
            ),
            pytest.param(
                "２026-03-02T09:00Z",
                "'２026-03-02T09:00Z' is not ISO 8601; write it like 2026-03-02T09:00:00+05:30; "
                "its digits are not 0 to 9: write '2026-03-02T09:00Z'",
                id="digits of another script",
            ),
            pytest.param(
                "1772442000",
                "'1772442000' is not ISO 8601; write it like 2026-03-02T09:00:00+05:30; "
                "it looks like seconds since 1970",
                id="seconds",
            ),
            pytest.param(
                "02/03/2026 9:00 pm",
                "'02/03/2026 9:00 pm' is not ISO 8601; write it like 2026-03-02T09:00:00+05:30",
                id="afternoon",
            ),
            pytest.param(
                "02/03/2026 9:00 AM",
                "'02/03/2026 9:00 AM' is not ISO 8601; write it like 2026-03-02T09:00:00+05:30",
                id="another order",
            ),
            pytest.param(
                "x" * 200,
                f"'{'x' * 69}... (202 characters) is not ISO 8601; "
                "write it like 2026-03-02T09:00:00+05:30",
                id="long",
            ),
        ],
    )
    def test_anything_else_is_refused(self, text: str, message: str) -> None:
        with pytest.raises(InstantTextError) as caught:
            parse_instant(text)
        assert str(caught.value) == message

    def test_up_to_64_characters_are_read(self) -> None:
        blanks = " " * 47
        assert parse_instant(f"2026-03-02T09:00Z{blanks}") == datetime(2026, 3, 2, 9, tzinfo=UTC)
        with pytest.raises(InstantTextError, match="is not ISO 8601"):
            parse_instant(f"2026-03-02T09:00Z{blanks} ")

    @pytest.mark.parametrize(
        ("length", "problem"), [(64, "ends in 'CET'"), (65, "is not ISO 8601")]
    )
    def test_up_to_64_characters_are_looked_at_for_a_zone(self, length: int, problem: str) -> None:
        with pytest.raises(InstantTextError, match=problem):
            parse_instant("2026-03-02 09:00 CET".rjust(length))

    @pytest.mark.parametrize(
        ("text", "reads"),
        [
            ("0002-01-01T23:59:59.999999", False),
            ("0002-01-02T00:00", True),
            ("9998-12-30T23:59:59.999999", True),
            ("9998-12-31T00:00", False),
        ],
    )
    @pytest.mark.parametrize("zone", [None, UTC])
    def test_first_and_last_instant(self, text: str, reads: bool, zone: tzinfo | None) -> None:
        text += "" if zone else "Z"
        if reads:
            assert parse_instant(text, zone) == datetime.fromisoformat(text).replace(tzinfo=UTC)
            return
        with pytest.raises(InstantRangeError) as caught:
            parse_instant(text, zone)
        shown = datetime.fromisoformat(text).isoformat()
        assert str(caught.value) == (
            f"the instant is out of range: {shown}; slaclock answers from 0002-01-02 to "
            "9998-12-30 (UTC)"
        )

    def test_only_text_is_read(self) -> None:
        with pytest.raises(ArgumentTypeError, match="text must be ISO 8601 text; got 5"):
            parse_instant(5)  # type: ignore[arg-type]

    @pytest.mark.parametrize("year", ["0001", "9999"])
    @pytest.mark.parametrize("zone", [None, UTC, PARIS, ZoneInfo("America/New_York")])
    def test_years_out_of_range_are_refused(self, year: str, zone: tzinfo | None) -> None:
        with pytest.raises(InstantRangeError, match="slaclock answers from 0002-01-02"):
            parse_instant(f"{year}-01-01T00:00" + ("Z" if zone is None else ""), zone)
