"""Suggested examples: the cases there are, and that a contract takes them as they are."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

from slaclock import Matrix
from slaclock.example_cases import suggested
from slaclock.examples import run_examples
from tests.world import DESK, contract, contract_data

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAYS = {
    **DESK,
    "holidays": ["2026-03-11"],
    "exceptions": {"2026-03-20": ["09:00-13:00"]},
}


class TestSuggested:
    def test_every_case_that_the_contract_has(self) -> None:
        text = suggested(contract(calendars={"desk": DAYS}), MONDAY)
        examples = tomllib.loads(text)["examples"]
        assert [(one["title"], one["opened_at"].isoformat()) for one in examples] == [
            ("gold: opened at opening", "2026-03-02T09:00:00+05:30"),
            ("gold: opened at closing", "2026-03-02T19:00:00+05:30"),
            ("gold: opened on a closed date", "2026-03-07T12:00:00+05:30"),
            ("gold: opened an hour before the holiday of 2026-03-11", "2026-03-10T18:00:00+05:30"),
            ("gold: across a short day", "2026-03-19T12:00:00+05:30"),
            ("gold: a pause across a closing", "2026-03-02T09:00:00+05:30"),
        ]
        across = examples[4]["resolution_due"]
        # 7 of 10 h are left of Thursday, so 30 % of the short Friday's 4 h: 72 min after 09:00.
        assert across.isoformat() == "2026-03-20T10:12:00+05:30"

    def test_they_come_out_in_the_contract(self) -> None:
        calendars = {"desk": DAYS}
        examples = tomllib.loads(suggested(contract(calendars=calendars), MONDAY))["examples"]
        again = Matrix.model_validate(contract_data(calendars=calendars, examples=examples))
        assert (len(again.examples), run_examples(again)) == (6, ())

    def test_a_calendar_that_never_closes_has_few(self) -> None:
        always = {"timezone": "UTC", "hours": {"mon-sun": ["00:00-24:00"]}}
        text = suggested(contract({"response": "4 h"}, calendars={"desk": always}), MONDAY)
        assert len(tomllib.loads(text)["examples"]) == 1
