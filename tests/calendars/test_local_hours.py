"""The hours of a date by what wins, through a calendar."""

from __future__ import annotations

import pickle
import warnings
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slaclock import Calendar
from slaclock.calendars.hours import Hours
from slaclock.errors import CalendarError
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
