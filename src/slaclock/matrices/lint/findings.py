"""What a finding is, and the register of all that is looked for.

To add one, write a function in the module of its subject that takes a `Subject` and yields
places and messages, name its code with `@finding`, and describe it in
`docs/reference/findings.md`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypeAlias

from slaclock.matrices.model import Matrix

__all__ = ["CODES", "Finding", "Found", "Subject", "finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is probably not meant, and where it stands.

    Attributes:
        path: The key path, such as `plans.gold.targets.P1`.
        message: What is odd there, in words.
        code: Which check found it, such as `response-after-resolution`.
        line: The line of the file, from 1; None where it is not known.
    """

    path: str
    message: str
    code: str
    line: int | None = None

    @property
    def kind(self) -> str:
        """Return the code, by the name that it had before."""
        return self.code

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


class Subject(NamedTuple):
    """What is looked at.

    Attributes:
        matrix: The contract.
        today: The date of asking, for what depends on it; None leaves that out.
    """

    matrix: Matrix
    today: date | None = None


class Found(NamedTuple):
    """The key path of a finding, and its message."""

    path: str
    message: str


Check: TypeAlias = Callable[[Subject], Iterator[Found]]
CODES: dict[str, Check] = {}
"""What looks for a finding, by its code, in the order in which they are looked for."""


def finding(code: str) -> Callable[[Check], Check]:
    """Register the function that looks for *code*."""

    def register(check: Check) -> Check:
        assert code not in CODES, f"{code} is looked for twice"
        CODES[code] = check
        return check

    return register
