"""The shared vectors: what a calendar must answer, and what must be refused."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest

from slaclock import Calendar
from slaclock.errors import SlaClockError
from slaclock.instants import parse_instant
from tests.cases import Case, calendar_cases, calendar_error_cases, case_id, instant

LONGEST_MESSAGE = 1_000
LONGEST_SECONDS = 1.0


def cases_of(*ops: str) -> list[Case]:
    """Return the questions of some kinds."""
    return [case for case in calendar_cases() if case["op"] in ops]


def calendar_of(case: Case) -> Calendar:
    """Return the calendar that a case asks."""
    return Calendar.model_validate(case["calendar"])


@pytest.mark.parametrize("case", cases_of("add", "subtract"), ids=case_id)
def test_amount_leads_to_the_instant(case: Case) -> None:
    at = instant(case["at"])
    due = getattr(calendar_of(case), case["op"])(at, timedelta(seconds=case["seconds"]))
    assert due == instant(case["expect"]), case["why"]
    assert due.tzinfo is at.tzinfo


@pytest.mark.parametrize("case", cases_of("elapsed"), ids=case_id)
def test_span_holds_the_open_time(case: Case) -> None:
    elapsed = calendar_of(case).elapsed(instant(case["start"]), instant(case["end"]))
    assert elapsed == timedelta(seconds=case["expect"]), case["why"]


@pytest.mark.parametrize("case", cases_of("is_open"), ids=case_id)
def test_instant_is_open_or_closed(case: Case) -> None:
    assert calendar_of(case).is_open(instant(case["at"])) is case["expect"], case["why"]


@pytest.mark.parametrize("case", cases_of("next_open"), ids=case_id)
def test_next_opening_is_found(case: Case) -> None:
    at = instant(case["at"])
    opening = calendar_of(case).next_open(at)
    assert opening == instant(case["expect"]), case["why"]
    assert opening.tzinfo is at.tzinfo


@pytest.mark.parametrize("case", cases_of("windows"), ids=case_id)
def test_span_shows_the_windows(case: Case) -> None:
    windows = calendar_of(case).windows(instant(case["start"]), instant(case["end"]))
    expect = [(instant(opens), instant(closes)) for opens, closes in case["expect"]]
    assert [(window.open, window.close) for window in windows] == expect, case["why"]


def test_every_calendar_vector_is_run() -> None:
    ops = {case["op"] for case in calendar_cases()}
    assert ops == {"add", "subtract", "elapsed", "is_open", "next_open", "windows"}


# --- what must be refused ------------------------------------------------------------------

# What the message shows, so that its reader finds the place and knows what to write.
MUST_SHOW = {
    "pandas-bh-110": ["hours.mon", "AAA-17:00"],
    "pandas-bh-112": ["hours.mon", "09:00-12:00", "11:00-20:00"],
    "biz-020": ["negative"],
    "biz-063": ["hours.mon", "09:00-09:00"],
    "wh-064": ["hours.mon", "8:0-12:00"],
    "wh-065": ["hours.mon", "08:00-24:10"],
    "wh-067": ["exceptions", "2019-12-01", "08:00-13:00", "12:00-18:00"],
    "wh-068": ["exceptions", "aaaaaa"],
    "wh-069": ["holidays", "42"],
    "spatie-055": ["open"],
    "spatie-078": ["hours", "mmmmonday"],
    "spatie-079": ["exceptions", "25/12/2016"],
    "spatie-081": ["timezone", "foo"],
    "bizcal-019": ["open"],
    "bizcal-021": ["end", "naive", "2026-03-02T10:00:00"],
    "bizcal-023": ["hours.mon", "bad-time"],
    "edge-042": ["hours.mon", "25:00-26:00"],
    "edge-043": ["hours.mon", "24:00-06:00"],
    "edge-045": ["holidays", "2026-02-30"],
    "edge-046": ["exceptions", "2026-13-01"],
    "edge-047": ["timezone"],
    "bug-empty-01": ["open"],
    "bug-empty-02": ["open"],
    "bug-empty-03": ["hours.mon", "00:00-00:00", "00:00-24:00"],
    "bug-err-01": ["start", "naive", "2012-05-09T03:34:14"],
    "bug-err-02": ["at", "naive", "2026-09-16T10:00:00"],
    "bug-err-03": ["IST", "ambiguous", "Asia/Kolkata"],
    "bug-err-04": ["12.01.2017 17:18", "ISO 8601"],
    "bug-err-06": ["16/Okt/13 6:53 PM", "ISO 8601"],
    "bug-err-07": ["hours.mon", "600", "text"],
    "bug-err-08": ["hours.mon", "08:00-14:00", "09:00-16:00"],
    "bug-err-10": ["holidays", "2022-02-29"],
    "bug-err-11": ["timezone", "IST", "Asia/Kolkata"],
    "bug-err-13": ["whole"],
}


def ask(case: Case) -> Any:
    """Build the calendar of a case and ask it what the case asks."""
    if case["call"] == "parse":
        return parse_instant(case["text"])
    calendar = calendar_of(case)
    match case["call"]:
        case "calendar":
            return calendar
        case "add" | "subtract" as op:
            return getattr(calendar, op)(instant(case["at"]), timedelta(seconds=case["seconds"]))
        case "elapsed" | "windows" as op:
            return getattr(calendar, op)(instant(case["start"]), instant(case["end"]))
        case op:
            return getattr(calendar, op)(instant(case["at"]))


@pytest.mark.parametrize("case", calendar_error_cases(), ids=case_id)
def test_bad_case_is_refused_at_once_and_in_a_few_words(case: Case) -> None:
    began = time.perf_counter()
    with pytest.raises(SlaClockError) as caught:
        ask(case)
    assert time.perf_counter() - began < LONGEST_SECONDS
    message = str(caught.value)
    assert len(message) < LONGEST_MESSAGE
    missing = [text for text in MUST_SHOW[case["id"]] if text not in message]
    assert not missing, f"{message!r} is to say: {case['expect']}"


def test_every_error_vector_says_what_its_message_shows() -> None:
    assert set(MUST_SHOW) == {case["id"] for case in calendar_error_cases()}
