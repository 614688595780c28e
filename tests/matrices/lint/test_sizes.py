"""How promises of different units compare."""

from __future__ import annotations

from slaclock.matrices.lint import lint
from tests.matrices.lint.small import OFFICE, codes, found, matrix, plan


class TestResponses:
    def test_response_longer_than_resolution(self) -> None:
        assert found(matrix({"gold": plan(P1="8 h / 4 h")})) == [
            "plans.gold.targets.P1: response 8 h is longer than resolution 4 h"
        ]

    def test_business_days_count_as_the_longest_weekday(self) -> None:
        sla = matrix({"gold": plan(P1="1 BD / 9 h")})
        assert found(sla) == [
            "plans.gold.targets.P1: response 1 BD (10 h) is longer than resolution 9 h"
        ]
        assert lint(matrix({"gold": plan(P1="1 BD / 10 h")})) == ()

    def test_business_days_count_as_the_amount_that_is_said(self) -> None:
        assert lint(matrix({"gold": plan(P1="1 BD / 9 h")}, business_day="8 h")) == ()

    def test_calendar_without_weekly_hours_has_no_typical_day(self) -> None:
        dates = {"timezone": "UTC", "exceptions": {"2026-03-02": ["09:00-10:00"]}}
        sla = matrix({"gold": plan(P1="2 BD / 1 h")}, calendars={"office": dates})
        assert lint(sla) == ()
        later = matrix({"gold": plan(P1="2 BD / 1 BD")}, calendars={"office": dates})
        assert found(later) == [
            "plans.gold.targets.P1: response 2 BD is longer than resolution 1 BD"
        ]


def test_dates_on_a_calendar_that_is_always_open_are_counted_alike() -> None:
    # The clock starts when it is opened, so both readings are one.
    always = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}
    cell = {"P1": {"response": "1 h", "resolution": "7 calendar days"}}
    for calendar, expected in ((always, []), (OFFICE, ["counted-from-unsaid"])):
        plans = {"gold": {"calendar": "office", "targets": cell}}
        assert codes(matrix(plans, calendars={"office": calendar})) == expected
