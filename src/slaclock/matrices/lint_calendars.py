"""What in a matrix's calendars is probably not meant; a part of `slaclock.matrices.lint`."""

from __future__ import annotations

from collections.abc import Iterator

from slaclock.calendars.calendar import Calendar
from slaclock.calendars.holidays import CountryHolidays
from slaclock.calendars.hours import WEEKDAYS, Hours
from slaclock.matrices.findings import Finding
from slaclock.matrices.model import Matrix

__all__ = ["calendar_findings", "unused_calendars"]

_DAY = 86_400
_MINUTE_LOST = ("23:59", "23:59:59")


def calendar_findings(matrix: Matrix) -> Iterator[Finding]:
    """Yield what is odd in each calendar of *matrix*, in the order of the file."""
    for name, calendar in matrix.calendars.items():
        place = f"calendars.{name}"
        yield from _lost_minutes(place, calendar)
        yield from _shared_nights(place, calendar)
        yield from (Finding(place, text, "said-twice") for text in calendar.warnings)
        yield from _missing_categories(place, calendar)


def unused_calendars(matrix: Matrix) -> Iterator[Finding]:
    """Yield the calendars that no plan, row or escalation level names."""
    used = {row.calendar_id for row in matrix.rows()}
    used |= {plan.calendar for plan in matrix.plans.values()}
    used |= {level.notify for level in matrix.escalation if level.notify is not None}
    for name in matrix.calendars:
        if name not in used:
            yield Finding(f"calendars.{name}", "nothing uses this calendar", "unused-calendar")


def _lost_minutes(place: str, calendar: Calendar) -> Iterator[Finding]:
    """Find hours that end at 23:59, which leaves out the last minute of the day."""
    days = {f"{place}.hours.{WEEKDAYS[day]}": hours for day, hours in enumerate(calendar.week)}
    days |= {
        f"{place}.exceptions.{date}": entry.hours for date, entry in calendar.exceptions.items()
    }
    for path, hours in days.items():
        for part in hours:
            end = str(part).partition("-")[2]
            if end in _MINUTE_LOST:
                message = f'"{part}" leaves out what follows {end}; close at 24:00'
                yield Finding(path, message, "minute-lost")


def _shared_nights(place: str, calendar: Calendar) -> Iterator[Finding]:
    """Find weekly hours that run past midnight into the hours of the next day."""
    for weekday, day in enumerate(calendar.week):
        next_day = (weekday + 1) % 7
        for late in day:
            for early in calendar.week[next_day]:
                shared = Hours(early.opens, min(late.closes - _DAY, early.closes))
                if shared.opens < shared.closes:
                    message = (
                        f'{WEEKDAYS[weekday]} "{late}" and {WEEKDAYS[next_day]} "{early}" share '
                        f"{WEEKDAYS[next_day]} {shared}; they are united, it counts once"
                    )
                    yield Finding(f"{place}.hours", message, "hours-across-midnight")


def _missing_categories(place: str, calendar: Calendar) -> Iterator[Finding]:
    for source in calendar.holiday_sources:
        missing = source.missing_category() if isinstance(source, CountryHolidays) else None
        if missing is not None:
            message = (
                f"{source} keeps holidays in the category {missing!r}, which is not asked for; "
                f'add categories = ["public", "{missing}"]'
            )
            yield Finding(f"{place}.holidays", message, "missing-category")
