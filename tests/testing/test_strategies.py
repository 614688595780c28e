"""What others may draw: valid, and where code is likely to fail."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from slaclock import Amount, Calendar, Clock, events
from slaclock.errors import NeverOpenError
from slaclock.instants import MICROSECOND, to_micros
from slaclock.testing import (
    SyntheticZone,
    amounts,
    calendars,
    clocks,
    contracts,
    instants,
    instants_near_boundaries,
    logs,
    synthetic_zones,
)

NEAR = date(2026, 3, 2)


class TestDrawn:
    @settings(max_examples=50)
    @given(amounts())
    def test_amounts_are_more_than_nothing(self, amount: Amount) -> None:
        assert amount.seconds > 0 or amount.business_days > 0

    @settings(max_examples=30)
    @given(calendars(NEAR), instants(NEAR))
    def test_calendars_answer(self, calendar: Calendar, at: datetime) -> None:
        opening = calendar.next_open(at)
        assert opening >= at
        assert calendar.is_open(opening)

    @settings(max_examples=30)
    @given(st.data())
    def test_logs_are_of_their_contract(self, data: st.DataObject) -> None:
        matrix = data.draw(contracts(NEAR))
        log = data.draw(logs(matrix, NEAR))
        assert isinstance(log[0], events.Opened)
        assert [event.at for event in log] == sorted(event.at for event in log)
        assert len(Clock(matrix, log).events) == len(log)

    @settings(max_examples=15)
    @given(clocks())
    def test_clocks_can_be_asked(self, clock: Clock) -> None:
        try:
            state = clock.at(clock.events[-1].at)
        except NeverOpenError:  # hours of several calendars may have no instant in common
            return
        assert set(state) == set(clock.matrix.metrics)

    @given(st.data())
    def test_instants_lie_at_boundaries(self, data: st.DataObject) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
        at = data.draw(instants_near_boundaries(desk, NEAR))
        local = (at.replace(tzinfo=None) + MICROSECOND) - datetime(2026, 1, 1)
        beside = local % timedelta(days=1)
        marks = [timedelta(0), timedelta(hours=9), timedelta(hours=19)]
        assert any(timedelta(0) <= beside - mark <= 2 * MICROSECOND for mark in marks)

    @given(synthetic_zones(NEAR), instants(NEAR))
    def test_zones_give_every_instant_back(self, zone: SyntheticZone, at: datetime) -> None:
        assert to_micros(at.astimezone(zone)) == to_micros(at)
