"""The report as one page of HTML: no script, no request, everything escaped.

What stands on it comes from `slaclock.reports.page.values`, how it is laid out from
`page/report.html`, how it looks from `page/report.css`.
"""

from __future__ import annotations

from html import escape

from slaclock.reports.figures.attainment import Use
from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.page.charts import use_chart
from slaclock.reports.page.templating import template
from slaclock.reports.page.values import page_values

__all__ = ["prepare", "render"]


def render(report: ReportFigures, *, embedded: bool = False) -> str:
    """Return the page of a report.

    Args:
        report: What to show.
        embedded: Whether it goes into another page, such as a notebook: it is then wrapped in
            a frame, so that neither page's style reaches the other.
    """
    page = template("report.html").render(page_values(report, embedded=embedded))
    if not embedded:
        return page
    return (
        f'<iframe title="{escape(report.title)}" sandbox srcdoc="{escape(page)}" '
        'style="width: 100%; height: 48rem; border: 0"></iframe>'
    )


def prepare() -> None:
    """Do what drawing needs once, and takes half a second: for a thread beside the reading."""
    template("report.html")
    chart = use_chart("", Use(1, (0, 0, 0), (1,), (0,)), 100.0, 340)
    assert chart is not None
    assert chart.svg
