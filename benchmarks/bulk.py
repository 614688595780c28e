"""How fast and how lean slaclock is over many tickets, beside workclock and plain numpy.

Run it with `make bench-bulk`. Times are medians measured in turn, so that a busy machine slows
all alike; memory is that of fresh processes, by Linux's own figures. A line with a bar says
whether it holds; the exit code is 1 if one does not. `python benchmarks/bulk.py 5000000` says
how many tickets the long run has, 100 million otherwise.
"""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, time
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import workclock
from numpy.typing import NDArray

from slaclock import Calendar, Clock, Matrix, events, load_matrix
from slaclock.bulk import add_deadlines, add_verdicts, clock_states
from slaclock.bulk.arrays import deadline, elapsed

TICKETS = 1_000_000
LONG_RUN = 100_000_000
ALONE = 20_000
"""How many tickets are given to `Clock` one by one."""
MOST_MIB = 2000
FIELDS = (
    *("status", "due_at", "due_if_resumed", "started_at", "completed_at", "elapsed", "remaining"),
    *("late_by", "late_by_wall_time", "percent", "at_risk", "was_breached"),
)
"""What `clock_states` tells of each metric."""
BATCH = 1_000_000
ROUNDS = 7
TEN_YEARS = 3652 * 86_400_000_000
EIGHT_HOURS = 8 * 3600 * 1_000_000
FIRST, LAST = np.datetime64("2023-01-01", "us"), np.datetime64("2026-01-01", "us")
DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
MIB = 1 << 20


class Line(NamedTuple):
    """A measurement against a bar: what, the figures behind it, the ratio, and its bar."""

    what: str
    figures: str
    ratio: float
    bar: float | None = None
    at_least: bool = False

    @property
    def holds(self) -> bool:
        if self.bar is None:
            return True
        return self.ratio >= self.bar if self.at_least else self.ratio <= self.bar

    def __str__(self) -> str:
        text = f"{self.what:44}{self.figures:34}{self.ratio:8.2f} x"
        if self.bar is None:
            return text
        bound = "at least" if self.at_least else "at most"
        return f"{text}  {bound} {self.bar:g} x: {'holds' if self.holds else 'MISSED'}"


def instants(size: int, seed: int = 1) -> NDArray[np.datetime64]:
    """Return instants of three years in no order."""
    random = np.random.default_rng(seed)
    micros = random.integers(FIRST.astype(np.int64), LAST.astype(np.int64), size)
    return micros.view("datetime64[us]")


def tickets(size: int, seed: int = 1) -> pl.DataFrame:
    """Return tickets of all plans and priorities of the bundled matrix."""
    random = np.random.default_rng(seed)
    plans = pl.Series(["lite", "starter", "premium", "enterprise"])
    priorities = pl.Series(["P1", "P2", "P3"])
    at = pl.Series(instants(size, seed)).dt.replace_time_zone("UTC")
    return pl.DataFrame(
        {
            "plan": plans[random.integers(0, len(plans), size)],
            "priority": priorities[random.integers(0, len(priorities), size)],
            "opened_at": at.dt.convert_time_zone("Asia/Kolkata"),
        }
    )


def seconds(*calls: Callable[[], object]) -> list[float]:
    """Return the median time of each call, measured in turn."""
    for call in calls:
        call()  # what is compiled once is compiled now
    rounds = []
    for _ in range(ROUNDS):
        begins = []
        for call in calls:
            begin = perf_counter()
            call()
            begins.append(perf_counter() - begin)
        rounds.append(begins)
    return [median(column) for column in zip(*rounds, strict=True)]


def speed() -> list[Line]:
    at, ends, frame = instants(TICKETS), instants(TICKETS, 2), tickets(TICKETS)
    micros, order = at.view(np.int64), np.random.default_rng(3).integers(0, TICKETS, TICKETS)
    schedule = workclock.Schedule(
        [workclock.WorkDay(time(9), time(19))], time_zone=ZoneInfo("Asia/Kolkata")
    )
    eight = np.timedelta64(EIGHT_HOURS, "us")
    matrix = load_matrix("wotnot")
    np.testing.assert_array_equal(schedule.add_many(at, eight), deadline(DESK, at, "8 h"))
    pandas_frame = frame.to_pandas()
    later = pl.col("opened_at") + pl.duration(hours=20)
    closed = frame.with_columns(responded_at=later, resolved_at=later)
    numpy_due, numpy_take, theirs, mixed, between, pandas_mixed, judged = seconds(
        lambda: deadline(DESK, at, "8 h"),
        lambda: np.take(micros, order),
        lambda: schedule.add_many(at, eight),
        lambda: add_deadlines(frame, matrix=matrix),
        lambda: elapsed(DESK, at, ends),
        lambda: add_deadlines(pandas_frame, matrix=matrix),
        lambda: add_verdicts(
            closed, responded_at="responded_at", resolved_at="resolved_at", matrix=matrix
        ),
    )
    return [
        Line(
            "numpy, one target",
            both("add_many", theirs, numpy_due),
            theirs / numpy_due,
            40,
            at_least=True,
        ),
        Line("numpy, one target", both("take", numpy_take, numpy_due), numpy_due / numpy_take, 3),
        Line(
            "polars, mixed terms, three metrics",
            both("add_many", theirs, mixed),
            mixed / theirs,
            0.25,
        ),
        Line(
            "pandas, mixed terms, three metrics",
            both("add_many", theirs, pandas_mixed),
            pandas_mixed / theirs,
        ),
        Line(
            "polars, verdicts on three metrics", both("add_many", theirs, judged), judged / theirs
        ),
        Line(
            "numpy, open time between two columns",
            both("take", numpy_take, between),
            between / numpy_take,
        ),
    ]


