"""The steps of each meaning are proved to be its rule, and wrong ones are refuted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from slaclock.bulk.engine.step_tables import RULES, rule_of
from slaclock.calendars.business_days import MEANINGS
from slaclock.matrices.promise import Promise

pytest.importorskip("z3", reason="z3-solver is not installed; `make proof` brings it")
sys.path.insert(0, str(Path(__file__).parents[2] / "proof"))

from step_rules import CASES, Case, prove_steps

LONGEST = 3
"""Open time in more windows takes a minute; `make proof` goes through it."""


class Changed:
    """A rule whose steps are changed."""

    def __init__(self, case: Case, **changes: Any) -> None:
        micros, days = (1, 0) if case.meaning == "open time" else (0, 1)
        self.rule = rule_of(Promise(micros, days, MEANINGS.get(case.meaning)))
        self.changes = changes

    def steps(self, *asked: Any) -> Any:
        made = self.rule.steps(*asked)
        return made._replace(
            **{name: change(getattr(made, name)) for name, change in self.changes.items()}
        )


def by_name(name: str) -> Case:
    return next(case for case in CASES if case.meaning == name)


@pytest.mark.parametrize(
    "case", [case for case in CASES if case.meaning != "open time" or sum(case.windows) < LONGEST]
)
def test_steps_are_the_rule(case: Case) -> None:
    proof = prove_steps(case)
    assert proof.refuted_by is None
    assert proof.ways > len(case.windows)


def test_each_meaning_has_a_case() -> None:
    assert {case.meaning for case in CASES} == {"open time", *MEANINGS}


@pytest.mark.parametrize("meaning", ["open time", *MEANINGS])
@pytest.mark.parametrize(
    "changes",
    [
        {"shifts": lambda shifts: shifts + 1},
        {"starts": lambda starts: starts + 1},
        {"lows": lambda lows: lows - 1},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_steps_that_are_one_off_are_refuted(meaning: str, changes: dict[str, Any]) -> None:
    case = by_name(meaning)
    assert prove_steps(case, Changed(case, **changes)).refuted_by  # type: ignore[arg-type]


def test_steps_of_another_meaning_are_refuted() -> None:
    case = by_name("same_time")
    assert prove_steps(case, RULES["close_of_business"]).refuted_by


def test_share_of_a_longer_day_is_not_that_of_a_shorter_one() -> None:
    case = by_name("full_day")
    ones = Changed(case, parts=lambda parts: parts * 0 + 1, wholes=lambda wholes: (wholes > 0) * 1)
    assert prove_steps(case, ones).refuted_by  # type: ignore[arg-type]
