"""What `slaclock check` finds, on matrices small enough to see it by eye."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from slaclock import Matrix, load_matrix
from slaclock.matrices.lint import Finding, lint

OFFICE = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
LONG_DAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-21:00"]}}


def plan(calendar: str = "office", first_response: str | None = None, **targets: Any) -> Any:
    """Return a plan; each target is "response / resolution"."""
    rows = {}
    for priority, text in targets.items():
        response, resolution = text.split(" / ")
        rows[priority] = {"response": response, "resolution": resolution}
    return {"calendar": calendar, "first_response": first_response, "targets": rows}


def matrix(plans: dict[str, Any], priorities: str = "P1", **more: Any) -> Matrix:
    data = {
        "id": "ours",
        "business_day": "full_day",
        "calendars": {"office": OFFICE},
        "priorities": {name: {} for name in priorities.split()},
        "plans": plans,
        **more,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Matrix.model_validate(data)


def found(sla: Matrix) -> list[str]:
    return [str(finding) for finding in lint(sla)]


def kinds(sla: Matrix) -> list[str]:
    return [finding.kind for finding in lint(sla)]


class TestShippedMatrix:
    def test_published_terms_have_one_late_response_and_six_contradictions(self) -> None:
        """As in docs/explanation/published-terms.md, "There are two promises of a response"."""
        beyond = "goes beyond the plan's first_response"
        assert found(load_matrix("wotnot")) == [
            "plans.lite.targets.P1: first_response < 16 h is longer than resolution 1 BD (10 h)",
            f"plans.starter.targets.P2: response 8 h {beyond} < 8 h",
            f"plans.starter.targets.P3: response 1 BD (10 h) {beyond} < 8 h",
            f"plans.premium.targets.P2: response 4 h {beyond} < 4 h",
            f"plans.premium.targets.P3: response 8 h {beyond} < 4 h",
            f"plans.enterprise.targets.P2: response 1 h {beyond} < 1 h",
            f"plans.enterprise.targets.P3: response 4 h {beyond} < 1 h",
        ]


class TestFinding:
    def test_finding_is_frozen_and_says_where(self) -> None:
        finding = Finding("plans.gold", "is odd", "oddity")
        assert str(finding) == "plans.gold: is odd"
        with pytest.raises(AttributeError):
            finding.path = "elsewhere"  # type: ignore[misc]

    def test_clean_matrix_has_none(self) -> None:
        assert lint(matrix({"gold": plan(P1="1 h / 4 h")})) == ()


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


class TestPriorities:
    def test_higher_priority_with_a_longer_promise_is_held_to_the_shortest(self) -> None:
        plans = {"gold": plan(P1="4 h / 8 h", P2="2 h / 8 h", P3="1 h / 9 h")}
        assert found(matrix(plans, "P1 P2 P3")) == [
            "plans.gold.targets.P1: response 4 h is longer than the 1 h of P3, a lower priority",
            "plans.gold.targets.P2: response 2 h is longer than the 1 h of P3, a lower priority",
        ]

    def test_equal_promises_are_fine_and_the_shortest_is_named(self) -> None:
        plans = {"gold": plan(P1="4 h / 8 h", P2="1 h / 8 h", P3="2 h / 8 h")}
        assert found(matrix(plans, "P1 P2 P3")) == [
            "plans.gold.targets.P1: response 4 h is longer than the 1 h of P2, a lower priority"
        ]

    def test_order_of_priorities_counts_and_not_that_of_the_rows(self) -> None:
        plans = {"gold": plan(P2="2 h / 8 h", P1="1 h / 4 h")}
        assert lint(matrix(plans, "P1 P2")) == ()


class TestPlans:
    def test_dearer_plan_with_a_longer_promise(self) -> None:
        plans = {
            "lite": plan(first_response="3 h", P1="3 h / 8 h"),
            "plus": plan(first_response="2 h", P1="2 h / 8 h"),
            "gold": plan(first_response="4 h", P1="4 h / 8 h"),
        }
        assert found(matrix(plans)) == [
            "plans.gold: first_response 4 h is longer than the 2 h of plus, a cheaper plan",
            "plans.gold.targets.P1: response 4 h is longer than the 2 h of plus, a cheaper plan",
        ]

    def test_business_days_of_two_calendars_are_compared_by_their_number(self) -> None:
        plans = {"lite": plan(P1="1 h / 2 BD"), "gold": plan("long", P1="1 h / 2 BD")}
        assert lint(matrix(plans, calendars={"office": OFFICE, "long": LONG_DAYS})) == ()


class TestContradictions:
    @pytest.mark.parametrize(
        ("wide", "response", "is_found"),
        [
            ("< 4 h", "4 h", True),
            ("< 4 h", "< 4 h", False),
            ("4 h", "4 h", False),
            ("4 h", "5 h", True),
            ("< 4 h", "3 h", False),
            ("< 8 h", "1 BD", True),
            ("< 1 BD", "1 BD", True),
        ],
    )
    def test_response_beyond_the_plan_wide_one(
        self, wide: str, response: str, is_found: bool
    ) -> None:
        sla = matrix({"gold": plan(first_response=wide, P1=f"{response} / 3 BD")})
        assert kinds(sla) == (["first-response-contradiction"] if is_found else [])


class TestMissingCells:
    def test_plan_without_a_row(self) -> None:
        assert found(matrix({"gold": plan(P1="1 h / 4 h")}, "P1 P2")) == [
            "plans.gold.targets: promises nothing for priority P2"
        ]

    def test_row_without_a_metric_that_others_have(self) -> None:
        plans = {"lite": plan(P1="1 h / 4 h"), "gold": plan()}
        plans["gold"]["targets"]["P1"] = {"response": "1 h"}
        assert found(matrix(plans)) == ["plans.gold.targets.P1: promises no resolution"]

    def test_metric_that_no_row_has_is_said_once(self) -> None:
        plans = {"lite": plan(), "gold": plan()}
        for entry in plans.values():
            entry["targets"]["P1"] = {"resolution": "4 h"}
        assert found(matrix(plans)) == ["plans: no row promises a response"]

    def test_plan_without_any_row(self) -> None:
        assert found(matrix({"gold": plan(first_response="1 h")})) == [
            "plans.gold.targets: promises nothing for priority P1"
        ]


class TestCalendars:
    def calendar(self, **calendar: Any) -> list[str]:
        data = {"timezone": "Asia/Kolkata", "hours": {"mon": ["09:00-19:00"]}, **calendar}
        return found(matrix({"gold": plan(P1="1 h / 4 h")}, calendars={"office": data}))

    @pytest.mark.parametrize("end", ["23:59", "23:59:59"])
    def test_last_minute_of_the_day_is_lost(self, end: str) -> None:
        hours = {"sat-sun": [f"00:00-{end}"]}
        exceptions = {"2026-03-02": [f"09:00-{end}"]}
        lost = f"leaves out what follows {end}; close at 24:00"
        assert self.calendar(hours=hours, exceptions=exceptions) == [
            f'calendars.office.hours.sat: "00:00-{end}" {lost}',
            f'calendars.office.hours.sun: "00:00-{end}" {lost}',
            f'calendars.office.exceptions.2026-03-02: "09:00-{end}" {lost}',
        ]

    def test_night_that_runs_into_the_next_day(self) -> None:
        hours = {"sun": ["20:00-04:00"], "mon": ["03:00-03:30", "09:00-19:00"]}
        assert self.calendar(hours=hours) == [
            (
                'calendars.office.hours: sun "20:00-04:00" and mon "03:00-03:30" share mon '
                "03:00-03:30; they are united, it counts once"
            )
        ]

    def test_night_that_ends_at_the_next_opening(self) -> None:
        assert self.calendar(hours={"mon": ["22:00-06:00"], "tue": ["06:00-10:00"]}) == []

    def test_what_is_said_twice(self) -> None:
        twice = {
            "holidays": ["2026-01-26", "2026-01-26", "2026-12-24"],
            "exceptions": {"2026-12-24": ["09:00-13:00"]},
        }
        assert self.calendar(**twice) == [
            "calendars.office: holidays: 2026-01-26 is given twice",
            (
                "calendars.office: 2026-12-24 is a holiday and an exception; "
                "the exception's hours hold"
            ),
        ]

    def test_state_whose_list_stands_in_another_category(self) -> None:
        assert self.calendar(holidays=[{"country": "IN", "subdivision": "TS"}]) == [
            (
                "calendars.office.holidays: IN-TS keeps holidays in the category 'government', "
                'which is not asked for; add categories = ["public", "government"]'
            )
        ]

    @pytest.mark.parametrize(
        "entry",
        [
            {"country": "IN", "subdivision": "GJ"},
            {"country": "IN"},
            {"country": "IN", "subdivision": "TS", "categories": ["government", "public"]},
        ],
    )
    def test_country_that_is_asked_for_whole(self, entry: dict[str, Any]) -> None:
        assert self.calendar(holidays=[entry]) == []

    def test_calendar_that_nothing_uses(self) -> None:
        calendars = {"office": OFFICE, "spare": LONG_DAYS}
        plans = {"gold": plan(P1="1 h / 4 h")}
        assert found(matrix(plans, calendars=calendars)) == [
            "calendars.spare: nothing uses this calendar"
        ]
        levels = [
            {"level": 1, "contact": "Desk"},
            {"level": 2, "contact": "Manager", "notify": "spare"},
        ]
        assert lint(matrix(plans, calendars=calendars, escalation=levels)) == ()
        plans["gold"]["targets"]["P1"]["calendar"] = "spare"
        assert lint(matrix(plans, calendars=calendars)) == ()


class TestAliases:
    def test_alias_that_names_nothing_new(self) -> None:
        gold = {**plan(P1="1 h / 4 h"), "aliases": ["Gold", "vip", "VIP"]}
        sla = matrix({"gold": gold}, priorities="P1")
        assert found(sla) == [
            "plans.gold.aliases: 'Gold' is known already; names match in any case",
            "plans.gold.aliases: 'VIP' is known already; names match in any case",
        ]


class TestSingleNights:
    @staticmethod
    def with_hours(**hours: list[str]) -> Matrix:
        office = {"timezone": "Asia/Kolkata", "hours": hours}
        plans = {"gold": plan(P1="1 h / 2 h")}
        return matrix(plans, calendars={"office": office})

    def test_night_on_one_weekday_alone_is_found(self) -> None:
        days = {day: ["08:00-16:00"] for day in ("mon", "tue", "wed", "thu")}
        assert found(self.with_hours(**days, fri=["16:00-08:00"])) == [
            (
                'calendars.office.hours.fri: "16:00-08:00" runs past midnight, and no other '
                'weekday does; if the day is meant, write "08:00-16:00"'
            )
        ]

    @pytest.mark.parametrize(
        "hours",
        [
            pytest.param({"mon": ["22:00-06:00"]}, id="the only day there is"),
            pytest.param({"mon-tue": ["08:00-16:00"], "thu-fri": ["22:00-06:00"]}, id="two nights"),
            pytest.param({"mon-fri": ["08:00-24:00"]}, id="to the end of the day"),
        ],
    )
    def test_other_nights_are_as_meant(self, hours: dict[str, list[str]]) -> None:
        assert "single-night" not in kinds(self.with_hours(**hours))
