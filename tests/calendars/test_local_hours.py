"""The hours of a date by what wins, through a calendar."""

from __future__ import annotations

import pickle
import warnings
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slaclock import Calendar
from slaclock.calendars.holidays.base import FixedHoliday, HalfDays, Holiday
from slaclock.calendars.hours import Hours
from slaclock.calendars.local_hours import DateHours, LocalHours
from slaclock.calendars.seasons import Rota, Season
from slaclock.errors import CalendarError, CoverageError
from slaclock.instants import to_micros
from slaclock.ledger import stretches
from tests.calendars.ramadan import PLAIN, RAMADAN, calendar

RIYADH = ZoneInfo("Asia/Riyadh")


def shown(hours: tuple[Hours, ...]) -> list[str]:
    return [str(part) for part in hours]


class TestPrecedence:
    # 15 February 2026 is a Sunday.
    @pytest.mark.parametrize(
        ("day", "hours", "cause", "name"),
        [
            (date(2026, 2, 17), ["09:00-18:00"], "hours", ""),
            (date(2026, 2, 18), ["09:00-15:00"], "season", "Ramadan"),
            (date(2026, 2, 21), [], "season", "Ramadan"),
            (date(2026, 2, 20), [], "weekend", ""),
            (date(2026, 2, 22), ["08:00-09:00"], "exception", ""),
            (date(2026, 2, 23), ["11:00-12:00"], "exception", ""),
            (date(2026, 3, 22), ["09:00-18:00"], "hours", ""),
        ],
    )
    def test_exception_holiday_season_week(
        self, day: date, hours: list[str], cause: str, name: str
    ) -> None:
        found = calendar().hours_on(day)
        assert (shown(found.hours), found.cause, found.name) == (hours, cause, name)

    def test_holiday_beats_season(self) -> None:
        found = calendar(exceptions={}).hours_on(date(2026, 2, 22))
        assert (found.hours, found.cause, found.name) == ((), "holiday", "Founding Day")


class TestDeadlines:
    def test_work_goes_on_at_the_hours_of_the_season(self) -> None:
        tuesday = datetime(2026, 2, 17, 17, tzinfo=RIYADH)
        due = calendar().add(tuesday, timedelta(hours=6))  # 1 h, then 5 h from 09:00
        assert due == datetime(2026, 2, 18, 14, tzinfo=RIYADH)

    def test_ledger_names_the_reason(self) -> None:
        start = to_micros(datetime(2026, 2, 18, 9, tzinfo=RIYADH))
        end = to_micros(datetime(2026, 2, 20, tzinfo=RIYADH))
        rows = [(part.what, part.reason) for part in stretches(calendar(), start, end)]
        assert rows == [
            ("counted", "Ramadan"),
            ("closed", 'season "Ramadan"'),
            ("closed", "night"),
            ("counted", "Ramadan"),
            ("closed", 'season "Ramadan"'),
        ]

    def test_rota_takes_turns(self) -> None:
        rota = Calendar(
            timezone="Europe/Berlin",
            rota={
                "starts": "2026-01-05",
                "weeks": [{"mon-fri": ["06:00-14:00"]}, {"mon-fri": ["14:00-22:00"]}],
            },
        )
        berlin = ZoneInfo("Europe/Berlin")
        friday = datetime(2026, 1, 9, 13, tzinfo=berlin)
        assert rota.add(friday, timedelta(hours=2)) == datetime(2026, 1, 12, 15, tzinfo=berlin)
        before = datetime(2026, 1, 4, 12, tzinfo=berlin)
        assert rota.previous_close(before) == datetime(2026, 1, 2, 22, tzinfo=berlin)

    def test_rota_of_nights_belongs_to_the_date_it_opens_on(self) -> None:
        rota = Calendar(
            timezone="UTC",
            rota={"starts": "2026-01-05", "weeks": [{"sun": ["22:00-06:00"]}, {}]},
        )
        assert rota.is_open(datetime(2026, 1, 12, 5, tzinfo=ZoneInfo("UTC")))
        assert not rota.is_open(datetime(2026, 1, 19, 5, tzinfo=ZoneInfo("UTC")))


