"""What comes with slaclock is read without being checked: here it is checked."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import slaclock.matrices
from slaclock.matrices.loader import bundled_matrices, load_matrix
from slaclock.matrices.model import Matrix
from slaclock.matrices.spec import MatrixSpec
from slaclock.matrices.trusted import trusted

FOLDER = Path(slaclock.matrices.__file__).parent


def facts(value: Any) -> Any:
    """Return all that a record holds, with its type and which of its keys were given."""
    if isinstance(value, BaseModel):
        return type(value), sorted(value.model_fields_set), facts(dict(value))
    if isinstance(value, dict):
        return {key: facts(entry) for key, entry in value.items()}
    if isinstance(value, tuple | list):
        return type(value), [facts(entry) for entry in value]
    return type(value), value


@pytest.fixture(params=bundled_matrices())
def data(request: pytest.FixtureRequest) -> dict[str, Any]:
    return tomllib.loads(FOLDER.joinpath(f"{request.param}.toml").read_text(encoding="utf-8"))


def test_a_bundled_contract_is_right_and_comes_out_as_when_it_is_checked(
    data: dict[str, Any],
) -> None:
    checked = Matrix.model_validate(data)
    found = load_matrix(data["id"])
    assert found.content() == checked.content()
    assert facts(found.examples) == facts(checked.examples)
    assert found == checked


def test_a_trusted_record_holds_what_a_checked_one_does(data: dict[str, Any]) -> None:
    assert facts(trusted(MatrixSpec, data)) == facts(MatrixSpec.model_validate(data))


def test_forms_that_no_bundled_contract_has_come_out_alike() -> None:
    """A list of ticket types, a calendar made of others, holidays, and a rule."""
    data = {
        "id": "forms",
        "ticket_types": ["fault"],
        "effective_from": "2026-01-01",
        "calendars": {
            "desk": {
                "timezone": "Europe/Paris",
                "hours": {"mon-fri": ["13:00-17:00", "09:00-12:00"]},
                "holidays": [{"date": "2026-12-25", "name": "Christmas"}],
            },
            "both": {"any_of": ["desk"]},
        },
        "plans": {
            "a": {
                "calendar": "desk",
                "targets": {"*": {"response": {"within": "1 BD", "by": "16:00"}}},
            }
        },
        "choose": [{"plan": "a", "when": {"channel": "phone"}}],
        "at_risk": "80 %",
    }
    assert facts(trusted(MatrixSpec, data)) == facts(MatrixSpec.model_validate(data))


def test_the_first_deadline_waits_for_nothing_that_only_checks() -> None:
    code = (
        "import sys; from datetime import UTC, datetime; import slaclock\n"
        "slaclock.compute_deadline('starter', 'P1', datetime(2026, 3, 6, tzinfo=UTC))\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = set(done.stdout.split())
    assert "slaclock.matrices.trusted" in loaded
    assert loaded.isdisjoint({"pydantic.plugin._loader", "slaclock.matrices.example_spec"})
