"""The score: what is right, wrong and not sayable is told apart, and ours answer all."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from conformance.build_contract_cases import contracts
from conformance.protocol import FILES, Case, is_right, read_cases, request_of
from conformance.score import score, table, write_between_marks

CASES = list(read_cases())
OWN = ("python", "numpy", "duckdb", "sqlite")


def command(name: str) -> list[str]:
    return [sys.executable, "-m", f"conformance.implementations.slaclock_{name}"]


@pytest.mark.parametrize("name", OWN)
def test_own_implementation_gives_no_wrong_answer(name: str) -> None:
    some = CASES[::40] + [case for case in CASES if case["op"] == "contract"][::9]
    found = score(command(name), some)
    assert found.mistakes == []
    assert found.right["contract"] > 5
    assert found.right["add"] > 5


ANSWERS = {
    "right": {"answer": "2014-07-01T12:00:00+00:00"},
    "elsewhere": {"answer": "2014-07-01T14:00:00+02:00"},
    "late": {"answer": "2014-07-01T12:00:00.000001+00:00"},
    "no instant": {"answer": "noon"},
    "naive": {"answer": "2014-07-01T12:00:00"},
    "refused": {"refused": "no"},
    "failed": {"failed": "no"},
    "nothing": {},
}


@pytest.mark.parametrize("name", ANSWERS)
def test_instants_are_compared_as_instants(name: str) -> None:
    case = {"id": "a", "op": "add", "expect": "2014-07-01T12:00:00+00:00"}
    assert is_right(case, ANSWERS[name]) is (name in {"right", "elsewhere"})


def test_lengths_are_compared_to_the_microsecond() -> None:
    case = {"id": "a", "op": "elapsed", "expect": 1}
    assert is_right(case, {"answer": 1.0})
    assert not is_right(case, {"answer": 1.000001})
    assert not is_right(case, {"answer": True})


def test_every_part_of_a_state_counts() -> None:
    case = {"id": "a", "op": "clock", "expect": {"deadline": None, "status": "met"}}
    assert is_right(case, {"answer": {"deadline": None, "status": "met", "more": 1}})
    assert not is_right(case, {"answer": {"deadline": None, "status": "breached"}})


def test_refusal_is_right_only_where_it_is_expected() -> None:
    assert is_right({"op": "error", "expect": "why"}, {"refused": "no"})
    assert not is_right({"op": "error", "expect": "why"}, {"answer": "why"})
    assert not is_right({"op": "error", "expect": "why"}, {"failed": "KeyError"})


STRANGER = """
import json, sys
for line in sys.stdin:
    asked = json.loads(line)
    reply = {"id": asked["id"]}
    if asked["op"] == "about":
        reply["answer"] = {"name": "stranger", "version": "2"}
    elif asked["op"] == "elapsed":
        reply["cannot"] = "no such thing"
    elif asked["op"] == "windows":
        break
    else:
        reply["answer"] = False
    print(json.dumps(reply))
"""


def test_stranger_is_scored_by_its_lines(tmp_path: Path) -> None:
    program = tmp_path / "stranger.py"
    program.write_text(STRANGER)
    of = {op: [case for case in CASES if case["op"] == op] for op in ("is_open", "elapsed")}
    no = [case for case in of["is_open"] if case["expect"] is False]
    yes = [case for case in of["is_open"] if case["expect"] is True]
    windows = [case for case in CASES if case["op"] == "windows"]
    some = [*no[:3], *yes[:2], *of["elapsed"][:4], *windows[:1], *no[3:5]]
    found = score([sys.executable, str(program)], some)
    assert (found.right.total(), found.wrong.total(), found.cannot.total()) == (3, 5, 4)
    [*_, row] = table([found], len(some))
    assert row.startswith("| stranger 2 | 3 | 5 | 4 |")


def test_program_that_says_nothing_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="about"):
        score([sys.executable, "-c", ""], CASES[:1])


def test_question_does_not_hold_its_answer() -> None:
    for case in CASES:
        assert not {"expect", "why"} & set(request_of(case))


def test_every_id_is_there_once() -> None:
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert len(FILES) == 4


def test_every_example_of_a_contract_is_a_case() -> None:
    """So that an example that is added or mended is not forgotten here."""
    cases: dict[str, Case] = {case["id"]: case for case in CASES if case["op"] == "contract"}
    wanted = {
        f"contract-{matrix.id}-{number}": example
        for _, matrix in contracts()
        for number, example in enumerate(matrix.examples, start=1)
    }
    assert cases.keys() == wanted.keys()
    for name, example in wanted.items():
        due = {
            metric: None if at is None else at.isoformat() for metric, at in example.dues.items()
        }
        reply = {"answer": {"due": due, "status": dict(example.status)}}
        assert is_right(cases[name], reply), f"{name}: python -m conformance.build_contract_cases"


def test_table_replaces_what_stood_between_its_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("a\n<!-- scores -->\nold\n<!-- end of scores -->\nb\n")
    write_between_marks(page, ["new"])
    assert page.read_text() == "a\n<!-- scores -->\n\nnew\n\n<!-- end of scores -->\nb\n"


def test_readme_counts_the_cases() -> None:
    readme = Path(__file__).parents[2] / "conformance" / "README.md"
    assert f"{len(CASES):,} questions" in readme.read_text(encoding="utf-8")
    assert json.loads(readme.read_text(encoding="utf-8").split("```")[3].strip().splitlines()[0])
