"""How many rows of a list of open tickets a sweep has to look at, and what a look costs.

Ten thousand tickets, each with the instant of its next change stored beside it. A day later
only the rows whose instant has come are asked again; the others are as they were.

    python benchmarks/open_tickets.py
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from time import process_time
from zoneinfo import ZoneInfo

from slaclock import Clock, Matrix, events, load_matrix

COUNT = 10_000
KOLKATA = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 3, 4, 12, tzinfo=KOLKATA)  # a Wednesday


def contract() -> Matrix:
    """Return the shipped terms with a share at risk and two levels that have a point."""
    levels = [
        {"level": 1, "contact": "Support specialist", "at": "50 %"},
        {"level": 2, "contact": "Support manager", "at": "100 %"},
    ]
    content = load_matrix("wotnot").content()
    return Matrix.model_validate({**content, "at_risk": "80 %", "escalation": levels})


def ticket(draw: random.Random, matrix: Matrix) -> Clock:
    """Return a ticket of the last four weeks that is still open; most have been answered."""
    opened = NOW - timedelta(minutes=draw.randrange(28 * 24 * 60))
    plan = draw.choice(["lite", "starter", "premium", "enterprise"])
    log: list[events.Event] = [events.Opened(opened, plan, draw.choice(["P1", "P2", "P3"]))]
    if draw.random() < 0.8:
        answered = opened + timedelta(minutes=draw.randrange(600))
        log.append(events.Responded(answered))
        if draw.random() < 0.5:
            log.append(events.Paused(answered, reason="customer"))
    return Clock(matrix, log)


def main() -> None:
    draw, matrix = random.Random(1), contract()
    clocks = [ticket(draw, matrix) for _ in range(COUNT)]
    begin = process_time()
    stored = [clock.next_change(NOW) for clock in clocks]
    took = process_time() - begin
    print(f"next_change of {COUNT:,} tickets: {took:.2f} s, {took / COUNT * 1e6:.0f} us each")
    waiting = sum(change is None for change in stored)
    print(f"{waiting:,} wait for an event: nothing will change by itself")
    for hours in (1, 24):
        until = NOW + timedelta(hours=hours)
        due = sum(change is not None and change <= until for change in stored)
        print(f"after {hours:2} h {due:5,} of {COUNT:,} rows need a look")


if __name__ == "__main__":
    main()
