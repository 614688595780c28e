"""Many tickets at once, and the command that does it."""

from __future__ import annotations

from datetime import date, timedelta

from slaclock import events
from slaclock.contrib.django.contract import contract, fingerprint
from slaclock.contrib.django.models import Closure, Outgoing
from slaclock.contrib.django.sweeping import Swept, hand_out, state_models, sweep
from tests.contrib.django.helpline.models import Case, CaseSla
from tests.contrib.django.test_models import HOUR, MONDAY, P1, case, stored
from tests.world import at


class TestSweep:
    def test_only_what_holds_no_longer_is_computed(self) -> None:
        early, late = case(), case(MONDAY + HOUR)
        done = sweep(CaseSla, MONDAY + 4 * HOUR + timedelta(seconds=1))
        assert done == Swept(1, 0, ())
        assert stored(early).statuses["response"] == "breached"
        assert stored(late).statuses["response"] == "running"
        assert sweep(CaseSla, MONDAY + 4 * HOUR + timedelta(seconds=1)).rows == 0

    def test_escalations_are_told_once(self) -> None:
        case()
        assert sweep(CaseSla, MONDAY + 5 * HOUR).told == 1
        assert sweep(CaseSla, MONDAY + 5 * HOUR).told == 0
        assert sweep(CaseSla, MONDAY + 29 * HOUR).told == 1
        assert [one.level for one in Outgoing.objects.order_by("pk")] == [1, 2]

    def test_another_contract_moves_every_ticket(self) -> None:
        sla, done = case(), case()
        done.follow(MONDAY + HOUR, **P1, is_resolved=True)
        Closure.objects.create(first_day=date(2026, 3, 3), last_day=date(2026, 3, 3))
        assert sweep(CaseSla, MONDAY + HOUR).rows == 2
        row = stored(sla)
        assert row.due_next == at("2026-03-02 14:00")
        assert row.dues["resolution"] == "2026-03-04T10:00:00+05:30"
        assert row.contract == fingerprint(contract())
        assert sweep(CaseSla, MONDAY + HOUR).rows == 0
        assert sweep(CaseSla, MONDAY + HOUR, everything=True).rows == 2

    def test_hundreds_are_done_in_batches(self) -> None:
        log = case().log
        cases = Case.objects.bulk_create(Case() for _ in range(450))
        CaseSla.objects.bulk_create(CaseSla(log=log, case=one, standing="open") for one in cases)
        assert sweep(CaseSla, MONDAY + HOUR).rows == 450
        assert CaseSla.objects.filter(due_next=at("2026-03-02 14:00")).count() == 451

    def test_row_that_cannot_be_is_told_and_the_others_are_done(self) -> None:
        bad, good = case(), case()
        wrong = [events.Opened(MONDAY, plan="golden")]
        CaseSla.objects.filter(pk=bad.pk).update(log=wrong)
        done = sweep(CaseSla, MONDAY + 5 * HOUR)
        assert done.rows == 1
        assert f"helpline.casesla {bad.pk}: " in done.failures[0]
        assert "unknown plan 'golden'" in done.failures[0]
        assert stored(good).statuses["response"] == "breached"

    def test_state_without_a_log_waits_for_its_first_event(self) -> None:
        sla = case()
        CaseSla.objects.filter(pk=sla.pk).update(log=[], standing="", contract="")
        assert sweep(CaseSla, MONDAY + 5 * HOUR) == Swept(0, 0, ())

    def test_models_of_states_are_found(self) -> None:
        assert state_models() == [CaseSla]


class TestHandOut:
    def test_each_is_sent_once(self) -> None:
        case()
        sweep(CaseSla, MONDAY + 29 * HOUR)
        sent: list[int] = []
        send = lambda entry: sent.append(entry.level)  # noqa: E731
        assert hand_out(MONDAY + 29 * HOUR, send).told == 2
        assert hand_out(MONDAY + 29 * HOUR, send).told == 0
        assert sent == [1, 2]
        assert {one.sent_at for one in Outgoing.objects.all()} == {MONDAY + 29 * HOUR}

    def test_what_fails_is_kept_and_the_others_are_sent(self) -> None:
        case()
        sweep(CaseSla, MONDAY + 29 * HOUR)

        def send(entry: Outgoing) -> None:
            if entry.level == 1:
                raise OSError("the post office is closed")

        done = hand_out(MONDAY + 29 * HOUR, send)
        assert (done.told, len(done.failures)) == (1, 1)
        assert "the post office is closed" in done.failures[0]
        assert [one.level for one in Outgoing.objects.filter(sent_at=None)] == [1]
