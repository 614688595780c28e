"""A promise by itself: when it falls due, and how its days are told."""

from __future__ import annotations

import pickle
from datetime import datetime

import pytest

from slaclock import Amount, Calendar, Ledger
from slaclock.calendars.business_days import MEANINGS
from slaclock.day_times import TimeOfDay
from slaclock.durations import parse_limit
from slaclock.instants import MICROSECOND, to_micros
from slaclock.matrices.promises import (
    Promise,
    Target,
    due_instant,
)
from tests.world import at, contract

DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})


class TestPromise:
    def test_open_time_is_in_microseconds(self) -> None:
        assert Promise.of(Amount(seconds=2), None) == Promise(2_000_000)

    def test_days_of_a_fixed_length_are_open_time(self) -> None:
        promise = Promise.of(Amount(business_days=3), Amount(seconds=3600))
        assert promise == Promise(3 * 3_600_000_000)

    @pytest.mark.parametrize("name", MEANINGS)
    def test_days_of_any_other_kind_stay_days(self, name: str) -> None:
        promise = Promise.of(Amount(business_days=2), name)  # type: ignore[arg-type]
        assert promise == Promise(0, 2, MEANINGS[name])
        assert (promise.shares is not None) is (name == "full_day")
        assert (promise.dated is not None) is (name in ("same_time", "close_of_business"))
        assert pickle.loads(pickle.dumps(promise)) == promise

    @pytest.mark.parametrize(
        ("text", "meaning", "due"),
        [
            ("4 h", None, "2026-03-02 16:00"),
            ("1 BD", "full_day", "2026-03-03 12:00"),
            ("1 BD", "same_time", "2026-03-03 12:00"),
            ("1 BD", "close_of_business", "2026-03-03 19:00"),
            ("1 BD", Amount(seconds=7200), "2026-03-02 14:00"),
        ],
    )
    def test_it_falls_due_on_a_calendar(self, text: str, meaning: object, due: str) -> None:
        target = Target.of("response", parse_limit(text), meaning, "desk", DESK)  # type: ignore[arg-type]
        start = to_micros(at("2026-03-02 12:00"))
        assert due_instant(DESK, target, start) == to_micros(at(due))

    def test_named_date_has_no_open_time(self) -> None:
        promise = Promise.of(Amount(business_days=1), None, by=TimeOfDay(17 * 3600))
        assert (promise.micros, promise.business_days) == (0, 1)
        assert promise.names_date

    def test_what_a_business_day_is_does_not_matter_to_other_amounts(self) -> None:
        assert Promise.of(Amount(seconds=2), "full_day") == Promise(2_000_000)
        days = Promise.of(Amount(calendar_days=2), "close_of_business")
        assert days == Promise.of(Amount(calendar_days=2), None)

    def test_open_clock_alone_gives_open_time(self) -> None:
        opened = to_micros(at("2026-03-02 18:00"))
        line = DESK.covering(opened, opened)
        reading = line.exact.reading(MICROSECOND * opened)
        due = Promise.of(Amount(seconds=7200), None).quick_due(line, reading)
        assert due == MICROSECOND * to_micros(at("2026-03-03 10:00"))


class TestDayFacts:
    """2 March 2026 is a Monday; it has 10 h, Tuesday 7 h, Wednesday 10 h."""

    HOURS = {"mon": ["09:00-19:00"], "tue": ["09:00-16:00"], "wed": ["09:00-19:00"]}

    def ledger(self, opened_at: datetime, resolution: str) -> Ledger:
        desk = {"timezone": "Asia/Kolkata", "hours": self.HOURS}
        sla = contract({"resolution": resolution}, calendars={"desk": desk})
        return sla.compute_deadline("gold", "P1", opened_at).explain()

    def test_shares_of_unequal_days_add_up(self) -> None:
        # 3 h 20 min of Monday are gone, a third; of Tuesday that is 2 h 20 min.
        ledger = self.ledger(at("2026-03-02 12:20"), "1 BD")
        assert ledger.rows[-1].start == at("2026-03-03 11:20")
        assert ledger.facts[-2:] == (
            "2026-03-02, 10 h: 2/3 BD in 6 h 40 min",
            "2026-03-03, 7 h: 1/3 BD in 2 h 20 min",
        )

    def test_last_share_is_rounded_up_to_a_second(self) -> None:
        # A second of Monday is 0.7 s of Tuesday.
        ledger = self.ledger(at("2026-03-02 09:00:01"), "1 BD")
        assert ledger.rows[-1].start == at("2026-03-03 09:00:01")
        assert ledger.facts[-2:] == (
            "2026-03-02, 10 h: 35999/36000 BD in 9 h 59 min 59 s",
            "2026-03-03, 7 h: 1/36000 BD in 1 s",
        )

    def test_days_of_one_length_need_no_account(self) -> None:
        ledger = self.ledger(at("2026-03-04 12:00"), "1 BD")  # to Monday, as long as Wednesday
        assert ledger.rows[-1].start == at("2026-03-09 12:00")
        assert ledger.facts[-1] == "1 BD: a full support day of open time"

    def test_whole_day_of_another_length_is_named(self) -> None:
        """Seven hours and ten are two days here, which the rows alone do not say."""
        ledger = self.ledger(at("2026-03-02 12:00"), "2 BD")
        assert ledger.rows[-1].start == at("2026-03-04 12:00")
        assert ledger.facts[-3:] == (
            "2026-03-02, 10 h: 7/10 BD in 7 h",
            "2026-03-03, 7 h: 1 BD in 7 h",
            "2026-03-04, 10 h: 3/10 BD in 3 h",
        )
