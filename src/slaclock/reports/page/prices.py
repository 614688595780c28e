"""The prices of unclear clauses as one page of HTML, in the style of the report."""

from __future__ import annotations

from typing import Any

from slaclock.instants import from_micros
from slaclock.reports.figures.prices import PriceFigures
from slaclock.reports.figures.titles import metric_title
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.page.templating import template
from slaclock.reports.words import counted, metric_text, moment_text

__all__ = ["price_page", "price_section"]


def price_page(found: PriceFigures) -> str:
    """Return the page; whatever comes from a file is escaped."""
    matrix = found.written.matrix
    return template("price.html").render(
        title=matrix.title,
        version=matrix.version,
        tickets=counted(len(found.written), "ticket"),
        verdicts=counted(found.verdicts, "verdict"),
        as_of=moment_text(from_micros(found.written.as_of, found.zone)),
        zone=str(found.zone),
        metrics=[metric_text(name) for name in found.written.metrics],
        clauses=_clauses(found),
    )


def price_section(sheet: Sheet) -> dict[str, Any]:
    """Return what the section of a report says; nothing where no price was asked for."""
    found = sheet.report.price
    if found is None:
        return {}
    titles = [metric_title(found.written.matrix, name) for name in found.written.metrics]
    return {"price": _clauses(found), "price_metrics": titles}


def _clauses(found: PriceFigures) -> list[dict[str, Any]]:
    """Return the clauses with their readings, as the tables of a page show them."""
    metrics = list(found.written.metrics)
    return [
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
