"""What stands on the page of a report: its figures as words, lists and drawings.

How they are laid out is the business of `page/report.html`; jinja2 escapes what is given here,
but for drawings and ledgers, which slaclock makes and escapes itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from markupsafe import Markup

from slaclock.date_words import WEEKDAYS
from slaclock.instants import from_micros
from slaclock.reports.figures.attainment import ALL, PERCENTILES, Counts
from slaclock.reports.figures.backlog import TicketPromise
from slaclock.reports.figures.stories import Story
from slaclock.reports.figures.summary import Summary
from slaclock.reports.figures.verdicts import main_calendar
from slaclock.reports.page.charts import (
    Chart,
    attainment_chart,
    figure_svg,
    hours_chart,
    use_chart,
)
from slaclock.reports.page.groups import comparison_values, group_values
from slaclock.reports.page.links import ticket_link
from slaclock.reports.page.rows import accounted, facts, later, problems, span
from slaclock.reports.page.strips import strip_of
from slaclock.reports.reading.problems import PROBLEMS
from slaclock.reports.words import (
    counted,
    length_text,
    metric_text,
    moment_text,
    printable,
)

__all__ = ["Page"]

MOST_CELLS = 12
MOST_STORIES = 3
STATE_WORDS = (
    ("met", "met", "met"),
    ("breached", "breached", "breached"),
    ("running", "still running", ""),
    ("paused", "paused", ""),
    ("not_applicable", "not applicable", ""),
    ("unreadable", "unreadable", ""),
)


class Page:
    """The words of one page; `values` is what the template takes."""

    def __init__(self, report: Summary) -> None:
        self.report, self.found = report, report.attainment
        self.numbers = count(1)

    def values(self) -> dict[str, Any]:
        """Return every name that the template uses."""
        report = self.report
        values: dict[str, Any] = {
            "title": report.title,
            "file": report.tickets.file,
            "as_of": moment_text(report.as_of),
            "zone": str(report.zone),
            "goal": str(report.goal) if report.goal else "",
            "period": self.found.periods.kind,
            "count_by": report.choice.count_by,
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
        }
        values |= self._judged() if len(report.verdicts) else dict.fromkeys(_JUDGED, ())
        values["sections"] = list(_sections(values))
        return values

    def _judged(self) -> dict[str, Any]:
        use, lateness = self.found.use, self.found.lateness
        names = self.found.metrics
        over_time = [
            self._figure(chart, self.report.counts(name).text(self.report.decimals))
            for name in names
            if (chart := attainment_chart(self.found, name, self.report.goal)) is not None
        ]
        used = [
            self._figure(chart, f"{use[name, ALL].completed:,} completed")
            for name in names
            if (chart := use_chart(name, use[name, ALL])) is not None
        ]
        return {
            "cards": self._cards(),
            **self._cells(),
            "groups": group_values(self.report, metric_text, self._figure),
            "comparison": comparison_values(self.report, metric_text),
            "backlog": [self._backlog(entry) for entry in self.report.backlog if entry.total],
            "within": ["Within 1 h", "1 to 4 h", "4 to 24 h"],
            "at_risk": f"{share} % used" if (share := self.report.verdicts.matrix.at_risk) else "",
            "open_lists": list(self._open_lists()),
            "over_time": over_time,
            "period_names": [metric_text(name) for name in names],
            "periods": list(self._periods()),
            **self._hours(),
            "used": used,
            "percentiles": [f"p{percent}" for percent in PERCENTILES],
            "use_rows": [
                self._use_row(name, use[name, ALL], lateness[name, ALL]) for name in names
            ],
            "stories": list(self._stories()),
            "missed": self._missed(),
        }

    # --- attainment

    def _cards(self) -> list[dict[str, Any]]:
        cards = [self._card(name, self.report.counts(name)) for name in self.found.metrics]
        return sorted(cards, key=lambda card: card["order"])

    def _card(self, name: str, counts: Counts) -> dict[str, Any]:
        goal = self.report.goal
        reached = counts.reaches(goal) if goal else None
        verdict = f"{counts.met:,} met of {counts.decided:,} decided"
        if goal and reached is not None:
            verdict = f"{'Reaches' if reached else 'Below'} the goal of {goal}"
        if not counts.decided:
            verdict = "Nothing is decided yet"
        return {
            "name": metric_text(name),
            "share": counts.text(self.report.decimals),
            "verdict": verdict,
            "below": reached is False,
            "none": not counts.decided,
            "met": counts.met,
            "breached": counts.breached,
            "counts": [
                (words, f"{getattr(counts, state):,}", key) for state, words, key in STATE_WORDS
            ],
            "order": (reached is not False, 2 if counts.attainment is None else counts.attainment),
        }

    def _cells(self) -> dict[str, Any]:
        """Return the cells with the lowest attainment, and the others."""
        found = []
        for index, metric in enumerate(self.found.metrics):
            for place, cell in enumerate(self.found.cells):
                counts = Counts(*self.found.cube[index, place].sum(axis=0).tolist())
                if cell.row is not None and counts.total > counts.not_applicable:
                    found.append(self._cell(metric, place, counts))
        found.sort(key=lambda cell: cell["order"])
        most = max(MOST_CELLS, 0 if len(found) > MOST_CELLS + 3 else len(found))
        return {
            "cells": found[:most],
            "more_cells": found[most:],
            "more_title": f"{len(found) - most} more, with a higher attainment",
        }

    def _cell(self, metric: str, place: int, counts: Counts) -> dict[str, Any]:
        cell, late = self.found.cells[place], self.found.lateness[metric, place]
        assert cell.row is not None
        goal, share = self.report.goal, counts.attainment
        return {
            "plan": cell.plan,
            "priority": cell.priority or "none",
            "metric": metric_text(metric),
            "target": str(cell.row.target(metric)),
            "share": counts.text(self.report.decimals),
            "width": None if share is None else int(share * 100),
            "below": counts.reaches(goal) is False if goal else False,
            "met": f"{counts.met:,}",
            "breached": f"{counts.breached:,}",
            "has_breached": bool(counts.breached),
            "open": f"{counts.running + counts.paused:,}",
            "median": length_text(late.median),
            "most": length_text(late.most),
            "order": (share is None, share, -counts.breached),
        }

    # --- open now

    def _backlog(self, entry: Any) -> dict[str, Any]:
        return {
            "name": metric_text(entry.metric),
            "overdue": f"{entry.overdue:,}",
            "within": [f"{number:,}" for number in entry.within],
            "later": f"{entry.later:,}",
            "paused": f"{entry.paused:,}",
            "at_risk": "" if entry.at_risk is None else f"{entry.at_risk:,}",
        }

    def _open_lists(self) -> Iterator[dict[str, Any]]:
        overdue, ahead = self.report.worst(still_open=True), self.report.next_due()
        if overdue:
            yield self._list(
                "Overdue and still open, the latest first", "Late (open time)", overdue
            )
        if ahead:
            yield self._list("Due next", "Left (open time)", ahead)

    def _missed(self) -> dict[str, Any] | None:
        missed = self.report.worst()
        title = "Missed and completed, the latest first"
        return self._list(title, "Late (open time)", missed) if missed else None

    def _list(self, title: str, measure: str, entries: Iterable[TicketPromise]) -> dict[str, Any]:
        return {
            "title": title,
            "measure": measure,
            "rows": [self._listed(item) for item in entries],
        }

    def _listed(self, entry: TicketPromise) -> dict[str, Any]:
        zone = self.report.zone
        return {
            "ticket_id": printable(entry.ticket_id),
            "url": ticket_link(self.report.link, entry.ticket_id, entry.link),
            "metric": metric_text(entry.metric),
            "plan": entry.plan,
            "priority": entry.priority or "none",
            "opened": moment_text(from_micros(entry.opened, zone)),
            "due": moment_text(from_micros(entry.due, zone)),
            "left": length_text(abs(entry.left)),
            "late": entry.left <= 0,
        }

    # --- charts

    def _figure(self, chart: Chart, sub: str = "") -> dict[str, Any]:
        svg = Markup(figure_svg(chart, next(self.numbers)))  # noqa: S704 - drawn by slaclock
        return {"title": chart.title, "sub": sub, "svg": svg}

    def _periods(self) -> Iterator[dict[str, Any]]:
        goal = self.report.goal
        for index, period in enumerate(self.found.periods.periods):
            counts = [self.report.counts(name, period=index) for name in self.found.metrics]
            shares = [
                (
                    entry.text(self.report.decimals),
                    f"{entry.decided:,}",
                    goal is not None and entry.reaches(goal) is False,
                )
                for entry in counts
            ]
            yield {"label": period.label, "shares": shares}

    def _hours(self) -> dict[str, Any]:
        name, calendar = main_calendar(self.report.verdicts)
        windows = _week(calendar.content()["hours"]) if calendar.zone == self.report.zone else []
        hours = self.found.hours
        told = [("Tickets opened", hours.opened, "met")]
        told += [
            (f"Missed: {metric_text(metric)}", numbers, "breached")
            for metric, numbers in hours.breached.items()
        ]
        return {
            "windows_of": f"the calendar “{name}”" if windows else "",
            "hours": [
                self._figure(hours_chart(title, numbers, windows, colour), f"{sum(numbers):,}")
                for title, numbers, colour in told
            ],
            "hour_tables": [
                {
                    "title": title,
                    "rows": [
                        (day, [f"{number:,}" for number in numbers[24 * place : 24 * place + 24]])
                        for place, day in enumerate(WEEKDAYS)
                    ],
                }
                for title, numbers, _ in told
            ],
        }

    def _use_row(self, name: str, use: Any, late: Any) -> dict[str, Any]:
        used = use.percentiles or (None,) * len(PERCENTILES)
        lengths = [*used, late.median, late.median_wall, late.most, late.most_wall]
        return {
            "name": metric_text(name),
            "cells": [f"{use.completed:,}", *(length_text(length) for length in lengths)],
        }

    def _stories(self) -> Iterator[dict[str, Any]]:
        missed = self.report.worst(MOST_STORIES)
        chosen = [(entry.ticket_id, entry.metric, entry.link) for entry in missed]
        links = (
            dict(self.report.verdicts.frame.select("ticket_id", "link").rows())
            if self.report.stories
            else {}
        )
        metrics = self.found.metrics
        told = [(name, metrics[-1], links.get(name)) for name in self.report.stories if metrics]
        for ticket_id, metric, own in dict.fromkeys([*told, *chosen]):
            story = self.report.story(ticket_id, metric)
            yield {
                "ticket_id": printable(ticket_id),
                "url": ticket_link(self.report.link, ticket_id, own),
                "metric": metric_text(metric),
                "summary": _summary(story),
                "svg": self._figure(strip_of(story))["svg"],
                "ledger": Markup(story.ledger.to_html()),  # noqa: S704 - escaped by the ledger
            }


_SECTIONS = (
    ("attainment", "Attainment"),
    ("where", "Where missed"),
    ("groups", ""),
    ("open", "Open now"),
    ("time", "Over time"),
    ("hours", "Hours"),
    ("used", "Time used"),
    ("worst", "Tickets"),
    ("rows", "What was read"),
)


def _sections(values: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the sections that have something to say."""
    for name, title in _SECTIONS:
        if name == "groups":
            yield from ((entry["id"], entry["title"]) for entry in values["groups"])
        elif name in _always or values[_of[name]]:
            yield name, title


