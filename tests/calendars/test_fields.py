"""The patterns of the JSON Schema let through what is read, and refuse what cannot be."""

from __future__ import annotations

import re

import pytest
from pydantic import TypeAdapter

from slaclock.calendars.fields import HOURS_PATTERN, WeekHours

SCHEMA = TypeAdapter(WeekHours).json_schema(mode="validation")
[DAYS_PATTERN] = SCHEMA["patternProperties"]


@pytest.mark.parametrize("hours", ["09:00-17:00", "22:00-06:00", "00:00:30-24:00"])
def test_hours_fit(hours: str) -> None:
    assert re.search(HOURS_PATTERN, hours)


@pytest.mark.parametrize("hours", ["9-17", "09:00 - 17:00", "09:00-17:00 ", "09:00-17"])
def test_other_texts_do_not(hours: str) -> None:
    assert not re.search(HOURS_PATTERN, hours)


@pytest.mark.parametrize("days", ["mon", "Mon-Fri", "MONDAY", "sat, sun", " tue - thu "])
def test_weekdays_fit_in_any_case(days: str) -> None:
    assert re.search(DAYS_PATTERN, days)


@pytest.mark.parametrize("days", ["", "lun", "mon..fri", "1-5"])
def test_other_days_do_not(days: str) -> None:
    assert not re.search(DAYS_PATTERN, days)
