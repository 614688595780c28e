"""What is stored: the state of a ticket, days that differ from the contract, and an outbox.

The log of a ticket is the truth. Every other column of `SlaState` follows from it and from the
contract, and holds until `next_change`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from slaclock.clock.clock import Clock
from slaclock.clock.states import ClockState
from slaclock.contrib.django.contract import (
    Day,
    contract,
    contract_with,
    days_of,
    fingerprint,
    shipped,
)
from slaclock.contrib.django.fields import LogField
from slaclock.contrib.django.following import Standing, events_to
from slaclock.errors import SlaClockError
from slaclock.events import Event, log_to_dicts
from slaclock.instants import iso_or_none
from slaclock.matrices.door import versions_of
from slaclock.matrices.history import MatrixHistory
from slaclock.matrices.model import Matrix

__all__ = ["Closure", "OtherHours", "Outgoing", "SlaState"]

_MICROSECOND = timedelta(microseconds=1)
# Two servers never agree on the time to the microsecond.
_SKEW = timedelta(seconds=5)
# While a ticket waits, what would be due if it went on now moves on; lists are sorted by it.
_LOOK_AGAIN = timedelta(minutes=15)


class SlaState(models.Model):
    """How a ticket stands, and its log; the base of a model of your own.

    Attributes:
        log: What happened, a list of events.
        standing: `open`, `waiting` or `resolved`; empty before the first event.
        dues: When each metric is due, ISO 8601; a paused one, if it went on now.
        statuses: The status of each metric.
        due_next: The earliest of the dues that are not completed.
        next_change: Until when all of this holds; None until something happens.
        level: The highest level of escalation crossed; 0 for none.
        contract: The fingerprint of the contract by which it was computed.
        told_until: Up to when changes were put into the outbox.
    """

    log: Any = LogField()
    standing = models.CharField(max_length=10, blank=True, default="", editable=False)
    dues = models.JSONField(default=dict, blank=True, editable=False)
    statuses = models.JSONField(default=dict, blank=True, editable=False)
    due_next = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    next_change = models.DateTimeField(null=True, blank=True, editable=False, db_index=True)
    level = models.PositiveSmallIntegerField(default=0, editable=False)
    contract = models.CharField(max_length=64, default="", editable=False, db_index=True)
    told_until = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        """It has no table of its own."""

        abstract = True

    def record(self, now: datetime, *happened: Event) -> None:
        """Add events to the log, bring the columns up to date, and save.

        What the events cross is put into the outbox in the same transaction. Another process
        that writes to the same ticket waits until this one is done.

        Args:
            now: The present; an aware datetime, not before the opening.
            happened: Events, each at its own instant.

        Raises:
            EventError: The ticket was never opened, or with a plan or priority that the
                contract does not have.
        """
        with transaction.atomic():
            if self.pk is not None:
                others = type(self)._default_manager.select_for_update()
                known = others.filter(pk=self.pk).values_list("log", "told_until").first()
                self.log, self.told_until = known or (self.log, self.told_until)
            self.log = [*self.log, *happened]
            by = contract()
            self.refresh(now, matrix=by)
            self.save()
            self.tell(now, matrix=by)
            self.save(update_fields=["told_until"])

    def follow(
        self,
        now: datetime,
        *,
        plan: str,
        priority: str | None = None,
        is_waiting: bool = False,
        is_resolved: bool = False,
        reason: str | None = None,
    ) -> None:
        """Record what must have happened for the ticket to stand like that now.

        Call it wherever the ticket was saved: the first time it is opened by it, and where
        nothing differs nothing is recorded. So changes are found wherever they are made.

        Args:
            now: When it was saved.
            plan: Its plan, by id, title or alias; always by the same.
            priority: Its priority, in the same way; None until it is known.
            is_waiting: Whether it waits for somebody outside.
            is_resolved: Whether it is resolved or closed.
            reason: For whom or what it waits.

        Raises:
            EventError: As for `record`.
        """
        standing = Standing(plan, priority, is_waiting, is_resolved, reason)
        happened = list(events_to(self.log, standing, now))
        if happened:
            self.record(now, *happened)

    def refresh(self, now: datetime, *, matrix: Matrix | MatrixHistory | None = None) -> None:
        """Compute the columns again; it does not save.

        Args:
            now: The present.
            matrix: The contract; None for that of the project. For many rows ask for it once.

        Raises:
            EventError: As for `record`.
        """
        by = contract() if matrix is None else matrix
        state = self.clock(by).at(now, skew=_SKEW)
        due = [one for one in state.values() if one.target is not None]
        open_ones = [one.due_if_resumed for one in due if one.completed_at is None]
        self.standing = _standing(state)
        self.dues = {one.metric: iso_or_none(one.due_if_resumed) for one in due}
        self.statuses = {one.metric: one.status for one in due}
        self.due_next = min((at for at in open_ones if at is not None), default=None)
        self.next_change = _next_look(state)
        self.level = state.highest_level or 0
        self.contract = fingerprint(by)

    def clock(self, matrix: Matrix | MatrixHistory | None = None) -> Clock:
        """Return the clock of the ticket; what the contract no longer knows is left out."""
        by = contract() if matrix is None else matrix
        return Clock.from_dicts(log_to_dicts(self.log), matrix=by, errors="note")

    def tell(self, now: datetime, *, matrix: Matrix | MatrixHistory | None = None) -> int:
        """Put each escalation up to *now* into the outbox, once; return how many were new.

        It does not save, but sets `told_until`.
        """
        opened_at = min(event.at for event in self.log)
        since = self.told_until or opened_at - _MICROSECOND
        if since >= now:
            return 0
        told = 0
        for change in self.clock(matrix).changes(since, now):
            if change.what == "notify":
                key = sha256(change.key.encode()).hexdigest()
                about = {"about": self._meta.label_lower, "row": str(self.pk), "key": key}
                said = {
                    "at": change.at,
                    "metric": change.metric,
                    "level": change.level,
                    "contact": change.contact or "",
                    "point": change.point or "",
                }
                told += Outgoing.objects.get_or_create(**about, defaults=said)[1]
        # Another event at the same instant counts too; what was told by then has its key.
        self.told_until = now - _MICROSECOND
        return told


class _DayModel(models.Model):
    """What a closure and other hours have in common."""

    calendar = models.CharField(
        max_length=100,
        blank=True,
        default="",
        help_text="Of the contract; empty for all calendars that observe holidays.",
    )
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        """It has no table of its own."""

        abstract = True

    def clean(self) -> None:
        """Refuse what does not make a contract.

        Raises:
            ValidationError: A calendar that the contract does not have, or a wrong day.
        """
        known = {name for one in versions_of(shipped()) for name in one.single_calendars}
        if self.calendar and self.calendar not in known:
            problem = f"the contract has no calendar {self.calendar!r}; it has {sorted(known)}"
            raise ValidationError({"calendar": problem})
        try:
            contract_with((*days_of(), *self.days()))
        except SlaClockError as error:
            raise ValidationError(str(error)) from None

    def days(self) -> Sequence[Day]:
        """Return the days that differ by it."""
        raise NotImplementedError


class Closure(_DayModel):
    """Days on which support is closed, from the first to the last."""

    first_day = models.DateField()
    last_day = models.DateField()

    def clean(self) -> None:
        """Refuse a closure that ends before it begins, or lasts more than a year.

        Raises:
            ValidationError: As it says, or as for every such day.
        """
        if self.first_day is None or self.last_day is None:
            return
        if not 0 <= (self.last_day - self.first_day).days <= 366:
            raise ValidationError({"last_day": "it must lie within a year after the first day"})
        super().clean()

    def days(self) -> Sequence[Day]:
        """Return the days that are closed."""
        length = (self.last_day - self.first_day).days + 1
        days = (self.first_day + timedelta(days=index) for index in range(length))
        return [Day(day, self.calendar, (), self.reason) for day in days]

    def __str__(self) -> str:
        return f"closed {self.first_day} to {self.last_day}"


class OtherHours(_DayModel):
    """A date with hours of its own; it wins over a closure and over the contract."""

    date = models.DateField()
    hours = models.CharField(
        max_length=200, help_text="Such as 09:00-13:00, or 09:00-12:00 13:00-15:00."
    )

    class Meta:
        """Django would write the s twice."""

        verbose_name_plural = "other hours"

    def clean(self) -> None:
        """Refuse hours that cannot be.

        Raises:
            ValidationError: As it says.
        """
        if self.date is not None and self.hours:
            super().clean()

    def days(self) -> Sequence[Day]:
        """Return the day that differs."""
        hours = tuple(self.hours.replace(",", " ").split())
        return [Day(self.date, self.calendar, hours, self.reason)]

    def __str__(self) -> str:
        return f"{self.date}: {self.hours}"


class Outgoing(models.Model):
    """An escalation of which somebody is to be told; each is here once.

    Attributes:
        about: The model of the state, such as `desk.ticketsla`.
        row: Its primary key, as text.
        key: A hash of what makes the change the same again.
        at: When it came about.
        metric, level, contact, point: What was crossed, and who is to be told.
        sent_at: When it was handed over; None until then.
    """

    about = models.CharField(max_length=100)
    row = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    metric = models.CharField(max_length=100)
    level = models.PositiveSmallIntegerField()
    contact = models.CharField(max_length=200, blank=True)
    point = models.CharField(max_length=40, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        """A key is taken once for each state."""

        verbose_name_plural = "outbox"
        constraints = (
            models.UniqueConstraint(fields=["about", "row", "key"], name="slaclock_told_once"),
        )

    @property
    def state(self) -> Any:
        """Return the state that it is about.

        Raises:
            ObjectDoesNotExist: It was deleted meanwhile.
        """
        return apps.get_model(self.about)._default_manager.get(pk=self.row)

    def __str__(self) -> str:
        to = f"level {self.level}" + (f" ({self.contact})" if self.contact else "")
        return f"{self.about} {self.row}: {self.metric} has reached {self.point}, {to}"


def _standing(state: ClockState) -> str:
    return "resolved" if state.is_resolved else "waiting" if state.is_paused else "open"


def _next_look(state: ClockState) -> datetime | None:
    change = state.next_change
    if not state.is_paused:
        return change
    again = state.now + _LOOK_AGAIN
    return again if change is None else min(change, again)
