"""Whose time it was: the totals of teams in the ledger of a clock; all dates are of March 2026."""

from __future__ import annotations

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from pydantic import TypeAdapter

from slaclock import Clock, events
from slaclock.ledger import Ledger, TeamTime
from tests.bulk.random_logs import contracts, random_log, random_now
from tests.world import at, contract

HOUR = timedelta(hours=1)
OPENED = at("2026-03-02 10:00")  # a Monday; the desk is open from 9 to 7
OWNERSHIP = {
    "title": "Time to own",
    "starts": ["opened", "assigned"],
    "completes": ["accepted"],
    "pauses": ["customer"],
}


def ledger(*log: events.Event, metric: str = "ownership", hours: float = 30) -> Ledger:
    """Return the account of a ticket some hours after its opening."""
    sla = contract({"ownership": "8 h", "resolution": "3 BD"}, metrics={"ownership": OWNERSHIP})
    opened = events.Opened(OPENED, plan="gold", priority="P1")
    return Clock(sla, [opened, *log]).at(OPENED + hours * HOUR)[metric].explain()


def given(hours: float, team: str | None) -> events.Assigned:
    """Return that the ticket was given to a team some hours after its opening."""
    return events.Assigned(OPENED + hours * HOUR, team)


THREE = (given(2, "network"), given(4, "field"), given(8, "network"))


class TestTotals:
    def test_time_of_each_team_is_added_up_over_its_turns(self) -> None:
        # Monday to 12, to 14, to 18, to closing at 19; Tuesday from 9 to 16.
        found = ledger(*THREE)
        assert found.teams == (
            TeamTime("", 2 * HOUR),
            TeamTime("network", 2 * HOUR + HOUR + 7 * HOUR),
            TeamTime("field", 4 * HOUR),
        )
        assert sum((one.credited for one in found.teams), timedelta()) == found.total

    def test_pause_is_nobodys_time(self) -> None:
        pause = [
            events.Paused(OPENED + 5 * HOUR, "customer"),
            events.Resumed(OPENED + 7 * HOUR),
        ]
        found = ledger(*THREE, *pause)
        assert dict(found.teams)["field"] == 2 * HOUR

    def test_time_ends_with_the_cycle(self) -> None:
        found = ledger(*THREE, events.Accepted(OPENED + 5 * HOUR), hours=7)
        assert dict(found.teams) == {"": 2 * HOUR, "network": 2 * HOUR, "field": HOUR}

    def test_team_that_is_not_named_is_nobody(self) -> None:
        found = ledger(given(1, "network"), given(2, None), hours=4)
        assert dict(found.teams) == {"": 3 * HOUR, "network": HOUR}

    def test_other_metrics_say_it_too(self) -> None:
        found = ledger(*THREE, metric="resolution")
        assert dict(found.teams)["field"] == 4 * HOUR

    def test_what_is_given_later_does_not_count(self) -> None:
        assert ledger(given(3, "network"), hours=2).teams == ()

    def test_ticket_that_was_given_to_nobody_has_none(self) -> None:
        found = ledger()
        assert found.teams == ()
        assert "whose" not in str(found)
        assert "teams" not in found.to_dict()

    @pytest.mark.parametrize("seed", range(300))
    def test_totals_add_up_on_random_logs(self, seed: int) -> None:
        chance = random.Random(seed)
        sla, log = chance.choice(contracts()), random_log(chance, odd=False)
        teams = [events.Assigned(one.at, chance.choice("AB")) for one in log[1:4]]
        log += teams
        now = max([random_now(chance, log), *(one.instant for one in log)])
        state = Clock(sla, log).at(log[0].at + timedelta(microseconds=now - log[0].instant))
        for one in state.values():
            if one.target is not None:
                found = one.explain()
                ended = one.completed_at or state.now
                was_given = any(team.at <= ended for team in teams)
                added = sum((time.credited for time in found.teams), timedelta())
                assert added == (found.total if was_given else timedelta())


class TestForms:
    FOUND = ledger(*THREE)
    TEXT = "whose time it was: nobody 2 h, network 10 h, field 4 h"

    def test_text_markdown_and_html(self) -> None:
        assert str(self.FOUND).splitlines()[-1] == self.TEXT
        assert self.FOUND.to_markdown().splitlines()[-1] == self.TEXT
        assert f"<br>{self.TEXT}</caption>" in self.FOUND.to_html()

    def test_names_are_escaped(self) -> None:
        html = ledger(given(1, "<b>")).to_html()
        assert "&lt;b&gt; 15 h" in html
        assert "<b>" not in html

    def test_plain_data_comes_back(self) -> None:
        plain: dict[str, Any] = json.loads(self.FOUND.to_json())
        assert plain["teams"] == [
            {"team": "", "credited_us": 7_200_000_000},
            {"team": "network", "credited_us": 36_000_000_000},
            {"team": "field", "credited_us": 14_400_000_000},
        ]
        assert Ledger.from_dict(plain) == self.FOUND

    def test_pydantic_reads_and_writes_it(self) -> None:
        adapter = TypeAdapter(Ledger)
        assert adapter.validate_json(adapter.dump_json(self.FOUND)) == self.FOUND
        assert "teams" in adapter.json_schema()["properties"]
