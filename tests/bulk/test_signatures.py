"""Functions that read the same tables take the same arguments: written out, and held equal here.

Each signature is written out, so that `help()` and editors show it whole. What two of them
share has one name, one default and one type.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, signature
from typing import Any

import pytest

from slaclock.bulk import add_deadlines, add_verdicts, clock_states, next_changes, sql
from slaclock.bulk.frames.deadlines import deadline, elapsed

PAIRS: dict[str, tuple[Callable[..., Any], Callable[..., Any], set[str]]] = {
    "states and changes": (clock_states, next_changes, {"metrics"}),
    "deadlines and verdicts": (
        add_deadlines,
        add_verdicts,
        {"responded_at", "resolved_at", "paused", "as_of"},
    ),
    "deadline and elapsed of frames": (
        deadline,
        elapsed,
        {"at", "amount", "business_day", "start", "end", "name"},
    ),
    "deadlines and verdicts in SQL": (
        sql.deadlines,
        sql.verdicts,
        {"responded_at", "resolved_at", "as_of"},
    ),
}


def parameters(function: Callable[..., Any]) -> dict[str, Parameter]:
    return dict(signature(function).parameters)


@pytest.mark.parametrize("pair", PAIRS)
class TestPairs:
    def test_shared_arguments_are_the_same(self, pair: str) -> None:
        one, other, own = PAIRS[pair]
        first, second = parameters(one), parameters(other)
        shared = [name for name in first if name in second and name not in own]

        assert [str(first[name]) for name in shared] == [str(second[name]) for name in shared]

    def test_only_the_known_ones_stand_in_one_alone(self, pair: str) -> None:
        one, other, own = PAIRS[pair]

        assert set(parameters(one)) ^ set(parameters(other)) <= own
