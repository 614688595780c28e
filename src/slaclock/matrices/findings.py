"""A finding: something in a usable matrix or calendar that is probably not meant."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Finding"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is probably not meant, and where it stands.

    Attributes:
        path: The key path, such as `plans.gold.targets.P1`.
        message: What is odd there, in words.
        kind: Which check found it, such as `response-after-resolution`.
    """

    path: str
    message: str
    kind: str

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"
