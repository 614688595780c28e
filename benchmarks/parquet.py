"""How much memory and time 100 million tickets take from one Parquet file to another.

Run it with `make bench-parquet`. The tickets are made first, a million in each row group;
`slaclock bulk` then answers them with three metrics, in a process of its own. Its memory is the
most that it ever held, and its time that of the processor; both as Linux counts them. The exit
code is 1 if the bar is missed. `python benchmarks/parquet.py 5000000` takes as many tickets.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
import polars as pl
import pyarrow.parquet as pq

TICKETS = 100_000_000
AT_ONCE = 1_000_000
MOST_MIB = 500
FIRST, LAST = np.datetime64("2023-01-01", "us"), np.datetime64("2026-01-01", "us")


def tickets(size: int, seed: int) -> pl.DataFrame:
    """Return tickets of three years of the bundled matrix, in no order."""
    random = np.random.default_rng(seed)
    opened = random.integers(FIRST.astype(np.int64), LAST.astype(np.int64), size)
    plans = pl.Series(["lite", "starter", "premium", "enterprise"])
    return pl.DataFrame(
        {
            "plan": plans[random.integers(0, 4, size)],
            "priority": pl.Series(["P1", "P2", "P3"])[random.integers(0, 3, size)],
            "opened_at": pl.Series(opened).cast(pl.Datetime("us", "UTC")),
        }
    )


def write(path: Path, size: int) -> None:
    """Write tickets to a file, so many at once that memory does not matter."""
    writer = None
    for start in range(0, size, AT_ONCE):
        rows = tickets(min(AT_ONCE, size - start), seed=start).to_arrow()
        writer = writer or pq.ParquetWriter(path, rows.schema)
        writer.write_table(rows)
    if writer is not None:
        writer.close()


def main() -> int:
    size = int(sys.argv[1]) if len(sys.argv) == 2 else TICKETS
    with TemporaryDirectory() as folder:
        given, found = Path(folder, "tickets.parquet"), Path(folder, "answers.parquet")
        write(given, size)
        begin = perf_counter()
        command = ["bulk", str(given), "-o", str(found), "-m", "wotnot"]
        subprocess.run([sys.executable, "-m", "slaclock", *command], check=True)
        took, rows = perf_counter() - begin, pq.ParquetFile(found).metadata.num_rows
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    peak, processor = used.ru_maxrss / 1024, used.ru_utime + used.ru_stime
    holds = rows == size and peak <= MOST_MIB
    print(
        f"{rows:,} tickets, Parquet to Parquet: {peak:.0f} MiB, {took:.0f} s, "
        f"{processor:.0f} s of the processor; at most {MOST_MIB} MiB: "
        f"{'holds' if holds else 'MISSED'}"
    )
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
