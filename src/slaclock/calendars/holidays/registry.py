"""The kinds of holiday entry that a data file may hold: one line each."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Field, GetCoreSchemaHandler, Tag
from pydantic_core import CoreSchema

from slaclock.calendars.holidays.countries import CountryEntry
from slaclock.calendars.holidays.entries import DateText, HolidayEntry, NamedHoliday
from slaclock.calendars.holidays.frozen import FrozenEntry
from slaclock.calendars.holidays.ics import FileEntry
from slaclock.calendars.holidays.markets import MarketEntry
from slaclock.calendars.holidays.recurrences import RuleEntry
from slaclock.errors import HolidayError

__all__ = ["SOURCES", "HolidayEntries"]

SOURCES: tuple[type[HolidayEntry], ...] = (
    NamedHoliday,
    CountryEntry,
    MarketEntry,
    RuleEntry,
    FileEntry,
    FrozenEntry,
)
"""Each with the key by which a table is known to be of its kind."""

_SEVERAL_DATES = (
    'for dates in a row write { rrule = "FREQ=DAILY;COUNT=9", start = 2026-12-24, name = "..." }, '
    "or a season without hours"
)


def _refuse_other_tables(value: object) -> object:
    # Not in `_kind`: what is raised there loses its place.
    if isinstance(value, Mapping) and not any(kind.key in value for kind in SOURCES):
        keys = ", ".join(kind.key for kind in SOURCES)
        problem = f"is not a holiday; a table needs one of the keys {keys}"
        if value.keys() & {"from", "start", "to", "end", "until", "dates"}:
            problem += f"; {_SEVERAL_DATES}"
        raise HolidayError(dict(value), problem)
    return value


def _kind(value: object) -> str:
    if isinstance(value, Mapping):
        return next(f"<{kind.key}>" for kind in SOURCES if kind.key in value)
    return "<day>"


class _AnyKind:
    """Give pydantic the union of all kinds, made from the list of them."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        kinds: list[Any] = [Annotated[DateText, Tag("<day>")]]
        kinds += [Annotated[kind, Tag(f"<{kind.key}>")] for kind in SOURCES]
        union: Any = reduce(or_, kinds)
        return handler.generate_schema(
            Annotated[union, Discriminator(_kind), BeforeValidator(_refuse_other_tables)]
        )


HolidayEntries = Annotated[tuple[Annotated[Any, _AnyKind()], ...], Field(strict=False)]
