"""How drawings are made: the rows they show, the colours, and SVG that is fit for a page.

Colours are names in disguise: each is one fixed hexadecimal that the page's style sheet turns into
a colour of its own, so that charts follow light, dark and print.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any, NamedTuple

import altair as alt
import vl_convert as vlc

__all__ = ["PALETTE", "Chart", "Rows", "drawn_svg", "figure_svg"]

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
_VEGA_LITE = "5.20"


class Chart(NamedTuple):
    """A chart: what it is called, what it shows in words, and the drawing."""

    title: str
    description: str
    svg: str


class Rows:
    """The rows that a drawing shows.

    altair copies what it is given at every step; so it is given names, and the rows go into
    the finished drawing.
    """

    def __init__(self) -> None:
        self.sets: dict[str, list[dict[str, Any]]] = {}

    def drawn(self, rows: list[dict[str, Any]]) -> Any:
        """Return a chart of some rows."""
        name = f"rows{len(self.sets)}"
        self.sets[name] = rows
        return alt.Chart(alt.NamedData(name=name))


def drawn_svg(chart: Any, data: Rows, *, height: int, width: int) -> str:
    """Return a chart as SVG in the colours of `PALETTE`."""
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
