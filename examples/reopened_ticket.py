"""A ticket that waits, changes priority, is resolved and reopened, and what each step means.

python examples/reopened_ticket.py
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from slaclock import Clock, Matrix, events

KOLKATA = ZoneInfo("Asia/Kolkata")
CONTRACT = Matrix.model_validate(
    {
        "id": "support",
        "version": "2026-03",
        "calendars": {"desk": {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}},
        "priorities": {"P1": {"title": "Critical"}, "P2": {"title": "Major"}},
        "plans": {
            "gold": {
                "calendar": "desk",
                "targets": {
                    "P1": {"response": "2 h", "resolution": "8 h"},
                    "P2": {"response": "4 h", "resolution": "16 h"},
                },
            }
        },
    }
)


def at(day: int, hour: int) -> datetime:
    """Return a time in March 2026; the 6th is a Friday."""
    return datetime(2026, 3, day, hour, tzinfo=KOLKATA)


LOG = [
    events.Opened(at(6, 10), plan="gold", priority="P2"),
    events.Responded(at(6, 11)),
    events.Paused(at(6, 14), reason="asked for the log files"),
    events.Resumed(at(9, 10)),
    events.PriorityChanged(at(9, 11), priority="P1"),
    events.Resolved(at(9, 12)),
    events.Reopened(at(10, 9)),
    events.Resolved(at(10, 13)),
]


def main() -> None:
    clock = Clock(CONTRACT, LOG)
    for event in clock.events:
        state = clock.at(event.at)["resolution"]
        due = "no deadline" if state.due_at is None else f"due {state.due_at:%a %d %b %H:%M}"
        print(f"{event.at:%a %d %b %H:%M}  {event.type:17} {state.status:9} {due}")
    state = clock.at(at(11, 9))["resolution"]
    assert state.first is not None
    print(f"\nfirst resolution: {state.first.verdict} after {state.first.elapsed}")
    print(f"in all: {state.status} after {state.total_elapsed}, {state.late_by} late\n")
    print(state.explain())


if __name__ == "__main__":
    main()
