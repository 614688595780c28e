"""The holidays of exchanges and central banks, by the `holidays` package.

`NYSE` is the New York Stock Exchange, `ECB` the closing days of TARGET. A name is looked up in
the package's own list, and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from slaclock.calendars.holidays.base import Holiday, HolidaySource
from slaclock.calendars.holidays.countries import build, checked_categories, refuse_estimates
from slaclock.calendars.holidays.entries import CheckedEntry, Year
from slaclock.calendars.holidays.half_days import refuse_closed_half_days
from slaclock.errors import CoverageError, HolidayError
from slaclock.messages import did_you_mean, listed

__all__ = ["MarketEntry", "MarketHolidays"]

_ALSO_CALLED = {"TARGET": "ECB", "TARGET2": "ECB", "T2": "ECB", "FEDWIRE": "FED", "XETRA": "XETR"}


@dataclass(frozen=True, slots=True)
class MarketHolidays:
    """The holidays of an exchange or a central bank, by the `holidays` package.

    Attributes:
        market: A code that the package lists, such as `NYSE`, `XNYS` or `ECB`.
        categories: Categories of the package; empty for its default, which is `public`.
        years: The years to answer for; empty for all that the package covers.
        allow_estimated: Whether a year with dates that are only estimates is answered for.
    """

    market: str
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
            raise CoverageError(self.market, year, f"not among the years given: {known}")
        entity = _markets()[self.market]
        built = build(entity(), self.market, year, categories=self.categories or None)
        refuse_estimates(self, built, year)
        return built.holidays

    def content(self) -> dict[str, Any]:
        """Return the market and what narrows it."""
        return {
            "market": self.market,
            "categories": list(self.categories),
            "years": list(self.years),
            "allow_estimated": self.allow_estimated,
        }

    def __str__(self) -> str:
        return self.market

    @classmethod
    def checked(
        cls,
        market: object,
        categories: Iterable[object] = (),
        years: Iterable[int] = (),
        *,
        allow_estimated: bool = True,
    ) -> MarketHolidays:
        """Return the source after checking every name against the package's own lists.

        Raises:
            HolidayError: An unknown market or category.
        """
        found = _markets().get(market) if isinstance(market, str) else None
        if found is None:
            problem = f"is an unknown market; {_hint(market)}markets: {listed(_markets())}"
            raise HolidayError(market, problem)
        chosen = checked_categories(found(), str(market), categories)
        return cls(str(market), chosen, tuple(sorted(set(years))), allow_estimated)


@cache
def _markets() -> Mapping[str, Any]:
    """Return what makes the class of each code; the package loads one when it is called."""
    import holidays  # slow to load, and many calendars do without
    from holidays.registry import FINANCIAL

    found = {}
    for class_name, *codes in FINANCIAL.values():
        # The loader is named after the class; codes that are not in capitals are class names.
        loader = getattr(holidays, class_name)
        for code in (class_name, *codes):
            if code.isupper() or code.isdigit():
                found[code] = loader.get_entity
    return dict(sorted(found.items()))


def _hint(market: object) -> str:
    if not isinstance(market, str):
        return ""
    folded = market.strip().upper().replace(" ", "")
    known = _markets()
    if folded in known or folded in _ALSO_CALLED:
        return f"did you mean {_ALSO_CALLED.get(folded, folded)!r}? "
    named = _names().get("".join(filter(str.isalnum, market.casefold())))
    return f"did you mean {named!r}? " if named else did_you_mean(market, known)


def _names() -> Mapping[str, str]:
    """Return a code by the names that a market has in the package, folded."""
    from holidays.registry import FINANCIAL

    found = {}
    for module, (class_name, *codes) in FINANCIAL.items():
        short = next((code for code in codes if not code.startswith("X")), codes[0])
        for name in (module.replace("_", ""), class_name.casefold()):
            found[name] = short
    return found


class MarketEntry(CheckedEntry):
    """The holidays of an exchange or a central bank, by the `holidays` package."""

    key = "market"
    market: Any = Field(json_schema_extra={"type": "string", "examples": ["NYSE", "ECB"]})
    categories: Annotated[tuple[str, ...], Field(strict=False)] = ()
    years: Annotated[tuple[Year, ...], Field(strict=False)] = ()
    allow_estimated: bool = True

    def closures(self, folder: Path) -> tuple[HolidaySource, ...]:
        """Return the market's holidays as a source."""
        checked = MarketHolidays.checked(
            self.market, self.categories, self.years, allow_estimated=self.allow_estimated
        )
        refuse_closed_half_days(checked.market, checked.categories, self.hours)
        return (checked,)
