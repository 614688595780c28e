"""What a dispute needs, in one file: the contract, the events, the account and the verdict.

A bundle is checked by `verify.py`, one file of plain Python that shares no code with slaclock.
Its parts are links of a chain: the hash of each stands on that of the link before it, so that
the last one, the seal, is a seal of all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any

from slaclock._version import __version__
from slaclock.calendars.combined import Combinable
from slaclock.clock import Clock, MetricState
from slaclock.clock_changes import offset_at, offset_changes
from slaclock.errors import ArgumentTypeError
from slaclock.files.canonical_json import canonical_json
from slaclock.instants import DAY, MICROSECOND, SECOND, from_micros, to_micros, utc_text
from slaclock.matrices.freezing import freeze
from slaclock.matrices.model import Matrix
from slaclock.matrices.spec import ASIDE
from slaclock.zones import zone_data

__all__ = ["bundle", "bundle_text", "seal_of"]

FORMAT = "slaclock-bundle-1"


def bundle(clock: Clock, now: datetime) -> dict[str, Any]:
    """Return all that the verdicts on a ticket at *now* rest on, as plain data.

    The contract is frozen for the years in question, so that no list of holidays is needed to
    read it; windows and clock changes are those of the time in question.

    Args:
        clock: The ticket.
        now: The instant of asking.

    Raises:
        CoverageError: A year is not known that the contract would have to be frozen for.
        ArgumentTypeError: *clock* is no `Clock`.
        SlaClockError: As for `Clock.at`.
    """
    if not isinstance(clock, Clock):
        raise ArgumentTypeError("clock", clock, "a Clock")
    asked_at = to_micros(now, "now")
    state = clock.at(from_micros(asked_at, UTC))
    promised = [one for one in state.values() if one.target is not None]
    calendars = {name: one for metric in promised for name, one in _calendars_of(metric).items()}
    start, end = _range(clock, promised, asked_at)
    zones = {one.timezone: one.zone for one in clock.matrix.single_calendars.values()}
    facts: dict[str, Any] = {
        "format": FORMAT,
        "versions": _versions(),
        "contract": _frozen(clock.matrix, start, end),
        "choice": dict(clock.matrix.choice.calendars) if clock.matrix.choice is not None else {},
        "asked_at": utc_text(asked_at),
        "events": [_event(event.to_dict(), event.instant) for event in clock.events],
        "range": [utc_text(start), utc_text(end)],
        "zones": {name: _offsets(zone, start, end) for name, zone in sorted(zones.items())},
        "windows": {
            name: [[utc_text(a), utc_text(b)] for a, b in calendar.spans(start, end)]
            for name, calendar in sorted(calendars.items())
        },
        "accounts": {metric.metric: _account(metric) for metric in promised},
        "verdicts": {metric.metric: _verdict(metric) for metric in promised},
    }
    return {**facts, "chain": list(_chain(facts))}


def bundle_text(clock: Clock, now: datetime) -> str:
    """Return a bundle as canonical JSON (RFC 8785), to be kept as it is.

    Raises:
        SlaClockError: As for `bundle`.
    """
    return canonical_json(bundle(clock, now))


def seal_of(made: Mapping[str, Any]) -> str:
    """Return the last hash of a bundle, which stands for all of it."""
    return str(made["chain"][-1]["sha256"])


def _chain(facts: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    before = ""
    for name, payload in _links(facts):
        before = hashlib.sha256(f"{before}{name}{canonical_json(payload)}".encode()).hexdigest()
        yield {"link": name, "sha256": before}


def _links(facts: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the parts of a bundle in the order in which they stand on each other."""
    for name in ("format", "versions", "contract", "choice", "asked_at", "range", "zones"):
        yield name, facts[name]
    yield from ((f"event {index}", one) for index, one in enumerate(facts["events"]))
    for kind, parts in (("windows", "windows"), ("account", "accounts"), ("verdict", "verdicts")):
        yield from ((f"{kind} {name}", facts[parts][name]) for name in sorted(facts[parts]))


def _versions() -> dict[str, str]:
    zones = zone_data()
    return {"slaclock": __version__, "zone_data": f"{zones.source} {zones.version or 'unknown'}"}


def _frozen(matrix: Matrix, start: int, end: int) -> dict[str, Any]:
    # Local dates may lie a day to either side, and a night begins on the date before.
    first, last = from_micros(start - 2 * DAY, UTC).year, from_micros(end + 2 * DAY, UTC).year
    content = freeze(matrix, range(first, last + 1)).content()
    return {key: value for key, value in content.items() if key not in ASIDE}


def _range(clock: Clock, promised: list[MetricState], now: int) -> tuple[int, int]:
    dues = [to_micros(one.due_at) for one in promised if one.due_at is not None]
    opened = clock.events[0].instant
    return opened, max([now, opened, *dues, *(event.instant for event in clock.events)])


def _event(event: Mapping[str, Any], instant: int) -> dict[str, Any]:
    return {**event, "at": utc_text(instant)}


def _calendars_of(metric: MetricState) -> dict[str, Combinable]:
    """Return the calendars of a metric by name: that of its target, and those of past cycles."""
    assert metric.target is not None
    found = {metric.target.calendar_id: metric.target.calendar}
    return found | {one.target.calendar_id: one.target.calendar for one in metric.cycles}


def _offsets(zone: tzinfo, start: int, end: int) -> list[list[Any]]:
    """Return the offsets of a zone from UTC in seconds: since when each holds, in order."""
    low, high = start - 5 * DAY, end + 5 * DAY
    changes = [[utc_text(one.at), one.after // SECOND] for one in offset_changes(zone, low, high)]
    return [[utc_text(low), offset_at(zone, low) // SECOND], *changes]


def _account(metric: MetricState) -> dict[str, Any]:
    target = metric.target
    assert target is not None
    ledger = metric.explain().to_dict()
    rows = [{**row, "from": _utc(row["from"]), "to": _utc(row["to"])} for row in ledger.pop("rows")]
    return {
        **ledger,
        "rows": rows,
        "calendars": sorted(_calendars_of(metric)),
        "target": str(target),
        "open_us": None if target.open_time is None else target.open_time // MICROSECOND,
    }


def _verdict(metric: MetricState) -> dict[str, Any]:
    assert metric.target is not None
    due, done = metric.due_at, metric.completed_at
    return {
        "status": metric.status,
        "strict": metric.target.strict,
        "due_at": None if due is None else utc_text(to_micros(due)),
        "completed_at": None if done is None else utc_text(to_micros(done)),
        "elapsed_us": metric.elapsed // MICROSECOND,
    }


def _utc(text: str) -> str:
    return utc_text(to_micros(datetime.fromisoformat(text)))
