"""A log with entries that cannot be: refused, or left out with a note."""

from __future__ import annotations

import json
import pickle
from datetime import timedelta
from typing import Any

import pytest

from slaclock import Clock
from slaclock.clock.ordered_log import Note, ordered
from slaclock.errors import ArgumentTypeError, EventError, InstantRangeError
from slaclock.events import Event, Opened, Paused, PlanChanged, PriorityChanged, Resolved
from tests.clock.cases import ist, matrix, opened

CONTRACT = matrix({"P1": {"resolution": "4 h"}})
OPENED = opened(ist(2, 9))
EARLY = Resolved(ist(2, 8, 59, 59))
GOOD: list[Event] = [OPENED, Paused(ist(2, 10))]


def texts(clock: Clock) -> list[str]:
    return [str(note) for note in clock.at(ist(2, 12)).notes]


class TestNotedErrors:
    @pytest.mark.parametrize(
        ("bad", "text"),
        [
            (
                EARLY,
                (
                    "events[2] (resolved at 2026-03-02T08:59:59+05:30): resolved before opened, "
                    "which is events[0] (opened at 2026-03-02T09:00:00+05:30, plan 'gold', "
                    "priority 'P1'); correct one of the two times, or put opened first if they are "
                    "the same; left out"
                ),
            ),
            (
                Opened(ist(2, 11), "gold", "P1"),
                (
                    "events[2] (opened at 2026-03-02T11:00:00+05:30, plan 'gold', priority 'P1'): "
                    "opened twice, by events[0] (opened at 2026-03-02T09:00:00+05:30, plan 'gold', "
                    "priority 'P1') too; keep one of them, or write 'reopened'; left out"
                ),
            ),
            (
                PriorityChanged(ist(2, 11), "P9"),
                (
                    "events[2] (priority_changed at 2026-03-02T11:00:00+05:30, priority 'P9'): "
                    "unknown priority 'P9' in matrix 'ours'; priorities: P1 (plan 'gold'); left out"
                ),
            ),
        ],
        ids=["before the opening", "opened twice", "unknown priority"],
    )
    def test_event_that_cannot_be_is_left_out_and_noted(self, bad: Event, text: str) -> None:
        log = [*GOOD, bad]
        with pytest.raises(EventError):
            Clock(CONTRACT, log)
        clock = Clock(CONTRACT, log, errors="note")
        assert text in texts(clock)
        with_it, without = clock.at(ist(2, 12)), Clock(CONTRACT, GOOD).at(ist(2, 12))
        assert with_it["resolution"].to_dict() == without["resolution"].to_dict()

    def test_plan_that_is_not_known_is_left_out(self) -> None:
        clock = Clock(CONTRACT, [*GOOD, PlanChanged(ist(2, 11), "silver")], errors="note")
        assert texts(clock)[0].endswith(
            "unknown plan 'silver' in matrix 'ours'; plans: gold (plan 'silver'); left out"
        )
        assert clock.at(ist(2, 12)).row.plan.id == "gold"

    @pytest.mark.parametrize(
        ("entry", "problem"),
        [
            ({"at": "2026-03-02T10:00:00+05:30", "type": "closed"}, "unknown event type 'closed'"),
            ({"at": "2026-03-02T10:00:00", "type": "resolved"}, "has no offset; add one"),
            (
                {"at": "2026-03-02T10:00:00+05:30", "type": "resolved", "by": "x"},
                "unknown key 'by'",
            ),
            ("resolved", "is not an event; write it like"),
        ],
        ids=["type", "offset", "key", "no dictionary"],
    )
    def test_entry_that_is_no_event_is_left_out_and_noted(self, entry: Any, problem: str) -> None:
        data = [entry, OPENED.to_dict()]
        with pytest.raises(EventError):
            Clock.from_dicts(data, matrix=CONTRACT)
        clock = Clock.from_dicts(data, matrix=CONTRACT, errors="note")
        (note,) = clock.at(ist(2, 9)).notes
        assert (note.index, note.at) == (0, None)
        assert problem in note.text
        assert note.text.endswith("; left out")
        assert clock.events == (OPENED,)

    def test_events_keep_the_places_of_the_entries_given(self) -> None:
        data = ["nothing", OPENED.to_dict(), EARLY.to_dict()]
        clock = Clock.from_dicts(data, matrix=CONTRACT, errors="note")
        assert any(text.startswith("events[2] (resolved") for text in texts(clock))
        late = Clock.from_dicts([OPENED.to_dict(), "nothing"], matrix=CONTRACT, errors="note")
        assert [note.index for note in late.at(ist(2, 9)).notes] == [1]
        assert any("which is events[1] (opened" in text for text in texts(clock))

    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            ([], "the ticket was never opened"),
            (["x", EARLY.to_dict()], "the ticket was never opened"),
            ([Opened(ist(2, 9), "silver").to_dict()], "unknown plan 'silver'"),
            ([Opened(ist(2, 9), "gold", "P9").to_dict()], "unknown priority 'P9'"),
        ],
    )
    def test_without_an_opening_there_is_no_clock(self, data: Any, problem: str) -> None:
        with pytest.raises(EventError, match=problem):
            Clock.from_dicts(data, matrix=CONTRACT, errors="note")

    def test_log_that_is_no_list_is_refused_all_the_same(self) -> None:
        with pytest.raises(ArgumentTypeError, match="events must be a list"):
            Clock.from_dicts("[]", matrix=CONTRACT, errors="note")  # type: ignore[arg-type]

    def test_another_word_is_refused(self) -> None:
        with pytest.raises(ArgumentTypeError, match="errors must be 'raise' or 'note'; got 'ign"):
            Clock(CONTRACT, GOOD, errors="ignore")  # type: ignore[arg-type]

    def test_clock_with_notes_pickles_and_saves(self) -> None:
        data = [*(event.to_dict() for event in GOOD), EARLY.to_dict(), "nothing"]
        clock = Clock.from_dicts(data, matrix=CONTRACT, errors="note")  # type: ignore[list-item]
        again = pickle.loads(pickle.dumps(clock))
        assert again.at(ist(2, 12)).to_dict() == clock.at(ist(2, 12)).to_dict()
        saved = json.loads(json.dumps(clock.to_dicts()))
        assert saved == [event.to_dict() for event in (*GOOD, EARLY)]

    def test_ten_thousand_misplaced_events_are_left_out_in_no_time(self) -> None:
        log = [OPENED, *(Paused(ist(1, 0) + timedelta(seconds=index)) for index in range(10_000))]
        clock = Clock(CONTRACT, log, errors="note")
        assert clock.events == (OPENED,)


