"""Columns of data frames: instants and names of every kind, read and given back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from slaclock import Calendar, compute_deadline
from slaclock.bulk import add_deadlines, deadline
from slaclock.errors import (
    NaiveInstantError,
    RowError,
    UnknownNameError,
)
from tests.bulk.frames.kinds import FRIDAY, KOLKATA, ROWS, arrow_table, columns, polars_frame


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
