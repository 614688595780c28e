"""The command that computes what has changed and hands it out."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from slaclock import events
from tests.contrib.django.helpline.models import CaseSla
from tests.contrib.django.project import SENT
from tests.contrib.django.test_models import MONDAY, case


class TestCommand:
    def run(self, *arguments: str) -> str:
        said = StringIO()
        call_command("slaclock_due", *arguments, stdout=said)
        return said.getvalue()

    def test_it_says_what_it_did(self) -> None:
        case()
        now = "--now=2026-03-02T15:00+05:30"
        assert self.run(now) == "1 tickets computed, 1 new in the outbox\n"
        assert self.run(now) == "0 tickets computed, 0 new in the outbox\n"
        assert self.run(now, "--all") == "1 tickets computed, 0 new in the outbox\n"

    @override_settings(SLACLOCK_SEND="tests.contrib.django.project.send")
    def test_it_hands_the_outbox_to_the_sender_of_the_settings(self) -> None:
        sla = case()
        assert self.run("--now=2026-03-02T15:00+05:30").endswith("1 sent\n")
        assert [
            f"helpline.casesla {sla.pk}: resolution has reached 50 %, level 1 (Specialist)"
        ] == SENT

    def test_what_failed_is_its_error(self) -> None:
        bad = case()
        CaseSla.objects.filter(pk=bad.pk).update(log=[events.Opened(MONDAY, plan="golden")])
        with pytest.raises(CommandError, match="unknown plan 'golden'"):
            self.run("--now=2026-03-02T15:00+05:30")

    @pytest.mark.parametrize("text", ["noon", "2026-03-02T15:00", "2026-13-02T15:00Z"])
    def test_time_without_an_offset_is_refused(self, text: str) -> None:
        with pytest.raises(CommandError, match="write it like 2026-03-02T10:00"):
            self.run(f"--now={text}")
