"""Findings about holidays: said twice, without a state, without an end that is near."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.holidays import CountryHolidays, without_hours
from slaclock.calendars.holidays.base import FixedHoliday
from slaclock.calendars.holidays.countries import worked_weekends_undecided
from slaclock.calendars.hours import WEEKDAYS
from slaclock.errors import CoverageError
from slaclock.matrices.lint.findings import Found, Subject, finding

__all__: list[str] = []

_YEAR = timedelta(days=365)


@finding("said-twice")
def said_twice(subject: Subject) -> Iterator[Found]:
    """Find holidays given twice, and dates that are both holiday and exception."""
    for name, calendar in subject.matrix.single_calendars.items():
        yield from (Found(f"calendars.{name}", text) for text in calendar.warnings)


def _countries(subject: Subject) -> Iterator[tuple[str, CountryHolidays]]:
    """Yield the countries whose holidays a calendar observes, each with its place, once each."""
    known: set[CountryHolidays] = set()
    for name, calendar in subject.matrix.single_calendars.items():
        for source in map(without_hours, calendar.holiday_sources):
            if isinstance(source, CountryHolidays) and source not in known:
                known.add(source)
                yield f"calendars.{name}.holidays", source


@finding("missing-category")
def missing_categories(subject: Subject) -> Iterator[Found]:
    """Find states whose list of holidays stands in a category that is not asked for."""
    for path, source in _countries(subject):
        missing = source.missing_category()
        if missing is not None:
            message = (
                f"{source} keeps holidays in the category {missing!r}, which is not asked for; "
                f'add categories = ["public", "{missing}"]'
            )
            yield Found(path, message)


@finding("state-not-said")
def states_not_said(subject: Subject) -> Iterator[Found]:
    """Find national lists of holidays where states have holidays of their own."""
    for path, source in _countries(subject):
        own = source.states_with_holidays()
        if own and not source.subdivision:
            message = (
                f"{source} is the national list, and {len(own)} of its states or parts have "
                f'holidays of their own; add a subdivision, such as "{own[0]}"'
            )
            yield Found(path, message)


@finding("worked-weekends")
def undecided_worked_weekends(subject: Subject) -> Iterator[Found]:
    """Find weekend days that are worked, where the entry says neither yes nor no, or no hours."""
    yield from _worked_by_a_closed_weekday(subject)
    if subject.today is None:
        return
    years = range(subject.today.year - 1, subject.today.year + 2)
    for path, source in _countries(subject):
        dates = worked_weekends_undecided(source, years)
        if dates:
            message = (
                f"{source} has weekend days that are worked, such as {dates[-1]}, and they are "
                'closed; add worked_weekends = "mon" for the hours of a Monday, or false'
            )
            yield Found(path, message)


def _worked_by_a_closed_weekday(subject: Subject) -> Iterator[Found]:
    for name, calendar in subject.matrix.single_calendars.items():
        weeks = [week for _, week in calendar.local_hours.weeks()]
        for source in map(without_hours, calendar.holiday_sources):
            like = source.worked_weekends if isinstance(source, CountryHolidays) else None
            if like and not any(week[WEEKDAYS.index(like)] for week in weeks):
                message = (
                    f"{source} gives weekend days that are worked the hours of {like}, which is "
                    'closed; name a weekday with hours, such as worked_weekends = "mon"'
                )
                yield Found(f"calendars.{name}.holidays", message)


@finding("holidays-end")
def ending_holidays(subject: Subject) -> Iterator[Found]:
    """Find calendars of which the holidays are known for less than a year from today."""
    if subject.today is None:
        return
    until = subject.today + _YEAR
    if subject.matrix.effective_until is not None:
        until = min(until, subject.matrix.effective_until)
    told: set[str] = set()
    for name, calendar in subject.matrix.single_calendars.items():
        message = _end_of(calendar, subject.today, until)
        if message and message not in told:
            told.add(message)
            yield Found(f"calendars.{name}.holidays", message)


def _end_of(calendar: Calendar, today: date, until: date) -> str | None:
    """Return what ends when, if the holidays end before *until*."""
    try:
        calendar.holidays_between(today, until)
    except CoverageError as error:
        return f"the holidays end within a year: {error}"
    plain = map(without_hours, calendar.holiday_sources)
    dates = [one.day for one in plain if isinstance(one, FixedHoliday)]
    if dates and len(dates) == len(calendar.holiday_sources) and max(dates) < until:
        return (
            f"the last holiday in the list is {max(dates)}, less than a year ahead; "
            "add the dates that follow"
        )
    return None
