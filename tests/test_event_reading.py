"""Events read from plain data, and what is wrong with an entry."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock.errors import ArgumentTypeError, EventError
from slaclock.events import (
    Event,
    Opened,
    from_dict,
    log_from_dicts,
    log_to_dicts,
)
from tests.every_event import AT, EVENTS, TEXT

NEAR_MISS = (
    f"events[3] (at '{TEXT}', type 'puased'): unknown event type 'puased'; "
    "did you mean 'paused'? types: opened, responded, customer_replied, assigned, accepted, "
    "agreed, paused, resumed, priority_changed, plan_changed, resolved, reopened, happened"
)
BAD = {
    "no dictionary": ("resolved", "events[3] 'resolved': is not an event; write it like"),
    "no type": ({"at": TEXT}, "type is missing; types: opened, responded, "),
    "near miss of a type": (
        {"at": TEXT, "type": "puased"},
        NEAR_MISS,
    ),
    "type that is no text": ({"at": TEXT, "type": ["paused"]}, "unknown event type ['paused']"),
    "unknown key": (
        {"at": TEXT, "type": "paused", "resaon": "x"},
        "unknown key 'resaon'; did you mean 'reason'? keys: type, at, reason, key",
    ),
    "no instant": ({"type": "paused"}, "at is missing"),
    "no plan": ({"at": TEXT, "type": "opened"}, "plan is missing"),
    "no name": ({"at": TEXT, "type": "happened"}, "name is missing"),
    "key that is no text": ({"at": TEXT, "type": "paused", "key": 7}, "key must be text; got 7"),
    "no priority": ({"at": TEXT, "type": "priority_changed"}, "priority is missing"),
    "priority that is no text": (
        {"at": TEXT, "type": "priority_changed", "priority": 1},
        "priority must be text; got 1 (int)",
    ),
    "priority of nothing": (
        {"at": TEXT, "type": "priority_changed", "priority": None},
        "priority must be text; got None (NoneType)",
    ),
    "instant without offset": (
        {"at": "2026-03-06T18:30:00", "type": "paused"},
        "'2026-03-06T18:30:00' has no offset; add one",
    ),
    "instant that is a number": (
        {"at": 1772801400, "type": "paused"},
        "at must be ISO 8601 text, such as 2026-03-02T09:00:00+05:30; got 1772801400 (int)",
    ),
    "date that does not occur": (
        {"at": "2026-02-30T09:00:00Z", "type": "paused"},
        "'2026-02-30T09:00:00Z' is no date and time",
    ),
}


class TestFromDict:
    @pytest.mark.parametrize(("data", "message"), BAD.values(), ids=BAD.keys())
    def test_bad_entry_is_refused_by_its_index_and_content(self, data: Any, message: str) -> None:
        with pytest.raises(EventError) as caught:
            from_dict(data, index=3)
        assert message in str(caught.value)
        assert caught.value.index == 3
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)

    def test_entry_of_any_size_gives_a_short_message(self) -> None:
        data = {"at": TEXT, "type": "x" * 100_000, **{f"key{n}": "y" * 9_000 for n in range(99)}}
        with pytest.raises(EventError) as caught:
            from_dict(data)
        assert len(str(caught.value)) < 1_000

    def test_priority_that_is_not_known_may_be_null(self) -> None:
        data = {"at": TEXT, "type": "opened", "plan": "starter", "priority": None}
        assert from_dict(data) == Opened(AT, "starter")


class TestLog:
    @pytest.mark.parametrize(
        "data",
        [b"\x80\x04]\x94.", '[{"type": "opened"}]', {"type": "opened"}, None, 7],
        ids=["pickle", "text", "one event", "nothing", "number"],
    )
    def test_only_a_list_of_dictionaries_is_read(self, data: Any) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            log_from_dicts(data)
        assert "events must be a list of events, each a dictionary, as in JSON" in str(caught.value)

    def test_bad_entry_is_named_by_its_place(self) -> None:
        with pytest.raises(EventError) as caught:
            log_from_dicts([{"at": TEXT, "type": "resolved"}, {"at": TEXT, "type": "closed"}])
        assert caught.value.index == 1

    @given(st.lists(st.sampled_from(list(EVENTS))))
    def test_log_comes_back_in_its_order(self, log: list[Event]) -> None:
        assert log_from_dicts(json.loads(json.dumps(log_to_dicts(log)))) == log


@pytest.mark.parametrize("key", ["a\0", "\0"])
def test_key_with_a_null_character_is_refused(key: str) -> None:
    with pytest.raises(EventError, match="key must be text without null characters"):
        from_dict({"at": "2026-03-02T09:00:00+00:00", "type": "responded", "key": key})
