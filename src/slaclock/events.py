"""What happens to a ticket: the events of its log, and their form as JSON.

Events are frozen facts, and know nothing of plans, calendars or targets; what they mean for a
clock is the business of `slaclock.clock.replay`. A log is saved as a list of dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar

from slaclock.errors import ArgumentTypeError, EventError, InstantRangeError
from slaclock.event_reading import entries_of, event_of, told
from slaclock.event_values import check_text, event_schema
from slaclock.instants import to_micros
from slaclock.messages import shown
from slaclock.ticket_fields import checked_fields
from slaclock.validation import pydantic_field

__all__ = [
    "Accepted",
    "Agreed",
    "Assigned",
    "CustomerReplied",
    "Event",
    "Happened",
    "Opened",
    "Paused",
    "PlanChanged",
    "PriorityChanged",
    "Reopened",
    "Resolved",
    "Responded",
    "Resumed",
    "from_dict",
    "log_from_dicts",
    "log_to_dicts",
    "missing_fact",
    "read_log",
]


@pydantic_field(
    lambda cls, value, _context: _of_kind(cls, value),
    lambda event: event.to_dict(),
    lambda cls: event_schema(cls, _FACTS),
)
@dataclass(frozen=True, slots=True, repr=False)
class Event:
    """Something that happened to a ticket; the base of the events below, not one itself.

    Events are equal if they say the same of the same instant, in whatever zone.

    Attributes:
        happening: What a contract calls it in `starts`: its type, or the name of what happened.
        at: When it happened, an aware datetime.
        instant: The same in microseconds since the epoch.
        key: What the caller knows the event by, such as the id of a message; kept and given
            back, with no meaning of its own. By keyword only.

    Raises:
        InstantError, ArgumentTypeError: *at* is naive, out of range or no datetime.
    """

    type: ClassVar[str] = ""
    happening: ClassVar[str] = ""

    at: datetime = field(compare=False)
    instant: int = field(init=False)
    key: str | None = field(default=None, kw_only=True)

    def __init_subclass__(cls) -> None:
        cls.happening = vars(cls).get("happening", cls.type)  # quicker to ask than a property

    def __post_init__(self) -> None:
        object.__setattr__(self, "instant", to_micros(self.at))
        if self.key is not None:
            check_text("key", self.key)

    def facts(self) -> dict[str, Any]:
        """Return what the event says beside its type and instant; the key last."""
        named = {name: getattr(self, name) for name in _FACTS[type(self)]}
        return {name: _plain(value) for name, value in named.items() if value is not None}

    def to_dict(self) -> dict[str, Any]:
        """Return the event as plain data; `from_dict` takes it back."""
        return {"at": self.at.isoformat(), "type": self.type, **self.facts()}

    def __str__(self) -> str:
        said = "".join(f", {name} {shown(value)}" for name, value in self.facts().items())
        return f"({self.type} at {self.at.isoformat()}{said})"

    def __repr__(self) -> str:
        said = "".join(f", {name}={value!r}" for name, value in self.facts().items())
        return f"{type(self).__name__}({self.at.isoformat()}{said})"


@dataclass(frozen=True, slots=True, repr=False)
class Opened(Event):
    """The ticket came in. There is one, and nothing lies before it.

    >>> from zoneinfo import ZoneInfo
    >>> friday = datetime(2026, 3, 6, 18, 30, tzinfo=ZoneInfo("Asia/Kolkata"))
    >>> Opened(friday, plan="starter", priority="P1").to_dict()["at"]
    '2026-03-06T18:30:00+05:30'

    Attributes:
        plan: Id, title or alias of the customer's plan; None where the fields choose it.
        priority: Priority: its id, title or an alias; None until it is known.
        fields: Fields of the ticket, such as its type or channel: text, whole numbers, true or
            false. None to ask no rule of the contract.
    """

    type: ClassVar[str] = "opened"

    plan: str | None = None
    priority: str | None = None
    fields: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        check_text("plan", self.plan, optional=self.fields is not None)
        check_text("priority", self.priority, optional=True)
        if self.fields is not None:
            object.__setattr__(self, "fields", checked_fields(self.fields))


@dataclass(frozen=True, slots=True, repr=False)
class Responded(Event):
    """Support answered the customer."""

    type: ClassVar[str] = "responded"


@dataclass(frozen=True, slots=True, repr=False)
class CustomerReplied(Event):
    """The customer wrote again; the oldest message without an answer is the one that counts."""

    type: ClassVar[str] = "customer_replied"


@dataclass(frozen=True, slots=True, repr=False)
class Assigned(Event):
    """The ticket was given to somebody.

    Attributes:
        team: To whom.
    """

    type: ClassVar[str] = "assigned"

    team: str | None = None

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        check_text("team", self.team, optional=True)


@dataclass(frozen=True, slots=True, repr=False)
class Accepted(Event):
    """Somebody took the ticket on."""

    type: ClassVar[str] = "accepted"


@dataclass(frozen=True, slots=True, repr=False)
class Agreed(Event):
    """A time was agreed with the customer; from then on it is the deadline of a metric.

    Of several, the last one counts. It does so only where the contract says `agreed = true`.

    Attributes:
        metric: The metric, such as `resolution`.
        due_at: By when, an aware datetime, not before the event itself.
        due: The same in microseconds since the epoch.
    """

    type: ClassVar[str] = "agreed"

    metric: str
    due_at: datetime = field(compare=False)
    due: int = field(init=False)

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        check_text("metric", self.metric)
        object.__setattr__(self, "due", to_micros(self.due_at, "due_at"))
        if self.due < self.instant:
            limits = f"it was agreed at {self.at.isoformat()}, and cannot lie before that"
            raise InstantRangeError("due_at", self.due_at, limits)


@dataclass(frozen=True, slots=True, repr=False)
class Paused(Event):
    """The clock stands still from here on, for instance while the customer is asked something.

    Attributes:
        reason: Why, in a few words; shown in ledgers.
    """

    type: ClassVar[str] = "paused"

    reason: str | None = None

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        check_text("reason", self.reason, optional=True)


@dataclass(frozen=True, slots=True, repr=False)
class Resumed(Event):
    """The clock goes on."""

    type: ClassVar[str] = "resumed"


@dataclass(frozen=True, slots=True, repr=False)
class PriorityChanged(Event):
    """The ticket got another priority.

    Attributes:
        priority: Id, title or alias of the new one.
    """

    type: ClassVar[str] = "priority_changed"

    priority: str

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        check_text("priority", self.priority)


@dataclass(frozen=True, slots=True, repr=False)
class PlanChanged(Event):
    """The customer got another plan.

    Attributes:
        plan: Id, title or alias of the new one.
    """

    type: ClassVar[str] = "plan_changed"

    plan: str

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        check_text("plan", self.plan)


@dataclass(frozen=True, slots=True, repr=False)
class Resolved(Event):
    """The ticket was resolved. A pause ends with it."""

    type: ClassVar[str] = "resolved"


@dataclass(frozen=True, slots=True, repr=False)
class Reopened(Event):
    """The ticket was not resolved after all."""

    type: ClassVar[str] = "reopened"


@dataclass(frozen=True, slots=True, repr=False)
class Happened(Event):
    """Something happened that has a name of the contract's own, such as `root_cause`.

    Attributes:
        name: The name; not that of a type of event, which has a class of its own.
    """

    type: ClassVar[str] = "happened"

    name: str

    @property
    def happening(self) -> str:  # type: ignore[override]
        """Return what a contract calls it: its name."""
        return self.name

    def __post_init__(self) -> None:
        Event.__post_init__(self)
        check_text("name", self.name)
        if not self.name or self.name in TYPES:
            expected = "a name of your own; for a type of event use its class"
            raise ArgumentTypeError("name", self.name, expected)


TYPES: Mapping[str, type[Event]] = {
    kind.type: kind
    for kind in (
        Opened,
        Responded,
        CustomerReplied,
        Assigned,
        Accepted,
        Agreed,
        Paused,
        Resumed,
        PriorityChanged,
        PlanChanged,
        Resolved,
        Reopened,
        Happened,
    )
}

_FACTS: dict[type[Event], tuple[str, ...]]
_FACTS = {
    kind: (*(one.name for one in fields(kind)[3:] if one.init), "key") for kind in TYPES.values()
}
"""What each type says beside `at` and its own name: `fields` begins with at, instant and key."""
_REQUIRED = {
    kind: {entry.name for entry in fields(kind) if entry.init and entry.default is MISSING}
    for kind in TYPES.values()
}
"""What each type cannot do without."""


def from_dict(data: Any, *, index: int | None = 0) -> Event:
    """Return the event of a dictionary, as `Event.to_dict` gives it.

    >>> from_dict({"at": "2026-03-06T18:30:00+05:30", "type": "resolved"})
    Resolved(2026-03-06T18:30:00+05:30)

    Args:
        data: `at`, ISO 8601 with an offset; `type`; and what that type takes.
        index: Its place in its log, for the error; None if it has none.

    Raises:
        EventError: No dictionary, an unknown type or key, a missing key, or a value that is
            not of its form.
    """
    found: Event = event_of(data, index, TYPES, _FACTS, missing_fact)
    return found


def missing_fact(kind: type[Event], said: Iterable[str]) -> str | None:
    """Return what an event of a type has to say and does not; None if it says enough.

    >>> missing_fact(Opened, ["at"]), missing_fact(Opened, ["at", "fields"])
    ('plan', None)
    """
    known = set(said)
    if kind is Opened and not known & {"plan", "fields"}:
        return "plan"
    return next((name for name in ("at", *_FACTS[kind]) if name in _REQUIRED[kind] - known), None)


def _of_kind(cls: type[Event], value: Any) -> Event:
    found = from_dict(value, index=None)
    if not isinstance(found, cls):
        raise EventError(None, told(value), f"is no {cls.type!r}")
    return found


def log_to_dicts(log: Iterable[Event]) -> list[dict[str, Any]]:
    """Return a log as plain data that JSON takes, in the order given."""
    return [event.to_dict() for event in log]


def log_from_dicts(data: Iterable[Mapping[str, Any]]) -> list[Event]:
    """Return the log that `log_to_dicts` gave, in the order given.

    Plain data is the only form in which a log is read; a pickle is not.

    >>> log_from_dicts([{"at": "2026-03-06T18:30:00+05:30", "type": "resolved"}])
    [Resolved(2026-03-06T18:30:00+05:30)]

    Raises:
        ArgumentTypeError: Not a list of dictionaries.
        EventError: As for `from_dict`; it names the event by its index.
    """
    return [from_dict(entry, index=index) for index, entry in enumerate(entries_of(data))]


def read_log(data: Iterable[Mapping[str, Any]]) -> tuple[dict[int, Event], list[EventError]]:
    """Return the events of a log by their index, and what is wrong with the entries left out.

    Raises:
        ArgumentTypeError: Not a list of dictionaries.
    """
    found: dict[int, Event] = {}
    problems: list[EventError] = []
    for index, entry in enumerate(entries_of(data)):
        try:
            found[index] = from_dict(entry, index=index)
        except EventError as error:
            problems.append(error)
    return found, problems


def _plain(value: Any) -> Any:
    """Return what an event says as JSON has it."""
    if isinstance(value, datetime):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value
