"""Promises: when they fall due, whether they were kept, and how that is said."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from slaclock import Amount, Calendar
from slaclock.day_times import Cutoff, TimeOfDay
from slaclock.durations import parse_limit
from slaclock.instants import to_micros
from slaclock.matrices.compound import choice_of, starting_in
from slaclock.matrices.promises import (
    IN_TIME_SIGNS,
    NamedCalendar,
    Target,
    business_day_facts,
    due_reason,
    is_in_time,
    waiting,
)
from tests.world import at

DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
MONDAY = "2026-03-02 09:00"


class TestTarget:
    def test_open_time_where_no_days_count(self) -> None:
        def open_time(text: str, meaning: object) -> object:
            return Target.of("x", parse_limit(text), meaning, "desk", DESK).open_time  # type: ignore[arg-type]

        assert open_time("4 h", None) == timedelta(hours=4)
        assert open_time("2 BD", Amount(seconds=3600)) == timedelta(hours=2)
        assert open_time("2 BD", "same_time") is None

    @pytest.mark.parametrize(
        ("event", "until", "waits"),
        [
            ("2026-03-06 12:00", "2026-03-09 12:00", None),
            ("2026-03-06 19:00", "2026-03-09 12:00", "2026-03-09 09:00"),
            ("2026-03-06 19:00", "2026-03-07 12:00", "2026-03-07 12:00"),
        ],
        ids=["open", "over the weekend", "asked before it opens"],
    )
    def test_clock_waits_for_the_hours_by_which_it_starts(
        self, event: str, until: str, waits: str | None
    ) -> None:
        """6 March 2026 is a Friday."""
        plain = Target.of("x", parse_limit("4 h"), None, "desk", DESK)
        target = starting_in(plain, NamedCalendar("desk", DESK))
        start, end = (to_micros(at(text)) for text in (event, until))
        why = "it starts by the hours of desk"
        expected = [] if waits is None else [(start, to_micros(at(waits)), "waiting", why)]
        assert waiting(target, start, end) == expected
        assert waiting(plain, start, end) == []

    @pytest.mark.parametrize(
        ("first", "last", "differ"),
        [
            ("4 h", "8 h", False),
            ("< 4 h", "< 8 h", False),
            ("4 h", "< 8 h", True),
            ("< 4 h", "8 h", True),
        ],
    )
    def test_bounds_of_a_list(self, first: str, last: str, differ: bool) -> None:
        one, other = (
            Target.of("x", parse_limit(text), None, "desk", DESK) for text in (first, last)
        )
        chosen = choice_of([one._replace(opened_in=NamedCalendar("desk", DESK)), other])
        assert chosen.bounds_differ is differ
        assert one.bounds_differ is other.bounds_differ is False


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

    def test_start_by_other_hours_is_said_beside_them(self) -> None:
        target = Target.of("x", parse_limit("2 BD"), "same_time", "desk", DESK)
        assert business_day_facts(starting_in(target, NamedCalendar("night", DESK))) == (
            "1 BD: the same local time on the next business day",
            "the clock starts by the hours of night: Asia/Kolkata mon-fri 09:00-19:00",
        )

    def test_date_that_is_counted_from_the_start(self) -> None:
        nine, five = (Cutoff(TimeOfDay(hour * 3600)) for hour in (9, 17))
        target = Target.of("x", parse_limit("2 BD"), None, "desk", DESK, by=five.time, cutoff=nine)
        assert business_day_facts(target) == (
            "2 BD: by 17:00 of that date, counted from the date of the first open instant",
            "what comes in after 09:00 counts as come in on the next business day",
        )

    def test_open_time_needs_no_words(self) -> None:
        assert (
            business_day_facts(Target.of("x", parse_limit("4 h"), "full_day", "desk", DESK)) == ()
        )
