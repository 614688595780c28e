"""Examples in a contract: their form, and whether they come out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from slaclock import Matrix, load_matrix
from slaclock.errors import MatrixError
from slaclock.examples import run_examples
from tests.world import contract

# Monday 2 March 2026: response in 4 h, resolution in 1 BD, hours 9 to 7.
EXAMPLE: dict[str, Any] = {
    "opened_at": "2026-03-02T10:00:00+05:30",
    "plan": "gold",
    "priority": "P1",
    "response_due": "2026-03-02T14:00:00+05:30",
    "resolution_due": "2026-03-03T10:00:00+05:30",
}
PAUSED = {"type": "paused", "at": "2026-03-02T12:00:00+05:30"}


def ours(*examples: dict[str, Any], **changes: Any) -> Matrix:
    return contract(examples=list(examples), **changes)


def differences(*examples: dict[str, Any]) -> list[str]:
    return [str(found) for found in run_examples(ours(*examples))]


def problems(example: dict[str, Any]) -> list[str]:
    with pytest.raises(MatrixError) as caught:
        ours(example)
    return [str(problem) for problem in caught.value.problems]


class TestRunExamples:
    def test_what_comes_out_is_not_told(self) -> None:
        assert differences(EXAMPLE, {**EXAMPLE, "events": [], "title": "again"}) == []

    def test_difference_tells_both_times_with_weekdays(self) -> None:
        wrong = {**EXAMPLE, "response_due": "2026-03-02T15:00:00+05:30"}
        assert differences(EXAMPLE, wrong) == [
            (
                "examples[1]: response_due: the example says Mon 2026-03-02T15:00:00+05:30, "
                "slaclock Mon 2026-03-02T14:00:00+05:30"
            )
        ]

    def test_same_instant_in_another_zone_is_no_difference(self) -> None:
        assert differences({**EXAMPLE, "response_due": "2026-03-02T08:30:00Z"}) == []

    def test_events_and_status(self) -> None:
        example = {
            **EXAMPLE,
            "events": [PAUSED],
            "resolution_due": "none",
            "status": {"resolution": "paused", "response": "running"},
        }
        assert differences(example) == []
        assert differences({**example, "status": {"resolution": "running"}}) == [
            "examples[0]: status.resolution: the example says running, slaclock paused"
        ]
        assert differences({**example, "at": "2026-03-02T11:00:00+05:30"}) == [
            (
                "examples[0]: resolution_due: the example says none, "
                "slaclock Tue 2026-03-03T10:00:00+05:30"
            ),
            "examples[0]: status.resolution: the example says paused, slaclock running",
        ]

    def test_what_is_not_promised(self) -> None:
        assert differences({**EXAMPLE, "update_due": EXAMPLE["response_due"]}) == [
            "examples[0]: update_due: the contract promises no update here"
        ]

    def test_what_cannot_be_worked_out(self) -> None:
        (found,) = differences({**EXAMPLE, "plan": "silver"})
        assert found.startswith("examples[0]: cannot be worked out: unknown plan 'silver'")

    def test_plan_by_fields(self) -> None:
        rules = [{"when": {"channel": "phone"}, "plan": "gold"}]
        example = {key: value for key, value in EXAMPLE.items() if key != "plan"}
        matrix = ours({**example, "fields": {"channel": "phone"}}, choose=rules)
        assert run_examples(matrix) == ()

    def test_shipped_contract_has_a_dozen(self) -> None:
        shipped = load_matrix("wotnot")
        assert len(shipped.examples) == 12
        assert run_examples(shipped) == ()


class TestForm:
    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"opened_at": "2026-03-02T10:00:00"}, "examples[0].opened_at: "),
            ({"opened_at": datetime(2026, 3, 2, 10)}, "examples[0].opened_at: "),
            ({"response_due": "soon"}, "examples[0].response_due: "),
            ({"events": ["paused"]}, "examples[0].events[0]: "),
            ({"pln": "gold"}, "examples[0]: 'pln' is an unknown key; did you mean 'plan'? "),
        ],
    )
    def test_form_is_checked_at_loading(self, change: dict[str, Any], message: str) -> None:
        (found,) = problems({**EXAMPLE, **change})
        assert found.startswith(message)

    def test_loading_runs_none_and_the_contract_is_the_same(self) -> None:
        wrong = ours({**EXAMPLE, "plan": "silver"})
        assert wrong.fingerprint() == contract().fingerprint()
        assert Matrix.model_validate(wrong.content()).examples == wrong.examples
        assert "examples" not in contract().content()
