"""Holidays by a rule, on dates read off a calendar."""

from __future__ import annotations

import time
from datetime import date, datetime
from datetime import time as datetime_time
from itertools import takewhile
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.calendars.holidays.base import Holiday
from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.errors import HolidayError
from slaclock.messages import shown
from tests.calendars.holidays.half import desk

SATURDAYS = "FREQ=MONTHLY;BYDAY=2SA,4SA"


class TestDates:
    def test_second_and_fourth_saturday(self) -> None:
        """January 2026 has Saturdays on 3, 10, 17, 24, 31; February on 7, 14, 21, 28."""
        rule = Recurrence.checked(SATURDAYS, date(2026, 1, 1))
        assert [day for day in rule.dates(2026) if day.month < 3] == [
            date(2026, 1, 10),
            date(2026, 1, 24),
            date(2026, 2, 14),
            date(2026, 2, 28),
        ]
        assert len(rule.dates(2026)) == 24

    def test_nothing_before_the_start(self) -> None:
        rule = Recurrence.checked(SATURDAYS, date(2026, 1, 11))
        assert rule.dates(2026)[0] == date(2026, 1, 24)
        assert rule.dates(2025) == ()

    def test_excluded_dates_are_left_out(self) -> None:
        rule = Recurrence.checked(SATURDAYS, date(2026, 1, 1), excluded=(date(2026, 1, 24),))
        assert rule.dates(2026)[:2] == (date(2026, 1, 10), date(2026, 2, 14))

    def test_first_and_last_day_of_a_year_belong_to_it(self) -> None:
        rule = Recurrence.checked("FREQ=DAILY", date(2026, 12, 31))
        assert rule.dates(2026) == (date(2026, 12, 31),)
        assert (rule.dates(2027)[0], rule.dates(2027)[-1]) == (date(2027, 1, 1), date(2027, 12, 31))

    def test_rule_with_a_count_ends(self) -> None:
        rule = Recurrence.checked("rrule:freq=yearly;count=2", date(2026, 5, 1), "May Day")
        years = [rule.dates(year) for year in (2026, 2027, 2028)]
        assert years == [(date(2026, 5, 1),), (date(2027, 5, 1),), ()]

    def test_a_rule_that_ends_within_a_day_ends_with_it(self) -> None:
        rule = Recurrence.checked("FREQ=DAILY;UNTIL=20260102T120000Z", date(2026, 1, 1))
        assert rule.dates(2026) == (date(2026, 1, 1), date(2026, 1, 2))

    def test_leap_day_comes_every_fourth_year(self) -> None:
        rule = Recurrence.checked("FREQ=YEARLY", date(2024, 2, 29))
        assert [year for year in range(2024, 2033) if rule.dates(year)] == [2024, 2028, 2032]

    @pytest.mark.parametrize(
        "rule", ["FREQ=MONTHLY;BYDAY=2SA", "FREQ=WEEKLY;BYDAY=SA", "FREQ=YEARLY", "FREQ=DAILY"]
    )
    def test_a_far_year_costs_what_a_near_one_does(self, rule: str) -> None:
        recurrence = Recurrence.checked(rule, date(1960, 1, 9))
        begin = time.process_time()
        assert recurrence.dates(9998)
        assert time.process_time() - begin < 0.1

    @given(
        rule=st.builds(
            "{};INTERVAL={}{}".format,
            st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"]),
            st.integers(1, 5),
            st.sampled_from(
                [
                    "",
                    ";BYDAY=SA",
                    ";BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
                    ";BYMONTH=1,6",
                    ";BYMONTHDAY=-1,29",
                    ";WKST=SU;BYDAY=SU,MO",
                    ";UNTIL=20190704",
                    ";COUNT=7",
                ]
            ),
        ),
        start=st.dates(date(2000, 1, 1), date(2012, 12, 31)),
        years=st.lists(st.integers(1999, 2040), min_size=1, max_size=3),
    )
    def test_dates_are_those_of_a_walk_from_the_start(
        self, rule: str, start: date, years: list[int]
    ) -> None:
        walked = list(
            takewhile(
                lambda day: day.year <= 2040,
                (
                    found.date()
                    for found in rrulestr(rule, dtstart=datetime.combine(start, datetime_time()))
                ),
            )
        )
        recurrence = Recurrence(rule, start)
        for year in years:
            assert recurrence.dates(year) == tuple(day for day in walked if day.year == year)


