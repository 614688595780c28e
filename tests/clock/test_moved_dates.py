"""Deadlines that name a date, moved by pauses: by open time lost, or by whole dates.

2 March 2026 is a Monday; the desk is open from 9 to 7 from Monday to Friday.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from slaclock import Calendar, Clock
from slaclock.clock.moved_dates import MovedDate, dates_touched
from slaclock.events import Event, Opened, Paused, Reopened, Resolved, Resumed
from slaclock.instants import to_micros
from slaclock.matrices.promises import Target
from slaclock.matrices.terms import Terms
from tests.dated_promises import promise
from tests.world import DESK, at, contract

CALENDAR = Calendar.model_validate(DESK)


def target(words: dict[str, Any], *whole_days: str) -> Target:
    """Return a target for the resolution with the promise of some words."""
    plain = contract({"resolution": "8 h"}).row("gold", "P1").targets[0]
    return plain._replace(promise=promise(words), open_time=None, whole_days=frozenset(whole_days))


def clock(asked: Target, *log: Event) -> Clock:
    """Return the clock of a ticket that is promised *asked* for its resolution."""
    sla = contract({"resolution": "8 h"})
    terms: Terms = sla.row("gold", "P1")
    sla._rows["gold", "P1"] = terms._replace(targets=(asked,), from_opening=(asked,))
    return Clock(sla, list(log))


def state(asked: Target, now: str, *log: Event) -> Any:
    return clock(asked, Opened(at("2026-03-02 10:00"), "gold", "P1"), *log).at(at(now))[
        "resolution"
    ]


BY_FOUR = target({"within": "2 BD", "by": "16:00"})
MIDNIGHT = target({"within": "1 BD", "by": "24:00"})


class TestOpenTimeLost:
    def test_without_a_pause(self) -> None:
        assert state(BY_FOUR, "2026-03-02 11:00").due_at == at("2026-03-04 16:00")

    @pytest.mark.parametrize(
        ("paused", "resumed", "due"),
        [
            # Two hours lost on Monday.
            ("2026-03-02 11:00", "2026-03-02 13:00", "2026-03-04 18:00"),
            # Four hours: one is left on Wednesday until 19:00, and Thursday goes on.
            ("2026-03-02 11:00", "2026-03-02 15:00", "2026-03-05 10:00"),
            # Nothing is lost at night.
            ("2026-03-02 20:00", "2026-03-03 08:00", "2026-03-04 16:00"),
            # After the deadline it changes nothing.
            ("2026-03-04 16:00", "2026-03-04 18:00", "2026-03-04 16:00"),
        ],
    )
    def test_pause(self, paused: str, resumed: str, due: str) -> None:
        log = [Paused(at(paused)), Resumed(at(resumed))]
        assert state(BY_FOUR, resumed, *log).due_at == at(due)

    def test_calendar_days(self) -> None:
        asked = target({"within": "1 week"})
        log = [Paused(at("2026-03-03 11:00")), Resumed(at("2026-03-03 14:00"))]
        assert state(asked, "2026-03-04 10:00", *log).due_at == at("2026-03-09 13:00")

    def test_while_paused_there_is_no_deadline_but_one_if_resumed(self) -> None:
        now = state(BY_FOUR, "2026-03-02 13:00", Paused(at("2026-03-02 11:00")))
        assert (now.status, now.due_at) == ("paused", None)
        assert now.due_if_resumed == at("2026-03-04 18:00")
        assert now.remaining == timedelta(hours=6 + 10 + 9)

    def test_second_pause_moves_what_the_first_has_moved(self) -> None:
        """Wednesday at 16:00, moved by an hour of Monday and two of Tuesday so far."""
        log = [
            Paused(at("2026-03-02 11:00")),
            Resumed(at("2026-03-02 12:00")),
            Paused(at("2026-03-03 10:00")),
        ]
        now = state(BY_FOUR, "2026-03-03 12:00", *log)
        assert (now.due_at, now.due_if_resumed) == (None, at("2026-03-04 19:00"))

    @pytest.mark.parametrize("resumed", ["2026-03-04 08:00", "2026-03-04 02:00"])
    def test_a_pause_that_begins_in_time_is_not_late_when_it_ends(self, resumed: str) -> None:
        """Due on Tuesday at 24:00; paused after closing, so that no open time is lost."""
        log: list[Event] = [Paused(at("2026-03-03 20:00"))]
        held = state(MIDNIGHT, resumed, *log)
        assert (held.status, held.due_if_resumed) == ("paused", at(resumed))
        log.append(Resumed(at(resumed)))
        assert state(MIDNIGHT, resumed, *log).due_at == at(resumed)
        assert state(MIDNIGHT, resumed, *log).status == "running"

    def test_resolved_while_paused(self) -> None:
        log = [Paused(at("2026-03-03 20:00")), Resolved(at("2026-03-05 08:00"))]
        now = state(MIDNIGHT, "2026-03-06 10:00", *log)
        assert (now.status, now.due_at) == ("met", at("2026-03-05 08:00"))

    def test_reopened(self) -> None:
        log = [Resolved(at("2026-03-03 10:00")), Reopened(at("2026-03-03 12:00"))]
        assert state(BY_FOUR, "2026-03-03 12:00", *log).due_at == at("2026-03-04 18:00")


class TestWholeDays:
    WAITS = target({"within": "2 BD", "by": "16:00"}, "fee")

    @pytest.mark.parametrize(
        ("paused", "resumed", "due"),
        [
            # Tuesday is touched: Wednesday and Thursday are counted.
            ("2026-03-03 11:00", "2026-03-03 11:30", "2026-03-05 16:00"),
            # From Tuesday to Thursday: Friday and Monday.
            ("2026-03-03 18:59", "2026-03-05 09:01", "2026-03-09 16:00"),
            # Up to midnight, and so not on Wednesday.
            ("2026-03-03 11:00", "2026-03-04 00:00", "2026-03-05 16:00"),
            # Monday is where the count begins; it is not among the days counted.
            ("2026-03-02 11:00", "2026-03-02 18:00", "2026-03-04 16:00"),
            # An instant touches no date.
            ("2026-03-03 11:00", "2026-03-03 11:00", "2026-03-04 16:00"),
            # A weekend has no business days to leave out.
            ("2026-03-07 11:00", "2026-03-08 11:00", "2026-03-04 16:00"),
        ],
    )
    def test_dates_touched_are_not_counted(self, paused: str, resumed: str, due: str) -> None:
        log = [Paused(at(paused), reason="fee"), Resumed(at(resumed))]
        assert state(self.WAITS, resumed, *log).due_at == at(due)

    def test_other_reasons_cost_open_time(self) -> None:
        log = [Paused(at("2026-03-03 11:00"), reason="customer"), Resumed(at("2026-03-03 12:00"))]
        assert state(self.WAITS, "2026-03-03 13:00", *log).due_at == at("2026-03-04 17:00")

    def test_both_add_up_in_either_order(self) -> None:
        fee = [Paused(at("2026-03-03 11:00"), reason="fee"), Resumed(at("2026-03-03 12:00"))]
        other = [Paused(at("2026-03-02 11:00")), Resumed(at("2026-03-02 12:00"))]
        later = [Paused(at("2026-03-04 11:00")), Resumed(at("2026-03-04 12:00"))]
        for log in ([*other, *fee], [*fee, *later]):
            assert state(self.WAITS, "2026-03-04 13:00", *log).due_at == at("2026-03-05 17:00")

    def test_dates_left_out_before_a_loss_of_open_time_stay_left_out(self) -> None:
        """Tuesday and Wednesday are not counted, so Thursday and Friday are; and an hour more."""
        log = [
            Paused(at("2026-03-03 11:00"), reason="fee"),
            Resumed(at("2026-03-03 12:00")),
            Paused(at("2026-03-04 11:00")),
            Resumed(at("2026-03-04 12:00")),
            Paused(at("2026-03-04 14:00"), reason="fee"),
            Resumed(at("2026-03-04 15:00")),
        ]
        assert state(self.WAITS, "2026-03-04 15:00", *log).due_at == at("2026-03-06 17:00")

    def test_deadline_does_not_lie_before_the_clock_goes_on(self) -> None:
        """Wednesday 16:00 and the 21 h that were lost are Friday 17:00, in the second pause."""
        log = [
            Paused(at("2026-03-02 11:00")),
            Resumed(at("2026-03-04 12:00")),
            Paused(at("2026-03-05 11:00"), reason="fee"),
        ]
        assert state(self.WAITS, "2026-03-04 13:00", *log[:2]).due_at == at("2026-03-06 17:00")
        log.append(Resumed(at("2026-03-09 10:00")))
        assert state(self.WAITS, "2026-03-09 10:00", *log).due_at == at("2026-03-09 10:00")

    def test_calendar_days(self) -> None:
        asked = target({"within": "3 calendar days"}, "fee")
        log = [Paused(at("2026-03-03 11:00"), reason="fee"), Resumed(at("2026-03-04 12:00"))]
        assert state(asked, "2026-03-04 13:00", *log).due_at == at("2026-03-07 10:00")

    def test_meaning_without_a_time_of_its_own(self) -> None:
        words = {"within": "2 BD", "business_day": "close_of_business"}
        log = [Paused(at("2026-03-03 11:00"), reason="fee"), Resumed(at("2026-03-03 12:00"))]
        assert state(target(words, "fee"), "2026-03-04 13:00", *log).due_at == at(
            "2026-03-05 19:00"
        )

    def test_while_paused(self) -> None:
        now = state(self.WAITS, "2026-03-04 13:00", Paused(at("2026-03-03 11:00"), reason="fee"))
        assert (now.status, now.due_at) == ("paused", None)
        assert now.due_if_resumed == at("2026-03-06 16:00")

    def test_ledger_names_the_dates(self) -> None:
        log = [
            Opened(at("2026-03-02 10:00"), "gold", "P1"),
            Paused(at("2026-03-03 11:00"), reason="fee"),
            Resumed(at("2026-03-03 12:00")),
        ]
        ledger = clock(self.WAITS, *log).at(at("2026-03-04 13:00"))["resolution"].explain()
        assert ledger.facts[-5:-1] == (
            "counted from Mon 2026-03-02, where the clock starts",
            "business days counted: Wed 2026-03-04, Thu 2026-03-05",
            "left out of the count, since a pause touched them: Tue 2026-03-03",
            "due by 16:00 on Thu 2026-03-05",
        )

    def test_ledger_says_what_was_lost(self) -> None:
        log = [
            Opened(at("2026-03-02 10:00"), "gold", "P1"),
            Paused(at("2026-03-02 11:00")),
            Resumed(at("2026-03-02 13:00")),
        ]
        ledger = clock(BY_FOUR, *log).at(at("2026-03-02 13:00"))["resolution"].explain()
        assert ledger.facts[-3:-1] == (
            "due by 16:00 on Wed 2026-03-04",
            "moved later by the open time lost to stops, 2 h",
        )


class TestEscalations:
    """Points of a target round a deadline that is out of hours."""

    @pytest.mark.parametrize(
        ("point", "crosses"),
        [
            # Nine hours of Monday and ten of Tuesday.
            ("50 %", "2026-03-03 09:30"),
            ("100 %", "2026-03-04 00:00"),
            ("-1 h", "2026-03-03 18:00"),
            ("+1 h", "2026-03-04 10:00"),
            ("+1 BD", "2026-03-04 19:00"),
            ("-1 BD", "2026-03-02 19:00"),
        ],
    )
    def test_point(self, point: str, crosses: str) -> None:
        levels = [{"level": 1, "contact": "lead", "at": point}]
        sla = contract({"resolution": "8 h"}, business_day="close_of_business", escalation=levels)
        terms = sla.row("gold", "P1")
        sla._rows["gold", "P1"] = terms._replace(targets=(MIDNIGHT,), from_opening=(MIDNIGHT,))
        opened = Opened(at("2026-03-02 10:00"), "gold", "P1")
        found = Clock(sla, [opened]).escalations(at("2026-03-02 11:00"))
        assert [level.crosses_at for level in found] == [at(crosses)]


class TestMovedDate:
    def test_stop_at_the_deadline_moves_nothing(self) -> None:
        moved = MovedDate(to_micros(at("2026-03-04 16:00")))
        stop = to_micros(at("2026-03-04 16:00"))
        assert moved.after(BY_FOUR, 0, stop, stop + 1, "") is moved

    @pytest.mark.parametrize(
        ("start", "end", "dates"),
        [
            ("2026-03-02 23:00", "2026-03-03 00:00", ["2026-03-02"]),
            ("2026-03-02 23:00", "2026-03-03 00:00:00.000001", ["2026-03-02", "2026-03-03"]),
            ("2026-03-02 00:00", "2026-03-02 00:00", []),
        ],
    )
    def test_dates_touched(self, start: str, end: str, dates: list[str]) -> None:
        found = dates_touched(CALENDAR, to_micros(at(start)), to_micros(at(end)))
        assert found == frozenset(map(date.fromisoformat, dates))
