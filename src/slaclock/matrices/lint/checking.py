"""Looks for everything that is in the register, in one contract or in several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from slaclock.matrices.lint.findings import CODES, Finding, Found, Subject
from slaclock.matrices.lint.names import SPELLING, other_spellings
from slaclock.matrices.lint.silences import IDLE, Silenced, idle_silences, silence_of
from slaclock.matrices.model import Matrix
from slaclock.matrices.toml_lines import line_of

__all__ = ["Checked", "check_matrix", "lint"]


class Checked(NamedTuple):
    """What was found in a contract.

    Attributes:
        findings: What is probably not meant, in the order of the checks.
        silenced: What the contract says is meant, with its reasons.
    """

    findings: tuple[Finding, ...]
    silenced: tuple[Silenced, ...]


def lint(matrix: Matrix, *, today: date | None = None) -> tuple[Finding, ...]:
    """Return what is probably not meant in *matrix*, in the order of the checks.

    >>> from slaclock import load_matrix
    >>> print(lint(load_matrix("wotnot"))[1])
    plans.starter.targets.P2: response 8 h goes beyond the plan's first_response < 8 h

    Plans are taken to stand from the cheapest to the dearest, priorities from the highest to
    the lowest. What the contract silences is left out.

    Args:
        matrix: The contract.
        today: The date of asking, for holidays that end soon; None leaves that out.
    """
    return check_matrix(matrix, today=today).findings


def check_matrix(
    matrix: Matrix,
    *,
    today: date | None = None,
    others: Sequence[tuple[str, Matrix]] = (),
    lines: Mapping[str, int] | None = None,
) -> Checked:
    """Return what was found in a contract, and what of it the contract silences.

    Args:
        matrix: The contract.
        today: The date of asking, for holidays that end soon; None leaves that out.
        others: Contracts to compare names with, each with the name of its file.
        lines: The lines of the file's keys, from `slaclock.matrices.toml_lines`.
    """
    places = lines or {}
    found = [_finding(one, code, places) for code, one in _found(Subject(matrix, today))]
    found += [_finding(one, SPELLING, places) for one in other_spellings(matrix, others)]
    matching = [(one, silence_of(one, matrix.silence)) for one in found]
    idle = idle_silences(matrix.silence, found)
    return Checked(
        (
            *(one for one, silence in matching if silence is None),
            *(_finding(one, IDLE, places) for one in idle),
        ),
        tuple(Silenced(one, silence.reason) for one, silence in matching if silence is not None),
    )


def _found(subject: Subject) -> Iterator[tuple[str, Found]]:
    for code, check in CODES.items():
        # A promise to any priority is looked at for each of them, and told once.
        for one in dict.fromkeys(check(subject)):
            yield code, one


def _finding(found: Found, code: str, lines: Mapping[str, int]) -> Finding:
    return Finding(found.path, found.message, code, line_of(lines, found.path))
