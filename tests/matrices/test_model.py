"""The matrix: its parts, how names are found, and what must agree between its parts."""

from __future__ import annotations

import copy
import pickle
from datetime import date
from typing import Any

import pytest

from slaclock import Matrix, load_matrix
from slaclock.durations import Amount
from slaclock.errors import (
    ArgumentTypeError,
    HolidayError,
    MatrixError,
    NoTargetError,
    UnknownNameError,
)

OFFICE = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
ALWAYS = {
    "timezone": "Asia/Kolkata",
    "hours": {"mon-sun": ["00:00-24:00"]},
    "observes_holidays": False,
}
DATA: dict[str, Any] = {
    "id": "ours",
    "business_day": "full_day",
    "calendars": {"office": OFFICE, "always": ALWAYS},
    "priorities": {
        "P1": {"title": "Critical", "meaning": "Down", "aliases": ["urgent", "Sev 1"]},
        "P2": {},
    },
    "plans": {
        "gold": {
            "title": "Gold",
            "aliases": ["vip"],
            "calendar": "office",
            "channels": ["email", "phone"],
            "availability": "Mon-Fri",
            "first_response": "< 2 h",
            "targets": {
                "P1": {
                    "calendar": "always",
                    "response": "1 h",
                    "resolution": "<= 8 h",
                    "next_response": "4 h",
                },
                "P2": {"resolution": "2 BD"},
            },
        },
        "lite": {"calendar": "office"},
    },
    "escalation": [
        {"level": 1, "contact": "Desk"},
        {
            "level": 2,
            "contact": "Manager",
            "at": "50 %",
            "metric": "resolution",
            "plan": "gold",
            "notify": "office",
        },
    ],
    "at_risk": "80 %",
}
REPUBLIC_DAY = date(2026, 1, 26)


@pytest.fixture
def ours() -> Matrix:
    return Matrix.model_validate(DATA)


def changed(path: str, value: Any) -> dict[str, Any]:
    """Return the data with another value at a path of keys, such as "plans gold calendar"."""
    data = copy.deepcopy(DATA)
    place: Any = data
    *way, last = path.split()
    for key in way:
        place = place[int(key) if key.isdigit() else key]
    place[last] = value
    return data


def problems(data: Any) -> list[str]:
    with pytest.raises(MatrixError) as caught:
        Matrix.model_validate(data)
    return [str(problem) for problem in caught.value.problems]


class TestParts:
    def test_plan(self, ours: Matrix) -> None:
        gold = ours.plan("gold")
        assert (gold.id, gold.title, gold.aliases) == ("gold", "Gold", ("vip",))
        assert (gold.calendar, gold.channels) == ("office", ("email", "phone"))
        assert gold.availability == "Mon-Fri"

    def test_title_is_the_id_where_none_is_given(self, ours: Matrix) -> None:
        assert ours.title == "ours"
        assert ours.plan("lite").title == "lite"
        assert ours.priority("P2").title == "P2"

    def test_escalation(self, ours: Matrix) -> None:
        first, second = ours.escalation
        assert (first.level, first.contact) == (1, "Desk")
        assert (first.at, first.metric, first.plan, first.notify) == (None, None, None, None)
        assert str(second.at) == "50 %"
        assert (second.metric, second.plan, second.notify) == ("resolution", "gold", "office")

    def test_defaults_of_a_clock(self, ours: Matrix) -> None:
        assert ours.pauses == ("resolution",)
        assert (ours.on_change, ours.on_reopen) == ("retroactive", "resume")
        assert ours.at_risk == 80
        assert load_matrix("wotnot").at_risk is None

    def test_parts_cannot_be_changed(self, ours: Matrix) -> None:
        with pytest.raises(TypeError):
            ours.plans["gold"] = ours.plans["lite"]  # type: ignore[index]
        with pytest.raises(AttributeError):
            ours.title = "theirs"

    def test_published_terms(self) -> None:
        """Each cell is held to the published table by tests/test_published_terms.py."""
        matrix = load_matrix("wotnot")
        assert [plan.title for plan in matrix.plans.values()] == [
            "Lite",
            "Starter",
            "Premium",
            "Enterprise",
        ]
        assert [level.contact for level in matrix.escalation] == [
            "Support specialist",
            "Support manager",
            "CTO",
            "CEO",
        ]
        assert len(matrix.ticket_types) == 4


