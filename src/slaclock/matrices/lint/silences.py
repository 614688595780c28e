"""Findings that a contract silences, each with a reason, and silences that match nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from slaclock.matrices.lint.findings import CODES, Finding, Found
from slaclock.matrices.silence import Silence
from slaclock.messages import did_you_mean, shown

__all__ = ["IDLE", "Silenced", "idle_silences", "silence_of"]

IDLE = "idle-silence"


class Silenced(NamedTuple):
    """A finding, and the reason for which the contract silences it."""

    finding: Finding
    reason: str


def silence_of(finding: Finding, silences: Iterable[Silence]) -> Silence | None:
    """Return the silence that a finding falls under: its code, at its path or above."""
    return next((one for one in silences if _covers(one, finding)), None)


def idle_silences(silences: Iterable[Silence], found: Iterable[Finding]) -> Iterator[Found]:
    """Find silences that nothing falls under, any more or by a slip."""
    every = list(found)
    for index, one in enumerate(silences):
        if one.code not in CODES:
            hint = did_you_mean(one.code, CODES).strip()
            message = f"there is no code {shown(one.code)}{f'; {hint}' if hint else ''}"
            yield Found(f"silence[{index}]", message)
        elif not any(_covers(one, finding) for finding in every):
            message = f"nothing is found for {one.code} at {one.path}; delete this silence"
            yield Found(f"silence[{index}]", message)


def _covers(one: Silence, finding: Finding) -> bool:
    below = finding.path.startswith((f"{one.path}.", f"{one.path}["))
    return one.code == finding.code and (below or finding.path == one.path)
