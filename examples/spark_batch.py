"""Deadlines for a partitioned Parquet folder of tickets, in Spark on this machine.

    python examples/spark_batch.py            # makes a folder of sample tickets, then answers it
    python examples/spark_batch.py IN OUT     # answers your own: columns plan, priority, opened_at

Needs Java 17 and `pip install 'slaclock[bulk,spark]'`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as everybody calls it

from slaclock import load_matrix
from slaclock.bulk.spark import add_deadlines

TICKETS = 1_000_000


def session() -> SparkSession:
    # The workers must be this Python, which has slaclock.
    os.environ["PYSPARK_PYTHON"] = sys.executable
    return (
        SparkSession.builder.master("local[2]")
        .appName("deadlines")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )


def write_samples(spark: SparkSession, folder: str) -> None:
    """Write tickets of two years, one partition a month."""
    names = {"plan": ["lite", "starter", "premium", "enterprise"], "priority": ["P1", "P2", "P3"]}

    def one_of(column: str, seed: int) -> Any:
        choices = F.array(*map(F.lit, names[column]))
        return choices[(F.rand(seed) * len(names[column])).cast("int")].alias(column)

    opened_at = F.timestamp_micros(F.lit(1_735_689_600_000_000) + (F.rand(3) * 63e12).cast("long"))
    tickets = spark.range(TICKETS).select(
        "id", one_of("plan", 1), one_of("priority", 2), opened_at.alias("opened_at")
    )
    by_month = tickets.withColumn("month", F.date_format("opened_at", "yyyy-MM"))
    by_month.repartition("month").write.partitionBy("month").parquet(folder)


def main(arguments: list[str]) -> None:
    spark = session()
    matrix = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
    with tempfile.TemporaryDirectory() as scratch:
        source, target = arguments or [f"{scratch}/tickets", f"{scratch}/deadlines"]
        if not arguments:
            write_samples(spark, source)
        answered = add_deadlines(spark.read.parquet(source), matrix=matrix)
        partitions = ["month"] if "month" in answered.columns else []
        answered.write.partitionBy(*partitions).parquet(target)

        found = spark.read.parquet(target)
        unanswered = found.where("sla_error is not null").count()
        print(f"{found.count()} tickets, {unanswered} without answer")
        print(f"{len(list(Path(target).rglob('*.parquet')))} files")
        found.orderBy("id").show(5, truncate=False)
    spark.stop()


if __name__ == "__main__":
    main(sys.argv[1:])
