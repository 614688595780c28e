"""What would change under other terms, as one page of HTML in the style of the report."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from markupsafe import Markup

from slaclock.instants import from_micros
from slaclock.reports.figures.shares import percent_text
from slaclock.reports.figures.titles import metric_title, plan_title, priority_title
from slaclock.reports.figures.verdicts import Verdicts
from slaclock.reports.figures.what_if import CellChange, Example, WhatIf
from slaclock.reports.page.templating import template
from slaclock.reports.words import counted, length_text, moment_text, printable

__all__ = ["what_if_page"]

STATES = {"not_applicable": "not applicable"}


def what_if_page(found: WhatIf, examples: int = 1) -> str:
    """Return the page; whatever comes from a file is escaped.

    Args:
        found: What changes.
        examples: How many tickets of each kind of change are explained.
    """
    both = (found.before, found.after)
    return template("what_if.html").render(
        title=found.before.matrix.title,
        tickets=counted(len(found.before), "ticket"),
        changed=counted(found.changed, "changed verdict"),
        as_of=moment_text(from_micros(found.before.as_of, found.zone)),
        zone=str(found.zone),
        terms=[_terms(verdicts) for verdicts in both],
        totals=[_total(found, name) for name in found.before.metrics if name in _both(found)],
        cells=[_cell(found, cell) for cell in found.cells if cell.moves],
        same=sum(not cell.moves for cell in found.cells),
        examples=[_example(found, example) for example in found.examples(examples)],
        notes=list(dict.fromkeys(note for verdicts in both for note in verdicts.notes)),
    )


def _both(found: WhatIf) -> set[str]:
    return {cell.metric for cell in found.cells}


def _terms(verdicts: Verdicts) -> str:
    """Return the contract of verdicts; of a history, how many versions it has."""
    matrix = verdicts.matrix
    version = f", version {matrix.version}" if matrix.version else ""
    others = len(verdicts.history) if verdicts.history is not None else 1
    more = f", the last of {others} versions" if others > 1 else ""
    return f"{matrix.title} ({matrix.id}{version}){more}, SHA-256 {matrix.fingerprint()[:16]}"


def _total(found: WhatIf, metric: str) -> dict[str, Any]:
    cells = [cell for cell in found.cells if cell.metric == metric]
    met = [sum(cell.met[side] for cell in cells) for side in (0, 1)]
    decided = [sum(cell.decided[side] for cell in cells) for side in (0, 1)]
    return {
        "name": metric_title(found.before.matrix, metric),
        "before": percent_text(met[0], decided[0]),
        "of_before": f"{decided[0]:,}",
        "after": percent_text(met[1], decided[1]),
        "of_after": f"{decided[1]:,}",
        "changed": f"{sum(cell.changed for cell in cells):,}",
        "to_met": f"{_turned(cells, 'breached', 'met'):,}",
        "to_breached": f"{_turned(cells, 'met', 'breached'):,}",
    }


def _turned(cells: list[CellChange], old: str, new: str) -> int:
    return sum(cell.changes.get((old, new), 0) for cell in cells)


def _cell(found: WhatIf, cell: CellChange) -> dict[str, Any]:
    plans = (plan_title(cell.before), plan_title(cell.after))
    priorities = (priority_title(cell.before), priority_title(cell.after))
    return {
        "name": metric_title(found.before.matrix, cell.metric),
        "plan": found.plan_of(cell, *plans, " → "),
        "priority": _turn(*priorities),
        "tickets": f"{cell.tickets:,}",
        "changes": [
            f"{number:,} {_state(old)} → {_state(new)}"
            for (old, new), number in cell.changes.items()
        ],
        "attainment": _turn(*cell.attainments),
        "moves": " to ".join(dict.fromkeys(_moves(cell))),
        "median": _moved(cell.shift[1]) if cell.shift is not None else "–",
    }


def _turn(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _state(name: str) -> str:
    return STATES.get(name, name)


def _moves(cell: CellChange) -> list[str]:
    """Return by how much deadlines move at least and at most; nothing where none does."""
    if cell.shift is None or not any(cell.shift):
        return []
    return [_moved(cell.shift[0]), _moved(cell.shift[2])]


def _moved(micros: int) -> str:
    if not micros:
        return "not at all"
    return f"{length_text(abs(micros))} {'later' if micros > 0 else 'earlier'}"


def _example(found: WhatIf, example: Example) -> dict[str, Any]:
    return {
        "ticket_id": printable(example.ticket_id),
        "name": metric_title(found.before.matrix, example.metric),
        "change": " → ".join(_state(state) for state in example.states),
        "sides": list(_sides(example)),
    }


def _sides(example: Example) -> Iterator[dict[str, Any]]:
    for word, due, story in zip(("Before", "After"), example.due, example.stories, strict=True):
        ledger = Markup(story.ledger.to_html()) if story is not None else ""  # noqa: S704 - escaped by the ledger
        yield {"word": word, "due": _due(due), "ledger": ledger}


def _due(due: datetime | None) -> str:
    return f"due {moment_text(due)}" if due is not None else "no deadline"