# 2 January 2012 and 5 January 2026 are Mondays; 2028 is a leap year.
FACTS = {
    "each year": ("FREQ=YEARLY", "2012-01-01", "2026-01-01"),
    "each third year": ("FREQ=YEARLY;INTERVAL=3", "2011-05-01", "2026-05-01"),
    "not in that year": ("FREQ=YEARLY;INTERVAL=3", "2012-05-01", ""),
    "each year in another month": ("FREQ=YEARLY;BYMONTH=6", "2012-03-04", "2026-06-04"),
    "each year by its place": ("FREQ=YEARLY;BYMONTH=3;BYDAY=1MO", "2012-03-04", "2026-03-02"),
    "each fourth month": (
        "FREQ=MONTHLY;INTERVAL=4",
        "2012-01-01",
        "2026-01-01 2026-05-01 2026-09-01",
    ),
    "each month from its first": ("FREQ=MONTHLY;INTERVAL=6", "2026-01-01", "2026-01-01 2026-07-01"),
    "each fifth month": ("FREQ=MONTHLY;INTERVAL=5", "2012-01-31", "2026-03-31 2026-08-31"),
    "each twelfth month": ("FREQ=MONTHLY;INTERVAL=12", "2012-12-09", "2026-12-09"),
    "each 26th week": ("FREQ=WEEKLY;INTERVAL=26", "2012-01-02", "2026-06-15 2026-12-14"),
    "each 365th day": ("FREQ=DAILY;INTERVAL=365", "2012-01-01", "2026-12-28"),
}


class TestFarYears:
    """Dates of 2026, counted from the first by hand: 26 weeks are 182 days, a year 365 or 366."""

    @pytest.mark.parametrize(("rule", "start", "found"), FACTS.values(), ids=FACTS)
    def test_dates_of_2026(self, rule: str, start: str, found: str) -> None:
        recurrence = Recurrence.checked(rule, date.fromisoformat(start))
        assert [str(day) for day in recurrence.dates(2026)] == found.split()

    def test_rule_that_names_a_date_in_four_hundred_years(self) -> None:
        """New Year's Day of 2026 is a Thursday, and so is that of 2426."""
        rule = "FREQ=YEARLY;INTERVAL=400;BYMONTH=1;BYMONTHDAY=1;BYDAY=TH"
        recurrence = Recurrence.checked(rule, date(2026, 1, 1))
        assert recurrence.dates(2026) == (date(2026, 1, 1),)
        assert recurrence.dates(2427) == ()
        assert recurrence.dates(2426) == (date(2426, 1, 1),)

    def test_entry_of_several_days_without_one(self) -> None:
        """Three days from each Thursday, 24 December 2026 first, without those from the 31st."""
        calendar = desk(
            {
                "rrule": "FREQ=WEEKLY",
                "start": "2026-12-24",
                "days": 3,
                "excluded": ["2026-12-31"],
                "name": "Rest",
            },
            hours={"mon-sun": ["09:00-17:00"]},
        )
        found = calendar.holidays_between(date(2026, 12, 1), date(2027, 1, 8))
        days = [(2026, 12, 24), (2026, 12, 25), (2026, 12, 26), (2027, 1, 7), (2027, 1, 8)]
        assert found == {date(*day): Holiday("Rest") for day in days}


class TestSeveralDays:
    """Holidays of some days from each date that the rule names."""

    def test_two_and_three_days_over_the_end_of_a_year(self) -> None:
        for first, days in (("2026-12-31", 2), ("2026-12-30", 3)):
            start = date.fromisoformat(first)
            rule = Recurrence.checked("FREQ=YEARLY", start, days=days)
            ends = [date(2026, 12, day) for day in range(start.day, 32)]
            assert rule.dates(2026) == tuple(ends)
            again = [day.replace(year=2027) for day in ends]
            assert rule.dates(2027) == (date(2027, 1, 1), *again)

    def test_days_that_overlap_are_named_once(self) -> None:
        """Three days from every second day on."""
        rule = Recurrence.checked("FREQ=DAILY;INTERVAL=2;COUNT=3", date(2026, 3, 2), days=3)
        assert rule.dates(2026) == tuple(date(2026, 3, day) for day in range(2, 9))


