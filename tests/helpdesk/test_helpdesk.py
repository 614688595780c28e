"""The public package django-helpdesk, wired to a clock: every place that changes a ticket.

Run by `make django`, which brings it.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from helpdesk.models import FollowUp, Queue, Ticket
from sla.management.commands.demo import fill
from sla.models import TicketSla

from slaclock import Clock, load_matrix
from slaclock.contrib.django.models import Closure, Outgoing
from slaclock.reports import make_report, take_logs
from tests.helpdesk.conftest import EXAMPLE
from tests.world import at

MONDAY = at("2026-03-02 10:00")
HOUR = timedelta(hours=1)
CONTRACT = load_matrix(EXAMPLE / "support.toml")
pytestmark = pytest.mark.filterwarnings("ignore")  # those of other packages


class Desk:
    """A help desk with two queues, whose time stands still until a test moves it."""

    def __init__(self) -> None:
        self.now: datetime = MONDAY
        self.admin = User.objects.create_superuser("root", "root@example.com", "x")
        self.staff = Client(raise_request_exception=True)
        self.staff.force_login(self.admin)
        for title in ("Basic", "Premium"):
            Queue.objects.create(title=title, slug=title.lower(), allow_public_submission=True)

    def submit(self, priority: int = 1, queue: str = "basic", who: Client | None = None) -> Ticket:
        """Open a ticket by the form for customers, or by that for the staff."""
        public = {"submitter_email": "customer@example.com", "title": "It is down"}
        fields = {"queue": Queue.objects.get(slug=queue).pk, "priority": priority, "body": "Help!"}
        answer = (who or self.staff).post("/helpdesk/tickets/submit/", {**public, **fields})
        assert answer.status_code == 302, answer.content
        return Ticket.objects.latest("pk")

    def update(self, ticket: Ticket, **fields: Any) -> None:
        ticket.refresh_from_db()
        known = {"title": ticket.title, "queue": ticket.queue_id, "priority": ticket.priority}
        known |= {"owner": 0, "new_status": ticket.status, "submitter_email": "c@example.com"}
        url = f"/helpdesk/tickets/{ticket.pk}/update/"
        given = {**known, "body": "", "public": "1", **fields}
        answer = self.staff.post(url, {key: one for key, one in given.items() if one is not None})
        assert answer.status_code == 302, answer.content

    def edit(self, ticket: Ticket, **fields: Any) -> None:
        """Change it by the edit form, which leaves no follow-up and posts a due date back."""
        ticket.refresh_from_db()
        known = {
            "title": ticket.title,
            "queue": ticket.queue_id,
            "priority": ticket.priority,
            "submitter_email": "c@example.com",
            "description": ticket.description,
            "due_date": "",
            "secret_key": ticket.secret_key,
        }
        answer = self.staff.post(f"/helpdesk/tickets/{ticket.pk}/edit/", {**known, **fields})
        assert answer.status_code == 302, re.findall("errorlist.*", answer.content.decode())

    def patch(self, ticket: Ticket, **fields: Any) -> None:
        url = f"/helpdesk/api/tickets/{ticket.pk}/"
        answer = self.staff.patch(url, json.dumps(fields), content_type="application/json")
        assert answer.status_code == 200, answer.content


@pytest.fixture(scope="module", autouse=True)
def tables() -> None:
    call_command("migrate", verbosity=0)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with transaction.atomic():
        made = Desk()
        with patch("django.utils.timezone.now", lambda: made.now):
            yield made
        transaction.set_rollback(True)


def types(ticket: Ticket) -> list[str]:
    return [event.type for event in TicketSla.objects.get(ticket=ticket).log]


def due(ticket: Ticket, metric: str = "resolution") -> datetime:
    return datetime.fromisoformat(TicketSla.objects.get(ticket=ticket).dues[metric])


class TestOpening:
    def test_form_of_the_staff_opens_a_clock(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        assert types(ticket) == ["opened"]
        assert due(ticket, "response") == at("2026-03-02 14:00")
        assert due(ticket) == at("2026-03-03 10:00")
        ticket.refresh_from_db()
        assert ticket.due_date == at("2026-03-02 14:00")

    def test_form_for_customers_opens_a_clock(self, desk: Desk) -> None:
        ticket = desk.submit(2, "premium", Client())
        assert types(ticket) == ["opened"]
        assert due(ticket) == at("2026-03-03 10:00")

    def test_api_opens_a_clock(self, desk: Desk) -> None:
        queue = Queue.objects.get(slug="basic").pk
        fields = {"queue": queue, "title": "It is down", "description": "Help!", "priority": 1}
        answer = desk.staff.post("/helpdesk/api/tickets/", {**fields, "status": 1})
        assert answer.status_code == 201, answer.content
        ticket = Ticket.objects.latest("pk")
        assert types(ticket) == ["opened"]
        assert due(ticket) == at("2026-03-03 10:00")


class TestChanges:
    def test_answer_of_staff_and_reply_of_the_customer(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        desk.now += HOUR
        desk.update(ticket, comment="Which browser?")
        FollowUp.objects.create(ticket=ticket, comment="The usual", public=True)
        desk.update(ticket, comment="For us alone", public=None)
        assert types(ticket) == ["opened", "responded", "customer_replied"]
        assert TicketSla.objects.get(ticket=ticket).statuses["response"] == "met"
        ticket.refresh_from_db()
        assert ticket.due_date == at("2026-03-03 10:00")  # the resolution is what is left

    def test_hold_pauses_and_the_way_back_resumes(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        desk.now += HOUR
        desk.staff.post(f"/helpdesk/tickets/{ticket.pk}/hold/")
        assert TicketSla.objects.get(ticket=ticket).statuses["resolution"] == "paused"
        desk.now += 3 * HOUR
        desk.staff.post(f"/helpdesk/tickets/{ticket.pk}/unhold/")
        assert types(ticket) == ["opened", "paused", "resumed"]
        assert due(ticket) == at("2026-03-03 13:00")

    def test_priority_in_the_update_form(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        desk.update(ticket, priority=2)
        assert types(ticket) == ["opened", "priority_changed"]
        # 30 hours: nine on Monday, ten each on Tuesday and Wednesday, one on Thursday.
        assert due(ticket) == at("2026-03-05 10:00")

    def test_priority_in_the_edit_form_and_due_date_that_it_loses(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        desk.edit(ticket, priority=2)
        assert types(ticket) == ["opened", "priority_changed"]
        assert due(ticket) == at("2026-03-05 10:00")
        ticket.refresh_from_db()
        assert ticket.due_date == at("2026-03-02 18:00")  # the response, in 8 hours

    def test_priority_by_the_api(self, desk: Desk) -> None:
        ticket = desk.submit(2)
        desk.patch(ticket, priority=1)
        assert types(ticket) == ["opened", "priority_changed"]
        assert due(ticket) == at("2026-03-03 10:00")

    def test_queue_is_the_plan(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        desk.edit(ticket, queue=Queue.objects.get(slug="premium").pk)
        assert types(ticket) == ["opened", "plan_changed"]
        assert due(ticket) == at("2026-03-02 14:00")

    def test_resolved_and_reopened_in_the_update_form(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        desk.now += HOUR
        desk.update(ticket, comment="Done", new_status=Ticket.RESOLVED_STATUS)
        assert TicketSla.objects.get(ticket=ticket).statuses == {
            "response": "met",
            "resolution": "met",
        }
        desk.now += 2 * HOUR
        desk.update(ticket, comment="Not yet", new_status=Ticket.REOPENED_STATUS)
        assert [one for one in types(ticket) if one != "responded"] == [
            *("opened", "resolved", "reopened"),
        ]
        assert due(ticket) == at("2026-03-03 12:00")

    def test_status_on_the_board_by_the_api_and_on_many_at_once(self, desk: Desk) -> None:
        board, api, many = desk.submit(1), desk.submit(1), desk.submit(1)
        url = f"/helpdesk/tickets/{board.pk}/kanban-update/"
        body = json.dumps({"status": Ticket.RESOLVED_STATUS})
        assert desk.staff.post(url, body, content_type="application/json").status_code == 200
        desk.patch(api, status=Ticket.CLOSED_STATUS)
        desk.staff.post("/helpdesk/tickets/update/", {"ticket_id": [many.pk], "action": "close"})
        assert [types(one)[-1] for one in (board, api, many)] == ["resolved"] * 3


class TestAround:
    def test_escalations_are_written_into_the_ticket_once(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        desk.now += 5 * HOUR
        for _ in range(2):
            call_command("slaclock_due", stdout=StringIO())
        notes = FollowUp.objects.filter(ticket=ticket, public=False)
        assert [note.title for note in notes] == [
            "Level 1, Support manager: resolution has reached 50 %"
        ]
        assert Outgoing.objects.filter(sent_at=None).count() == 0

    def test_closure_moves_every_ticket(self, desk: Desk) -> None:
        ticket = desk.submit(1)
        Closure.objects.create(first_day=at("2026-03-03").date(), last_day=at("2026-03-03").date())
        call_command("slaclock_due", stdout=StringIO())
        assert due(ticket) == at("2026-03-04 10:00")

    def test_list_shows_and_sorts_by_what_is_due(self, desk: Desk) -> None:
        late, soon = desk.submit(2), desk.submit(1, "premium")
        query = {"filtering": {}, "filtering_null": {}, "search_string": ""}
        coded = base64.b64encode(json.dumps(query).encode()).decode()
        url = f"/helpdesk/datatables_ticket_list/{coded}"
        answer = desk.staff.get(url, {"order[0][column]": "6", "order[0][dir]": "asc"}).json()
        assert [row["id"] for row in answer["data"]] == [soon.pk, late.pk]
        assert [datetime.fromisoformat(row["due_date"]) for row in answer["data"]] == [
            at("2026-03-02 10:30"),
            at("2026-03-02 18:00"),
        ]
        assert [row["status"] for row in answer["data"]] == ["Open, 4 h left", "Open, 30 h left"]
        assert desk.staff.get("/helpdesk/tickets/").status_code == 200
        assert desk.staff.get(f"/helpdesk/tickets/{late.pk}/").status_code == 200

    def test_report_over_the_database_equals_the_clock(self, desk: Desk) -> None:
        fill(desk.now)
        logs = dict(TicketSla.objects.values_list("ticket_id", "log"))
        assert len(logs) == 24
        frame = make_report(take_logs(logs), matrix=CONTRACT, as_of=desk.now).ticket_frame()
        told = {
            (int(row["ticket_id"]), metric): row[f"{metric}_verdict"]
            for row in frame.to_dicts()
            for metric in ("response", "resolution")
        }
        assert len(told) == 48
        for (number, metric), verdict in told.items():
            status = Clock(CONTRACT, logs[number]).at(desk.now)[metric].status
            assert verdict == status
        assert {"met", "breached", "running"} <= set(told.values())
        page = StringIO()
        call_command("sla_report", stdout=page)
        assert "24 tickets" in page.getvalue()


def test_glue_is_at_most_sixty_lines() -> None:
    files = ("models.py", "lists.py", "management/commands/sla_report.py")
    lines = [
        line.strip()
        for name in files
        for line in (EXAMPLE / "sla" / name).read_text(encoding="utf-8").splitlines()
    ]
    code = [line for line in lines if line and not line.startswith(("#", '"""'))]
    assert len(code) <= 60
