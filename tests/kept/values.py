"""The values that each release keeps, and what is asked of them.

`python -m tests.kept.values` writes a folder for the version at hand. Until that is released it
may be written anew; no folder of an older one ever is.
"""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from slaclock import Amount, Calendar, Clock, Matrix, __version__, bundle, load_matrix
from slaclock.errors import MatrixError, Problem, UnknownNameError

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 13, 12, tzinfo=UTC)
OPENED = datetime(2026, 3, 6, 11, 30, tzinfo=UTC)
CONTRACT: dict[str, Any] = {
    "id": "kept",
    "title": "A contract that is kept",
    "business_day": "full_day",
    "calendars": {
        "office": {
            "timezone": "Europe/Berlin",
            "hours": {"mon-thu": ["09:00-12:30", "13:00-18:00"], "fri": ["09:00-15:00"]},
            "holidays": ["2026-05-01", {"date": "2026-03-09", "name": "Inventory"}],
            "exceptions": {"2026-12-24": ["09:00-13:00"]},
        },
        "always": {"timezone": "UTC", "hours": {"mon-sun": ["00:00-24:00"]}},
        "either": {"any_of": ["office", "always"]},
    },
    "priorities": {"P1": {"title": "Critical"}, "P2": {}},
    "plans": {
        "gold": {
            "calendar": "office",
            "first_response": "< 4 h",
            "targets": {
                "P1": {"response": "1 h", "resolution": {"within": "1 BD", "by": "16:00"}},
                "P2": {"response": "1 BD", "resolution": "3 BD"},
            },
        }
    },
    "escalation": [{"level": 1, "contact": "lead", "at": "50 %"}],
    "pauses": ["resolution"],
}
LOG: list[dict[str, Any]] = [
    {"at": OPENED.isoformat(), "type": "opened", "plan": "gold", "priority": "P2"},
    {"at": "2026-03-06T12:30:00+00:00", "type": "responded"},
    {"at": "2026-03-06T13:00:00+00:00", "type": "paused", "reason": "customer", "key": "a"},
    {"at": "2026-03-10T09:00:00+00:00", "type": "resumed"},
    {"at": "2026-03-12T09:00:00+00:00", "type": "resolved"},
]


def values() -> dict[str, Any]:
    """Return the values that are pickled."""
    matrix = Matrix.model_validate(CONTRACT)
    clock = Clock.from_dicts(LOG, matrix=matrix)
    office = Calendar(**CONTRACT["calendars"]["office"])
    deadline = matrix.compute_deadline("gold", "P2", OPENED)
    return {
        "amount": Amount(business_days=2),
        "calendar": office,
        "combined": office & Calendar(**CONTRACT["calendars"]["always"]),
        "matrix": matrix,
        "shipped": load_matrix("wotnot"),
        "deadline": deadline,
        "ledger": deadline["resolution"].explain(),
        "events": clock.events,
        "clock": clock,
        "state": clock.at(NOW),
        "errors": [
            UnknownNameError("plan", "silver", ("gold",), "kept"),
            MatrixError([Problem("plans.gold", 4, "4 is no plan")], "kept.toml"),
        ],
    }


def plain() -> dict[str, Any]:
    """Return the values that are written as JSON."""
    made = values()
    clock: Clock = made["clock"]
    return {
        "contract": made["matrix"].content(),
        "deadline": made["deadline"].to_dict(),
        "ledger": made["ledger"].to_dict(),
        "log": clock.to_dicts(),
        "bundle": bundle(clock, NOW),
        "state": made["state"].to_dict(),
    }


def answers(made: dict[str, Any]) -> dict[str, str]:
    """Return what values answer, as text."""
    calendar, clock, deadline = made["calendar"], made["clock"], made["deadline"]
    return {
        "amount": str(made["amount"]),
        "add": calendar.add(OPENED, timedelta(hours=20)).isoformat(),
        "hours": str([tuple(one) for one in calendar.hours_on(date(2026, 12, 24)).hours]),
        "windows": str(len(calendar.windows(OPENED, NOW))),
        "combined": made["combined"].add(OPENED, "20 h").isoformat(),
        "fingerprint": made["matrix"].fingerprint(),
        "due": deadline["resolution"].due_at.isoformat(),
        "account": str(made["ledger"]),
        "again": str(deadline["resolution"].explain()),
        "state": clock.at(NOW)["resolution"].status,
        "used": str(made["state"]["resolution"].elapsed),
        "changes": str([one.to_dict() for one in clock.changes(OPENED, NOW)]),
        "events": str([event.to_dict() for event in made["events"]]),
        "errors": str([str(error) for error in made["errors"]]),
    }


def main() -> None:
    """Write the folder of the version at hand."""
    folder = HERE / __version__
    folder.mkdir(exist_ok=True)
    made = values()
    for name, value in made.items():
        (folder / f"{name}.pickle").write_bytes(pickle.dumps(value, protocol=4))
    said = {"answers": answers(made), **plain()}
    for name, data in said.items():
        text = json.dumps(data, indent=1, ensure_ascii=False)
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
