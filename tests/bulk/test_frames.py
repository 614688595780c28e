"""Data frames: the same kind comes back, nothing is lost, and each row is told its reason."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from slaclock import Calendar, compute_deadline, load_matrix
from slaclock.bulk import add_deadlines, deadline, elapsed
from slaclock.errors import (
    AmountError,
    ArgumentTypeError,
    NaiveInstantError,
    RowError,
    UnknownNameError,
    ZoneError,
)

KOLKATA = ZoneInfo("Asia/Kolkata")
FRIDAY = datetime(2026, 3, 6, 18, 30, tzinfo=KOLKATA)
DUE = {"first_response_due", "response_due", "resolution_due"}
ROWS: dict[str, list[Any]] = {
    "id": [7, 8, 9],
    "plan": ["starter", "LITE", "enterprise"],
    "priority": ["P1", "p2", "Critical"],
    "opened_at": [FRIDAY, FRIDAY + timedelta(days=1), FRIDAY + timedelta(microseconds=1)],
}


def arrow_table(rows: dict[str, list[Any]]) -> pa.Table:
    table = pa.table(rows)
    place = table.column_names.index("opened_at")
    zoned = table["opened_at"].cast(pa.timestamp("us", "Asia/Kolkata"))
    return table.set_column(place, "opened_at", zoned)


def polars_frame(rows: dict[str, list[Any]]) -> pl.DataFrame:
    dtype = pl.Datetime("us", "Asia/Kolkata")
    return pl.DataFrame(rows, schema_overrides={"opened_at": dtype}, strict=False)


MAKERS = {
    "polars": polars_frame,
    "polars lazy": lambda rows: polars_frame(rows).lazy(),
    "pandas": pd.DataFrame,
    "pyarrow": arrow_table,
}


def columns(frame: Any) -> dict[str, list[Any]]:
    """Return a frame of any kind as lists."""
    frame = frame.collect() if isinstance(frame, pl.LazyFrame) else frame
    given = nw.from_native(frame, eager_only=True)
    found = {name: given[name].to_list() for name in given.columns}
    return {
        name: [None if pd.isna(value) else value for value in values]
        for name, values in found.items()
    }


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


class TestInstants:
    """What a column of instants may hold."""

    def rows(self, values: Any) -> dict[str, Any]:
        return {"plan": ["starter"] * len(values), "opened_at": values}

    def test_local_times_are_failures_of_their_rows(self) -> None:
        naive = FRIDAY.replace(tzinfo=None)
        for make in (pl.DataFrame, pd.DataFrame):
            cells = columns(add_deadlines(make(self.rows([naive, None])), priority="P1"))
            assert cells["response_due"] == [None, None]
            assert cells["sla_error"][0] == (
                "opened_at is naive: 2026-03-06T18:30:00; "
                "attach a zone, such as tzinfo=ZoneInfo('Europe/Paris')"
            )
            with pytest.raises(RowError) as caught:
                add_deadlines(make(self.rows([naive])), priority="P1", errors="raise")
            assert isinstance(caught.value.error, NaiveInstantError)

    def test_local_times_of_a_zone_given(self) -> None:
        """In Paris 02:30 is skipped on 29 March 2026 and comes twice on 25 October 2026."""
        local = [
            datetime(2026, 3, 29, 2, 30),
            datetime(2026, 10, 25, 2, 30),
            datetime(2026, 7, 1, 12),
            None,
            datetime(1, 1, 1),
        ]
        instants = [
            datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
            datetime(2026, 7, 1, 10, tzinfo=UTC),
        ]
        cal = Calendar(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]})
        for make in (pl.DataFrame, lambda rows: pd.DataFrame(rows, dtype=object)):
            frame = make(self.rows(local))
            cells = columns(deadline(frame, "opened_at", "1 s", cal, tz="Europe/Paris"))
            due = [at.astimezone(UTC) for at in cells["due_at"][:3]]
            assert due == [at + timedelta(seconds=1) for at in instants]
            assert cells["due_at"][3:] == [None, None]
            assert cells["due_at"][2].tzinfo is not None
            assert "out of range" in cells["sla_error"][4]

    def test_mixed_column_of_pandas(self) -> None:
        plus_two = timezone(timedelta(hours=2))
        values = [FRIDAY, FRIDAY.astimezone(plus_two), FRIDAY.replace(tzinfo=None), pd.NaT, "soon"]
        frame = pd.DataFrame({"opened_at": pd.Series(values, dtype=object)})
        cells = columns(add_deadlines(frame, plan="starter", priority="P1"))
        due = datetime(2026, 3, 9, 12, 30, tzinfo=KOLKATA)
        assert cells["response_due"] == [due, due, None, None, None]
        assert "is naive" in cells["sla_error"][2]
        assert "missing" in cells["sla_error"][3]
        assert cells["sla_error"][4].startswith("'soon' is not ISO 8601")

    def test_text_is_read_strictly(self) -> None:
        texts = ["2026-03-06T18:30:00+05:30", "2026-03-06T13:00:00Z", "2026-03-06 18:30", None]
        for make in (pl.DataFrame, pd.DataFrame, pa.table):
            cells = columns(add_deadlines(make(self.rows(texts)), priority="P1"))
            due = datetime(2026, 3, 9, 7, 0, tzinfo=UTC)
            assert cells["response_due"] == [due, due, None, None]
            assert "has no offset" in cells["sla_error"][2]
            cells = columns(add_deadlines(make(self.rows(texts)), priority="P1", tz="Asia/Kolkata"))
            assert cells["response_due"] == [due, due, due, None]

    def test_lost_nanoseconds_are_failures_of_their_rows(self) -> None:
        texts = ["2026-03-06T13:00:00.000000001", "2026-03-06T13:00"]
        at = pd.Series(pd.to_datetime(texts, format="ISO8601"))
        frame = pd.DataFrame({"opened_at": at.dt.tz_localize("UTC")})
        cells = columns(add_deadlines(frame, plan="starter", priority="P1"))
        assert cells["response_due"] == [None, datetime(2026, 3, 9, 7, tzinfo=UTC)]
        assert "whole microseconds" in cells["sla_error"][0]

    @pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
    def test_units_of_pandas(self, unit: str) -> None:
        at = pd.Series([FRIDAY.replace(tzinfo=None)]).astype(f"datetime64[{unit}]")
        frame = pd.DataFrame({"opened_at": at.dt.tz_localize("Asia/Kolkata")})
        found = add_deadlines(frame, plan="starter", priority="P1")["response_due"]
        assert str(found.dtype) == "datetime64[us, Asia/Kolkata]"
        assert found[0] == datetime(2026, 3, 9, 12, 30, tzinfo=KOLKATA)

    @pytest.mark.parametrize("unit", ["ms", "us", "ns"])
    def test_units_of_polars(self, unit: Any) -> None:
        frame = polars_frame(ROWS).with_columns(pl.col("opened_at").dt.cast_time_unit(unit))
        found = add_deadlines(frame, errors="null")
        assert found.schema["response_due"] == pl.Datetime("us", "Asia/Kolkata")

    def test_fixed_offsets_of_pandas(self) -> None:
        at = pd.Series([FRIDAY.astimezone(timezone(timedelta(hours=-3)))])
        found = add_deadlines(pd.DataFrame({"opened_at": at}), plan="starter", priority="P1")
        assert found["response_due"].dtype.tz == at.dtype.tz
        assert found["response_due"][0].hour == 4

    def test_missing_column_of_nulls(self) -> None:
        for make in (pl.DataFrame, pd.DataFrame, pa.table):
            cells = columns(add_deadlines(make(self.rows([None, None])), priority="P1"))
            assert cells["response_due"] == [None, None]


class TestPandas:
    @pytest.mark.parametrize(
        "index",
        [
            pd.Index(["b", "a", "a"], name="key"),
            pd.MultiIndex.from_tuples([(1, "x"), (1, "x"), (2, "y")]),
            pd.date_range("2026-01-01", periods=3, tz="UTC"),
        ],
        ids=["repeated", "of several levels", "of dates"],
    )
    def test_index_is_kept(self, index: pd.Index) -> None:
        frame = pd.DataFrame(ROWS, index=index)
        found = add_deadlines(frame)
        pd.testing.assert_frame_equal(found[list(ROWS)], frame)
        assert (
            found["response_due"].tolist()
            == add_deadlines(pd.DataFrame(ROWS))["response_due"].tolist()
        )

    def test_categories(self) -> None:
        frame = pd.DataFrame(ROWS).astype({"plan": "category", "priority": "category"})
        found = add_deadlines(frame)
        pd.testing.assert_frame_equal(found[list(ROWS)], frame)
        assert found["sla_error"].isna().all()

    def test_arrow_columns(self) -> None:
        frame = pd.DataFrame(ROWS)
        backed = arrow_table(ROWS).to_pandas(types_mapper=pd.ArrowDtype)
        found = add_deadlines(backed)["response_due"].tolist()
        assert found == add_deadlines(frame)["response_due"].tolist()

    def test_missing_names(self) -> None:
        frame = pd.DataFrame({**ROWS, "plan": ["starter", np.nan, None]})
        assert add_deadlines(frame)["sla_error"].isna().tolist() == [True, False, False]


class TestPolars:
    def test_categories(self) -> None:
        for dtype in (pl.Categorical, pl.Enum(["starter", "LITE", "enterprise"])):
            frame = polars_frame(ROWS).with_columns(pl.col("plan").cast(dtype))
            found = add_deadlines(frame)
            assert found["sla_error"].null_count() == 3
            assert found.schema["plan"] == frame.schema["plan"]

    def test_name_that_comes_late(self) -> None:
        """The names of the first ten thousand rows are not all there are."""
        plans = ["starter"] * 20_000 + ["lite", None]
        frame = pl.DataFrame({"plan": plans, "opened_at": [FRIDAY] * len(plans)})
        found = add_deadlines(frame, priority="P1")
        assert found["response_due"][20_000] == compute_deadline("lite", "P1", FRIDAY).response_due
        assert found["sla_error"].null_count() == 20_001

    def test_lazy_frame_goes_on_lazily(self) -> None:
        lazy = add_deadlines(polars_frame(ROWS).lazy())
        assert lazy.collect_schema()["response_due"] == pl.Datetime("us", "Asia/Kolkata")
        late = lazy.filter(pl.col("response_due") > datetime(2026, 3, 9, 10, tzinfo=KOLKATA))
        assert late.select("id").collect()["id"].to_list() == [7, 8]

    def test_lazy_frame_is_checked_at_once(self) -> None:
        with pytest.raises(UnknownNameError):
            add_deadlines(polars_frame(ROWS).drop("opened_at").lazy())


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


class TestDeadlineAndElapsed:
    cal = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})

    @pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS.keys())
    def test_without_a_matrix(self, make: Any) -> None:
        frame = deadline(make(ROWS), "opened_at", "2 h", self.cal, name="due")
        cells = columns(elapsed(frame, "opened_at", "due", self.cal, prefix="open_"))
        assert cells["due"] == [self.cal.add(at, "2 h") for at in ROWS["opened_at"]]
        assert cells["open_elapsed"] == [timedelta(hours=2)] * 3
        assert cells["open_sla_error"] == [None] * 3

    def test_business_days(self) -> None:
        frame = polars_frame(ROWS)
        found = deadline(frame, "opened_at", "1 BD", self.cal, business_day="close_of_business")
        expected = [
            self.cal.add_business_days(at, 1, business_day="close_of_business")
            for at in ROWS["opened_at"]
        ]
        assert found["due_at"].to_list() == expected
        with pytest.raises(AmountError, match="say what one is"):
            deadline(frame, "opened_at", "1 BD", self.cal)

    def test_reasons(self) -> None:
        rows = {"a": [FRIDAY, None, FRIDAY], "b": [None, FRIDAY, FRIDAY - timedelta(hours=1)]}
        found = elapsed(pl.DataFrame(rows), "a", "b", self.cal)
        assert found["elapsed"].to_list() == [None, None, timedelta(hours=-1)]
        assert [reason and reason[:9] for reason in found["sla_error"]] == [
            "b must be",
            "a must be",
            None,
        ]
