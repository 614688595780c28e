"""Random tickets under contracts that have everything: holidays, half days, nights, DST.

The seeds are fixed, so a failure can be looked at again; the tickets lie as often at an edge
of a window as anywhere.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slaclock import Calendar, Matrix, compute_deadline
from slaclock.instants import EPOCH, MICROSECOND, to_micros

METRICS = ("first_response", "response", "resolution")
MEANINGS = ("full_day", "same_time", "close_of_business", "7 h 30 min")
Ints = NDArray[np.int64]

CALENDARS: dict[str, Any] = {
    # Half days on Fridays, a lunch break, holidays and a short Christmas Eve.
    "office": {
        "timezone": "Asia/Kolkata",
        "hours": {"mon-thu": ["09:00-13:00", "14:00-19:00"], "fri": ["09:00-13:00"]},
        "holidays": [
            {"date": "2025-01-26", "name": "Republic Day"},
            {"date": "2025-08-15", "name": "Independence Day"},
            "2025-10-02",
            "2025-12-25",
        ],
        "exceptions": {"2025-12-24": {"hours": ["10:00-12:30"], "reason": "Christmas Eve"}},
    },
    # Open while the clocks change, by half an hour.
    "nights": {
        "timezone": "Australia/Lord_Howe",
        "hours": {"mon-fri": ["22:00-06:00"], "sun": ["00:30-03:00"]},
        "exceptions": {"2025-07-01": ["12:00-13:00", "23:00-04:00"]},
    },
    "morning": {
        "timezone": "America/New_York",
        "hours": {"mon-sat": ["01:30-09:15"], "sun": ["01:00-02:30", "03:15-12:00"]},
        "holidays": [{"date": "2025-07-04", "name": "Independence Day"}],
    },
    "always": {"timezone": "Europe/London", "hours": {"mon-sun": ["00:00-24:00"]}},
}
PROMISES = {
    "P1": {"response": "30 min", "resolution": "4 h"},
    "P2": {"response": "< 8 h", "resolution": "1 BD"},
    "P3": {"response": "2 BD", "resolution": "61 h"},
    "P4": {"resolution": "7 BD"},
    "P5": {
        "response": {"within": "2 h", "calendar": "always"},
        "resolution": {"within": "2 BD", "business_day": "close_of_business"},
    },
    "P6": {
        "response": {"within": "0 BD", "by": "17:00", "calendar": "morning"},
        "resolution": {"within": "3 BD", "by": "24:00", "counted_from": "opened"},
    },
    "P7": {
        "response": "1 month",
        "resolution": {"within": "9 calendar days", "lands_on": "office"},
    },
    "P8": {
        "response": {"within": "3 h", "calendar": "always", "starts_in": "office"},
        "resolution": {"first_of": ["1 BD", {"within": "20 h", "calendar": "always"}]},
    },
    "P9": {
        "response": [
            {"within": "30 min", "opened_in": "office"},
            {"within": "0 BD", "by": "18:00"},
        ],
        "resolution": [
            {"within": "2 BD", "starts_in": "morning", "opened_in": "nights"},
            {
                "first_of": [
                    {"within": "1 BD", "by": "12:00"},
                    {"within": "9 h", "calendar": "office"},
                ],
                "opened_in": "office",
            },
            {"within": "6 h", "starts_in": "nights"},
        ],
    },
}
FIRST, LAST = "2025-01-01T00:00:00", "2026-01-01T00:00:00"


@cache
def contract(business_day: str) -> Matrix:
    """Return a matrix with a plan for each calendar."""
    return Matrix.model_validate(
        {
            "id": "samples",
            "version": "1",
            "business_day": business_day,
            "calendars": CALENDARS,
            "priorities": {name: {} for name in PROMISES},
            "plans": {
                name: {"calendar": name, "first_response": "< 1 h 20 min", "targets": PROMISES}
                for name in CALENDARS
            },
        }
    )


def calendar(name: str) -> Calendar:
    """Return one of the calendars."""
    return contract("full_day").calendars[name]


def random_instants(size: int, seed: int = 20260306) -> Ints:
    """Return instants of 2025 in no order; a third lie at an edge of a window or just beside."""
    random = np.random.default_rng(seed)
    start, end = (int(np.datetime64(text, "us").astype(np.int64)) for text in (FIRST, LAST))
    anywhere = random.integers(start, end, size)
    edges = np.array(sorted(_edges(start, end)), np.int64)
    beside = edges[random.integers(0, len(edges), size)] + random.integers(-1, 2, size)
    return np.where(random.random(size) < 1 / 3, beside, anywhere)


@cache
def _edges(start: int, end: int) -> frozenset[int]:
    edges = set()
    for name in CALENDARS:
        for span in calendar(name).spans(start, end):
            edges |= {span.start + 1, span.end - 1}
    return frozenset(edges)


def random_tickets(size: int, seed: int = 20260306) -> dict[str, NDArray[Any]]:
    """Return columns of random tickets; the names are written in any case."""
    random = np.random.default_rng(seed + 1)
    plans = np.array([*CALENDARS, "OFFICE"], object)
    priorities = np.array([*PROMISES, "p1"], object)
    return {
        "plan": plans[random.integers(0, len(plans), size)],
        "priority": priorities[random.integers(0, len(priorities), size)],
        "opened_at": random_instants(size, seed).view("datetime64[us]"),
    }


def single_answers(tickets: dict[str, NDArray[Any]], matrix: Matrix) -> dict[str, Ints]:
    """Return the deadlines of `compute_deadline`, one ticket after the other, in microseconds."""
    none = np.iinfo(np.int64).min
    found = {metric: np.full(len(tickets["plan"]), none) for metric in METRICS}
    opened = tickets["opened_at"].view(np.int64).tolist()
    for row, at in enumerate(opened):
        deadline = compute_deadline(
            tickets["plan"][row], tickets["priority"][row], EPOCH + MICROSECOND * at, matrix=matrix
        )
        for metric, entry in deadline.items():
            found[metric][row] = to_micros(entry.due_at)
    return found
