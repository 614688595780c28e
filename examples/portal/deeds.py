"""The forms of the portal: each deed is a POST that comes from a page of our own."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BeforeValidator, StringConstraints
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal import desk
from portal.access import Agent, Db, FromOurPage, Now, Visible, Visitor
from portal.contract import CONTRACT
from portal.store import Ticket, User

__all__ = ["deeds"]


def _without_nulls(text: str) -> str:
    return text.replace("\0", "")  # PostgreSQL keeps none


def _limits(longest: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


Subject = Annotated[str, Form(), _limits(200), BeforeValidator(_without_nulls)]
Text = Annotated[str, Form(), _limits(10_000), BeforeValidator(_without_nulls)]
deeds = APIRouter()


@deeds.post("/login", dependencies=[FromOurPage])
def log_in(request: Request, db: Db, name: Annotated[str, Form()]) -> Response:
    user = db.scalar(select(User).where(User.name == name))
    if user is None:
        raise HTTPException(404, "no such demo user")
    request.session.clear()  # a new session, with a token of its own
    request.session["user"] = user.id
    return RedirectResponse("/", status_code=303)


@deeds.post("/logout", dependencies=[FromOurPage])
def log_out(request: Request) -> Response:
    request.session.clear()
    return RedirectResponse("/login", status_code=303)


@deeds.post("/new", dependencies=[FromOurPage])
def create(
    user: Visitor,
    request: Request,
    db: Db,
    now: Now,
    kind: Annotated[str, Form()],
    subject: Subject,
    text: Text,
    priority: Annotated[str, Form()],
) -> Response:
    if user.is_agent:
        raise HTTPException(403, "tickets are opened by customers")
    if kind not in CONTRACT.ticket_types or priority not in CONTRACT.priorities:
        raise HTTPException(422, "no such ticket type or priority")
    ticket = desk.create(db, user, kind, subject, text, priority, now)
    _saved(request, db)
    return RedirectResponse(f"/#ticket-{ticket.id}", status_code=303)


@deeds.post("/tickets/{number}/answer", dependencies=[FromOurPage])
def answer(
    request: Request,
    user: Visitor,
    ticket: Visible,
    db: Db,
    now: Now,
    text: Text,
    waits: Annotated[str, Form()] = "",
) -> Response:
    desk.answer(db, ticket, user, text, now, waits=bool(waits) and user.is_agent)
    return _back(request, db, ticket)


@deeds.post("/tickets/{number}/priority", dependencies=[FromOurPage])
def priority(
    request: Request,
    _user: Agent,
    ticket: Visible,
    db: Db,
    now: Now,
    priority: Annotated[str, Form()],
) -> Response:
    if priority not in CONTRACT.priorities:
        raise HTTPException(422, "no such priority")
    desk.change_priority(db, ticket, priority, now)
    return _back(request, db, ticket)


@deeds.post("/tickets/{number}/resolve", dependencies=[FromOurPage])
def resolve(request: Request, _user: Agent, ticket: Visible, db: Db, now: Now) -> Response:
    desk.resolve(db, ticket, now)
    return _back(request, db, ticket)


@deeds.post("/tickets/{number}/reopen", dependencies=[FromOurPage])
def reopen(request: Request, _user: Visitor, ticket: Visible, db: Db, now: Now) -> Response:
    desk.reopen(db, ticket, now)
    return _back(request, db, ticket)


def _saved(request: Request, db: Session) -> None:
    db.commit()
    request.app.state.timer.wake()


def _back(request: Request, db: Session, ticket: Ticket) -> Response:
    _saved(request, db)
    return RedirectResponse(f"/tickets/{ticket.id}?alone", status_code=303)