class TestSkewIsNamed:
    CLOCK = Clock(CONTRACT, GOOD)
    EARLY = ist(2, 9) - timedelta(milliseconds=3)

    @pytest.mark.parametrize("skew", [timedelta(0), timedelta(milliseconds=2, microseconds=999)])
    def test_instant_before_the_opening_is_refused(self, skew: timedelta) -> None:
        for ask in (self.CLOCK.at, self.CLOCK.next_change, self.CLOCK.escalations):
            with pytest.raises(InstantRangeError) as caught:
                ask(self.EARLY, skew=skew)
            assert str(caught.value) == (
                "now is out of range: 2026-03-02T08:59:59.997000+05:30; "
                "the ticket was opened at 2026-03-02T09:00:00+05:30"
            )

    @pytest.mark.parametrize("skew", [timedelta(-1), 3, None])
    def test_skew_that_is_no_length_is_refused(self, skew: Any) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            self.CLOCK.at(ist(2, 9), skew=skew)
        got = f"{skew!r} ({type(skew).__name__})"
        assert str(caught.value) == f"skew must be a timedelta of zero or more; got {got}"


class TestOrder:
    def test_only_what_is_earlier_than_one_before_it_is_noted(self) -> None:
        """What has the same time as one before it is in order."""
        log = [Resolved(ist(2, 11)), OPENED, Paused(ist(2, 10)), Resolved(ist(2, 11))]
        notes = [(note.index, note.text.rpartition("): ")[2]) for note in ordered_notes(log)]
        assert notes == [
            (1, "earlier than one before it; sorted by time"),
            (2, "earlier than one before it; sorted by time"),
        ]
        assert ordered_notes([OPENED, Paused(ist(2, 10)), Resolved(ist(2, 10))]) == []


def ordered_notes(log: list[Event]) -> list[Note]:
    return ordered(log, range(len(log)), is_strict=True).notes
