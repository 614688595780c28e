"""How a date was counted, in words: from which date, over which days, to which time.

These are facts that stand above the rows of a ledger. The count itself is in
`slaclock.calendars.named_dates`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from slaclock.calendars.named_dates import Begun, NamedDate
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import BusinessDay
from slaclock.date_words import show_date
from slaclock.day_times import TimeOfDay

__all__ = ["date_facts"]

MOST_LISTED = 40
"""How many business days are named one by one."""


def date_facts(
    rule: NamedDate, calendar: OpenTime, at: int, count: int, without: Collection[date] = ()
) -> tuple[str, ...]:
    """Return how the date of a deadline was counted, in words.

    Args:
        rule: How it is named.
        calendar: Whose business days count.
        at: When what is timed happened, in microseconds since the epoch.
        count: Business days, where *rule* counts them.
        without: Dates that were left out of the count.

    Raises:
        NeverOpenError: Fewer business days than that within 100 years.
        CoverageError: The holidays of a year on the way are not known.
    """
    begun = rule.begun(calendar, at)
    target = rule.target(calendar, at, begun.day, count, without)
    facts = [
        _begun_text(rule, calendar, begun),
        *_counted(rule, calendar, at, begun, target, without),
    ]
    landing = rule.landing(target)
    if landing != target.date:
        facts.append(f"closed on {show_date(target.date)}, so it goes on to {show_date(landing)}")
    due = calendar.local_time(rule.instant(calendar, begun, target, landing))
    return (*facts, _time_text(rule, calendar.local_time(begun.at), landing, due))


def _begun_text(rule: NamedDate, calendar: OpenTime, begun: Begun) -> str:
    """Return from which date the days are counted, and why."""
    if begun.day != begun.frame:
        at = calendar.local_time(begun.at)
        late = f"{_clock(at)} on {show_date(at.date())} is past the cutoff, {rule.cutoff}"
        return f"counted from {show_date(begun.day)}: {late}"
    what = "the date of the event" if rule.counted_from == "opened" else "where the clock starts"
    return f"counted from {show_date(begun.day)}, {what}"


def _counted(
    rule: NamedDate,
    calendar: OpenTime,
    at: int,
    begun: Begun,
    target: BusinessDay,
    without: Collection[date],
) -> Iterator[str]:
    """Yield the days that were counted, and those that were left out."""
    out = sorted(day for day in without if begun.day < day <= target.date)
    if rule.span is not None:
        yield f"{rule.span} on: {show_date(target.date)}"
    elif target.date > begun.day:
        days = list(_business_days(calendar, at, begun.day, target.date, out))
        yield f"business days counted: {_listed(days)}"
    if out:
        yield f"left out of the count, since a pause touched them: {_listed(out)}"


def _business_days(
    calendar: OpenTime, since: int, day: date, last: date, out: Collection[date]
) -> Iterator[date]:
    """Yield the business days after a date, up to the last one, without those left out."""
    line, end = calendar.day_from(since, last, 0)
    for found in line.days[line.day_from(day + timedelta(days=1)) : end + 1]:
        if found.date not in out:
            yield found.date


def _listed(days: list[date]) -> str:
    if len(days) > MOST_LISTED:
        return f"{len(days)}, from {show_date(days[0])} to {show_date(days[-1])}"
    return ", ".join(map(show_date, days))


def _time_text(rule: NamedDate, begun: datetime, landing: date, due: datetime) -> str:
    """Return the time of the date, and why it is that."""
    if isinstance(rule.time, TimeOfDay):
        return f"due by {rule.time} on {show_date(landing)}"
    told = f"due at {rule.time.time_words.format(show_date(landing))}"
    if not rule.follows_start or due.time() == begun.time():
        return told
    return f"{told}, moved from {_clock(begun)} to {_clock(due)}"


def _clock(local: datetime) -> str:
    shown = local.time()
    return shown.isoformat("auto" if shown.second or shown.microsecond else "minutes")
