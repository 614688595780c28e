"""How fast slaclock answers, beside other libraries on the same machine in the same minute.

Run it with `make bench`. Every line is a ratio of two medians measured in turn, so that a
busy machine slows both. A line with a bar says whether it holds; the exit code is 1 if one
does not. The other libraries are measured with their own ordinary calls.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, time, timedelta
from importlib.metadata import version as package_version
from statistics import median
from time import perf_counter
from typing import NamedTuple
from zoneinfo import ZoneInfo

import businesstimedelta
import pytz
import workclock
from business_duration import businessDuration

from slaclock import Calendar, compute_deadline

ROUNDS = 15
SECONDS_A_ROUND = 0.02
FRESH_PROCESSES = 15

KOLKATA = ZoneInfo("Asia/Kolkata")
AT = datetime(2026, 3, 6, 17, 12, 34, tzinfo=KOLKATA)  # a Friday
YEAR_LATER = AT + timedelta(days=365)
EIGHT_HOURS = timedelta(hours=8)

FIRST_DEADLINE = """
from datetime import datetime
from zoneinfo import ZoneInfo
from slaclock import compute_deadline
compute_deadline("starter", "P1", datetime(2026, 3, 6, 17, tzinfo=ZoneInfo("Asia/Kolkata")))
"""


class Line(NamedTuple):
    """One comparison: seconds of ours, seconds of the other, and the greatest ratio allowed."""

    what: str
    ours: float
    beside: str
    other: float
    bar: float | None = None

    @property
    def holds(self) -> bool:
        return self.bar is None or self.ours <= self.bar * self.other


def seconds_a_call(*calls: Callable[[], object]) -> list[float]:
    """Return the median time of one call of each, measured in turn."""
    counts = [calls_a_round(call) for call in calls]
    rounds = [
        [seconds_of(call, count) / count for call, count in zip(calls, counts, strict=True)]
        for _ in range(ROUNDS)
    ]
    return [median(column) for column in zip(*rounds, strict=True)]


def calls_a_round(call: Callable[[], object]) -> int:
    call()  # what is computed once is computed now
    return max(1, int(SECONDS_A_ROUND / max(seconds_of(call, 1), 1e-7)))


def seconds_of(call: Callable[[], object], count: int) -> float:
    begin = perf_counter()
    for _ in range(count):
        call()
    return perf_counter() - begin


def seconds_of_processes(*codes: str) -> list[float]:
    """Return the median time of a fresh Python that runs each code, measured in turn."""

    # With compiled files, which every later process of a user has.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

    def run(code: str) -> None:
        subprocess.run([sys.executable, "-c", code], check=True, env=env)

    return seconds_of_each(*(lambda code=code: run(code) for code in codes))


def seconds_of_each(*calls: Callable[[], object]) -> list[float]:
    for call in calls:
        call()
    rounds = [[seconds_of(call, 1) for call in calls] for _ in range(FRESH_PROCESSES)]
    return [median(column) for column in zip(*rounds, strict=True)]


def start_up() -> list[Line]:
    bare, plain, pydantic, first = seconds_of_processes(
        "pass", "import slaclock", "import pydantic", FIRST_DEADLINE
    )
    # The bars: 30 ms over bare Python, and 1.5 times pydantic's import plus 100 ms.
    return [
        Line("import slaclock", plain, "bare Python", bare, (bare + 0.030) / bare),
        Line(
            "import, first deadline",
            first,
            "import pydantic",
            pydantic,
            (1.5 * pydantic + 0.1) / pydantic,
        ),
    ]


def calls() -> list[Line]:
    cal = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
    schedule = workclock.Schedule([workclock.WorkDay(time(9), time(19))], time_zone=KOLKATA)
    assert cal.add(AT, EIGHT_HOURS) == schedule.add(AT, EIGHT_HOURS)
    assert cal.elapsed(AT, YEAR_LATER) == schedule.between(AT, YEAR_LATER)

    add, their_add, elapsed, their_between, deadline, near, far = seconds_a_call(
        lambda: cal.add(AT, EIGHT_HOURS),
        lambda: schedule.add(AT, EIGHT_HOURS),
        lambda: cal.elapsed(AT, YEAR_LATER),
        lambda: schedule.between(AT, YEAR_LATER),
        lambda: compute_deadline("starter", "P1", AT),
        lambda: cal.add(AT, timedelta(hours=1)),
        lambda: cal.add(AT, timedelta(hours=50_000)),
    )
    return [
        Line("Calendar.add 8 h", add, "workclock add", their_add, 0.5),
        Line("Calendar.elapsed 1 year", elapsed, "workclock between", their_between, 0.2),
        Line("compute_deadline, 3 metrics", deadline, "workclock add", their_add, 1.0),
        Line("Calendar.add 50,000 h", far, "Calendar.add 1 h", near, 1.3),
        *older_libraries(cal, add, elapsed),
    ]


def older_libraries(cal: Calendar, add: float, elapsed: float) -> list[Line]:
    """Compare with two older libraries; there is no bar for them."""
    zone = pytz.timezone("Asia/Kolkata")
    rule = businesstimedelta.WorkDayRule(time(9), time(19), [0, 1, 2, 3, 4], tz=zone)
    begin = zone.localize(AT.replace(tzinfo=None))
    eight = businesstimedelta.BusinessTimeDelta(rule, hours=8)
    assert begin + eight == cal.add(AT, EIGHT_HOURS)
    local, later = AT.replace(tzinfo=None), YEAR_LATER.replace(tzinfo=None)

    def between() -> float:
        return businessDuration(local, later, time(9), time(19), [5, 6], unit="sec")

    their_add, their_between = seconds_a_call(lambda: begin + eight, between)
    return [
        Line("Calendar.add 8 h", add, "businesstimedelta", their_add),
        Line("Calendar.elapsed 1 year", elapsed, "business-duration", their_between),
    ]


def shown(seconds: float) -> str:
    return f"{seconds * 1e3:9.2f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:9.2f} us"


def main() -> int:
    print(f"Python {sys.version.split()[0]}, workclock {package_version('workclock')}; medians")
    lines = [*start_up(), *calls()]
    for line in lines:
        bar = "" if line.bar is None else f"at most {line.bar:.2f} x: "
        verdict = "" if line.bar is None else "holds" if line.holds else "MISSED"
        print(
            f"{line.what:28}{shown(line.ours)}  {line.beside:18}{shown(line.other)}"
            f"  {line.ours / line.other:8.3f} x  {bar}{verdict}"
        )
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
