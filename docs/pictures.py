"""The pictures of the pages about time, drawn from real answers whenever the pages are built.

A page asks for one by its name:

    ```{picture} a-week
    ```

Each is an SVG in the colour of the text around it, so that it fits a light page and a dark one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from html import escape
from zoneinfo import ZoneInfo

from docutils import nodes
from docutils.parsers.rst import Directive

from slaclock import Calendar, Clock, compute_deadline, events, load_matrix

INDIA = ZoneInfo("Asia/Kolkata")
FRIDAY = datetime(2026, 3, 6, 18, 0, tzinfo=INDIA)
DAY = timedelta(days=1)
WIDTH = 720
LEFT = 64  # where midnight stands; the names of the days stand before it
HOUR = (WIDTH - LEFT - 12) / 24
ROW = 34
OPEN = "#7aa7d9"
COUNTED = "#2f7d4f"
PAUSED = "#c98a1b"
Part = tuple[datetime, datetime]
Mark = tuple[datetime, str]


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
    first = midnight(thursday.date())
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


def days(
    calendar: Calendar,
    first: date,
    number: int,
    counted: Iterable[Part],
    held: Iterable[Part],
    marks: Sequence[Mark],
    title: str,
) -> str:
    """Draw a row a day: when it is open, what was counted, what was paused, and marks."""
    parts = [text(LEFT + hour * HOUR - 8, 12, f"{hour:02}", faint=True) for hour in range(0, 25, 3)]
    for row in range(number):
        day = first + row * DAY
        top = 20 + ROW * row
        parts.append(text(0, top + 17, f"{day:%a} {day.day}"))
        parts.append(line(LEFT, top + 24, LEFT + 24 * HOUR, top + 24))
        for colour, faint, stretches in (
            (OPEN, 0.35, calendar.windows(midnight(day), midnight(day + DAY))),
            (COUNTED, 1, counted),
            (PAUSED, 1, held),
        ):
            parts += [bar(*of_day(day, part, top), colour, faint) for part in on(day, stretches)]
        for at, name in marks:
            if at.date() == day:
                left = LEFT + hours(day, at) * HOUR
                parts.append(line(left, top - 2, left, top + 26, width=2))
                words = f"{name} {at:%H:%M}"
                before = at == marks[0][0]  # the opening, which what is counted follows
                parts.append(text(left - 6 if before else left + 6, top + 17, words, end=before))
    return drawing(parts, 24 + ROW * number, title)


def on(day: date, stretches: Iterable[Part]) -> list[Part]:
    """Return the parts of stretches that lie on a day."""
    start, end = midnight(day), midnight(day + DAY)
    cut = [(max(start, one[0]), min(end, one[1])) for one in stretches]
    return [part for part in cut if part[0] < part[1]]


def of_day(day: date, part: Part, top: float) -> tuple[float, float, float]:
    """Return where a part of a day stands: left, top, width."""
    left = LEFT + hours(day, part[0]) * HOUR
    return left, top, LEFT + hours(day, part[1]) * HOUR - left


def hours(day: date, at: datetime) -> float:
    """Return how many hours after midnight of a day."""
    return (at - midnight(day)) / timedelta(hours=1)


def midnight(day: date) -> datetime:
    """Return the first instant of a day in India."""
    return datetime.combine(day, time(), INDIA)


def bar(
    left: float, top: float, width: float, colour: str, opacity: float, height: float = 22
) -> str:
    """Return a filled bar."""
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height}" '
        f'fill="{colour}" fill-opacity="{opacity}"/>'
    )


def line(x1: float, y1: float, x2: float, y2: float, width: float = 0.5) -> str:
    """Return a line in the colour of the text."""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="currentColor" stroke-width="{width}"/>'


def text(left: float, bottom: float, words: str, *, faint: bool = False, end: bool = False) -> str:
    """Return words in the colour of the text; with *end* they end there, and do not begin."""
    style = (' opacity="0.75"' if faint else "") + (' text-anchor="end"' if end else "")
    place = f'x="{left:.1f}" y="{bottom:.1f}"'
    return f'<text {place} fill="currentColor"{style}>{escape(words)}</text>'


def drawing(parts: Iterable[str], height: float, title: str) -> str:
    """Return the picture, with its title for those who do not see it."""
    style = "width:100%;min-width:34rem;font-size:13px"
    view = f'viewBox="0 0 {WIDTH} {height:.0f}" role="img" aria-label="{escape(title)}"'
    drawn = "".join(parts)
    return f'<svg xmlns="http://www.w3.org/2000/svg" {view} style="{style}">{drawn}</svg>'


PICTURES: dict[str, Callable[[], str]] = {
    "a-week": a_week,
    "a-pause": a_pause,
    "business-days": business_days,
}


class Picture(Directive):
    """A picture by its name."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Draw it."""
        drawn = PICTURES[self.arguments[0]]()
        return [nodes.raw("", f'<p style="overflow-x:auto">{drawn}</p>', format="html")]
