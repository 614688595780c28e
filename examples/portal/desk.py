"""What happens to tickets: each deed writes events, then makes the row of the ticket again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.contract import CONTRACT, FINGERPRINT, clock_of, shown
from portal.store import Entry, Message, Outgoing, Ticket, User
from slaclock import events

__all__ = ["answer", "change_priority", "create", "rebuild", "rebuild_old", "reopen"]
__all__ += ["resolve", "sweep"]

MICROSECOND = timedelta(microseconds=1)
TICKETS_AT_ONCE = 200


def create(
    db: Session, owner: User, kind: str, subject: str, text: str, priority: str, now: datetime
) -> Ticket:
    """Open a ticket."""
    assert owner.plan is not None
    ticket = Ticket(owner=owner, kind=kind, subject=subject)
    db.add(ticket)
    db.flush()
    ticket.messages.append(Message(at=now, author=owner.title, text=text))
    _happened(db, ticket, now, events.Opened(now, plan=owner.plan, priority=priority))
    return ticket


def answer(
    db: Session, ticket: Ticket, author: User, text: str, now: datetime, *, waits: bool = False
) -> None:
    """Write into the thread; *waits* says that support now waits for the customer."""
    now = _alone(db, ticket, now)
    ticket.messages.append(Message(at=now, author=author.title, text=text))
    is_paused = ticket.status == "waiting"
    happened: list[events.Event] = []
    if is_paused and not waits:
        happened.append(events.Resumed(now))
    happened.append(events.Responded(now) if author.is_agent else events.CustomerReplied(now))
    if waits and ticket.status == "open":
        happened.append(events.Paused(now, reason="customer"))
    _happened(db, ticket, now, *happened)


def change_priority(db: Session, ticket: Ticket, priority: str, now: datetime) -> None:
    now = _alone(db, ticket, now)
    if priority != ticket.priority:
        _happened(db, ticket, now, events.PriorityChanged(now, priority))


def resolve(db: Session, ticket: Ticket, now: datetime) -> None:
    now = _alone(db, ticket, now)
    if ticket.status != "resolved":
        _happened(db, ticket, now, events.Resolved(now))


def reopen(db: Session, ticket: Ticket, now: datetime) -> None:
    now = _alone(db, ticket, now)
    if ticket.status == "resolved":
        _happened(db, ticket, now, events.Reopened(now))


def rebuild(ticket: Ticket, now: datetime) -> None:
    """Make the stored columns again from the log."""
    for name, value in shown(ticket.log, now).items():
        setattr(ticket, name, value)


def rebuild_old(db: Session, now: datetime) -> int:
    """Make the columns again of each ticket that was computed under another contract."""
    count = 0
    old = select(Ticket).where(Ticket.contract != FINGERPRINT).limit(TICKETS_AT_ONCE)
    while tickets := db.scalars(old).all():
        for ticket in tickets:
            rebuild(ticket, now)
        count += len(tickets)
        db.commit()
    return count


def sweep(db: Session, now: datetime) -> datetime | None:
    """Tell what changed by itself since the last sweep; return when to sweep next.

    Runs late, twice or after a crash do no harm: a key is taken once, and the instant up to
    which a ticket was swept is written in the same transaction.
    """
    due = select(Ticket.id).where(Ticket.next_change <= now).order_by(Ticket.next_change)
    for number in db.scalars(due).all():
        ticket = db.get_one(Ticket, number)
        at = _alone(db, ticket, now)
        _tell(db, ticket, at)
        rebuild(ticket, at)
        db.commit()
    known = Ticket.next_change.is_not(None)
    return db.scalar(select(Ticket.next_change).where(known).order_by(Ticket.next_change).limit(1))


def _alone(db: Session, ticket: Ticket, now: datetime) -> datetime:
    """Wait until no other deed changes the ticket; return when this one happens.

    That is never before the last event: another server, a little ahead, may have written it.
    """
    counted = update(Ticket).where(Ticket.id == ticket.id).values(version=Ticket.version + 1)
    db.execute(counted.execution_options(synchronize_session=False))
    db.refresh(ticket)
    return max(now, datetime.fromisoformat(ticket.log[-1]["at"]))


def _happened(db: Session, ticket: Ticket, now: datetime, *happened: events.Event) -> None:
    ticket.entries += [Entry(event=event.to_dict()) for event in happened]
    # A level that the deed itself crosses, or that no sweep has seen yet, is told now: the
    # next change of the ticket may lie far ahead.
    _tell(db, ticket, now)
    rebuild(ticket, now)


def _tell(db: Session, ticket: Ticket, now: datetime) -> None:
    opened_at = datetime.fromisoformat(ticket.log[0]["at"])
    since = ticket.told_until or opened_at - MICROSECOND
    # Another deed at the same instant counts too; what was told before has a key by then.
    ticket.told_until = now - MICROSECOND
    if since >= now:
        return
    sent = set(db.scalars(select(Outgoing.key).where(Outgoing.ticket_id == ticket.id)))
    for change in clock_of(ticket.log).changes(since, now):
        if change.what == "notify" and change.key not in sent:
            text = f"{CONTRACT.metrics[change.metric].title} has reached {change.point}"
            to = f"Level {change.level}: {change.contact}"
            row: dict[str, Any] = {"ticket_id": ticket.id, "key": change.key, "to": to}
            db.add(Outgoing(**row, at=change.at.astimezone(UTC), text=text))
            sent.add(change.key)
