"""Which plan, priority and calendars a ticket has, by its fields: the rules of `[[choose]]`.

Rules are tried in the order of the file. The first that fits and gives a plan decides the plan,
the first that gives a priority the priority; of calendars, each rule that fits applies, and for
one calendar the first of them. What a ticket says itself stays: a plan that is given is changed
only by a rule that asks for it (`when = { plan = "gold", channel = "phone" }`), and so is a
priority.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from slaclock.errors import ArgumentTypeError, ChoiceError, UnknownNameError
from slaclock.frozen import FrozenTable
from slaclock.messages import did_you_mean
from slaclock.saved import reads_saved
from slaclock.ticket_fields import field_text

if TYPE_CHECKING:  # few files have rules; see `slaclock.on_demand`
    from slaclock.matrices.choices import ChooseSpec

__all__ = ["Choice", "Rule", "choice_of", "fields_asked", "fields_known", "rules_of"]

_GIVEN = ("plan", "priority")
"""Fields that every ticket may have, whether a rule asks for them or not."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the rules of a contract choose for a ticket.

    Attributes:
        plan: The id of its plan.
        priority: The id of its priority, or None.
        calendars: Calendars by name, and what stands in for each.
        reasons: For each rule that applied, which it is, why it fits and what it gives.
        fields: The fields of the ticket that rules ask for.
    """

    plan: str
    priority: str | None = None
    calendars: Mapping[str, str] = field(default_factory=FrozenTable)
    reasons: tuple[str, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=FrozenTable)

    def to_dict(self) -> dict[str, Any]:
        """Return the choice as plain data."""
        return {
            "plan": self.plan,
            "priority": self.priority,
            "calendars": dict(self.calendars),
            "reasons": list(self.reasons),
            "fields": dict(self.fields),
        }

    @classmethod
    @reads_saved("choice", "Choice.to_dict")
    def from_dict(cls, data: Mapping[str, Any]) -> Choice:
        """Return the choice that `to_dict` gave."""
        tables = {name: FrozenTable(data[name]) for name in ("calendars", "fields")}
        return cls(data["plan"], data["priority"], reasons=tuple(data["reasons"]), **tables)


class Rule(NamedTuple):
    """A rule, ready to be compared: texts by field, as `field_text` gives them."""

    place: str
    when: Mapping[str, frozenset[str]]
    plan: str | None
    priority: str | None
    calendars: Mapping[str, str]

    def fits(self, texts: Mapping[str, str]) -> bool:
        """Return whether every field that it asks for has one of its values."""
        return all(texts.get(name) in values for name, values in self.when.items())

    def may_change(self, name: str, given: str | None) -> bool:
        """Return whether it may say what plan or priority a ticket has that gives one."""
        return given is None or name in self.when


def rules_of(specs: tuple[ChooseSpec, ...]) -> tuple[Rule, ...]:
    """Return the rules of a data file, in its order."""
    return tuple(
        Rule(
            place=f"choose[{index}]",
            when={name: frozenset(_texts(wanted)) for name, wanted in spec.when.items()},
            plan=spec.plan,
            priority=spec.priority,
            calendars=spec.calendars,
        )
        for index, spec in enumerate(specs)
    )


def fields_known(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Return the fields that rules ask for, in the order in which they do."""
    return tuple(dict.fromkeys(name for rule in rules for name in rule.when))


def fields_asked(
    rules: tuple[Rule, ...], fields: Mapping[str, Any], matrix: str, *, takes_others: bool
) -> dict[str, Any]:
    """Return the fields of a ticket that rules ask for, and the plan and priority among them.

    Args:
        rules, fields, matrix, takes_others: As for `choice_of`.

    Raises:
        UnknownNameError: A field that no rule asks for.
    """
    known = fields_known(rules)
    missing = [name for name in known if name not in fields]
    found = {}
    for name, value in fields.items():
        if name in known or name in _GIVEN:
            found[name] = value
        elif not takes_others or did_you_mean(name, missing):
            raise UnknownNameError("field", name, sorted({*known}), matrix)
    return found


def choice_of(
    rules: tuple[Rule, ...],
    fields: Mapping[str, Any],
    given: Mapping[str, str | None],
    matrix: str,
    *,
    takes_others: bool,
) -> Choice:
    """Return what rules choose for a ticket.

    Args:
        rules: The rules.
        fields: The fields of the ticket.
        given: Its plan and priority as ids; None where it has none.
        matrix: The id of the matrix, for errors.
        takes_others: Whether a field that no rule asks for is passed over, unless it looks like
            a slip of the pen.

    Raises:
        UnknownNameError: A field that no rule asks for.
        ChoiceError: No rule gives a plan, and the ticket has none.
        ArgumentTypeError: A field that is no text, whole number, true or false.
    """
    known = fields_known(rules)
    asked = fields_asked(rules, fields, matrix, takes_others=takes_others)
    texts = {name: _text(name, asked[name]) for name in known if name in asked}
    asked = {name: asked[name] for name, text in texts.items() if text is not None}
    texts |= {name: given[name] and str(given[name]).casefold() for name in _GIVEN}
    said = {name: text for name, text in texts.items() if text is not None}
    chosen: dict[str, str] = {}
    calendars: dict[str, str] = {}
    reasons = []
    for rule in rules:
        gives = list(_given_by(rule, chosen, calendars, given)) if rule.fits(said) else []
        if gives:
            reasons.append(_reason(rule, {**given, **asked}, gives))
    plan = chosen.get("plan", given["plan"])
    if plan is None:
        raise ChoiceError(asked, known, matrix)
    return Choice(
        plan=plan,
        priority=chosen.get("priority", given["priority"]),
        calendars=FrozenTable(calendars),
        reasons=tuple(reasons),
        fields=FrozenTable(asked),
    )


def _given_by(
    rule: Rule,
    chosen: dict[str, str],
    calendars: dict[str, str],
    given: Mapping[str, str | None],
) -> Iterator[str]:
    """Take what a rule that fits gives beyond those before it, and yield it in words."""
    for name in _GIVEN:
        value = getattr(rule, name)
        if value is not None and name not in chosen and rule.may_change(name, given[name]):
            chosen[name] = value
            yield f"{name} {value}"
    for name, other in rule.calendars.items():
        if name not in calendars:
            calendars[name] = other
            yield f"calendar {other} for {name}"


def _reason(rule: Rule, values: Mapping[str, Any], gives: list[str]) -> str:
    why = " and ".join(f"{name} is {values[name]!r}" for name in rule.when) or "always"
    return f"{rule.place}: {why}; gives {', '.join(gives)}"


def _text(name: str, value: object) -> str | None:
    try:
        return field_text(value)
    except TypeError:
        expected = "text, a whole number, true or false"
        raise ArgumentTypeError(f"fields[{name!r}]", value, expected) from None


def _texts(wanted: Any) -> Iterator[str]:
    for value in wanted if isinstance(wanted, tuple) else (wanted,):
        text = field_text(value)
        assert text is not None  # the model of the file takes no other
        yield text
