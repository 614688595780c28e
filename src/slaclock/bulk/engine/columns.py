"""Columns of tickets as arrays: instants as microseconds since the epoch, names as codes.

What is wrong with single rows is told by row; nothing is guessed for them. How a data frame
holds its columns is the business of `slaclock.bulk.frames.columns`.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from slaclock.bulk.engine.kernel import Failures
from slaclock.bulk.engine.steps import NAT, Ints
from slaclock.errors import ArgumentTypeError, SlaClockError
from slaclock.instants import (
    from_micros,
    local_to_instant,
    parse_instant,
    to_micros,
)

__all__ = [
    "Codes",
    "Instants",
    "codes_of",
    "codes_of_instants",
    "instants_of",
    "is_missing",
    "microseconds",
]


class Instants(NamedTuple):
    """A column of instants.

    Attributes:
        micros: Microseconds since the epoch; `NAT` where there is none.
        failures: What is wrong with rows that hold something else than an instant.
        zone: The zone that results carry: a name, or whatever the frame keeps for it.
    """

    micros: Ints
    failures: Failures
    zone: Any


class Codes(NamedTuple):
    """A column of names.

    Attributes:
        codes: For each row an index into *names*; -1 where there is none.
        names: What stands in the column, each once.
    """

    codes: NDArray[np.int32]
    names: list[Any]

    def take(self, rows: Ints) -> Codes:
        """Return some of the rows, in that order."""
        return Codes(self.codes[rows], self.names)


def microseconds(values: NDArray[Any], name: str, zone: Any) -> Instants:
    """Return `datetime64` of any unit as microseconds; a row that would lose digits fails."""
    micros = values.astype("datetime64[us]")
    failures: Failures = {}
    if values.dtype != micros.dtype:
        lost = (micros.astype(values.dtype) != values) & ~np.isnat(values)
        for row in np.flatnonzero(lost).tolist():
            failures[row] = ArgumentTypeError(
                name, str(values[row]), "a datetime of whole microseconds"
            )
        micros[lost] = np.datetime64("NaT", "us")
    return Instants(np.ascontiguousarray(micros).view(np.int64), failures, zone)


def instants_of(values: list[Any], name: str, tz: tzinfo | None) -> Instants:
    """Return Python's own datetimes, or ISO 8601 text, as instants; None and NaT are missing."""
    micros = np.full(len(values), NAT)
    failures: Failures = {}
    for row, value in enumerate(values):
        if is_missing(value):
            continue
        try:
            micros[row] = _instant(value, name, tz)
        except SlaClockError as error:
            failures[row] = error
    return Instants(micros, failures, "UTC" if tz is None else tz)


def _instant(value: Any, name: str, tz: tzinfo | None) -> int:
    if isinstance(value, str):
        return to_micros(parse_instant(value, tz), name)
    if tz is not None and isinstance(value, datetime) and value.tzinfo is None:
        to_micros(value.replace(tzinfo=UTC), name)  # to see that it is whole and in range
        return local_to_instant(value, tz)
    return to_micros(value, name)


def codes_of(values: list[Any]) -> Codes:
    """Return names as codes; None and nan are missing."""
    known: dict[Any, int] = {}
    codes = np.fromiter(
        (-1 if is_missing(value) else known.setdefault(value, len(known)) for value in values),
        np.int32,
        len(values),
    )
    return Codes(codes, list(known))


def codes_of_instants(micros: Ints) -> Codes:
    """Return instants as codes, each named by its ISO 8601 text; `NAT` is missing."""
    known, codes = np.unique(micros, return_inverse=True)
    names = [None if at == NAT else from_micros(at, UTC).isoformat() for at in known.tolist()]
    return Codes(np.where(micros == NAT, -1, codes).astype(np.int32), names)


def is_missing(value: Any) -> bool:
    """Return whether a value of a column is none: None, nan or NaT."""
    return value is None or value != value  # noqa: PLR0124 - nan and NaT equal nothing