_always = ("attainment", "rows")
_of = {
    "where": "cells",
    "open": "backlog",
    "time": "over_time",
    "hours": "hours",
    "used": "used",
    "worst": "stories",
}
_JUDGED = (
    *("cards", "cells", "groups", "comparison", "backlog", "over_time", "hours", "used"),
    *("stories", "missed"),
)


def _week(hours: dict[str, list[str]]) -> list[tuple[int, float, float]]:
    """Return the support windows of a week: weekday, opening and closing in hours."""
    found = []
    for weekday, name in enumerate(WEEKDAYS):
        for text in hours.get(name.lower(), ()):
            start, end = (_clock(part) for part in text.split("-"))
            if end > start:
                found.append((weekday, start, end))
            else:
                found += [(weekday, start, 24.0), ((weekday + 1) % 7, 0.0, end)]
    return [entry for entry in found if entry[2] > entry[1]]


def _clock(text: str) -> float:
    hour, minute, *second = (int(part) for part in text.split(":"))
    return hour + minute / 60 + (second[0] / 3600 if second else 0)


def _summary(story: Story) -> str:
    due = f"; due {moment_text(story.due_at)}" if story.due_at is not None else ""
    late = f"; {length_text(story.late)} of open time late" if story.late else ""
    return f"{story.ledger.title}: {story.status}{due}{late}."
