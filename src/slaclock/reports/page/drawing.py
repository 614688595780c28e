"""How drawings are made: layers of marks, the colours, and SVG that is fit for a page.

A drawing is given to Vega-Lite as plain data: it is made in no time, and needs no library.

Colours are names in disguise: each is one fixed hexadecimal that the page's style sheet turns into
a colour of its own, so that charts follow light, dark and print.
"""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor
from html import escape
from typing import Any, NamedTuple, TypeAlias

import vl_convert as vlc

__all__ = ["PALETTE", "Chart", "Drawing", "Layer", "drawn", "figure_svg", "layer"]

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
_CONFIG = {
    "aria": False,
    "font": "sans-serif",
    "autosize": {"type": "fit"},
    "view": {"stroke": None},
    "axis": {
        "gridColor": PALETTE["line"],
        "labelPadding": 5,
        "labelColor": PALETTE["muted"],
        "labelFontSize": 11,
        "labelFont": "sans-serif",
        "domainColor": PALETTE["line"],
        "tickColor": PALETTE["line"],
        "tickSize": 3,
    },
    "axisY": {"domain": False, "ticks": False},
}


Drawing: TypeAlias = "Future[str]"


class Chart(NamedTuple):
    """A chart: what it is called, what it shows in words, and the drawing as SVG."""

    title: str
    description: str
    drawing: Drawing | str

    @property
    def svg(self) -> str:
        """Return the drawing; where it is still being drawn, wait for it."""
        return self.drawing if isinstance(self.drawing, str) else self.drawing.result()


Layer: TypeAlias = dict[str, Any]
"""Marks for rows, or layers on top of each other, as Vega-Lite takes them."""


def layer(rows: list[dict[str, Any]], kind: str, look: dict[str, Any], **encoding: Any) -> Layer:
    """Return marks of one kind.

    Args:
        rows: What they stand for.
        kind: `bar`, `line`, `point`, `rect` or `rule`.
        look: How they look, whatever the rows say.
        **encoding: What the rows say of each: its place, its colour.
    """
    return {"data": {"values": rows}, "mark": {"type": kind, **look}, "encoding": encoding}


def drawn(layers: list[Layer], *, height: int, width: int, **more: Any) -> Drawing:
    """Return layers, the lowest first, as SVG in the colours of `PALETTE`.

    It is drawn beside whatever comes next: there is much to compute for a page meanwhile.
    """
    size = {"width": width - 44, "height": height, "padding": 4, "background": "transparent"}
    spec = {"config": _CONFIG, "layer": layers, **size, **more}
    pool = ThreadPoolExecutor(1)
    drawing = pool.submit(vlc.vegalite_to_svg, spec, _VEGA_LITE)
    pool.shutdown(wait=False)
    return drawing


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
