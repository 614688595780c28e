"""What data an answer rests on: the matrix, the holidays, the zones, and slaclock itself.

A deadline that somebody pays for must be reproducible: this is what has to be the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from slaclock._version import __version__
from slaclock.calendars import holidays
from slaclock.calendars.combined import Combinable
from slaclock.instants import from_micros
from slaclock.matrices.terms import Terms
from slaclock.zones import zone_data

__all__ = ["estimated_holidays", "provenance"]


def provenance(row: Terms) -> dict[str, Any]:
    """Return what an answer under *row* rests on, as plain data.

    Returns:
        `slaclock`: its version. `matrix`: id, version and the SHA-256 of its content.
        `calendar`: its name in the matrix and the SHA-256 of its content. `zone_data`: source
        (`system` or `tzdata`) and IANA release. `calendars`: the SHA-256 of each, by name, only
        where a target names one of its own. `holidays`: the version of the holidays package
        that dates are from, now or when they were frozen, only where a calendar has such.
        `choice`: what rules of the matrix chose for the ticket, by which of its fields and
        why, only where they did.
    """
    zones, calendars = zone_data(), row.calendars
    found: dict[str, Any] = {
        "slaclock": __version__,
        "matrix": {
            "id": row.matrix.id,
            "version": row.matrix.version,
            "sha256": row.matrix.fingerprint(),
        },
        "calendar": {"id": row.calendar_id, "sha256": row.calendar.fingerprint()},
        "zone_data": {"source": zones.source, "version": zones.version},
    }
    if row.matrix.choice is not None:
        found["choice"] = row.matrix.choice.to_dict()
    if len(calendars) > 1:
        found["calendars"] = {name: calendar.fingerprint() for name, calendar in calendars.items()}
    versions = {one for calendar in calendars.values() for one in _list_versions(calendar)}
    if versions:
        found["holidays"] = ", ".join(sorted(versions))
    return found


def estimated_holidays(calendar: Combinable, start: int, end: int) -> dict[date, str]:
    """Return the holidays between two instants whose dates are only estimates, by date."""
    if not any(_list_versions(calendar)):
        return {}
    first, last = (from_micros(at, calendar.zone).date() for at in (start, end))
    found = calendar.holidays_between(first, last)
    return {day: holiday.name for day, holiday in found.items() if holiday.estimated}


def _list_versions(calendar: Combinable) -> Iterator[str]:
    """Yield the versions of the holidays package that a calendar's dates are from."""
    # The names of the face load what they stand for, so only where there are sources at all.
    for source in map(holidays.without_hours, calendar.holiday_sources):
        if isinstance(source, holidays.CountryHolidays | holidays.MarketHolidays):
            yield holidays.holidays_version()
        elif isinstance(source, holidays.FrozenHolidays) and source.package_version:
            yield source.package_version
