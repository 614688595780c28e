"""The table of metrics: what is timed, what begins it, what completes it, what stops it.

A metric is a row of data. The four built-in ones stand here and nowhere else; a matrix gives
its own table as `Matrix.metrics`. Whatever goes through metrics goes through that table and
asks each row; nothing else lists metrics, slices the list or leaves one out by its name.

>>> [metric.name for metric in BUILT_IN.values() if metric.from_opening]
['first_response', 'response', 'resolution']
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

__all__ = [
    "BUILT_IN",
    "FROM_OPENING",
    "METRICS",
    "Metric",
    "Scope",
    "is_stopping",
    "metric_table",
]

Scope = Literal["plan", "cell", "any"]


class Metric(NamedTuple):
    """What is timed.

    Attributes:
        name: As in a data file, such as `first_response`.
        title: In words.
        scope: `plan` where one promise holds for a whole plan, whatever the priority; `cell`
            where each priority of a plan has its own; `any` where either may be, and that of
            the priority goes first.
        starts: The types of the events that begin a cycle, such as `opened`. While a cycle
            runs, another one changes nothing.
        completes: The types of the events that complete it, such as `responded`.
        repeats: Whether another cycle begins by itself: `from_completion`, `from_deadline`
            (a fixed rhythm), or None. Either ends with the ticket.
        restarts: The types of the events at which a cycle that runs begins anew.
        pauses: Whether a pause stops its clock: True, False, or the reasons that do. None
            leaves it to the matrix; the table of a matrix says it, and holds no None.
    """

    name: str
    title: str
    scope: Scope
    starts: tuple[str, ...]
    completes: tuple[str, ...]
    repeats: Literal["from_completion", "from_deadline"] | None = None
    restarts: tuple[str, ...] = ()
    pauses: bool | tuple[str, ...] | None = None

    @property
    def from_opening(self) -> bool:
        """Return whether its first cycle begins when the ticket is opened."""
        return "opened" in self.starts

    @property
    def begins_again(self) -> bool:
        """Return whether a ticket may have several cycles of it, each with a verdict.

        A reopening alone begins none: it takes back that the metric was completed.
        """
        other_starts = set(self.starts) != {"opened"}
        return self.repeats is not None or bool(self.restarts) or other_starts

    @property
    def ends_with_ticket(self) -> bool:
        """Return whether a resolution completes it, so that none begins on a resolved ticket.

        Another metric may begin then, and outlives the ticket.
        """
        return "resolved" in self.completes

    @property
    def goes_on_when_reopened(self) -> bool:
        """Return whether a reopening takes back what a resolution has completed.

        What the end of the work has completed is not complete after all. A response stays
        given, though: what is resolved has been answered. And where a reopening begins a
        cycle of its own, the one before it is over.
        """
        if not self.ends_with_ticket or "reopened" in self.starts:
            return False
        return self.repeats is not None or "responded" not in self.completes

    @property
    def has_fixed_rhythm(self) -> bool:
        """Return whether each cycle begins at the deadline of the one before."""
        return self.repeats == "from_deadline"

    def may_stand_in(self, scope: Scope) -> bool:
        """Return whether it may be promised for a whole `plan`, or for a `cell`."""
        return self.scope in (scope, "any")

    def is_stopped_by(self, reason: str | None) -> bool:
        """Return whether a pause for *reason* stops its clock; None for a pause without one."""
        return is_stopping(self.pauses, reason)


def metric_table(metrics: Iterable[Metric]) -> Mapping[str, Metric]:
    """Return metrics by name, in order, as a table that cannot be changed."""
    return MappingProxyType({metric.name: metric for metric in metrics})


def is_stopping(pauses: bool | tuple[str, ...] | None, reason: str | None) -> bool:  # noqa: FBT001
    """Return whether a pause for *reason* stops a clock; None for a pause without one.

    Args:
        pauses: True or False for every pause, or the reasons for which it does.
        reason: Why the ticket is paused.
    """
    return reason in pauses if isinstance(pauses, tuple) else bool(pauses)


BUILT_IN = metric_table(
    (
        Metric(
            name="first_response",
            title="First response",
            scope="plan",
            starts=("opened",),
            completes=("responded", "resolved"),
        ),
        Metric(
            name="response",
            title="Response",
            scope="cell",
            starts=("opened",),
            completes=("responded", "resolved"),
        ),
        Metric(
            name="resolution",
            title="Resolution",
            scope="cell",
            starts=("opened",),
            completes=("resolved",),
        ),
        Metric(
            name="next_response",
            title="Next response",
            scope="cell",
            starts=("customer_replied",),
            completes=("responded", "resolved"),
        ),
    )
)
"""The metrics that every matrix has."""
METRICS: tuple[str, ...] = tuple(BUILT_IN)
"""The names of the built-in metrics, in order."""
FROM_OPENING: tuple[str, ...] = tuple(
    name for name, metric in BUILT_IN.items() if metric.from_opening
)
"""Those of them that begin when a ticket is opened."""
