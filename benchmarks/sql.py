"""How fast the SQL of slaclock is, beside polars and beside its own text of before.

Run it with `make bench-sql`. DuckDB answers for a million tickets of the bundled matrix: three
metrics, then verdicts, then both with two pauses for each ticket. Times are medians measured in
turn; beside the ratio by the wall clock, which is held to the bar, stands that by the time of
the processor, which other work on the machine changes less.
`python benchmarks/sql.py SOURCE` also measures the text of an older slaclock, whose source
folder is given, and `--spark` measures Spark instead, against a join of the same tables
that does no arithmetic. The exit code is 1 if a bar is missed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any, NamedTuple

import duckdb
import numpy as np
import polars as pl

from slaclock import load_matrix
from slaclock.bulk import add_deadlines, sql

TICKETS = 1_000_000
ROUNDS = 5
START, END = datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
MATRIX = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
OLD = """
import json, sys
from datetime import UTC, datetime
from slaclock import load_matrix
from slaclock.bulk import sql
import polars
matrix = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
years = datetime(2023, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
for name, table in sql.sql_tables(matrix, *years).items():
    polars.DataFrame(table).write_parquet(f"{sys.argv[1]}/{name}.parquet")
print(json.dumps(sql.deadlines(matrix)))
"""


def tickets() -> pl.DataFrame:
    """Return tickets of all plans and priorities, of three years in no order."""
    random = np.random.default_rng(1)
    first, last = (np.datetime64(f"{year}-01-01", "us").astype(np.int64) for year in (2023, 2026))
    plans = pl.Series(["lite", "starter", "premium", "enterprise"])
    priorities = pl.Series(["P1", "P2", "P3"])
    opened = random.integers(first, last, TICKETS)
    columns = {
        "opened_at": opened,
        "responded_at": opened + random.integers(0, 86_400_000_000, TICKETS),
        "resolved_at": opened + random.integers(0, 9 * 86_400_000_000, TICKETS),
    }
    return pl.DataFrame(
        {
            "id": np.arange(TICKETS),
            "plan": plans[random.integers(0, 4, TICKETS)],
            "priority": priorities[random.integers(0, 3, TICKETS)],
            **{name: instants(values) for name, values in columns.items()},
        }
    )


def instants(values: Any) -> pl.Series:
    return pl.Series(values).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def pauses(frame: pl.DataFrame) -> pl.DataFrame:
    """Return two pauses of each ticket, some of which overlap."""
    random = np.random.default_rng(2)
    opened = frame["opened_at"].to_physical().to_numpy()
    begins = np.concatenate([opened, opened]) + random.integers(0, 2 * 86_400_000_000, 2 * TICKETS)
    ends = begins + random.integers(0, 86_400_000_000, 2 * TICKETS)
    ids = np.concatenate([frame["id"].to_numpy()] * 2)
    return pl.DataFrame(
        {"ticket": ids, "paused_at": instants(begins), "resumed_at": instants(ends)}
    )


class Time(NamedTuple):
    """How long something takes, in seconds: by the wall clock, and of the processor."""

    wall: float
    processor: float


def seconds(*calls: Callable[[], object]) -> list[Time]:
    """Return the median times of each call, measured in turn."""
    rounds = []
    for _ in range(ROUNDS + 1):
        times = []
        for call in calls:
            begin = perf_counter(), process_time()
            call()
            times.append((perf_counter() - begin[0], process_time() - begin[1]))
        rounds.append(times)
    return [
        Time(*map(median, zip(*column, strict=True))) for column in zip(*rounds[1:], strict=True)
    ]


def line(what: str, time: Time, against: str, other: Time, bar: float) -> bool:
    """Print a measurement against its bar, and return whether it holds."""
    ratio = time.wall / other.wall
    verdict = "holds" if ratio <= bar else "MISSED"
    figures = f"{time.wall * 1000:8.0f} ms  {against} {other.wall * 1000:.0f} ms"
    # Spark works in a process of its own.
    own = (
        f" ({time.processor / other.processor:.2f} x by processor)"
        if other.processor > 0.05
        else ""
    )
    print(f"{what:34}{figures:44}{ratio:6.2f} x{own}  at most {bar:g} x: {verdict}")
    return ratio <= bar


def in_duckdb(old_source: str | None) -> bool:
    """Measure DuckDB; return whether the bars hold."""
    frame = tickets()
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    answers = sql.answer_tables(MATRIX, START, END)
    for name, rows in {"tickets": frame, "pauses": pauses(frame), **answers}.items():
        connection.register("given", rows.to_arrow())
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")
        print(f"{name}: {len(rows):,} rows")
    done = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
    asked = {**done, "as_of": datetime(2026, 1, 1, tzinfo=UTC)}
    texts = {
        "deadlines": sql.deadlines(MATRIX),
        "verdicts": sql.verdicts(MATRIX, **asked),
        "deadlines with pauses": sql.deadlines(MATRIX, pauses="pauses"),
        "verdicts with pauses": sql.verdicts(MATRIX, pauses="pauses", **asked),
    }
    ways = [lambda text=text: connection.sql(text).to_arrow_table() for text in texts.values()]
    ways.append(lambda: add_deadlines(frame, matrix=MATRIX))
    plain, judged, moved, both, polars = seconds(*ways)
    holds = [
        line("deadlines", plain, "polars", polars, 1.6),
        line("verdicts", judged, "deadlines", plain, 4),
        line("deadlines with pauses", moved, "deadlines", plain, 4),
        line("verdicts with pauses", both, "verdicts", judged, 4),
    ]
    if old_source is not None:
        before = old_text(old_source, connection)
        now, then = seconds(ways[0], lambda: connection.sql(before).to_arrow_table())
        holds.append(line("deadlines", now, "text of before", then, 0.2))
    return all(holds)


def old_text(source: str, connection: duckdb.DuckDBPyConnection) -> str:
    """Return the query of an older slaclock, its tables being made."""
    with TemporaryDirectory() as folder:
        result = subprocess.run(
            [sys.executable, "-c", OLD, folder],
            env={**os.environ, "PYTHONPATH": source},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        for path in Path(folder).glob("*.parquet"):
            connection.execute(f"CREATE TABLE {path.stem} AS SELECT * FROM '{path}'")
    return str(json.loads(result.stdout))


def in_spark() -> bool:
    """Measure Spark against a join of the same tables; return whether the bar holds."""
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "4g")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.setLogLevel("ERROR")
    with TemporaryDirectory() as folder:
        tables = {**sql.answer_tables(MATRIX, START, END), "tickets": tickets()}
        for name, table in tables.items():
            path = f"{folder}/{name}.parquet"
            pl.DataFrame(table).write_parquet(path)
            spark.read.parquet(path).createOrReplaceTempView(name)
        texts = (sql.deadlines(MATRIX, dialect="spark"), JOIN)
        ways = [lambda text=text: run_in_spark(spark, text) for text in texts]
        answered, joined = seconds(*ways)
    spark.stop()
    return line("Spark, deadlines", answered, "join alone", joined, 1.5)


def run_in_spark(spark: Any, text: str) -> None:
    spark.sql(text).write.format("noop").mode("overwrite").save()


DAY = "unix_micros(t.opened_at) DIV 86400000000"
WITHIN = "unix_micros(t.opened_at) >= {0}.starts_us AND unix_micros(t.opened_at) < {0}.ends_us"
METRICS = ("first_response", "response", "resolution")
JOIN = (
    "SELECT t.id, d0.shift_us AS a, d1.shift_us AS b, d2.shift_us AS c FROM tickets AS t "
    "LEFT JOIN sla_terms AS g ON g.plan = LOWER(t.plan) AND g.priority = LOWER(t.priority) "
    + " ".join(
        f"LEFT JOIN sla_due AS d{number} ON d{number}.promise_id = g.{metric}_promise "
        f"AND d{number}.utc_day = {DAY} AND {WITHIN.format(f'd{number}')}"
        for number, metric in enumerate(METRICS)
    )
)
"""The joins of the query, and nothing else."""


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--spark"]
    if "--spark" in sys.argv:
        sys.exit(0 if in_spark() else 1)
    sys.exit(0 if in_duckdb(given[0] if given else None) else 1)
