"""A zone made up for a test: its clocks change when and by how much the test says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo

from slaclock.errors import ArgumentTypeError

__all__ = ["SyntheticZone"]

_ZERO = timedelta(0)
_MOST = timedelta(hours=24)


class SyntheticZone(tzinfo):
    """A zone with offsets of its own, for instants; a calendar takes IANA names alone.

    >>> from datetime import UTC
    >>> hour = timedelta(hours=1)
    >>> spring = datetime(2026, 3, 1, 12)  # in UTC
    >>> zone = SyntheticZone(hour, [(spring, 3 * hour)])
    >>> print(datetime(2026, 3, 1, 12, tzinfo=UTC).astimezone(zone))
    2026-03-01 15:00:00+03:00
    >>> print(datetime(2026, 3, 1, 11, 59, tzinfo=UTC).astimezone(zone))
    2026-03-01 12:59:00+01:00

    Args:
        first: The offset from UTC before all changes.
        changes: When clocks change, as datetimes in UTC without a zone, in order, and the
            offset from then on.

    Raises:
        ArgumentTypeError: Changes not in order, or an offset of a day or more.
    """

    def __init__(
        self, first: timedelta = _ZERO, changes: Iterable[tuple[datetime, timedelta]] = ()
    ) -> None:
        """Hold the changes."""
        self.first, self.changes = first, tuple(changes)
        instants = [at for at, _ in self.changes]
        if any(at.tzinfo is not None for at in instants) or instants != sorted(set(instants)):
            expected = "datetimes in UTC without a zone, in order, each with an offset"
            raise ArgumentTypeError("changes", self.changes, expected)
        if any(abs(offset) >= _MOST for offset in (first, *(one for _, one in self.changes))):
            raise ArgumentTypeError("changes", self.changes, "offsets of less than a day")

    def fromutc(self, dt: datetime) -> datetime:
        """Return what clocks show at an instant; `fold` tells the second of two."""
        plain = dt.replace(tzinfo=None)
        local = plain + self._at(plain)
        twice = any(
            at <= plain and local < at + before
            for at, before, after in self._steps()
            if after < before
        )
        return local.replace(tzinfo=self, fold=int(twice))

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """Return the offset of a local time, by its `fold` where that is skipped or repeated."""
        if dt is None:
            return None
        local, found = dt.replace(tzinfo=None, fold=0), self.first
        for at, before, after in self._steps():
            edge = at + (min(before, after) if dt.fold else max(before, after))
            if local >= edge:
                found = after
        return found

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Return zero: it is not known which of its offsets are for summer."""
        return _ZERO

    def tzname(self, dt: datetime | None) -> str:
        """Return a name."""
        return "synthetic"

    def __reduce__(self) -> tuple[object, ...]:
        return (SyntheticZone, (self.first, self.changes))

    def __repr__(self) -> str:
        return f"SyntheticZone({self.first!r}, {self.changes!r})"

    def _steps(self) -> list[tuple[datetime, timedelta, timedelta]]:
        before = [self.first, *(offset for _, offset in self.changes)]
        return [(at, old, new) for (at, new), old in zip(self.changes, before, strict=False)]

    def _at(self, plain: datetime) -> timedelta:
        found = self.first
        for at, offset in self.changes:
            if plain >= at:
                found = offset
        return found
