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
from dataclasses import dataclass
from datetime import date
from typing import Any

from slaclock.calendars.holidays.base import Holiday
from slaclock.calendars.holidays.country_names import code_of
from slaclock.errors import CoverageError, HolidayError
from slaclock.messages import did_you_mean, listed

__all__ = ["CountryHolidays", "country_class", "holidays_version"]

_LANGUAGE = "en_US"
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
        for category in entity.supported_categories:
            own = self.subdivision and hasattr(entity, _method(self.subdivision, category))
            if own and category == "government" and category not in asked:
                return str(category)
        return None

    def states_with_holidays(self) -> tuple[str, ...]:
        """Return the subdivisions that have holidays of their own in what is asked for."""
        entity = country_class(self.country)
        asked = self.categories or (entity.default_category,)
        return tuple(
            code
            for code in entity.subdivisions
            if any(hasattr(entity, _method(code, category)) for category in asked)
        )


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
