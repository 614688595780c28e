"""What an answer rests on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib.metadata import version
from zoneinfo import ZoneInfo

import pytest
import tzdata

from slaclock import Calendar, __version__, compute_deadline, load_matrix
from slaclock.instants import to_micros
from slaclock.provenance import estimated_holidays, provenance

KOLKATA = ZoneInfo("Asia/Kolkata")

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Kolkata"))


class TestProvenance:
    def test_names_everything_that_must_be_the_same(self) -> None:
        matrix = load_matrix("wotnot")
        row = matrix.row("enterprise", "P1")
        assert provenance(row) == {
            "slaclock": __version__,
            "matrix": {"id": "wotnot", "version": "2026-11", "sha256": matrix.fingerprint()},
            "calendar": {"id": "always", "sha256": row.calendar.fingerprint()},
            "zone_data": {"source": "tzdata", "version": tzdata.IANA_VERSION},
        }

    def test_holidays_package_is_named_where_it_is_used(self) -> None:
        sla = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
        assert provenance(sla.row("lite", "P1"))["holidays"] == version("holidays")
        assert "holidays" not in provenance(sla.row("enterprise", "P1"))  # observes none

    def test_deadline_carries_it(self) -> None:
        deadline = compute_deadline("lite", "P1", MONDAY)
        assert deadline.provenance == provenance(deadline.row)


class TestEstimatedHolidays:
    CALENDAR = Calendar(
        timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]}, holidays=[{"country": "IN"}]
    )

    @pytest.mark.parametrize(
        ("first", "last", "found"),
        [
            pytest.param(9, 11, {date(2027, 3, 10): "Eid al-Fitr (estimated)"}, id="across it"),
            pytest.param(10, 10, {date(2027, 3, 10): "Eid al-Fitr (estimated)"}, id="on it"),
            pytest.param(1, 9, {}, id="before it"),
        ],
    )
    def test_estimates_on_the_way(self, first: int, last: int, found: dict[date, str]) -> None:
        start, end = (to_micros(datetime(2027, 3, day, 12, tzinfo=UTC)) for day in (first, last))
        assert estimated_holidays(self.CALENDAR, start, end) == found

    def test_calendar_without_the_package_has_none(self) -> None:
        calendar = Calendar(timezone="UTC", hours={"mon": ["09:00-17:00"]}, holidays=["2026-01-26"])
        assert estimated_holidays(calendar, 0, to_micros(MONDAY)) == {}


class TestEstimates:
    def test_a_deadline_that_crosses_an_estimated_holiday_says_so(self) -> None:
        # The holidays package marks Eid al-Fitr of 10 March 2027 as estimated.
        terms = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
        opened_at = datetime(2027, 3, 8, 12, tzinfo=KOLKATA)
        data = compute_deadline("lite", "P2", opened_at, matrix=terms).to_dict()
        assert data["estimated"] is True
        assert data["estimated_holidays"] == {"2027-03-10": "Eid al-Fitr (estimated)"}
        assert "holidays" in data["provenance"]
