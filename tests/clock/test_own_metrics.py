"""Metrics of the contract's own: the clock against the model, on logs that reach them often."""

from __future__ import annotations

import random

import pytest

from slaclock import Clock, Matrix
from tests.clock.model import BUILT_IN, MILLION, Contract, Fact, Hours, Model, Promise, Rule, Terms
from tests.clock.model import second_of as second_of_day
from tests.clock.test_machine import (
    FIRST_DAY,
    KINDS,
    NAMES,
    OWN,
    REAL_RULES,
    REASONS,
    WEEKS,
    WORDS,
    answer_of,
    at_micros,
    data_of,
    event_of,
    spelled_out,
)

KINDS_DRAWN = (*KINDS, *["responded", "happened", "paused", "resumed"] * 3)
PRIORITIES = ("P1", "P2", "P3")


def random_rule(chance: random.Random) -> Rule:
    """Return a rule that a real contract may have, or any other."""
    if chance.random() < 0.5:
        return chance.choice(REAL_RULES)
    completes = chance.sample(WORDS, chance.choice([1, 2]))
    repeats = chance.choice([None, "from_completion", "from_deadline"])
    if repeats and completes == ["resolved"]:
        completes = ["responded"]
    if repeats and "resolved" not in completes:
        completes.append("resolved")
    restarts = [
        word for word in chance.sample(WORDS, chance.choice([0, 1])) if word not in completes
    ]
    return Rule(
        starts=tuple(chance.choice([["opened"], chance.sample(WORDS, chance.choice([1, 2]))])),
        completes=tuple(completes),
        repeats=repeats,
        restarts=tuple(restarts),
        pauses=chance.choice([True, False, ("customer",)]),
    )


def random_contract(chance: random.Random) -> tuple[Contract, Matrix]:
    """Return a contract, as the model takes it and as slaclock does."""
    weeks = {name: chance.choice(WEEKS) for name in ("a", "b")}
    promised = {"first_response": Promise(60, 0, strict=False)}
    priorities: dict[str | None, Terms] = {None: Terms("a", promised)}
    for priority in PRIORITIES:
        own = {
            name: Promise(chance.choice([1, 20, 60, 200]), 0, strict=chance.random() < 0.5)
            if chance.random() < 0.8
            else Promise(0, 1, strict=False)
            for name in OWN
            if chance.random() < 0.9
        }
        priorities[priority] = Terms(chance.choice(["a", "b"]), {**promised, **own})
    contract = Contract(
        hours={name: Hours(spelled_out(week)) for name, week in weeks.items()},
        priorities=priorities,
        business_day=chance.choice(["full_day", "same_time", "close_of_business", 70]),
        rules={**BUILT_IN, **{name: random_rule(chance) for name in OWN}},
        on_change=chance.choice(["retroactive", "carry_elapsed", "restart"]),
        on_reopen=chance.choice(["resume", "resume", "restart", "ignore", "count_all"]),
        at_risk=None,
    )
    data = data_of(contract, weeks)
    del data["escalation"]
    return contract, Matrix.model_validate(data)


def random_facts(chance: random.Random) -> list[Fact]:
    """Return what happens to a ticket, most of it in or near open minutes."""
    at = second_of_day(FIRST_DAY, 9 * 60) + chance.choice([-5, 0, 30])
    facts = [Fact("opened", at, chance.choice(PRIORITIES))]
    for _ in range(chance.randint(1, 9)):
        at += chance.choice([0, 1, 10, 20, 30, 60, 100, 86_400, 86_400, 2 * 86_400])
        kind = chance.choice(KINDS_DRAWN)
        said = {"paused": chance.choice(REASONS), "happened": chance.choice(NAMES)}.get(kind)
        priority = chance.choice(PRIORITIES) if kind == "priority_changed" else None
        facts.append(Fact(kind, at, priority, said))
    return facts


@pytest.mark.parametrize("seed", range(40))
def test_clock_says_what_the_model_says(seed: int) -> None:
    chance = random.Random(seed)
    contract, matrix = random_contract(chance)
    for _ in range(6):
        facts = random_facts(chance)
        clock = Clock(matrix, [event_of(fact) for fact in facts])
        for fact in facts:
            now = (fact.at + chance.choice([0, 0, 1, 15, 60, 86_400])) * MILLION
            state = clock.at(at_micros(now))
            model = Model(contract, [one for one in facts if one.at * MILLION <= now])
            for metric in OWN:
                assert answer_of(state[metric]) == model.answer(metric, now), (facts, metric)
