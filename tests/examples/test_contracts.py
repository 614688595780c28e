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


# Contract, plan, priority, opening, events before the agreement, metric, agreed at, due.
AGREED: dict[str, tuple[str, str, str, str, list[dict[str, str]], str, str, str]] = {
    "scheduled for Thursday 19 March": (
        *("ektasi-managed", "managed", "P4", "2026-03-02T10:00:00+00:00", []),
        *("resolution", "2026-03-03T11:00:00+00:00", "2026-03-19T17:00:00+00:00"),
    ),
    "as agreed with the client": (
        *("us-csueb", "its", "normal", "2026-03-02T10:00:00-08:00", []),
        *("resolution", "2026-03-03T11:00:00-08:00", "2026-03-20T17:00:00-07:00"),
    ),
    "appointment for the morning of Wednesday 25 March": (
        *("uk-guhg-repairs", "tenant", "routine", "2026-03-11T15:00:00+00:00", []),
        *("response", "2026-03-12T10:00:00+00:00", "2026-03-25T13:00:00+00:00"),
    ),
    "window that ends on Tuesday 10 March at 13:00": (
        *("au-csg", "repair", "urban", "2026-03-06T16:00:00+11:00", []),
        *("appointment", "2026-03-06T16:30:00+11:00", "2026-03-10T13:00:00+11:00"),
    ),
    "next answer agreed for Thursday 12 March": (
        *("redhat", "premium-new_york", "S3", "2026-03-09T09:00:00-04:00"),
        [{"type": "responded", "at": "2026-03-09T10:00:00-04:00"}],
        *("ongoing", "2026-03-09T10:00:00-04:00", "2026-03-12T12:00:00-04:00"),
    ),
}


@pytest.mark.parametrize("case", AGREED.values(), ids=AGREED)
def test_time_that_was_agreed_is_the_deadline(case: Any) -> None:
    name, plan, priority, opened, before, metric, agreed_at, due = case
    told = {"type": "agreed", "at": agreed_at, "metric": metric, "due_at": due}
    fact = {"contract": name, "plan": plan, "priority": priority, "metric": metric}
    assert due_at({**fact, "opened_at": opened, "events": [*before, told]}) == (
        datetime.fromisoformat(due)
    )


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("us-csueb", ["90 %", "80 %", "90 %", "80 %"]),
        ("eu-proact", ["98 %", "90 %", "85 %", "95 %"]),
    ],
)
def test_contract_says_its_goals(name: str, shares: list[str]) -> None:
    assert [str(goal.share) for goal in contract(name).goals] == shares
