"""Every meaning of a business day in every engine: one that is missing somewhere fails here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import get_args

import numpy as np
import polars as pl
import pytest

from slaclock import Calendar, Clock, Matrix, events
from slaclock.bulk import add_deadlines
from slaclock.bulk.arrays import kernel_of
from slaclock.bulk.engine.logs import logs_of_events
from slaclock.bulk.engine.states import states_of
from slaclock.bulk.engine.step_tables import RULES
from slaclock.bulk.sql.tables import sql_tables
from slaclock.calendars.business_days import (
    MEANINGS,
    CloseOfBusiness,
    Meaning,
    meaning_named,
    rule_for,
)
from slaclock.errors import UnknownNameError
from slaclock.instants import to_micros
from slaclock.matrices.promises import Promise
from tests.world import at, contract

DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-thu": ["09:00-19:00"], "fri": ["09:00-13:00"]})
THURSDAY = at("2026-03-05 17:00")
MONDAY = at("2026-03-09 09:30")
DUE = {
    "full_day": at("2026-03-06 12:12"),
    "same_time": at("2026-03-06 13:00"),
    "close_of_business": at("2026-03-06 13:00"),
}
"""One business day from Thursday 17:00, as docs/explanation/business-days.md works it out."""


@dataclass(frozen=True)
class Unheard(CloseOfBusiness):
    """A meaning that no engine has."""

    name = "unheard"


def test_every_meaning_is_worked_out_here() -> None:
    assert set(DUE) == set(MEANINGS)


def test_type_checkers_know_every_name() -> None:
    assert {name for part in get_args(Meaning) for name in get_args(part)} == set(MEANINGS)


@pytest.mark.parametrize("name", MEANINGS)
class TestEveryEngineHasIt:
    def test_calendar(self, name: str) -> None:
        assert DESK.add_business_days(THURSDAY, 1, business_day=name) == DUE[name]

    def test_calendar_back(self, name: str) -> None:
        """By 13:00 on Friday that day is over; a full day earlier it has not begun."""
        back = DESK.subtract_business_days(at("2026-03-06 13:00"), 1, business_day=name)
        expect = {
            "full_day": at("2026-03-06 09:00"),
            "same_time": at("2026-03-05 13:00"),
            "close_of_business": at("2026-03-05 19:00"),
        }
        assert back == expect[name]

    def test_deadline_and_clock(self, name: str) -> None:
        desk = {"timezone": DESK.timezone, "hours": DESK.content()["hours"]}
        sla = contract(business_day=name, calendars={"desk": desk})
        assert sla.compute_deadline("gold", "P1", THURSDAY).resolution_due == DUE[name]
        clock = Clock(sla, [events.Opened(THURSDAY, plan="gold", priority="P1")])
        assert clock.at(THURSDAY)["resolution"].due_at == DUE[name]

    def test_numpy(self, name: str) -> None:
        promise = Promise(0, 1, meaning_named(name))
        found, failures = kernel_of(DESK).due(np.array([to_micros(THURSDAY)]), promise)
        assert not failures
        assert found.tolist() == [to_micros(DUE[name])]

    def test_register_of_steps(self, name: str) -> None:
        assert name in RULES

    def test_sql_tables(self, name: str) -> None:
        desk = {"timezone": DESK.timezone, "hours": DESK.content()["hours"]}
        sla = contract({"resolution": "1 BD"}, business_day=name, calendars={"desk": desk})
        tables = sql_tables(sla, at("2026-03-01"), at("2026-04-01"))
        assert all(table.rows for table in tables.values())

    def test_words(self, name: str) -> None:
        assert MEANINGS[name].words

    def test_page(self, name: str) -> None:
        page = Path(__file__).parent.parent / "docs/explanation/business-days.md"
        assert f"| `{name}` |" in page.read_text(encoding="utf-8")


DATES: dict[str, dict[str, str]] = {
    "by": {"within": "1 BD", "by": "12:30"},
    "cutoff": {"within": "1 BD", "business_day": "close_of_business", "cutoff": "< 18:00"},
    "opened": {"within": "1 BD", "business_day": "same_time", "counted_from": "opened"},
    "same day": {"within": "0 BD", "by": "24:00"},
    "calendar days": {"within": "9 calendar days"},
    "weeks": {"within": "1 week", "by": "11:00"},
    "months": {"within": "1 month", "lands_on": "desk"},
}
"""A promise of each kind that names a date in another way, as a data file says it."""
DATES_DUE = {
    "by": at("2026-03-09 12:30"),  # Thursday 17:00 is past 12:30, and so counts as Friday.
    "cutoff": at("2026-03-06 13:00"),
    "opened": at("2026-03-06 13:00"),
    "same day": at("2026-03-06 00:00"),
    "calendar days": at("2026-03-14 17:00"),
    "weeks": at("2026-03-13 11:00"),  # Thursday 17:00 is past 11:00.
    "months": at("2026-04-06 17:00"),  # 5 April is a Sunday.
}


@pytest.mark.parametrize("name", DATES)
class TestEveryEngineHasEveryDate:
    """From Thursday 5 March 2026 at 17:00, on a desk that closes on Fridays at 13:00."""

    @pytest.fixture
    def sla(self, name: str) -> Matrix:
        desk = {"timezone": DESK.timezone, "hours": DESK.content()["hours"]}
        return contract({"resolution": DATES[name]}, calendars={"desk": desk})

    @pytest.fixture
    def promised(self, sla: Matrix) -> Promise:
        return sla.row("gold", "P1").targets[0].promise

    def test_deadline_and_its_account(self, name: str, sla: Matrix) -> None:
        found = sla.compute_deadline("gold", "P1", THURSDAY)
        assert found.resolution_due == DATES_DUE[name]
        ledger = found.explain()
        assert ledger.rows[-1].start == DATES_DUE[name]
        assert any(fact.startswith("counted from ") for fact in ledger.facts)

    def test_clock(self, name: str, sla: Matrix) -> None:
        clock = Clock(sla, [events.Opened(THURSDAY, plan="gold", priority="P1")])
        state = clock.at(THURSDAY)["resolution"]
        assert (state.status, state.due_at) == ("running", DATES_DUE[name])
        assert clock.at(DATES_DUE[name])["resolution"].remaining == timedelta(0)

    def test_numpy(self, name: str, promised: Promise) -> None:
        found, failures = kernel_of(DESK).due(np.array([to_micros(THURSDAY)]), promised)
        assert not failures
        assert found.tolist() == [to_micros(DATES_DUE[name])]

    def test_states_of_many(self, name: str, sla: Matrix) -> None:
        log = [events.Opened(THURSDAY, plan="gold", priority="P1"), events.Paused(MONDAY)]
        log.append(events.Resumed(MONDAY + timedelta(hours=3)))
        now = MONDAY + timedelta(hours=4)
        found = states_of(logs_of_events({"a": log}), sla, to_micros(now))
        state = Clock(sla, log).at(now)["resolution"]
        assert state.due_at is not None
        assert found.metrics["resolution"].due.tolist() == [to_micros(state.due_at)]
        assert found.by_clock == 0

    def test_sql_tables(self, name: str, sla: Matrix) -> None:
        tables = sql_tables(sla, at("2026-03-01"), at("2026-04-01"))
        instant = to_micros(THURSDAY)
        columns = [column.name for column in tables["sla_due"].columns]
        rows = [dict(zip(columns, row, strict=True)) for row in tables["sla_due"].rows]
        (step,) = (row for row in rows if row["starts_us"] <= instant < row["ends_us"])
        assert step["parts"] == step["whole"]
        assert max(instant, step["low_us"]) + step["shift_us"] == to_micros(DATES_DUE[name])

    def test_frame(self, name: str, sla: Matrix) -> None:
        frame = pl.DataFrame({"opened_at": [THURSDAY], "plan": ["gold"], "priority": ["P1"]})
        found = add_deadlines(frame, matrix=sla)
        assert found["resolution_due"].to_list() == [DATES_DUE[name]]


class TestUnknownMeaning:
    def test_name(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            meaning_named("full_dey")
        assert str(caught.value) == (
            "unknown business-day meaning 'full_dey'; did you mean 'full_day'? "
            "business-day meanings: full_day, same_time, close_of_business"
        )

    def test_register_of_an_engine(self) -> None:
        with pytest.raises(UnknownNameError, match=r"^unknown business-day meaning 'unheard'; "):
            rule_for(RULES, Unheard())

    def test_numpy(self) -> None:
        with pytest.raises(UnknownNameError, match=r"^unknown business-day meaning 'unheard'; "):
            kernel_of(DESK).due(np.array([to_micros(THURSDAY)]), Promise(0, 1, Unheard()))
