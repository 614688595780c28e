"""The prices of unclear clauses as one page of HTML, in the style of the report."""

from __future__ import annotations

from slaclock.instants import from_micros
from slaclock.reports.figures.prices import PriceFigures
from slaclock.reports.page.templating import template
from slaclock.reports.words import counted, metric_text, moment_text

__all__ = ["price_page"]


def price_page(found: PriceFigures) -> str:
    """Return the page; whatever comes from a file is escaped."""
    matrix = found.written.matrix
    metrics = list(found.written.metrics)
    clauses = [
        {
            "name": clause.clause,
            "id": clause.clause.replace(" ", "-"),
            "hanging": counted(clause.verdicts, "verdict"),
            "readings": [
                {
                    "name": reading.name,
                    "total": reading.total,
                    "metrics": [
                        f"{reading.metrics[name].changed:,}" if name in reading.metrics else "–"
                        for name in metrics
                    ],
                }
                for reading in clause.readings
            ],
        }
        for clause in found.clauses
    ]
    return template("price.html").render(
        title=matrix.title,
        version=matrix.version,
        tickets=counted(len(found.written), "ticket"),
        verdicts=counted(found.verdicts, "verdict"),
        as_of=moment_text(from_micros(found.written.as_of, found.zone)),
        zone=str(found.zone),
        metrics=[metric_text(name) for name in metrics],
        clauses=clauses,
    )
