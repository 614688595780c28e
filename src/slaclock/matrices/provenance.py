"""What data an answer rests on: the matrix, the holidays, the zones, and slaclock itself.

A deadline that somebody pays for must be reproducible: this is what has to be the same.
"""

from __future__ import annotations

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
        where a target names one of its own. `holidays`: the version of the holidays package,
        only where a calendar takes holidays from it. `choice`: what rules of the matrix chose
        for the ticket, by which of its fields and why, only where they did.
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
    if any(map(_takes_holidays, calendars.values())):
        found["holidays"] = holidays.holidays_version()
    return found


def estimated_holidays(calendar: Combinable, start: int, end: int) -> dict[date, str]:
    """Return the holidays between two instants whose dates are only estimates, by date."""
    if not _takes_holidays(calendar):
        return {}
    first, last = (from_micros(at, calendar.zone).date() for at in (start, end))
    found = calendar.holidays_between(first, last)
    return {day: holiday.name for day, holiday in found.items() if holiday.estimated}


def _takes_holidays(calendar: Combinable) -> bool:
    plain = map(holidays.without_hours, calendar.holiday_sources)
    # The names of the face load what they stand for, so only where there are sources at all.
    return any(
        isinstance(source, holidays.CountryHolidays | holidays.MarketHolidays) for source in plain
    )
