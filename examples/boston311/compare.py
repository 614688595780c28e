"""Compute the deadlines of Boston's 311 service requests and hold them against the city's own.

    python compare.py boston311_2015.csv

The file holds service requests as the city publishes them, with the columns
`CASE_ENQUIRY_ID`, `OPEN_DT`, `TARGET_DT` and `TYPE`; times are `MM/DD/YYYY hh:mm:ss AM/PM` in
Boston. The matrix beside this script says how many business days each type of request has; a
type that it does not name can be given by `--days "TYPE=N"`, and is fitted otherwise: the number
of days that agrees best is taken, and said to be fitted.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from slaclock import Calendar, Matrix, SlaClockError, compute_deadline, load_matrix

MATRIX = Path(__file__).with_name("boston311.toml")
BOSTON = ZoneInfo("America/New_York")
FORMAT = "%m/%d/%Y %I:%M:%S %p"
WITHIN = timedelta(minutes=1)
MOST_DAYS = 60


class Request(NamedTuple):
    """A service request, and the deadline that the city gave it."""

    id: str
    type: str
    opened_at: datetime
    due_at: datetime


class Comparison(NamedTuple):
    """A request and the deadline that slaclock gives it."""

    request: Request
    due_at: datetime

    @property
    def agrees(self) -> bool:
        return abs(self.due_at - self.request.due_at) <= WITHIN


def main() -> int:
    """Print the share that agrees for each type of request, and three that do not."""
    arguments = _arguments()
    matrix = load_matrix(MATRIX)
    given = dict(_days(text) for text in arguments.days)
    requests = list(read(arguments.file))
    differing: list[Comparison] = []
    for kind in sorted({request.type for request in requests}):
        chosen = [request for request in requests if request.type == kind]
        compared, note = compare(matrix, chosen, given.get(kind))
        agreeing = sum(entry.agrees for entry in compared)
        share = 100 * agreeing / len(compared)
        print(f"{kind}: {agreeing} of {len(compared)} within a minute, {share:.2f} % ({note})")
        differing += [entry for entry in compared if not entry.agrees][:3]
    for entry in one_of_each_type(differing)[: arguments.explain]:
        print(f"\n{explained(matrix, entry)}")
    return 0


def read(path: Path) -> Iterator[Request]:
    """Yield the requests that carry a deadline of the city's; say how many do not."""
    without = 0
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if not row["TARGET_DT"]:
                without += 1
                continue
            yield Request(
                row["CASE_ENQUIRY_ID"], row["TYPE"], _time(row["OPEN_DT"]), _time(row["TARGET_DT"])
            )
    print(f"{without} requests without a deadline of the city's are left out", file=sys.stderr)


def compare(
    matrix: Matrix, requests: list[Request], days: int | None
) -> tuple[list[Comparison], str]:
    """Return each request with our deadline, and where its number of days comes from."""
    calendar = matrix.calendars["city"]
    kind = requests[0].type
    if days is not None:
        return _with_days(calendar, requests, days), f"{days} BD, as given"
    try:
        target = matrix.row("city", kind).target("resolution")
    except SlaClockError:
        days = _fitted(calendar, requests)
        return _with_days(calendar, requests, days), f"{days} BD, fitted to these requests"
    compared = [
        Comparison(
            request,
            compute_deadline("city", kind, request.opened_at, matrix=matrix)["resolution"].due_at,
        )
        for request in requests
    ]
    return compared, str(target)


def explained(matrix: Matrix, entry: Comparison) -> str:
    """Return the ledger of our deadline, and how far the city's lies from it."""
    request = entry.request
    calendar = matrix.calendars["city"]
    between = calendar.elapsed(entry.due_at, request.due_at)
    apart = f"{_hours(request.due_at - entry.due_at)} from ours, {_hours(between)} of it open"
    lines = [
        f"request {request.id}, {request.type}, opened {request.opened_at:%a %Y-%m-%d %H:%M:%S}",
        f"  ours   {entry.due_at:%a %Y-%m-%d %H:%M:%S}",
        f"  city's {request.due_at:%a %Y-%m-%d %H:%M:%S}, {apart}",
    ]
    try:
        deadline = compute_deadline("city", request.type, request.opened_at, matrix=matrix)
    except SlaClockError:
        return "\n".join(lines)
    return "\n".join([*lines, str(deadline.explain())])


def one_of_each_type(differing: list[Comparison]) -> list[Comparison]:
    """Return *differing* with the first of each type in front."""
    first: dict[str, Comparison] = {}
    for entry in differing:
        first.setdefault(entry.request.type, entry)
    return [*first.values(), *(entry for entry in differing if entry not in first.values())]


def _with_days(calendar: Calendar, requests: list[Request], days: int) -> list[Comparison]:
    return [
        Comparison(
            request,
            calendar.add_business_days(request.opened_at, days, business_day="same_time"),
        )
        for request in requests
    ]


def _fitted(calendar: Calendar, requests: list[Request]) -> int:
    """Return the number of business days that agrees with the city in the most requests."""
    sample = requests[:: max(1, len(requests) // 300)]
    agreeing = {
        days: sum(entry.agrees for entry in _with_days(calendar, sample, days))
        for days in range(1, MOST_DAYS + 1)
    }
    return max(agreeing, key=lambda days: agreeing[days])


def _time(text: str) -> datetime:
    return datetime.strptime(text, FORMAT).replace(tzinfo=BOSTON)


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):+.2f} h"


def _days(text: str) -> tuple[str, int]:
    kind, _, days = text.rpartition("=")
    return kind, int(days)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="the city's service requests as CSV")
    parser.add_argument("--days", action="append", default=[], metavar="TYPE=N")
    parser.add_argument("--explain", type=int, default=3, metavar="N", help="how many to explain")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