class TestNames:
    @pytest.mark.parametrize("name", ["gold", "GOLD", "Gold", "vip", "VIP"])
    def test_plan_by_id_title_or_alias_in_any_case(self, name: str, ours: Matrix) -> None:
        assert ours.row(name).plan.id == "gold"

    @pytest.mark.parametrize("name", ["P1", "p1", "critical", "URGENT", "sev 1"])
    def test_priority_by_id_title_or_alias_in_any_case(self, name: str, ours: Matrix) -> None:
        row = ours.row("gold", name)
        assert row.priority is not None
        assert row.priority.id == "P1"

    @pytest.mark.parametrize(
        ("plan", "priority", "message"),
        [
            (
                "glod",
                None,
                "unknown plan 'glod' in matrix 'ours'; did you mean 'gold'? plans: gold, lite",
            ),
            (
                " gold",
                None,
                "unknown plan ' gold' in matrix 'ours'; did you mean 'gold'? plans: gold, lite",
            ),
            ("gold", "P9", "unknown priority 'P9' in matrix 'ours'; priorities: P1, P2"),
            ("gold", "", "unknown priority '' in matrix 'ours'; priorities: P1, P2"),
        ],
    )
    def test_unknown_name(
        self, plan: str, priority: str | None, message: str, ours: Matrix
    ) -> None:
        with pytest.raises(UnknownNameError) as caught:
            ours.row(plan, priority)
        assert str(caught.value) == message

    @pytest.mark.parametrize(
        ("plan", "priority", "message"),
        [
            (1, "P1", "plan must be the name of a plan; got 1 (int)"),
            ("gold", 1, "priority must be the name of a priority; got 1 (int)"),
            (["gold"], None, "plan must be the name of a plan; got ['gold'] (list)"),
            (None, None, "plan must be the name of a plan; got None (NoneType)"),
        ],
    )
    def test_name_that_is_no_text(
        self, plan: Any, priority: Any, message: str, ours: Matrix
    ) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            ours.row(plan, priority)
        assert str(caught.value) == message


class TestRow:
    def test_targets_in_the_order_of_the_metrics(self, ours: Matrix) -> None:
        row = ours.row("gold", "P1")
        assert [(target.metric, str(target)) for target in row.targets] == [
            ("first_response", "< 2 h"),
            ("response", "1 h"),
            ("resolution", "8 h"),
            ("next_response", "4 h"),
        ]
        assert [target.strict for target in row.targets] == [True, False, False, False]
        assert (row.calendar_id, row.calendar) == ("always", ours.calendars["always"])
        assert row.matrix is ours

    def test_plan_wide_promise_runs_on_the_calendar_of_the_plan(self, ours: Matrix) -> None:
        row = ours.row("gold")
        assert row.priority is None
        assert (row.calendar_id, [target.metric for target in row.targets]) == (
            "office",
            ["first_response"],
        )

    def test_business_days_carry_their_meaning(self, ours: Matrix) -> None:
        assert ours.row("gold", "P2").target("resolution").business_day == "full_day"
        assert ours.row("gold", "P1").target("resolution").business_day is None
        eight = Matrix.model_validate(changed("business_day", "8 h"))
        assert eight.row("gold", "P2").target("resolution").business_day == Amount(seconds=28_800)

    def test_same_row_is_found_once(self, ours: Matrix) -> None:
        assert ours.row("gold", "P1") is ours.row("gold", "P1")

    def test_plan_without_the_priority(self, ours: Matrix) -> None:
        with pytest.raises(NoTargetError) as caught:
            ours.row("lite", "P1")
        assert (
            str(caught.value)
            == "plan 'lite' in matrix 'ours' has no targets for priority 'P1'; it has: none"
        )

    def test_metric_that_is_not_promised(self, ours: Matrix) -> None:
        with pytest.raises(UnknownNameError) as caught:
            ours.row("gold", "P2").target("response")
        assert str(caught.value) == (
            "unknown metric 'response'; did you mean 'first_response'? "
            "metrics: first_response, resolution"
        )

    def test_rows_in_the_order_of_the_file(self, ours: Matrix) -> None:
        found = [(row.plan.id, row.priority.id) for row in ours.rows() if row.priority]
        assert found == [("gold", "P1"), ("gold", "P2")]


