"""APScheduler: wake up when a ticket changes by itself, and only then."""

from datetime import UTC, datetime


def watch(scheduler, ticket_id, clock, act, now=None):
    """Run `act(ticket_id, state)` at each change; call again with the clock after an event."""
    now = now or datetime.now(UTC)
    if at := clock.next_change(now):

        def fire():
            act(ticket_id, clock.at(at))
            watch(scheduler, ticket_id, clock, act, at)

        scheduler.add_job(fire, "date", run_date=at, id=str(ticket_id), replace_existing=True)
