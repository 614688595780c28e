"""The fixture of pytest, as another project would use it."""

from __future__ import annotations

import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from slaclock.testing.fixtures import sla_contract  # noqa: F401 - a fixture

ROOT = Path(__file__).parents[2]


class TestSlaContract:
    def test_part_can_be_replaced(self, sla_contract) -> None:  # type: ignore[no-untyped-def]  # noqa: F811
        assert sla_contract().on_reopen == "resume"
        assert sla_contract(on_reopen="ignore").on_reopen == "ignore"
        assert str(sla_contract().row("gold", "P2").target("resolution")) == "2 BD"


class TestEntryPoints:
    @pytest.mark.parametrize("group", ["hypothesis", "pytest11"])
    def test_what_is_registered_is_there(self, group: str) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        for place in project["entry-points"][group].values():
            module, _, name = place.partition(":")
            assert not name or callable(getattr(import_module(module), name))
