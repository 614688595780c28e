"""Draws days as rows of an SVG: when a calendar is open, what was counted, and marks.

The pictures of the documentation and of the playground are made of it. A picture has the colour
of the text around it, so that it fits a light page and a dark one. Times are those of a wall
clock in one zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from html import escape

from slaclock import Calendar

DAY = timedelta(days=1)
WIDTH = 720
LEFT = 64  # where midnight stands; the names of the days stand before it
HOUR = (WIDTH - LEFT - 12) / 24
ROW = 34
LETTER = 7  # how wide a letter is, at most
OPEN = "#7aa7d9"
COUNTED = "#2f7d4f"
PAUSED = "#c98a1b"
Part = tuple[datetime, datetime]
Mark = tuple[datetime, str]


def days(
    calendar: Calendar,
    first: date,
    number: int,
    counted: Iterable[Part],
    held: Iterable[Part],
    marks: Sequence[Mark],
    title: str,
) -> str:
    """Draw a row a day: when it is open, what was counted, what was paused, and marks.

    Args:
        calendar: Whose windows are drawn.
        first: The first day.
        number: How many days.
        counted: The stretches in which time counted, each in one zone with the marks.
        held: The stretches in which the clock stood still.
        marks: Instants with their names, the opening first; their zone is that of the picture.
        title: What the picture says to those who do not see it.
    """
    zone = marks[0][0].tzinfo
    parts = [text(LEFT + hour * HOUR - 8, 12, f"{hour:02}", faint=True) for hour in range(0, 25, 3)]
    for row in range(number):
        day = first + row * DAY
        top = 20 + ROW * row
        parts.append(text(0, top + 17, f"{day:%a} {day.day}"))
        parts.append(line(LEFT, top + 24, LEFT + 24 * HOUR, top + 24))
        for colour, faint, stretches in (
            (OPEN, 0.35, calendar.windows(midnight(day, zone), midnight(day + DAY, zone))),
            (COUNTED, 1, counted),
            (PAUSED, 1, held),
        ):
            parts += [bar(*of_day(part, top), colour, faint) for part in on(day, stretches)]
        for at, name in marks:
            if at.date() == day:
                before = at == marks[0][0]  # the opening, which what is counted follows
                parts += mark(LEFT + hours(at) * HOUR, top, f"{name} {at:%H:%M}", before=before)
    return drawing(parts, 24 + ROW * number, title)


def mark(left: float, top: float, words: str, *, before: bool) -> list[str]:
    """Return a mark with its words before or after it, wherever they have room."""
    room = 6 + LETTER * len(words)
    before = left + room > WIDTH or (before and left > LEFT + room)
    return [
        line(left, top - 2, left, top + 26, width=2),
        text(left - 6 if before else left + 6, top + 17, words, end=before),
    ]


def on(day: date, stretches: Iterable[Part]) -> list[Part]:
    """Return the parts of stretches that lie on a day."""
    found = []
    for start, end in stretches:
        zone = start.tzinfo
        part = max(midnight(day, zone), start), min(midnight(day + DAY, zone), end)
        if part[0] < part[1]:
            found.append(part)
    return found


def of_day(part: Part, top: float) -> tuple[float, float, float]:
    """Return where a part of a day stands: left, top, width."""
    start, end = part
    left = LEFT + hours(start) * HOUR
    return left, top, (end - start) / timedelta(hours=1) * HOUR


def hours(at: datetime) -> float:
    """Return how many hours a wall clock shows since midnight."""
    return (at - midnight(at.date(), at.tzinfo)) / timedelta(hours=1)


def midnight(day: date, zone: tzinfo | None) -> datetime:
    """Return the first instant of a day in a zone."""
    return datetime.combine(day, time(), zone)


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