class TestContent:
    def test_round_trip_by_pickle_and_data(self) -> None:
        one = calendar()
        assert pickle.loads(pickle.dumps(one)) == one
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert Calendar.model_validate(one.content()) == one

    def test_rota_comes_back(self) -> None:
        rota = Calendar(
            timezone="UTC", rota={"starts": "2026-01-05", "weeks": [{"mon": ["09:00-10:00"]}, {}]}
        )
        assert Calendar.model_validate(rota.content()).fingerprint() == rota.fingerprint()

    def test_other_hours_of_a_season_are_another_calendar(self) -> None:
        other = calendar(seasons=[{**RAMADAN, "hours": {"sun-thu": ["10:00-15:00"]}}])
        assert other != calendar()

    def test_calendar_without_any_has_the_fingerprint_it_always_had(self) -> None:
        assert Calendar.model_validate(PLAIN).fingerprint() == OLD_FINGERPRINT


class TestWithSeasons:
    def test_adds_to_those_there_are(self) -> None:
        plain = Calendar.model_validate(PLAIN)
        summer = {"from": "06-01", "to": "08-31", "hours": {"mon-fri": ["08:00-14:00"]}}
        found = plain.with_seasons(summer).hours_on(date(2026, 7, 1))
        assert (shown(found.hours), found.cause) == (["08:00-14:00"], "season")
        assert plain.seasons == ()

    def test_overlap_is_refused(self) -> None:
        with pytest.raises(CalendarError, match="overlaps the season Ramadan"):
            calendar().with_seasons({"from": "03-01", "to": "03-02", "hours": {}})


OLD_FINGERPRINT = "886417ba47139f3d37f2614d644c2f207b5f4fe6354af67abb7c3d409b15c683"


class TestContentAndText:
    WEEKS = ({"mon": ["09:00-17:00"]}, {"tue": ["09:00-17:00"]})
    SEASONS = (
        {"from": "2026-07-01", "to": "2026-08-31", "hours": {"mon": ["09:00-12:00"]}},
        {"from": "12-24", "to": "12-31", "hours": {}, "reason": "Rest"},
        {"from": "02-01", "to": "02-07", "hours": {"sat": ["09:00-10:00"]}},
    )

    def test_text_of_a_rota_with_seasons(self) -> None:
        rota = {"starts": "2026-03-02", "weeks": self.WEEKS}
        found = Calendar(timezone="UTC", rota=rota, seasons=self.SEASONS[:2])
        assert str(found) == (
            "UTC rota from 2026-03-02 in turn: mon 09:00-17:00 / tue 09:00-17:00; "
            "2026-07-01 to 2026-08-31: mon 09:00-12:00; Rest 12-24 to 12-31: closed"
        )

    def test_text_of_a_calendar_without_hours_of_its_own(self) -> None:
        once = Calendar(timezone="UTC", exceptions={"2026-03-02": ["09:00-10:00"]})
        assert str(once) == "UTC exceptions only"

    def test_seasons_are_kept_in_the_order_of_their_text(self) -> None:
        one = Calendar(timezone="UTC", hours=self.WEEKS[0], seasons=self.SEASONS)
        other = Calendar(timezone="UTC", hours=self.WEEKS[0], seasons=self.SEASONS[::-1])
        assert one.content() == other.content()
        assert [entry["to"] for entry in one.content()["seasons"]] == [
            "02-07",
            "2026-08-31",
            "12-31",
        ]
        assert one.fingerprint() == other.fingerprint()
        assert hash(one) == hash(other)

    def test_warnings_name_each_date_in_order(self) -> None:
        """3 and 4 January 2026 are a Saturday and a Sunday."""
        hours = ["09:00-13:00"]
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            Calendar(
                timezone="UTC",
                hours={"mon-fri": ["09:00-17:00"]},
                holidays=[
                    {"date": "2026-01-04", "hours": hours},
                    {"date": "2026-01-03", "hours": hours},
                    {"date": "2026-01-05", "hours": hours},
                    "2026-05-01",
                    "2026-05-01",
                    "2026-12-24",
                ],
                exceptions={"2026-12-24": ["09:00-12:00"]},
            )
        vain = "is a half day, but closed anyway; an exception would open it"
        assert [str(one.message) for one in caught] == [
            "holidays: 2026-05-01 is given twice",
            "2026-12-24 is a holiday and an exception; the exception's hours hold",
            f"2026-01-03 {vain}",
            f"2026-01-04 {vain}",
        ]


