"""Promises: when they fall due, whether they were kept, and how that is said."""

from __future__ import annotations

import numpy as np
import pytest

from slaclock import Amount, Calendar
from slaclock.durations import parse_limit
from slaclock.matrices.promises import (
    IN_TIME_SIGNS,
    Target,
    business_day_facts,
    due_reason,
    is_in_time,
)

DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
MONDAY = "2026-03-02 09:00"


class TestIsInTime:
    CASES = ((9, False, True), (9, True, True), (10, False, True), (10, True, False))
    LATE = ((11, False, False), (11, True, False))

    @pytest.mark.parametrize(("instant", "strict", "met"), [*CASES, *LATE])
    def test_at_the_deadline_itself_strictness_decides(
        self, instant: int, strict: bool, met: bool
    ) -> None:
        assert is_in_time(instant, 10, strict=strict) is met
        assert is_in_time(np.array([instant]), np.array([10]), strict=strict).tolist() == [met]
        assert eval(f"{instant} {IN_TIME_SIGNS[strict]} 10") is met

    @pytest.mark.parametrize(("text", "first"), [("4 h", 11), ("< 4 h", 10)])
    def test_breach_is_the_first_instant_not_in_time(self, text: str, first: int) -> None:
        target = Target.of("response", parse_limit(text), None, "desk", DESK)
        assert target.breached_from(10) == first
        assert target.is_met(first - 1, 10)
        assert not target.is_met(first, 10)


class TestWords:
    def test_deadline_itself(self) -> None:
        strict, other = (
            Target.of("x", parse_limit(text), None, "desk", DESK) for text in ("< 4 h", "4 h")
        )
        assert due_reason(strict) == "breached from this instant on"
        assert due_reason(other) == "met up to and including it"

    @pytest.mark.parametrize(
        ("meaning", "words"),
        [
            ("full_day", "1 BD: a full support day of open time"),
            ("same_time", "1 BD: the same local time on the next business day"),
            ("close_of_business", "1 BD: the close of the next business day"),
            (Amount(seconds=28_800), "1 BD: 8 h of open time"),
        ],
    )
    def test_business_day(self, meaning: object, words: str) -> None:
        target = Target.of("x", parse_limit("2 BD"), meaning, "desk", DESK)  # type: ignore[arg-type]
        assert business_day_facts(target) == (words,)

    def test_open_time_needs_no_words(self) -> None:
        assert (
            business_day_facts(Target.of("x", parse_limit("4 h"), "full_day", "desk", DESK)) == ()
        )