@pytest.mark.parametrize(
    ("rule", "start", "many"),
    [
        ("FREQ=DAILY;COUNT=7", "2026-06-01", 7),
        ("FREQ=YEARLY", "2026-05-01", 10),
        ("FREQ=YEARLY;INTERVAL=3", "2026-05-01", 10),
        ("FREQ=MONTHLY;INTERVAL=2", "2026-01-01", 60),
        ("FREQ=DAILY", "2026-06-01", 3650),
        ("FREQ=DAILY", "9997-12-01", 3650),
        ("FREQ=DAILY", "9998-12-01", 310),
    ],
)
def test_dates_of_ten_years(rule: str, start: str, many: int) -> None:
    """Ten times those of a whole year, or of the last one that there is."""
    recurrence = Recurrence.checked(rule, date.fromisoformat(start))
    assert recurrence.dates_of_ten_years() == many


class TestContent:
    def test_rule_is_kept_in_one_form(self) -> None:
        days = (date(2026, 1, 24), date(2026, 1, 10), date(2026, 1, 10))
        rule = Recurrence.checked(f" RRULE:{SATURDAYS.lower()} ", date(2026, 1, 1), "Off", days)
        assert rule.content() == {
            "rrule": SATURDAYS,
            "start": "2026-01-01",
            "name": "Off",
            "excluded": ["2026-01-10", "2026-01-24"],
        }

    def test_holiday_has_its_name(self) -> None:
        rule = Recurrence.checked("FREQ=YEARLY", date(2026, 5, 1), "May Day")
        assert rule.in_year(2026) == {date(2026, 5, 1): Holiday("May Day")}


