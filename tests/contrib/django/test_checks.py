"""The system check, the migrations and the admin."""

from __future__ import annotations

from datetime import date
from io import StringIO
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, override_settings

from slaclock import Matrix
from slaclock.contrib.django.checks import check_contract
from slaclock.contrib.django.models import Closure
from tests.contrib.django.test_models import HOUR, MONDAY, case
from tests.world import contract_data

EXAMPLE = {"opened_at": MONDAY.isoformat(), "plan": "gold", "priority": "P1"}


def found() -> list[tuple[str, str]]:
    return [(str(one.id), one.msg) for one in check_contract()]


class TestCheck:
    def test_sound_contract_gives_nothing(self) -> None:
        assert found() == []

    @override_settings(SLACLOCK_MATRIX=None)
    def test_missing_setting_is_an_error(self) -> None:
        ((code, words),) = found()
        assert code == "slaclock.E001"
        assert "SLACLOCK_MATRIX is missing" in words

    def test_file_that_is_wrong_is_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        path.write_text('id = "ours"\nplan = 3\n')
        with override_settings(SLACLOCK_MATRIX=str(path)):
            ((code, words),) = found()
        assert code == "slaclock.E001"
        assert "plan" in words

    def test_example_that_does_not_come_out_is_an_error(self) -> None:
        wrong = {**EXAMPLE, "response_due": "2026-03-02T15:00:00+05:30"}
        data = contract_data(examples=[wrong])
        with override_settings(SLACLOCK_MATRIX=Matrix.model_validate(data)):
            codes = [code for code, _ in found()]
        assert codes == ["slaclock.E002"]

    def test_what_is_probably_not_meant_is_a_warning(self) -> None:
        data = contract_data({"response": "2 BD", "resolution": "1 BD"})
        with override_settings(SLACLOCK_MATRIX=Matrix.model_validate(data)):
            codes = [code for code, _ in found()]
        assert codes == ["slaclock.W001"]

    def test_manage_check_runs_it(self) -> None:
        said = StringIO()
        data = contract_data({"response": "2 BD", "resolution": "1 BD"})
        with override_settings(SLACLOCK_MATRIX=Matrix.model_validate(data)):
            call_command("check", stdout=said, stderr=said)
        assert "slaclock.W001" in said.getvalue()


def test_migrations_are_those_of_the_models() -> None:
    call_command("makemigrations", "slaclock", check=True, dry_run=True, verbosity=0)


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
