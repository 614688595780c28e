"""What the playground is told, by the Python that runs the tests.

Starter, P1 promises a response in 4 h and a resolution in a business day of 10 h; the desk is
open from nine to seven in India, Monday to Friday. 6 March 2026 is a Friday.
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

WOTNOT = resources.files("slaclock.matrices").joinpath("wotnot.toml").read_text("utf-8")
CONTRACTS = sorted((Path(__file__).parents[2] / "examples" / "contracts").glob("*.toml"))


def test_contract_tells_plans_with_their_priorities() -> None:
    import answers

    told = answers.contract(WOTNOT)
    assert told["title"] == "WotNot support SLA"
    assert [plan["id"] for plan in told["plans"]] == ["lite", "starter", "premium", "enterprise"]
    assert told["plans"][0]["priorities"] == {
        "": "none",
        "P1": "P1 Critical",
        "P2": "P2 Major",
        "P3": "P3 Minor",
    }


def test_finding_names_its_line() -> None:
    import answers

    first = answers.contract(WOTNOT)["findings"][0]
    line = next(n for n, text in enumerate(WOTNOT.splitlines(), 1) if text.startswith("targets.P1"))
    assert first == (
        f"line {line}: plans.lite.targets.P1: "
        "first_response < 16 h is longer than resolution 1 BD (10 h)"
    )


def test_answer_tells_what_is_due_in_the_zone_of_the_plan() -> None:
    import answers

    told = answers.answer(WOTNOT, "starter", "P1", "2026-03-06T18:00")
    assert told["zone"] == "Asia/Kolkata"
    assert [(one["name"], one["due"]) for one in told["metrics"]] == [
        ("First response", "2026-03-09T16:00:00+05:30"),
        ("Response", "2026-03-09T12:00:00+05:30"),
        ("Resolution", "2026-03-09T18:00:00+05:30"),
    ]
    assert "Mon 2026-03-09 12:00" in told["deadlines"]


def test_week_shows_each_open_day_what_counted_and_both_marks() -> None:
    """Friday to Thursday: five open days; an hour of Friday and three of Monday counted."""
    import answers
    import drawing

    week = answers.answer(WOTNOT, "starter", "P1", "2026-03-06T18:00")["metrics"][1]["week"]
    assert week.count(f'fill="{drawing.OPEN}"') == 5
    assert week.count(f'fill="{drawing.COUNTED}"') == 2
    hour = f'width="{drawing.HOUR:.1f}"'
    assert week.count(hour) == 1
    assert "opened 18:00" in week
    assert "due 12:00" in week
    assert [day for day in ("Fri 6", "Sat 7", "Thu 12", "Fri 13") if f">{day}<" in week] == [
        *("Fri 6", "Sat 7", "Thu 12"),
    ]


def test_later_deadline_is_drawn_up_to_fourteen_days() -> None:
    """Lite, P2 has five business days, due on the next Friday; P3 seven, due on Tuesday 17th."""
    import answers

    for priority, last in (("P2", "Fri 13"), ("P3", "Tue 17")):
        drawn = answers.answer(WOTNOT, "lite", priority, "2026-03-06T18:00")["metrics"][2]["week"]
        assert f">{last}<" in drawn
    long = WOTNOT.replace('resolution = "7 BD"', 'resolution = "30 BD"')
    drawn = answers.answer(long, "lite", "P3", "2026-03-06T18:00")["metrics"][2]["week"]
    assert ">Thu 19<" in drawn
    assert ">Fri 20<" not in drawn


@pytest.mark.parametrize(
    ("plan", "priority", "opened", "error"),
    [
        ("gold", "P1", "2026-03-06T18:00", "unknown plan 'gold' in matrix 'wotnot'"),
        ("lite", "P9", "2026-03-06T18:00", "unknown priority 'P9' in matrix 'wotnot'"),
        ("lite", "P1", "", "'' is not ISO 8601"),
    ],
)
def test_refusal_is_told(plan: str, priority: str, opened: str, error: str) -> None:
    import answers

    assert answers.answer(WOTNOT, plan, priority, opened)["error"].startswith(error)


def test_contract_that_cannot_be_read_is_told_with_its_place() -> None:
    import answers

    told = answers.contract(WOTNOT.replace('"8 h"', '"8 hurs"', 1))
    assert told["error"].startswith("contract.toml: plans.lite.targets.P1.response: '8 hurs'")
    assert answers.contract("{}")["error"].startswith("contract.json: ")


def test_words_of_a_contract_are_no_markup() -> None:
    import answers

    text = WOTNOT.replace('title = "Starter"', 'title = "<img src=x onerror=alert(1)>"')
    told = answers.answer(text, "starter", "P1", "2026-03-06T18:00")
    shown = told["deadlines"] + "".join(one["week"] + one["ledger"] for one in told["metrics"])
    assert "&lt;img src=x" in shown
    assert "<img" not in shown


@pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.stem)
def test_every_contract_of_the_examples_has_answers(path: Path) -> None:
    """A plan may promise nothing before it is agreed, but not every plan of a contract does."""
    import answers

    text = path.read_text("utf-8")
    told = [
        answers.answer(text, plan["id"], priority, "2026-03-06T18:00")
        for plan in answers.contract(text)["plans"]
        for priority in list(plan["priorities"])[1:] or [""]
    ]
    assert [one["error"] for one in told if "error" in one] == []
    assert any(one["metrics"] for one in told)
