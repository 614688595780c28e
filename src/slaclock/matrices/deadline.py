"""By when a ticket must be answered and resolved, under terms that have been found.

A deadline knows targets and calendars, not what happens to a ticket afterwards; pauses and
changes are the business of `slaclock.clock`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Any

from slaclock._lazy import late
from slaclock.calendars.combined import Combinable
from slaclock.calendars.questions import HORIZON
from slaclock.calendars.timeline import Timeline
from slaclock.errors import InstantRangeError, ProvenanceError, UnknownNameError
from slaclock.instants import (
    MICROSECOND,
    epoch_in,
    from_micros,
    parse_instant,
    since_epoch,
    to_micros,
)
from slaclock.matrices.promises import Target
from slaclock.matrices.provenance import estimated_holidays, provenance
from slaclock.matrices.slips import begins_later
from slaclock.matrices.terms import DEFAULT_MATRIX, Contract, Terms, title_of
from slaclock.saved import reads_saved
from slaclock.validation import INSTANT, TEXT, nullable, object_schema, pydantic_field, refuse
from slaclock.zones import get_zone

if TYPE_CHECKING:  # most deadlines are never explained
    from slaclock.ledger import Ledger

__all__ = ["Deadline", "MetricDeadline", "deadline_under"]

_HORIZON = MICROSECOND * HORIZON


def deadline_under(terms: Terms, opened_at: datetime) -> Deadline:
    """Return the deadlines of a ticket under *terms*.

    Args:
        terms: What its plan and priority are promised.
        opened_at: An aware datetime.

    Raises:
        InstantError, ArgumentTypeError: *opened_at* is naive, out of range or no datetime.
        NeverOpenError: The calendar has not enough open time within 100 years.
        CoverageError: The holidays of a year on the way are not known.
    """
    epoch = terms.calendar.local_epoch
    since = since_epoch(opened_at, epoch)
    if not terms.from_opening:
        since = MICROSECOND * to_micros(opened_at, "opened_at")
    calendar, dues = None, {}
    line: Timeline
    reading = latest = since
    for target in terms.from_opening:
        # Most metrics run on the same calendar as the one before, so its clock is read once.
        if target.calendar is not calendar:
            calendar = target.calendar
            line = calendar.compiled
            low, high = line.bounds
            if not low <= since < high:
                opened = to_micros(opened_at, "opened_at")
                line, since = calendar.covering(opened, opened), MICROSECOND * opened
            reading, latest = line.exact.reading(since), since + _HORIZON
        # By the short way, where the timeline reaches far enough.
        if target.open_time is not None:
            due = line.exact.at_reading(reading + target.open_time)
        else:
            due = target.promise.quick_due(line, reading)
        if due is None or due > latest:
            due = MICROSECOND * target.promise.due(calendar, since // MICROSECOND)
        dues[target.metric] = due
    if opened_at.tzinfo is not epoch.tzinfo:
        epoch = epoch_in(opened_at.tzinfo)
    return Deadline(terms, since, epoch, dues)


@pydantic_field(
    refuse("a deadline of one metric, as `Deadline` gives it; save the whole `Deadline`"),
    lambda deadline: deadline.to_dict(),
    lambda _cls: _metric_schema(),
)
class MetricDeadline:
    """The deadline of one metric of a ticket."""

    __slots__ = ("_deadline", "_due", "_target")

    def __init__(self, deadline: Deadline, target: Target, due: int) -> None:
        """Hold one metric of *deadline*; made by `Deadline.__getitem__`."""
        self._deadline, self._target, self._due = deadline, target, due

    @property
    def target(self) -> Target:
        """Return the amount promised, and whether it is strict."""
        return self._target

    @property
    def metric(self) -> str:
        """Return `first_response`, `response` or `resolution`."""
        return self.target.metric

    @property
    def calendar(self) -> Combinable:
        """Return the calendar it runs on."""
        return self._binding.calendar

    @property
    def starts_at(self) -> datetime:
        """Return where its clock starts: the first open instant at or after the opening."""
        return from_micros(self._binding.start(self._deadline.opened), self._deadline.zone)

    @property
    def due_at(self) -> datetime:
        """Return the instant at which the target falls due, in the zone of the opening."""
        return from_micros(self._due, self._deadline.zone)

    def met(self, completed_at: datetime) -> bool:
        """Return whether what was completed at *completed_at* met the target.

        At the deadline itself it did, unless the target is strict (`<`).

        Raises:
            InstantRangeError: *completed_at* lies before the opening.
            InstantError, ArgumentTypeError: It is naive, out of range or no datetime.
        """
        completed = to_micros(completed_at, "completed_at")
        if completed < self._deadline.opened:
            limits = f"it must not be before opened_at, {self._deadline.opened_at}"
            raise InstantRangeError("completed_at", completed_at, limits)
        return self._binding.is_met(completed, self._due)

    def explain(self) -> Ledger:
        """Return the account of the time from the opening to the deadline.

        Raises:
            LedgerError: It does not add up to the target; that would be a fault of slaclock.
        """
        from slaclock.matrices.account import account_of  # most are never explained

        deadline = self._deadline
        return account_of(deadline.row, self._binding, deadline.opened, self._due, deadline.zone)

    def to_dict(self) -> dict[str, Any]:
        """Return target and deadline as plain data."""
        day = self.target.business_day
        return {
            "target": str(self.target),
            "strict": self._binding.strict,
            "business_day": None if day is None else str(day),
            "calendar": self._binding.calendar_id,
            "starts_at": self.starts_at.isoformat(),
            "due_at": self.due_at.isoformat(),
        }

    @property
    def _binding(self) -> Target:
        """Return the single target that has given the deadline."""
        return self.target.binding(self._deadline.opened, self._due)

    def __repr__(self) -> str:
        return f"<{self.metric} {self.target}: due {self.due_at.isoformat()}>"


@pydantic_field(
    lambda cls, value, context: cls.from_dict(value, matrix=_matrix_in(context)),
    lambda deadline: deadline.to_dict(),
    lambda _cls: _schema(),
)
class Deadline(Mapping[str, MetricDeadline]):
    """By when a ticket must be answered and resolved: a mapping from metric to deadline.

    Immutable; equal by matrix, plan, priority and opening.
    """

    __slots__ = ("_dues", "_epoch", "_opened", "_row", "_zone")
    _zone: tzinfo

    def __init__(
        self, row: Terms, opened: timedelta, epoch: datetime, dues: Mapping[str, timedelta]
    ) -> None:
        """Hold times by metric, as since *epoch*, which is `epoch_in` of the opening's zone."""
        self._row, self._opened, self._dues, self._epoch = row, opened, dues, epoch
        self._zone = epoch.tzinfo  # type: ignore[assignment]

    @property
    def row(self) -> Terms:
        """Return what was promised: plan, priority, calendar, targets, matrix."""
        return self._row

    @property
    def zone(self) -> tzinfo:
        """Return the zone of the opening, and of every result."""
        return self._zone

    @property
    def opened(self) -> int:
        """Return the opening in microseconds since the epoch."""
        return self._opened // MICROSECOND

    @property
    def opened_at(self) -> datetime:
        """Return when the ticket was opened."""
        return self._zone.fromutc(self._epoch + self._opened)

    @property
    def starts_at(self) -> datetime:
        """Return where the clock starts: the first open instant at or after the opening.

        Where metrics run on different calendars, the first of their starts.
        """
        if not self._dues:
            return from_micros(self.row.calendar.start_after(self.opened), self.zone)
        return min(entry.starts_at for entry in self.values())

    @property
    def first_response_due(self) -> datetime | None:
        """Return the deadline of the plan-wide first response; None if none is promised."""
        due = self._dues.get("first_response")
        return None if due is None else self._zone.fromutc(self._epoch + due)

    @property
    def response_due(self) -> datetime | None:
        """Return the deadline of the response; None if none is promised."""
        due = self._dues.get("response")
        return None if due is None else self._zone.fromutc(self._epoch + due)

    @property
    def resolution_due(self) -> datetime | None:
        """Return the deadline of the resolution; None if none is promised."""
        due = self._dues.get("resolution")
        return None if due is None else self._zone.fromutc(self._epoch + due)

    @property
    def provenance(self) -> dict[str, Any]:
        """Return what data the answer rests on; see `slaclock.provenance`."""
        return provenance(self.row)

    def met(self, metric: str, completed_at: datetime) -> bool:
        """Return whether what was completed at *completed_at* met the target of *metric*.

        Raises:
            UnknownNameError: No such metric, or none promised.
            InstantRangeError: *completed_at* lies before the opening.
            InstantError, ArgumentTypeError: It is naive, out of range or no datetime.
        """
        return self[metric].met(completed_at)

    def explain(self, metric: str | None = None) -> Ledger:
        """Return the account of the time from the opening to a deadline, window by window.

        Args:
            metric: Whose deadline; None for the resolution, or the last one there is.

        Raises:
            UnknownNameError: No such metric, or none promised.
            LedgerError: It does not add up to the target; that would be a fault of slaclock.
        """
        return self[metric if metric is not None else self._main_metric()].explain()

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as plain data that JSON takes; `from_dict` takes it back."""
        last = max(self._dues.values(), default=self._opened) // MICROSECOND
        estimated = {
            day: name
            for calendar in self.row.calendars.values()
            for day, name in estimated_holidays(calendar, self.opened, last).items()
        }
        priority = self.row.priority
        return {
            "plan": self.row.plan.id,
            "priority": priority.id if priority is not None else None,
            "opened_at": self.opened_at.isoformat(),
            "zone": getattr(self.zone, "key", None),
            "starts_at": self.starts_at.isoformat(),
            "calendar": self.row.calendar_id,
            "metrics": {metric: entry.to_dict() for metric, entry in self.items()},
            "estimated": bool(estimated),
            "estimated_holidays": {day.isoformat(): name for day, name in estimated.items()},
            "provenance": self.provenance,
        }

    @classmethod
    @reads_saved("deadline", "Deadline.to_dict")
    def from_dict(cls, data: Mapping[str, Any], *, matrix: Any = DEFAULT_MATRIX) -> Deadline:
        """Return the deadline that `to_dict` saved, computed again and compared.

        Args:
            data: What `to_dict` returned.
            matrix: The matrix it was computed under, given as for `compute_deadline`.

        Raises:
            ProvenanceError: The matrix is another one, or a deadline comes out differently.
            SlaClockError: What `compute_deadline` raises.
        """
        opened_at = parse_instant(data["opened_at"])
        matrix_at = late("slaclock.matrices.door:matrix_at")
        contract: Contract = matrix_at(matrix, opened_at, data["plan"])
        saved = data["provenance"]["matrix"]["sha256"]
        if saved != contract.fingerprint():
            raise ProvenanceError("the matrix", saved, contract.fingerprint())
        chosen = data["provenance"].get("choice")
        if chosen is not None:
            from slaclock.matrices.choosing import Choice  # few contracts have rules

            contract = contract.under(Choice.from_dict(chosen))
        if data["zone"] is not None:
            opened_at = opened_at.astimezone(get_zone(data["zone"]))
        deadline = _rebuilt(data["plan"], data["priority"], opened_at, contract)
        for metric, entry in data["metrics"].items():
            due_at = deadline[metric].due_at.isoformat()
            if due_at != entry["due_at"]:
                raise ProvenanceError(f"the deadline of {metric}", entry["due_at"], due_at)
        return deadline

    def __getitem__(self, metric: str) -> MetricDeadline:
        for target in self.row.from_opening:
            if target.metric == metric:
                return MetricDeadline(self, target, self._dues[metric] // MICROSECOND)
        why = begins_later(self.row.matrix.metrics, metric, self.row.agreeable(metric))
        raise UnknownNameError("metric", metric, self, why=why)

    def __iter__(self) -> Iterator[str]:
        return iter(self._dues)

    def __len__(self) -> int:
        return len(self._dues)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Deadline):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __reduce__(self) -> tuple[Any, ...]:
        priority = self.row.priority.id if self.row.priority is not None else None
        return (_rebuilt, (self.row.plan.id, priority, self.opened_at, self.row.matrix))

    def _repr_html_(self) -> str:
        return str(late("slaclock.notebook:deadline_html")(self))

    def __repr__(self) -> str:
        dues = ", ".join(f"{metric} due {entry.due_at}" for metric, entry in self.items())
        return f"<Deadline {title_of(self.row)}, opened {self.opened_at}: {dues}>"

    def _main_metric(self) -> str:
        promised = list(self)
        return promised[-1] if promised and "resolution" not in promised else "resolution"

    def _identity(self) -> tuple[object, ...]:
        return (self.row.matrix, self.row.plan, self.row.priority, self._opened)


def _rebuilt(plan: str, priority: str | None, opened_at: datetime, matrix: Contract) -> Deadline:
    return deadline_under(matrix.row(plan, priority), opened_at)


def _matrix_in(context: Any) -> Any:
    """Return the matrix that a caller of pydantic names as `context={"matrix": ...}`."""
    return (
        context["matrix"]
        if isinstance(context, Mapping) and "matrix" in context
        else (DEFAULT_MATRIX)
    )


def _metric_schema() -> dict[str, Any]:
    properties = {
        "target": TEXT,
        "strict": {"type": "boolean"},
        "business_day": nullable(TEXT),
        "calendar": TEXT,
        "starts_at": INSTANT,
        "due_at": INSTANT,
    }
    return object_schema("MetricDeadline", properties)


def _schema() -> dict[str, Any]:
    properties = {
        "plan": TEXT,
        "priority": nullable(TEXT),
        "opened_at": INSTANT,
        "zone": nullable(TEXT),
        "starts_at": INSTANT,
        "calendar": TEXT,
        "metrics": {"type": "object", "additionalProperties": _metric_schema()},
        "estimated": {"type": "boolean"},
        "estimated_holidays": {"type": "object", "additionalProperties": TEXT},
        "provenance": {"type": "object"},
    }
    return object_schema("Deadline", properties)
