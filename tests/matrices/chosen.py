"""A contract whose rules choose, and what is changed in it."""

from __future__ import annotations

from typing import Any

from slaclock import Matrix
from tests.world import DESK, contract_data

PUNE = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["12:00-20:00"]}}
RULES: list[dict[str, Any]] = [
    {"when": {"organisation": ["Acme", "globex"], "channel": "phone"}, "plan": "gold"},
    {"when": {"impact": 1, "urgency": [1, 2]}, "priority": "P1"},
    {"when": {"impact": [1, 2, 3]}, "priority": "P2"},
    {"when": {"site": "Pune"}, "calendars": {"desk": "pune"}},
    {"when": {"organisation": ["acme", "globex", "initech"]}, "plan": "basic"},
]


def data(rules: list[dict[str, Any]] = RULES, **changes: Any) -> dict[str, Any]:
    cells = {
        "P1": {"response": "1 h", "resolution": "4 h"},
        "P2": {"response": "2 h", "resolution": "8 h"},
    }
    plans = {
        "gold": {"calendar": "desk", "title": "Gold", "targets": cells},
        "basic": {"extends": "gold", "targets": {"P2": {"response": "8 h"}}},
    }
    return contract_data(
        calendars={"desk": DESK, "pune": PUNE},
        priorities={"P1": {"aliases": ["urgent"]}, "P2": {}},
        choose=rules,
        **{"plans": plans, **changes},
    )


def matrix(rules: list[dict[str, Any]] = RULES, **changes: Any) -> Matrix:
    return Matrix.model_validate(data(rules, **changes))
