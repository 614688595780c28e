"""One answer, whichever way: single calls, numpy, polars, pandas, pyarrow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from slaclock.bulk import add_deadlines
from tests.bulk.samples import (
    MEANINGS,
    METRICS,
    Ints,
    contract,
    random_tickets,
    single_answers,
)

SIZES = [
    pytest.param(12_500, id="50 thousand"),
    pytest.param(250_000, id="a million", marks=pytest.mark.slow),
]


def polars_frame(tickets: dict[str, NDArray[Any]]) -> pl.DataFrame:
    zoned = pl.col("opened_at").dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Tokyo")
    columns = {name: column.tolist() for name, column in tickets.items() if name != "opened_at"}
    frame = pl.DataFrame({**columns, "opened_at": tickets["opened_at"]})
    return frame.with_columns(zoned)


def micros(column: Any) -> Ints:
    """Return a result column as microseconds."""
    if isinstance(column, pl.Series):
        column = column.dt.convert_time_zone("UTC").dt.replace_time_zone(None).to_numpy()
    elif isinstance(column, pd.Series):
        column = column.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
    else:
        column = column.cast(pa.timestamp("us")).to_numpy()
    return column.astype("datetime64[us]").view(np.int64)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("business_day", MEANINGS)
def test_all_ways_agree(size: int, business_day: str) -> None:
    matrix = contract(business_day)
    tickets = random_tickets(size, seed=len(business_day))
    expected = single_answers(tickets, matrix)
    frame = polars_frame(tickets)
    ways: dict[str, Any] = {"polars": add_deadlines(frame, matrix=matrix)}
    # Every call makes the tables of a full day anew, since they are larger than what is kept;
    # how a frame is read does not depend on the meaning of a day.
    if business_day != "full_day" or size > 100_000:
        ways |= {
            "polars, lazy": add_deadlines(frame.lazy(), matrix=matrix).collect(),
            "pandas": add_deadlines(frame.to_pandas(), matrix=matrix),
            "pyarrow": add_deadlines(frame.to_arrow(), matrix=matrix),
        }
    for way, found in ways.items():
        for metric in METRICS:
            column = found[f"{metric}_due"]
            np.testing.assert_array_equal(micros(column), expected[metric], f"{way} {metric}")