def both(other: str, theirs: float, ours: float) -> str:
    return f"{ours * 1e3:7.1f} ms, {other} {theirs * 1e3:7.1f} ms"


def growth() -> list[Line]:
    """Show how the cost of a ticket grows with tickets, span, target and calendars."""
    at = instants(TICKETS)
    # A desk of its own: a desk keeps the tables of the years that it was asked about last.
    other_desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-18:00"]})
    wide = (
        np.random.default_rng(4)
        .integers(-TEN_YEARS * 5, TEN_YEARS * 5, TICKETS)
        .view("datetime64[us]")
    )
    many, one = contract(60), contract(1)
    of_many, of_one = (plans_of(terms) for terms in (many, one))
    few, base, long, span, calendars_60, calendar_1 = seconds(
        lambda: deadline(DESK, at[: TICKETS // 10], "8 h"),
        lambda: deadline(DESK, at, "8 h"),
        lambda: deadline(DESK, at, "5000 h"),
        lambda: deadline(other_desk, wide, "8 h"),
        lambda: add_deadlines(of_many, priority="P1", matrix=many),
        lambda: add_deadlines(of_one, priority="P1", matrix=one),
    )
    return [
        Line("ten times the tickets", both("a tenth", few, base), base / few),
        Line(
            "60 plans, each with its own calendar",
            both("one", calendar_1, calendars_60),
            calendars_60 / calendar_1,
        ),
        Line("a target of 5000 h instead of 8 h", both("8 h", base, long), long / base),
        Line("tickets of 100 years instead of 3", both("3 years", base, span), span / base),
    ]


def contract(plans: int) -> Matrix:
    """Return a matrix of plans, each with a calendar of its own."""
    names = [f"plan{number}" for number in range(plans)]
    closing = {name: f"{17 + number // 60}:{number % 60:02}" for number, name in enumerate(names)}
    return Matrix.model_validate(
        {
            "id": "many",
            "version": "1",
            "calendars": {
                name: {"timezone": "Europe/Paris", "hours": {"mon-fri": [f"09:00-{closing[name]}"]}}
                for name in names
            },
            "priorities": {"P1": {}},
            "plans": {
                name: {"calendar": name, "targets": {"P1": {"resolution": "8 h"}}} for name in names
            },
        }
    )


def fleet() -> list[Line]:
    """Tell how a million tickets of six events stand, beside `Clock` one by one."""
    alone, _, _, _ = measured("clock", ALONE)
    used, clocks, peak, took = measured("fleet", TICKETS)
    one_by_one = alone * TICKETS / ALONE
    print(f"a frame of {used:.0f} MiB; {clocks:.0f} tickets were given to Clock")
    return [
        Line(
            "clock_states, six events a ticket",
            f"{took:7.2f} s, Clock {one_by_one:7.1f} s",
            took / one_by_one,
            0.1,
        ),
        Line("memory of clock_states, all of it", f"{peak:6.0f} MiB", peak / MOST_MIB, 1),
    ]


def histories(size: int) -> pl.DataFrame:
    """Return tickets of six events each: answered, paused, resumed, answered again, resolved."""
    random = np.random.default_rng(6)
    types = ["opened", "responded", "paused", "resumed", "customer_replied", "resolved"]
    gaps = random.integers(1, 40 * 60, (size, len(types))) * 60_000_000
    gaps[:, 0] = instants(size).view(np.int64)
    at = pl.Series(np.cumsum(gaps, axis=1).ravel().view("datetime64[us]"))
    plans = pl.Series(["lite", "starter", "premium", "enterprise"])
    priorities = pl.Series(["P1", "P2", "P3"])
    ticket = np.repeat(np.arange(size), len(types))
    return pl.DataFrame(
        {
            "ticket": ticket,
            "at": at.dt.replace_time_zone("UTC"),
            "type": pl.Series(types * size),
            "plan": plans[random.integers(0, len(plans), size)[ticket]],
            "priority": priorities[random.integers(0, len(priorities), size)[ticket]],
        }
    )


def of_clock(size: int) -> float:
    """Return how long `Clock` takes for so many of these tickets, every field told."""
    matrix, now = load_matrix("wotnot"), LAST.item().replace(tzinfo=UTC)
    rows = histories(size).rows()
    logs = [[event_of(*row) for row in rows[first : first + 6]] for first in range(0, 6 * size, 6)]
    begin = perf_counter()
    for log in logs:
        clock = Clock(matrix, log)
        state = clock.at(now)
        for one in state.values():
            for field in FIELDS:
                getattr(one, field)
        clock.next_change(now)
    return perf_counter() - begin


def event_of(_: int, at: datetime, kind: str, plan: str, priority: str) -> events.Event:
    """Return the event of a row."""
    if kind == "opened":
        return events.Opened(at, plan, priority)
    return events.TYPES[kind](at)


def plans_of(matrix: Matrix) -> pl.DataFrame:
    """Return tickets of all plans of a matrix."""
    plans = pl.Series(list(matrix.plans))
    chosen = plans[np.random.default_rng(5).integers(0, len(plans), TICKETS)]
    return tickets(TICKETS).with_columns(chosen.alias("plan"))


def measured(mode: str, size: int) -> list[float]:
    """Return what `work` prints in a fresh process."""
    command = [sys.executable, __file__, mode, str(size)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return [float(word) for word in result.stdout.split()]


def memory() -> list[Line]:
    """Compare the peak of input, output and all in between with input and output alone."""
    lines = []
    for mode in ("numpy", "polars"):
        size = 8 * TICKETS
        given, found, more, _ = measured(mode, size)
        figures = f"{given + more:6.0f} MiB, in and out {given + found:5.0f} MiB"
        ratio = (given + more) / (given + found)
        lines.append(Line(f"memory, {mode}, {size // 10**6} million", figures, ratio, 3))
    return lines


def long_run(size: int) -> list[Line]:
    """Answer many tickets batch by batch; ten times as many must not take more memory."""
    *_, small, _ = measured("batches", max(size // 10, BATCH))
    *_, large, took = measured("batches", size)
    figures = f"{large:6.0f} MiB, of a tenth {small:5.0f} MiB"
    print(f"{size // 10**6} million tickets, three metrics, in batches: {took:.0f} s")
    return [Line(f"memory, {size // 10**6} million in batches", figures, large / small, 1.25)]


def work(mode: str, size: int) -> None:
    """Do the work of one process; print input, output and peak in MiB, and the seconds."""
    if mode == "batches":
        begin = perf_counter()
        for batch in range(0, size, BATCH):
            assert add_deadlines(tickets(BATCH, seed=batch))["sla_error"].null_count() == BATCH
        print(0, 0, status("VmHWM"), perf_counter() - begin)
    elif mode == "clock":
        print(of_clock(size), 0, 0, 0)
    elif mode == "fleet":
        frame, matrix = histories(size), load_matrix("wotnot")
        told: list[int] = []
        handler = logging.Handler()
        handler.emit = lambda record: told.append(record.args[0])  # type: ignore[method-assign,index,arg-type]
        logging.getLogger("slaclock.bulk").setLevel(logging.INFO)
        logging.getLogger("slaclock.bulk").addHandler(handler)
        now = LAST.item().replace(tzinfo=UTC)
        begin = perf_counter()
        clock_states(frame, matrix=matrix, now=now)
        took = perf_counter() - begin
        print(frame.estimated_size() / MIB, told[0], status("VmHWM"), took)
    elif mode == "numpy":
        at = instants(size)
        more, found, took = peak_of(
            lambda: deadline(DESK, at, "8 h"), lambda: deadline(DESK, at[:9], "8 h")
        )
        print(at.nbytes / MIB, found.nbytes / MIB, more, took)
    else:
        frame = tickets(size)
        more, found, took = peak_of(
            lambda: add_deadlines(frame), lambda: add_deadlines(frame.head(9))
        )
        given = frame.estimated_size() / MIB
        print(given, found.estimated_size() / MIB - given, more, took)


def peak_of(call: Callable[[], Any], first: Callable[[], object]) -> tuple[float, Any, float]:
    """Return how much memory a call took at its peak in MiB, its result, and its seconds.

    What *first* loads and compiles is not part of it. The peak is the kernel's own, begun anew.
    """
    first()
    before = status("VmRSS")
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    begin = perf_counter()
    found = call()
    return status("VmHWM") - before, found, perf_counter() - begin


def status(name: str) -> float:
    """Return one of Linux's figures of this process, in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def main() -> int:
    if len(sys.argv) == 3:
        work(sys.argv[1], int(sys.argv[2]))
        return 0
    size = int(sys.argv[1]) if len(sys.argv) == 2 else LONG_RUN
    print(
        f"Python {sys.version.split()[0]}, numpy {np.__version__}, polars {pl.__version__}, "
        f"{TICKETS:,} tickets; medians of {ROUNDS}"
    )
    missed = 0
    for part in (speed, growth, fleet, memory, lambda: long_run(size)):
        for line in part():
            print(line, flush=True)
            missed += not line.holds
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
