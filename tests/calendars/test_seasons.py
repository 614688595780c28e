"""Seasons and rotas: which dates they hold, and what they refuse."""

from __future__ import annotations

from datetime import date

import pytest

from slaclock.calendars.hours import Hours, Week
from slaclock.calendars.seasons import Bound, Rota, Season, Yearly, parse_bound, refuse_overlaps
from slaclock.errors import HolidayError, HoursError

CLOSED: Week = ((),) * 7
MONDAYS: Week = ((Hours(32400, 61200),), *((),) * 6)


def season(first: str, last: str) -> Season:
    return Season.checked(parse_bound(first), parse_bound(last), MONDAYS)


class TestParseBound:
    @pytest.mark.parametrize(
        ("value", "expect"),
        [
            ("2026-02-18", date(2026, 2, 18)),
            (date(2026, 2, 18), date(2026, 2, 18)),
            ("11-01", Yearly(11, 1)),
            ("02-29", Yearly(2, 29)),
        ],
    )
    def test_date_or_day_of_every_year(self, value: object, expect: Bound) -> None:
        assert parse_bound(value) == expect

    @pytest.mark.parametrize("value", ["1-11", "02-30", "13-01", "November", "", 5, None])
    def test_anything_else_is_refused(self, value: object) -> None:
        with pytest.raises(HoursError):
            parse_bound(value)

    @pytest.mark.parametrize("value", ["1101", "11-1", "November"])
    def test_other_text_is_told_both_ways_to_write_it(self, value: str) -> None:
        with pytest.raises(HoursError) as caught:
            parse_bound(value)
        assert str(caught.value) == (
            f'{value!r} is not a date such as 2026-11-01, nor a day of every year such as "11-01"'
        )

    def test_day_that_no_year_has(self) -> None:
        with pytest.raises(HoursError) as caught:
            parse_bound("02-30")
        assert str(caught.value) == (
            "'02-30' is no day of any year; write month and day, such as \"11-01\" for 1 November"
        )

    @pytest.mark.parametrize("value", ["2026-2", "20260218", "2026/02/18", "2026-"])
    def test_text_that_begins_with_a_year_is_to_be_a_date(self, value: str) -> None:
        with pytest.raises(HolidayError, match="write it like 2026-01-26"):
            parse_bound(value)

    def test_date_that_is_none_says_why(self) -> None:
        with pytest.raises(HolidayError, match="February 2026 has 28 days"):
            parse_bound("2026-02-30")


class TestCovers:
    @pytest.mark.parametrize(
        ("day", "expect"),
        [("2026-02-17", False), ("2026-02-18", True), ("2026-03-19", True), ("2026-03-20", False)],
    )
    def test_both_ends_belong_to_it(self, day: str, expect: bool) -> None:
        assert season("2026-02-18", "2026-03-19").covers(date.fromisoformat(day)) is expect

    @pytest.mark.parametrize(
        ("day", "expect"),
        [
            ("2026-10-31", False),
            ("2026-11-01", True),
            ("2026-12-31", True),
            ("2027-01-01", True),
            ("2027-04-30", True),
            ("2027-05-01", False),
        ],
    )
    def test_every_year_it_goes_on_over_new_year(self, day: str, expect: bool) -> None:
        assert season("11-01", "04-30").covers(date.fromisoformat(day)) is expect

    def test_29_february_ends_it_on_the_28th_of_a_common_year(self) -> None:
        winter = season("02-01", "02-29")
        days = [date(2027, 2, 28), date(2027, 3, 1), date(2028, 2, 29), date(2028, 3, 1)]
        assert [winter.covers(day) for day in days] == [True, False, True, False]


class TestChecked:
    def test_a_date_and_a_day_of_every_year_do_not_go_together(self) -> None:
        with pytest.raises(HoursError) as caught:
            season("2026-11-01", "04-30")
        assert str(caught.value) == (
            "'04-30' ends a season that begins on 2026-11-01; write two dates, or two like 11-01"
        )

    def test_end_before_its_beginning_is_refused(self) -> None:
        with pytest.raises(HoursError) as caught:
            season("2026-03-19", "2026-02-18")
        assert str(caught.value) == "'2026-02-18' ends a season before it begins, on 2026-03-19"


