"""How long a report takes over a million tickets, and how much memory: `make bench-report`.

The yardstick is what polars itself needs to read the same file, with its times as times, and to
group it by plan, priority and month. Each is a process of its own, start-up included; of several
runs the fastest counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl

TICKETS = int(os.environ.get("TICKETS", "1_000_000"))
RUNS = 3
MOST_TIMES, MOST_MEMORY = 2.5, 1.0
YARDSTICK = """
import sys, polars as pl
tickets = pl.read_csv(sys.argv[1], try_parse_dates=True)
month = pl.col("opened_at").dt.truncate("1mo")
print(tickets.group_by("plan", "priority", month).len().height)
"""
REPORT = "import sys; from slaclock.cli import main; sys.exit(main(sys.argv[1:]))"


class Cost(NamedTuple):
    """Seconds of wall and processor time, and GiB at the peak, of one process."""

    wall: float
    processor: float
    memory: float

    def __str__(self) -> str:
        return f"{self.wall:5.2f} s wall, {self.processor:5.2f} s processor, {self.memory:.2f} GiB"


def main() -> int:
    """Print both costs and the bars; the exit code is 1 if one is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path, page = folder / "tickets.csv", folder / "report.html"
        write_tickets(path)
        size = path.stat().st_size / 1e6
        print(f"{TICKETS:,} tickets, {size:.0f} MB of CSV, {os.cpu_count()} processors")
        yardstick = fastest([YARDSTICK, str(path)])
        arguments = [
            "report",
            str(path),
            "-m",
            "wotnot",
            "--as-of",
            "2026-12-31T12:00Z",
            "--goal",
            "80",
        ]
        report = fastest([REPORT, *arguments, "--out", str(page)])
        print(f"polars, read and group   {yardstick}")
        print(f"slaclock report to HTML  {report}")
        times = report.wall / yardstick.wall
        print(
            f"{times:.2f} times (at most {MOST_TIMES}), {page.stat().st_size / 1e3:.0f} kB of HTML"
        )
        print(f"{report.memory:.2f} GiB (at most {MOST_MEMORY})")
    return int(times > MOST_TIMES or report.memory > MOST_MEMORY)


def write_tickets(path: Path) -> None:
    """Write a year of tickets in random order; some are not answered or resolved yet."""
    draw = np.random.default_rng(2026)
    first = np.datetime64("2026-01-01T00:00:00", "us")
    seconds = np.timedelta64(1, "s")
    opened = first + draw.integers(0, 365 * 86_400, TICKETS) * seconds
    answered = opened + draw.exponential(20_000, TICKETS).astype(np.int64) * seconds
    resolved = answered + draw.exponential(100_000, TICKETS).astype(np.int64) * seconds
    frame = pl.DataFrame(
        {
            "ticket_id": np.arange(TICKETS),
            "plan": draw.choice(["lite", "starter", "premium", "enterprise"], TICKETS),
            "priority": draw.choice(["P1", "P2", "P3"], TICKETS, p=[0.1, 0.3, 0.6]),
            "opened_at": opened,
            "responded_at": answered,
            "resolved_at": resolved,
        }
    )
    written = [
        pl.when(pl.Series(draw.random(TICKETS) < share))
        .then(None)
        .otherwise(pl.col(name).dt.strftime("%Y-%m-%dT%H:%M:%S+00:00"))
        .alias(name)
        for name, share in (("opened_at", 0.0), ("responded_at", 0.03), ("resolved_at", 0.03))
    ]
    name = pl.format("T-{}", "ticket_id").alias("ticket_id")
    frame.with_columns(name, *written).write_csv(path)


def fastest(command: list[str]) -> Cost:
    """Return the cost of the fastest of several runs."""
    return min(run(command) for _ in range(RUNS))


def run(command: list[str]) -> Cost:
    """Return the cost of one run of Python code."""
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", *command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        raise SystemExit(f"failed: {command[1:]}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20)


if __name__ == "__main__":
    raise SystemExit(main())
