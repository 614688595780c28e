"""The ledger of a deadline: what counted on the way, and what was closed."""

from __future__ import annotations

from datetime import timedelta, tzinfo

from slaclock.instants import from_micros
from slaclock.ledger import Ledger, LedgerRow, account, stretches
from slaclock.matrices.promises import Target, business_day_facts, due_reason, waiting
from slaclock.matrices.terms import Terms, choice_facts, title_of

__all__ = ["account_of", "hours_facts"]


def account_of(terms: Terms, target: Target, opened: int, due: int, zone: tzinfo | None) -> Ledger:
    """Return the account of the time from the opening to a deadline.

    Args:
        terms: What the ticket is promised.
        target: The single target that has given the deadline.
        opened: Microseconds since the epoch, UTC.
        due: The same.
        zone: In which times are shown.

    Raises:
        LedgerError: It does not add up to the target; that would be a fault of slaclock.
    """
    calendar = target.calendar
    if target.counted.meaning is None:
        expected = target.counted.micros
    else:
        expected = calendar.open_between(target.floor(opened), due)
    parts = stretches(calendar, opened, due, waiting(target, opened, due))
    rows = account(calendar, parts, zone, expected=expected)
    total = rows[-1].total if rows else timedelta(0)
    due_at = from_micros(due, zone)
    last = LedgerRow(due_at, due_at, "due", due_reason(target), timedelta(0), total)
    facts = (*hours_facts(target), f"times in {zone}", *choice_facts(terms))
    shares = target.counted.day_facts(calendar, target.floor(opened), due)
    title = f"{title_of(terms)}: {target.metric} {target}"
    return Ledger(title, (*facts, *business_day_facts(target), *shares), (*rows, last))


def hours_facts(target: Target) -> tuple[str, ...]:
    """Return the calendar of a target in words, and the calendars that it is made of."""
    parts = (f"{name}: {part}" for name, part in target.calendar.named_parts().items())
    return (f"calendar {target.calendar_id}: {target.calendar}", *parts)