class TestProblems:
    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            (
                "plans gold calendar",
                "ofice",
                (
                    "plans.gold.calendar: unknown calendar 'ofice'; did you mean 'office'? there "
                    "are: office, always"
                ),
            ),
            (
                "plans gold targets P1 calendar",
                "never",
                (
                    "plans.gold.targets.P1.calendar: unknown calendar 'never'; there are: office, "
                    "always"
                ),
            ),
            (
                "plans gold targets P3",
                {},
                ("plans.gold.targets.P3: unknown priority 'P3'; there are: P1, P2"),
            ),
            (
                "escalation 1 plan",
                "silver",
                "escalation[1].plan: unknown plan 'silver'; there are: gold, lite",
            ),
            (
                "escalation 1 notify",
                "desk",
                "escalation[1].notify: unknown calendar 'desk'; there are: office, always",
            ),
            (
                "plans lite aliases",
                ["GOLD"],
                "plans.lite: 'gold' is a name of 'gold' too; names must differ",
            ),
            (
                "priorities P2 title",
                "p1",
                "priorities.P2: 'p1' is a name of 'P1' too; names must differ",
            ),
            (
                "business_day",
                None,
                (
                    "plans.gold.targets.P2.resolution: '2 BD' counts in business days, but the "
                    'matrix does not say what one is; add business_day = "full_day", "same_time", '
                    '"close_of_business" or "8 h"'
                ),
            ),
            (
                "escalation 1 at",
                "soon",
                (
                    "escalation[1].at: 'soon' is not a point of a target; write a share such as "
                    "'50 %', or '-1 h', '+4 h'"
                ),
            ),
            (
                "escalation 1 level",
                0,
                "escalation[1].level: 0 is too small; 1 or more",
            ),
            ("id", "Our SLA", None),
            ("pauses", ["resolving"], None),
            ("on_change", "never", None),
            ("calendars", {}, None),
            ("calendars office hours mon-fri", ["9-5"], None),
            ("plans gold title", "x" * 3 + "\n", None),
        ],
    )
    def test_place_and_remedy(self, path: str, value: Any, message: str | None) -> None:
        (found,) = problems(changed(path, value))
        assert message is None or found == message
        assert path.split()[0] in found

    def test_end_before_the_beginning(self) -> None:
        data = {**DATA, "effective_from": "2026-02-01", "effective_until": "2026-02-01"}
        assert problems(data) == [
            "effective_until: 2026-02-01 is not after effective_from, 2026-02-01"
        ]
        later = Matrix.model_validate({**data, "effective_until": "2026-02-02"})
        assert later.effective_until == date(2026, 2, 2)
        assert (
            Matrix.model_validate({**DATA, "effective_until": "2026-02-02"}).effective_from is None
        )

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            *(([], "a list"), (None, "nothing"), ("gold", "text"), (3, "a number")),
            *((True, "true or false"), ({1}, "a set")),
        ],
    )
    def test_other_than_a_table(self, data: Any, kind: str) -> None:
        assert problems(data) == [f"expected a table at the top, got {kind}"]

    def test_file_is_named(self) -> None:
        with pytest.raises(MatrixError) as caught:
            Matrix.model_validate({}, file="ours.toml")
        assert str(caught.value).startswith("ours.toml: id: is missing")

    def test_names_of_one_entry_may_repeat(self) -> None:
        same = changed("plans gold aliases", ["gold", "GOLD", "Gold"])
        assert Matrix.model_validate(same).plan("gold").id == "gold"


