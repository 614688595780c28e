"""What changes on a ticket between two instants, and that it is told once."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from slaclock import Clock, Matrix
from slaclock.clock import Change
from slaclock.errors import ArgumentTypeError, InstantRangeError, NaiveInstantError
from slaclock.events import (
    CustomerReplied,
    Event,
    Paused,
    PriorityChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
)
from tests.clock.cases import ist, matrix, opened

SECOND = timedelta(seconds=1)
MICROSECOND = timedelta(microseconds=1)
LEVELS = [
    {"level": 1, "contact": "Lead", "at": "50 %"},
    {"level": 2, "contact": "Manager", "at": "100 %"},
    {"level": 3, "contact": "CTO", "at": "+2 h"},
]


def terms(targets: dict[str, dict[str, str]], **changes: Any) -> Matrix:
    return matrix(targets, **{"at_risk": "80 %", "escalation": LEVELS, **changes})


FOUR_HOURS = terms({"P1": {"resolution": "4 h"}})
TWO_PRIORITIES = terms({"P1": {"resolution": "2 h"}, "P2": {"resolution": "8 h"}})


def told(change: Change) -> tuple[Any, ...]:
    """Return a change in short: when, what, and what became of it."""
    what = f"{change.what} {change.level}" if change.level is not None else change.what
    return change.at, what, change.after


def changes(terms: Matrix, *log: Event, after: datetime, until: datetime) -> list[tuple[Any, ...]]:
    return [told(change) for change in Clock(terms, log).changes(after, until)]


class TestByItself:
    """Opened on Monday 2 March at 09:00, to be resolved in 4 h, at risk from 80 % on."""

    LOG = (opened(ist(2, 9)),)

    def test_open_ticket_becomes_at_risk_crosses_levels_and_is_breached(self) -> None:
        found = changes(FOUR_HOURS, *self.LOG, after=ist(2, 9), until=ist(2, 19))
        assert found == [
            (ist(2, 11), "crossed 1", True),
            (ist(2, 11), "notify 1", True),
            (ist(2, 12, 12), "at_risk", True),
            (ist(2, 13), "crossed 2", True),
            (ist(2, 13), "notify 2", True),
            (ist(2, 13) + MICROSECOND, "status", "breached"),
            (ist(2, 13) + MICROSECOND, "at_risk", False),
            (ist(2, 15), "crossed 3", True),
            (ist(2, 15), "notify 3", True),
        ]

    def test_stretch_is_open_at_its_start_and_closed_at_its_end(self) -> None:
        assert changes(FOUR_HOURS, *self.LOG, after=ist(2, 11), until=ist(2, 12)) == []
        before = ist(2, 11) - MICROSECOND
        found = changes(FOUR_HOURS, *self.LOG, after=before, until=ist(2, 11))
        assert found == [(ist(2, 11), "crossed 1", True), (ist(2, 11), "notify 1", True)]
        assert changes(FOUR_HOURS, *self.LOG, after=ist(2, 11), until=ist(2, 11)) == []

    def test_breach_is_seen_a_microsecond_after_the_deadline_and_no_sooner(self) -> None:
        found = changes(FOUR_HOURS, *self.LOG, after=ist(2, 12, 30), until=ist(2, 13))
        assert found == [(ist(2, 13), "crossed 2", True), (ist(2, 13), "notify 2", True)]

    def test_contact_is_notified_in_hours_of_its_own(self) -> None:
        level = {"level": 1, "contact": "Lead", "at": "50 %", "notify": "office"}
        round_the_clock = terms({"P1": {"calendar": "always", "resolution": "8 h"}})
        contract = Matrix.model_validate({**round_the_clock.content(), "escalation": [level]})
        found = changes(contract, opened(ist(2, 18)), after=ist(2, 19), until=ist(3, 10))
        assert [change for change in found if change[1].endswith("1")] == [
            (ist(2, 22), "crossed 1", True),
            (ist(3, 9), "notify 1", True),
        ]

    def test_every_change_says_what_it_is_about(self) -> None:
        (crossed, notify) = Clock(FOUR_HOURS, self.LOG).changes(ist(2, 10), ist(2, 12))
        assert crossed.to_dict() == {
            "at": "2026-03-02T11:00:00+05:30",
            "metric": "resolution",
            "what": "crossed",
            "before": False,
            "after": True,
            "started_at": "2026-03-02T09:00:00+05:30",
            "level": 1,
            "contact": "Lead",
            "point": "50 %",
            "reached_at": "2026-03-02T11:00:00+05:30",
            "is_retroactive": False,
            "key": '["resolution","2026-03-02T03:30:00+00:00","crossed",1,"Lead","50 %"]',
            "repetition": 0,
        }
        assert json.loads(json.dumps(notify.to_dict()))["what"] == "notify"


class TestByWhatHappens:
    def test_opening_begins_the_metrics(self) -> None:
        found = changes(FOUR_HOURS, opened(ist(2, 9)), after=ist(1, 0), until=ist(2, 9))
        assert found == [(ist(2, 9), "status", "running")]

    def test_events_in_the_stretch_count(self) -> None:
        log = [
            opened(ist(2, 9)),
            Paused(ist(2, 10)),
            Resumed(ist(2, 12)),
            Resolved(ist(2, 13)),
            Reopened(ist(2, 14)),
        ]
        found = changes(FOUR_HOURS, *log, after=ist(2, 9), until=ist(2, 14))
        assert found == [
            (ist(2, 10), "status", "paused"),
            (ist(2, 12), "status", "running"),
            (ist(2, 13), "status", "met"),
            (ist(2, 13), "crossed 1", True),
            (ist(2, 13), "notify 1", True),
            (ist(2, 14), "status", "running"),
        ]

    def test_what_an_event_does_came_about_with_it(self) -> None:
        """At risk from 12:12 on, it is paused, goes on, and is resolved in time."""
        log = [
            opened(ist(2, 9)),
            Paused(ist(2, 12, 30)),
            Resumed(ist(2, 12, 40)),
            Resolved(ist(2, 12, 50)),
        ]
        found = Clock(FOUR_HOURS, log).changes(ist(2, 8), ist(2, 13))
        kinds = [(change.what, change.after) for change in found if change.level is None]
        assert kinds == [
            ("status", "running"),
            ("at_risk", True),
            ("status", "paused"),
            ("status", "running"),
            ("status", "met"),
            ("at_risk", False),
        ]
        assert [change for change in found if change.reached_at != change.at] == []

    def test_what_happens_at_one_instant_is_seen_together(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 10)), Resumed(ist(2, 10))]
        assert changes(FOUR_HOURS, *log, after=ist(2, 9), until=ist(2, 10)) == []

    def test_level_that_came_and_went_between_two_sweeps_is_told(self) -> None:
        log = [
            opened(ist(2, 9), "P1"),
            PriorityChanged(ist(2, 10, 30), "P2"),
        ]
        found = changes(TWO_PRIORITIES, *log, after=ist(2, 9), until=ist(2, 12))
        assert found == [
            (ist(2, 10), "crossed 1", True),
            (ist(2, 10), "notify 1", True),
            (ist(2, 10, 30), "crossed 1", False),
            (ist(2, 10, 30), "notify 1", False),
        ]

    def test_each_answer_to_a_customer_is_a_cycle_of_its_own(self) -> None:
        contract = terms({"P1": {"next_response": "2 h"}})
        log = [
            opened(ist(2, 9)),
            CustomerReplied(ist(2, 10)),
            Responded(ist(2, 11, 30)),
            CustomerReplied(ist(2, 13)),
        ]
        found = Clock(contract, log).changes(ist(2, 9), ist(2, 14))
        levels = [change for change in found if change.what == "crossed"]
        assert [(change.at, change.started_at) for change in levels] == [
            (ist(2, 11), ist(2, 10)),
            (ist(2, 14), ist(2, 13)),
        ]
        assert levels[0].key != levels[1].key


class TestRetroactive:
    """Opened at 09:00 with 8 h; at 12:00 it becomes P1, with 2 h: late since 11:00."""

    LOG = (opened(ist(2, 9), "P2"), PriorityChanged(ist(2, 12), "P1"))

    def test_what_a_change_moves_into_the_past_is_told_as_such(self) -> None:
        found = Clock(TWO_PRIORITIES, self.LOG).changes(ist(2, 9), ist(2, 12))
        assert [(told(change), change.reached_at, change.is_retroactive) for change in found] == [
            ((ist(2, 12), "status", "breached"), ist(2, 11) + MICROSECOND, True),
            ((ist(2, 12), "crossed 1", True), ist(2, 10), True),
            ((ist(2, 12), "notify 1", True), ist(2, 10), True),
            ((ist(2, 12), "crossed 2", True), ist(2, 11), True),
            ((ist(2, 12), "notify 2", True), ist(2, 11), True),
        ]

    def test_risk_that_a_change_moves_into_the_past_is_told_as_such(self) -> None:
        log = [opened(ist(2, 9), "P2"), PriorityChanged(ist(2, 10, 45), "P1")]
        (risk,) = (
            change
            for change in Clock(TWO_PRIORITIES, log).changes(ist(2, 9), ist(2, 10, 45))
            if change.what == "at_risk"
        )
        assert (risk.reached_at, risk.is_retroactive) == (ist(2, 10, 36), True)

    def test_risk_ends_with_the_change_that_makes_it_a_breach(self) -> None:
        """At risk from 15:24 on with 8 h; late since 11:00 with the 2 h of 16:00."""
        log = [opened(ist(2, 9), "P2"), PriorityChanged(ist(2, 16), "P1")]
        found = Clock(TWO_PRIORITIES, log).changes(ist(2, 15), ist(2, 16))
        assert [(told(change), change.reached_at) for change in found if not change.level] == [
            ((ist(2, 15, 24), "at_risk", True), ist(2, 15, 24)),
            ((ist(2, 16), "status", "breached"), ist(2, 11) + MICROSECOND),
            ((ist(2, 16), "at_risk", False), ist(2, 16)),
        ]

    def test_level_that_is_crossed_again_in_one_cycle_has_one_key(self) -> None:
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 10, 30), "P2")]
        found = Clock(TWO_PRIORITIES, log).changes(ist(2, 9), ist(2, 13))
        crossed = [change for change in found if change.what == "crossed" and change.level == 1]
        assert [told(change) for change in crossed] == [
            (ist(2, 10), "crossed 1", True),
            (ist(2, 10, 30), "crossed 1", False),
            (ist(2, 13), "crossed 1", True),
        ]
        assert crossed[0].key == crossed[2].key
        assert crossed[1].key != crossed[0].key

    def test_promise_that_is_withdrawn_takes_its_levels_back(self) -> None:
        contract = terms({"P1": {"resolution": "2 h"}, "P2": {"response": "8 h"}})
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 10, 30), "P2")]
        found = Clock(contract, log).changes(ist(2, 10), ist(2, 10, 30))
        told_of = [told(change) for change in found if change.metric == "resolution"]
        assert told_of == [
            (ist(2, 10, 30), "status", "not_applicable"),
            (ist(2, 10, 30), "crossed 1", False),
            (ist(2, 10, 30), "notify 1", False),
        ]

    def test_restarted_cycle_takes_nothing_back_and_has_keys_of_its_own(self) -> None:
        contract = Matrix.model_validate({**TWO_PRIORITIES.content(), "on_change": "restart"})
        log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 10, 30), "P2")]
        found = Clock(contract, log).changes(ist(2, 9), ist(2, 15))
        crossed = [change for change in found if change.what == "crossed"]
        assert [(told(change), change.started_at) for change in crossed] == [
            ((ist(2, 10), "crossed 1", True), ist(2, 9)),
            ((ist(2, 14, 30), "crossed 1", True), ist(2, 10, 30)),
        ]
        assert crossed[0].key != crossed[1].key


RICH = (
    opened(ist(2, 9), "P2"),
    Responded(ist(2, 9, 7)),
    PriorityChanged(ist(2, 10, 20, 5), "P1"),
    Paused(ist(2, 10, 31), reason="customer"),
    Resumed(ist(2, 10, 52)),
    PriorityChanged(ist(2, 11, 1), "P2"),
    Resolved(ist(2, 11, 29, 59)),
    Reopened(ist(2, 11, 40)),
    PriorityChanged(ist(2, 11, 40, 30), "P1"),
)


class TestSweeps:
    """An application asks from where it asked last, late, or again after a crash."""

    CLOCK = Clock(TWO_PRIORITIES, RICH)

    def test_adjoining_stretches_give_what_the_whole_gives(self) -> None:
        whole = self.CLOCK.changes(ist(1, 0), ist(3, 0))
        minutes = [ist(2, 8) + timedelta(minutes=7 * step) for step in range(100)]
        cuts = [ist(1, 0), *minutes, ist(3, 0)]
        parts = [
            change for after, until in pairwise(cuts) for change in self.CLOCK.changes(after, until)
        ]
        assert len(parts) == len(whole) > 10
        assert parts == list(whole)

    def test_outbox_sends_each_once_though_crashes_repeat_the_sweep(self) -> None:
        sent: list[str] = []
        outbox: set[str] = set()
        asked = ist(2, 8)
        for step in range(60):
            now = ist(2, 8) + timedelta(minutes=10 * (step + 1))
            for change in self.CLOCK.changes(asked, now):
                if change.key not in outbox:
                    outbox.add(change.key)
                    sent.append(change.key)
            if step % 3:  # every third time it crashes before it notes how far it has got
                asked = now
        once = [change.key for change in self.CLOCK.changes(ist(2, 8), ist(2, 18))]
        assert sent == list(dict.fromkeys(once))

    def test_keys_do_not_depend_on_the_zone_of_asking(self) -> None:
        there = self.CLOCK.changes(ist(2, 8).astimezone(UTC), ist(3, 0).astimezone(UTC))
        here = self.CLOCK.changes(ist(2, 8), ist(3, 0))
        assert [change.key for change in there] == [change.key for change in here]
        assert there == here
        assert there[0].at.tzinfo is UTC

    def test_changes_are_what_a_watcher_sees_second_by_second(self) -> None:
        """The watcher asks for the states every second of three hours, and compares two looks."""
        start, until = ist(2, 9), ist(2, 12)
        found = [
            (change.metric, change.what, change.level, change.before, change.after)
            for change in self.CLOCK.changes(start, until)
        ]
        instants = [
            min(-(-(change.at - start) // SECOND), 10_800)
            for change in self.CLOCK.changes(start, until)
        ]
        watched: list[tuple[int, Any]] = []
        before = look(self.CLOCK, start)
        for second in range(1, 10_801):
            now = look(self.CLOCK, start + SECOND * second)
            watched += [
                (second, (*key, before[key], now[key])) for key in now if before[key] != now[key]
            ]
            before = now
        assert sorted(watched, key=repr) == sorted(zip(instants, found, strict=True), key=repr)
        assert len(watched) > 10


def look(clock: Clock, now: datetime) -> dict[tuple[str, str, int | None], Any]:
    """Return all that is to be seen of a ticket at an instant, by metric, kind and level."""
    state = clock.at(now)
    seen: dict[tuple[str, str, int | None], Any] = {}
    for metric, one in state.items():
        seen[metric, "status", None] = one.status
        seen[metric, "at_risk", None] = one.at_risk
    for level in clock.escalations(now):
        seen[level.metric, "crossed", level.level] = level.crossed
        seen[level.metric, "notify", level.level] = level.notify
    return seen


class TestRefusals:
    CLOCK = Clock(FOUR_HOURS, [opened(ist(2, 9))])

    def test_stretch_that_ends_before_it_begins_is_refused(self) -> None:
        with pytest.raises(InstantRangeError) as caught:
            self.CLOCK.changes(ist(2, 11), ist(2, 10))
        assert str(caught.value) == (
            "until is out of range: 2026-03-02T10:00:00+05:30; "
            "it must not be before after, 2026-03-02T11:00:00+05:30"
        )

    def test_naive_instant_is_refused_by_its_name(self) -> None:
        with pytest.raises(NaiveInstantError, match="until is naive"):
            self.CLOCK.changes(ist(2, 11), datetime(2026, 3, 2, 12))
        with pytest.raises(ArgumentTypeError, match="after must be an aware datetime"):
            self.CLOCK.changes("2026-03-02", ist(2, 11))  # type: ignore[arg-type]

    def test_nothing_is_promised_before_the_opening(self) -> None:
        assert self.CLOCK.changes(ist(1, 0), ist(2, 8)) == ()


def test_key_of_what_is_no_level_reached_says_what_became_of_it_and_when() -> None:
    log = [opened(ist(2, 9), "P1"), PriorityChanged(ist(2, 10, 30), "P2")]
    found = Clock(TWO_PRIORITIES, log).changes(ist(1), ist(2, 10, 30))
    begin = '["resolution","2026-03-02T03:30:00+00:00"'
    keys = [change.key for change in found if not (change.level and change.after)]
    assert keys == [
        f'{begin},"status","running","2026-03-02T03:30:00+00:00"]',
        f'{begin},"crossed",1,"Lead","50 %",false,"2026-03-02T05:00:00+00:00"]',
        f'{begin},"notify",1,"Lead","50 %",false,"2026-03-02T05:00:00+00:00"]',
    ]


def test_key_has_the_letters_of_a_contact_as_they_are() -> None:
    levels = [{"level": 1, "contact": "Leitung Süd", "at": "50 %"}]
    contract = matrix({"P1": {"resolution": "4 h"}}, escalation=levels)
    found = Clock(contract, [opened(ist(2, 9))]).changes(ist(2, 9), ist(2, 12))
    assert [change.key for change in found if "Leitung Süd" in change.key]
