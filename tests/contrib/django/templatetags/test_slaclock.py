"""The filters of templates."""

from __future__ import annotations

from django.template import Context, Template

from tests.contrib.django.helpline.models import CaseSla
from tests.contrib.django.test_models import HOUR, MONDAY, P1, case


class TestFilters:
    """The present of `sla_remaining` is the real one, so these tickets are of today."""

    def shown(self, sla: CaseSla | None, text: str) -> str:
        template = (
            "{% load slaclock tz %}{% timezone 'Asia/Kolkata' %}" + text + "{% endtimezone %}"
        )
        return Template(template).render(Context({"sla": sla}))

    def test_due_is_shown_in_the_zone_of_the_page(self) -> None:
        assert self.shown(case(), '{{ sla|sla_due:"resolution"|date:"D j H:i" }}') == "Tue 3 10:00"
        assert self.shown(case(), "{{ sla|sla_due|date:'D j H:i' }}") == "Tue 3 10:00"

    def test_without_a_promise_or_a_state_there_is_nothing(self) -> None:
        both = (
            '[{{ sla|sla_due:"next_response"|default:"" }}{{ sla|sla_remaining:"next_response" }}]'
        )
        assert self.shown(case(), both) == "[]"
        assert self.shown(None, both) == "[]"

    def test_remaining_of_one_that_waits_does_not_move(self) -> None:
        sla = case()
        sla.follow(MONDAY + HOUR, **P1, is_waiting=True)
        assert self.shown(sla, "{{ sla|sla_remaining }}") == "paused: 9 h left"

    def test_remaining_of_one_that_is_done_is_its_verdict(self) -> None:
        sla = case()
        sla.follow(MONDAY + HOUR, **P1, is_resolved=True)
        assert self.shown(sla, "{{ sla|sla_remaining }}") == "met"

    def test_remaining_of_one_that_is_late(self) -> None:
        assert self.shown(case(), "{{ sla|sla_remaining }}").endswith(" over")
