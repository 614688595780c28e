"""What happens to tickets: each deed writes events, then makes the row of the ticket again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.contract import CONTRACT, shown
from portal.store import Entry, Message, Outgoing, Ticket, User
from slaclock import Clock, events

__all__ = ["answer", "change_priority", "create", "rebuild", "reopen", "resolve", "sweep"]


def create(
    db: Session, owner: User, kind: str, subject: str, text: str, priority: str, now: datetime
) -> Ticket:
    """Open a ticket."""
    assert owner.plan is not None
    ticket = Ticket(owner=owner, kind=kind, subject=subject, told_until=now)
    db.add(ticket)
    ticket.messages.append(Message(at=now, author=owner.title, text=text))
    _happened(ticket, now, events.Opened(now, plan=owner.plan, priority=priority))
    db.flush()
    return ticket


def answer(ticket: Ticket, author: User, text: str, now: datetime, *, waits: bool = False) -> None:
    """Write into the thread; *waits* says that support now waits for the customer."""
    happened: list[events.Event] = []
    is_paused = ticket.status == "waiting"
    if author.is_agent:
        happened.append(events.Responded(now))
        if waits and ticket.status == "open":
            happened.append(events.Paused(now, reason="customer"))
        elif is_paused and not waits:
            happened.append(events.Resumed(now))
    else:
        if is_paused:
            happened.append(events.Resumed(now))
        happened.append(events.CustomerReplied(now))
    ticket.messages.append(Message(at=now, author=author.title, text=text))
    _happened(ticket, now, *happened)


def change_priority(ticket: Ticket, priority: str, now: datetime) -> None:
    if priority != ticket.priority:
        _happened(ticket, now, events.PriorityChanged(now, priority))


def resolve(ticket: Ticket, now: datetime) -> None:
    if ticket.status != "resolved":
        _happened(ticket, now, events.Resolved(now))


def reopen(ticket: Ticket, now: datetime) -> None:
    if ticket.status == "resolved":
        _happened(ticket, now, events.Reopened(now))


def rebuild(ticket: Ticket, now: datetime) -> None:
    """Make the stored columns again from the log."""
    for name, value in shown(ticket.log, now).items():
        setattr(ticket, name, value)


def sweep(db: Session, now: datetime) -> datetime | None:
    """Tell what changed by itself since the last sweep; return when to sweep next.

    Runs late, twice or after a crash do no harm: a key is taken once, and the instant up to
    which a ticket was swept is written in the same transaction.
    """
    due = select(Ticket).where(Ticket.next_change <= now)
    for ticket in db.scalars(due).all():
        _tell(db, ticket, now)
        rebuild(ticket, now)
    db.commit()
    return db.scalar(
        select(Ticket.next_change).where(Ticket.next_change.is_not(None)).order_by("next_change")
    )


def _tell(db: Session, ticket: Ticket, now: datetime) -> None:
    since = ticket.told_until or ticket.log[0].at
    if since >= now:
        return
    sent = set(db.scalars(select(Outgoing.key).where(Outgoing.ticket_id == ticket.id)))
    for change in Clock(CONTRACT, ticket.log).changes(since, now):
        if change.what == "notify" and change.key not in sent:
            text = f"{CONTRACT.metrics[change.metric].title} has reached {change.point}"
            to = f"Level {change.level}: {change.contact}"
            row: dict[str, Any] = {"ticket_id": ticket.id, "key": change.key, "to": to}
            db.add(Outgoing(**row, at=change.at.astimezone(UTC), text=text))
            sent.add(change.key)
    ticket.told_until = now


def _happened(ticket: Ticket, now: datetime, *happened: events.Event) -> None:
    ticket.entries += [Entry(event=event.to_dict()) for event in happened]
    rebuild(ticket, now)
