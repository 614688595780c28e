"""Findings about calendars that are made of others: dates of which zone."""

from __future__ import annotations

from collections.abc import Iterator

from slaclock.matrices.lint.findings import Found, Subject, finding
from slaclock.messages import listed

__all__: list[str] = []


@finding("dates-of-several-zones")
def dates_of_several_zones(subject: Subject) -> Iterator[Found]:
    """Find promises that name a date, on calendars whose parts lie in different zones."""
    matrix = subject.matrix
    told: set[str] = set()
    for terms in (*map(matrix.row, matrix.plans), *matrix.rows()):
        for target in terms.targets:
            for single in target.parts or (target,):
                zones = sorted(single.calendar.zone_names())
                if len(zones) < 2 or not single.counted.names_date or single.calendar_id in told:
                    continue
                told.add(single.calendar_id)
                message = (
                    f"{single.metric} {single} names a date, and the parts of calendar "
                    f"{single.calendar_id!r} lie in different zones ({listed(zones)}); dates and "
                    f"times are those of the first part, {single.calendar.timezone}"
                )
                yield Found(matrix.path_of(terms), message)
