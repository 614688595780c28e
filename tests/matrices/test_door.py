"""One door for every function that takes `matrix=`: what it takes, and what it refuses."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock import Clock, MatrixHistory, compute_deadline, events, load_matrix
from slaclock.bulk import add_deadlines, add_verdicts, sql
from slaclock.deadlines import Deadline
from slaclock.errors import (
    ArgumentTypeError,
    HistoryError,
    MatrixError,
    NoTargetError,
    SlaClockError,
    UnknownNameError,
)
from slaclock.instants import to_micros
from slaclock.matrices.door import matrix_at, matrix_of, periods_of, terms_for
from tests.world import at, contract, contract_data

OPENED = datetime(2026, 3, 2, 4, tzinfo=UTC)
FRAME = pl.DataFrame({"opened_at": [OPENED], "plan": ["lite"], "priority": ["P1"]})
FILE = """
id = "ours"
[calendars.desk]
timezone = "Asia/Kolkata"
hours = { mon-fri = ["09:00-19:00"] }
[priorities.P1]
[plans.lite]
calendar = "desk"
targets.P1 = { response = "4 h" }
"""

DOORS: dict[str, Callable[[Any], object]] = {
    "compute_deadline": lambda given: compute_deadline("lite", "P1", OPENED, matrix=given),
    "Clock": lambda given: Clock(given, [events.Opened(OPENED, plan="lite", priority="P1")]),
    "add_deadlines": lambda given: add_deadlines(FRAME, matrix=given),
    "add_verdicts": lambda given: add_verdicts(FRAME, responded_at="opened_at", matrix=given),
    "sql.deadlines": lambda given: sql.deadlines(matrix=given),
    "terms_for": lambda given: terms_for(given, OPENED, "lite", "P1"),
}


def version(start: str, **changes: Any) -> Any:
    return contract(effective_from=start, version=start, **changes)


@pytest.mark.parametrize("door", DOORS)
class TestEveryDoor:
    def test_number_is_refused(self, door: str) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            DOORS[door](7)
        assert str(caught.value) == (
            "matrix must be a Matrix, a MatrixHistory, the name of a bundled matrix or a path; "
            "got 7 (int)"
        )

    @pytest.mark.parametrize("given", [None, b"wotnot", ["wotnot"]])
    def test_other_types_are_refused(self, door: str, given: object) -> None:
        with pytest.raises(ArgumentTypeError, match=r"^matrix must be a Matrix, a MatrixHistory"):
            DOORS[door](given)

    def test_unknown_name_is_refused(self, door: str) -> None:
        with pytest.raises(UnknownNameError, match=r"^unknown matrix 'watnot'; did you mean"):
            DOORS[door]("watnot")

    def test_missing_file_is_named(self, door: str) -> None:
        with pytest.raises(MatrixError, match=r"none\.toml: cannot be read"):
            DOORS[door]("./none.toml")

    def test_name_matrix_and_path_are_taken(self, door: str, tmp_path: Path) -> None:
        file = tmp_path / "ours.toml"
        file.write_text(FILE, encoding="utf-8")
        for given in ("wotnot", load_matrix("wotnot"), file, str(file)):
            DOORS[door](given)


class TestMatrixOf:
    def test_folder_is_a_history(self, tmp_path: Path) -> None:
        text = FILE.replace('id = "ours"', 'id = "ours"\neffective_from = 2026-01-01')
        (tmp_path / "first.toml").write_text(text, encoding="utf-8")
        found = matrix_of(tmp_path)
        assert isinstance(found, MatrixHistory)
        assert len(found) == 1

    @pytest.mark.parametrize("name", ["a\0b", "\ud800", "n" * 300])
    def test_name_that_no_matrix_can_have(self, name: str) -> None:
        with pytest.raises(UnknownNameError):
            matrix_of(name)

    @pytest.mark.parametrize("path", ["a\0b.toml", "\ud800.toml", "n" * 300 + ".toml"])
    def test_path_that_no_file_can_have(self, path: str) -> None:
        with pytest.raises(SlaClockError):
            matrix_of(path)


class TestErrorsNameTheMatrix:
    def test_default_says_that_none_was_given(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            compute_deadline("basic", "P1", OPENED)
        assert (caught.value.matrix, caught.value.is_default) == ("wotnot", True)
        assert str(caught.value).startswith(
            "unknown plan 'basic' in matrix 'wotnot' (no matrix was given); "
        )

    def test_name_that_was_given_does_not(self) -> None:
        with pytest.raises(UnknownNameError, match=r"^unknown plan 'basic' in matrix 'wotnot'; "):
            compute_deadline("basic", "P1", OPENED, matrix="wotnot")

    def test_priority_and_empty_cell(self) -> None:
        sla = contract(priorities={"P1": {}, "P2": {}})
        with pytest.raises(UnknownNameError, match=r"^unknown priority 'P9' in matrix 'ours'; "):
            sla.compute_deadline("gold", "P9", OPENED)
        with pytest.raises(NoTargetError, match=r"^plan 'gold' in matrix 'ours' has no targets"):
            sla.compute_deadline("gold", "P2", OPENED)

    @pytest.mark.parametrize(
        ("plan", "priority", "message"),
        [
            ("P1", "gold", "unknown plan 'P1' in matrix 'ours'; it is a priority there"),
            ("gold", "gold", "unknown priority 'gold' in matrix 'ours'; it is a plan there"),
        ],
    )
    def test_plan_and_priority_that_are_swapped(
        self, plan: str, priority: str, message: str
    ) -> None:
        with pytest.raises(UnknownNameError) as caught:
            contract().compute_deadline(plan, priority, OPENED)
        assert str(caught.value).startswith(f"{message}, so plan and priority may be swapped; ")
        again = pickle.loads(pickle.dumps(caught.value))
        assert str(again) == str(caught.value)

    def test_metric_that_does_not_begin_with_the_opening(self) -> None:
        sla = contract(targets={"response": "4 h", "next_response": "2 h"})
        with pytest.raises(UnknownNameError) as caught:
            sla.compute_deadline("gold", "P1", OPENED)["next_response"]
        assert str(caught.value) == (
            "unknown metric 'next_response'; it begins with customer_replied, so it needs the "
            "events of the ticket, as for a clock; metrics: response"
        )

    def test_default_equals_what_is_loaded(self) -> None:
        default = compute_deadline("lite", "P1", OPENED)
        assert default == load_matrix("wotnot").compute_deadline("lite", "P1", OPENED)


class TestHistory:
    OLD, NEW = version("2026-01-01"), version("2026-03-03", targets={"response": "1 h"})
    HISTORY = MatrixHistory([OLD, NEW])

    @pytest.mark.parametrize(
        ("opened", "due"),
        [
            ("2026-03-02 23:59:59", "2026-03-03 13:00"),
            ("2026-03-03 00:00", "2026-03-03 10:00"),
        ],
    )
    def test_version_in_force_at_the_opening_counts(self, opened: str, due: str) -> None:
        deadline = compute_deadline("gold", "P1", at(opened), matrix=self.HISTORY)
        assert deadline.response_due == at(due)
        assert Deadline.from_dict(deadline.to_dict(), matrix=self.HISTORY) == deadline

    def test_periods_are_disjoint_and_in_order(self) -> None:
        midnight = to_micros(at("2026-03-03"))
        first, second = periods_of(self.HISTORY, "gold")
        assert (first.start, first.end, first.matrix) == (
            to_micros(at("2026-01-01")),
            midnight,
            self.OLD,
        )
        assert (second.start, second.end, second.matrix) == (midnight, None, self.NEW)

    def test_plain_matrix_has_one_period_without_bounds(self) -> None:
        (period,) = periods_of(self.OLD, "gold")
        assert (period.start, period.end) == (None, None)
        assert matrix_at(self.OLD, OPENED, "gold") is self.OLD

    def test_version_without_the_plan_has_no_period(self) -> None:
        plans = {**contract_data()["plans"], "lite": contract_data()["plans"]["gold"]}
        history = MatrixHistory([self.OLD, version("2026-03-03", plans=plans)])
        assert [period.matrix.version for period in periods_of(history, "lite")] == ["2026-03-03"]
        with pytest.raises(UnknownNameError, match=r"^unknown plan 'lite' in matrix 'ours'"):
            matrix_at(history, at("2026-03-02"), "lite")

    def test_opening_before_the_first_version(self) -> None:
        with pytest.raises(HistoryError, match="no version of 'ours' was in force"):
            terms_for(self.HISTORY, at("2025-12-31"), "gold", "P1")
