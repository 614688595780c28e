"""The calendars of a data file: each by itself, or made of others by their names.

`any_of`, `all_of` and `minus` name other calendars of the file, in any order. A calendar made
of others has the zone and the dates of the first of them. What the combination means is in
`slaclock.calendars.combined`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag, model_validator

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.combined import Combinable, CombinedCalendar, Operation
from slaclock.calendars.holidays.base import HolidaySource
from slaclock.calendars.spec import CalendarSpec
from slaclock.errors import CalendarError, HoursError, Problem
from slaclock.frozen import FrozenTable
from slaclock.matrices.target_checks import reference_problem
from slaclock.messages import shown
from slaclock.records import KeyNameError, LineText, Record

__all__ = [
    "CalendarEntry",
    "all_calendars",
    "calendar_problems",
    "observing",
    "parts_of",
    "single_calendars",
    "written",
]

MOST_PARTS = 32
"""Of how many calendars one may be made, those of its parts counted each time they are named."""
CalendarNames = Annotated[tuple[LineText, ...], Field(strict=False)]
_KEYS: tuple[tuple[str, Operation], ...] = (("any_of", "|"), ("all_of", "&"), ("minus", "-"))
_NO_CHANGE: Mapping[str, str] = FrozenTable()


class SingleEntry(CalendarSpec):
    """A calendar with hours of its own, without those of others."""

    minus: CalendarNames = Field((), description="Calendars whose open time is taken away.")

    @model_validator(mode="after")
    def _check_names(self) -> SingleEntry:
        if self.minus:
            _refuse_twice(self)
        return self

    @classmethod
    def known_keys(cls, context: Any) -> list[str]:
        """Return the keys that a calendar takes, those of one made of others last."""
        return [*super().known_keys(context), "any_of", "all_of"]


class CombinedEntry(Record):
    """A calendar that is made of others."""

    any_of: CalendarNames = Field((), description="Open when one of these is.")
    all_of: CalendarNames = Field((), description="Open when all of these are.")
    minus: CalendarNames = Field((), description="Calendars whose open time is taken away.")

    @model_validator(mode="before")
    @classmethod
    def _refuse_hours(cls, data: Any) -> Any:
        for key in data if isinstance(data, Mapping) else ():
            if key in CalendarSpec.model_fields:
                problem = (
                    "stands in the parts of a calendar that is made of others: they have hours, "
                    "holidays and exceptions, and the first one gives the zone; write it there"
                )
                raise KeyNameError(key, problem)
        return data

    @model_validator(mode="after")
    def _check_names(self) -> CombinedEntry:
        if bool(self.any_of) == bool(self.all_of):
            problem = "needs the names of calendars in any_of or in all_of, and not in both"
            raise HoursError("calendar", problem)
        _refuse_twice(self)
        return self


def _refuse_twice(entry: SingleEntry | CombinedEntry) -> None:
    for key, _ in _KEYS:
        names = getattr(entry, key, ())
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise HoursError(twice, f"is named twice in {key}; name each calendar once")


def _kind(value: object) -> str:
    is_combined = isinstance(value, CombinedEntry) or (
        isinstance(value, Mapping) and ("any_of" in value or "all_of" in value)
    )
    return "<combined>" if is_combined else "<single>"


CalendarEntry = Annotated[
    Annotated[SingleEntry, Tag("<single>")] | Annotated[CombinedEntry, Tag("<combined>")],
    Discriminator(_kind),
]
Entries = Mapping[str, SingleEntry | CombinedEntry]


def parts_of(entry: SingleEntry | CombinedEntry) -> list[str]:
    """Return the names of the calendars that one is made of, without its own hours."""
    return [name for _, name, _ in _parts(entry)]


def _parts(entry: SingleEntry | CombinedEntry) -> Iterator[tuple[str, str, Operation]]:
    """Yield the key path, the name and the operation of each calendar that one is made of."""
    for key, operation in _KEYS:
        for index, name in enumerate(getattr(entry, key, ())):
            yield f"{key}[{index}]", name, operation


def _none_has_parts(entries: Entries) -> bool:
    return all(isinstance(entry, SingleEntry) and not entry.minus for entry in entries.values())


def calendar_problems(entries: Entries) -> Iterator[Problem]:
    """Yield names that no calendar has, a circle of names, and what is made of too many."""
    if _none_has_parts(entries):
        return
    from graphlib import CycleError  # few files combine calendars

    unknown = [
        problem
        for name, entry in entries.items()
        for place, part, _ in _parts(entry)
        for problem in reference_problem(f"calendars.{name}.{place}", "calendar", part, entries)
    ]
    if unknown:
        yield from unknown
        return
    try:
        order = _parts_first(entries)
    except CycleError as error:
        circle = error.args[1][::-1]
        way = " -> ".join(shown(name) for name in circle)
        message = f"is made of itself ({way}); leave one of these names out"
        yield Problem(f"calendars.{circle[0]}", circle[0], message)
        return
    yield from _size_problems(entries, order)


def _parts_first(entries: Entries) -> list[str]:
    """Return the names of all calendars, each after those that it is made of."""
    from graphlib import TopologicalSorter  # few files combine calendars

    graph = {name: parts_of(entry) for name, entry in entries.items()}
    return list(TopologicalSorter(graph).static_order())


def _size_problems(entries: Entries, order: Iterable[str]) -> Iterator[Problem]:
    """Yield the calendars that are made of so many that an answer would take long."""
    sizes: dict[str, int] = {}
    for name in order:
        own = isinstance(entries[name], SingleEntry)
        size = own + sum(sizes[part] for part in parts_of(entries[name]))
        sizes[name] = min(size, MOST_PARTS + 1)
        if size > MOST_PARTS:
            message = f"is made of more than {MOST_PARTS} calendars, with those of its parts"
            yield Problem(f"calendars.{name}", name, f"{message}; say it with fewer")


def single_calendars(
    entries: Entries, folder: Path, problems: list[Problem]
) -> dict[str, Calendar]:
    """Return the calendars that have hours of their own, by name.

    Args:
        entries: Those of the file.
        folder: Where iCalendar files are looked for.
        problems: What is wrong is added here.
    """
    found: dict[str, Calendar] = {}
    for name, entry in entries.items():
        if isinstance(entry, SingleEntry):
            try:
                found[name] = Calendar.from_spec(entry, folder)
            except CalendarError as error:
                place = f"calendars.{name}."
                problems += [one._replace(path=place + one.path) for one in error.problems]
    return found


def observing(
    calendars: dict[str, Calendar], sources: tuple[HolidaySource, ...]
) -> dict[str, Calendar]:
    """Return calendars with the holidays of a whole contract, where they observe them."""
    if not sources:
        return calendars
    return {
        name: calendar.with_holidays(*sources) if calendar.observes_holidays else calendar
        for name, calendar in calendars.items()
    }


def all_calendars(
    entries: Entries, single: Mapping[str, Calendar], instead: Mapping[str, str] = _NO_CHANGE
) -> dict[str, Combinable]:
    """Return all calendars of a file, in its order.

    Args:
        entries: Those of the file; their names have been checked.
        single: Those of them that have hours of their own.
        instead: What stands in for a calendar, by name, in those made of it too. What stands
            in is as the file has it, so that a calendar can take the place of its own part.
    """
    if _none_has_parts(entries):
        return {name: single[instead.get(name, name)] for name in entries}
    order = _parts_first(entries)
    made: dict[str, Combinable] = {}
    for name in order:
        made[name] = _made(entries[name], single.get(name), made, _NO_CHANGE)
    if instead:
        as_written = dict(made)
        for name in order:
            if name in instead:
                made[name] = as_written[instead[name]]
            else:
                made[name] = _made(entries[name], single.get(name), made, instead)
    return {name: made[name] for name in entries}


def _made(
    entry: SingleEntry | CombinedEntry,
    own: Calendar | None,
    made: Mapping[str, Combinable],
    instead: Mapping[str, str],
) -> Combinable:
    """Return the calendar of an entry, put together in the order in which it names its parts."""
    whole: Combinable | None = own
    first = ""
    for _, part, operation in _parts(entry):
        name = instead.get(part, part)
        if whole is None:
            whole, first = made[part], name
        else:
            whole = CombinedCalendar(whole, operation, made[part], (first, name))
            first = ""
    assert whole is not None, "an entry has hours of its own, or names a calendar"
    return whole


def written(entries: Entries, single: Mapping[str, Calendar]) -> dict[str, dict[str, Any]]:
    """Return the calendars as plain data that reads back."""
    found = {}
    for name, entry in entries.items():
        own = single[name].content() if name in single else {}
        parts = {key: list(getattr(entry, key, ())) for key, _ in _KEYS}
        found[name] = {**own, **{key: names for key, names in parts.items() if names}}
    return found
