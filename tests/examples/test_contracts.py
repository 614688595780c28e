"""The published contracts in `examples/contracts/`: each deadline worked out by hand comes out.

`contract_deadlines.jsonl` holds the deadlines beside the files, so that a file that loses one of
its examples is found out.
"""

from __future__ import annotations

import json
import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from slaclock import Clock, Matrix, load_matrix
from slaclock.events import log_from_dicts
from tests.commands import run

HERE = Path(__file__).parent
FOLDER = HERE.parents[1] / "examples" / "contracts"
FILES = sorted(FOLDER.glob("*.toml"))
LINES = (HERE / "contract_deadlines.jsonl").read_text("utf-8").splitlines()
FACTS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
MATRICES: dict[str, Matrix] = {}


def contract(name: str) -> Matrix:
    if name not in MATRICES:
        MATRICES[name] = load_matrix(FOLDER / f"{name}.toml")
    return MATRICES[name]


def due_at(fact: dict[str, Any]) -> datetime | None:
    """Return when the metric of a line is due, at the last event of its ticket."""
    matrix, at = contract(fact["contract"]), fact["opened_at"]
    plan, priority = fact["plan"], fact.get("priority")
    if "events" not in fact:
        deadline = matrix.compute_deadline(plan, priority, datetime.fromisoformat(at))
        return deadline[fact["metric"]].due_at
    opening = {"type": "opened", "at": at, "plan": plan, "priority": priority}
    log = log_from_dicts([opening, *fact["events"]])
    return Clock(matrix, log).at(log[-1].at)[fact["metric"]].due_at


def name_of(fact: dict[str, Any]) -> str:
    return f"{fact['contract']}-{fact['plan']}-{fact.get('priority')}-{fact['opened_at'][:16]}"


def test_there_are_sixteen_contracts_and_eighty_three_deadlines() -> None:
    assert len(FILES) == 16
    assert len(FACTS) == 83


@pytest.mark.parametrize("fact", FACTS, ids=name_of)
def test_deadline_comes_out(fact: dict[str, Any]) -> None:
    assert due_at(fact) == datetime.fromisoformat(fact["due_at"])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestFile:
    def test_deadlines_are_its_examples(self, path: Path) -> None:
        given = tomllib.loads(path.read_text("utf-8"))["examples"]
        facts = [fact for fact in FACTS if fact["contract"] == path.stem]
        assert len(given) == len(facts)
        for example, fact in zip(given, facts, strict=True):
            assert example[f"{fact['metric']}_due"] == datetime.fromisoformat(fact["due_at"])

    def test_check_runs_its_examples(self, path: Path) -> None:
        result = run("check", str(path))
        # 1 says that something was found in the wording; an example that differs is an error.
        assert result.code in (0, 1), result.out
        count = sum(fact["contract"] == path.stem for fact in FACTS)
        assert f"{count} examples" in result.out
