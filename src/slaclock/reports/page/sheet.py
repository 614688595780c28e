"""A report that is being put on a page: what things are called, and how drawings are shown."""

from __future__ import annotations

from itertools import count
from typing import Any, NamedTuple

from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.figures.titles import metric_title
from slaclock.reports.page.drawing import Chart, figure_svg

__all__ = ["Sheet"]


class Figure(NamedTuple):
    """A drawing with its number, which the template writes out: until then it may be drawn."""

    chart: Chart
    number: int

    def __html__(self) -> str:
        return figure_svg(*self)


class Sheet:
    """A report, and the numbers of its drawings, by which their ids differ.

    Attributes:
        report: What is shown.
        metrics: Their names, in the one order in which they stand everywhere.
    """

    def __init__(self, report: ReportFigures) -> None:
        self.report = report
        self.metrics = report.attainment.metrics
        self._numbers = count(1)

    def title(self, metric: str) -> str:
        """Return what a metric is called."""
        return metric_title(self.report.verdicts.matrix, metric)

    @property
    def titles(self) -> list[str]:
        """Return what the metrics are called, in order."""
        return [self.title(name) for name in self.metrics]

    def share(self, counts: Counts) -> tuple[str, str, bool]:
        """Return an attainment, of how many, and whether it is below the goal."""
        below = self.report.goal is not None and counts.reaches(self.report.goal) is False
        return counts.text(self.report.decimals), f"{counts.decided:,}", below

    def figure(self, chart: Chart, sub: str = "") -> dict[str, Any]:
        """Return a drawing as the templates take it."""
        return {"title": chart.title, "sub": sub, "svg": Figure(chart, next(self._numbers))}