MORNING, DAY, LATE = (Hours(hour * 3600, 17 * 3600) for hour in (8, 9, 12))
WEEK = ((DAY,),) * 5 + ((), ())
MISSING = CoverageError("nowhere", 2027, "not known")
MON, SAT = date(2026, 3, 2), date(2026, 3, 7)


class Listed:
    """Holidays on some dates of 2026; of other years nothing is known."""

    def __init__(self, days: dict[date, Holiday]) -> None:
        self.days = days

    def in_year(self, year: int) -> dict[date, Holiday]:
        if year != 2026:
            raise MISSING
        return self.days

    def content(self) -> dict[str, Any]:
        return {}

    def may_open(self) -> Holiday:
        """Return that a weekend day may be worked, with Monday's hours."""
        return Holiday("", like=0)


class TestHolidays:
    """Monday has hours of its own; 2 March 2026 is a Monday, the 7th a Saturday."""

    OWN_MONDAY = ((MORNING,), *WEEK[1:])

    def hours(self, day: date, holiday: Holiday, *seasons: Season) -> LocalHours:
        return LocalHours(self.OWN_MONDAY, (Listed({day: holiday}),), {}, seasons)

    def test_closed_date(self) -> None:
        hours = self.hours(MON, Holiday("Holi"))
        assert hours.on(MON) == (MON, (), "holiday", "Holi")
        assert hours.possible(MON) == ((), None)

    def test_half_day_has_its_hours_where_the_week_has_any(self) -> None:
        for day, open_ in ((MON, (LATE,)), (SAT, ())):
            hours = self.hours(day, Holiday("Eve", hours=(LATE,)))
            assert hours.on(day) == (day, open_, "holiday", "Eve")
            assert hours.possible(day) == (open_, None)

    def test_weekend_that_is_worked_has_the_hours_of_another_weekday(self) -> None:
        hours = self.hours(SAT, Holiday("Bridge", like=0))
        assert hours.on(SAT) == (SAT, (MORNING,), "worked weekend", "Bridge")
        assert hours.possible(SAT) == ((MORNING,), None)

    def test_weekend_that_is_worked_in_a_season_has_its_hours(self) -> None:
        season = Season(MON, SAT, ((LATE,),) * 7)
        hours = self.hours(SAT, Holiday("Bridge", like=0), season)
        assert hours.on(SAT).hours == (LATE,)
        assert hours.usual(SAT) == (LATE,)
        assert hours.without_season(SAT) == ()
        assert hours.without_season(MON) == (MORNING,)

    def test_weekend_that_is_worked_has_the_hours_of_its_week_in_the_rota(self) -> None:
        """Of the weeks from 2 March 2026 on, each second one begins at noon on all days."""
        rota = Rota(MON, (WEEK, ((LATE,),) * 7))
        day = date(2026, 3, 14)
        hours = LocalHours(WEEK, (Listed({day: Holiday("Bridge", like=0)}),), {}, (), rota)
        assert hours.on(day).hours == (LATE,)
        assert hours.without_season(day) == (LATE,)
        assert hours.possible(date(2027, 3, 6)) == ((DAY,), MISSING)
        assert hours.possible(date(2027, 3, 13)) == ((LATE, LATE), MISSING)

    def test_year_that_is_not_known_may_have_all_that_could_be(self) -> None:
        """6 March 2027 is a Saturday, the 8th a Monday."""
        hours = self.hours(MON, Holiday("Holi"))
        for day, open_ in (
            (date(2027, 3, 6), (MORNING,)),
            (date(2027, 3, 8), (MORNING, MORNING)),
            (date(2027, 3, 9), (DAY, MORNING)),
        ):
            assert hours.possible(day) == (open_, MISSING)
            with pytest.raises(CoverageError, match="in 2027"):
                hours.on(day)

    def test_closure_is_known_where_another_list_is_not(self) -> None:
        day = date(2027, 3, 8)
        closed, half = (
            LocalHours(WEEK, (Listed({}), source), {})
            for source in (
                FixedHoliday(day, "Move"),
                HalfDays(FixedHoliday(day, "Move"), (LATE,)),
            )
        )
        assert closed.possible(day) == ((), None)
        assert half.possible(day) == ((LATE,), MISSING)

    def test_between_two_dates_are_those_that_close_in_order(self) -> None:
        days = {
            date(2026, 12, 31): Holiday("Eve", hours=(LATE,)),
            date(2026, 3, 7): Holiday("Bridge", like=0),
            date(2026, 3, 2): Holiday("Holi"),
        }
        hours = LocalHours(WEEK, (Listed(days), FixedHoliday(date(2027, 1, 1))), {})
        found = hours.holidays_between(date(2026, 3, 2), date(2026, 12, 31))
        assert list(found) == [date(2026, 3, 2), date(2026, 12, 31)]
        assert list(hours.holidays_between(date(2026, 3, 3), date(2026, 12, 30))) == []
        with pytest.raises(CoverageError):
            hours.holidays_between(date(2026, 3, 2), date(2027, 1, 1))
        fixed = LocalHours(WEEK, (FixedHoliday(date(2027, 1, 1)), FixedHoliday(MON)), {})
        assert list(fixed.holidays_between(MON, date(2027, 1, 1))) == [MON, date(2027, 1, 1)]

    def test_year_is_worked_out_once(self) -> None:
        hours = self.hours(MON, Holiday("Holi"))
        assert hours.holidays_of(2026) is hours.holidays_of(2026)
        assert hours.holidays_of(2027) is hours.holidays_of(2027)


