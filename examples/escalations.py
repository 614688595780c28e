"""Who is told about a ticket that nobody resolves, and when: one timer, no polling.

python examples/escalations.py
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from slaclock import Clock, Matrix, events

KOLKATA = ZoneInfo("Asia/Kolkata")
CONTRACT = Matrix.model_validate(
    {
        "id": "support",
        "at_risk": "80 %",
        "calendars": {
            "desk": {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}},
            "always": {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}},
        },
        "priorities": {"P1": {"title": "Critical"}},
        "plans": {"gold": {"calendar": "always", "targets": {"P1": {"resolution": "10 h"}}}},
        "escalation": [
            {"level": 1, "contact": "Support specialist", "at": "50 %"},
            {"level": 2, "contact": "Support manager", "at": "-1 h", "notify": "desk"},
            {"level": 3, "contact": "CTO", "at": "+4 h", "notify": "desk"},
            {"level": 4, "contact": "CEO"},
        ],
    }
)


def main() -> None:
    opened_at = datetime(2026, 3, 6, 17, tzinfo=KOLKATA)  # a Friday
    clock = Clock(CONTRACT, [events.Opened(opened_at, plan="gold", priority="P1")])
    told: set[int] = set()
    now: datetime | None = opened_at
    # An application sleeps until the next change; here the time just passes.
    while now is not None:
        state = clock.at(now)["resolution"]
        risk = ", at risk" if state.at_risk else ""
        print(f"{now:%a %d %b %H:%M}  {state.status}{risk}, {state.percent} % used")
        for level in clock.escalations(now):
            if level.notify and level.level not in told:
                told.add(level.level)
                print(f"{'':18}tell the {level.contact}: {level.at} at {level.crosses_at:%a %H:%M}")
        now = clock.next_change(now)


if __name__ == "__main__":
    main()
