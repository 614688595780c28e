"""Holidays: where they come from, and which dates of a year they close.

A source answers for one year at a time and its answer is frozen: the objects of the `holidays`
package grow when they are read, so a fresh one is built for each year and copied. Rules that
recur live in `slaclock.calendars.recurrences`, files in `slaclock.calendars.ics`.
"""

from __future__ import annotations

import re
import threading
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from slaclock.errors import CoverageError, HolidayError, did_you_mean, listed

__all__ = [
    "CountryHolidays",
    "FixedHoliday",
    "Holiday",
    "HolidaySource",
    "country_class",
    "holidays_version",
    "parse_date",
]

_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LANGUAGE = "en_US"
_building = threading.Lock()  # `warnings.catch_warnings` is not safe between threads


class Holiday(NamedTuple):
    """Why a date is closed: its names, and whether its date is only an estimate."""

    name: str
    estimated: bool = False


class HolidaySource(Protocol):
    """Whatever can say which dates of a year are holidays."""

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the holidays of *year*; may raise `CoverageError`."""

    def content(self) -> dict[str, Any]:
        """Return what the source is made of, as it would stand in a data file."""


@dataclass(frozen=True, slots=True)
class FixedHoliday:
    """One date, with or without a name."""

    day: date
    name: str = ""

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the date if it lies in *year*."""
        return {self.day: Holiday(self.name)} if self.day.year == year else {}

    def content(self) -> dict[str, Any]:
        """Return the date and its name."""
        return {"date": self.day.isoformat(), "name": self.name}


@dataclass(frozen=True, slots=True)
class CountryHolidays:
    """The holidays of a country, by the `holidays` package.

    Attributes:
        country: ISO 3166-1 alpha-2 code, such as `IN`.
        subdivision: Code of a state or province, such as `GJ`; empty for the whole country.
        categories: Categories of the package, such as `public`; empty for its default.
        years: The years to answer for; empty for all that the package covers.
        allow_estimated: Whether a year with dates that are only estimates is answered for.
    """

    country: str
    subdivision: str = ""
    categories: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    allow_estimated: bool = True

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        """Return the holidays of *year*.

        Raises:
            CoverageError: The package does not cover that year, or `years` leaves it out, or
                it holds estimates and they are not allowed.
        """
        if self.years and year not in self.years:
            known = listed(map(str, self.years))
            raise CoverageError(str(self), year, f"not among the years given: {known}")
        found = _build(self, year)
        estimated = [holiday.name for holiday in found.values() if holiday.estimated]
        if estimated and not self.allow_estimated:
            problem = f"dates are estimates and allow_estimated is false: {listed(estimated)}"
            raise CoverageError(str(self), year, problem)
        return found

    def content(self) -> dict[str, Any]:
        """Return the country and what narrows it."""
        return {
            "country": self.country,
            "subdivision": self.subdivision,
            "categories": list(self.categories),
            "years": list(self.years),
            "allow_estimated": self.allow_estimated,
        }

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
    ) -> CountryHolidays:
        """Return the source after checking every name against the package's own lists.

        Raises:
            HolidayError: An unknown country, subdivision or category; a subdivision code that
                is no longer in use.
        """
        entity = country_class(country)
        chosen = tuple(sorted({_category(entity, category) for category in categories}))
        return cls(
            country=str(country),
            subdivision=_subdivision(entity, subdivision) if subdivision is not None else "",
            categories=chosen,
            years=tuple(sorted(set(years))),
            allow_estimated=allow_estimated,
        )

    def missing_category(self) -> str | None:
        """Return a category that keeps this subdivision's own list but is not asked for.

        Nine Indian states keep their list under `government`; with the default category they
        would have the national holidays alone.
        """
        entity = country_class(self.country)
        asked = self.categories or (entity.default_category,)
        code = self.subdivision.lower()
        for category in entity.supported_categories:
            own = hasattr(entity, f"_populate_subdiv_{code}_{category}_holidays")
            if code and own and category == "government" and category not in asked:
                return str(category)
        return None


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
        near = country.upper()[:2] if country.upper()[:2] in codes else ""
        hint = f"did you mean {near!r}? " if near else ""
        problem = f"is an unknown country; {hint}write an ISO 3166-1 alpha-2 code such as 'IN'"
        raise HolidayError(country, problem)
    return getattr(holidays, country).get_entity()


def parse_date(value: object) -> date:
    """Return the date of an ISO text such as `2026-01-26`, or a date as it is.

    Raises:
        HolidayError: Anything else, and dates that do not exist.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        raise HolidayError(value, "is not a date; write it like 2026-01-26")
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise HolidayError(value, f"is not a date: {_why_no_date(value, error)}") from None


def _why_no_date(text: str, error: ValueError) -> str:
    year, month, day = (int(part) for part in text.split("-"))
    if not (year >= 1 and 1 <= month <= 12 and day > 28):
        return str(error)
    following = date(year + month // 12, month % 12 + 1, 1)
    length = (following - date(year, month, 1)).days
    return f"{date(year, month, 1):%B %Y} has {length} days"


def _subdivision(entity: Any, name: object) -> str:
    codes, aliases = tuple(entity.subdivisions), dict(entity.subdivisions_aliases)
    if isinstance(name, str) and name in codes:
        return name
    if isinstance(name, str) and name in aliases:
        return str(aliases[name])
    near = ""
    if isinstance(name, str):
        hint = did_you_mean(name.removeprefix(f"{entity.country}-"), (*codes, *aliases))
        renamed = {"OR": "OD", "DD": "DH"}.get(name, "") if entity.country == "IN" else ""
        near = f"it is now {renamed!r}; " if renamed else hint
    problem = f"is an unknown subdivision of {entity.country}; {near}codes: {listed(codes)}"
    raise HolidayError(name, problem)


def _category(entity: Any, name: object) -> str:
    known = tuple(entity.supported_categories)
    if name not in known:
        problem = f"is an unknown category of {entity.country}; categories: {listed(known)}"
        raise HolidayError(name, problem)
    return str(name)


def _build(source: CountryHolidays, year: int) -> dict[date, Holiday]:
    """Return one year from a fresh object of the package, refusing what it only warns about."""
    entity = country_class(source.country)
    if not entity.start_year <= year <= entity.end_year:
        problem = f"the holidays package covers {entity.start_year} to {entity.end_year}"
        raise CoverageError(str(source), year, problem)
    language = _LANGUAGE if _LANGUAGE in entity.supported_languages else entity.default_language
    with _building, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        built = entity(
            years=year,
            expand=False,
            subdiv=source.subdivision or None,
            language=language or _LANGUAGE,
            categories=source.categories or None,
        )
    if caught:
        raise CoverageError(str(source), year, f"the holidays package says: {caught[0].message}")
    estimate = _estimate_mark(built)
    return {
        day: Holiday(name, bool(estimate) and estimate in name)
        for day, name in built.items()
        if day.year == year
    }


def _estimate_mark(built: Any) -> str:
    label = getattr(built, "estimated_label", None)
    return str(built.tr(label)).replace("%s", "").strip() if label else ""
