"""The events of a ticket, and their form as JSON."""

from __future__ import annotations

import json
import pickle
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock import events
from slaclock.errors import ArgumentTypeError, EventError, InstantRangeError, NaiveInstantError
from slaclock.events import (
    Accepted,
    Agreed,
    Assigned,
    CustomerReplied,
    Event,
    Happened,
    Opened,
    Paused,
    PlanChanged,
    PriorityChanged,
    Reopened,
    Resolved,
    Responded,
    Resumed,
    from_dict,
    log_from_dicts,
    log_to_dicts,
)

KOLKATA = ZoneInfo("Asia/Kolkata")
NEW_YORK = ZoneInfo("America/New_York")
AT = datetime(2026, 3, 6, 18, 30, tzinfo=KOLKATA)  # a Friday
TEXT = "2026-03-06T18:30:00+05:30"
DUE = datetime(2026, 3, 9, 12, 0, tzinfo=KOLKATA)

EVENTS = {
    Opened(AT, "starter", "P1"): {"type": "opened", "plan": "starter", "priority": "P1"},
    Opened(AT, "starter"): {"type": "opened", "plan": "starter"},
    Responded(AT): {"type": "responded"},
    CustomerReplied(AT): {"type": "customer_replied"},
    Assigned(AT, team="network"): {"type": "assigned", "team": "network"},
    Assigned(AT): {"type": "assigned"},
    Accepted(AT): {"type": "accepted"},
    Agreed(AT, "resolution", DUE): {
        "type": "agreed",
        "metric": "resolution",
        "due_at": "2026-03-09T12:00:00+05:30",
    },
    Paused(AT, "waiting"): {"type": "paused", "reason": "waiting"},
    Paused(AT): {"type": "paused"},
    Resumed(AT): {"type": "resumed"},
    PriorityChanged(AT, "P2"): {"type": "priority_changed", "priority": "P2"},
    PlanChanged(AT, "premium"): {"type": "plan_changed", "plan": "premium"},
    Resolved(AT): {"type": "resolved"},
    Reopened(AT): {"type": "reopened"},
    Happened(AT, "root_cause"): {"type": "happened", "name": "root_cause"},
    Opened(AT, "starter", key="m-1"): {"type": "opened", "plan": "starter", "key": "m-1"},
    Happened(AT, "root_cause", key="m-2"): {
        "type": "happened",
        "name": "root_cause",
        "key": "m-2",
    },
}


class TestEvent:
    @pytest.mark.parametrize(("event", "data"), EVENTS.items(), ids=repr)
    def test_event_becomes_plain_data_and_comes_back(
        self, event: Event, data: dict[str, str]
    ) -> None:
        assert event.to_dict() == {"at": TEXT, **data}
        assert from_dict(json.loads(json.dumps(event.to_dict()))) == event

    def test_every_type_is_here(self) -> None:
        assert {data["type"] for data in EVENTS.values()} == set(events.TYPES)

    def test_events_at_one_instant_are_equal_in_any_zone(self) -> None:
        elsewhere = Resolved(AT.astimezone(UTC))
        assert elsewhere == Resolved(AT)
        assert hash(elsewhere) == hash(Resolved(AT))

    def test_events_in_a_repeated_hour_are_equal_by_instant(self) -> None:
        # Python calls the two datetimes unequal, since one lies in a repeated hour.
        second = datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=NEW_YORK)
        assert Resolved(second) == Resolved(second.astimezone(UTC))
        assert Resolved(second) != Resolved(second.replace(fold=0))

    def test_events_that_say_different_things_are_not_equal(self) -> None:
        assert Resolved(AT) != Reopened(AT)
        assert Paused(AT, "one") != Paused(AT, "other")
        assert Resolved(AT) != Resolved(AT + timedelta(microseconds=1))

    def test_events_of_different_keys_are_not_equal(self) -> None:
        assert Resolved(AT, key="m-1") != Resolved(AT, key="m-2")
        assert Resolved(AT, key="m-1") == Resolved(AT.astimezone(UTC), key="m-1")

    def test_event_is_called_by_its_type_and_what_happened_by_its_name(self) -> None:
        assert Resolved(AT).happening == "resolved"
        assert Happened(AT, "root_cause").happening == "root_cause"

    def test_agreements_are_equal_by_instant_and_differ_by_what_was_agreed(self) -> None:
        assert Agreed(AT, "resolution", DUE) == Agreed(AT, "resolution", DUE.astimezone(UTC))
        assert Agreed(AT, "resolution", DUE) != Agreed(AT, "resolution", DUE + timedelta(hours=1))

    def test_nothing_is_agreed_for_the_past(self) -> None:
        assert Agreed(AT, "resolution", AT).due == Agreed(AT, "resolution", AT).instant
        message = (
            "due_at is out of range: 2026-03-06T18:29:59+05:30; it was agreed at "
            "2026-03-06T18:30:00+05:30, and cannot lie before that"
        )
        with pytest.raises(InstantRangeError, match=re.escape(message)):
            Agreed(AT, "resolution", AT - timedelta(seconds=1))

    @pytest.mark.parametrize("due", ["2026-03-09", date(2026, 3, 9), DUE.replace(tzinfo=None)])
    def test_agreed_time_is_an_aware_datetime(self, due: Any) -> None:
        with pytest.raises((ArgumentTypeError, NaiveInstantError), match="due_at"):
            Agreed(AT, "resolution", due)

    def test_event_is_frozen(self) -> None:
        with pytest.raises(AttributeError):
            Resolved(AT).at = AT  # type: ignore[misc]

    def test_event_pickles(self) -> None:
        for event in EVENTS:
            assert pickle.loads(pickle.dumps(event)) == event

    def test_event_shows_what_it_says(self) -> None:
        assert repr(Paused(AT, "waiting")) == f"Paused({TEXT}, reason='waiting')"
        assert str(Paused(AT, "waiting")) == f"(paused at {TEXT}, reason 'waiting')"
        assert str(Resolved(AT, key="m-1")) == f"(resolved at {TEXT}, key 'm-1')"

    def test_naive_instant_is_refused(self) -> None:
        with pytest.raises(NaiveInstantError, match="at is naive"):
            Resolved(AT.replace(tzinfo=None))

    @pytest.mark.parametrize(
        ("make", "message"),
        [
            (lambda: Resolved(date(2026, 3, 6)), "at must be an aware datetime, not only a date"),
            (lambda: Resolved(TEXT), "at must be an aware datetime"),
            (lambda: Opened(AT, None), "plan must be text; got None (NoneType)"),
            (lambda: Opened(AT, "starter", 1), "priority must be text; got 1 (int)"),
            (lambda: PriorityChanged(AT, None), "priority must be text; got None (NoneType)"),
            (lambda: PlanChanged(AT, 7), "plan must be text; got 7 (int)"),
            (lambda: Paused(AT, 7), "reason must be text; got 7 (int)"),
            (lambda: Assigned(AT, 7), "team must be text; got 7 (int)"),
            (lambda: Happened(AT, None), "name must be text; got None (NoneType)"),
            (lambda: Happened(AT, ""), "name must be a name of your own; for a type of event"),
            (lambda: Happened(AT, "resolved"), "name must be a name of your own; for a type of"),
            (lambda: Resolved(AT, key=7), "key must be text; got 7 (int)"),
        ],
    )
    def test_value_of_another_type_is_refused(self, make: Any, message: str) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            make()
        assert str(caught.value).startswith(message)


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
