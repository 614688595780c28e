"""The pages of the portal."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload
from starlette.middleware.sessions import SessionMiddleware

from portal import desk
from portal.contract import CONTRACT, left_now, windows_ahead
from portal.store import Outgoing, Ticket, User, session_maker
from slaclock import Clock

__all__ = ["make_app"]

HERE = Path(__file__).parent
ZONE = ZoneInfo("Asia/Kolkata")
ROWS_A_PAGE = 50
LONGEST_WAIT = 60.0
POLICY = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
)
Text = Annotated[str, Form(min_length=1, max_length=10_000)]


def make_app(
    url: str = "sqlite:///portal.db",
    *,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    secret: str | None = None,
    https: bool = False,
    sweeps: bool = True,
) -> FastAPI:
    """Return the application.

    Args:
        url: Of the database; SQLite or PostgreSQL.
        now: What the time is; a test gives its own.
        secret: Signs the cookies; None for a new one, so that a restart logs everybody out.
        https: Whether cookies are sent over HTTPS alone.
        sweeps: Whether a timer tells of what changes by itself.
    """
    open_session = session_maker(url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        timer = asyncio.create_task(_sweep_for_ever(open_session, now)) if sweeps else None
        yield
        if timer is not None:
            timer.cancel()
            with suppress(asyncio.CancelledError):
                await timer

    app = FastAPI(title="Help", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(
        SessionMiddleware,
        secret_key=secret or secrets.token_hex(32),
        session_cookie="portal",
        same_site="strict",
        https_only=https,
        max_age=8 * 3600,
    )
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    app.state.open_session, app.state.now = open_session, now

    @app.middleware("http")
    async def guard(request: Request, call_next: Callable[[Request], Any]) -> Response:
        response: Response = await call_next(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.exception_handler(NotLoggedInError)
    async def to_login(_request: Request, _error: NotLoggedInError) -> Response:
        return RedirectResponse("/login", status_code=303)

    app.include_router(pages)
    app.include_router(deeds)
    return app


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


def a_ticket(number: int, user: Visitor, db: Db) -> Ticket:
    """Return a ticket that the visitor may see; of others it is not even told that they exist."""
    ticket = db.get(Ticket, number)
    if ticket is None or not (user.is_agent or ticket.owner_id == user.id):
        raise HTTPException(404, "no such ticket")
    return ticket


Visible = Annotated[Ticket, Depends(a_ticket)]


def from_our_page(request: Request, token: Annotated[str, Form()] = "") -> None:
    """Refuse a form that another site sent."""
    known = request.session.get("token", "")
    if not known or not secrets.compare_digest(known, token):
        raise HTTPException(403, "the form is too old; load the page again")


FromOurPage = Depends(from_our_page)
templates = Jinja2Templates(HERE / "templates")
templates.env.filters["left"] = left_now
templates.env.filters["local"] = lambda at: f"{at.astimezone(ZONE):%a %d %b %H:%M}"


def page(request: Request, name: str, status: int = 200, **values: Any) -> Response:
    request.session.setdefault("token", secrets.token_urlsafe(32))
    values = {"contract": CONTRACT, "token": request.session["token"], **values}
    return templates.TemplateResponse(request, name, values, status_code=status)


def _times(now: datetime) -> dict[str, Any]:
    """Return what a page with countdowns needs."""
    millis = round(now.timestamp() * 1000)
    return {"asked_at": now, "now": millis, "windows": windows_ahead(now)}


pages = APIRouter()


@pages.get("/login")
def login(request: Request, db: Db) -> Response:
    return page(request, "login.html", user=None, users=db.scalars(select(User)).all())


@pages.get("/help")
def help_page(request: Request, user: Visitor) -> Response:
    return page(request, "help.html", user=user)


@pages.get("/")
def tickets(request: Request, user: Visitor, db: Db, now: Now, after: int = 0) -> Response:
    after = max(after, 0)
    found = select(Ticket).options(selectinload(Ticket.owner))
    if user.is_agent:
        found = found.where(Ticket.status != "resolved")
        found = found.order_by(Ticket.due_next.is_(None), Ticket.due_next, Ticket.id)
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
        **_times(now),
    )


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
        **_times(now),
    )


@pages.get("/tickets/{number}/why/{metric}")
def why(request: Request, user: Visitor, ticket: Visible, now: Now, metric: str) -> Response:
    log = ticket.log
    state = Clock(CONTRACT, log).at(max(now, log[0].at).astimezone(ZONE))
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
    from slaclock.reports import make_report, take_logs

    tickets = db.scalars(select(Ticket).options(selectinload(Ticket.entries))).all()
    if not tickets:
        raise HTTPException(404, "there are no tickets yet")
    logs = {ticket.id: ticket.log for ticket in tickets}
    made = make_report(take_logs(logs, name="the portal"), matrix=CONTRACT, as_of=now)
    return HTMLResponse(made.to_html(), headers={"Content-Security-Policy": REPORT_POLICY})


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
    db: Db,
    now: Now,
    kind: Annotated[str, Form()],
    subject: Annotated[str, Form(min_length=1, max_length=200)],
    text: Text,
    priority: Annotated[str, Form()],
) -> Response:
    if user.is_agent:
        raise HTTPException(403, "tickets are opened by customers")
    if kind not in CONTRACT.ticket_types or priority not in CONTRACT.priorities:
        raise HTTPException(422, "no such ticket type or priority")
    ticket = desk.create(db, user, kind, subject, text, priority, now)
    db.commit()
    return RedirectResponse(f"/#ticket-{ticket.id}", status_code=303)


@deeds.post("/tickets/{number}/answer", dependencies=[FromOurPage])
def answer(
    user: Visitor, ticket: Visible, db: Db, now: Now, text: Text, waits: Annotated[str, Form()] = ""
) -> Response:
    desk.answer(ticket, user, text, now, waits=bool(waits) and user.is_agent)
    return _saved(db, ticket)


@deeds.post("/tickets/{number}/priority", dependencies=[FromOurPage])
def priority(
    _user: Agent, ticket: Visible, db: Db, now: Now, priority: Annotated[str, Form()]
) -> Response:
    if priority not in CONTRACT.priorities:
        raise HTTPException(422, "no such priority")
    desk.change_priority(ticket, priority, now)
    return _saved(db, ticket)


@deeds.post("/tickets/{number}/resolve", dependencies=[FromOurPage])
def resolve(_user: Agent, ticket: Visible, db: Db, now: Now) -> Response:
    desk.resolve(ticket, now)
    return _saved(db, ticket)


@deeds.post("/tickets/{number}/reopen", dependencies=[FromOurPage])
def reopen(_user: Visitor, ticket: Visible, db: Db, now: Now) -> Response:
    desk.reopen(ticket, now)
    return _saved(db, ticket)


def _saved(db: Session, ticket: Ticket) -> Response:
    db.commit()
    return RedirectResponse(f"/tickets/{ticket.id}?alone", status_code=303)


async def _sweep_for_ever(open_session: Callable[[], Session], now: Callable[[], datetime]) -> None:
    """Sleep until the next change of any ticket, tell of it, and sleep again.

    A ticket that is opened meanwhile may change sooner, so it wakes up once a minute at least.
    """
    while True:
        with open_session() as db:
            change = desk.sweep(db, now())
        left = LONGEST_WAIT if change is None else (change - now()).total_seconds()
        await asyncio.sleep(min(max(left, 0.05), LONGEST_WAIT))
