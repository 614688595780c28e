"""What a contract says besides its table of plans: metrics, rules of the clock, choices, dates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slaclock.calendars.calendar import Calendar
from slaclock.matrices.metrics import Metric
from slaclock.matrices.model import EscalationLevel, Matrix

__all__ = [
    "aliases",
    "calendar_facts",
    "choices",
    "clock_facts",
    "dates_in_force",
    "goals",
    "level_scope",
    "own_keys",
    "silenced",
    "target_facts",
]

_NOT_SHOWN = ("business_day", "cutoff", "counted_from", "lands_on", "pauses")
"""What a target may say that its cell in the table of plans does not show."""


def dates_in_force(matrix: Matrix) -> Iterator[str]:
    """Yield its id, when it holds, since when it is known, and where it was published."""
    if matrix.id != matrix.title:
        yield f"id: {matrix.id}"
    start, end = matrix.effective_from, matrix.effective_until
    if start is not None or end is not None:
        texts = (f"from {start}" if start else "", f"until {end}, that day excluded" if end else "")
        yield f"in force {' '.join(filter(None, texts))}"
    if matrix.known_from is not None:
        yield f"known from {matrix.known_from}"
    if matrix.source:
        yield f"source: {matrix.source}"


def aliases(matrix: Matrix) -> Iterator[str]:
    """Yield by which names else a ticket may say its plan or priority."""
    for plan in matrix.plans.values():
        titles = (plan.title,) if plan.title.casefold() != plan.id.casefold() else ()
        yield from _also(f"plan {plan.id}", (*titles, *plan.aliases))
    for priority in matrix.priorities.values():
        yield from _also(f"priority {priority.id}", priority.aliases)


def _also(name: str, others: Sequence[str]) -> Iterator[str]:
    if others:
        yield f"{name}: also {', '.join(others)}"


def clock_facts(matrix: Matrix) -> Iterator[str]:
    """Yield what is timed, and what pauses, changes and reopenings do to a clock."""
    lines = (*matrix.rows(), *map(matrix.row, matrix.plans))
    promised = {target.metric for terms in lines for target in terms.every_target}
    for metric in matrix.metrics.values():
        if metric.name in promised:
            yield _metric(metric)
    if matrix.counted_from is not None:
        yield f"days are counted from: {matrix.counted_from}"
    yield f"a change of plan or priority: {matrix.on_change}; a reopening: {matrix.on_reopen}"
    yield f"at risk: {f'from {matrix.at_risk} % of a target' if matrix.at_risk else 'never'}"
    unranked = [name for name in ("plans", "priorities") if not getattr(matrix.ranked, name)]
    if unranked:
        yield f"in no order of rank: {', '.join(unranked)}"


def _metric(metric: Metric) -> str:
    stops = metric.pauses if isinstance(metric.pauses, tuple) else ()
    pauses = " or ".join(stops) if stops else "any reason" if metric.pauses else ""
    facts = (
        f"from {' or '.join(metric.starts)} to {' or '.join(metric.completes)}",
        f"repeats {metric.repeats}" if metric.repeats else "",
        f"begins anew at {' or '.join(metric.restarts)}" if metric.restarts else "",
        f"pauses for {pauses}" if pauses else "runs on in a pause",
    )
    return f"{metric.title.lower()}: {'; '.join(filter(None, facts))}"


def calendar_facts(calendar: Calendar) -> Iterator[str]:
    """Yield the holidays and exceptions of a calendar; its hours stand in its own text."""
    if not calendar.observes_holidays:
        yield "  holidays of the contract are not observed"
    for source in calendar.content()["holidays"]:
        closed = ", hours none" if source.get("hours") == [] else ""
        yield f"  holidays: {_plain(source)}{closed}"
    for day, entry in calendar.exceptions.items():
        hours = ", ".join(map(str, entry.hours)) or "closed"
        yield f"  exception {day}: {hours}{f' ({entry.name})' if entry.name else ''}"


def target_facts(matrix: Matrix) -> Iterator[str]:
    """Yield what plans, priorities and targets say besides amounts, where they say anything."""
    for plan, entry in matrix.content()["plans"].items():
        yield from _said(plan, entry, matrix)
        for priority, cell in entry.get("targets", {}).items():
            yield from _said(f"{plan} {priority}", cell, matrix)


def _said(place: str, table: Mapping[str, Any], matrix: Matrix) -> Iterator[str]:
    own = {key: table[key] for key in ("business_day", "counted_from") if table.get(key)}
    if own:
        yield f"{place}: {_plain(own)}"
    for name, metric in matrix.metrics.items():
        target = table.get(name)
        if _says_more(target):
            yield f"{place}, {metric.title.lower()}: {_target_text(target)}"


def _says_more(target: Any, *, is_part: bool = False) -> bool:
    """Return whether a target says what its cell in the table of plans does not show."""
    if isinstance(target, list):
        return any(_says_more(one, is_part=True) for one in target)
    if not isinstance(target, dict):
        return False
    more = {*_NOT_SHOWN, *(["calendar"] if is_part else [])} & set(target)
    return bool(more) or _says_more(target.get("first_of", []))


def _target_text(target: Any) -> str:
    if isinstance(target, list):
        return "; else ".join(map(_target_text, target))
    if not isinstance(target, dict):
        return str(target)
    rest = {key: value for key, value in target.items() if key != "first_of"}
    parts = " or ".join(map(_target_text, target.get("first_of", ())))
    pauses = ", pauses false" if rest.get("pauses") in (False, []) else ""
    rest = {key: value for key, value in rest.items() if not (pauses and key == "pauses")}
    text = ", ".join(filter(None, [f"the earlier of {parts}" if parts else "", _plain(rest)]))
    return f"{text}{pauses}"


def level_scope(level: EscalationLevel) -> str:
    """Return for which promises a level is, and in whose hours its contact is told."""
    facts = (
        f"for {level.metric}" if level.metric else "",
        f"on plan {level.plan}" if level.plan else "",
        f"told in the hours of {level.notify}" if level.notify else "",
    )
    found = ", ".join(filter(None, facts))
    return f", {found}" if found else ""


def choices(matrix: Matrix) -> Iterator[str]:
    """Yield which tickets are on which plan, in the order in which it is tried."""
    for rule in matrix.content().get("choose") or ():
        when = rule.get("when") or {}
        fields = " and ".join(f"{name} is {_any_of(value)}" for name, value in when.items())
        made = {key: value for key, value in rule.items() if key != "when" and value}
        yield f"choose {_plain(made)}{f' where {fields}' if fields else ''}"


def goals(matrix: Matrix) -> Iterator[str]:
    """Yield which shares of the tickets are to be met."""
    for goal in matrix.goals:
        yield f"goal: {f'{goal.title}: ' if goal.title else ''}{goal}"


def silenced(matrix: Matrix) -> Iterator[str]:
    """Yield which findings of a check are meant, and why."""
    for one in matrix.silence:
        yield f"silenced: {one.code} at {one.path}: {one.reason}"


def own_keys(matrix: Matrix) -> Iterator[str]:
    """Yield the caller's own keys."""
    for key, value in matrix.content().get("x", {}).items():
        yield f"your own: {key} = {json.dumps(value, ensure_ascii=False)}"


def _any_of(value: Any) -> str:
    return " or ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _plain(table: Mapping[str, Any]) -> str:
    """Return what a table says in words, without what it leaves open."""
    return ", ".join(
        f"{name} {_plain(value) if isinstance(value, Mapping) else _any_of(value)}"
        for name, value in table.items()
        if value not in (None, "", [], (), {}) and not (value is True and name.startswith("allow"))
    )
