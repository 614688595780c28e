"""How contracts, calendars, deadlines and the clocks of tickets show themselves in a notebook."""

from __future__ import annotations

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.combined import Combinable
from slaclock.clock.clock import Clock
from slaclock.clock.states import MetricState
from slaclock.date_words import WEEKDAYS, show_instant
from slaclock.matrices.deadline import Deadline
from slaclock.matrices.model import Matrix
from slaclock.matrices.plan_columns import plan_columns
from slaclock.matrices.terms import title_of
from slaclock.text_columns import html_table

__all__ = ["calendar_html", "clock_html", "deadline_html", "matrix_html"]


def deadline_html(deadline: Deadline) -> str:
    """Return a table with what is due when, a row for each metric."""
    rows = [("metric", "target", "calendar", "due")]
    for name, entry in deadline.items():
        title = deadline.row.matrix.metrics[name].title
        rows.append(
            (title, str(entry.target), entry.to_dict()["calendar"], show_instant(entry.due_at))
        )
    opened = f"opened {show_instant(deadline.opened_at)}"
    return html_table(title_of(deadline.row), [opened], rows, kind="deadline")


def matrix_html(matrix: Matrix) -> str:
    """Return a table with the plans as columns and the priorities as rows."""
    facts = [f"version {matrix.version}"] if matrix.version else []
    return html_table(matrix.title, facts, plan_columns(matrix), kind="matrix")


def calendar_html(calendar: Combinable) -> str:
    """Return a table with the hours of each weekday of the plain week; of parts, their names."""
    if not isinstance(calendar, Calendar):
        return html_table(calendar.timezone, [], [("open",), (str(calendar),)], kind="calendar")
    rows = [("weekday", "open")]
    for name, spans in zip(WEEKDAYS, calendar.week, strict=True):
        rows.append((name, ", ".join(map(str, spans)) or "closed"))
    return html_table(calendar.timezone, [], rows, kind="calendar")


def clock_html(clock: Clock) -> str:
    """Return a table with how each metric stands when the last event has happened."""
    last = clock.events[-1]
    state = clock.at(last.at)
    rows = [("metric", "status", "due")]
    for name, metric in state.items():
        rows.append((clock.matrix.metrics[name].title, metric.status, _due(metric)))
    facts = [f"{show_instant(event.at)}: {event.type}" for event in clock.events]
    return html_table(title_of(state.row), facts, rows, kind="clock")


def _due(metric: MetricState) -> str:
    return "" if metric.due_at is None else show_instant(metric.due_at)
