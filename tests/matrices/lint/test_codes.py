"""Every code: it is described, one contract shows it, and a like one does not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from slaclock import Matrix
from slaclock.files.toml_text import toml_text
from slaclock.matrices.lint import CODES, IDLE, check_matrix
from slaclock.matrices.toml_lines import toml_lines
from tests.matrices.lint.small import LONG_DAYS, OFFICE, matrix, plan, with_calendar

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "findings.md"
TODAY = date(2026, 3, 2)


def two(lite: str, gold: str, **more: Any) -> Matrix:
    return matrix({"lite": plan(P1=lite), "gold": plan(P1=gold)}, **more)


def one(text: str = "1 h / 4 h", priorities: str = "P1", **more: Any) -> Matrix:
    return matrix({"gold": plan(P1=text)}, priorities, **more)


def level(at: str) -> list[dict[str, Any]]:
    return [{"level": 1, "contact": "Desk", "at": at}]


def silence(code: str) -> list[dict[str, str]]:
    return [{"code": code, "path": "plans", "reason": "so agreed"}]


def asking(*values: str) -> Matrix:
    """Return a contract that chooses a plan by who asks."""
    rule = {"when": {"organisation": list(values)}, "plan": "gold"}
    return one(choose=[rule, {"plan": "gold"}])


def named(name: str) -> Matrix:
    return matrix({name: plan(P1="1 h / 4 h")})


def to_a_time(**target: str) -> Matrix:
    """Return a contract with a promise to a time of day."""
    cell = {"P1": {"response": "1 h", "resolution": {"counted_from": "start", **target}}}
    return matrix({"gold": {"calendar": "office", "targets": cell}})


def desk(zone: str) -> dict[str, Any]:
    """Return a desk of two offices, one of them in *zone*, the other where `OFFICE` is."""
    other = {"timezone": zone, "hours": {"mon-fri": ["09:00-17:00"]}}
    return {"office": {"any_of": ["here", "there"]}, "here": OFFICE, "there": other}


def with_list(opened_in: str) -> dict[str, Any]:
    """Return a plan whose resolution depends on the hours at the opening."""
    listed = [{"within": "4 h", "opened_in": opened_in}, {"within": "8 h"}]
    return {"calendar": "office", "targets": {"P1": {"response": "1 h", "resolution": listed}}}


ALWAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}
HOURS = {"office": OFFICE, "always": ALWAYS}
ORDERED = {"gold": plan(P1="1 h / 4 h", P2="2 h / 4 h")}
SWAPPED = {"gold": plan(P1="2 h / 4 h", P2="1 h / 4 h")}
OFFICES = {"office": OFFICE, "long": LONG_DAYS}
# By code: a contract in which it is found, and one like it in which it is not.
CASES: dict[str, tuple[Matrix, Matrix]] = {
    "response-after-resolution": (one("5 h / 4 h"), one("4 h / 4 h")),
    "priority-order": (matrix(SWAPPED, "P1 P2"), matrix(ORDERED, "P1 P2")),
    "plan-order": (two("1 h / 4 h", "2 h / 4 h"), two("2 h / 4 h", "1 h / 4 h")),
    "first-response-contradiction": (
        matrix({"gold": plan(first_response="1 h", P1="2 h / 4 h")}),
        matrix({"gold": plan(first_response="2 h", P1="2 h / 4 h")}),
    ),
    "counted-from-unsaid": (
        one("1 BD / 2 BD", business_day="same_time"),
        one("1 BD / 2 BD", business_day="same_time", counted_from="opened"),
    ),
    "cutoff-unsaid": (
        to_a_time(within="1 BD", by="12:59"),
        to_a_time(within="1 BD", by="12:59", cutoff="24:00"),
    ),
    "part-out-of-reach": (
        matrix({"gold": with_list("always")}, calendars=HOURS),
        matrix({"gold": with_list("office")}, calendars=HOURS),
    ),
    "missing-cell": (one(priorities="P1 P2"), matrix(ORDERED, "P1 P2")),
    "goal-out-of-reach": (
        one(goals=[{"metric": "next_response", "share": "90 %"}]),
        one(goals=[{"metric": "response", "plan": "gold", "priority": "P1", "share": "90 %"}]),
    ),
    "goal-said-twice": (
        one(goals=[{"metric": "response", "share": share} for share in ("90 %", "95 %")]),
        one(goals=[{"metric": name, "share": "90 %"} for name in ("response", "resolution")]),
    ),
    "level-out-of-reach": (one(escalation=level("-4 h")), one(escalation=level("-3 h"))),
    "minute-lost": (
        with_calendar(hours={"mon": ["09:00-23:59"]}),
        with_calendar(hours={"mon": ["09:00-24:00"]}),
    ),
    "hours-across-midnight": (
        with_calendar(hours={"mon": ["20:00-04:00"], "tue": ["03:00-09:00"]}),
        with_calendar(hours={"mon": ["20:00-03:00"], "tue": ["03:00-09:00"]}),
    ),
    "single-night": (
        with_calendar(hours={"mon-thu": ["08:00-16:00"], "fri": ["16:00-08:00"]}),
        with_calendar(hours={"mon-thu": ["08:00-16:00"], "fri": ["08:00-16:00"]}),
    ),
    "long-window": (
        with_calendar(hours={"mon-fri": ["09:00-07:00"]}),
        with_calendar(hours={"mon-fri": ["09:00-17:00"]}),
    ),
    "said-twice": (
        with_calendar(holidays=["2027-05-01"], exceptions={"2027-05-01": ["09:00-12:00"]}),
        with_calendar(holidays=["2027-05-01"], exceptions={"2027-05-02": ["09:00-12:00"]}),
    ),
    "missing-category": (
        with_calendar(holidays=[{"country": "IN", "subdivision": "TS"}]),
        with_calendar(holidays=[{"country": "IN", "subdivision": "GJ"}]),
    ),
    "state-not-said": (
        with_calendar(holidays=[{"country": "DE"}]),
        with_calendar(holidays=[{"country": "DE", "subdivision": "BY"}]),
    ),
    "worked-weekends": (
        with_calendar(holidays=[{"country": "HU"}]),
        with_calendar(holidays=[{"country": "HU", "worked_weekends": False}]),
    ),
    "holidays-end": (
        with_calendar(holidays=["2026-12-25"]),
        with_calendar(holidays=["2026-12-25", "2027-12-25"]),
    ),
    "dates-of-several-zones": (
        one("1 BD / 2 BD", business_day="same_time", calendars=desk("Europe/Lisbon")),
        one("1 BD / 2 BD", business_day="same_time", calendars=desk("Asia/Kolkata")),
    ),
    "unused-calendar": (
        one(calendars=OFFICES),
        matrix({"a": plan("long", P1="1 h / 4 h"), "b": plan(P1="1 h / 4 h")}, calendars=OFFICES),
    ),
    "idle-alias": (
        matrix({"gold": {**plan(P1="1 h / 4 h"), "aliases": ["Gold"]}}),
        matrix({"gold": {**plan(P1="1 h / 4 h"), "aliases": ["Best"]}}),
    ),
    "no-pattern": (asking("acme*"), asking("acme")),
    "other-spelling": (named("premuim"), named("Premium")),
    "idle-silence": (one(silence=silence("plan-order")), one()),
}
OTHERS = (("other.toml", named("premium")),)


def codes_of(sla: Matrix) -> set[str]:
    return {one.code for one in check_matrix(sla, today=TODAY, others=OTHERS).findings}


@pytest.mark.parametrize("code", CASES)
def test_code_is_found_in_one_contract_alone_and_not_in_one_like_it(code: str) -> None:
    bad, good = CASES[code]
    assert code in codes_of(bad)
    assert code not in codes_of(good)


@pytest.mark.parametrize("code", CASES)
def test_code_has_the_line_of_what_is_found(code: str) -> None:
    """It is the line of the key that is named, or of the nearest table in which it would stand."""
    bad, _ = CASES[code]
    text = toml_text(bad.content())
    found = check_matrix(bad, today=TODAY, others=OTHERS, lines=toml_lines(text)).findings
    rows = text.splitlines()
    for one in found:
        if one.code == code:
            assert one.line is not None
            names = re.findall(r"[A-Za-z_][A-Za-z0-9_-]*", one.path)
            assert any(name in rows[one.line - 1] for name in names[-2:]), rows[one.line - 1]


@pytest.mark.parametrize("code", [code for code in CASES if code != IDLE])
def test_code_can_be_silenced(code: str) -> None:
    bad, _ = CASES[code]
    (path, *_) = [
        one.path
        for one in check_matrix(bad, today=TODAY, others=OTHERS).findings
        if one.code == code
    ]
    entry = {"code": code, "path": path, "reason": "so agreed"}
    quiet = Matrix.model_validate({**bad.content(), "silence": [entry]})
    left = {
        (one.code, one.path) for one in check_matrix(quiet, today=TODAY, others=OTHERS).findings
    }
    assert (code, path) not in left
    assert IDLE not in {code for code, _ in left}


def test_every_code_has_a_case_and_a_description() -> None:
    described = re.findall(r"^\| `([a-z-]+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert set(CASES) == {*CODES, IDLE}
    assert sorted(described) == sorted({*CODES, IDLE})
