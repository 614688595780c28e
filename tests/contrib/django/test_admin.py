"""The admin: what is written there, and what is only read."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import User
from django.test import Client

from slaclock.contrib.django.models import Closure
from tests.contrib.django.test_models import HOUR, MONDAY, case


class TestAdmin:
    def client(self) -> Client:
        client = Client()
        client.force_login(User.objects.create_superuser("root"))
        return client

    def test_closure_is_written_there(self) -> None:
        fields = {"calendar": "desk", "first_day": "2026-03-03", "last_day": "2026-03-03"}
        answer = self.client().post("/admin/slaclock/closure/add/", {**fields, "reason": "Holi"})
        assert answer.status_code == 302, answer.content
        assert Closure.objects.get().first_day == date(2026, 3, 3)

    def test_hours_that_cannot_be_are_refused_there(self) -> None:
        fields = {"calendar": "", "date": "2026-03-03", "hours": "from nine", "reason": ""}
        answer = self.client().post("/admin/slaclock/otherhours/add/", fields)
        assert answer.status_code == 200
        assert "from" in answer.content.decode()
        assert "errorlist" in answer.content.decode()

    def test_outbox_is_only_read(self) -> None:
        sla = case()
        sla.follow(MONDAY + 6 * HOUR, plan="gold", priority="P2")
        sla.follow(MONDAY + 7 * HOUR, plan="gold", priority="P1")
        client = self.client()
        text = client.get("/admin/slaclock/outgoing/").content.decode()
        assert "Specialist" in text
        assert client.get("/admin/slaclock/outgoing/add/").status_code == 403
