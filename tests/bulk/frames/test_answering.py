"""Data frames: the same kind comes back, nothing is lost, and each row is told its reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pytest

from slaclock import compute_deadline, load_matrix
from slaclock.bulk import add_deadlines
from slaclock.errors import (
    ArgumentTypeError,
    RowError,
    UnknownNameError,
    ZoneError,
)
from tests.bulk.frames.kinds import (
    FRIDAY,
    KOLKATA,
    MAKERS,
    ROWS,
    arrow_table,
    columns,
    polars_frame,
)

DUE = {"first_response_due", "response_due", "resolution_due"}


def expected_dues(rows: dict[str, list[Any]]) -> list[tuple[datetime | None, ...]]:
    found = []
    for plan, priority, at in zip(rows["plan"], rows["priority"], rows["opened_at"], strict=True):
        due = compute_deadline(plan, priority, at)
        found.append((due.first_response_due, due.response_due, due.resolution_due))
    return found


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
class TestAnyFrame:
    def test_same_kind_same_rows_and_results(self, make: Any) -> None:
        given = make(ROWS)
        found = add_deadlines(given)
        assert type(found) is type(given)
        cells = columns(found)
        assert set(cells) == {*ROWS, *DUE, "sla_error"}
        assert {name: cells[name] for name in ROWS} == ROWS
        dues = ("first_response_due", "response_due", "resolution_due")
        assert list(zip(*(cells[due] for due in dues), strict=True)) == expected_dues(ROWS)
        assert cells["sla_error"] == [None] * 3
        assert columns(given) == ROWS

    def test_zone_is_kept(self, make: Any) -> None:
        for value in columns(add_deadlines(make(ROWS)))["response_due"]:
            assert value.utcoffset() == timedelta(hours=5, minutes=30)

    def test_rows_without_answer_say_why(self, make: Any) -> None:
        rows = {
            "plan": ["starter", "premum", None, "starter", "starter", "starter"],
            "priority": ["P1", "P1", "P1", None, "P9", "P1"],
            "opened_at": [FRIDAY, FRIDAY, FRIDAY, FRIDAY, FRIDAY, None],
        }
        cells = columns(add_deadlines(make(rows)))
        assert cells["response_due"] == [datetime(2026, 3, 9, 12, 30, tzinfo=KOLKATA)] + [None] * 5
        assert cells["resolution_due"][1:] == [None] * 5
        asked = "in matrix 'wotnot' (no matrix was given)"
        plans = "plans: lite, starter, premium, enterprise"
        assert cells["sla_error"] == [
            None,
            f"unknown plan 'premum' {asked}; did you mean 'premium'? {plans}",
            "plan must be the name of a plan; got None (NoneType)",
            "priority must be the name of a priority; got None (NoneType)",
            f"unknown priority 'P9' {asked}; priorities: P1, P2, P3",
            "opened_at must be an aware datetime, not a missing value; got None (NoneType)",
        ]

    def test_no_rows_is_no_fault(self, make: Any) -> None:
        empty = make(ROWS)[:0] if not isinstance(make(ROWS), pl.LazyFrame) else make(ROWS).head(0)
        cells = columns(add_deadlines(empty))
        assert set(cells) == {*ROWS, *DUE, "sla_error"}
        assert cells["response_due"] == []

    def test_constants_in_place_of_columns(self, make: Any) -> None:
        rows = {"opened_at": ROWS["opened_at"]}
        cells = columns(add_deadlines(make(rows), plan="Starter", priority="critical"))
        expected = [compute_deadline("starter", "P1", at).response_due for at in rows["opened_at"]]
        assert cells["response_due"] == expected
        cells = columns(add_deadlines(make(rows), plan="starter", priority=None))
        assert cells["response_due"] == [None] * 3
        first = [
            compute_deadline("starter", None, at).first_response_due for at in rows["opened_at"]
        ]
        assert cells["first_response_due"] == first


class TestArguments:
    def test_raise_at_the_first_row_without_answer(self) -> None:
        frame = polars_frame({**ROWS, "plan": ["starter", "gold", "silver"]})
        with pytest.raises(RowError) as caught:
            add_deadlines(frame, errors="raise")
        assert caught.value.row == 1
        assert isinstance(caught.value.error, UnknownNameError)
        assert str(caught.value).startswith("row 1: unknown plan 'gold'")

    def test_raise_with_nothing_to_raise(self) -> None:
        assert add_deadlines(polars_frame(ROWS), errors="raise")["sla_error"].null_count() == 3

    def test_missing_column(self) -> None:
        frame = polars_frame(ROWS).rename({"opened_at": "opened"})
        with pytest.raises(UnknownNameError) as caught:
            add_deadlines(frame)
        assert str(caught.value) == (
            "unknown column 'opened_at'; did you mean 'opened'? columns: id, plan, priority, opened"
        )

    def test_neither_column_nor_plan(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            add_deadlines(polars_frame(ROWS), plan="pln")
        assert str(caught.value) == (
            "unknown column or plan 'pln' in matrix 'wotnot' (no matrix was given); "
            "did you mean 'plan'? columns and plans: "
            "id, plan, priority, opened_at, lite, starter, premium, enterprise"
        )
        with pytest.raises(UnknownNameError, match="unknown column or priority 'level'"):
            add_deadlines(polars_frame(ROWS).lazy(), priority="level")

    def test_result_names_must_be_free(self) -> None:
        once = add_deadlines(polars_frame(ROWS))
        with pytest.raises(ArgumentTypeError, match="'first_response_due'"):
            add_deadlines(once)
        twice = add_deadlines(once, prefix="again_")
        assert twice["again_response_due"].to_list() == once["response_due"].to_list()
        assert twice["again_sla_error"].null_count() == 3

    def test_wrong_words(self) -> None:
        with pytest.raises(ArgumentTypeError, match="errors must be 'null' or 'raise'"):
            add_deadlines(polars_frame(ROWS), errors="ignore")  # type: ignore[arg-type]
        with pytest.raises(UnknownNameError, match="unknown matrix"):
            add_deadlines(polars_frame(ROWS), matrix="wotnott")
        with pytest.raises(ZoneError):
            add_deadlines(polars_frame(ROWS), tz="IST")

    def test_no_frame(self) -> None:
        for wrong in ([1, 2], {"plan": ["starter"]}, None, np.zeros(3)):
            with pytest.raises(ArgumentTypeError, match="frame must be a pandas, polars or"):
                add_deadlines(wrong)

    def test_column_that_cannot_be_instants(self) -> None:
        for values in ([1, 2, 3], [date(2026, 3, 6)] * 3, [1.5, None, 2.0]):
            frame = pl.DataFrame({**ROWS, "opened_at": values})
            with pytest.raises(ArgumentTypeError, match="opened_at must be a column of datetimes"):
                add_deadlines(frame)

    def test_names_that_are_not_text(self) -> None:
        found = add_deadlines(polars_frame({**ROWS, "priority": [1, 2, None]}))
        assert found["sla_error"].to_list()[0] == (
            "priority must be the name of a priority; got 1 (int)"
        )

    def test_matrix_of_ones_own(self) -> None:
        matrix = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
        at = datetime(2026, 1, 26, 10, tzinfo=KOLKATA)  # Republic Day
        rows = {"plan": ["starter"], "priority": ["P1"], "opened_at": [at]}
        found = add_deadlines(polars_frame(rows), matrix=matrix)["response_due"].to_list()
        assert found == [compute_deadline("starter", "P1", at, matrix=matrix).response_due]


class TestArrow:
    def test_anything_with_a_capsule_becomes_a_table(self) -> None:
        class Stream:
            def __arrow_c_stream__(self, requested_schema: object = None) -> object:
                return arrow_table(ROWS).__arrow_c_stream__(requested_schema)

        found = add_deadlines(Stream())
        assert isinstance(found, pa.Table)
        assert columns(found) == columns(add_deadlines(arrow_table(ROWS)))

    def test_record_batches(self) -> None:
        reader = arrow_table(ROWS).to_reader()
        assert columns(add_deadlines(reader)) == columns(add_deadlines(arrow_table(ROWS)))
