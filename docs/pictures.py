"""The pictures of the pages about time, drawn from real answers whenever the pages are built.

A page asks for one by its name:

    ```{picture} a-week
    ```

Each is an SVG in the colour of the text around it, so that it fits a light page and a dark one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from docutils import nodes
from docutils.parsers.rst import Directive
from drawing import COUNTED, DAY, OPEN, ROW, WIDTH, bar, days, drawing, line, midnight, text

from slaclock import Calendar, Clock, compute_deadline, events, load_matrix

INDIA = ZoneInfo("Asia/Kolkata")
FRIDAY = datetime(2026, 3, 6, 18, 0, tzinfo=INDIA)


def a_week() -> str:
    """Draw a ticket of Friday evening whose four hours end on Monday."""
    deadline = compute_deadline("starter", "P1", FRIDAY)
    response = deadline["response"]
    counted = [(row.start, row.end) for row in response.explain().rows if row.what == "counted"]
    marks = [(FRIDAY, "reported"), (response.due_at, "response due")]
    desk = load_matrix("wotnot").calendars["business"]
    return days(desk, date(2026, 3, 5), 6, counted, [], marks, "4 h from Friday, 18:00")


def a_pause() -> str:
    """Draw a ticket that waits for its customer, and is due later by that."""
    paused, resumed = FRIDAY, datetime(2026, 3, 9, 10, 0, tzinfo=INDIA)
    opened = FRIDAY.replace(hour=17)
    clock = Clock(
        "wotnot",
        [
            events.Opened(opened, plan="starter", priority="P1"),
            events.Paused(paused, reason="customer"),
            events.Resumed(resumed),
        ],
    )
    due = clock.at(resumed)["resolution"].due_at
    assert due is not None
    rows = clock.at(due)["resolution"].explain().rows
    counted = [(row.start, row.end) for row in rows if row.what == "counted"]
    held = [(row.start, row.end) for row in rows if row.what == "paused"]
    marks = [(opened, "reported"), (due, "resolution due")]
    desk = load_matrix("wotnot").calendars["business"]
    return days(desk, date(2026, 3, 6), 6, counted, held, marks, "10 h, and a pause")


def business_days() -> str:
    """Draw what one business day from Thursday, 17:00 comes to, where Friday is short."""
    desk = Calendar(
        timezone="Asia/Kolkata", hours={"mon-thu": ["09:00-19:00"], "fri": ["09:00-13:00"]}
    )
    thursday = FRIDAY.replace(hour=17) - DAY
    meanings = ("full_day", "same_time", "close_of_business", "8 h")
    dues = {name: desk.add_business_days(thursday, 1, business_day=name) for name in meanings}
    first = midnight(thursday.date(), INDIA)
    end = first + 5 * DAY

    def across(at: datetime) -> float:
        return 150 + (at - first) / (end - first) * (WIDTH - 162)

    parts = []
    for number in range(5):
        at = first + number * DAY
        parts.append(text(across(at) + 4, 14, f"{at:%a}", faint=True))
        parts.append(line(across(at), 18, across(at), 24 + ROW * len(dues)))
    for row, (name, due) in enumerate(dues.items()):
        top = 26 + ROW * row
        parts.append(text(0, top + 17, name))
        for start, close in desk.windows(first, end):
            parts.append(bar(across(start), top, across(close) - across(start), OPEN, 0.35))
        parts.append(bar(across(thursday), top + 8, across(due) - across(thursday), COUNTED, 1, 6))
        parts.append(text(across(due) + 6, top + 17, f"{due:%a %H:%M}"))
    return drawing(parts, 30 + ROW * len(dues), "One business day from Thursday 17:00")


def the_matrix() -> str:
    """Show the matrix that comes along, as a notebook shows it."""
    return load_matrix("wotnot")._repr_html_()


PICTURES: dict[str, Callable[[], str]] = {
    "a-week": a_week,
    "a-pause": a_pause,
    "business-days": business_days,
    "the-matrix": the_matrix,
}


class Picture(Directive):
    """A picture by its name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Draw it."""
        drawn = PICTURES[self.arguments[0]]()
        name = self.arguments[0].replace("-", " ")
        box = f'<div class="shown" tabindex="0" role="group" aria-label="{name}">{drawn}</div>'
        return [nodes.raw("", box, format="html")]