class TestRefuseOverlaps:
    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("2026-02-18", "2026-03-19"), ("2026-03-19", "2026-04-01")),
            (("11-01", "04-30"), ("04-30", "06-01")),
            (("11-01", "04-30"), ("12-24", "12-24")),
            (("11-01", "04-30"), ("2027-01-01", "2027-01-01")),
            (("02-29", "02-29"), ("2026-03-01", "2028-02-29")),
            (("07-01", "07-31"), ("2020-01-01", "2039-12-31")),
            (("02-29", "02-29"), ("2096-03-01", "2104-02-29")),
        ],
    )
    def test_date_in_both_is_refused_in_either_order(
        self, one: tuple[str, str], other: tuple[str, str]
    ) -> None:
        for pair in ([season(*one), season(*other)], [season(*other), season(*one)]):
            with pytest.raises(HoursError, match="a date can lie in one season only"):
                refuse_overlaps(pair)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            (("2026-02-18", "2026-03-19"), ("2026-03-20", "2026-04-01")),
            (("11-01", "04-30"), ("05-01", "10-31")),
            (("11-01", "04-30"), ("2027-05-01", "2027-10-31")),
            (("02-29", "02-29"), ("2026-01-01", "2027-12-31")),
            (("02-29", "02-29"), ("2096-03-01", "2104-02-28")),
        ],
    )
    def test_seasons_side_by_side_are_taken(
        self, one: tuple[str, str], other: tuple[str, str]
    ) -> None:
        pair = (season(*one), season(*other))
        assert refuse_overlaps(pair) == pair


class TestRota:
    # 5 January 2026 is a Monday.
    ROTA = Rota(date(2026, 1, 5), (MONDAYS, CLOSED, CLOSED))

    @pytest.mark.parametrize(
        ("day", "turn"),
        [
            (date(2026, 1, 5), 0),
            (date(2026, 1, 11), 0),
            (date(2026, 1, 12), 1),
            (date(2026, 1, 26), 0),
            (date(2026, 1, 4), 2),
            (date(2025, 12, 28), 1),
            (date(2025, 12, 15), 0),
        ],
    )
    def test_weeks_take_turns_both_ways(self, day: date, turn: int) -> None:
        assert self.ROTA.week_of(day) is self.ROTA.weeks[turn]

    def test_week_has_seven_dates_from_its_first(self) -> None:
        sunday = Rota(date(2026, 1, 4), (MONDAYS, CLOSED))
        days = [date(2026, 1, 3), date(2026, 1, 4), date(2026, 1, 10), date(2026, 1, 11)]
        assert [sunday.week_of(day) is MONDAYS for day in days] == [False, True, True, False]


class TestText:
    def test_season_with_its_reason(self) -> None:
        found = season("2026-02-18", "2026-03-19")
        assert str(found) == "2026-02-18 to 2026-03-19"
        named = Season.checked(found.first, found.last, MONDAYS, "Ramadan")
        assert str(named) == "Ramadan 2026-02-18 to 2026-03-19"
        assert named.content() == {
            "from": "2026-02-18",
            "to": "2026-03-19",
            "hours": {"mon": ["09:00-17:00"]},
            "reason": "Ramadan",
        }

    def test_rota_of_two_weeks(self) -> None:
        rota = Rota(date(2026, 3, 2), (MONDAYS, CLOSED))
        assert str(rota) == "from 2026-03-02 in turn: mon 09:00-17:00 / closed"
        assert rota.content() == {
            "starts": "2026-03-02",
            "weeks": [{"mon": ["09:00-17:00"]}, {}],
        }

    def test_refusal_of_an_overlap_names_both(self) -> None:
        pair = [season("11-01", "04-30"), season("2027-01-01", "2027-01-31")]
        with pytest.raises(HoursError) as caught:
            refuse_overlaps(pair)
        assert str(caught.value) == (
            "'2027-01-01 to 2027-01-31' overlaps the season 11-01 to 04-30; "
            "a date can lie in one season only"
        )

    def test_season_that_ends_before_it_begins(self) -> None:
        for first, last, problem in (
            ("2026-03-19", "2026-02-18", "ends a season before it begins, on 2026-03-19"),
            (
                "2026-03-19",
                "04-01",
                "ends a season that begins on 2026-03-19; write two dates, or two like 11-01",
            ),
        ):
            with pytest.raises(HoursError) as caught:
                season(first, last)
            assert str(caught.value) == f"{last!r} {problem}"

    def test_sample_of_a_season_holds_its_first_and_last_date(self) -> None:
        assert list(season("2026-03-30", "2026-04-01").sample()) == [
            date(2026, 3, 30),
            date(2026, 3, 31),
            date(2026, 4, 1),
        ]
        yearly = list(season("12-30", "01-02").sample())
        assert [(day.month, day.day) for day in yearly] == [(1, 1), (1, 2), (12, 30), (12, 31)]
        assert len(list(season("01-01", "12-31").sample())) == 366
