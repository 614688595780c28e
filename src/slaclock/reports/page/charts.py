"""The charts of a report, as SVG that stands inside the page.

Charts that stand side by side have the same axes, and are drawn as wide as a desk screen has room
for beside each other; a phone shows them below each other. Each chart has a title and
a description; its figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeAlias

from slaclock.date_words import WEEKDAYS, show_local
from slaclock.reports.figures.attainment import MOST_USE, USE_BIN, Counts, Use
from slaclock.reports.figures.periods import Periods
from slaclock.reports.figures.shares import Goal
from slaclock.reports.figures.stories import Band, Mark
from slaclock.reports.page.drawing import PALETTE, Chart, Layer, drawn, layer
from slaclock.reports.words import in_sentence

__all__ = [
    "Axes",
    "attainment_chart",
    "floor_of",
    "flow_chart",
    "hours_chart",
    "most_used",
    "stock_chart",
    "timeline_chart",
    "use_chart",
    "width_of",
]

WIDTHS = {1: 560, 2: 460, 3: 340}
"""How wide charts are drawn that stand side by side, by how many they are."""
_LABELS = 7
_MARGIN = 60
Encoding: TypeAlias = dict[str, Any]
_BARE: Encoding = {"domain": False, "ticks": False}
_GOAL = {"strokeDash": [4, 3], "strokeWidth": 1.2, "color": PALETTE["goal"]}
_HOURS: Encoding = {
    "values": [0, 6, 12, 18, 24],
    "title": None,
    "grid": False,
    "labelExpr": "(datum.value < 10 ? '0' : '') + datum.value + ':00'",
}


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
    layers = _attainment_layers(rows, labels, axes)
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
    apart = {"scale": {"y": "independent"}}
    drawing = drawn(layers, height=150, width=axes.width, resolve=apart)
    return Chart(title, description, drawing)


def _attainment_layers(
    rows: list[dict[str, Any]], labels: Sequence[str], axes: Axes
) -> list[Layer]:
    """Return bars for how many are decided, and above them the goal and the attainment."""
    x, _ = _by_period(labels, axes.width)
    y = _number(
        "share",
        {"domain": [axes.floor, 100], "nice": False, "zero": False},
        {"title": None, "tickCount": 4, "labelExpr": "datum.value + ' %'"},
    )
    # The bars stay in the lowest quarter, and no period without a share is given one.
    most = {"domain": [0, 4 * max(axes.most, 1)], "nice": False}
    bars = layer(rows, "bar", {"color": PALETTE["window"]}, x=x, y=_number("n", most, None))
    colour = {
        "condition": {"test": "datum.reached", "value": PALETTE["met"]},
        "value": PALETTE["breached"],
    }
    line = {"color": PALETTE["met"], "strokeWidth": 1.5, "opacity": 0.55}
    shares = [
        layer(rows, "line", line, x=x, y=y),
        layer(rows, "point", {"filled": True, "size": 42, "opacity": 1}, x=x, y=y, color=colour),
    ]
    if axes.goal is not None:
        goal = {"field": "goal", "type": "quantitative"}
        shares.insert(0, layer([{"goal": float(axes.goal)}], "rule", _GOAL, y=goal))
    return [bars, {"layer": shares}]


def flow_chart(
    labels: Sequence[str], opened: Sequence[int], ended: Sequence[int], width: int
) -> Chart:
    """Return how many tickets came in and went out by period.

    Args:
        labels: Of the periods.
        opened: How many came.
        ended: How many went; none where nobody says.
        width: Of the drawing.
    """
    x, y = _by_period(labels, width)
    layers = []
    for name, numbers in (("met", opened), ("paused", ended)):
        if numbers:
            rows = [{"period": label, "n": n} for label, n in zip(labels, numbers, strict=True)]
            line = {"color": PALETTE[name], "strokeWidth": 1.5}
            point = {"filled": True, "size": 30, "opacity": 1, "color": PALETTE[name]}
            layers += [layer(rows, "line", line, x=x, y=y), layer(rows, "point", point, x=x, y=y)]
    told = f"; {sum(ended):,} out" if ended else ""
    description = (
        f"Tickets from {labels[0]} to {labels[-1]}: {sum(opened):,} in, at most {max(opened):,}"
        f"{told}."
    )
    return Chart("In and out", description, drawn(layers, height=130, width=width))


def stock_chart(labels: Sequence[str], numbers: Sequence[int], width: int) -> Chart:
    """Return how many tickets were open at the end of each period."""
    x, y = _by_period(labels, width)
    rows = [{"period": label, "n": n} for label, n in zip(labels, numbers, strict=True)]
    bars = layer(rows, "bar", {"color": PALETTE["met"], "opacity": 0.55}, x=x, y=y)
    description = (
        f"Tickets open at the end of each period: {numbers[0]:,} in {labels[0]}, "
        f"{numbers[-1]:,} in {labels[-1]}, at most {max(numbers):,}."
    )
    return Chart("Open at the end", description, drawn([bars], height=130, width=width))


def _by_period(labels: Sequence[str], width: int) -> tuple[Encoding, Encoding]:
    """Return the axis of periods, and one of numbers."""
    axis = {"values": _some(labels, width), "labelAngle": 0, "title": None, **_BARE}
    x = {
        "field": "period",
        "type": "ordinal",
        "sort": list(labels),
        "scale": {"domain": list(labels)},
        "axis": axis,
    }
    return x, _number("n", {"zero": True}, {"title": None, "tickCount": 3})


def _number(field: str, scale: Encoding, axis: Encoding | None) -> Encoding:
    return {"field": field, "type": "quantitative", "scale": scale, "axis": axis}


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
    most = max(counts, default=0)
    cells = [
        {"day": hour // 24, "from": hour % 24, "to": hour % 24 + 1, "n": number}
        for hour, number in enumerate(counts)
        if number
    ]
    edges = [{"day": day, "from": start, "to": end, "n": 0} for day, start, end in windows]
    places: Encoding = {
        "x": _number("from", {"domain": [0, 24], "nice": False}, _HOURS),
        "x2": {"field": "to"},
        "y": {
            "field": "day",
            "type": "ordinal",
            "scale": {"domain": list(range(7)), "paddingInner": 0.12},
            "axis": {"title": None, "labelExpr": f"{list(WEEKDAYS)!r}[datum.value]", **_BARE},
        },
    }
    opacity = {
        "field": "n",
        "type": "quantitative",
        "scale": {"domain": [0, max(most, 1)], "range": [0.08, 1]},
        "legend": None,
    }
    edge = {"filled": False, "stroke": PALETTE["ink"], "strokeWidth": 1}
    layers = [
        layer(cells, "rect", {"color": PALETTE[colour]}, **places, opacity=opacity),
        layer(edges, "rect", edge, **places),
    ]
    peak = max(range(len(counts)), key=counts.__getitem__) if most else None
    told = (
        f"most, {most:,}, on {WEEKDAYS[peak // 24]} from {peak % 24:02}:00"
        if peak is not None
        else "none"
    )
    description = f"{title} by hour of the week: {sum(counts):,} in all; {told}."
    return Chart(title, description, drawn(layers, height=154, width=width))


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
    x = _number(
        "from",
        {"domain": [0, MOST_USE + USE_BIN], "nice": False},
        {
            "values": [0, 100, 200, 300],
            "title": None,
            "grid": False,
            "labelExpr": f"datum.value + (datum.value == {MOST_USE} ? ' %+' : ' %')",
        },
    )
    percent = {"title": None, "tickCount": 3, "labelExpr": "datum.value + ' %'"}
    y = _number("low", {"domain": [0, most], "nice": False}, percent)
    states = ["met", "breached"]
    colour = {
        "field": "state",
        "type": "nominal",
        "scale": {"domain": states, "range": [PALETTE[name] for name in states]},
        "legend": None,
    }
    ends = {"x2": {"field": "to"}, "y2": {"field": "high"}}
    layers = [
        layer(rows, "rect", {"strokeWidth": 0}, x=x, y=y, color=colour, **ends),
        layer([{"from": 100}], "rule", _GOAL, x=x),
    ]
    description = (
        f"Share of the {in_sentence(title)} target used by {use.completed:,} completed promises: "
        f"{sum(use.met):,} met, {sum(use.breached):,} breached."
    )
    return Chart(title, description, drawn(layers, height=120, width=width))


def timeline_chart(title: str, bands: Sequence[Band], marks: Sequence[Mark]) -> Chart:
    """Return the life of a ticket as a strip: windows, counted and paused time, and instants."""
    rows = [
        {"from": _naive(band.start), "to": _naive(band.end), "kind": band.kind} for band in bands
    ]
    points = [{"at": _naive(mark.at), "kind": mark.kind} for mark in marks]
    span = max(mark.at for mark in marks) - min(mark.at for mark in marks)
    form = "%H:%M" if span < timedelta(hours=30) else "%-d %b"
    scale = {"type": "utc", "nice": False}
    axis = {"title": None, "grid": False, "format": form, "tickCount": 6, "labelFlush": True}
    x = {"field": "from", "type": "temporal", "scale": scale, "axis": axis}
    fills = {"window": "window", "counted": "met", "late": "breached", "paused": "paused"}
    layers = []
    for kind, fill in fills.items():
        look = {"color": PALETTE[fill], "height": 34 if kind == "window" else 20, "y": 34}
        chosen = [row for row in rows if row["kind"] == kind]
        layers.append(layer(chosen, "rect", look, x=x, x2={"field": "to"}))
    for kind, fill in (("fact", "ink"), ("deadline", "breached")):
        look = {"strokeWidth": 2, "y": 10, "y2": 58, "color": PALETTE[fill]}
        chosen = [point for point in points if point["kind"] == kind]
        at = {"field": "at", "type": "temporal", "scale": scale}
        layers.append(layer(chosen, "rule", look, x=at))
    told = "; ".join(f"{mark.label} {show_local(mark.at)}" for mark in marks)
    return Chart(title, f"{title}: {told}.", drawn(layers, height=68, width=720))


def _some(labels: Sequence[str], width: int) -> list[str]:
    """Return few enough labels to stand beside one another."""
    most = max(1, (width - _MARGIN) // (9 * max(map(len, labels))))
    step = -(-len(labels) // min(most, _LABELS))
    return list(labels[::step])


def _naive(at: datetime) -> str:
    """Return a local time as Vega takes it for UTC, so that no other zone moves it."""
    return at.replace(tzinfo=None).isoformat() + "Z"
