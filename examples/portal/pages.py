"""The pages of the portal."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portal.access import LAST_ID, Agent, Db, Now, Visible, Visitor
from portal.contract import CONTRACT, SKEW, STATES, ZONE, clock_of, left_now
from portal.rendering import page, times
from portal.store import NOT_DONE, Outgoing, Ticket, User
from slaclock.reports import make_report, take_logs

__all__ = ["pages"]

ROWS_A_PAGE = 25
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
)
pages = APIRouter()


@pages.get("/login")
def login(request: Request, db: Db) -> Response:
    return page(request, "login.html", user=None, users=db.scalars(select(User)).all())


@pages.get("/help")
def help_page(request: Request, user: Visitor) -> Response:
    return page(request, "help.html", user=user)


@pages.get("/")
def tickets(
    request: Request,
    user: Visitor,
    db: Db,
    now: Now,
    after: Annotated[int, Query(ge=0, le=LAST_ID)] = 0,
) -> Response:
    found = select(Ticket).options(selectinload(Ticket.owner))
    if user.is_agent:
        found = found.where(NOT_DONE).order_by(Ticket.due_next.nulls_last(), Ticket.id)
    else:
        found = found.where(Ticket.owner_id == user.id).order_by(Ticket.id.desc())
    rows = db.scalars(found.offset(after).limit(ROWS_A_PAGE + 1)).all()
    return page(
        request,
        "tickets.html",
        user=user,
        tickets=rows[:ROWS_A_PAGE],
        after=after,
        next_page=after + ROWS_A_PAGE if len(rows) > ROWS_A_PAGE else None,
        asked_at=now,
        times=times(now),
    )


@pages.get("/clocks")
def clocks(user: Visitor, db: Db, now: Now, tickets: Annotated[str, Query(max_length=2000)]) -> Any:
    """Return how the tickets of a page stand now, so that it need not trust its own clock."""
    numbers = [int(one) for one in tickets.split(",") if one.isdecimal()][: ROWS_A_PAGE + 1]
    found = select(Ticket).where(Ticket.id.in_([one for one in numbers if one <= LAST_ID]))
    if not user.is_agent:
        found = found.where(Ticket.owner_id == user.id)
    known = {
        ticket.id: {
            "state": STATES[ticket.status],
            "level": ticket.level or "",
            "clocks": {one["metric"]: left_now(one, now) for one in ticket.clocks},
        }
        for ticket in db.scalars(found)
    }
    return {**times(now), "tickets": known}


@pages.get("/new")
def new(request: Request, user: Visitor) -> Response:
    return page(request, "new.html", user=user)


@pages.get("/tickets/{number}")
def thread(request: Request, user: Visitor, ticket: Visible, now: Now) -> Response:
    return page(
        request,
        "thread.html",
        user=user,
        ticket=ticket,
        alone="alone" in request.query_params,
        asked_at=now,
        times=times(now),
    )


@pages.get("/tickets/{number}/why/{metric}")
def why(request: Request, user: Visitor, ticket: Visible, now: Now, metric: str) -> Response:
    state = clock_of(ticket.log).at(now.astimezone(ZONE), skew=SKEW)
    if metric not in state or state[metric].target is None:
        raise HTTPException(404, "nothing is promised for that")
    return page(
        request,
        "why.html",
        user=user,
        ticket=ticket,
        title=CONTRACT.metrics[metric].title,
        ledger=state[metric].explain(),
    )


@pages.get("/outbox")
def outbox(request: Request, user: Agent, db: Db) -> Response:
    sent = db.scalars(select(Outgoing).order_by(Outgoing.id.desc()).limit(ROWS_A_PAGE)).all()
    return page(request, "outbox.html", user=user, sent=sent)


@pages.get("/report")
def report(_user: Agent, db: Db, now: Now) -> Response:
    tickets = db.scalars(select(Ticket).options(selectinload(Ticket.entries))).all()
    if not tickets:
        raise HTTPException(404, "there are no tickets yet")
    logs = {ticket.id: ticket.log for ticket in tickets}
    made = make_report(take_logs(logs, name="the portal"), matrix=CONTRACT, as_of=now)
    return HTMLResponse(made.to_html(), headers={"Content-Security-Policy": REPORT_POLICY})
