"""The portal over HTTP: the published flow of a ticket, with a clock that the test sets.

Run by `make portal-test`, which brings what the portal needs; skipped where that is missing.
"""

from __future__ import annotations

import re
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.world import at

pytest.importorskip("sqlalchemy", reason="the portal needs more; `make portal-test` brings it")
pytest.importorskip("multipart")
pytest.importorskip("itsdangerous")
sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

from fastapi.testclient import TestClient
from portal.contract import CONTRACT
from portal.demo import add_users
from portal.store import Outgoing, Ticket
from portal.web import make_app
from sqlalchemy import select

from portal import desk

MONDAY = at("2026-03-02 10:00")
HOUR = timedelta(hours=1)


class World:
    """A portal of its own, what time it is there, and who looks at it."""

    def __init__(self) -> None:
        self.now = MONDAY
        self.app = make_app("sqlite://", now=lambda: self.now, secret="test", sweeps=False)
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


@pytest.fixture
def world() -> World:
    return World()


class TestFlow:
    def test_customer_creates_a_ticket_and_sees_it_in_the_table(self, world: World) -> None:
        starter = world.visitor("starter")
        assert "Help from the technical team" in starter.get("/new").text
        shown = starter.create()
        assert "It is down" in shown.text
        assert "#1" in shown.text
        # Starter, P1: a response in 4 h of Monday's hours.
        assert world.clock(1, "response")["words"] == "4 h left"

    def test_waiting_for_the_customer_stops_the_clock_and_an_answer_starts_it(
        self, world: World
    ) -> None:
        starter, support = world.visitor("starter"), world.visitor("support")
        starter.create()
        world.now += HOUR
        support.post("/tickets/1/answer", text="Which browser?", waits="true")
        assert world.ticket(1).status == "waiting"
        assert world.clock(1, "resolution")["words"] == "9 h left"
        world.now += 3 * HOUR
        starter.post("/tickets/1/answer", text="The usual one")
        assert world.ticket(1).status == "open"
        assert world.clock(1, "resolution")["words"] == "9 h left"
        assert "The usual one" in support.get("/tickets/1").text

    def test_priority_changes_and_ticket_is_resolved_and_reopened(self, world: World) -> None:
        starter, support = world.visitor("starter"), world.visitor("support")
        starter.create("P3")
        support.post("/tickets/1/priority", priority="P1")
        assert world.ticket(1).priority == "P1"
        world.now += HOUR
        support.post("/tickets/1/resolve")
        assert (world.ticket(1).status, world.clock(1, "resolution")["status"]) == (
            *("resolved", "met"),
        )
        world.now += HOUR
        starter.post("/tickets/1/reopen", page="/tickets/1")
        assert world.ticket(1).status == "open"
        assert world.clock(1, "resolution")["words"] == "9 h left"

    def test_why_shows_the_ledger(self, world: World) -> None:
        starter = world.visitor("starter")
        starter.create()
        assert "Mon 2026-03-02 10:00" in starter.get("/tickets/1/why/resolution").text
        assert starter.get("/tickets/1/why/nothing").status_code == 404

    def test_agent_sees_what_is_due_next_first(self, world: World) -> None:
        world.visitor("lite").create("P3", "Later")
        world.visitor("enterprise").create("P1", "Sooner")
        text = world.visitor("support").get("/").text
        assert text.index("Sooner") < text.index("Later")

    def test_report_counts_the_tickets(self, world: World) -> None:
        world.visitor("lite").create()
        world.visitor("enterprise").create()
        world.now += 48 * HOUR
        page = world.visitor("support").get("/report")
        assert page.status_code == 200
        assert "2 tickets" in page.text


class TestSweeps:
    def test_each_level_is_told_once(self, world: World) -> None:
        """Enterprise, P1: four hours round the clock, so half is at 12:00 and all at 14:00."""
        world.visitor("enterprise").create()
        assert world.sweep() is not None
        world.now = MONDAY + 2 * HOUR
        world.sweep()
        assert world.outbox() == ["Level 1: Support specialist"]
        world.sweep()
        world.now = MONDAY + 9 * HOUR
        world.sweep()
        assert world.outbox() == [
            "Level 1: Support specialist",
            "Level 2: Support manager",
            "Level 3: CTO",
            "Level 4: CEO",
        ]
        assert world.ticket(1).level == 4

    def test_stored_columns_can_be_made_again(self, world: World) -> None:
        world.visitor("premium").create("P2")
        kept = world.ticket(1)
        with world.app.state.open_session() as db:
            ticket = db.get(Ticket, 1)
            ticket.clocks, ticket.due_next, ticket.status = [], None, "resolved"
            desk.rebuild(ticket, world.now)
            assert (ticket.clocks, ticket.due_next, ticket.status) == (
                *(kept.clocks, kept.due_next, kept.status),
            )


class TestSafety:
    def test_nobody_is_sent_to_log_in(self, world: World) -> None:
        answer = TestClient(world.app, follow_redirects=False).get("/")
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")

    def test_ticket_of_another_customer_is_not_there(self, world: World) -> None:
        world.visitor("starter").create()
        lite = world.visitor("lite")
        assert lite.get("/tickets/1").status_code == 404
        assert lite.get("/tickets/1/why/response").status_code == 404
        for deed in ("answer", "reopen", "resolve", "priority"):
            answer = lite.post(f"/tickets/1/{deed}", text="x", priority="P1")
            assert answer.status_code in (403, 404)
        assert len(world.ticket(1).entries) == 1

    @pytest.mark.parametrize("path", ["/outbox", "/report"])
    def test_pages_of_support_are_closed_to_customers(self, world: World, path: str) -> None:
        assert world.visitor("lite").get(path).status_code == 403

    @pytest.mark.parametrize("deed", ["resolve", "priority"])
    def test_deeds_of_support_are_closed_to_customers(self, world: World, deed: str) -> None:
        starter = world.visitor("starter")
        starter.create()
        assert starter.post(f"/tickets/1/{deed}", priority="P2").status_code == 403

    @pytest.mark.parametrize("token", ["", "wrong"])
    def test_form_of_another_site_is_refused(self, world: World, token: str) -> None:
        starter = world.visitor("starter")
        starter.create()
        data = {"text": "x", "token": token}
        assert starter.client.post("/tickets/1/answer", data=data).status_code == 403
        assert len(world.ticket(1).messages) == 1

    def test_text_is_escaped(self, world: World) -> None:
        starter = world.visitor("starter")
        starter.create(subject="<script>alert(1)</script>")
        for path in ("/", "/tickets/1"):
            assert "<script>alert" not in starter.get(path).text

    def test_cookie_is_for_the_server_alone(self, world: World) -> None:
        answer = TestClient(world.app).get("/login")
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=strict" in cookie
        assert "default-src 'self'" in answer.headers["content-security-policy"]

    def test_unknown_type_or_priority_is_refused(self, world: World) -> None:
        fields = {"kind": "Complaint", "subject": "x", "text": "x", "priority": "P1"}
        assert world.visitor("lite").post("/new", **fields).status_code == 422


def test_contract_is_the_published_one_with_levels() -> None:
    assert list(CONTRACT.plans) == ["lite", "starter", "premium", "enterprise"]
    assert [level.level for level in CONTRACT.escalation] == [1, 2, 3, 4]
