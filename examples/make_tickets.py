"""Makes up a year of tickets for the examples: `python make_tickets.py [FILE] [COUNT]`.

The tickets are drawn from a fixed seed, so that every run makes the same file: most are
answered in time, high priorities less often, and the autumn is busy.
"""

from __future__ import annotations

import csv
import random
import sys
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from slaclock import load_matrix

ZONE = ZoneInfo("Asia/Kolkata")
FIRST = datetime(2026, 1, 1, tzinfo=ZONE)
PLANS = {"lite": 3, "starter": 4, "premium": 2, "enterprise": 1}
PRIORITIES = {"P1": 1, "P2": 3, "P3": 6}
# How often a ticket comes in, by hour of a weekday.
HOURS = [1, 1, 1, 1, 1, 1, 2, 4, 8, 14, 17, 16, 14, 11, 12, 13, 12, 11, 9, 6, 4, 3, 2, 1]


def main(path: Path, count: int) -> None:
    """Write *count* tickets to a CSV file."""
    draw = random.Random(2026)
    matrix = load_matrix("wotnot")
    opened = sorted(opening(draw) for _ in range(count))
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["ticket_id", "plan", "priority", "opened_at", "responded_at", "resolved_at", "status"]
        )
        for number, at in enumerate(opened, start=1):
            plan = draw.choices(list(PLANS), list(PLANS.values()))[0]
            priority = draw.choices(list(PRIORITIES), list(PRIORITIES.values()))[0]
            row = matrix.row(plan, priority)
            answered = worked(draw, row.calendar, at, hours_of(row, "response") * pace(at, 0.5))
            resolved = worked(draw, row.calendar, at, hours_of(row, "resolution") * pace(at, 0.55))
            rows.writerow([f"T-{number:05}", plan, priority, *shown(at, answered, resolved)])


def opening(draw: random.Random) -> datetime:
    """Return an instant of the year; fewer at weekends and at night, more in autumn."""
    while True:
        day = FIRST + timedelta(days=draw.randrange(364))
        busy = 1.0 if day.weekday() < 5 else 0.18
        season = 1.0 if day.month in (9, 10, 11) else 0.72
        if draw.random() < busy * season:
            hour = draw.choices(range(24), HOURS)[0]
            return day.replace(hour=hour, minute=draw.randrange(60), second=draw.randrange(60))


def hours_of(row, metric: str) -> float:
    """Return how many open hours are promised."""
    amount = row.target(metric).amount
    day = {"business": 10, "extended": 12, "always": 24}[row.calendar_id]
    return amount.seconds / 3600 + amount.business_days * day


def pace(at: datetime, usual: float) -> float:
    """Return the share of the target that is used in the middle; more when it is busy."""
    return usual * (1.35 if at.month in (10, 11) else 1.0)


def worked(draw: random.Random, calendar, at: datetime, hours: float) -> datetime:
    """Return when work that takes about *hours* of open time was done."""
    seconds = int(hours * 3600 * draw.lognormvariate(-0.25, 0.62)) + 30
    return calendar.add(at, timedelta(seconds=seconds))


def shown(at: datetime, answered: datetime, resolved: datetime) -> list[str]:
    """Return the times as an export shows them on the last day of the year at noon."""
    now = datetime(2026, 12, 31, 12, tzinfo=ZONE)
    answered = min(answered, resolved)
    times = [moment.isoformat() if moment <= now else "" for moment in (at, answered, resolved)]
    return [*times, "resolved" if times[2] else "open"]


if __name__ == "__main__":
    given = sys.argv[1:]
    main(Path(given[0] if given else "tickets.csv"), int(given[1]) if len(given) > 1 else 6_000)