class TestOfALocalCalendar:
    ROTA = Rota(MON, (WEEK, ((LATE,),) * 7))

    def test_week_of_a_rota_is_its_first(self) -> None:
        hours = LocalHours(((),) * 7, (), {}, (), self.ROTA)
        assert hours.week == WEEK
        assert [hours.usual(day) for day in (SAT, date(2026, 3, 14))] == [(), (LATE,)]
        assert [hours.on(day).hours for day in (SAT, date(2026, 3, 14))] == [(), (LATE,)]

    def test_replaced_keeps_all_else(self) -> None:
        season = Season(MON, SAT, ((MORNING,),) * 7, "Lent")
        exceptions = {MON: DateHours(MON, (DAY,), "exception")}
        hours = LocalHours(WEEK, (FixedHoliday(SAT),), exceptions, (season,), self.ROTA)
        for found, sources, seasons in (
            (hours.replaced(), (FixedHoliday(SAT),), (season,)),
            (hours.replaced(sources=()), (), (season,)),
            (hours.replaced(seasons=()), (FixedHoliday(SAT),), ()),
        ):
            assert (found.sources, found.seasons) == (sources, seasons)
            assert (found.week, found.rota, dict(found.exceptions)) == (WEEK, self.ROTA, exceptions)

    def test_names_come_from_seasons_and_half_days(self) -> None:
        season = Season(MON, SAT, WEEK)
        half = HalfDays(FixedHoliday(MON), (LATE,))
        assert not LocalHours(WEEK, (FixedHoliday(MON),), {}).has_names
        assert LocalHours(WEEK, (), {}, (season,)).has_names
        assert LocalHours(WEEK, (half,), {}).has_names

    @pytest.mark.parametrize("where", ["week", "rota", "season", "exception", "half day"])
    def test_night_may_stand_in_any_place(self, where: str) -> None:
        late = Hours(22 * 3600, 24 * 3600)
        for night, reaches in ((late, False), (Hours(22 * 3600, 24 * 3600 + 1), True)):
            nights = ((),) * 6 + ((night,),)
            half = HalfDays(FixedHoliday(MON), (night,))
            hours = LocalHours(
                nights if where == "week" else WEEK,
                (half,) if where == "half day" else (),
                {MON: DateHours(MON, (night,), "exception")} if where == "exception" else {},
                (Season(MON, SAT, nights),) if where == "season" else (),
                Rota(MON, (WEEK, nights)) if where == "rota" else None,
            )
            assert hours.reaches_past_midnight() is reaches

    def test_never_closes_only_if_nothing_ever_does(self) -> None:
        always = ((Hours(0, 24 * 3600),),) * 7
        assert LocalHours(always, (), {}).never_closes()
        for other in (
            LocalHours(WEEK, (), {}),
            LocalHours((*always[1:], ()), (), {}),
            LocalHours(always, (FixedHoliday(MON),), {}),
            LocalHours(always, (), {MON: DateHours(MON, (DAY,), "exception")}),
            LocalHours(always, (), {}, (Season(MON, SAT, WEEK),)),
            LocalHours(always, (), {}, (), Rota(MON, (always, WEEK))),
        ):
            assert not other.never_closes()

    def test_each_week_has_its_place(self) -> None:
        season = Season(MON, SAT, ((MORNING,),) * 7)
        assert list(LocalHours(WEEK, (), {}, (season,)).weeks()) == [
            ("hours", WEEK),
            ("seasons[0].hours", season.week),
        ]
        assert list(LocalHours(WEEK, (), {}, (season,), self.ROTA).weeks()) == [
            ("rota.weeks[0]", WEEK),
            ("rota.weeks[1]", ((LATE,),) * 7),
            ("seasons[0].hours", season.week),
        ]

    def test_season_that_leaves_a_closed_date_closed_is_not_told(self) -> None:
        season = Season(MON, date(2026, 3, 8), WEEK, "Lent")
        hours = LocalHours(WEEK, (), {}, (season,))
        assert hours.on(SAT) == (SAT, (), "weekend", "")
        assert hours.on(MON) == (MON, (DAY,), "season", "Lent")
        assert hours.on(date(2026, 3, 9)) == (date(2026, 3, 9), (DAY,), "hours", "")

    def test_text_is_the_same_when_asked_again(self) -> None:
        hours = LocalHours(WEEK, (), {})
        assert [str(hours) for _ in range(2)] == ["mon-fri 09:00-17:00"] * 2


def test_seasons_are_told_in_one_order_whatever_order_they_were_given_in() -> None:
    """No date lies in two of them, so a contract that was frozen tells the same."""
    week = {"mon-fri": ["09:00-17:00"]}
    ramadan: Any = {"from": "2026-02-18", "to": "2026-03-19", "hours": week, "reason": "Ramadan"}
    quiet = {"from": "12-20", "to": "01-06", "hours": week, "reason": "Quiet"}
    told = {
        str(Calendar(timezone="UTC", hours=week, seasons=seasons).local_hours)
        for seasons in ([ramadan, quiet], [quiet, ramadan])
    }
    assert told == {
        (
            "mon-fri 09:00-17:00; Quiet 12-20 to 01-06: mon-fri 09:00-17:00; "
            "Ramadan 2026-02-18 to 2026-03-19: mon-fri 09:00-17:00"
        )
    }
