"""Findings about opening hours: lost minutes, shared nights, swapped times, one wrong digit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from slaclock.calendars.hours import WEEKDAYS, Hours, Week, parse_hours
from slaclock.durations import Amount
from slaclock.errors import SlaClockError
from slaclock.matrices.lint.cutoffs import deadlines_before_midnight
from slaclock.matrices.lint.findings import Found, Subject, finding

__all__: list[str] = []

_DAY = 86_400
_HOUR = 3_600
_MINUTE_LOST = ("23:59", "23:59:59")
_LONG = 12 * _HOUR
_EARLY, _LATE, _SHORT = 5 * _HOUR, 22 * _HOUR, 6 * _HOUR
"""Between which hours a support day usually lies, and how long it is at least."""
_MOST_OFTEN = 2


def _weeks(subject: Subject) -> Iterator[tuple[str, Week]]:
    """Yield every week that is written down, of seasons and rotas too, and its path."""
    for name, calendar in subject.matrix.single_calendars.items():
        for place, week in calendar.local_hours.weeks():
            yield f"calendars.{name}.{place}", week


def _days(path: str, week: Week) -> Iterator[tuple[str, tuple[Hours, ...]]]:
    """Yield the path of each weekday of a week, and its hours."""
    for weekday, hours in zip(WEEKDAYS, week, strict=True):
        yield f"{path}.{weekday}", hours


def _dates(subject: Subject) -> Iterator[tuple[str, tuple[Hours, ...]]]:
    """Yield the path of each exception, and its hours."""
    for name, calendar in subject.matrix.single_calendars.items():
        for day, entry in calendar.exceptions.items():
            yield f"calendars.{name}.exceptions.{day}", entry.hours


@finding("minute-lost")
def lost_minutes(subject: Subject) -> Iterator[Found]:
    """Find hours that end at 23:59, which leaves out the last minute of the day."""
    weekdays = (day for path, week in _weeks(subject) for day in _days(path, week))
    for path, hours in chain(weekdays, _dates(subject)):
        for part in hours:
            end = str(part).partition("-")[2]
            if end in _MINUTE_LOST:
                yield Found(path, f'"{part}" leaves out what follows {end}; close at 24:00')
    yield from deadlines_before_midnight(subject)


@finding("hours-across-midnight")
def shared_nights(subject: Subject) -> Iterator[Found]:
    """Find weekly hours that run past midnight into the hours of the next day."""
    for path, week in _weeks(subject):
        for weekday, day in enumerate(week):
            following = (weekday + 1) % 7
            for late, early in ((one, two) for one in day for two in week[following]):
                shared = Hours(early.opens, min(late.closes - _DAY, early.closes))
                if shared.opens < shared.closes:
                    message = (
                        f'{WEEKDAYS[weekday]} "{late}" and {WEEKDAYS[following]} "{early}" share '
                        f"{WEEKDAYS[following]} {shared}; they are united, it counts once"
                    )
                    yield Found(path, message)


@finding("single-night")
def single_nights(subject: Subject) -> Iterator[Found]:
    """Find hours past midnight on one weekday alone: the two times are often swapped."""
    for path, week in _weeks(subject):
        nights = [
            (weekday, hours)
            for weekday, day in enumerate(week)
            for hours in day
            if hours.closes > _DAY
        ]
        others = sum(map(bool, week)) - 1
        if len(nights) == 1 and others >= _MOST_OFTEN:
            (weekday, hours), *_ = nights
            opens, closes = str(hours).split("-")
            message = (
                f'"{hours}" runs past midnight, and no other weekday does; '
                f'if the day is meant, write "{closes}-{opens}"'
            )
            yield Found(f"{path}.{WEEKDAYS[weekday]}", message)


@finding("long-window")
def long_windows(subject: Subject) -> Iterator[Found]:
    """Find windows of more than twelve hours that one other digit would make usual.

    Usual is what the same calendar has on two other weekdays at least. A window past midnight
    needs no such neighbours: a night of which one digit makes six to twelve hours of one day,
    such as "09:00-07:00", is hardly meant. Long days as such are: "08:00-22:00" is quiet.
    """
    for place, week in _weeks(subject):
        counts = Counter(hours for day in week for hours in day)
        usual = {hours for hours, days in counts.items() if days >= _MOST_OFTEN}
        for path, day in _days(place, week):
            for hours in day:
                length = hours.closes - hours.opens
                meant = _meant(hours, usual) if _LONG < length < _DAY else None
                if meant is not None:
                    amount = Amount(seconds=length)
                    yield Found(path, f'"{hours}" is {amount} long, one digit from "{meant}"')


def _meant(hours: Hours, usual: set[Hours]) -> Hours | None:
    near = [other for other in _one_digit_off(str(hours)) if other.closes <= _DAY]
    shorter = [other for other in near if other.closes - other.opens <= _LONG]
    neighbours = [other for other in shorter if other in usual]
    if hours.closes > _DAY and not neighbours:
        neighbours = [other for other in shorter if _is_usual(other)]
    return neighbours[0] if neighbours else None


def _is_usual(hours: Hours) -> bool:
    in_the_day = hours.opens >= _EARLY and hours.closes <= _LATE
    return in_the_day and hours.closes - hours.opens >= _SHORT


def _one_digit_off(text: str) -> Iterator[Hours]:
    """Yield the hours that one other digit makes of a text, as far as there are such hours."""
    for place, char in enumerate(text):
        for digit in "0123456789" if char.isdigit() else "":
            if digit != char:
                try:
                    yield parse_hours(f"{text[:place]}{digit}{text[place + 1 :]}")
                except SlaClockError:
                    continue
