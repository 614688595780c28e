"""Codes of countries, by the names that people write."""

from __future__ import annotations

import pytest

from slaclock import Calendar
from slaclock.calendars.holidays.country_names import _ALSO_CALLED, code_of
from slaclock.errors import CalendarError


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("Georgia", "GE"),
        ("Austria", "AT"),
        ("Australia", "AU"),
        ("China", "CN"),
        ("Netherlands", "NL"),
        ("The Netherlands", "NL"),
        ("Switzerland", "CH"),
        ("Schweiz", "CH"),
        ("UK", "GB"),
        ("England", "GB"),
        ("United Kingdom", "GB"),
        ("USA", "US"),
        ("south korea", "KR"),
        ("North Korea", "KP"),
        ("Ireland", "IE"),
        ("Iceland", "IS"),
        ("Sweden", "SE"),
        ("IND", "IN"),
        ("in", "IN"),
        ("Slovakia", "SK"),
        ("Slovenia", "SI"),
        ("Côte d’Ivoire", "CI"),
        ("Germny", "DE"),
        ("Cubaa", "CU"),
        ("Japn", "JP"),
        ("USAA", ""),
        ("Gondor", ""),
        ("Chd", ""),
        ("XX", ""),
        ("", ""),
        ("G" * 10_000, ""),
    ],
)
def test_a_name_has_its_code(name: str, code: str) -> None:
    assert code_of(name) == code


def test_every_other_name_is_of_a_country_of_the_package() -> None:
    from holidays.registry import COUNTRIES

    assert set(_ALSO_CALLED) <= {code for _, code, *_ in COUNTRIES.values()}


def test_error_proposes_the_code() -> None:
    with pytest.raises(CalendarError) as caught:
        Calendar(
            timezone="Europe/Berlin",
            hours={"mon-fri": ["09:00-17:00"]},
            holidays=[{"country": "Germany"}],
        )
    assert str(caught.value) == (
        "holidays[0]: 'Germany' is an unknown country; did you mean 'DE'? "
        "write an ISO 3166-1 alpha-2 code such as 'IN'"
    )
