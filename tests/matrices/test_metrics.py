"""The table of metrics: what each row says, and that nothing but the table is asked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import slaclock
from slaclock import load_matrix
from slaclock.events import TYPES
from slaclock.matrices.metrics import BUILT_IN, FROM_OPENING, METRICS, Metric, metric_table
from slaclock.matrices.spec import METRICS as SPEC_METRICS
from tests.world import contract

UPDATE = Metric("update", "Update", "cell", ("opened",), ("responded",), pauses=("customer",))


class TestBuiltIn:
    def test_four_metrics_stand_in_order(self) -> None:
        names = ("first_response", "response", "resolution", "next_response")
        assert tuple(BUILT_IN) == METRICS == SPEC_METRICS == names

    def test_all_but_the_next_response_begin_with_the_opening(self) -> None:
        assert FROM_OPENING == ("first_response", "response", "resolution")

    def test_a_reopening_takes_back_the_resolution_alone(self) -> None:
        taken_back = [name for name, row in BUILT_IN.items() if row.goes_on_when_reopened]
        assert taken_back == ["resolution"]

    def test_every_event_that_a_metric_names_is_an_event(self) -> None:
        named = {event for row in BUILT_IN.values() for event in (*row.starts, *row.completes)}
        assert named <= set(TYPES)

    def test_table_cannot_be_changed(self) -> None:
        with pytest.raises(TypeError):
            BUILT_IN["update"] = UPDATE  # type: ignore[index]


class TestIsStoppedBy:
    @pytest.mark.parametrize(
        ("pauses", "reason", "stops"),
        [
            (True, None, True),
            (True, "customer", True),
            (False, "customer", False),
            (("customer",), "customer", True),
            (("customer",), "fee", False),
            (("customer",), None, False),
        ],
    )
    def test_reason_counts_where_reasons_are_given(
        self, pauses: bool | tuple[str, ...], reason: str | None, stops: bool
    ) -> None:
        assert UPDATE._replace(pauses=pauses).is_stopped_by(reason) is stops


class TestTableOfAMatrix:
    def test_pauses_are_settled_by_the_matrix(self) -> None:
        table = contract(pauses=["response"]).metrics
        assert [row.pauses for row in table.values()] == [False, True, False, False]

    def test_terms_follow_the_order_of_the_table(self) -> None:
        sla = contract({"next_response": "1 h", "resolution": "8 h", "response": "4 h"})
        terms = sla.row("gold", "P1")
        assert [t.metric for t in terms.targets] == ["response", "resolution", "next_response"]
        assert [t.metric for t in terms.from_opening] == ["response", "resolution"]

    def test_keys_of_a_data_file_come_from_the_table(self) -> None:
        plan = load_matrix("wotnot").content()["plans"]["lite"]
        assert plan["first_response"] == "< 16 h"
        assert set(plan["targets"]["P1"]) == {
            "calendar",
            *(row.name for row in BUILT_IN.values() if row.scope == "cell"),
        }


def test_metric_table_keeps_the_order() -> None:
    assert list(metric_table([UPDATE, BUILT_IN["response"]])) == ["update", "response"]


def test_no_module_slices_the_list_of_metrics() -> None:
    folder = Path(slaclock.__file__).parent
    sliced = re.compile(r"\bMETRICS\[")
    found = [path.name for path in folder.rglob("*.py") if sliced.search(path.read_text("utf-8"))]
    assert not found
