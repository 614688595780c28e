"""What unclear clauses are worth, counted by hand.

The desk is open Monday to Friday from 09:00 to 17:00 UTC. 2 March 2026 is a Monday.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from slaclock import Matrix
from slaclock.reports import price, read_tickets
from tests.reports.priced import CONTRACT, WORKED_OUT, counts, priced


class TestCounts:
    def test_counts_are_those_worked_out_by_hand(self, tmp_path: Path) -> None:
        """A business day of 8 h is what a full day of the office is, so it changes nothing."""
        found = counts(priced(tmp_path))
        assert found.pop(("business day", "1 BD is 8 h")) == (0, 0, 0)
        assert found == WORKED_OUT

    def test_verdict_that_hangs_on_several_readings_counts_once(self, tmp_path: Path) -> None:
        hanging = {one.clause: one.verdicts for one in priced(tmp_path).clauses}
        assert hanging == {"business day": 3, "bound": 2, "hours": 3, "due at closing": 2}

    def test_strict_promise_is_missed_at_the_next_opening_itself(self, tmp_path: Path) -> None:
        """With `< 1 BD`, C is late at 09:00, and B is in time at 08:00."""
        plans = {**CONTRACT["plans"]}
        plans["silver"] = {"calendar": "office", "targets": {"P1": {"resolution": "< 1 BD"}}}
        found = counts(priced(tmp_path, terms={"plans": plans}))
        assert found["due at closing", "due at the next opening instead"] == (1, 0, 1)

    def test_ticket_that_is_open_at_the_next_opening_is_running(self, tmp_path: Path) -> None:
        path = tmp_path / "tickets.csv"
        text = "ticket_id,plan,priority,opened_at,resolved_at\n1,silver,P1,2026-03-02T09:00Z,\n"
        path.write_text(text, encoding="utf-8")
        for hour, changed in ((8, 1), (9, 1), (10, 0)):
            asked = datetime(2026, 3, 3, hour, tzinfo=UTC)
            found = price(read_tickets(path), matrix=Matrix.model_validate(CONTRACT), as_of=asked)
            (clause,) = [one for one in found.clauses if one.clause == "due at closing"]
            total = clause.readings[0].total
            assert (total.changed, total.to_met, total.other) == (changed, 0, changed), hour