class TestHolidays:
    def test_shared_holidays_reach_the_calendars_that_observe_them(self) -> None:
        sla = Matrix.model_validate({**DATA, "holidays": ["2026-01-26"]})
        assert sla.calendars["office"].hours_on(REPUBLIC_DAY).cause == "holiday"
        assert sla.calendars["always"].hours_on(REPUBLIC_DAY).cause == "hours"

    def test_holidays_of_a_country_are_switched_on(self, ours: Matrix) -> None:
        observed = ours.with_holidays("IN", subdivision="Gujarat", years=[2026])
        assert observed.calendars["office"].hours_on(REPUBLIC_DAY).name == "Republic Day"
        assert observed.calendars["always"].hours_on(REPUBLIC_DAY).cause == "hours"
        assert ours.calendars["office"].hours_on(REPUBLIC_DAY).cause == "hours"
        assert observed != ours
        assert observed == ours.with_holidays("IN", subdivision="GJ", years=[2026])
        assert observed.file == ours.file

    def test_unknown_country(self, ours: Matrix) -> None:
        with pytest.raises(HolidayError, match="'XX' is an unknown country"):
            ours.with_holidays("XX")

    def test_switched_on_by_data_or_by_call_is_the_same(self, ours: Matrix) -> None:
        by_data = Matrix.model_validate({**DATA, "holidays": [{"country": "IN"}]})
        assert by_data == ours.with_holidays("IN")


class TestIdentity:
    def test_equal_by_content(self, ours: Matrix) -> None:
        again = Matrix.model_validate(copy.deepcopy(DATA), file="elsewhere.toml")
        assert again == ours
        assert hash(again) == hash(ours)
        assert again.fingerprint() == ours.fingerprint()
        assert ours != Matrix.model_validate(changed("plans gold targets P1 response", "2 h"))
        assert ours != "ours"

    def test_ways_to_write_the_same_hours_are_equal(self) -> None:
        by_day = changed("calendars office hours", {"mon,tue,wed,thu,fri": ["09:00-19:00"]})
        assert Matrix.model_validate(by_day) == Matrix.model_validate(DATA)

    def test_content_is_taken_back(self, ours: Matrix) -> None:
        assert Matrix.model_validate(ours.content()) == ours

    def test_content_is_a_copy(self, ours: Matrix) -> None:
        ours.content()["plans"]["gold"]["title"] = "changed"
        assert ours.content()["plans"]["gold"]["title"] == "Gold"

    def test_pickle_and_copy(self, ours: Matrix) -> None:
        ours.row("gold", "P1").calendar.open_between(0, 10**15)
        thawed = pickle.loads(pickle.dumps(ours))
        assert thawed == ours
        assert copy.deepcopy(ours) == ours

    def test_fingerprint_is_the_same_on_every_machine(self, ours: Matrix) -> None:
        assert len(ours.fingerprint()) == 64
        assert repr(ours) == f"<Matrix 'ours' version '', {ours.fingerprint()[:12]}>"


def test_business_day_that_nothing_names_is_told_once() -> None:
    targets = {"P1": {"response": "1 BD", "resolution": "2 BD"}, "P2": {"resolution": "3 BD"}}
    data = {
        "id": "ours",
        "calendars": {"office": {"timezone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}}},
        "priorities": {"P1": {}, "P2": {}},
        "plans": {"gold": {"calendar": "office", "targets": targets}},
    }
    with pytest.raises(MatrixError) as caught:
        Matrix.model_validate(data)
    (problem,) = caught.value.problems
    assert problem.path == "plans.gold.targets.P1.response"
    assert problem.message.endswith('or "8 h" (so do 2 more amounts)')
