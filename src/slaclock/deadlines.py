"""By when a ticket must be answered and resolved: `compute_deadline` and its answer.

The answer itself is in `slaclock.matrices.deadline`, so that a matrix can give it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slaclock.matrices.deadline import Deadline, MetricDeadline, deadline_under
from slaclock.matrices.door import DEFAULT_MATRIX, MatrixLike, matrix_at, terms_chosen
from slaclock.matrices.model import Matrix
from slaclock.matrices.promises import business_day_facts, due_instant, due_reason
from slaclock.matrices.terms import title_of

__all__ = [
    "Deadline",
    "MetricDeadline",
    "business_day_facts",
    "compute_deadline",
    "due_instant",
    "due_reason",
    "title_of",
]


def compute_deadline(
    plan: str | None,
    priority: str | None,
    opened_at: datetime,
    *,
    matrix: MatrixLike = DEFAULT_MATRIX,
    fields: Mapping[str, Any] | None = None,
) -> Deadline:
    r"""Return by when a ticket must be answered and resolved.

    A ticket opened outside the support hours is taken up at the start of the next window.

    >>> from zoneinfo import ZoneInfo
    >>> friday = datetime(2026, 3, 6, 18, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    >>> deadline = compute_deadline("starter", "P1", friday)
    >>> print(deadline.response_due, deadline.resolution_due, sep="\n")
    2026-03-09 12:30:00+05:30
    2026-03-09 18:30:00+05:30

    Args:
        plan: Id, title or alias of a plan, in any case; None to let *fields* choose it.
        priority: Id, title or alias of a priority; None for the plan-wide promise alone.
        opened_at: An aware datetime.
        matrix: A `Matrix`, the name of a bundled one, or the path of a data file; or a
            `MatrixHistory`, of which the version counts that was in force at the opening.
        fields: Fields of the ticket, such as its channel, for the rules of the matrix that
            choose a plan; see `Matrix.choose`. None to ask no rule.

    Returns:
        The deadline of every metric that starts at the opening, in the zone of *opened_at*.

    Raises:
        UnknownNameError: No such plan, priority or bundled matrix.
        ChoiceError: No rule chooses a plan, and none is given.
        NoTargetError: The plan promises nothing for that priority.
        InstantError, ArgumentTypeError: *opened_at* is naive, out of range or no datetime.
        NeverOpenError: The calendar has not enough open time within 100 years.
        CoverageError: The holidays of a year on the way are not known.
    """
    if fields is not None:
        return deadline_under(terms_chosen(matrix, opened_at, fields, plan, priority), opened_at)
    contract = matrix if type(matrix) is Matrix else matrix_at(matrix, opened_at, plan)  # type: ignore[arg-type]
    return deadline_under(contract.row(plan, priority), opened_at)  # type: ignore[arg-type]