class TestRefusals:
    @pytest.mark.parametrize(
        ("rule", "problem"),
        [
            (5, "is not a recurrence rule; write it like 'FREQ=MONTHLY;BYDAY=2SA,4SA'"),
            (
                "FREQ=DAILY;" + "X" * 512,
                "is not a recurrence rule; write it like 'FREQ=MONTHLY;BYDAY=2SA,4SA'",
            ),
            (
                "every Saturday",
                "is not one rule that begins with FREQ=; give its first date as start",
            ),
            (
                "FREQ=DAILY\nFREQ=DAILY",
                "is not one rule that begins with FREQ=; give its first date as start",
            ),
            (
                "FREQ=DAILY;DTSTART=20260101",
                "is not one rule that begins with FREQ=; give its first date as start",
            ),
            ("FREQ=HOURLY", "recurs within a day; holidays are whole dates"),
            ("FREQ=DAILY;BYHOUR=9", "recurs within a day; holidays are whole dates"),
            ("FREQ=DAILY;INTERVAL=0", "has an interval that is not a positive number"),
            ("FREQ=DAILY;INTERVAL=-1", "has an interval that is not a positive number"),
            ("FREQ=DAILY;COUNT=0", "has a count that is not from 1 to 36525"),
            ("FREQ=DAILY;COUNT=-1", "has a count that is not from 1 to 36525"),
            ("FREQ=DAILY;COUNT=9999999", "has a count that is not from 1 to 36525"),
            (
                "FREQ=DAILY;UNTIL=20251231",
                "never names a date: it ends before its first, from 2026-01-01",
            ),
        ],
    )
    def test_unsuitable_rule(self, rule: Any, problem: str) -> None:
        with pytest.raises(HolidayError) as caught:
            Recurrence.checked(rule, date(2026, 1, 1))
        assert str(caught.value) == f"{shown(rule)} {problem}"

    @pytest.mark.parametrize(
        ("rule", "why"),
        [
            ("FREQ=NEVER", "NEVER"),
            ("FREQ=MONTHLY;BYDAY=2XX", "2XX"),
            ("FREQ=DAILY;FOO=1", "FOO"),
            ("FREQ=DAILY;UNTIL=x", "UNTIL"),
        ],
    )
    def test_rule_that_dateutil_does_not_take(self, rule: str, why: str) -> None:
        with pytest.raises(HolidayError) as caught:
            Recurrence.checked(rule, date(2026, 1, 1))
        told, _, reason = str(caught.value).partition(" is not a recurrence rule: ")
        assert told == repr(rule)
        assert why in reason

    @pytest.mark.parametrize("first", [date(2, 1, 1), date(2024, 2, 29), date(9998, 1, 1)])
    @pytest.mark.parametrize(
        "rule",
        [
            "FREQ=DAILY;BYMONTH=4;BYMONTHDAY=31",
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31;COUNT=3",
        ],
    )
    def test_rule_that_names_no_date_is_refused_at_once(self, rule: str, first: date) -> None:
        start = time.process_time()
        with pytest.raises(HolidayError) as caught:
            Recurrence.checked(rule, first)
        problem = f"names no date in the 100 years after {first}"
        assert (caught.value.value, caught.value.problem) == (rule, problem)
        assert time.process_time() - start < 1

    def test_calendar_names_the_entry(self) -> None:
        entry = {"rrule": "FREQ=HOURLY", "start": "2026-01-01"}
        with pytest.raises(ValueError, match=r"holidays\[0\]: 'FREQ=HOURLY' recurs within a day"):
            Calendar(timezone="UTC", hours={"mon": ["09:00-17:00"]}, holidays=[entry])

    def test_smallest_numbers_that_are_taken(self) -> None:
        first = date(2026, 1, 1)
        for rule in ("FREQ=YEARLY;COUNT=1", "FREQ=YEARLY;INTERVAL=1"):
            assert Recurrence.checked(rule, first).dates(2026) == (first,)

    def test_end_that_is_no_date(self) -> None:
        with pytest.raises(HolidayError) as caught:
            Recurrence.checked("FREQ=DAILY;UNTIL=20301399", date(2026, 1, 1))
        assert str(caught.value).startswith(
            "'FREQ=DAILY;UNTIL=20301399' is not a recurrence rule: invalid"
        )
        assert "'UNTIL'" in str(caught.value)

    def test_largest_numbers_that_are_taken(self) -> None:
        """A holiday on each day of a hundred years are 36,525."""
        first = date(2026, 1, 1)
        assert len(Recurrence.checked("FREQ=DAILY;COUNT=36525", first).dates(2026)) == 365
        assert Recurrence.checked("FREQ=DAILY;INTERVAL=99999999", first).dates(2026) == (first,)
        for rule, problem in (
            ("FREQ=DAILY;COUNT=36526", "has a count that is not from 1 to 36525"),
            ("FREQ=DAILY;INTERVAL=100000000", "has an interval that is not a positive number"),
        ):
            with pytest.raises(HolidayError) as caught:
                Recurrence.checked(rule, first)
            assert str(caught.value) == f"{rule!r} {problem}"

    def test_longest_text_that_is_taken(self) -> None:
        rule = "FREQ=DAILY;BYMONTHDAY="
        days = ",".join(["10"] * 400)[: 512 - len(rule)]
        assert len(rule + days) == 512
        assert Recurrence.checked(rule + days, date(2026, 1, 1)).dates(2026)[:1]
        with pytest.raises(HolidayError, match="is not a recurrence rule; write it like"):
            Recurrence.checked(rule + days + "1", date(2026, 1, 1))

    def test_three_days_in_the_content(self) -> None:
        """Three days from each 24 December on: the 26th is the last."""
        rule = Recurrence.checked("FREQ=YEARLY", date(2026, 12, 24), "Rest", (), 3)
        assert rule.content() == {
            "rrule": "FREQ=YEARLY",
            "start": "2026-12-24",
            "name": "Rest",
            "excluded": [],
            "days": 3,
        }
        assert rule.dates(2027) == tuple(date(2027, 12, day) for day in (24, 25, 26))
