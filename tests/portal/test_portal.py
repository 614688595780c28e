"""The portal over HTTP: the published flow of a ticket, with a clock that the test sets.

Run by `make portal-test`, which brings what the portal needs; skipped where that is missing.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.world import at

pytest.importorskip("sqlalchemy", reason="the portal needs more; `make portal-test` brings it")
pytest.importorskip("multipart")
pytest.importorskip("itsdangerous")

from fastapi.testclient import TestClient
from portal.contract import CONTRACT
from portal.demo import fill
from portal.store import Ticket, User
from portal.web import make_app
from sqlalchemy import select

from portal import desk
from tests.database import url_of_empty_database
from tests.portal.world import HOUR, MONDAY, World


@pytest.fixture
def world() -> World:
    return World()


def _lite(db: Any) -> tuple[User, str, str]:
    return db.scalar(select(User).where(User.name == "lite")), "Report a bug", "number 1"


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

    def test_waiting_ticket_is_sorted_by_when_it_were_due_if_it_went_on_now(
        self, world: World
    ) -> None:
        """Starter, P1: 9 of 10 hours are left. Resumed at 11:00 it is due on Tuesday at 10:00,
        resumed at 14:00 three hours later; Lite, P1, opened at 12:00, on Tuesday at 12:00.
        """
        world.visitor("starter").create(subject="Waits")
        support = world.visitor("support")
        world.now += HOUR
        support.post("/tickets/1/answer", text="Which browser?", waits="true")
        assert world.ticket(1).due_next == at("2026-03-03 10:00")
        world.now += HOUR
        world.visitor("lite").create(subject="Runs")
        support.post("/tickets/2/answer", text="We look at it")
        text = support.get("/").text
        assert text.index("Waits") < text.index("Runs")
        world.now += 2 * HOUR
        world.sweep()
        assert world.ticket(1).due_next == at("2026-03-03 13:00")
        text = support.get("/").text
        assert text.index("Runs") < text.index("Waits")

    def test_page_can_ask_how_its_tickets_stand(self, world: World) -> None:
        starter = world.visitor("starter")
        starter.create()
        world.visitor("lite").create()
        world.now += HOUR
        said = starter.get("/clocks?tickets=1,2,none").json()
        assert list(said["tickets"]) == ["1"]
        assert said["now"] == world.now.timestamp() * 1000
        response = said["tickets"]["1"]["clocks"]["response"]
        assert (response["text"], response["left"]) == ("3 h left", 3 * 3_600_000)
        assert list(world.visitor("support").get("/clocks?tickets=1,2").json()["tickets"]) == [
            *("1", "2"),
        ]

    def test_resolving_twice_is_one_event(self, world: World) -> None:
        world.visitor("starter").create()
        support = world.visitor("support")
        support.post("/tickets/1/resolve")
        support.post("/tickets/1/resolve")
        assert [entry.event["type"] for entry in world.ticket(1).entries] == ["opened", "resolved"]

    def test_server_that_is_a_little_behind_writes_no_earlier_event(self, world: World) -> None:
        starter = world.visitor("starter")
        starter.create()
        world.now -= timedelta(seconds=2)
        starter.post("/tickets/1/answer", text="And another thing")
        assert [entry.event["at"] for entry in world.ticket(1).entries] == [
            "2026-03-02T10:00:00+05:30",
            "2026-03-02T10:00:00+05:30",
        ]

    def test_list_has_pages(self, world: World) -> None:
        with world.app.state.open_session() as db:
            lite = desk.create(db, *_lite(db), "x", "P3", world.now).owner
            for number in range(2, 28):
                desk.create(db, lite, "Report a bug", f"number {number}", "x", "P3", world.now)
            db.commit()
        support = world.visitor("support")
        first, second = support.get("/").text, support.get("/?after=25").text
        assert (first.count('scope="row"'), second.count('scope="row"')) == (25, 2)
        assert "/?after=25" in first
        assert "/?after=50" not in second

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

    def test_levels_that_a_deed_crosses_are_told_with_it(self, world: World) -> None:
        """Enterprise, opened at 10:00: at 15:00, as P1 of 4 hours, it is past 100 %."""
        world.visitor("enterprise").create("P3")
        world.now += 5 * HOUR
        world.visitor("support").post("/tickets/1/priority", priority="P1")
        assert world.outbox() == [
            "Level 1: Support specialist",
            "Level 2: Support manager",
            "Level 3: CTO",
        ]

    def test_level_is_told_though_a_reply_comes_before_the_sweep(self, world: World) -> None:
        enterprise = world.visitor("enterprise")
        enterprise.create()
        world.now += 2 * HOUR
        enterprise.post("/tickets/1/answer", text="Is anybody there?")
        assert world.outbox() == ["Level 1: Support specialist"]
        world.sweep()
        assert world.outbox() == ["Level 1: Support specialist"]

    def test_tickets_of_another_contract_are_made_again_at_the_start(self, tmp_path: Path) -> None:
        url = url_of_empty_database(f"sqlite:///{tmp_path / 'portal.db'}")
        world = World(url)
        world.visitor("premium").create("P2")
        kept = world.ticket(1)
        with world.app.state.open_session() as db:
            ticket = db.get(Ticket, 1)
            ticket.clocks, ticket.contract = [], "an old one"
            db.commit()
        make_app(url, now=lambda: MONDAY)
        made = world.ticket(1)
        assert (made.clocks, made.contract) == (kept.clocks, CONTRACT.fingerprint())

    def test_demo_tells_what_its_tickets_crossed_before_it_began(self, tmp_path: Path) -> None:
        url = url_of_empty_database(f"sqlite:///{tmp_path / 'portal.db'}")
        fill(url, at("2026-03-04 12:00"))
        fill(url, at("2026-03-04 13:00"))
        world = World(url)
        # Enterprise, P1, two hours old: half of its four hours.
        assert "Level 1: Support specialist" in world.outbox()
        with world.app.state.open_session() as db:
            assert db.query(Ticket).count() == 5

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

    @pytest.mark.parametrize("token", ["", "wrong", "falsch\u00fc"])
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

    def test_cookie_goes_over_https_alone_where_that_is_asked(self) -> None:
        app = make_app("sqlite://", https=True, sweeps=False)
        assert "secure" in TestClient(app).get("/login").headers["set-cookie"].lower()

    @pytest.mark.parametrize(
        ("path", "status"),
        [
            ("/tickets/99999999999999999999", 422),
            ("/tickets/none", 422),
            ("/tickets/7", 404),
            ("/?after=99999999999999999999", 422),
            ("/nowhere", 404),
        ],
    )
    def test_what_is_not_there_is_told_on_a_page(
        self, world: World, path: str, status: int
    ) -> None:
        answer = world.visitor("starter").get(path)
        assert answer.status_code == status
        assert "This did not work" in answer.text

    @pytest.mark.parametrize("text", ["   ", "\0"])
    def test_text_of_blanks_is_refused(self, world: World, text: str) -> None:
        starter = world.visitor("starter")
        assert starter.create(subject=text).status_code == 422
        assert "There are no tickets yet" in starter.get("/").text

    def test_nul_characters_are_left_out(self, world: World) -> None:
        world.visitor("starter").create(subject="It is\0 down")
        assert world.ticket(1).subject == "It is down"

    def test_unknown_type_or_priority_is_refused(self, world: World) -> None:
        fields = {"kind": "Complaint", "subject": "x", "text": "x", "priority": "P1"}
        assert world.visitor("lite").post("/new", **fields).status_code == 422


def test_contract_is_the_published_one_with_levels() -> None:
    assert list(CONTRACT.plans) == ["lite", "starter", "premium", "enterprise"]
    assert [level.level for level in CONTRACT.escalation] == [1, 2, 3, 4]
