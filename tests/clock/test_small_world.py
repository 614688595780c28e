"""A part of the small world that is run each time; `make small-world` runs all of it."""

from __future__ import annotations

import pytest

from slaclock import events
from tests.clock.model import MILLION
from tests.clock.small_world import (
    GRID,
    LETTERS,
    MEANINGS,
    NOT_DRAWN,
    RULES,
    Comparer,
    Policies,
    SmallModel,
    compare,
    differences,
    drawn,
    in_terms_of_the_clock,
    instants_of_asking,
    log_of,
    logs,
    main,
    world,
)


class TestSmallWorld:
    @pytest.mark.parametrize("meaning", MEANINGS)
    def test_every_log_of_two_events(self, meaning: str | int) -> None:
        every = [log for length in (1, 2) for log in logs(length)]
        assert len(every) == 6 + 21 * len(LETTERS)
        assert compare(every, meaning).wrong == []

    def test_every_log_of_three_events_at_two_instants(self) -> None:
        """Also several at one instant, which happen in the order given."""
        tally = compare(logs(3, GRID[1:3]), "full_day", GRID[1:3])
        assert tally.runs >= 4 * len(LETTERS) ** 2
        assert tally.wrong == []

    @pytest.mark.parametrize("length", [4, 5])
    def test_longer_logs_drawn_at_random(self, length: int) -> None:
        assert compare(drawn(250, length, seed=length), "full_day").wrong == []

    @pytest.mark.slow
    def test_every_log_of_three_events(self) -> None:
        assert main(["--events", "3", "--sample", "1000"]) == 0

    @pytest.mark.parametrize("policies", [("retroactive", "resume"), ("carry_elapsed", "restart")])
    def test_what_is_kept_is_what_a_model_says_that_begins_anew(
        self, policies: tuple[str, str]
    ) -> None:
        one = world(Policies(*policies, "full_day"))
        shared = Comparer(one)
        for facts in [*logs(2), *drawn(150, 4, seed=1)]:
            nows = instants_of_asking(facts, GRID)
            anew = [
                [
                    in_terms_of_the_clock(
                        SmallModel(one.contract, facts).answer(metric, now * MILLION)
                    )
                    for metric in RULES
                ]
                for now in nows
            ]
            assert shared.model_of(facts).rights(nows) == anew

    def test_every_type_of_event_may_happen(self) -> None:
        # What is agreed with a customer is no part of this contract, which has no such target.
        types = {one.type for one in LETTERS} | {*NOT_DRAWN, "agreed"}
        assert types >= set(events.TYPES)

    def test_wrong_clock_is_found(self) -> None:
        """A log that tells policies apart, judged by a contract with the wrong one."""
        right, wrong = (
            world(Policies("retroactive", policy, "full_day")) for policy in ("resume", "restart")
        )
        resolved, reopened = (one for one in LETTERS if one.type in ("resolved", "reopened"))
        facts = log_of(GRID[1:4], [resolved, reopened])
        assert differences(right, facts) == []
        assert differences(right._replace(matrix=wrong.matrix), facts)
