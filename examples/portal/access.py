"""Who asks, when, and what they may see; a page asks for these by type."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Form, HTTPException, Path, Request
from sqlalchemy.orm import Session

from portal.store import Ticket, User

__all__ = ["LAST_ID", "Agent", "Db", "FromOurPage", "NotLoggedInError", "Now", "Visible", "Visitor"]

LAST_ID = 2**31 - 1


class NotLoggedInError(Exception):
    """Nobody is logged in."""


def database(request: Request) -> Iterator[Session]:
    with request.app.state.open_session() as db:
        yield db


Db = Annotated[Session, Depends(database)]


def asked_at(request: Request) -> datetime:
    now: datetime = request.app.state.now()
    return now


Now = Annotated[datetime, Depends(asked_at)]


def somebody(request: Request, db: Db) -> User:
    user = db.get(User, request.session.get("user", 0))
    if user is None:
        raise NotLoggedInError
    return user


Visitor = Annotated[User, Depends(somebody)]


def an_agent(user: Visitor) -> User:
    if not user.is_agent:
        raise HTTPException(403, "this is for the support team")
    return user


Agent = Annotated[User, Depends(an_agent)]


def a_ticket(number: Annotated[int, Path(ge=1, le=LAST_ID)], user: Visitor, db: Db) -> Ticket:
    """Return a ticket that the visitor may see; of others it is not even told that they exist."""
    ticket = db.get(Ticket, number)
    if ticket is None or not (user.is_agent or ticket.owner_id == user.id):
        raise HTTPException(404, "no such ticket")
    return ticket


Visible = Annotated[Ticket, Depends(a_ticket)]


def from_our_page(request: Request, token: Annotated[str, Form()] = "") -> None:
    """Refuse a form that another site sent."""
    known = request.session.get("token", "")
    if not known or not secrets.compare_digest(known.encode(), token.encode()):
        raise HTTPException(403, "the form is too old; load the page again")


FromOurPage = Depends(from_our_page)
