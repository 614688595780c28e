"""The states of many tickets are those of `Clock`, in every field, on random logs."""

from __future__ import annotations

import random

import numpy as np
import pytest

from slaclock import Matrix
from slaclock.bulk.engine.logs import logs_of_events
from slaclock.bulk.engine.states import states_of
from tests.bulk.random_logs import clock_says, columns_say, contracts, random_log, random_now

CONTRACTS = contracts()


def differences(matrix: Matrix, size: int, seed: int, *, odd: bool = True) -> tuple[list[str], int]:
    """Return what columns and `Clock` say differently, and how many tickets it was asked of."""
    chance = random.Random(seed)
    logs = [random_log(chance, odd=odd) for _ in range(size)]
    now = np.array([random_now(chance, log) for log in logs], np.int64)
    states = states_of(logs_of_events(dict(enumerate(logs))), matrix, now)
    found = []
    for ticket, log in enumerate(logs):
        expected, said = clock_says(matrix, log, int(now[ticket])), columns_say(states, ticket)
        if said != expected:
            found.append(f"{ticket}: {log}\nat {now[ticket]}\n{expected}\n{said}")
    return found, states.by_clock


@pytest.mark.parametrize("place", range(len(CONTRACTS)), ids=lambda place: f"contract{place}")
def test_columns_say_what_the_clock_says(place: int) -> None:
    found, _ = differences(CONTRACTS[place], 40, 1000 + place)
    assert found == []


@pytest.mark.slow
def test_a_hundred_thousand_tickets_have_the_states_of_the_clock() -> None:
    size = 100_000 // len(CONTRACTS) + 1
    for place, matrix in enumerate(CONTRACTS):
        found, _ = differences(matrix, size, 5000 + place)
        assert found == []
