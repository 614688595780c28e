"""What a matrix promises, as a table."""

from __future__ import annotations

from slaclock import load_matrix

HOUR = 3_600_000_000


class TestTargetsTable:
    def test_every_name_of_a_row(self) -> None:
        rows = load_matrix("wotnot").targets_table().to_rows()
        chosen = [row for row in rows if row["plan"] == "starter" and row["metric"] == "resolution"]
        assert {row["priority"] for row in chosen if row["priority_id"] == "P1"} >= {
            "p1",
            "critical",
        }
        first = next(row for row in chosen if row["priority"] == "p1")
        assert first == {
            "plan": "starter",
            "priority": "p1",
            "metric": "resolution",
            "calendar_id": "business",
            "target": "1 BD",
            "open_us": None,
            "business_days": 1,
            "business_day": "full_day",
            "is_strict": False,
            "plan_id": "starter",
            "priority_id": "P1",
        }

    def test_promise_of_the_plan_alone(self) -> None:
        rows = load_matrix("wotnot").targets_table().to_rows()
        [row] = [row for row in rows if row["plan"] == "lite" and row["priority"] is None]
        assert (row["metric"], row["open_us"], row["is_strict"]) == (
            "first_response",
            16 * HOUR,
            True,
        )
