"""The holidays of countries and their parts, by the `holidays` package.

The objects of that package grow when they are read and are not safe between threads, so a
fresh one is built for each year and copied. The package is loaded where a year is built or a
name is checked, and not before.
"""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, NamedTuple, Protocol

from pydantic import Field

from slaclock.calendars.holidays.base import Holiday, HolidaySource, without_hours
from slaclock.calendars.holidays.country_names import code_of, state_code_of
from slaclock.calendars.holidays.entries import CheckedEntry, Year
from slaclock.calendars.holidays.half_days import opened_at, refuse_closed_half_days
from slaclock.calendars.hours import WEEKDAYS, parse_weekdays
from slaclock.errors import CoverageError, HolidayError
from slaclock.messages import did_you_mean, listed

__all__ = [
    "Built",
    "CountryEntry",
    "CountryHolidays",
    "build",
    "checked_categories",
    "country_class",
    "country_source",
    "holidays_version",
    "refuse_estimates",
    "worked_weekends_undecided",
]

_LANGUAGE = "en_US"
_GOVERNMENT = "government"
_RENAMED = {("IN", "OR"): "OD", ("IN", "DD"): "DH"}
_building = threading.Lock()  # `warnings.catch_warnings` is not safe between threads


def _renew_lock() -> None:
    """Make the lock anew in a forked child: the thread that held it is not there."""
    global _building  # noqa: PLW0603
    _building = threading.Lock()


if hasattr(os, "register_at_fork"):  # not on Windows, which cannot fork
    os.register_at_fork(after_in_child=_renew_lock)


