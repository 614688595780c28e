"""What stands on the page of a report: its figures as words, lists and drawings.

How they are laid out is the business of `page/report.html`; jinja2 escapes what is given here,
but for drawings and ledgers, which slaclock makes and escapes itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.page.attained import card_values, cell_values, goal_values
from slaclock.reports.page.download import download_values
from slaclock.reports.page.groups import comparison_values, group_values
from slaclock.reports.page.lists import backlog_values, missed_values, open_values, story_values
from slaclock.reports.page.over_time import hour_values, period_values, use_values
from slaclock.reports.page.prices import price_section
from slaclock.reports.page.rows import accounted, facts, later, problems, span
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.page.vendor import vendor_values
from slaclock.reports.page.work import cause_values, life_values, volume_values
from slaclock.reports.reading.problems import PROBLEMS
from slaclock.reports.words import counted, moment_text

__all__ = ["page_values"]

_SECTIONS = (
    ("attainment", "Attainment", "always"),
    ("goals", "Goals", "goals"),
    ("where", "Where missed", "cells"),
    ("why", "Why", "causes"),
    ("groups", "", "groups"),
    ("open", "Open now", "backlog"),
    ("time", "Over time", "over_time"),
    ("volume", "Volume", "volume"),
    ("hours", "Hours", "hours"),
    ("used", "Time used", "used"),
    ("lives", "Statuses", "times"),
    ("vendor", "The desk’s deadlines", "vendor"),
    ("price", "Unclear clauses", "price"),
    ("asked", "Asked for", "asked_stories"),
    ("worst", "Tickets", "stories"),
    ("rows", "What was read", "always"),
)
_JUDGED = (
    *("cards", "cells", "groups", "comparison", "backlog", "over_time", "hours", "used"),
    *("asked_stories", "stories", "missed", "download", "vendor", "volume", "causes", "times"),
    "price",
)


def page_values(report: ReportFigures, *, embedded: bool = False) -> dict[str, Any]:
    """Return every name that the template uses.

    Args:
        report: What to show.
        embedded: Whether it goes into another page, from where nothing can be downloaded.
    """
    values: dict[str, Any] = {
        "title": report.title,
        "file": report.tickets.file,
        "as_of": moment_text(report.as_of),
        "zone": str(report.zone),
        "goal": str(report.goal) if report.goal else "",
        "goals": goal_values(report),
        "period": report.attainment.periods.kind,
        "count_by": report.choice.count_by,
        "is_all": report.choice.is_all,
        "span": span(report),
        "count_tickets": counted(len(report.verdicts), "ticket"),
        "accounted": accounted(report),
        "notes": [*report.tickets.notes, *report.verdicts.notes, *later(report)],
        "kinds": [
            (PROBLEMS[kind], f"{number:,}")
            for kind, number in report.tickets.problem_counts().items()
        ],
        "readings": report.tickets.readings,
        "facts": list(facts(report)),
        **problems(report),
        **dict.fromkeys(_JUDGED, ()),
    }
    if len(report.verdicts):
        values |= _judged(Sheet(report))
        values["download"] = () if embedded else download_values(report)
    return values | {"sections": list(_sections(values))}


def _judged(sheet: Sheet) -> dict[str, Any]:
    at_risk = sheet.report.verdicts.matrix.at_risk
    return {
        "cards": card_values(sheet),
        **cell_values(sheet),
        "groups": group_values(sheet),
        "comparison": comparison_values(sheet),
        "backlog": backlog_values(sheet),
        "within": ["Within 1 h", "1 to 4 h", "4 to 24 h"],
        "at_risk": f"{at_risk} % used" if at_risk else "",
        "open_lists": open_values(sheet),
        "metrics": sheet.titles,
        **period_values(sheet),
        **hour_values(sheet),
        **use_values(sheet),
        **story_values(sheet),
        "missed": missed_values(sheet),
        "vendor": vendor_values(sheet),
        **volume_values(sheet),
        "causes": cause_values(sheet),
        **life_values(sheet),
        **price_section(sheet),
    }


def _sections(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the sections that have something to say."""
    for name, title, needs in _SECTIONS:
        if name == "groups":
            yield from ((entry["id"], entry["title"]) for entry in values["groups"])
        elif needs == "always" or values[needs]:
            yield name, title
