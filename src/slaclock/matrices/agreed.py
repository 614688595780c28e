"""Times agreed with the customer: they replace the deadline of a target that allows it.

An agreed time is a fixed instant. Nobody counts up to it, so no pause moves it; if it no longer
suits, another one is agreed. Only the time in which a ticket was closed moves it, as it does any
other deadline. When a time is agreed, and for which cycle, is the business of `slaclock.clock`.
"""

from __future__ import annotations

from slaclock.calendars.combined import Combinable
from slaclock.calendars.day_meanings import DueRule
from slaclock.calendars.open_time import OpenTime
from slaclock.durations import Limit
from slaclock.errors import AmountError
from slaclock.instants import from_micros
from slaclock.matrices.promises import Promise, Target

__all__ = ["AgreedTime", "agreed_at", "as_agreed"]


class AgreedTime(DueRule):
    """A fixed instant.

    Attributes:
        instant: In microseconds since the epoch; None while nothing has been agreed.
        agreed_at: When it was agreed, in microseconds since the epoch.
    """

    name = "agreed"
    words = "agreed with the customer"
    names_date = True

    instant: int | None = None
    agreed_at: int = 0

    def due(self, calendar: OpenTime, at: int, count: int) -> int:
        """Return the instant; raises `AmountError` while there is none."""
        if self.instant is None:
            raise AmountError("as agreed", "falls due only once a time has been agreed")
        return self.instant


def as_agreed(metric: str, limit: Limit, calendar_id: str, calendar: Combinable) -> Target:
    """Return a target that has no deadline until one is agreed."""
    return Target(
        metric=metric,
        amount=limit.amount,
        strict=limit.strict,
        business_day=None,
        open_time=None,
        promise=Promise(0, 0, AgreedTime()),
        calendar_id=calendar_id,
        calendar=calendar,
        may_be_agreed=True,
        agreed="as agreed",
    )


def agreed_at(target: Target, instant: int, at: int) -> Target:
    """Return a target as it is once a time has been agreed.

    Args:
        target: The target.
        instant: What was agreed, in microseconds since the epoch.
        at: When that was, the same.
    """
    shown = from_micros(instant, target.calendar.zone)
    return target._replace(
        business_day=None,
        open_time=None,
        promise=Promise(0, 0, AgreedTime(instant, at)),
        counted_from=None,
        pauses=False,
        whole_days=frozenset(),
        lands_on=None,
        opened_in=None,
        inner=None,
        parts=(),
        agreed=f"agreed for {shown}",
    )
