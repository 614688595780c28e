"""Many tickets at once: what has changed by itself, another contract, and the outbox."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Q

from slaclock.contrib.django.contract import contract, fingerprint
from slaclock.contrib.django.models import Outgoing, SlaState
from slaclock.errors import SlaClockError

__all__ = ["Swept", "hand_out", "state_models", "sweep"]

ROWS_AT_ONCE = 200
COLUMNS = ("standing", "dues", "statuses", "due_next", "next_change", "level", "contract")
_log = logging.getLogger("slaclock")


class Swept(NamedTuple):
    """What a sweep did.

    Attributes:
        rows: How many rows were computed again.
        told: How many escalations are new in the outbox.
        failures: What could not be computed, and why; those rows stay as they were.
    """

    rows: int
    told: int
    failures: tuple[str, ...]


def state_models() -> list[type[SlaState]]:
    """Return the models of the project that store states."""
    return [model for model in apps.get_models() if issubclass(model, SlaState)]


def sweep(model: type[SlaState], now: datetime, *, everything: bool = False) -> Swept:
    """Bring up to date what holds no longer: by time, or since the contract is another one.

    Late, twice or after a crash does no harm: each row is computed anew, and the outbox takes
    each escalation once, in the transaction that moves the row on.

    Args:
        model: A model of states.
        now: The present; an aware datetime.
        everything: Whether rows that still hold are computed too.
    """
    by = contract()
    stale = Q(next_change__lte=now) | ~Q(contract=fingerprint(by))
    rows = model._default_manager.exclude(standing="").order_by("pk")
    keys = list((rows if everything else rows.filter(stale)).values_list("pk", flat=True))
    count = told = 0
    failures: list[str] = []
    for some in _batches(keys):
        with transaction.atomic():
            locked = list(model._default_manager.select_for_update().filter(pk__in=some))
            done = []
            for row in locked:
                try:
                    told += row.tell(now, matrix=by)
                    row.refresh(now, matrix=by)
                except SlaClockError as error:
                    failures.append(f"{model._meta.label_lower} {row.pk}: {error}")
                else:
                    done.append(row)
            model._default_manager.bulk_update(done, [*COLUMNS, "told_until"])
            count += len(done)
    return Swept(count, told, tuple(failures))


def hand_out(now: datetime, send: Callable[[Outgoing], Any]) -> Swept:
    """Give each entry of the outbox that is not sent to *send*, oldest first.

    An entry is marked when *send* has returned, so a crash in between sends it twice. One that
    raises stays, and is tried again next time; the others are sent.
    """
    count, failures = 0, []
    for key in list(Outgoing.objects.filter(sent_at=None).order_by("pk").values_list("pk")):
        with transaction.atomic():
            entry = _mine(Outgoing.objects.filter(pk=key[0], sent_at=None)).first()
            if entry is None:
                continue  # another process has it
            try:
                with transaction.atomic():
                    send(entry)
            except Exception as error:  # noqa: BLE001 - it is tried again, whatever it was
                _log.exception("the outbox could not send %s", entry)
                failures.append(f"{entry}: {error}")
            else:
                Outgoing.objects.filter(pk=entry.pk).update(sent_at=now)
                count += 1
    return Swept(0, count, tuple(failures))


def _mine(entries: Any) -> Any:
    return entries.select_for_update(
        skip_locked=connection.features.has_select_for_update_skip_locked
    )


def _batches(keys: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(keys), ROWS_AT_ONCE):
        yield keys[start : start + ROWS_AT_ONCE]
