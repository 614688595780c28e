"""A first contract from a few answers: what is written is read and checked as any file."""

from __future__ import annotations

import tomllib
from datetime import date

import pytest

from slaclock import Matrix
from slaclock.matrices.lint import lint
from slaclock.matrices.starting import Answers, contract_text, problem_of

TODAY = date(2026, 3, 2)


def contract(**answers: str) -> Matrix:
    return Matrix.model_validate(tomllib.loads(contract_text(Answers(**answers))))


def test_contract_of_all_answers() -> None:
    sla = contract(
        name="desk",
        zone="Europe/Berlin",
        hours="mon-thu 09:00-12:30 13:00-17:00; fri 09:00-14:00",
        priorities="P1 < 1 h / 8 h, P2: 4 h / 3 BD; Not urgent = 1 BD / 5 BD",
        business_day="same_time",
        holidays="DE:BY",
    )
    assert (sla.id, sla.version, sla.business_day) == ("desk", "1", "same_time")
    office = sla.calendars["desk"]
    assert str(office) == ("Europe/Berlin mon-thu 09:00-12:30, 13:00-17:00; fri 09:00-14:00")
    assert [str(source) for source in office.holiday_sources] == ["DE-BY"]
    assert {
        row.priority.id: [f"{one.metric} {one}" for one in row.targets]
        for row in sla.rows()
        if row.priority is not None
    } == {
        "P1": ["response < 1 h", "resolution 8 h"],
        "P2": ["response 4 h", "resolution 3 BD"],
        "Not urgent": ["response 1 BD", "resolution 5 BD"],
    }
    assert lint(sla, today=TODAY) == ()


def test_single_time_is_that_of_the_resolution() -> None:
    (row,) = contract(priorities="P1 8 h").rows()
    assert [f"{one.metric} {one}" for one in row.targets] == ["resolution 8 h"]


@pytest.mark.parametrize("hours", ["24x7", "24/7", "always", "mon-sun 00:00-24:00"])
def test_round_the_clock(hours: str) -> None:
    assert str(contract(hours=hours).calendars["desk"]) == "Etc/UTC mon-sun 00:00-24:00"


def test_meaning_of_a_business_day_stands_only_where_one_is_counted_or_it_is_chosen() -> None:
    assert "business_day" not in contract_text(Answers())
    assert 'business_day = "full_day"' in contract_text(Answers(priorities="P1 1 h / NBD"))
    assert 'business_day = "8 h"' in contract_text(Answers(business_day="8 h"))


def test_names_and_texts_are_quoted() -> None:
    text = contract_text(Answers(priorities='say "hi": 1 h / 8 h', zone='x"\n[plans.b]'))
    data = tomllib.loads(text)
    assert set(data["plans"]) == {"standard"}
    assert set(data["priorities"]) == {'say "hi"'}
    assert data["calendars"]["desk"]["timezone"] == 'x"\n[plans.b]'


def test_every_answer_that_is_well_has_no_problem() -> None:
    assert problem_of(Answers(), TODAY) is None


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"zone": "IST"}, "'IST' is not usable as a time zone"),
        ({"hours": "mon-fri"}, "'mon-fri' has no hours after the days; write them as in"),
        ({"hours": "mon-fri 9-17"}, "'9-17' "),
        ({"hours": ""}, "never opens"),
        ({"hours": "mon-fri 09:00-23:59"}, '"09:00-23:59" leaves out what follows 23:59'),
        ({"priorities": "P1"}, "'P1' has no time after the name; write it as in P1 1 h / 8 h"),
        ({"priorities": "P1 1 / 8 h"}, "'1' has no unit"),
        ({"priorities": "P1 9 h / 8 h"}, "response 9 h is longer than resolution 8 h"),
        ({"priorities": "P1 2 h / 8 h, P2 1 h / 8 h"}, "response 2 h is longer than the 1 h of P2"),
        ({"priorities": "P1 1 h / 8 h, P2 9 h"}, "promises no response"),
        ({"priorities": ""}, ""),
        ({"business_day": "a day"}, "'a day' "),
        ({"holidays": "Germany"}, "'Germany' is an unknown country; did you mean 'DE'?"),
        ({"holidays": "DE"}, "DE is the national list, and 17 of its states"),
    ],
)
def test_what_is_wrong_is_said(answers: dict[str, str], problem: str) -> None:
    found = problem_of(Answers(**answers), TODAY)
    assert found is not None
    assert problem in found
