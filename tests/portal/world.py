"""A portal of a test's own, what time it is there, and who looks at it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient
from portal.demo import add_users
from portal.store import Outgoing, Ticket
from portal.web import make_app
from sqlalchemy import select

from portal import desk
from tests.database import url_of_empty_database
from tests.world import at

MONDAY = at("2026-03-02 10:00")
HOUR = timedelta(hours=1)


class World:
    """A portal with the demo users, whose time stands still until a test moves it."""

    def __init__(self, url: str = "") -> None:
        url = url or url_of_empty_database("sqlite://")
        self.now = MONDAY
        self.app = make_app(url, now=lambda: self.now, secret="test", sweeps=False)
        with self.app.state.open_session() as db:
            add_users(db)
            db.commit()

    def visitor(self, name: str) -> Visitor:
        return Visitor(self, name)

    def sweep(self) -> datetime | None:
        with self.app.state.open_session() as db:
            return desk.sweep(db, self.now)

    def ticket(self, number: int) -> Any:
        with self.app.state.open_session() as db:
            ticket = db.get(Ticket, number)
            db.refresh(ticket, ["entries", "messages"])
            return ticket

    def clock(self, number: int, metric: str) -> dict[str, Any]:
        return next(one for one in self.ticket(number).clocks if one["metric"] == metric)

    def outbox(self) -> list[str]:
        with self.app.state.open_session() as db:
            return [one.to for one in db.scalars(select(Outgoing).order_by(Outgoing.id))]


class Visitor:
    """Somebody who is logged in."""

    def __init__(self, world: World, name: str) -> None:
        self.client = TestClient(world.app)
        self.post("/login", page="/login", name=name)

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, *, page: str = "/", **fields: str) -> Any:
        return self.client.post(path, data={"token": self.token(page), **fields})

    def token(self, page: str) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.get(page).text)
        assert found is not None
        return found[1]

    def create(self, priority: str = "P1", subject: str = "It is down") -> Any:
        fields = {"kind": "Report a bug", "subject": subject, "text": "Please help"}
        return self.post("/new", priority=priority, **fields)
