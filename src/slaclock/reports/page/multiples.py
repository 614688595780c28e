"""Small charts of one measure, all on the same axes: how each group did over time.

They are many and plain, so they are written by hand; the others are drawn by Vega-Lite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.shares import Goal
from slaclock.reports.page.drawing import PALETTE, Chart

__all__ = ["small_chart"]

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 240, 92, 40, 8, 18


def small_chart(
    title: str, counts: Sequence[Counts], labels: Sequence[str], goal: Goal | None, floor: int
) -> Chart:
    """Return the attainment of one group by period.

    Args:
        title: What the group is called.
        counts: By period.
        labels: Of the periods.
        goal: The share that is to be met.
        floor: The percentage at which the axis begins, the same for all groups.
    """
    points = [
        (_x(place, len(counts)), _y(entry.attainment * 100, floor), entry)
        if entry.attainment is not None
        else None
        for place, entry in enumerate(counts)
    ]
    parts = [*_axes(labels, floor)]
    if goal is not None:
        level = _y(float(goal), floor)
        parts.append(
            _rule(LEFT, level, WIDTH - 6, level, PALETTE["goal"], ' stroke-dasharray="4 3"')
        )
    parts += _lines(points)
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{_colour(entry, goal)}"/>'
        for x, y, entry in filter(None, points)
    ]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>'
    )
    known = [(label, entry) for label, entry in zip(labels, counts, strict=True) if entry.decided]
    told = "; ".join(f"{label} {entry.text()} of {entry.decided:,}" for label, entry in known)
    return Chart(title, f"{title}: {told or 'nothing decided'}.", svg)


def _axes(labels: Sequence[str], floor: int) -> Iterator[str]:
    for share in (floor, 100):
        level = _y(share, floor)
        yield _rule(LEFT, level, WIDTH - 6, level, PALETTE["line"], "")
        yield _text(LEFT - 5, level + 3.5, f"{share} %", "end")
    if labels:
        yield _text(LEFT, HEIGHT - 4, labels[0], "start")
    if len(labels) > 1:
        yield _text(WIDTH - 6, HEIGHT - 4, labels[-1], "end")


def _lines(points: Sequence[tuple[float, float, Counts] | None]) -> Iterator[str]:
    """Yield the lines between periods that follow each other; none crosses a gap."""
    for one, two in pairwise(points):
        if one is not None and two is not None:
            yield _rule(*one[:2], *two[:2], PALETTE["met"], ' stroke-opacity=".55"')


def _colour(counts: Counts, goal: Goal | None) -> str:
    below = goal is not None and counts.reaches(goal) is False
    return PALETTE["breached" if below else "met"]


def _x(place: int, size: int) -> float:
    width = WIDTH - LEFT - 16
    return LEFT + 5 + (width * place / (size - 1) if size > 1 else width / 2)


def _y(share: float, floor: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (100 - share) / (100 - floor)


def _rule(x: float, y: float, x2: float, y2: float, colour: str, more: str) -> str:
    ends = f'x1="{x:.1f}" y1="{y:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="1.3"{more}/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} font-size="10" fill="{PALETTE["muted"]}">{escape(text)}</text>'
