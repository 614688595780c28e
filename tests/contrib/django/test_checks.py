"""The system check, the migrations and the admin."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

from slaclock import Matrix
from slaclock.contrib.django.checks import check_contract
from tests.contrib.django.test_models import MONDAY
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
