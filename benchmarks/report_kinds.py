"""How long reports take over other exports than plain CSV: `make bench-log`.

A log of a million updates is compared with what polars itself needs to read it, with its times
as times, and to group it. JSON Lines, and CSV whose fields have line breaks, are compared with
plain CSV of the same tickets. Each is a process of its own; of several runs the fastest counts.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import numpy as np
import polars as pl
from report import REPORT, fastest, write_tickets

UPDATES = int(os.environ.get("UPDATES", "1_000_000"))
MOST_OF_A_LOG, MOST_OF_A_KIND = 6.0, 2.0
YARDSTICK = """
import sys, polars as pl
log = pl.read_csv(sys.argv[1], try_parse_dates=True)
month = pl.col("when").min().dt.truncate("1mo").alias("month")
tickets = log.group_by("case").agg(month, pl.col("plan", "priority").first())
print(tickets.group_by("plan", "priority", "month").len().height)
"""
PROFILE = """
title = "Log"
[columns]
id = "case"
plan = "plan"
priority = "priority"
[events]
at = "when"
state = ["state"]
responded = { is = ["in work"] }
paused = { is = ["waiting *"] }
resolved = { is = ["done"] }
"""
STATES = ("new", "in work", "waiting for customer", "in work", "done")


def main() -> int:
    """Print the costs and the bars; the exit code is 1 if one is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return int(not all([of_a_log(folder), of_other_kinds(folder)]))


def of_a_log(folder: Path) -> bool:
    """Compare a report on a log with polars."""
    path, profile = folder / "log.csv", folder / "log.toml"
    write_log(path)
    profile.write_text(PROFILE)
    print(f"{UPDATES:,} updates, {path.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} processors")
    yardstick = fastest([YARDSTICK, str(path)])
    report = fastest([*report_of(path, folder), "--profile", str(profile)])
    print(f"polars, read and group   {yardstick}")
    print(f"slaclock report to HTML  {report}")
    return holds(report.wall / yardstick.wall, MOST_OF_A_LOG)


def of_other_kinds(folder: Path) -> bool:
    """Compare the other kinds with plain CSV of the same tickets."""
    plain, lines = folder / "plain.csv", folder / "tickets.jsonl"
    write_tickets(plain)
    pl.read_csv(plain, infer_schema=False).write_ndjson(lines)
    texts, breaks = folder / "texts.csv", folder / "breaks.csv"
    for path, mark in ((texts, " "), (breaks, "\n")):
        subject = pl.lit(mark.join(["printer offline,", 'he said "again"', "and a third"]))
        pl.read_csv(plain, infer_schema=False).with_columns(subject=subject).write_csv(path)
    return all(
        [
            against(folder, ("plain CSV", plain), ("JSON Lines", lines)),
            against(folder, ("fields in quotes", texts), ("with line breaks", breaks)),
        ]
    )


def against(folder: Path, plain: tuple[str, Path], other: tuple[str, Path]) -> bool:
    """Compare the reports on two files."""
    costs = [fastest(report_of(path, folder)) for _, path in (plain, other)]
    for (name, _), cost in zip((plain, other), costs, strict=True):
        print(f"{name:24} {cost}")
    return holds(costs[1].wall / costs[0].wall, MOST_OF_A_KIND)


def report_of(path: Path, folder: Path) -> list[str]:
    """Return a command that makes a page."""
    at = ("--as-of", "2026-12-31T12:00Z", "--goal", "80")
    return [REPORT, "report", str(path), "-m", "wotnot", *at, "--out", str(folder / "page.html")]


def holds(times: float, most: float) -> bool:
    """Print how many times the yardstick something took; return whether that is allowed."""
    print(f"{times:.2f} times (at most {most:g})")
    return times <= most


def write_log(path: Path) -> None:
    """Write the updates of a year, ticket after ticket in the order of time."""
    draw = np.random.default_rng(2026)
    tickets = UPDATES // len(STATES)
    opened = np.datetime64("2026-01-01T00:00:00", "us") + np.sort(
        draw.integers(0, 360 * 86_400, tickets)
    ) * np.timedelta64(1, "s")
    steps = draw.exponential(20_000, (tickets, len(STATES))).astype(np.int64)
    steps[:, 0] = 0
    at = opened[:, None] + np.cumsum(steps, axis=1) * np.timedelta64(1, "s")
    numbers = np.arange(tickets).repeat(len(STATES))
    plans = draw.choice(["lite", "starter", "premium", "enterprise"], tickets)
    priorities = draw.choice(["P1", "P2", "P3"], tickets, p=[0.1, 0.3, 0.6])
    frame = pl.DataFrame(
        {
            "case": numbers,
            "when": at.reshape(-1),
            "state": np.tile(np.array(STATES), tickets),
            "plan": plans.repeat(len(STATES)),
            "priority": priorities.repeat(len(STATES)),
        }
    )
    when = pl.col("when").dt.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    frame.sort("when", maintain_order=True).with_columns(
        when, pl.format("T-{}", "case").alias("case")
    ).write_csv(path)


if __name__ == "__main__":
    raise SystemExit(main())
