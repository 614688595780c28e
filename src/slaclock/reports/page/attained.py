"""What the page says of attainment: a card for each promise, and where promises were missed."""

from __future__ import annotations

from typing import Any

from slaclock.matrices.model import Row
from slaclock.reports.figures.attainment import Counts
from slaclock.reports.figures.goals import GoalResult
from slaclock.reports.figures.shares import share_text
from slaclock.reports.figures.summary import ReportFigures
from slaclock.reports.figures.titles import plan_title, priority_title
from slaclock.reports.page.sheet import Sheet
from slaclock.reports.words import length_text

__all__ = ["card_values", "cell_values", "goal_values"]

MOST_CELLS = 12
STATE_WORDS = (
    ("met", "met", "met"),
    ("breached", "breached", "breached"),
    ("running", "still running", ""),
    ("paused", "paused", ""),
    ("not_applicable", "not applicable", ""),
    ("unreadable", "unreadable", ""),
)


def card_values(sheet: Sheet) -> list[dict[str, Any]]:
    """Return a card for each promise, in the order of the matrix."""
    return [_card(sheet, name) for name in sheet.metrics]


def cell_values(sheet: Sheet) -> dict[str, Any]:
    """Return the cells with the lowest attainment, and the others."""
    attainment, found = sheet.report.attainment, []
    for index, metric in enumerate(attainment.metrics):
        for place, cell in enumerate(attainment.cells):
            counts = Counts(*attainment.cube[index, place].sum(axis=0).tolist())
            if cell.row is not None and counts.total > counts.not_applicable:
                found.append(_cell(sheet, metric, place, counts))
    found.sort(key=lambda cell: cell["order"])
    most = max(MOST_CELLS, 0 if len(found) > MOST_CELLS + 3 else len(found))
    return {
        "cells": found[:most],
        "more_cells": found[most:],
        "more_title": f"{len(found) - most} more, with a higher attainment",
    }


def goal_values(report: ReportFigures) -> list[dict[str, Any]]:
    """Return the goals of the contract, in the order of the file."""
    return [
        {
            "name": result.goal.title or str(result.goal),
            "rule": str(result.goal) if result.goal.title else "",
            "below": not result.is_reached,
            "verdict": _goal_verdict(result),
            "periods": [
                {
                    "label": f"{period.label or 'All'}{'' if period.is_over else ', so far'}",
                    "share": share_text(result.goal.share, period.met, period.decided),
                    "met": f"{period.met:,}",
                    "decided": f"{period.decided:,}",
                    "outcome": period.outcome,
                    "below": not period.is_reached,
                }
                for period in result.periods
            ],
        }
        for result in report.goals
    ]


def _goal_verdict(result: GoalResult) -> str:
    if not result.periods:
        return "Not reached: nothing is decided"
    missed = sum(not period.is_reached for period in result.periods)
    if not missed:
        return "Reached"
    return f"Missed in {missed:,} of {len(result.periods):,}" if result.goal.per else "Missed"


def _card(sheet: Sheet, name: str) -> dict[str, Any]:
    goal, counts = sheet.report.goal, sheet.report.counts(name)
    reached = counts.reaches(goal) if goal else None
    counted = "decided" if sheet.report.verdicts.metrics[name].earlier is None else "cycles"
    verdict = f"{counts.met:,} met of {counts.decided:,} {counted}"
    if goal and reached is not None:
        verdict = f"{'Reaches' if reached else 'Below'} the goal of {goal}"
    if not counts.decided:
        verdict = "Nothing is decided yet"
    return {
        "name": sheet.title(name),
        "share": counts.text(sheet.report.decimals),
        "verdict": verdict,
        "below": reached is False,
        "none": not counts.decided,
        "met": counts.met,
        "breached": counts.breached,
        "counts": [
            (words, f"{getattr(counts, state):,}", key) for state, words, key in STATE_WORDS
        ],
    }


def _target(row: Row, metric: str) -> str:
    """Return what is promised; a ticket may have been judged under a plan that it left."""
    return next((str(target) for target in row.targets if target.metric == metric), "–")


def _cell(sheet: Sheet, metric: str, place: int, counts: Counts) -> dict[str, Any]:
    attainment, share = sheet.report.attainment, counts.attainment
    cell, late = attainment.cells[place], attainment.lateness[metric, place]
    assert cell.row is not None
    text, decided, below = sheet.share(counts)
    return {
        "plan": plan_title(cell),
        "priority": priority_title(cell),
        "metric": sheet.title(metric),
        "target": _target(cell.row, metric),
        "share": text,
        "decided": decided,
        "width": None if share is None else int(share * 100),
        "below": below,
        "met": f"{counts.met:,}",
        "breached": f"{counts.breached:,}",
        "has_breached": bool(counts.breached),
        "open": f"{counts.running + counts.paused:,}",
        "median": length_text(late.median),
        "most": length_text(late.most),
        "order": (share is None, share, -counts.breached),
    }
