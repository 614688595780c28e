"""Clocks: logs of events, what is saved of them, and bundles for a dispute."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from slaclock import Clock, Deadline, Ledger, bundle, compute_deadline, load_matrix, verify
from slaclock.bundles import bundle_text
from slaclock.events import from_dict
from tests.fuzz.knocking import ANYTHING, broken, changed, examples, knock

LOG: list[dict[str, Any]] = [
    {"at": "2026-03-06T17:00:00+05:30", "type": "opened", "plan": "starter", "priority": "P1"},
    {"at": "2026-03-06T18:00:00+05:30", "type": "responded"},
    {"at": "2026-03-06T18:30:00+05:30", "type": "paused", "reason": "customer", "key": "a"},
    {"at": "2026-03-09T09:30:00+05:30", "type": "resumed"},
    {"at": "2026-03-09T10:00:00+05:30", "type": "priority_changed", "priority": "P2"},
    {"at": "2026-03-09T11:00:00+05:30", "type": "assigned", "team": "second line"},
    {"at": "2026-03-09T11:00:00+05:30", "type": "plan_changed", "plan": "premium"},
    {"at": "2026-03-10T11:00:00+05:30", "type": "happened", "name": "looked at"},
    {"at": "2026-03-11T11:00:00+05:30", "type": "resolved"},
    {"at": "2026-03-12T11:00:00+05:30", "type": "reopened"},
]
NOW = datetime(2026, 3, 13, 12, tzinfo=UTC)
SLA = load_matrix("wotnot")
CLOCK = Clock.from_dicts(LOG, matrix=SLA)
SAVED: dict[str, Any] = compute_deadline(
    "starter", "P1", datetime(2026, 3, 2, tzinfo=UTC)
).to_dict()
LEDGER: dict[str, Any] = CLOCK.at(NOW)["resolution"].explain().to_dict()
BUNDLE: dict[str, Any] = json.loads(json.dumps(bundle(CLOCK, NOW)))
QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "at": CLOCK.at,
    "skew": lambda value: CLOCK.at(NOW, skew=value),
    "next_change": CLOCK.next_change,
    "escalations": CLOCK.escalations,
    "changes": lambda value: CLOCK.changes(value, NOW),
    "changes until": lambda value: CLOCK.changes(NOW, value),
    "events": lambda value: Clock(SLA, value),
    "matrix": lambda value: Clock(value, CLOCK.events),
    "dicts": lambda value: Clock.from_dicts(value, matrix=SLA),
    "bundle": lambda value: bundle(CLOCK, value),
    "bundle of": lambda value: bundle(value, NOW),
    "metric": lambda value: CLOCK.at(NOW)[value],
}


@pytest.mark.parametrize("name", QUESTIONS)
@given(value=ANYTHING)
@examples(2)
def test_question(name: str, value: Any) -> None:
    knock(lambda: QUESTIONS[name](value))


@given(log=changed(LOG))
@examples(8)
def test_log(log: Any) -> None:
    clock = knock(lambda: Clock.from_dicts(log, matrix=SLA))
    if clock is None:
        return
    state = knock(lambda: clock.at(NOW))
    knock(lambda: clock.changes(NOW - timedelta(days=30), NOW))
    knock(lambda: clock.escalations(NOW))
    if state is not None:
        json.dumps(state.to_dict())
        for metric in state.values():
            knock(metric.explain)
    again = Clock.from_dicts(json.loads(json.dumps(clock.to_dicts())), matrix=SLA)
    assert again.to_dicts() == clock.to_dicts()


@given(event=changed(LOG[0]))
@examples(2)
def test_event(event: Any) -> None:
    made = knock(lambda: from_dict(event))
    if made is not None:
        assert from_dict(made.to_dict()) == made


@given(data=changed(SAVED))
@examples(4)
def test_saved_deadline(data: Any) -> None:
    knock(lambda: Deadline.from_dict(data))


@given(data=changed(LEDGER))
@examples(4)
def test_saved_ledger(data: Any) -> None:
    made = knock(lambda: Ledger.from_dict(data))
    if made is not None:
        for write in (str, Ledger.to_html, Ledger.to_json, repr):
            knock(lambda write=write: write(made))  # type: ignore[misc]


@given(data=changed(BUNDLE))
@examples(4)
def test_bundle(data: Any) -> None:
    try:
        text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    except ValueError:  # a number of thousands of digits, which Python does not write
        return
    if data != BUNDLE:
        with pytest.raises(verify.BrokenError):
            verify.check(text)


@given(content=broken(bundle_text(CLOCK, NOW).encode(), (b"null", b"1e999", b"2026", b"[[")))
@examples(4)
def test_bundle_of_any_bytes(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("bundle") / "bundle.json"
    path.write_bytes(content)
    if content != bundle_text(CLOCK, NOW).encode():
        assert verify.main([str(path)]) == 1
