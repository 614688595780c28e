"""The stored state of a ticket: its columns follow from its log."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from slaclock import events
from slaclock.contrib.django.contract import fingerprint
from slaclock.contrib.django.models import Closure, Outgoing
from slaclock.errors import EventError
from tests.contrib.django.helpline.models import Case, CaseSla
from tests.contrib.django.project import OURS
from tests.world import at

MONDAY = at("2026-03-02 10:00")
HOUR = timedelta(hours=1)
P1: dict[str, Any] = {"plan": "gold", "priority": "P1"}


def case(now: datetime = MONDAY, **standing: Any) -> CaseSla:
    sla = CaseSla(case=Case.objects.create(title="It is down"))
    sla.follow(now, **{**P1, **standing})
    return sla


def stored(sla: CaseSla) -> CaseSla:
    return CaseSla.objects.get(pk=sla.pk)


def told() -> list[str]:
    return [f"{one.at:%a %H:%M} {one.contact}" for one in Outgoing.objects.order_by("pk")]


class TestColumns:
    def test_of_a_new_ticket(self) -> None:
        row = stored(case())
        assert row.standing == "open"
        assert row.statuses == {"response": "running", "resolution": "running"}
        assert row.dues == {
            "response": "2026-03-02T14:00:00+05:30",
            "resolution": "2026-03-03T10:00:00+05:30",
        }
        assert row.due_next == at("2026-03-02 14:00")
        # The response is breached just after it is due.
        assert row.next_change == at("2026-03-02 14:00") + timedelta(microseconds=1)
        assert (row.level, row.contract) == (0, fingerprint(OURS))

    def test_of_one_that_waits(self) -> None:
        sla = case()
        sla.record(MONDAY + HOUR, events.Responded(MONDAY + HOUR))
        sla.follow(MONDAY + HOUR, **P1, is_waiting=True, reason="customer")
        row = stored(sla)
        assert row.standing == "waiting"
        assert row.statuses == {"response": "met", "resolution": "paused"}
        # Nine hours are left; as of an hour later it would be due an hour later.
        assert row.due_next == at("2026-03-03 10:00")
        assert row.next_change == MONDAY + HOUR + timedelta(minutes=15)
        row.refresh(MONDAY + 2 * HOUR)
        assert row.due_next == at("2026-03-03 11:00")

    def test_of_one_that_is_resolved(self) -> None:
        sla = case()
        sla.follow(MONDAY + HOUR, **P1, is_resolved=True)
        row = stored(sla)
        assert (row.standing, row.due_next, row.next_change) == ("resolved", None, None)
        assert row.statuses == {"response": "met", "resolution": "met"}

    def test_of_one_that_is_late(self) -> None:
        sla = case()
        sla.record(MONDAY + 5 * HOUR, events.CustomerReplied(MONDAY + 5 * HOUR))
        row = stored(sla)
        assert row.statuses == {"response": "breached", "resolution": "running"}
        assert (row.level, row.due_next) == (1, at("2026-03-02 14:00"))

    def test_priority_and_reopening(self) -> None:
        sla = case()
        sla.follow(MONDAY + HOUR, plan="gold", priority="P2")
        assert stored(sla).dues["resolution"] == "2026-03-05T10:00:00+05:30"
        sla.follow(MONDAY + 2 * HOUR, plan="gold", priority="P2", is_resolved=True)
        sla.follow(MONDAY + 4 * HOUR, plan="gold", priority="P2")
        # The two hours in which it was resolved do not count.
        assert stored(sla).dues["resolution"] == "2026-03-05T12:00:00+05:30"


class TestRecord:
    def test_nothing_new_is_not_recorded(self) -> None:
        sla = case()
        sla.follow(MONDAY + HOUR, **P1)
        assert [event.type for event in stored(sla).log] == ["opened"]

    def test_event_that_another_process_wrote_is_kept(self) -> None:
        sla = case()
        other = stored(sla)
        other.record(MONDAY + HOUR, events.Responded(MONDAY + HOUR))
        sla.record(MONDAY + 2 * HOUR, events.CustomerReplied(MONDAY + 2 * HOUR))
        types = [event.type for event in stored(sla).log]
        assert types == ["opened", "responded", "customer_replied"]

    def test_unknown_plan_is_an_error_and_nothing_is_saved(self) -> None:
        with pytest.raises(EventError, match="unknown plan 'golden'"), transaction.atomic():
            case(plan="golden")
        assert CaseSla.objects.count() == 0

    def test_priority_that_the_contract_has_no_more_is_left_out(self) -> None:
        sla = case()
        sla.record(MONDAY + HOUR, events.PriorityChanged(MONDAY + HOUR, "P9"))
        assert stored(sla).dues["response"] == "2026-03-02T14:00:00+05:30"

    def test_clock_is_that_of_the_log(self) -> None:
        sla = case()
        Closure.objects.create(first_day=date(2026, 3, 3), last_day=date(2026, 3, 3))
        state = sla.clock().at(MONDAY)
        assert state["resolution"].due_at == at("2026-03-04 10:00")


class TestOutbox:
    def test_each_level_is_told_once(self) -> None:
        """Half of ten hours is at 15:00; the whole on Tuesday at 10:00."""
        sla = case()
        sla.record(MONDAY + 6 * HOUR, events.Responded(MONDAY + 6 * HOUR))
        sla.record(MONDAY + 6 * HOUR, events.CustomerReplied(MONDAY + 6 * HOUR))
        assert told() == ["Mon 09:30 Specialist"]  # in UTC
        sla.record(MONDAY + 30 * HOUR, events.Responded(MONDAY + 30 * HOUR))
        assert told() == ["Mon 09:30 Specialist", "Tue 04:30 Manager"]

    def test_level_that_a_change_of_priority_crosses_is_told(self) -> None:
        sla = case(priority="P2")
        sla.follow(MONDAY + 6 * HOUR, **P1)
        assert told() == ["Mon 10:30 Specialist"]

    def test_entry_says_what_it_is_about(self) -> None:
        sla = case()
        sla.record(MONDAY + 6 * HOUR, events.Responded(MONDAY + 6 * HOUR))
        (entry,) = Outgoing.objects.all()
        assert str(entry) == (
            f"helpline.casesla {sla.pk}: resolution has reached 50 %, level 1 (Specialist)"
        )
        assert entry.state == sla

    def test_key_cannot_be_there_twice(self) -> None:
        sla = case()
        sla.record(MONDAY + 6 * HOUR, events.Responded(MONDAY + 6 * HOUR))
        entry = Outgoing.objects.get()
        entry.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            entry.save(force_insert=True)