@dataclass(frozen=True, slots=True)
class CountryHolidays:
    """The holidays of a country, by the `holidays` package.

    Attributes:
        country: ISO 3166-1 alpha-2 code, such as `IN`.
        subdivision: Code of a state or province, such as `GJ`; empty for the whole country.
        categories: Categories of the package, such as `public`; empty for its default.
        years: The years to answer for; empty for all that the package covers.
        allow_estimated: Whether a year with dates that are only estimates is answered for.
        worked_weekends: The weekday whose hours hold on weekend days that the list says are
            worked, such as `mon`; empty if they are not worked, None if nothing is said.
    """

    country: str
    subdivision: str = ""
    categories: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    allow_estimated: bool = True
    worked_weekends: str | None = None

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the holidays of *year*.

        Raises:
            CoverageError: The package does not cover that year, or `years` leaves it out, or
                it holds estimates and they are not allowed.
        """
        if self.years and year not in self.years:
            known = listed(map(str, self.years))
            raise CoverageError(str(self), year, f"not among the years given: {known}")
        built = _built(self, year)
        refuse_estimates(self, built, year)
        worked = self.may_open()
        if worked is None:
            return built.holidays
        return {**dict.fromkeys(built.worked_weekends, worked), **built.holidays}

    def may_open(self) -> Holiday | None:
        """Return what a worked weekend is; None if they are not worked here."""
        if not self.worked_weekends:
            return None
        return Holiday("worked weekend", like=WEEKDAYS.index(self.worked_weekends))

    def content(self) -> dict[str, Any]:
        """Return the country and what narrows it."""
        content = {
            "country": self.country,
            "subdivision": self.subdivision,
            "categories": list(self.categories),
            "years": list(self.years),
            "allow_estimated": self.allow_estimated,
        }
        if self.worked_weekends is not None:
            content["worked_weekends"] = self.worked_weekends or False
        return content

    def __str__(self) -> str:
        return f"{self.country}-{self.subdivision}" if self.subdivision else self.country

    @classmethod
    def checked(
        cls,
        country: object,
        subdivision: object = None,
        categories: Iterable[object] = (),
        years: Iterable[int] = (),
        *,
        allow_estimated: bool = True,
        worked_weekends: object = None,
    ) -> CountryHolidays:
        """Return the source after checking every name against the package's own lists.

        Raises:
            HolidayError: An unknown country, subdivision or category; a subdivision code that
                is no longer in use; *worked_weekends* is no weekday.
        """
        entity = country_class(country)
        chosen = checked_categories(entity, str(country), categories)
        return cls(
            country=str(country),
            subdivision=_subdivision(entity, subdivision) if subdivision is not None else "",
            categories=chosen,
            years=tuple(sorted(set(years))),
            allow_estimated=allow_estimated,
            worked_weekends=_worked(worked_weekends),
        )

    def missing_category(self) -> str | None:
        """Return a category that keeps this subdivision's own list but is not asked for.

        Nine Indian states keep their list under `government`; with the default category they
        would have the national holidays alone.
        """
        entity = country_class(self.country)
        asked = self.categories or (entity.default_category,)
        own = hasattr(entity, _method(self.subdivision, _GOVERNMENT))
        return _GOVERNMENT if own and _GOVERNMENT not in asked else None

    def states_with_holidays(self) -> tuple[str, ...]:
        """Return the subdivisions that have holidays of their own in what is asked for."""
        entity = country_class(self.country)
        asked = self.categories or (entity.default_category,)
        return tuple(
            code
            for code in entity.subdivisions
            if any(hasattr(entity, _method(code, category)) for category in asked)
        )


def country_source(
    *names: Any, hours: Iterable[object] | None = None, **said: Any
) -> HolidaySource:
    """Return the holidays of a country, half days with what is open on them.

    Args:
        names, said: As for `CountryHolidays.checked`.
        hours: Texts such as `"09:00-13:00"`; None where the dates are closed all day.

    Raises:
        HolidayError: As for `CountryHolidays.checked`; half days without *hours*.
        HoursError: Hours that are none, or overlap.
    """
    checked = CountryHolidays.checked(*names, **said)
    return opened_at(checked, checked.country, checked.categories, hours)


def _method(subdivision: str, category: str) -> str:
    """Return the name under which the package keeps what a subdivision adds to a category."""
    code = subdivision.lower().replace("-", "_").replace(" ", "_")
    return f"_populate_subdiv_{code}_{category}_holidays"


def holidays_version() -> str:
    """Return the version of the `holidays` package in use."""
    from importlib.metadata import version  # slow to load

    return version("holidays")


def country_class(country: object) -> Any:
    """Return the package's class for an ISO 3166-1 alpha-2 code.

    Raises:
        HolidayError: Not such a code. Names, three-letter codes, market codes and class names,
            all of which the package itself would take, are refused.
    """
    import holidays  # slow to load, and many calendars do without
    from holidays.registry import EntityLoader

    codes = sorted(EntityLoader.get_country_codes(include_aliases=False))
    if not isinstance(country, str):
        hint = "; quote 'NO' in YAML" if country is False else ""
        raise HolidayError(country, f"is not a country code; write text such as 'IN'{hint}")
    if country not in codes:
        near = code_of(country)
        hint = f"did you mean {near!r}? " if near else ""
        problem = f"is an unknown country; {hint}write an ISO 3166-1 alpha-2 code such as 'IN'"
        raise HolidayError(country, problem)
    return getattr(holidays, country).get_entity()


def _subdivision(entity: Any, name: object) -> str:
    codes, aliases = tuple(entity.subdivisions), dict(entity.subdivisions_aliases)
    if isinstance(name, str) and name in codes:
        return name
    if isinstance(name, str) and name in aliases:
        return str(aliases[name])
    near = ""
    if isinstance(name, str):
        code = state_code_of(entity.country, name)
        hint = did_you_mean(name.removeprefix(f"{entity.country}-"), (*codes, *aliases))
        hint = f"did you mean {code!r}? " if code else hint
        renamed = _RENAMED.get((entity.country, name))
        near = f"it is now {renamed!r}; " if renamed else hint
    problem = f"is an unknown subdivision of {entity.country}; {near}codes: {listed(codes)}"
    raise HolidayError(name, problem)


def checked_categories(entity: Any, name: str, categories: Iterable[object]) -> tuple[str, ...]:
    """Return the categories of an entry, in order, after checking that the package has them.

    Raises:
        HolidayError: One that it does not have; *name* is whose they should be.
    """
    known = tuple(entity.supported_categories)
    chosen = set(categories)
    for category in chosen:
        if category not in known:
            problem = f"is an unknown category of {name}; categories: {listed(known)}"
            raise HolidayError(category, problem)
    return tuple(sorted(map(str, chosen)))


def _worked(value: object) -> str | None:
    if value is None:
        return None
    if value is False or value == "":
        return ""
    if value is True:
        problem = 'does not say whose hours hold; write a weekday such as "mon", or false'
        raise HolidayError(value, problem)
    days = parse_weekdays(value)
    if len(days) > 1:
        raise HolidayError(value, 'names several weekdays; write the one whose hours hold, "mon"')
    return WEEKDAYS[days[0]]


class Built(NamedTuple):
    """What the package says of one year."""

    holidays: dict[date, Holiday]
    worked_weekends: frozenset[date]


def _built(source: CountryHolidays, year: int) -> Built:
    return build(
        country_class(source.country),
        str(source),
        year,
        categories=source.categories or None,
        subdiv=source.subdivision or None,
    )


def build(entity: Any, name: str, year: int, **chosen: Any) -> Built:
    """Return one year from a fresh object of the package, refusing what it only warns about.

    Args:
        entity: A class of the package.
        name: What to call it in errors.
        year: Any year.
        chosen: What the object is made with besides.

    Raises:
        CoverageError: The package does not cover that year.
    """
    if not entity.start_year <= year <= entity.end_year:
        problem = f"the holidays package covers {entity.start_year} to {entity.end_year}"
        raise CoverageError(name, year, problem)
    language = _LANGUAGE if _LANGUAGE in entity.supported_languages else entity.default_language
    with _building, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        built = entity(years=year, expand=False, language=language or _LANGUAGE, **chosen)
    if caught:
        raise CoverageError(name, year, f"the holidays package says: {caught[0].message}")
    mark = _estimate_mark(built)
    found = {
        day: Holiday(title, bool(mark) and str(mark) in title)
        for day, title in built.items()
        if day.year == year
    }
    worked = getattr(built, "weekend_workdays", ())
    return Built(found, frozenset(day for day in worked if day.year == year))


def refuse_estimates(source: EstimatingSource, built: Built, year: int) -> None:
    """Raise if a year holds estimates, and the source does not take them."""
    estimated = [holiday.name for holiday in built.holidays.values() if holiday.estimated]
    if estimated and not source.allow_estimated:
        problem = f"dates are estimates and allow_estimated is false: {listed(estimated)}"
        raise CoverageError(str(source), year, problem)


class EstimatingSource(Protocol):
    """A source whose dates may be estimates."""

    @property
    def allow_estimated(self) -> bool:
        """Return whether it takes them."""


def _estimate_mark(built: Any) -> str | None:
    label: str | None = getattr(built, "estimated_label", None)
    return label and str(built.tr(label)).replace("%s", "").strip()


def worked_weekends_undecided(source: HolidaySource, years: Iterable[int]) -> tuple[date, ...]:
    """Return the weekend days of *years* that a list says are worked, and an entry does not.

    Years that the package does not cover are left out. None if the entry says that they are
    worked, or that they are not.
    """
    plain = without_hours(source)
    if not isinstance(plain, CountryHolidays) or plain.worked_weekends is not None:
        return ()
    found: set[date] = set()
    for year in years:
        with suppress(CoverageError):
            found |= _built(plain, year).worked_weekends
    return tuple(sorted(found))


class CountryEntry(CheckedEntry):
    """The holidays of a country or of a part of it, by the `holidays` package."""

    key = "country"
    country: Any = Field(json_schema_extra={"type": "string", "pattern": "^[A-Z]{2}$"})
    subdivision: Any = Field("", json_schema_extra={"type": ["string", "null"]})
    categories: Annotated[tuple[str, ...], Field(strict=False)] = ()
    years: Annotated[tuple[Year, ...], Field(strict=False)] = ()
    allow_estimated: bool = True
    worked_weekends: Any = Field(
        None,
        description="The weekday whose hours hold on weekend days that are worked, or false.",
        json_schema_extra={"anyOf": [{"type": "string"}, {"const": False}]},
    )

    def closures(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the country's holidays as a source."""
        subdivision = None if self.subdivision in ("", None) else self.subdivision
        checked = CountryHolidays.checked(
            self.country,
            subdivision,
            self.categories,
            self.years,
            allow_estimated=self.allow_estimated,
            worked_weekends=self.worked_weekends,
        )
        refuse_closed_half_days(checked.country, checked.categories, self.hours)
        return (checked,)
