"""How fast the clock of a ticket is: long logs beside short ones, and one question.

Run it with `make bench-clock`. Calls are measured in turn, in time of this process alone, and a
ratio is the median of the ratios of each turn: what else the machine does counts little.
A line with a bar says whether it holds; the exit code is 1 if one does not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from statistics import median
from time import process_time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from slaclock import Clock, Matrix, compute_deadline, events, load_matrix

ROUNDS = 15
SECONDS_A_ROUND = 0.04
SHORT, LONG = 200, 10_000
KOLKATA = ZoneInfo("Asia/Kolkata")
OPENED = datetime(2026, 3, 2, 9, tzinfo=KOLKATA)  # a Monday
WOTNOT = load_matrix("wotnot")
EVERYTHING = ("paused", "resumed", "priority_changed", "resolved", "reopened")


class Line(NamedTuple):
    """One comparison: seconds of ours and of the other in each turn, and the greatest ratio."""

    what: str
    ours: Sequence[float]
    beside: str
    other: Sequence[float]
    bar: float | None = None

    @property
    def ratio(self) -> float:
        return median(ours / other for ours, other in zip(self.ours, self.other, strict=True))

    @property
    def holds(self) -> bool:
        return self.bar is None or self.ratio <= self.bar


def seconds_a_call(*calls: Callable[[], object]) -> list[tuple[float, ...]]:
    """Return the time of one call of each, in every turn."""
    counts = [calls_a_round(call) for call in calls]
    rounds = [
        [seconds_of(call, count) / count for call, count in zip(calls, counts, strict=True)]
        for _ in range(ROUNDS)
    ]
    return list(zip(*rounds, strict=True))


def calls_a_round(call: Callable[[], object]) -> int:
    call()  # what is computed once is computed now
    return max(1, int(SECONDS_A_ROUND / max(seconds_of(call, 1), 1e-7)))


def seconds_of(call: Callable[[], object], count: int) -> float:
    begin = process_time()
    for _ in range(count):
        call()
    return process_time() - begin


def log_of(count: int, kinds: tuple[str, ...]) -> list[events.Event]:
    """Return a ticket of so many events, eleven minutes apart."""
    log: list[events.Event] = [events.Opened(OPENED, "starter", "P3")]
    for index in range(count - 1):
        at = OPENED + timedelta(minutes=11 * (index + 1))
        kind = kinds[index % len(kinds)]
        if kind == "priority_changed":
            log.append(events.PriorityChanged(at, f"P{index // len(kinds) % 3 + 1}"))
        else:
            log.append(events.TYPES[kind](at))
    return log


def replay(matrix: Matrix, log: list[events.Event], *, whole: bool) -> Callable[[], object]:
    """Return a call that goes through a log and asks at its end; for everything, if *whole*."""
    now = log[-1].at + timedelta(days=1)

    def call() -> object:
        state = Clock(matrix, log).at(now)
        if whole:
            return state.to_dict()
        return [(metric.status, metric.due_at, metric.elapsed) for metric in state.values()]

    return call


def replays() -> list[Line]:
    """Compare a log of 10,000 events with one of 200: fifty times as long, so linear is 50."""
    found = []
    carrying = Matrix.model_validate({**WOTNOT.content(), "on_change": "carry_elapsed"})
    for what, matrix, kinds, whole, bar in [
        ("paused and resumed", WOTNOT, ("paused", "resumed"), False, 50),
        ("everything", WOTNOT, EVERYTHING, False, 50),
        ("everything, elapsed time carried", carrying, EVERYTHING, False, 50),
        # Two thousand cycles become objects here, which the garbage collector has to go through.
        ("everything, all cycles told", WOTNOT, EVERYTHING, True, None),
    ]:
        long, short = seconds_a_call(
            replay(matrix, log_of(LONG, kinds), whole=whole),
            replay(matrix, log_of(SHORT, kinds), whole=whole),
        )
        found.append(Line(f"10,000 events: {what}", long, "200 events", short, bar))
    return found


def questions() -> list[Line]:
    """Compare one question about a log of six events with one deadline."""
    kinds = ("responded", "paused", "resumed", "priority_changed", "resolved")
    log = log_of(6, kinds)
    clock, now = Clock(WOTNOT, log), OPENED + timedelta(days=3)
    running = Clock(WOTNOT, log[:4])

    def answers(asked: Clock) -> Callable[[], object]:
        def call() -> object:
            return [(state.status, state.due_at) for state in asked.at(now).values()]

        return call

    at, read, read_running, made, deadline = seconds_a_call(
        lambda: clock.at(now),
        answers(clock),
        answers(running),
        lambda: Clock(WOTNOT, log).at(now),
        lambda: compute_deadline("starter", "P1", OPENED),
    )
    beside = "compute_deadline"
    return [
        Line("at(now), six events", at, beside, deadline, 10),
        Line("... and status and deadline of each", read, beside, deadline, 10),
        Line("... of a ticket that runs", read_running, beside, deadline, 10),
        Line("Clock(log).at(now), six events", made, beside, deadline),
    ]


def shown(seconds: float) -> str:
    return f"{seconds * 1e3:9.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:9.2f} us"


def main() -> int:
    print(f"Python {sys.version.split()[0]}; medians")
    lines = [*questions(), *replays()]
    for line in lines:
        verdict = "holds" if line.holds else "MISSED"
        bar = "" if line.bar is None else f"  at most {line.bar:g} x: {verdict}"
        print(
            f"{line.what:50}{shown(median(line.ours))}  {line.beside:17}{shown(median(line.other))}"
            f"  {line.ratio:7.2f} x{bar}"
        )
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
