"""The published contracts in `examples/contracts/`: each deadline worked out by hand comes out.

`contract_deadlines.jsonl` holds the deadlines beside the files, so that a file that loses one of
its examples is found out. The clauses of a contract stand at the top of its file, each with the
keys that say it, or with the reason why nothing does.
"""

from __future__ import annotations

import json
import re
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

# How many clauses each contract has, and which of them its file does not say.
CLAUSES: dict[str, tuple[int, tuple[int, ...]]] = {
    "ae-mycourse": (10, ()),
    "au-csg": (9, (7, 9)),
    "de-bareos": (8, ()),
    "de-hivemq": (7, ()),
    "de-inducio": (9, ()),
    "ektasi-managed": (10, (8, 9)),
    "eu-proact": (7, ()),
    "gitlab": (8, (8,)),
    "redhat": (9, ()),
    "uk-dxw": (8, ()),
    "uk-fca-disp": (7, (1,)),
    "uk-guhg-repairs": (7, ()),
    "uk-lincoln-estates": (7, ()),
    "uk-openreach-care": (13, (12, 13)),
    "us-csueb": (7, ()),
    "us-evercast": (11, (5,)),
}


def contract(name: str) -> Matrix:
    if name not in MATRICES:
        MATRICES[name] = load_matrix(FOLDER / f"{name}.toml")
    return MATRICES[name]


def clauses_of(text: str) -> dict[int, str]:
    """Return the clauses at the top of a file, by number."""
    found: dict[int, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        begins = re.match(r"#\s+(\d+)\. (.*)", line)
        if begins:
            assert int(begins[1]) not in found
            found[int(begins[1])] = begins[2]
        elif found:
            found[max(found)] += f" {line.removeprefix('#').strip()}"
    return found


def is_said(data: Any, path: str) -> bool:
    """Return whether a file has a key, such as `choose.when.place`, in any entry of a list."""
    name, _, rest = path.partition(".")
    if isinstance(data, list):
        return any(is_said(entry, path) for entry in data)
    if not isinstance(data, dict) or name not in data:
        return False
    return not rest or is_said(data[name], rest)


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


def test_there_are_137_clauses() -> None:
    assert sorted(CLAUSES) == [path.stem for path in FILES]
    assert sum(count for count, _ in CLAUSES.values()) == 137


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
class TestFile:
    def test_every_clause_is_said_or_named_as_not_said(self, path: Path) -> None:
        text = path.read_text("utf-8")
        count, not_said = CLAUSES[path.stem]
        clauses, data = clauses_of(text), tomllib.loads(text)
        assert list(clauses) == list(range(1, count + 1))
        for number, clause in clauses.items():
            keys = re.findall(r"`([^`]+)`", clause)
            assert [key for key in keys if not is_said(data, key)] == []
            reason = re.search(r"Not said: \w+", clause)
            assert (reason is not None) == (number in not_said), clause
            assert keys or reason, clause

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


CHOSEN: dict[str, tuple[str, dict[str, str], tuple[str, str | None]]] = {
    "line in place": ("au-csg", {"line": "in place"}, ("connection", "in_place")),
    "line without cable": ("au-csg", {"line": "no cable"}, ("connection", "no_cable")),
    "new line in town": ("au-csg", {"line": "new", "place": "urban"}, ("connection", "urban")),
    "new line far out": ("au-csg", {"line": "new", "place": "remote"}, ("connection", "remote")),
}


@pytest.mark.parametrize("case", CHOSEN.values(), ids=CHOSEN)
def test_contract_chooses_by_its_clauses(case: Any) -> None:
    name, fields, (plan, priority) = case
    chosen = contract(name).choose({"kind": "connection", **fields})
    assert (chosen.plan, chosen.priority) == (plan, priority)
