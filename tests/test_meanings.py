"""Every meaning of a business day in every engine: one that is missing somewhere fails here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from slaclock import Calendar, Clock, events
from slaclock.bulk.arrays import kernel_of
from slaclock.bulk.engine.step_tables import RULES
from slaclock.bulk.sql.tables import sql_tables
from slaclock.calendars.business_days import MEANINGS, CloseOfBusiness, meaning_named, rule_for
from slaclock.errors import UnknownNameError
from slaclock.instants import to_micros
from slaclock.matrices.promises import Promise
from tests.world import at, contract

DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-thu": ["09:00-19:00"], "fri": ["09:00-13:00"]})
THURSDAY = at("2026-03-05 17:00")
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
