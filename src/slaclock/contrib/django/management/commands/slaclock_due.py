"""`manage.py slaclock_due`: bring tickets up to date, and tell of what is due.

Run it every minute or so, from cron or a timer; runs that meet do no harm.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.module_loading import import_string

from slaclock.contrib.django.sweeping import Swept, hand_out, state_models, sweep

__all__ = ["Command"]


class Command(BaseCommand):
    """The command."""

    help = (
        "Compute again the tickets of which something has changed by itself or by a change of "
        "the contract, put their escalations into the outbox, and hand the outbox to "
        "SLACLOCK_SEND, where that is set."
    )

    def add_arguments(self, parser: Any) -> None:
        """Say which options it takes."""
        parser.add_argument("--now", metavar="TIME", help="the present, ISO 8601 with an offset")
        parser.add_argument("--all", action="store_true", help="compute every ticket again")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep every model of states, then hand out.

        Raises:
            CommandError: A time that is none, or something failed; what did not is done.
        """
        now = _instant(options["now"])
        done = [sweep(model, now, everything=options["all"]) for model in state_models()]
        rows, told = sum(one.rows for one in done), sum(one.told for one in done)
        self.stdout.write(f"{rows} tickets computed, {told} new in the outbox")
        sender = getattr(settings, "SLACLOCK_SEND", None)
        if sender is not None:
            sent = hand_out(now, import_string(sender) if isinstance(sender, str) else sender)
            self.stdout.write(f"{sent.told} sent")
            done.append(sent)
        _fail_for(done)


def _instant(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        found = parse_datetime(text)
    except ValueError:  # of the right form, but no date
        found = None
    if found is None or found.tzinfo is None:
        raise CommandError(f"--now {text!r} is no instant; write it like 2026-03-02T10:00+05:30")
    return found


def _fail_for(done: list[Swept]) -> None:
    failures = [failure for one in done for failure in one.failures]
    if failures:
        raise CommandError("\n".join(failures))
