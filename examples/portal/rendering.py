"""How a page is made of a template."""

from __future__ import annotations

import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from fastapi.templating import Jinja2Templates

from portal.contract import CONTRACT, STATES, ZONE, left_now, windows_ahead

__all__ = ["HERE", "page", "times"]

HERE = Path(__file__).parent
templates = Jinja2Templates(HERE / "templates")
templates.env.filters["left"] = left_now
templates.env.filters["local"] = lambda at: f"{at.astimezone(ZONE):%a %d %b %H:%M %Z}"
templates.env.globals.update(contract=CONTRACT, states=STATES)


def page(request: Request, name: str, status: int = 200, **values: Any) -> Response:
    request.session.setdefault("token", secrets.token_urlsafe(32))
    values["token"] = request.session["token"]
    return templates.TemplateResponse(request, name, values, status_code=status)


def times(now: datetime) -> dict[str, Any]:
    """Return what a page with countdowns needs."""
    return {"now": round(now.timestamp() * 1000), "windows": windows_ahead(now)}
