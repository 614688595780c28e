"""The tickets that the page names: what is open, what was missed by most, and their stories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from markupsafe import Markup

from slaclock.instants import from_micros
from slaclock.reports.figures.backlog import Backlog, TicketPromise
from slaclock.reports.figures.stories import Story
from slaclock.reports.figures.titles import plan_title, priority_title
from slaclock.reports.page.links import ticket_link
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.page.strips import strip_of
from slaclock.reports.words import length_text, moment_text, printable

__all__ = ["backlog_values", "missed_values", "open_values", "story_values"]

MOST_STORIES = 3
LATE, LEFT = "Late (open time)", "Left (open time)"


def backlog_values(sheet: Sheet) -> list[dict[str, Any]]:
    """Return what is not completed, by promise and by how soon it falls due."""
    return [_backlog(sheet, entry) for entry in sheet.report.backlog if entry.total]


def open_values(sheet: Sheet) -> list[dict[str, Any]]:
    """Return what is overdue and still open, and what falls due next."""
    overdue, ahead = sheet.report.worst(still_open=True), sheet.report.next_due()
    lists = []
    if overdue:
        lists.append(_list(sheet, "Overdue and still open, the latest first", LATE, overdue))
    if ahead:
        lists.append(_list(sheet, "Due next", LEFT, ahead))
    return lists


def missed_values(sheet: Sheet) -> dict[str, Any] | None:
    """Return what was missed and completed since."""
    missed = sheet.report.worst()
    return _list(sheet, "Missed and completed, the latest first", LATE, missed) if missed else None


def story_values(sheet: Sheet) -> dict[str, list[dict[str, Any]]]:
    """Return the stories that were asked for, and those of what was missed by most."""
    report, asked = sheet.report, []
    if report.stories and sheet.metrics:
        links = dict(report.everything.frame.select("ticket_id", "link").rows())
        asked = [(name, report.story_metric(name), links.get(name)) for name in report.stories]
    worst = [(entry.ticket_id, entry.metric, entry.link) for entry in report.worst(MOST_STORIES)]
    told = dict.fromkeys(asked)
    return {
        "asked_stories": [_story(sheet, *entry) for entry in told],
        "stories": [_story(sheet, *entry) for entry in worst if entry not in told],
    }


def _backlog(sheet: Sheet, entry: Backlog) -> dict[str, Any]:
    return {
        "name": sheet.title(entry.metric),
        "overdue": f"{entry.overdue:,}",
        "within": [f"{number:,}" for number in entry.within],
        "later": f"{entry.later:,}",
        "paused": f"{entry.paused:,}",
        "at_risk": "" if entry.at_risk is None else f"{entry.at_risk:,}",
    }


def _list(
    sheet: Sheet, title: str, measure: str, entries: Iterable[TicketPromise]
) -> dict[str, Any]:
    return {"title": title, "measure": measure, "rows": list(_rows(sheet, entries))}


def _rows(sheet: Sheet, entries: Iterable[TicketPromise]) -> Iterator[dict[str, Any]]:
    zone = sheet.report.zone
    for entry in entries:
        yield {
            "ticket_id": printable(entry.ticket_id),
            "url": ticket_link(sheet.report.link, entry.ticket_id, entry.link),
            "metric": sheet.title(entry.metric),
            "plan": plan_title(entry.cell),
            "priority": priority_title(entry.cell),
            "opened": moment_text(from_micros(entry.opened, zone)),
            "due": moment_text(from_micros(entry.due, zone)),
            "left": length_text(abs(entry.left)),
            "late": entry.left <= 0,
        }


def _story(sheet: Sheet, ticket_id: str, metric: str, link: str | None) -> dict[str, Any]:
    story = sheet.report.story(ticket_id, metric)
    return {
        "ticket_id": printable(ticket_id),
        "url": ticket_link(sheet.report.link, ticket_id, link),
        "metric": sheet.title(metric),
        "summary": _summary(story),
        "svg": sheet.figure(strip_of(story))["svg"],
        "ledger": Markup(story.ledger.to_html()),  # noqa: S704 - escaped by the ledger
    }


def _summary(story: Story) -> str:
    due = f"; due {moment_text(story.due_at)}" if story.due_at is not None else ""
    late = f"; {length_text(story.late)} of open time late" if story.late else ""
    return f"{story.ledger.title}: {story.status}{due}{late}."
