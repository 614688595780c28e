"""The events of a ticket, and their form as JSON."""

from __future__ import annotations

import json
import pickle
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slaclock import events
from slaclock.errors import ArgumentTypeError, InstantRangeError, NaiveInstantError
from slaclock.events import (
    Agreed,
    Assigned,
    Event,
    Happened,
    Opened,
    Paused,
    PlanChanged,
    PriorityChanged,
    Reopened,
    Resolved,
    from_dict,
)
from tests.every_event import AT, DUE, EVENTS, TEXT

NEW_YORK = ZoneInfo("America/New_York")


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
