"""Celery: one task for each ticket, which puts itself off until the next change."""

from datetime import UTC, datetime

from celery import Celery

from slaclock import Clock

app = Celery("desk", broker="memory://")
logs = {}  # a table of your database: the log of each ticket as dictionaries


@app.task
def watch(ticket_id):
    now = datetime.now(UTC)
    clock = Clock.from_dicts(logs[ticket_id], matrix="wotnot")
    print(ticket_id, clock.at(now))
    if at := clock.next_change(now):
        watch.apply_async((ticket_id,), eta=at)
