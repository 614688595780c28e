"""In what two contracts differ."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from slaclock import Matrix, freeze
from slaclock.errors import ArgumentTypeError
from slaclock.matrices.differences import Difference, differences

OFFICE = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
PLAN = {"calendar": "office", "targets": {"P1": {"response": "4 h", "resolution": "8 h"}}}
DAYS = date(2026, 1, 1), date(2026, 12, 31)


def contract(office: dict[str, Any] | None = None, **changes: Any) -> Matrix:
    """Return a contract; *office* are changes of its calendar."""
    data = {
        "id": "ours",
        "calendars": {"office": {**OFFICE, **(office or {})}},
        "priorities": {"P1": {}},
        "plans": {"gold": PLAN},
    }
    return Matrix.model_validate({**data, **changes})


class TestContracts:
    @pytest.mark.parametrize("value", [None, 7, "wotnot", {}, [contract()]])
    def test_what_is_no_contract_is_refused(self, value: Any) -> None:
        with pytest.raises(ArgumentTypeError, match="^before must be a Matrix, such as one of lo"):
            differences(value, contract(), *DAYS)
        with pytest.raises(ArgumentTypeError, match="^after must be a Matrix"):
            differences(contract(), value, *DAYS)
        with pytest.raises(ArgumentTypeError, match="^matrix must be a Matrix"):
            freeze(value, [2026])


class TestDifferences:
    def test_equal_contracts_differ_in_nothing(self) -> None:
        assert differences(contract(), contract(), *DAYS) == ()

    @pytest.mark.parametrize(
        ("after", "expected"),
        [
            (
                {"plans": {"gold": {**PLAN, "targets": {"P1": {"response": "2 h"}}}}},
                [
                    ("promise", "plans.gold.targets.P1.response", "4 h (office)", "2 h (office)"),
                    ("promise", "plans.gold.targets.P1.resolution", "8 h (office)", "-"),
                ],
            ),
            (
                {"plans": {"gold": {**PLAN, "first_response": "< 1 h"}}},
                [("promise", "plans.gold.first_response", "-", "< 1 h (office)")],
            ),
            ({"on_reopen": "ignore"}, [("clause", "on_reopen", "resume", "ignore")]),
            ({"pauses": []}, [("clause", "pauses", "resolution", "-")]),
            (
                {"office": {"hours": {"mon-fri": ["09:00-18:00"]}}},
                [
                    (
                        "hours",
                        "office",
                        "Asia/Kolkata mon-fri 09:00-19:00",
                        "Asia/Kolkata mon-fri 09:00-18:00",
                    )
                ],
            ),
            (
                {"office": {"holidays": ["2026-01-26", "2026-01-25"]}},
                [("date", "office Mon 2026-01-26", "09:00-19:00", "closed")],
            ),
            (
                {"office": {"exceptions": {"2026-01-25": ["10:00-12:00"]}}},
                [("date", "office Sun 2026-01-25", "closed", "10:00-12:00")],
            ),
            (
                {"office": {"holidays": [{"country": "IN", "years": [2025]}]}},
                [
                    (
                        "date",
                        "office 2026",
                        "holidays known",
                        "not known: not among the years given: 2025",
                    )
                ],
            ),
        ],
        ids=["cell", "plan", "clause", "empty list", "hours", "holiday", "exception", "unknown"],
    )
    def test_what_differs_is_named(self, after: dict[str, Any], expected: list[Any]) -> None:
        found = differences(contract(), contract(**after), *DAYS)
        assert found == tuple(Difference(*one) for one in expected)

    def test_name_of_a_holiday_counts(self) -> None:
        pair = [
            contract({"holidays": [{"date": "2026-01-26", "name": name}]}) for name in ("A", "B")
        ]
        (found,) = differences(pair[0], pair[1], *DAYS)
        assert found[2:] == ("closed (A)", "closed (B)")

    @pytest.mark.parametrize(
        "last", ["2026-01-01", datetime(2026, 1, 1), date(2025, 1, 1), date(2200, 1, 1)]
    )
    def test_dates_that_are_none(self, last: Any) -> None:
        with pytest.raises(ArgumentTypeError, match="last must be a date"):
            differences(contract(), contract(), date(2026, 1, 1), last)
