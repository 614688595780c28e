"""Whether slaclock is as fast as it was: ratios within one run, for a change that is to land.

Run it with `make speed`; it takes about three minutes, and needs nothing but slaclock.
Each question is compared with the plain way to read one instant and write three: what a library
does at the least that keeps nothing ready for a zone. Two measures are taken:

- instructions, counted by callgrind where valgrind is installed. They are the same on a busy
  machine, so the bars are near;
- processor time, measured in turns. The bars leave room, and what misses one is tried again
  before it counts.

A change that makes a question dearer for a good reason raises its bar in `BARS`, and says why in
its commit. The exit code is 1 if a bar is missed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median
from time import process_time
from typing import NamedTuple
from zoneinfo import ZoneInfo

ROUNDS, TRIES = 9, 3
SECONDS_A_ROUND = 0.02
FRESH_PROCESSES = 5
COUNTED_CALLS = 2000

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
KOLKATA = ZoneInfo("Asia/Kolkata")
AT = datetime(2026, 3, 6, 17, 12, 34, tzinfo=KOLKATA)  # a Friday

FIRST_DEADLINE = """
from datetime import datetime
from zoneinfo import ZoneInfo
from slaclock import compute_deadline
compute_deadline("starter", "P1", datetime(2026, 3, 6, 17, tzinfo=ZoneInfo("Asia/Kolkata")))
"""
FLOOR = "one instant in, three out"


class Bar(NamedTuple):
    """The greatest ratio to the floor that is allowed, in instructions and in time.

    Instructions are counted over some calls, fewer where one takes long. That a process counts a
    million more or less than the one before must not show.
    """

    instructions: float
    time: float
    calls: int = COUNTED_CALLS


BARS = {
    "Calendar.add 8 h": Bar(instructions=1.1, time=1.4),
    "compute_deadline and its three instants": Bar(instructions=2.5, time=3.3),
    "explain": Bar(instructions=27, time=60, calls=200),
    "Clock of six events, and its states": Bar(instructions=24, time=70, calls=200),
    "Contract from a dictionary": Bar(instructions=55, time=140, calls=20),
    "Contract from a file, with twelve examples": Bar(instructions=1080, time=2000, calls=20),
}
FIRST = "first deadline of a process"
FIRST_BAR = Bar(instructions=2.95, time=3.4)
"""Beside `import pydantic` in a process of its own."""
PLAIN = {
    "id": "plain",
    "calendars": {"desk": {"timezone": "Europe/Paris", "hours": {"mon-fri": ["09:00-17:00"]}}},
    "priorities": {"P1": {"title": "High"}, "P2": {"title": "Low"}},
    "plans": {
        "gold": {
            "calendar": "desk",
            "first_response": "4 h",
            "targets": {
                "P1": {"response": "1 h", "resolution": "8 h"},
                "P2": {"response": "4 h", "resolution": "16 h"},
            },
        }
    },
}
"""A contract that uses nothing special: what others may have must not make it dearer to load."""


def questions() -> dict[str, Callable[[], object]]:
    """Return what is measured, by name; the floor first."""
    from slaclock import Calendar, Clock, Matrix, compute_deadline, events, load_matrix, matrices

    def floor() -> object:
        since = AT - EPOCH
        return (
            (EPOCH + since).astimezone(KOLKATA),
            (EPOCH + since).astimezone(KOLKATA),
            (EPOCH + since).astimezone(KOLKATA),
        )

    def read() -> object:
        due = compute_deadline("starter", "P1", AT)
        return due.first_response_due, due.response_due, due.resolution_due

    def states() -> object:
        return [(state.status, state.due_at) for state in Clock(sla, log).at(now).values()]

    shipped = Path(matrices.__path__[0], "wotnot.toml")  # as a path it is read each time
    desk = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
    sla, eight_hours = load_matrix("wotnot"), timedelta(hours=8)
    deadline = compute_deadline("starter", "P1", AT)
    minutes = timedelta(minutes=11)
    log = [
        events.Opened(AT, "starter", "P3"),
        events.Responded(AT + minutes),
        events.Paused(AT + 2 * minutes),
        events.Resumed(AT + 3 * minutes),
        events.PriorityChanged(AT + 4 * minutes, "P1"),
        events.Resolved(AT + 5 * minutes),
    ]
    now = AT + timedelta(days=3)
    return {
        FLOOR: floor,
        "Calendar.add 8 h": lambda: desk.add(AT, eight_hours),
        "compute_deadline and its three instants": read,
        "explain": deadline.explain,
        "Clock of six events, and its states": states,
        "Contract from a dictionary": lambda: Matrix.model_validate(PLAIN),
        "Contract from a file, with twelve examples": lambda: load_matrix(shipped),
    }


def by_time() -> dict[str, float]:
    """Return the ratio to the floor of each question, in processor time, measured in turns."""
    calls = questions()
    counts = {name: calls_a_round(call) for name, call in calls.items()}
    rounds = [
        {name: seconds_of(call, counts[name]) / counts[name] for name, call in calls.items()}
        for _ in range(ROUNDS)
    ]
    return {name: median(one[name] / one[FLOOR] for one in rounds) for name in BARS}


def calls_a_round(call: Callable[[], object]) -> int:
    call()  # what is computed once is computed now
    return max(1, int(SECONDS_A_ROUND / max(seconds_of(call, 20) / 20, 1e-7)))


def seconds_of(call: Callable[[], object], count: int) -> float:
    begin = process_time()
    for _ in range(count):
        call()
    return process_time() - begin


def by_instructions() -> dict[str, float]:
    """Return the ratio to the floor of each question, in instructions."""
    calls = {FLOOR: COUNTED_CALLS, **{name: bar.calls for name, bar in BARS.items()}}
    instructions_of("", 0)  # so that what it imports is compiled
    nothing = instructions_of("", 0)
    counted = {
        name: (instructions_of(name, count) - nothing) / count for name, count in calls.items()
    }
    return {name: counted[name] / counted[FLOOR] for name in BARS}


def instructions_of(name: str, count: int) -> int:
    """Return the instructions of a process that asks everything once, and one question again."""
    return instructions(__file__, "--ask", name, str(count))


def instructions_of_code(code: str) -> int:
    """Return the instructions of a fresh process that runs some code."""
    seconds_of_process(code)  # so that what it imports is compiled
    return instructions("-c", code)


def instructions(*arguments: str) -> int:
    """Return the instructions of a process of Python."""
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    done = subprocess.run(
        [*command, sys.executable, *arguments],
        env={**environment(), "PYTHONHASHSEED": "0"},
        check=True,
        capture_output=True,
        text=True,
    )
    total = next(line for line in done.stderr.splitlines() if "refs:" in line)
    return int(total.rpartition(" ")[2].replace(",", ""))


def ask(name: str, count: int) -> None:
    calls = questions()
    for call in calls.values():
        call()
    for _ in range(count):
        calls[name]()


def first_by_instructions() -> dict[str, float]:
    """Return the instructions of the first deadline of a process, beside `import pydantic`."""
    ours, other = (instructions_of_code(code) for code in (FIRST_DEADLINE, "import pydantic"))
    return {FIRST: ours / other}


def first_deadline() -> dict[str, float]:
    """Return the time of the first deadline of a process, beside that of `import pydantic`."""
    pairs = [
        (seconds_of_process(FIRST_DEADLINE), seconds_of_process("import pydantic"))
        for _ in range(FRESH_PROCESSES + 1)
    ]
    return {FIRST: median(ours / other for ours, other in pairs[1:])}


def environment() -> dict[str, str]:
    """Return that of processes with compiled files, which every later process of a user has."""
    return {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}


def seconds_of_process(code: str) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", code], check=True, env=environment())
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tried(measure: Callable[[], dict[str, float]], bars: dict[str, float]) -> dict[str, float]:
    """Return the least ratio of each name, measured again while one misses its bar."""
    least = measure()
    for _ in range(TRIES - 1):
        if all(least[name] <= bar for name, bar in bars.items()):
            break
        again = measure()
        least = {name: min(ratio, again[name]) for name, ratio in least.items()}
    return least


def main() -> int:
    print(f"Python {sys.version.split()[0]}; each beside the floor: {FLOOR}")
    bars = {name: bar.time for name, bar in BARS.items()}
    missed = told("time", tried(by_time, bars), bars)
    bars = {FIRST: FIRST_BAR.time}
    missed += told("time", tried(first_deadline, bars), bars)
    if shutil.which("valgrind"):
        bars = {name: bar.instructions for name, bar in BARS.items()}
        missed += told("instructions", by_instructions(), bars)
        bars = {FIRST: FIRST_BAR.instructions}
        missed += told("instructions", first_by_instructions(), bars)
    else:
        print("valgrind is not installed, so no instructions are counted")
    return 1 if missed else 0


def told(unit: str, ratios: dict[str, float], bars: dict[str, float]) -> int:
    """Print ratios beside their bars, and return how many miss theirs."""
    for name, ratio in ratios.items():
        verdict = "holds" if ratio <= bars[name] else "MISSED"
        print(f"{unit:13}{name:42}{ratio:8.2f} x  at most {bars[name]:g} x: {verdict}")
    return sum(ratio > bars[name] for name, ratio in ratios.items())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--ask"]:
        ask(sys.argv[2], int(sys.argv[3]))
    else:
        sys.exit(main())
