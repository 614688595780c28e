"""Silences: findings of `slaclock check` that a contract has decided to live with, and why."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from slaclock.errors import TextError
from slaclock.records import LineText, Record

__all__ = ["Silence", "Silences"]


def _said(reason: str) -> str:
    if not reason.strip():
        raise TextError(reason, "says nothing; write why the finding is meant")
    return reason


class Silence(Record):
    """A finding that is meant: its code, where, and the reason.

    Attributes:
        code: As `slaclock check` shows it.
        path: The key path of the finding, or of a table that it lies in.
        reason: Why it is meant.
    """

    code: Annotated[LineText, Field(min_length=1, max_length=100)]
    path: Annotated[LineText, Field(min_length=1, max_length=500)]
    reason: Annotated[LineText, Field(max_length=1000), AfterValidator(_said)]


Silences = Annotated[tuple[Silence, ...], Field(strict=False)]
"""The silences of a data file, in order."""
