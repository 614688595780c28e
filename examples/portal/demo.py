"""Demo users, and some tickets to look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import desk
from portal.contract import CONTRACT
from portal.store import User, session_maker

__all__ = ["USERS", "add_users", "fill"]

USERS = {
    "lite": ("lite", "Customer on Lite"),
    "starter": ("starter", "Customer on Starter"),
    "premium": ("premium", "Customer on Premium"),
    "enterprise": ("enterprise", "Customer on Enterprise"),
    "support": (None, "Support specialist"),
}
STORIES = (
    ("starter", "P1", "Report a bug", "The bot does not answer", 26),
    ("premium", "P2", "Technical support", "Web hook returns 401", 9),
    ("enterprise", "P1", "Report a bug", "Nobody can log in", 2),
    ("lite", "P3", "Other questions", "Where is the usage shown?", 50),
    ("starter", "P2", "Implementation assistance", "Our logo on the login page", 5),
)


def add_users(db: Session) -> dict[str, User]:
    """Add the demo users that are not there yet; return all of them by name."""
    known = {user.name: user for user in db.scalars(select(User))}
    for name, (plan, title) in USERS.items():
        if name not in known:
            known[name] = User(name=name, plan=plan, title=title)
            db.add(known[name])
    db.flush()
    return known


def fill(url: str, now: datetime | None = None) -> None:
    """Put the demo users and some tickets into an empty database."""
    now = now or datetime.now(UTC)
    with session_maker(url)() as db:
        is_empty = db.scalar(select(User)) is None
        users = add_users(db)
        if is_empty:
            for plan, priority, kind, subject, hours in STORIES:
                assert kind in CONTRACT.ticket_types
                opened = now - timedelta(hours=hours)
                text = f"{subject}. Please help."
                ticket = desk.create(db, users[plan], kind, subject, text, priority, opened)
                if hours > 20:
                    told = "Thank you. Which browser is it?"
                    later = opened + timedelta(hours=3)
                    desk.answer(db, ticket, users["support"], told, later, waits=True)
            desk.sweep(db, now)
        db.commit()
