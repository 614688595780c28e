"""Whose time it was: the time that counted, added up by the team that had the ticket."""

from __future__ import annotations

from collections.abc import Iterable

from slaclock.clock.running_time import OPEN_TIME
from slaclock.clock.target_progress import CycleState
from slaclock.events import Assigned, Event
from slaclock.instants import MICROSECOND
from slaclock.ledger import TeamTime
from slaclock.records import one_line

__all__ = ["team_times"]


def team_times(cycle: CycleState, events: Iterable[Event], now: int) -> tuple[TeamTime, ...]:
    """Return how much of the time of a cycle was each team's, in the order of the teams.

    What counted before the ticket was given to anybody, or while no team was named, is
    nobody's; its name is empty.

    Args:
        cycle: The cycle.
        events: All events of the ticket, in the order of time.
        now: The instant of asking, or the end of the cycle.

    Returns:
        Times that add up to what the cycle counted; nothing if the ticket was given to nobody.
    """
    given = [
        (max(event.instant, cycle.started), one_line(event.team or ""))
        for event in events
        if isinstance(event, Assigned) and event.instant <= now
    ]
    if not given:
        return ()
    used, last = cycle.used(OPEN_TIME), cycle.counts_until(now)
    times: dict[str, int] = {}
    ends = [*(start for start, _ in given), now]
    for (start, team), end in zip([(cycle.started, ""), *given], ends, strict=True):
        spent: int = used.by(min(end, last)) - used.by(min(start, last))  # type: ignore[assignment]
        if spent:
            times[team] = times.get(team, 0) + spent
    return tuple(TeamTime(team, MICROSECOND * spent) for team, spent in times.items())
