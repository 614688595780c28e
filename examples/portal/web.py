"""The portal as an application: its pages, its forms, its timer."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.middleware.sessions import SessionMiddleware

from portal import desk
from portal.access import NotLoggedInError
from portal.deeds import deeds
from portal.pages import pages
from portal.rendering import HERE, page
from portal.store import session_maker
from portal.timer import Timer

__all__ = ["make_app"]

POLICY = "default-src 'self'; frame-ancestors 'none'; form-action 'self'; base-uri 'none'"


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
    timer = Timer(open_session, now)
    with open_session() as db:
        desk.rebuild_old(db, now())

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        running = asyncio.create_task(timer.run()) if sweeps else None
        yield
        if running is not None:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

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
    app.state.open_session, app.state.now, app.state.timer = open_session, now, timer

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

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        return page(request, "error.html", error.status_code, user=None, told=error.detail)

    @app.exception_handler(RequestValidationError)
    async def not_understood(request: Request, error: RequestValidationError) -> Response:
        told = "; ".join(f"{one['loc'][-1]}: {one['msg']}" for one in error.errors())
        return page(request, "error.html", 422, user=None, told=told)

    app.include_router(pages)
    app.include_router(deeds)
    return app
