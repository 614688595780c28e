"""Verdicts of frames: those of the clock, and by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from slaclock import MatrixHistory
from slaclock.bulk import add_verdicts
from slaclock.errors import ArgumentTypeError, NaiveInstantError, RowError, UnknownNameError
from tests.bulk.judged import FRIDAY, HOUR, MONDAY, frame, verdicts
from tests.world import contract as ours

RESULTS = ("due", "verdict", "late_open", "late_wall")


class TestByHand:
    """Four hours from Friday 17:00 in hours of 09:00-19:00 are over on Monday at 11:00."""

    def test_met_at_the_deadline_and_breached_after_it(self) -> None:
        due, tick = MONDAY + 2 * HOUR, timedelta(microseconds=1)
        given = frame(responded_at=[due - tick, due, due + tick, MONDAY + 12 * HOUR])
        assert verdicts(given) == ["met", "met", "breached", "breached"]
        found = add_verdicts(given, responded_at="responded_at")
        zero = timedelta(0)
        assert found["response_late_open"].to_list() == [zero, zero, tick, 8 * HOUR]
        assert found["response_late_wall"].to_list() == [zero, zero, tick, 10 * HOUR]
        assert found["response_due"].to_list() == [due] * 4

    def test_strict_promise_is_breached_at_the_deadline(self) -> None:
        due, tick = MONDAY + 6 * HOUR, timedelta(microseconds=1)
        given = frame(responded_at=[due - tick, due])
        assert verdicts(given, "first_response") == ["met", "breached"]

    def test_not_completed(self) -> None:
        due = MONDAY + 2 * HOUR
        given = frame(responded_at=[None, due + HOUR])
        assert verdicts(given, as_of=due) == ["running", "running"]
        assert verdicts(given, as_of=due + HOUR) == ["breached", "breached"]
        found = add_verdicts(given, responded_at="responded_at", as_of=due + HOUR / 2)
        assert found["response_late_open"].to_list() == [HOUR / 2, HOUR / 2]

    def test_not_completed_needs_an_instant_of_asking(self) -> None:
        given = frame(responded_at=[MONDAY, None], resolved_at=[None, None])
        found = add_verdicts(given, responded_at="responded_at", resolved_at="resolved_at")
        assert found["response_verdict"].to_list() == ["met", None]
        assert found["resolution_verdict"].to_list() == [None, None]
        assert found["response_due"].null_count() == 0
        assert found["response_late_open"].to_list() == [timedelta(0), None]
        assert found["sla_error"][0] == (
            "as_of must be an aware datetime, to judge a ticket that is not completed; "
            "got None (NoneType)"
        )
        with pytest.raises(RowError, match="row 1: as_of must be"):
            add_verdicts(given, responded_at="responded_at", errors="raise")

    def test_resolved_ticket_is_answered(self) -> None:
        given = frame(responded_at=[None, MONDAY], resolved_at=[MONDAY + HOUR, MONDAY + 3 * HOUR])
        found = add_verdicts(given, responded_at="responded_at", resolved_at="resolved_at")
        assert found["response_verdict"].to_list() == ["met", "met"]
        assert found["resolution_verdict"].to_list() == ["met", "met"]

    def test_nothing_promised(self) -> None:
        given = frame(responded_at=[MONDAY])
        assert verdicts(given, priority=None) == ["not_applicable"]
        found = add_verdicts(given, responded_at="responded_at", priority=None)
        assert found["response_late_open"].to_list() == [None]

    def test_only_what_can_be_judged(self) -> None:
        given = frame(responded_at=[MONDAY], resolved_at=[MONDAY])
        only_response = add_verdicts(given, responded_at="responded_at").columns
        assert [name for name in only_response if name not in given.columns] == [
            *(f"first_response_{result}" for result in RESULTS),
            *(f"response_{result}" for result in RESULTS),
            "sla_error",
        ]
        only_resolution = add_verdicts(given, resolved_at="resolved_at", prefix="x_").columns
        assert [name for name in only_resolution if name not in given.columns] == [
            *(f"x_resolution_{result}" for result in RESULTS),
            "x_sla_error",
        ]

    def test_rows_that_cannot_be(self) -> None:
        given = frame(
            responded_at=[FRIDAY - HOUR, MONDAY, MONDAY],
            plan=["starter", "gold", "starter"],
            opened_at=[FRIDAY, FRIDAY, FRIDAY + 900 * HOUR],
        )
        found = add_verdicts(given, responded_at="responded_at", as_of=MONDAY)
        assert found["response_verdict"].to_list() == [None] * 3
        assert found["response_due"].to_list() == [None] * 3
        reasons = found["sla_error"].to_list()
        assert "it must not be before opened_at" in reasons[0]
        assert "unknown plan 'gold'" in reasons[1]
        assert "it must not be before opened_at" in reasons[2]
        later = frame(responded_at=[None], opened_at=[MONDAY])
        found = add_verdicts(later, responded_at="responded_at", as_of=FRIDAY)
        assert "it is after as_of" in found["sla_error"][0]


class TestArguments:
    def test_something_must_be_judged(self) -> None:
        with pytest.raises(ArgumentTypeError, match="responded_at must be a column, unless"):
            add_verdicts(frame(responded_at=[MONDAY]))

    def test_missing_columns(self) -> None:
        for wrong in ({"responded_at": "answered"}, {"resolved_at": "x"}):
            with pytest.raises(UnknownNameError, match="unknown column"):
                add_verdicts(frame(responded_at=[MONDAY]), **wrong)

    def test_instant_of_asking(self) -> None:
        with pytest.raises(NaiveInstantError, match="as_of is naive"):
            verdicts(frame(responded_at=[MONDAY]), as_of=datetime(2026, 3, 9))

    def test_lazy(self) -> None:
        given = frame(responded_at=[MONDAY])
        lazy = add_verdicts(given.lazy(), responded_at="responded_at")
        assert lazy.collect().equals(add_verdicts(given, responded_at="responded_at"))


def test_the_version_in_force_at_the_opening_judges() -> None:
    versions = [
        ours({"resolution": "8 h"}, version="1", effective_from="2026-01-01"),
        ours({"resolution": "2 h"}, version="2", effective_from="2026-03-09"),
    ]
    opened = [FRIDAY, MONDAY, MONDAY - 100 * 24 * HOUR]
    given = frame(opened_at=opened, resolved_at=[at + 24 * 4 * HOUR for at in opened])
    given = given.with_columns(
        plan=pl.lit("gold"), paused=pl.Series([[(FRIDAY, FRIDAY + HOUR)], [], []])
    )
    found = add_verdicts(
        given, resolved_at="resolved_at", paused="paused", matrix=MatrixHistory(versions)
    )
    assert found["resolution_due"].to_list() == [MONDAY + 7 * HOUR, MONDAY + 2 * HOUR, None]
    assert found["resolution_verdict"].to_list() == ["breached", "breached", None]
    assert found["sla_error"].to_list()[:2] == [None, None]
    assert found["sla_error"][2].startswith("no version of 'ours' was in force when it was opened")
