"""The charts of a report, as SVG that stands inside the page.

Charts that stand side by side have the same axes, and are drawn as wide as a desk screen has room
for beside each other; a phone shows them below each other. Colours are names in disguise: each is
one fixed hexadecimal that the page's style sheet turns into a colour of its own, so that charts
follow light, dark and print. Each chart has a title and a description; its figures stand in a
table beside it.
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
from slaclock.reports.figures.attainment import MOST_USE, USE_BIN, Counts, Use
from slaclock.reports.figures.periods import Periods
from slaclock.reports.figures.shares import Goal
from slaclock.reports.figures.stories import Band, Mark
from slaclock.reports.words import in_sentence

__all__ = [
    "PALETTE",
    "Axes",
    "Chart",
    "attainment_chart",
    "floor_of",
    "hours_chart",
    "most_used",
    "timeline_chart",
    "use_chart",
    "width_of",
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
WIDTHS = {1: 560, 2: 460, 3: 340}
"""How wide charts are drawn that stand side by side, by how many they are."""
_LABELS = 7
_MARGIN = 60
_VEGA_LITE = "5.20"


def width_of(charts: int) -> int:
    """Return how wide each of some charts is drawn: four stand two by two."""
    return WIDTHS[2 if charts == 4 else min(max(charts, 1), 3)]


class Axes(NamedTuple):
    """What is the same for all charts of attainment that stand side by side.

    Attributes:
        floor: The percentage at which the axis begins.
        most: How many promises are decided in the fullest period of any of them.
        goal: The share that is to be met, or None.
        width: Of each.
    """

    floor: int
    most: int
    goal: Goal | None
    width: int


class Chart(NamedTuple):
    """A chart: what it is called, what it shows in words, and the drawing."""

    title: str
    description: str
    svg: str


def floor_of(counts: Iterable[Counts], goal: Goal | None) -> int:
    """Return the percentage at which an axis of attainments begins, for charts side by side."""
    shares = [entry.attainment * 100 for entry in counts if entry.attainment is not None]
    low = min([*shares, *([float(goal)] if goal else [])], default=0)
    return 0 if low < 50 else 50 if low < 80 else 80 if low < 95 else 90


def attainment_chart(
    title: str, periods: Periods, counts: Sequence[Counts], axes: Axes
) -> Chart | None:
    """Return the attainment of a metric over time; None where nothing is decided.

    Args:
        title: What the metric is called.
        periods: In which tickets count.
        counts: By period.
        axes: What is the same for all charts that stand side by side.
    """
    labels = [period.label for period in periods.periods]
    rows = [
        {
            "period": label,
            "share": None if entry.attainment is None else entry.attainment * 100,
            "n": entry.decided,
            "reached": axes.goal is None or bool(entry.reaches(axes.goal)),
        }
        for label, entry in zip(labels, counts, strict=True)
    ]
    if not any(row["n"] for row in rows):
        return None
    drawn, data = _attainment_layers(rows, labels, axes)
    known = [label for label, entry in zip(labels, counts, strict=True) if entry.decided]
    ends = [
        f"{entry.text()} of {entry.decided:,} in {label}"
        for label, entry in zip(labels, counts, strict=True)
        if label in (known[0], known[-1])
    ]
    told = f", goal {axes.goal}" if axes.goal else ""
    description = (
        f"Share of {in_sentence(title)} promises met by {periods.kind}{told}: {', '.join(ends)}."
    )
    return Chart(title, description, _svg(drawn, data, height=150, width=axes.width))


def _attainment_layers(
    rows: list[dict[str, Any]], labels: Sequence[str], axes: Axes
) -> tuple[Any, _Rows]:
    """Return the goal, bars for how many are decided, and the attainment above them."""
    data = _Rows()
    axis = alt.Axis(
        values=_some(labels, axes.width), labelAngle=0, title=None, domain=False, ticks=False
    )
    x = alt.X("period:O", sort=list(labels), scale=alt.Scale(domain=list(labels)), axis=axis)
    y = alt.Y(
        "share:Q",
        scale=alt.Scale(domain=[axes.floor, 100], nice=False, zero=False),
        axis=alt.Axis(title=None, tickCount=4, labelExpr="datum.value + ' %'"),
    )
    # The bars stay in the lowest quarter, and no period without a share is given one.
    most = alt.Scale(domain=[0, 4 * max(axes.most, 1)], nice=False)
    base = data.drawn(rows)
    bars = base.mark_bar(color=PALETTE["window"]).encode(x=x, y=alt.Y("n:Q", scale=most, axis=None))
    colour = alt.condition("datum.reached", _is("met"), _is("breached"))
    shares = [
        base.mark_line(color=PALETTE["met"], strokeWidth=1.5, opacity=0.55).encode(x=x, y=y),
        base.mark_point(filled=True, size=42, opacity=1).encode(x=x, y=y, color=colour),
    ]
    if axes.goal is not None:
        rule = data.drawn([{"goal": float(axes.goal)}]).mark_rule(
            strokeDash=[4, 3], strokeWidth=1.2, color=PALETTE["goal"]
        )
        shares.insert(0, rule.encode(y=alt.Y("goal:Q")))
    return alt.layer(bars, alt.layer(*shares)).resolve_scale(y="independent"), data


def hours_chart(
    title: str,
    counts: Sequence[int],
    windows: Iterable[tuple[int, float, float]],
    colour: str,
    width: int,
) -> Chart:
    """Return a heat map by hour of the week with the support windows drawn in.

    Args:
        title: What is counted.
        counts: 168 numbers, from Monday midnight.
        windows: Weekday, opening and closing in hours.
        colour: A name of `PALETTE`.
        width: Of the drawing.
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
    return Chart(title, description, _svg(alt.layer(*layers), data, height=154, width=width))


