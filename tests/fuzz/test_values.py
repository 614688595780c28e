"""Texts, calendars and deadlines: functions that take values in Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from slaclock import (
    Amount,
    Calendar,
    Deadline,
    Ledger,
    Matrix,
    compute_deadline,
    events,
    load_matrix,
)
from slaclock.calendars.business_days import parse_meaning
from slaclock.calendars.hours import parse_hours, parse_weekdays
from slaclock.day_times import parse_cutoff, parse_time_of_day
from slaclock.durations import (
    parse_amount,
    parse_at_risk,
    parse_limit,
    parse_offset,
    parse_share,
)
from slaclock.instants import parse_instant
from slaclock.zones import get_zone
from tests.fuzz.knocking import ANYTHING, TEXTS, changed, examples, knock

READERS: dict[str, Callable[[Any], Any]] = {
    one.__name__: one
    for one in (
        *(parse_amount, parse_limit, parse_offset, parse_share, parse_at_risk, parse_instant),
        *(parse_hours, parse_weekdays, parse_meaning, parse_time_of_day, parse_cutoff, get_zone),
    )
}
CALENDAR: dict[str, Any] = {
    "timezone": "Europe/Berlin",
    "hours": {"mon-thu": ["09:00-12:30", "13:00-18:00"], "fri": ["22:00-06:00"]},
    "holidays": [
        "2026-01-01",
        {"date": "2026-05-01", "name": "May Day"},
        {"country": "DE", "subdivision": "BY", "years": [2025, 2026, 2027]},
        {"rrule": "FREQ=MONTHLY;BYDAY=2SA", "start": "2026-01-10", "name": "second Saturday"},
    ],
    "exceptions": {
        "2026-12-24": ["09:00-13:00"],
        "2026-12-31": {"hours": ["09:00-12:00"], "reason": "stocktaking"},
    },
    "seasons": [{"from": "06-01", "to": "08-31", "hours": {"mon-fri": ["08:00-14:00"]}}],
}
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BERLIN = Calendar(**{key: CALENDAR[key] for key in ("timezone", "hours")})
QUESTIONS: dict[str, Callable[[Any], Any]] = {
    "add at": lambda value: BERLIN.add(value, timedelta(hours=8)),
    "add amount": lambda value: BERLIN.add(AT, value),
    "subtract": lambda value: BERLIN.subtract(AT, value),
    "elapsed": lambda value: BERLIN.elapsed(AT, value),
    "is_open": BERLIN.is_open,
    "next_open": BERLIN.next_open,
    "next_close": BERLIN.next_close,
    "previous_open": BERLIN.previous_open,
    "previous_close": BERLIN.previous_close,
    "windows": lambda value: BERLIN.windows(value, AT),
    "add_business_days": lambda value: BERLIN.add_business_days(AT, value, business_day="full_day"),
    "subtract_business_days": lambda value: BERLIN.subtract_business_days(
        AT, value, business_day="same_time"
    ),
    "a meaning": lambda value: BERLIN.add_business_days(AT, 2, business_day=value),
    "a time of day": lambda value: BERLIN.add_business_days(
        AT, 2, business_day="same_time", by=value
    ),
    "business_days_between": lambda value: BERLIN.business_days_between(AT, value),
    "hours_on": BERLIN.hours_on,
    "holidays_between": lambda value: BERLIN.holidays_between(value, AT.date()),
    "with_seasons": BERLIN.with_seasons,
    "plan": lambda value: compute_deadline(value, "P1", AT),
    "priority": lambda value: compute_deadline("lite", value, AT),
    "opened_at": lambda value: compute_deadline("lite", "P1", value),
    "matrix": lambda value: compute_deadline("lite", "P1", AT, matrix=value),
    "metric": lambda value: compute_deadline("lite", "P1", AT)[value],
    "met": lambda value: compute_deadline("lite", "P1", AT).met("response", value),
    "load": load_matrix,
    "with_holidays": lambda value: load_matrix("wotnot").with_holidays(value),
    "choose": lambda value: load_matrix("wotnot").choose(value),
    "answer_tables": lambda value: load_matrix("wotnot").answer_tables(AT, value),
    "content": Matrix.model_validate,
    "calendar content": Calendar.model_validate,
    "deadline content": Deadline.from_dict,
    "ledger content": Ledger.from_dict,
    "event content": events.from_dict,
}
TYPES = {
    str(kind): TypeAdapter(kind)
    for kind in (Amount, Calendar, Matrix, Deadline, Ledger, events.Event, list[events.Event])
}


@pytest.mark.parametrize("name", READERS)
@given(value=ANYTHING)
@examples(2)
def test_reader_of_text(name: str, value: Any) -> None:
    knock(lambda: READERS[name](value))


@pytest.mark.parametrize("name", QUESTIONS)
@given(value=ANYTHING)
@examples(2)
def test_question(name: str, value: Any) -> None:
    # Up to 1,000 years at once are compiled, year by year: docs/explanation/reliability.md.
    knock(lambda: QUESTIONS[name](value), slowest=20)


@given(
    first=st.datetimes(timezones=st.timezones()),
    length=st.timedeltas(timedelta(days=-9000), timedelta(days=9000)),
)
@examples(1)
def test_question_of_any_year(first: datetime, length: timedelta) -> None:
    for ask in (BERLIN.add, BERLIN.subtract):
        knock(lambda ask=ask: ask(first, length))  # type: ignore[misc]
    knock(lambda: BERLIN.elapsed(first, first + length), OverflowError)
    knock(lambda: BERLIN.next_close(first))
    knock(lambda: compute_deadline("enterprise", "P3", first).explain())


@given(data=changed(CALENDAR))
@examples(8)
def test_calendar(data: Any) -> None:
    if not isinstance(data, dict) or not all(isinstance(key, str) for key in data):
        return
    knock(lambda: Calendar(**data), TypeError)  # a keyword that no calendar has
    made = knock(lambda: Calendar.model_validate(data))
    if made is not None:
        knock(lambda: made.add(AT, timedelta(hours=100)))
        knock(lambda: made.add_business_days(AT, 9, business_day="close_of_business"))
        knock(lambda: Calendar.model_validate(made.content()).next_open(AT))


@pytest.mark.parametrize("rest", ["", "FREQ=YEARLY;", "FREQ=MONTHLY;BYDAY=", "FREQ=WEEKLY;UNTIL="])
@given(text=st.one_of(TEXTS, st.text("FREQ=;,BYDSTPO0123456789+-MULWH", max_size=60)))
@examples(2)
def test_rule(rest: str, text: str) -> None:
    def ask() -> datetime:
        holidays = [{"rrule": rest + text, "start": "2026-01-01"}]
        return Calendar(**{**CALENDAR, "holidays": holidays}).next_open(AT)

    knock(ask)


@pytest.mark.parametrize("kind", TYPES)
@given(value=ANYTHING)
@examples(2)
def test_pydantic(kind: str, value: Any) -> None:
    for read in (TYPES[kind].validate_python, TYPES[kind].validate_json):
        if read == TYPES[kind].validate_json and not isinstance(value, str | bytes | bytearray):
            continue
        knock(lambda read=read: read(value), ValidationError)  # type: ignore[misc]
