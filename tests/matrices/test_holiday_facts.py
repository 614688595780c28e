"""Until when holidays are known, which are estimates, and what a list now says."""

from __future__ import annotations

from datetime import date

import pytest

from slaclock import load_matrix
from slaclock.errors import CalendarError
from slaclock.matrices.freezing import freeze
from slaclock.matrices.holiday_facts import (
    Coverage,
    ListChange,
    coverage,
    estimates,
    list_changes,
)
from slaclock.matrices.model import Matrix

TODAY = date(2026, 3, 2)
INDIA = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")


def changed(**changes: str | None) -> Matrix:
    """Return a frozen contract some dates of which were known otherwise; None for not at all."""
    content = freeze(INDIA, [2026]).content()
    for calendar in content["calendars"].values():
        for entry in calendar["holidays"]:
            for key, name in changes.items():
                day = f"2026-{key[1:3]}-{key[3:]}"
                entry["dates"].pop(day, None)
                entry["dates"] |= {} if name is None else {day: name}
    return Matrix.model_validate(content)


class TestCoverage:
    def test_without_lists_nothing_ends(self) -> None:
        assert coverage(load_matrix("wotnot"), TODAY) == ()

    def test_frozen_years_end(self) -> None:
        known = "not among the years frozen: 2026, 2027"
        found = coverage(freeze(INDIA, [2026, 2027]), TODAY)
        assert found == tuple(
            Coverage(name, "IN-GJ", date(2027, 12, 31), known) for name in ("business", "extended")
        )

    def test_year_of_asking_may_be_unknown(self) -> None:
        (first, _) = coverage(freeze(INDIA, [2025]), TODAY)
        assert first.known_until is None

    def test_list_of_the_package_ends(self) -> None:
        (first, _) = coverage(INDIA, TODAY)
        assert first.known_until == date(2035, 12, 31)


class TestEstimates:
    def test_dates_ahead_alone(self) -> None:
        found = [one for one in estimates(INDIA, TODAY) if one.calendar == "business"]
        assert ("business", date(2027, 3, 10), "Eid al-Fitr (estimated)") in found
        assert all(TODAY <= one.date <= date(2028, 3, 1) for one in found)


class TestListChanges:
    def test_none_by_the_same_list(self) -> None:
        assert list_changes(freeze(INDIA, [2026])) == ()

    def test_date_that_has_another_name_is_new_or_is_gone(self) -> None:
        found = list_changes(changed(d0126="Republic", d0127="Extra", d0501=None))
        assert [one[:3] for one in found] == [
            ("IN-GJ", date(2026, 1, 26), "Republic"),
            ("IN-GJ", date(2026, 1, 27), "Extra"),
            ("IN-GJ", date(2026, 5, 1), None),
        ]
        assert found[0] == ListChange("IN-GJ", date(2026, 1, 26), "Republic", "Republic Day")
        assert found[1].now is None

    def test_entry_that_the_list_does_not_take(self) -> None:
        content = freeze(INDIA, [2026]).content()
        content["calendars"]["business"]["holidays"][0]["from"]["country"] = "XX"
        with pytest.raises(CalendarError, match="'XX' is an unknown country"):
            list_changes(Matrix.model_validate(content))
