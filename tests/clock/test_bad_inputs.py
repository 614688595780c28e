"""Every bad input of the shared list for the clock gives what it must, each under its id."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slaclock import Clock, Matrix, events
from slaclock.clock import ClockState
from slaclock.errors import ArgumentTypeError, EventError, SlaClockError
from slaclock.events import Opened, Paused, PriorityChanged, Reopened, Resolved, Resumed
from tests.cases import bad_inputs

KOLKATA = ZoneInfo("Asia/Kolkata")
MATRIX = Matrix.model_validate(
    {
        "id": "ours",
        "calendars": {
            "office": {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}
        },
        "priorities": {"P1": {}, "P2": {}},
        "plans": {"gold": {"calendar": "office", "targets": {"P1": {"resolution": "4 h"}}}},
    }
)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=KOLKATA)  # a Monday


OPENED = Opened(at(9), "gold", "P1")


EVENING = at(18)


def ask(*log: events.Event, now: datetime = EVENING) -> ClockState:
    return Clock(MATRIX, [OPENED, *log]).at(now)


def refusal(call: Callable[[], object]) -> SlaClockError:
    """Return the error that a call raises, after checking what holds for all of them."""
    start = time.perf_counter()
    with pytest.raises(SlaClockError) as caught:
        call()
    assert time.perf_counter() - start < 1
    message = str(caught.value)
    assert len(message.encode()) < 1024
    assert message.isprintable()
    assert str(pickle.loads(pickle.dumps(caught.value))) == message
    return caught.value


def resume_without_pause() -> None:
    state = ask(Resumed(at(10)), now=at(11))
    assert state["resolution"].elapsed == timedelta(hours=2)
    assert [str(note) for note in state.notes] == [
        f"events[1] {Resumed(at(10))}: the ticket is not paused; there is nothing to resume"
    ]


def double_pause() -> None:
    state = ask(Paused(at(10)), Paused(at(11)), Resumed(at(12)), now=at(13))
    assert state["resolution"].elapsed == timedelta(hours=2)
    assert [note.index for note in state.notes] == [2]
    assert state.notes[0].text.endswith("the ticket is paused already; it is one pause")


def out_of_order() -> None:
    state = ask(Paused(at(12)), Resumed(at(11)), now=at(13))
    assert state["resolution"].status == "paused"
    assert state["resolution"].elapsed == timedelta(hours=3)
    assert [(note.index, note.text.rpartition(": ")[2]) for note in state.notes] == [
        (2, "earlier than one before it; sorted by time"),
        (2, "the ticket is not paused; there is nothing to resume"),
    ]


def before_open() -> None:
    error = refusal(lambda: Clock(MATRIX, [Paused(at(8)), OPENED]))
    assert isinstance(error, EventError)
    assert str(error) == (
        "events[0] (paused at 2026-03-02T08:00:00+05:30): paused before opened, which is events[1] "
        "(opened at 2026-03-02T09:00:00+05:30, plan 'gold', priority 'P1'); "
        "correct one of the two times, or put opened first if they are the same"
    )


def same_instant() -> None:
    state = ask(Paused(at(10)), Resumed(at(10)), now=at(11))
    assert state["resolution"].elapsed == timedelta(hours=2)
    assert state["resolution"].due_at == at(13)
    turned = ask(Resumed(at(10)), Paused(at(10)), now=at(11))
    assert turned["resolution"].status == "paused"
    assert turned["resolution"].elapsed == timedelta(hours=1)


def future_event() -> None:
    log = [Paused(at(10)), Resolved(at(12))]
    assert ask(*log, now=at(9, 30))["resolution"].due_at == at(13)
    assert ask(*log, now=at(9, 30)).notes == ()
    assert ask(*log, now=at(11))["resolution"].status == "paused"


def unknown_type() -> None:
    data = [OPENED.to_dict(), {"at": "2026-03-02T10:00:00+05:30", "type": "puased"}]
    error = refusal(lambda: Clock.from_dicts(data, matrix=MATRIX))
    assert isinstance(error, EventError)
    assert error.index == 1
    assert error.problem == (
        "unknown event type 'puased'; did you mean 'paused'? types: opened, responded, "
        "customer_replied, assigned, accepted, agreed, paused, resumed, priority_changed, "
        "plan_changed, resolved, reopened, happened"
    )


def no_open() -> None:
    error = refusal(lambda: Clock(MATRIX, []))
    assert str(error) == (
        "events: the ticket was never opened; begin the log with an event 'opened'"
    )


def priority_unknown() -> None:
    change = PriorityChanged(at(10), "P9")
    error = refusal(lambda: Clock(MATRIX, [OPENED, change]))
    assert isinstance(error, EventError)
    assert str(error) == (
        "events[1] (priority_changed at 2026-03-02T10:00:00+05:30, priority 'P9'): "
        "unknown priority 'P9' in matrix 'ours'; priorities: P1, P2 (plan 'gold')"
    )
    not_promised = refusal(lambda: Clock(MATRIX, [OPENED, PriorityChanged(at(10), "P2")]))
    assert "plan 'gold' in matrix 'ours' has no targets for priority 'P2'; it has: P1" in str(
        not_promised
    )
    assert ask()["resolution"].due_at == at(13)


def reopen_after_breach() -> None:
    state = ask(Resolved(at(14)), Reopened(at(15)), now=at(16))["resolution"]
    assert state.status == "breached"
    assert [cycle.verdict for cycle in state.cycles] == ["breached", "breached"]
    anew = Matrix.model_validate({**MATRIX.content(), "on_reopen": "restart"})
    log = [OPENED, Resolved(at(14)), Reopened(at(15))]
    state = Clock(anew, log).at(at(16))["resolution"]
    assert state.status == "running"
    assert state.was_breached
    assert [cycle.verdict for cycle in state.cycles] == ["breached", None]


def paused_forever() -> None:
    state = ask(Paused(at(10)), now=datetime(2036, 3, 3, tzinfo=KOLKATA))["resolution"]
    assert (state.status, state.due_at) == ("paused", None)
    assert state.remaining == timedelta(hours=3)


def pickled() -> None:
    blob = pickle.dumps([OPENED])
    for call in (
        lambda: events.log_from_dicts(blob),
        lambda: Clock.from_dicts(blob, matrix=MATRIX),
        lambda: Clock(MATRIX, blob),
    ):
        error = refusal(call)
        assert isinstance(error, ArgumentTypeError)
        assert str(error).startswith("events must be a list of events")


CASES: dict[str, Callable[[], Any]] = {
    "ck-resume-without-pause": resume_without_pause,
    "ck-double-pause": double_pause,
    "ck-out-of-order": out_of_order,
    "ck-before-open": before_open,
    "ck-same-instant": same_instant,
    "ck-future-event": future_event,
    "ck-unknown-type": unknown_type,
    "ck-no-open": no_open,
    "ck-priority-unknown": priority_unknown,
    "ck-reopen-after-breach": reopen_after_breach,
    "ck-paused-forever": paused_forever,
    "ck-pickle": pickled,
}


@pytest.mark.parametrize("check", CASES.values(), ids=CASES.keys())
def test_bad_input_is_refused_or_taken_as_documented(check: Callable[[], None]) -> None:
    check()


def test_every_bad_input_of_the_clock_is_here() -> None:
    assert set(CASES) == {case["id"] for case in bad_inputs("clock")}