def most_used(uses: Iterable[Use]) -> float:
    """Return the largest share, in percent, that used about the same tenth of its target."""
    shares = [
        100 * max(map(sum, zip(use.met, use.breached, strict=False)), default=0) / use.completed
        for use in uses
        if use.completed
    ]
    return max(shares, default=100.0)


def use_chart(title: str, use: Use, most: float, width: int) -> Chart | None:
    """Return how much of the target was used by what was completed; None where nothing was.

    Args:
        title: What the metric is called.
        use: What was used.
        most: Where the axis ends, in percent of what was completed.
        width: Of the drawing.
    """
    data = _Rows()
    if not use.completed:
        return None
    rows = []
    for index, (met, breached) in enumerate(zip(use.met, use.breached, strict=True)):
        low, high = (100 * number / use.completed for number in (met, met + breached))
        bin_ = {"from": index * USE_BIN, "to": (index + 1) * USE_BIN}
        if met:
            rows.append(bin_ | {"low": 0.0, "high": low, "state": "met"})
        if breached:
            rows.append(bin_ | {"low": low, "high": high, "state": "breached"})
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
    y = alt.Y(
        "low:Q",
        scale=alt.Scale(domain=[0, most], nice=False),
        axis=alt.Axis(title=None, tickCount=3, labelExpr="datum.value + ' %'"),
    )
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
        f"Share of the {in_sentence(title)} target used by {use.completed:,} completed promises: "
        f"{sum(use.met):,} met, {sum(use.breached):,} breached."
    )
    return Chart(title, description, _svg(alt.layer(*layers), data, height=120, width=width))


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


def _some(labels: Sequence[str], width: int) -> list[str]:
    """Return few enough labels to stand beside one another."""
    most = max(1, (width - _MARGIN) // (9 * max(map(len, labels))))
    step = -(-len(labels) // min(most, _LABELS))
    return list(labels[::step])


def _naive(at: datetime) -> str:
    """Return a local time as Vega takes it for UTC, so that no other zone moves it."""
    return at.replace(tzinfo=None).isoformat() + "Z"


def _svg(chart: Any, data: _Rows, *, height: int, width: int) -> str:
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
