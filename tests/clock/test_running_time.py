"""When the clock of a cycle runs: a pause counts only where it is open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from slaclock.clock.running_time import RunningTime
from slaclock.events import (
    Paused,
    Resolved,
    Resumed,
)
from tests.clock.cases import ask, ist, matrix, opened

HOUR = timedelta(hours=1)


class TestPauses:
    def test_only_the_resolution_pauses_unless_the_matrix_says_more(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 9, 30))]
        state = ask(matrix(), ist(2, 11), *log)
        assert state["resolution"].status == "paused"
        assert state["response"].status == "breached"
        both = matrix(pauses=["response", "resolution"])
        assert ask(both, ist(2, 11), *log)["response"].status == "paused"

    def test_no_metric_pauses_if_the_matrix_says_none(self) -> None:
        state = ask(matrix(pauses=[]), ist(2, 11), opened(ist(2, 9)), Paused(ist(2, 9, 30)))
        assert state["resolution"].status == "running"
        assert state.notes == ()

    def test_pause_counts_only_where_it_overlaps_open_time(self) -> None:
        # From Friday 18:00 to Monday 10:00: two open hours of sixty-four.
        log = [opened(ist(6, 17)), Paused(ist(6, 18)), Resumed(ist(9, 10))]
        state = ask(matrix(), ist(9, 11), *log)["resolution"]
        assert (state.due_at, state.elapsed, state.remaining) == (ist(9, 13), 2 * HOUR, 2 * HOUR)

    def test_several_pauses_add_up(self) -> None:
        log = [opened(ist(2, 9))]
        for hour in (10, 12, 14):
            log += [Paused(ist(2, hour)), Resumed(ist(2, hour + 1))]
        state = ask(matrix(), ist(2, 15), *log)["resolution"]
        assert (state.due_at, state.elapsed) == (ist(2, 16), 3 * HOUR)
        early = ask(matrix(), ist(2, 12, 30), *log)["resolution"]
        assert (early.due_at, early.elapsed, early.remaining) == (None, 2 * HOUR, 2 * HOUR)

    def test_pause_after_the_deadline_changes_nothing(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 14)), Resumed(ist(2, 15))]
        for now in (ist(2, 14, 30), ist(2, 16)):
            state = ask(matrix(), now, *log)["resolution"]
            assert (state.status, state.due_at) == ("breached", ist(2, 13))

    def test_pause_stops_the_late_time_too(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 14)), Resumed(ist(2, 15))]
        state = ask(matrix(), ist(2, 16), *log)["resolution"]
        assert (state.late_by, state.late_by_wall_time) == (2 * HOUR, 3 * HOUR)

    def test_resolved_while_paused_is_due_as_if_resumed_then(self) -> None:
        log = [opened(ist(2, 9)), Paused(ist(2, 10)), Resolved(ist(2, 14))]
        state = ask(matrix(), ist(3, 9), *log)["resolution"]
        assert (state.status, state.due_at) == ("met", ist(2, 17))
        assert (state.elapsed, state.remaining) == (HOUR, 3 * HOUR)


class TestThreads:
    def test_another_thread_that_adds_up_meanwhile_changes_nothing(self) -> None:
        row = next(iter(matrix().rows()))
        target = next(iter(row.every_target))
        running = RunningTime(0, target.calendar, keeps_calendars=False)
        for at in (10, 30, 60):
            running.stop(at, None)
            running.go_on(at + 5, target.calendar)

        class Interrupted:
            """Counts ten for each run; while it counts the second, another thread counts all."""

            name = "interrupted"
            calls = 0
            known = 0

            def between(self, *_span: Any) -> int:
                self.calls += 1
                self.known = len(next(iter(running._before.values())))
                if self.calls == 2:
                    running.counted_before(self, target)  # type: ignore[arg-type]
                return 10

        measure = Interrupted()
        assert running.counted_before(measure, target) == [0, 10, 20, 30]  # type: ignore[arg-type]
        # What the other one found stays there all the time, for it may still read it.
        assert (measure.calls, measure.known) == (5, 4)
