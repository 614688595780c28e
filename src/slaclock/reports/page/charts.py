"""The charts of a report, as SVG that stands inside the page.

Charts are drawn narrow, so that a phone shows them at their own size and a desk screen side by
side. Colours are names in disguise: each is one fixed hexadecimal that the page's style sheet
turns into a colour of its own, so that charts follow light, dark and print. Each chart has a
title and a description; its figures stand in a table beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Any, NamedTuple

import altair as alt
import vl_convert as vlc

from slaclock.date_words import WEEKDAYS
from slaclock.reports.figures.attainment import MOST_USE, USE_BIN, Attainment, Use
from slaclock.reports.figures.shares import Goal
from slaclock.reports.figures.stories import Band, Mark
from slaclock.reports.words import metric_text

__all__ = [
    "PALETTE",
    "Chart",
    "attainment_chart",
    "hours_chart",
    "timeline_chart",
    "use_chart",
]

PALETTE = {
    "ink": "#1b2430",
    "muted": "#566070",
    "line": "#d8dde4",
    "met": "#1f6aa8",
    "breached": "#c2410b",
    "paused": "#8a7aa8",
    "window": "#e4ebf3",
    "goal": "#3b4453",
}
"""The colours that the style sheet knows how to turn."""
WIDTH = 320
_LABELS = 7
_VEGA_LITE = "5.20"


class Chart(NamedTuple):
    """A chart: what it is called, what it shows in words, and the drawing."""

    title: str
    description: str
    svg: str


def attainment_chart(found: Attainment, metric: str, goal: Goal | None) -> Chart | None:
    """Return the attainment of a metric over time; None where nothing is decided."""
    data = _Rows()
    rows: list[dict[str, Any]] = []
    for index, period in enumerate(found.periods.periods):
        counts = found.counts(metric, period=index)
        if counts.attainment is not None:
            reached = goal is None or bool(counts.reaches(goal))
            share = counts.attainment * 100
            rows.append({"period": period.label, "share": share, "reached": reached})
    if not rows:
        return None
    low = min([row["share"] for row in rows] + ([float(goal)] if goal else []))
    floor = 0 if low < 50 else 50 if low < 80 else 80 if low < 95 else 90
    labels = [period.label for period in found.periods.periods]
    x = alt.X(
        "period:O",
        sort=labels,
        scale=alt.Scale(domain=labels),
        axis=alt.Axis(values=_some(labels), labelAngle=0, title=None, domain=False, ticks=False),
    )
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[floor, 100], nice=False, zero=False),
        axis=alt.Axis(title=None, tickCount=4, labelExpr="datum.value + ' %'"),
    )
    base = data.drawn(rows)
    colour = alt.condition("datum.reached", _is("met"), _is("breached"))
    layers = [
        base.mark_line(color=PALETTE["met"], strokeWidth=1.5, opacity=0.55).encode(x=x, y=y),
        base.mark_point(filled=True, size=42, opacity=1).encode(x=x, y=y, color=colour),
    ]
    if goal is not None:
        rule = data.drawn([{"goal": float(goal)}]).mark_rule(
            strokeDash=[4, 3], strokeWidth=1.2, color=PALETTE["goal"]
        )
        layers.insert(0, rule.encode(y=alt.Y("goal:Q")))
    told = f", goal {goal}" if goal else ""
    first, last = found.counts(metric, period=0), found.counts(metric, period=len(labels) - 1)
    description = (
        f"Share of {metric_text(metric)} promises met by {found.periods.kind} of opening{told}: "
        f"{first.text()} in {labels[0]}, {last.text()} in {labels[-1]}."
    )
    return Chart(metric_text(metric), description, _svg(alt.layer(*layers), data, height=150))


def hours_chart(
    title: str, counts: Sequence[int], windows: Iterable[tuple[int, float, float]], colour: str
) -> Chart:
    """Return a heat map by hour of the week with the support windows drawn in.

    Args:
        title: What is counted.
        counts: 168 numbers, from Monday midnight.
        windows: Weekday, opening and closing in hours.
        colour: A name of `PALETTE`.
    """
    data = _Rows()
    most = max(counts, default=0)
    cells = [
        {"day": hour // 24, "from": hour % 24, "to": hour % 24 + 1, "n": number}
        for hour, number in enumerate(counts)
        if number
    ]
    edges = [{"day": day, "from": start, "to": end, "n": 0} for day, start, end in windows]
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, 24], nice=False),
        axis=alt.Axis(
            values=[0, 6, 12, 18, 24],
            title=None,
            grid=False,
            labelExpr="(datum.value < 10 ? '0' : '') + datum.value + ':00'",
        ),
    )
    y = alt.Y(
        "day:O",
        scale=alt.Scale(domain=list(range(7)), paddingInner=0.12),
        axis=alt.Axis(
            title=None, labelExpr=f"{list(WEEKDAYS)!r}[datum.value]", domain=False, ticks=False
        ),
    )
    heat = data.drawn(cells).mark_rect(color=PALETTE[colour])
    opacity = alt.Opacity(
        "n:Q", scale=alt.Scale(domain=[0, max(most, 1)], range=[0.08, 1]), legend=None
    )
    band = data.drawn(edges)
    layers = [
        heat.encode(x=x, x2="to:Q", y=y, opacity=opacity),
        band.mark_rect(filled=False, stroke=PALETTE["ink"], strokeWidth=1).encode(
            x=x, x2="to:Q", y=y
        ),
    ]
    peak = max(range(len(counts)), key=counts.__getitem__) if most else None
    told = (
        f"most, {most:,}, on {WEEKDAYS[peak // 24]} from {peak % 24:02}:00"
        if peak is not None
        else "none"
    )
    description = f"{title} by hour of the week: {sum(counts):,} in all; {told}."
    return Chart(title, description, _svg(alt.layer(*layers), data, height=154))


def use_chart(metric: str, use: Use) -> Chart | None:
    """Return how much of the target was used by what was completed; None where nothing was."""
    data = _Rows()
    if not use.completed:
        return None
    rows = []
    for index, (met, breached) in enumerate(zip(use.met, use.breached, strict=True)):
        bin_ = {"from": index * USE_BIN, "to": (index + 1) * USE_BIN}
        if met:
            rows.append(bin_ | {"low": 0, "high": met, "state": "met"})
        if breached:
            rows.append(bin_ | {"low": met, "high": met + breached, "state": "breached"})
    x = alt.X(
        "from:Q",
        scale=alt.Scale(domain=[0, MOST_USE + USE_BIN], nice=False),
        axis=alt.Axis(
            values=[0, 100, 200, 300],
            title=None,
            grid=False,
            labelExpr=f"datum.value + (datum.value == {MOST_USE} ? ' %+' : ' %')",
        ),
    )
    y = alt.Y("low:Q", axis=alt.Axis(title=None, tickCount=3, format="~s"))
    states = ["met", "breached"]
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=states, range=[PALETTE[name] for name in states]),
        legend=None,
    )
    bars = data.drawn(rows).mark_rect(strokeWidth=0)
    rule = data.drawn([{"from": 100}]).mark_rule(
        strokeWidth=1.2, strokeDash=[4, 3], color=PALETTE["goal"]
    )
    layers = [bars.encode(x=x, x2="to:Q", y=y, y2="high:Q", color=colour), rule.encode(x=x)]
    description = (
        f"Share of the {metric_text(metric)} target used by {use.completed:,} completed promises: "
        f"{sum(use.met):,} met, {sum(use.breached):,} breached."
    )
    return Chart(metric_text(metric), description, _svg(alt.layer(*layers), data, height=120))


def timeline_chart(title: str, bands: Sequence[Band], marks: Sequence[Mark]) -> Chart:
    """Return the life of a ticket as a strip: windows, counted and paused time, and instants."""
    data = _Rows()
    rows = [
        {"from": _naive(band.start), "to": _naive(band.end), "kind": band.kind} for band in bands
    ]
    points = [{"at": _naive(mark.at), "kind": mark.kind} for mark in marks]
    span = max(mark.at for mark in marks) - min(mark.at for mark in marks)
    form = "%H:%M" if span < timedelta(hours=30) else "%-d %b"
    scale = alt.Scale(type="utc", nice=False)
    axis = alt.Axis(title=None, grid=False, format=form, tickCount=6, labelFlush=True)
    x = alt.X("from:T", scale=scale, axis=axis)
    fills = {"window": "window", "counted": "met", "late": "breached", "paused": "paused"}
    layers = [
        data.drawn([row for row in rows if row["kind"] == kind])
        .mark_rect(color=PALETTE[fill], height=34 if kind == "window" else 20, y=34)
        .encode(x=x, x2="to:T")
        for kind, fill in fills.items()
    ]
    for kind, colour in (("fact", "ink"), ("deadline", "breached")):
        chosen = data.drawn([point for point in points if point["kind"] == kind])
        rule = chosen.mark_rule(strokeWidth=2, y=10, y2=58, color=PALETTE[colour])
        layers.append(rule.encode(x=alt.X("at:T", scale=scale)))
    layer = alt.layer(*layers)
    told = "; ".join(
        f"{mark.label} {WEEKDAYS[mark.at.weekday()]} {mark.at:%Y-%m-%d %H:%M}" for mark in marks
    )
    return Chart(title, f"{title}: {told}.", _svg(layer, data, height=68, width=720))


class _Rows:
    """The rows that a drawing shows.

    altair copies what it is given at every step; so it is given names, and the rows go into
    the finished drawing.
    """

    def __init__(self) -> None:
        self.sets: dict[str, list[dict[str, Any]]] = {}

    def drawn(self, rows: list[dict[str, Any]]) -> Any:
        name = f"rows{len(self.sets)}"
        self.sets[name] = rows
        return alt.Chart(alt.NamedData(name=name))


def _is(name: str) -> Any:
    return alt.value(PALETTE[name])


def _some(labels: Sequence[str]) -> list[str]:
    """Return few enough labels to stand beside one another."""
    most = max(1, WIDTH // (8 * max(map(len, labels))))
    step = -(-len(labels) // min(most, _LABELS))
    return list(labels[::step])


def _naive(at: datetime) -> str:
    """Return a local time as Vega takes it for UTC, so that no other zone moves it."""
    return at.replace(tzinfo=None).isoformat() + "Z"


def _svg(chart: Any, data: _Rows, *, height: int, width: int = WIDTH) -> str:
    text = {"labelColor": PALETTE["muted"], "labelFontSize": 11, "labelFont": "sans-serif"}
    lines = {"domainColor": PALETTE["line"], "tickColor": PALETTE["line"], "tickSize": 3}
    drawn = (
        chart.properties(width=width - 44, height=height, padding=4, background="transparent")
        .configure(aria=False, font="sans-serif", autosize=alt.AutoSizeParams(type="fit"))
        .configure_view(stroke=None)
        .configure_axis(gridColor=PALETTE["line"], labelPadding=5, **text, **lines)
        .configure_axisY(domain=False, ticks=False)
    )
    spec = drawn.to_dict(validate=False) | {"datasets": data.sets}
    return str(vlc.vegalite_to_svg(spec, _VEGA_LITE))


_ID = re.compile(r'(\bid="|url\(#|href="#)')
# What Vega tells screen readers about each mark; the drawing has one description as a whole.
_MARKS = re.compile(r' (?:role|class|aria-[a-z]+|pointer-events)="[^"]*"')


def figure_svg(chart: Chart, number: int) -> str:
    """Return the drawing ready for a page: named, described, and with ids of its own."""
    prefix = f"c{number}-"
    inner = _ID.sub(lambda match: match[0] + prefix, _MARKS.sub("", chart.svg))
    head = f'<svg role="img" aria-labelledby="{prefix}t {prefix}d" focusable="false" '
    inner = inner.replace("<svg ", head, 1)
    told = (
        f'<title id="{prefix}t">{escape(chart.title)}</title>'
        f'<desc id="{prefix}d">{escape(chart.description)}</desc>'
    )
    return re.sub(r"(<svg [^>]*>)", lambda match: match[0] + told, inner, count=1)
