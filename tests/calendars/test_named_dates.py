"""Deadlines that name a date and a time: worked out by hand, held to the oracle, and their laws.

The cases worked out by hand are facts of published contracts; the weekdays are said.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from slaclock import Amount, Calendar
from slaclock.calendars.business_days import (
    MEANINGS,
    CloseOfBusiness,
    DatedMeaning,
    SameTime,
)
from slaclock.calendars.named_dates import NamedDate, named_date_of
from slaclock.day_times import Cutoff, TimeOfDay
from slaclock.durations import NOTHING
from slaclock.errors import AmountError, CoverageError, NeverOpenError, UnknownNameError
from slaclock.instants import from_micros, to_micros
from slaclock.spans import Span
from tests.dated_promises import FORMS, Words, any_words, promise
from tests.oracle import from_us
from tests.oracle import to_us as us
from tests.strategies import (
    Desk,
    change_dates,
    desks,
    instants,
    midnight_utc,
    plain_desks,
)

HOUR = 3_600_000_000
NOON, FOUR = TimeOfDay(43_200), TimeOfDay(57_600)
UK_HOLIDAYS = ["2026-04-03", "2026-04-06", "2026-05-04"]
WEEKDAYS = {"mon-fri": ["00:00-24:00"]}
DESKS = {
    "uk-days": {"timezone": "Europe/London", "hours": WEEKDAYS, "holidays": UK_HOLIDAYS},
    "uk-office": {
        "timezone": "Europe/London",
        "hours": {"mon-fri": ["09:00-17:00"]},
        "holidays": UK_HOLIDAYS,
    },
    "uk-always": {"timezone": "Europe/London", "hours": {"mon-sun": ["00:00-24:00"]}},
    "inducio": {
        "timezone": "Europe/Berlin",
        "hours": {"mon-thu": ["09:00-17:00"], "fri": ["09:00-15:00"]},
        "holidays": ["2026-04-03", "2026-04-06"],
    },
    "bareos": {
        "timezone": "Europe/Berlin",
        "hours": {"mon-fri": ["09:00-17:00"]},
        "holidays": ["2026-12-24", "2026-12-25", "2026-12-31", "2027-01-01"],
    },
    "csg": {
        "timezone": "Australia/Sydney",
        "hours": {"mon-fri": ["08:00-17:00"]},
        "holidays": ["2026-01-26", "2026-04-03", "2026-04-06"],
    },
    "pacific": {"timezone": "America/Los_Angeles", "hours": {"mon-sun": ["00:00-24:00"]}},
}
CLOSE = "close_of_business"
CARE_1 = {"within": "2 BD", "by": "24:00", "counted_from": "opened"}
SAME_DAY = {"within": "0 BD", "by": "24:00", "cutoff": "< 13:00"}
CLASS_2 = {"within": "3 BD", "business_day": CLOSE, "cutoff": "12:00"}
CLASS_3, CLASS_1 = {**CLASS_2, "within": "2 BD"}, {**CLASS_2, "within": "5 BD"}
SAME_DAY = {"within": "0 BD", "business_day": CLOSE}
ADVANCED = {"within": "1 BD", "business_day": CLOSE, "counted_from": "opened"}
STANDARD = {**ADVANCED, "within": "2 BD"}
HEATING = {"within": "10 BD", "by": "24:00", "counted_from": "opened"}
BY_HAND: tuple[tuple[str, dict[str, str], str, str], ...] = (
    # Faults of a line: to be cleared by the end of the second working day.
    ("uk-days", CARE_1, "Tue 2026-03-10T09:00+00:00", "Fri 2026-03-13T00:00+00:00"),
    ("uk-days", CARE_1, "Sat 2026-03-14T11:00+00:00", "Wed 2026-03-18T00:00+00:00"),
    ("uk-days", CARE_1, "Thu 2026-04-02T16:00+01:00", "Thu 2026-04-09T00:00+01:00"),
    # Before 13:00 the same day, else by a time of the next.
    ("uk-always", SAME_DAY, "Sun 2026-03-15T12:59+00:00", "Mon 2026-03-16T00:00+00:00"),
    ("uk-always", SAME_DAY, "Mon 2026-03-02T12:59+00:00", "Tue 2026-03-03T00:00+00:00"),
    (
        "uk-always",
        {"within": "1 BD", "by": "12:59", "cutoff": "24:00"},
        "Sun 2026-03-15T13:00+00:00",
        "Mon 2026-03-16T12:59+00:00",
    ),
    *(
        ("uk-always", {"within": "1 BD", "by": "09:00", "cutoff": "24:00"}, opened, due)
        for opened, due in (
            ("Mon 2026-03-02T13:00+00:00", "Tue 2026-03-03T09:00+00:00"),
            ("Sat 2026-03-28T14:00+00:00", "Sun 2026-03-29T09:00+01:00"),
        )
    ),
    # Reported by noon, the day of the report counts; later, the next working day.
    ("inducio", CLASS_2, "Mon 2026-03-02T11:59+01:00", "Thu 2026-03-05T17:00+01:00"),
    ("inducio", CLASS_2, "Mon 2026-03-02T12:00+01:00", "Thu 2026-03-05T17:00+01:00"),
    ("inducio", CLASS_2, "Mon 2026-03-02T12:01+01:00", "Fri 2026-03-06T15:00+01:00"),
    ("inducio", CLASS_3, "Thu 2026-03-05T10:00+01:00", "Mon 2026-03-09T17:00+01:00"),
    ("inducio", CLASS_3, "Fri 2026-03-06T15:30+01:00", "Wed 2026-03-11T17:00+01:00"),
    ("inducio", CLASS_1, "Wed 2026-04-01T09:30+02:00", "Fri 2026-04-10T15:00+02:00"),
    # Business days counted from the date of the ticket.
    ("bareos", ADVANCED, "Sat 2026-03-07T12:00+01:00", "Mon 2026-03-09T17:00+01:00"),
    ("bareos", ADVANCED, "Wed 2026-12-23T10:00+01:00", "Mon 2026-12-28T17:00+01:00"),
    ("bareos", STANDARD, "Mon 2026-03-02T18:30+01:00", "Wed 2026-03-04T17:00+01:00"),
    # Repairs of a house.
    ("uk-days", HEATING, "Fri 2026-05-01T00:30+01:00", "Tue 2026-05-19T00:00+01:00"),
    ("uk-days", HEATING, "Sat 2026-10-31T23:59+00:00", "Sat 2026-11-14T00:00+00:00"),
    (
        "uk-days",
        {**HEATING, "within": "20 BD"},
        "Wed 2026-03-11T15:00+00:00",
        "Sat 2026-04-11T00:00+01:00",
    ),
    # Calendar days and weeks; over a clock change they keep the local time.
    (
        "uk-always",
        {"within": "30 calendar days"},
        "Fri 2026-03-20T10:00+00:00",
        "Sun 2026-04-19T10:00+01:00",
    ),
    (
        "uk-days",
        {"within": "8 weeks", "by": "24:00"},
        "Mon 2026-03-02T12:00+00:00",
        "Tue 2026-04-28T00:00+01:00",
    ),
    (
        "pacific",
        {"within": "14 calendar days"},
        "Mon 2026-03-02T10:00-08:00",
        "Mon 2026-03-16T10:00-07:00",
    ),
    # A complaint: by closing of the third business day after the day of receipt.
    (
        "uk-office",
        {"within": "3 BD", "business_day": CLOSE},
        "Thu 2026-04-02T10:00+01:00",
        "Thu 2026-04-09T17:00+01:00",
    ),
    # On the same working day: by its closing, whatever comes in before that.
    ("uk-office", SAME_DAY, "Fri 2026-03-06T10:00+00:00", "Fri 2026-03-06T17:00+00:00"),
    ("uk-office", SAME_DAY, "Fri 2026-03-06T17:00+00:00", "Mon 2026-03-09T17:00+00:00"),
    ("uk-office", SAME_DAY, "Sat 2026-03-07T10:00+00:00", "Mon 2026-03-09T17:00+00:00"),
    (
        "uk-office",
        {**SAME_DAY, "cutoff": "12:00", "counted_from": "opened"},
        "Fri 2026-03-06T12:01+00:00",
        "Mon 2026-03-09T17:00+00:00",
    ),
    # A telephone statute: counted from the day of the report.
    ("csg", ADVANCED, "Fri 2026-03-06T16:00+11:00", "Mon 2026-03-09T17:00+11:00"),
    ("csg", ADVANCED, "Sat 2026-03-07T09:00+11:00", "Mon 2026-03-09T17:00+11:00"),
    (
        "csg",
        {**ADVANCED, "within": "3 BD"},
        "Thu 2026-04-02T10:00+11:00",
        "Thu 2026-04-09T17:00+10:00",
    ),
    ("csg", STANDARD, "Fri 2026-01-23T12:00+11:00", "Wed 2026-01-28T17:00+11:00"),
    (
        "csg",
        {**ADVANCED, "within": "15 BD"},
        "Tue 2026-03-10T09:00+11:00",
        "Tue 2026-03-31T17:00+11:00",
    ),
)


def dated(name: str) -> DatedMeaning:
    meaning = MEANINGS[name]
    assert isinstance(meaning, DatedMeaning)
    return meaning


def instant(text: str) -> datetime:
    """Return the instant of a text such as `Mon 2026-03-02T12:00+00:00`, whose weekday is right."""
    weekday, _, iso = text.partition(" ")
    found = datetime.fromisoformat(iso)
    assert f"{found:%a}" == weekday
    return found


def due(desk: dict[str, Any], words: dict[str, Any], opened: datetime) -> datetime:
    calendar = Calendar.model_validate(desk)
    return from_micros(promise(words).due(calendar, to_micros(opened)), calendar.zone)


class TestByHand:
    @pytest.mark.parametrize(("desk", "words", "opened", "expected"), BY_HAND)
    def test_published_contracts(
        self, desk: str, words: dict[str, str], opened: str, expected: str
    ) -> None:
        assert due(DESKS[desk], words, instant(opened)).isoformat() == instant(expected).isoformat()


DESK = DESKS["uk-office"]


class TestRule:
    @pytest.mark.parametrize(
        ("words", "opened", "expected"),
        [
            # By 16:00 of the next business day; the cut-off is 16:00 as well.
            ({"within": "1 BD", "by": "16:00"}, "Mon 2026-03-02T16:00", "Tue 2026-03-03T16:00"),
            ({"within": "1 BD", "by": "16:00"}, "Mon 2026-03-02T16:01", "Wed 2026-03-04T16:00"),
            ({"within": "1 BD", "by": "16:00"}, "Sat 2026-03-07T12:00", "Tue 2026-03-10T16:00"),
            # The same day, unless that time has passed; then on the next one.
            ({"within": "0 BD", "by": "16:00"}, "Mon 2026-03-02T15:59", "Mon 2026-03-02T16:00"),
            ({"within": "0 BD", "by": "16:00"}, "Mon 2026-03-02T16:00", "Mon 2026-03-02T16:00"),
            ({"within": "0 BD", "by": "16:00"}, "Fri 2026-03-06T16:01", "Mon 2026-03-09T16:00"),
            # In hours or not.
            ({"within": "1 BD", "by": "21:30"}, "Mon 2026-03-02T10:00", "Tue 2026-03-03T21:30"),
            ({"within": "0 BD", "by": "24:00"}, "Mon 2026-03-02T10:00", "Tue 2026-03-03T00:00"),
            # Opened before hours: the clock starts at 09:00 of that day.
            ({"within": "1 BD", "by": "12:00"}, "Mon 2026-03-02T07:00", "Tue 2026-03-03T12:00"),
            # Opened after hours the clock starts on the next day; counted from the date of the
            # event it does not matter.
            ({"within": "1 BD", "by": "12:00"}, "Mon 2026-03-02T18:00", "Wed 2026-03-04T12:00"),
            (
                {"within": "1 BD", "by": "12:00", "cutoff": "24:00", "counted_from": "opened"},
                "Mon 2026-03-02T18:00",
                "Tue 2026-03-03T12:00",
            ),
            # From the date of the event, the day after the cut-off is the next date: of a Friday
            # that is Saturday, from which Monday is the first business day.
            (
                {"within": "1 BD", "by": "12:00", "counted_from": "opened"},
                "Fri 2026-03-06T12:01",
                "Mon 2026-03-09T12:00",
            ),
            # On a closed date a cut-off has no effect.
            (
                {"within": "1 BD", "by": "12:00", "counted_from": "opened"},
                "Sat 2026-03-07T18:00",
                "Mon 2026-03-09T12:00",
            ),
            (
                {"within": "0 BD", "by": "12:00", "counted_from": "opened"},
                "Sat 2026-03-07T18:00",
                "Mon 2026-03-09T12:00",
            ),
            # The same time after the cut-off is the same time, a day later.
            (
                {"within": "1 BD", "business_day": "same_time", "cutoff": "14:00"},
                "Mon 2026-03-02T15:00",
                "Wed 2026-03-04T15:00",
            ),
            (
                {"within": "1 BD", "business_day": "same_time", "counted_from": "opened"},
                "Sat 2026-03-07T11:00",
                "Mon 2026-03-09T11:00",
            ),
            (
                {"within": "1 BD", "business_day": "same_time", "counted_from": "opened"},
                "Sat 2026-03-07T20:00",
                "Mon 2026-03-09T17:00",
            ),
            # Calendar days from the start, and from the event.
            ({"within": "2 calendar days"}, "Sat 2026-03-07T11:00", "Wed 2026-03-11T09:00"),
            (
                {"within": "2 calendar days", "counted_from": "opened"},
                "Sat 2026-03-07T11:00",
                "Mon 2026-03-09T11:00",
            ),
            # The last day of a shorter month, over a year's end too.
            ({"within": "1 month"}, "Fri 2026-01-30T10:00", "Sat 2026-02-28T10:00"),
            ({"within": "3 months"}, "Mon 2026-11-30T10:00", "Sun 2027-02-28T10:00"),
            ({"within": "12 months"}, "Thu 2026-01-01T10:00", "Fri 2027-01-01T10:00"),
            (
                {"within": "1 month", "lands_on": DESK},
                "Fri 2026-01-30T10:00",
                "Mon 2026-03-02T10:00",
            ),
            (
                {"within": "1 month", "by": "24:00", "lands_on": DESK},
                "Tue 2026-03-03T10:00",
                "Wed 2026-04-08T00:00",
            ),
            # A cut-off in calendar days: begun on the next business day, or on the next date.
            (
                {"within": "1 calendar day", "cutoff": "12:00"},
                "Fri 2026-03-06T13:00",
                "Tue 2026-03-10T13:00",
            ),
            (
                {"within": "1 calendar day", "cutoff": "12:00", "counted_from": "opened"},
                "Fri 2026-03-06T13:00",
                "Sun 2026-03-08T13:00",
            ),
            # A night to itself: 1 BD on the desk of London, to land on a calendar of its own.
            (
                {
                    "within": "1 BD",
                    "business_day": "same_time",
                    "lands_on": {"timezone": "Europe/London", "hours": {"wed": ["00:00-24:00"]}},
                },
                "Wed 2026-03-25T10:00",
                "Wed 2026-04-01T10:00",
            ),
        ],
    )
    def test_date_and_time(self, words: dict[str, Any], opened: str, expected: str) -> None:
        zone = Calendar.model_validate(DESK).zone
        at, late = (instant(text).replace(tzinfo=zone) for text in (opened, expected))
        assert due(DESK, words, at) == late

    @pytest.mark.parametrize(
        ("opened", "expected"),
        [
            # The night from Monday 22:00 is Monday's, and begins Tuesday's count at 01:00.
            ("Mon 2026-03-02T22:30", "Wed 2026-03-04T01:00"),
            ("Tue 2026-03-03T00:30", "Wed 2026-03-04T01:00"),
            ("Tue 2026-03-03T02:00", "Thu 2026-03-05T01:00"),
        ],
    )
    def test_nights(self, opened: str, expected: str) -> None:
        desk = {"timezone": "UTC", "hours": {"mon-sun": ["22:00-06:00"]}}
        words = {"within": "1 BD", "by": "01:00"}
        zone = Calendar.model_validate(desk).zone
        at, late = (instant(text).replace(tzinfo=zone) for text in (opened, expected))
        assert due(desk, words, at) == late

    def test_date_that_never_occurs(self) -> None:
        """In Samoa Thursday 29 December 2011 was followed by Saturday 31 December."""
        samoa = {"timezone": "Pacific/Apia", "hours": {"mon-sat": ["09:00-17:00"]}}
        opened = instant("Thu 2011-12-29T10:00-10:00")
        for words, expected in (
            ({"within": "1 BD", "by": "12:00"}, "Sat 2011-12-31T12:00+14:00"),
            ({"within": "1 calendar day"}, "Sat 2011-12-31T10:00+14:00"),
            ({"within": "1 calendar day", "by": "24:00"}, "Sat 2011-12-31T00:00+14:00"),
        ):
            assert due(samoa, words, opened) == instant(expected)

    @pytest.mark.parametrize("within", ["1200 months", "36525 calendar days", "5217 weeks"])
    def test_past_the_last_year(self, within: str) -> None:
        opened = instant("Mon 9950-01-02T10:00+00:00")
        with pytest.raises(NeverOpenError, match=within):
            due(DESK, {"within": within}, opened)

    @pytest.mark.parametrize("by", [None, "24:00"])
    def test_the_last_date_of_all_is_29_december_9998(self, by: str | None) -> None:
        opened, words = instant("Mon 9998-12-28T10:00+00:00"), {} if by is None else {"by": by}
        found = due(DESKS["uk-always"], {"within": "1 calendar day", **words}, opened)
        assert found.isoformat() == (
            "9998-12-29T10:00:00+00:00" if by is None else "9998-12-30T00:00:00+00:00"
        )
        with pytest.raises(NeverOpenError, match="for 2 calendar days between 9998-12-28T10:00"):
            due(DESKS["uk-always"], {"within": "2 calendar days", **words}, opened)

    def test_date_of_the_event_matters_only_where_it_may_be_the_one(self) -> None:
        """Nobody knows whether Wednesday 31 December 2025 was a holiday, and it is 18:00 then."""
        desk = {
            "timezone": "Asia/Kolkata",
            "hours": {"mon-fri": ["09:00-17:00"]},
            "holidays": [{"country": "IN", "years": [2026]}],
        }
        opened = instant("Wed 2025-12-31T18:00+05:30")
        words = {"within": "1 BD", "by": "12:00", "cutoff": "24:00", "counted_from": "opened"}
        assert due(desk, words, opened) == instant("Thu 2026-01-01T12:00+05:30")
        with pytest.raises(CoverageError, match="IN in 2025"):
            due(desk, {"within": "0 BD", "by": "23:00", "counted_from": "opened"}, opened)

    def test_target_is_a_date_with_its_windows_where_it_was_counted(self) -> None:
        calendar, monday = Calendar.model_validate(DESK), date(2026, 3, 2)
        since = calendar.midnight(monday)
        days, span = NamedDate(NOON), NamedDate(NOON, Amount(calendar_days=1))
        hours = (Span(since + 33 * HOUR, since + 41 * HOUR),)
        assert days.target(calendar, since, monday, 1) == (date(2026, 3, 3), hours)
        assert span.target(calendar, since, monday, 0) == (date(2026, 3, 3), ())


class TestWithout:
    """Dates that are left out of the count."""

    @pytest.mark.parametrize(
        ("words", "without", "expected"),
        [
            ({"within": "2 BD", "by": "12:00"}, [], "2026-03-04"),
            ({"within": "2 BD", "by": "12:00"}, ["2026-03-03"], "2026-03-05"),
            ({"within": "2 BD", "by": "12:00"}, ["2026-03-02"], "2026-03-04"),
            ({"within": "2 BD", "by": "12:00"}, ["2026-03-04", "2026-03-05"], "2026-03-06"),
            ({"within": "2 BD", "by": "12:00"}, ["2026-03-04", "2026-03-07"], "2026-03-05"),
            ({"within": "4 BD", "by": "12:00"}, ["2026-03-06", "2026-03-07"], "2026-03-09"),
            ({"within": "0 BD", "by": "12:00"}, ["2026-03-02"], "2026-03-03"),
            ({"within": "3 calendar days"}, ["2026-03-02", "2026-03-03"], "2026-03-06"),
            ({"within": "3 calendar days"}, ["2026-03-05", "2026-03-06"], "2026-03-07"),
            ({"within": "3 calendar days"}, ["2026-03-06"], "2026-03-05"),
        ],
    )
    def test_count_goes_on(self, words: dict[str, Any], without: list[str], expected: str) -> None:
        """Counted from Monday 2 March 2026."""
        calendar, asked = Calendar.model_validate(DESK), promise(words)
        assert isinstance(asked.meaning, NamedDate)
        dates = frozenset(map(date.fromisoformat, without))
        opened = to_micros(instant("Mon 2026-03-02T10:00+00:00"))
        found = asked.meaning.due(calendar, opened, asked.business_days, dates)
        assert calendar.local_date(found).isoformat() == expected


class TestWords:
    @pytest.mark.parametrize(
        ("time", "words", "follows_start"),
        [
            (TimeOfDay(57_600), "by 16:00 of that date", False),
            (SameTime(), "the same time on that date", True),
            (CloseOfBusiness(), "the close of that date", False),
        ],
    )
    def test_how_the_days_are_meant(
        self, time: DatedMeaning | TimeOfDay, words: str, follows_start: bool
    ) -> None:
        assert NamedDate(time).words == words
        assert NamedDate(time).follows_start is follows_start


class TestNamedDateOf:
    def test_closing_of_the_same_day_is_counted_from_the_start(self) -> None:
        closing, desk = MEANINGS[CLOSE], Calendar.model_validate(DESK)
        found = named_date_of(NOTHING, closing, counted_from="opened", lands_on=desk)
        assert found == NamedDate(CloseOfBusiness(), counted_from="start", lands_on=desk)
        found = named_date_of(NOTHING, closing, cutoff=Cutoff(NOON))
        assert found == NamedDate(CloseOfBusiness(), cutoff=Cutoff(NOON))

    @pytest.mark.parametrize("meaning", ["same_time", "close_of_business"])
    def test_a_meaning_alone_says_it_all(self, meaning: str) -> None:
        assert named_date_of(Amount(business_days=1), MEANINGS[meaning]) is None
        found = named_date_of(Amount(business_days=1), MEANINGS[meaning], cutoff=Cutoff(NOON))
        assert found == NamedDate(dated(meaning), cutoff=Cutoff(NOON))

    def test_open_time_and_full_days_are_no_dates(self) -> None:
        full_day = MEANINGS["full_day"]
        assert named_date_of(Amount(seconds=1), None, counted_from="opened") is None
        assert named_date_of(Amount(business_days=1), full_day, counted_from="opened") is None

    def test_cutoff_is_the_time_unless_another_is_given(self) -> None:
        days = Amount(business_days=1)
        assert named_date_of(days, None, by=FOUR) == NamedDate(FOUR, cutoff=Cutoff(FOUR))
        given = named_date_of(days, None, by=FOUR, cutoff=Cutoff(NOON, strict=True))
        assert given == NamedDate(FOUR, cutoff=Cutoff(NOON, strict=True))

    DAYS = "needs business days that are same_time or close_of_business, or calendar days"

    @pytest.mark.parametrize(
        ("amount", "meaning", "words", "message"),
        [
            (
                Amount(seconds=3600),
                None,
                {"by": FOUR},
                f"'1 h' is open time and names no date, so by {DAYS}",
            ),
            (
                Amount(business_days=2),
                "full_day",
                {"cutoff": Cutoff(NOON)},
                (
                    f"'2 BD' is counted in business days of full_day and names no date, so cutoff "
                    f"{DAYS}"
                ),
            ),
            (
                Amount(seconds=3600),
                None,
                {"lands_on": Calendar.model_validate(DESK)},
                f"'1 h' is open time and names no date, so lands_on {DAYS}",
            ),
            (
                NOTHING,
                None,
                {},
                (
                    "'0 BD' is the same day, and needs a time of it: add by = '17:00', or "
                    "business_day = 'close_of_business' for its closing"
                ),
            ),
            (
                NOTHING,
                None,
                {"by": NOON, "cutoff": Cutoff(FOUR)},
                (
                    "'0 BD' with by = '12:00' would be over before its cutoff, '16:00'; the cutoff "
                    "must not be later"
                ),
            ),
        ],
    )
    def test_what_does_not_go_together(
        self, amount: Amount, meaning: str | None, words: dict[str, Any], message: str
    ) -> None:
        with pytest.raises(AmountError) as caught:
            named_date_of(amount, None if meaning is None else MEANINGS[meaning], **words)
        assert str(caught.value) == message

    def test_unknown_way_to_count(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            named_date_of(Amount(business_days=1), None, by=NOON, counted_from="open")  # type: ignore[arg-type]
        assert str(caught.value) == (
            "unknown counted_from value 'open'; did you mean 'opened'? counted_from "
            "values: start, opened"
        )


def answer(desk: Desk, words: Words, at: datetime) -> int:
    return promise(words).due(calendar_of(json.dumps(desk.data)), us(at))


@lru_cache(maxsize=8)
def calendar_of(data: str) -> Calendar:
    """Return a calendar; to compile one for each question takes most of the time."""
    return Calendar.model_validate(json.loads(data))


class TestOracle:
    @given(data=st.data(), desk=desks(), words=any_words())
    def test_deadline_is_that_of_the_oracle(
        self, data: st.DataObject, desk: Desk, words: Words
    ) -> None:
        at = data.draw(instants(desk))
        assert answer(desk, words, at) == us(desk.oracle.named_date(at, words))

    @pytest.mark.parametrize("form", FORMS)
    @pytest.mark.parametrize("zone", ["Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"])
    def test_round_every_clock_change_and_the_end_of_a_year(self, zone: str, form: str) -> None:
        hours = {"mon-thu": ["00:00-02:45", "09:00-17:00"], "sat-sun": ["22:10-05:00"]}
        desk = Desk({"timezone": zone, "hours": hours}, date(2010, 1, 1))
        starts = [*change_dates(zone)[:2], date(2011, 12, 28)]
        for near in starts:
            for hour in range(-44, 45, 11):
                at = from_us(midnight_utc(near) + hour * 3_600_000_000 + 60_000_001)
                assert answer(desk, FORMS[form], at) == us(desk.oracle.named_date(at, FORMS[form]))


def is_in_order(words: Words) -> bool:
    """Return whether a later event of a closed date cannot be due earlier.

    Two dates that lead to one date keep the time of each: the same time as they had, or on
    the date on which they land the closing that they had.
    """
    is_closing = words.get("business_day") == CLOSE and "lands_on" not in words
    return "by" in words or is_closing


class TestLaws:
    @given(data=st.data(), desk=desks(), words=any_words())
    def test_a_later_event_is_not_due_earlier(
        self, data: st.DataObject, desk: Desk, words: Words
    ) -> None:
        assume(is_in_order(words))
        first, last = sorted([data.draw(instants(desk)), data.draw(instants(desk))], key=us)
        assert answer(desk, words, first) <= answer(desk, words, last)

    @given(data=st.data(), desk=desks(), words=any_words())
    def test_a_larger_amount_is_not_due_earlier(
        self, data: st.DataObject, desk: Desk, words: Words
    ) -> None:
        # Two business days that land on one date keep the closing, or the hours, of each.
        assume("by" in words or "lands_on" not in words or "BD" not in words["within"])
        at = data.draw(instants(desk))
        number, _, unit = words["within"].partition(" ")
        more = {**words, "within": f"{int(number) + 1} {unit}"}
        assert answer(desk, words, at) <= answer(desk, more, at)

    @given(data=st.data(), desk=desks(), words=any_words())
    def test_nothing_is_due_before_it_happened(
        self, data: st.DataObject, desk: Desk, words: Words
    ) -> None:
        at = data.draw(instants(desk))
        assert answer(desk, words, at) >= us(at)

    @given(data=st.data(), desk=plain_desks, words=any_words())
    def test_a_holiday_brings_nothing_forward(
        self, data: st.DataObject, desk: Desk, words: Words
    ) -> None:
        at = data.draw(instants(desk))
        holiday = desk.near + timedelta(days=data.draw(st.integers(-3, 9)))
        # A cut-off has no effect on a closed date: what came in after it counts from that date,
        # or from the next opening, which may be at an earlier time of day.
        has_cutoff = "cutoff" in words or "by" in words
        assume(not has_cutoff or desk.oracle.date_of(us(at)) != holiday)
        # A start at another time of day may be earlier on the one date that both lead to.
        assume(is_in_order(words) or ("BD" in words["within"] and "lands_on" not in words))
        holidays = [*desk.data.get("holidays", []), holiday.isoformat()]
        closed = Desk({**desk.data, "holidays": holidays}, desk.near)
        assert answer(desk, words, at) <= answer(closed, words, at)

    @pytest.mark.parametrize("meaning", ["same_time", CLOSE])
    @given(data=st.data(), desk=desks(), count=st.integers(1, 9))
    def test_rule_for_all_dates_is_that_of_the_meanings(
        self, meaning: str, data: st.DataObject, desk: Desk, count: int
    ) -> None:
        at, calendar = data.draw(instants(desk)), Calendar.model_validate(desk.data)
        general = NamedDate(dated(meaning))
        assert general.due(calendar, us(at), count) == MEANINGS[meaning].due(
            calendar, us(at), count
        )
