"""The charts of a report, as SVG that stands inside the page.

Charts that stand side by side have the same axes, and are drawn as wide as a desk screen has room
for beside each other; a phone shows them below each other. Each chart has a title and
a description; its figures stand in a table beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import altair as alt

from slaclock.date_words import WEEKDAYS
from slaclock.reports.figures.attainment import MOST_USE, USE_BIN, Counts, Use
from slaclock.reports.figures.periods import Periods
from slaclock.reports.figures.shares import Goal
from slaclock.reports.figures.stories import Band, Mark
from slaclock.reports.page.drawing import PALETTE, Chart, Rows, drawn_svg
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
    return Chart(title, description, drawn_svg(drawn, data, height=150, width=axes.width))


def _attainment_layers(
    rows: list[dict[str, Any]], labels: Sequence[str], axes: Axes
) -> tuple[Any, Rows]:
    """Return the goal, bars for how many are decided, and the attainment above them."""
    data = Rows()
    x, _ = _by_period(labels, axes.width)
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
    data = Rows()
    x, y = _by_period(labels, width)
    layers = []
    for name, numbers in (("met", opened), ("paused", ended)):
        if numbers:
            rows = [{"period": label, "n": n} for label, n in zip(labels, numbers, strict=True)]
            base = data.drawn(rows)
            layers += [
                base.mark_line(color=PALETTE[name], strokeWidth=1.5).encode(x=x, y=y),
                base.mark_point(filled=True, size=30, opacity=1, color=PALETTE[name]).encode(
                    x=x, y=y
                ),
            ]
    told = f"; {sum(ended):,} out" if ended else ""
    description = (
        f"Tickets from {labels[0]} to {labels[-1]}: {sum(opened):,} in, at most {max(opened):,}"
        f"{told}."
    )
    svg = drawn_svg(alt.layer(*layers), data, height=130, width=width)
    return Chart("In and out", description, svg)


def stock_chart(labels: Sequence[str], numbers: Sequence[int], width: int) -> Chart:
    """Return how many tickets were open at the end of each period."""
    data = Rows()
    x, y = _by_period(labels, width)
    rows = [{"period": label, "n": n} for label, n in zip(labels, numbers, strict=True)]
    bars = data.drawn(rows).mark_bar(color=PALETTE["met"], opacity=0.55).encode(x=x, y=y)
    description = (
        f"Tickets open at the end of each period: {numbers[0]:,} in {labels[0]}, "
        f"{numbers[-1]:,} in {labels[-1]}, at most {max(numbers):,}."
    )
    return Chart("Open at the end", description, drawn_svg(bars, data, height=130, width=width))


def _by_period(labels: Sequence[str], width: int) -> tuple[Any, Any]:
    axis = alt.Axis(
        values=_some(labels, width), labelAngle=0, title=None, domain=False, ticks=False
    )
    x = alt.X("period:O", sort=list(labels), scale=alt.Scale(domain=list(labels)), axis=axis)
    y = alt.Y("n:Q", scale=alt.Scale(zero=True), axis=alt.Axis(title=None, tickCount=3))
    return x, y


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
    data = Rows()
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
    return Chart(title, description, drawn_svg(alt.layer(*layers), data, height=154, width=width))


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
    data = Rows()
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
    return Chart(title, description, drawn_svg(alt.layer(*layers), data, height=120, width=width))


def timeline_chart(title: str, bands: Sequence[Band], marks: Sequence[Mark]) -> Chart:
    """Return the life of a ticket as a strip: windows, counted and paused time, and instants."""
    data = Rows()
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
    return Chart(title, f"{title}: {told}.", drawn_svg(layer, data, height=68, width=720))


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
