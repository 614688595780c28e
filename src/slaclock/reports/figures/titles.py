"""What metrics, plans and priorities are called: by their titles, as the contract has them."""

from __future__ import annotations

from slaclock.matrices.model import Matrix
from slaclock.reports.figures.cells import Cell
from slaclock.reports.words import metric_text

__all__ = ["metric_title", "plan_title", "priority_title"]


def metric_title(matrix: Matrix, name: str) -> str:
    """Return what a metric is called: `First response`."""
    found = matrix.metrics.get(name)
    return found.title if found is not None else metric_text(name).capitalize()


def plan_title(cell: Cell) -> str:
    """Return what a plan is called, or what stands in the file instead."""
    if cell.row is None:
        return cell.plan or "none"
    title, choice = _with_id(cell.row.plan.title, cell.plan), cell.row.matrix.choice
    swapped = dict.fromkeys(choice.calendars.values()) if choice is not None else ()
    return f"{title}, on {', '.join(swapped)}" if swapped else title


def priority_title(cell: Cell) -> str:
    """Return what a priority is called: `Critical (P1)`; `none` for none."""
    if cell.row is None or cell.row.priority is None:
        return cell.priority or "none"
    return _with_id(cell.row.priority.title, cell.priority)


def _with_id(title: str, name: str) -> str:
    """Return a title, with the id behind it unless the title says it already."""
    return title if name.casefold() in title.casefold() else f"{title} ({name})"
