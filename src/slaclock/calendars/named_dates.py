"""Deadlines that name a date and a time: by `16:00`, with a cut-off, in calendar days or weeks.

Three questions are answered one after the other: from which date the days are counted
(`NamedDate.begun`), which date they lead to (`target` and `landing`), and which time of that
date it is (`instant`). The engines for many tickets ask the last two for each date from which
days may be counted, once; so only the first is written again, as steps.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Literal, NamedTuple

from slaclock.calendars.day_meanings import (
    DATED_MEANINGS,
    CloseOfBusiness,
    DatedMeaning,
    DayMeaning,
    DueRule,
    SameTime,
)
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import BusinessDay, Timeline
from slaclock.day_times import Cutoff, TimeOfDay
from slaclock.durations import NOTHING, Amount
from slaclock.errors import AmountError, UnknownNameError
from slaclock.instants import LATEST, from_micros, local_to_instant

__all__ = ["Begun", "CountedFrom", "NamedDate", "named_date_of", "named_rule"]

CountedFrom = Literal["start", "opened"]
"""From which date days are counted: that of the first open instant, or that of the event."""
_ONE_DAY = timedelta(days=1)
_NO_DATES: frozenset[date] = frozenset()
_COUNTED_FROM = ("start", "opened")


class Begun(NamedTuple):
    """Where a count of days begins.

    Attributes:
        at: The instant whose local time counts, in microseconds: the start, or the event.
        frame: The date from whose midnight that local time is told.
        day: The date from which the days are counted: *frame*, or a later one by the cut-off.
    """

    at: int
    frame: date
    day: date


class NamedDate(DueRule):
    """A date some days after another, and a time on it.

    Attributes:
        time: The meaning that gives the time; or a time of day, in hours or not.
        span: The calendar days, weeks or months to count; None for business days.
        cutoff: The time of a date after which it counts as the next one, or None.
        counted_from: Whether days are counted from the date of the first open instant
            (`start`), or from the date of the event, open or not (`opened`).
        lands_on: A calendar to whose next open date a deadline goes on, or None.

    A cut-off has no effect on a closed date.
    """

    name = "named_date"
    names_date = True

    time: DatedMeaning | TimeOfDay
    span: Amount | None = None
    cutoff: Cutoff | None = None
    counted_from: CountedFrom = "start"
    lands_on: OpenTime | None = None

    @property
    def words(self) -> str:  # type: ignore[override]
        """Return how the days are meant."""
        if isinstance(self.time, TimeOfDay):
            return f"by {self.time} of that date"
        return self.time.time_words.format("that date")

    @property
    def follows_start(self) -> bool:
        """Return whether the time of day is that at which the count begins."""
        return isinstance(self.time, DatedMeaning) and self.time.follows_start

    def due(
        self, calendar: OpenTime, at: int, count: int, without: Collection[date] = _NO_DATES
    ) -> int:
        """Return the deadline; never before *at*.

        Args:
            calendar: Whose business days count.
            at: When what is timed happened, in microseconds since the epoch, UTC.
            count: Business days, zero or more; ignored where *span* is counted.
            without: Dates that are left out of the count.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        begun = self.begun(calendar, at)
        target = self.target(calendar, at, begun.day, count, without)
        return max(self.instant(calendar, begun, target, self.landing(target)), at)

    def begun(self, calendar: OpenTime, at: int) -> Begun:
        """Return where the count begins for what happened *at* an instant."""
        if self.counted_from == "opened":
            day = calendar.local_date(at)
            is_late = self.is_after_cutoff(calendar, at, day) and calendar.is_open_on(day)
            return Begun(at, day, day + _ONE_DAY if is_late else day)
        start = calendar.start_after(at)
        line, first = calendar.days_after(start, 0)
        frame = line.days[first].date
        return Begun(start, frame, self.day_for(calendar, start, frame))

    def day_for(self, calendar: OpenTime, start: int, frame: date) -> date:
        """Return the date that a clock counts from: the first for which *start* is not too late.

        Args:
            calendar: Whose business days count.
            start: Where the clock starts, in microseconds.
            frame: The business day that *start* belongs to.
        """
        day = frame
        while self.is_after_cutoff(calendar, start, day):
            line, index = calendar.day_from(start, day + _ONE_DAY, 0)
            day = line.days[index].date
        return day

    def is_after_cutoff(self, calendar: OpenTime, at: int, day: date) -> bool:
        """Return whether an instant is too late for a date."""
        return self.cutoff is not None and at > self.cutoff.last_on(day, calendar.zone)

    def target(
        self,
        calendar: OpenTime,
        since: int,
        day: date,
        count: int,
        without: Collection[date] = _NO_DATES,
    ) -> BusinessDay:
        """Return the date that the days lead to from *day* on.

        Args:
            calendar: Whose business days count.
            since: From where on all must be known, in microseconds: when it happened.
            day: The date from which they are counted.
            count: Business days, where *span* counts none.
            without: Dates that are left out of the count.

        Returns:
            The date, with its windows where it is a business day that was counted.
        """
        if self.span is not None:
            return BusinessDay(self._later(calendar, since, day, without), ())
        first, skipped = (day + _ONE_DAY, count - 1) if count else (day, 0)
        since = since if count else min(since, calendar.midnight(day))
        line, index = calendar.day_from(since, first, skipped)
        extra = 0
        while (out := _left_out(line, without, first, line.days[index].date)) > extra:
            extra = out
            line, index = calendar.day_from(since, first, skipped + extra)
        return calendar.whole_day(line, index)

    def landing(self, target: BusinessDay) -> date:
        """Return *target*, or where that is closed the next date open by `lands_on`."""
        if self.lands_on is None:
            return target.date
        midnight = self.lands_on.midnight(target.date)
        line, index = self.lands_on.day_from(midnight, target.date, 0)
        return line.days[index].date

    def instant(self, calendar: OpenTime, begun: Begun, target: BusinessDay, landing: date) -> int:
        """Return the time of the date *landing* that is meant, in microseconds."""
        if isinstance(self.time, TimeOfDay):
            return self.time.on(landing, calendar.zone)
        if not target.windows:  # a span of the calendar may lead to a date that is closed
            local = calendar.local_time(begun.at) + (landing - begun.frame)
            return local_to_instant(local, calendar.zone)
        found = self.time.time_on(calendar, target, begun.frame, begun.at)
        if landing == target.date:
            return found
        local = calendar.local_time(found) + (landing - target.date)
        return local_to_instant(local, calendar.zone)

    def _later(self, calendar: OpenTime, since: int, day: date, without: Collection[date]) -> date:
        """Return the date that the span leads to; each date left out makes it a day longer."""
        assert self.span is not None
        extra = 0
        while True:
            found = _after_span(day, self.span, extra)
            if found is None:
                raise calendar.never_open(since, str(self.span))
            out = sum(day < other <= found for other in without)
            if out == extra:
                return found
            extra = out


def named_date_of(
    amount: Amount,
    meaning: DayMeaning | None,
    *,
    by: TimeOfDay | None = None,
    cutoff: Cutoff | None = None,
    counted_from: CountedFrom = "start",
    lands_on: OpenTime | None = None,
) -> NamedDate | None:
    """Return the rule of a promise that names a date; None where a meaning alone says it all.

    Args:
        amount: How much.
        meaning: What a business day is, where *amount* counts in them and there is no *by*.
        by: A time of day; with it the cut-off is that time unless another one is given.
        cutoff: The time of a date after which it counts as the next one.
        counted_from: From which date days are counted. It has no effect on open time, nor on
            a meaning that names no date.
        lands_on: A calendar to whose next open date a deadline goes on.

    Raises:
        AmountError: They do not go together.
        UnknownNameError: *counted_from* is neither `start` nor `opened`.
    """
    if counted_from not in _COUNTED_FROM:
        raise UnknownNameError("counted_from value", counted_from, _COUNTED_FROM)
    given = {"by": by, "cutoff": cutoff, "lands_on": lands_on}
    has_own_days = amount == NOTHING or amount.is_calendar or by is not None
    if amount.seconds or not (has_own_days or isinstance(meaning, DatedMeaning)):
        _refuse_date_words(amount, meaning, given)
        return None
    if amount == NOTHING and by is None:
        return NamedDate(_same_day(meaning), None, cutoff, "start", lands_on)
    if amount == NOTHING:
        _check_same_day(by, cutoff)
    if by is not None:
        return NamedDate(by, _span(amount), cutoff or Cutoff(by), counted_from, lands_on)
    if amount.is_calendar:
        return NamedDate(SameTime(), amount, cutoff, counted_from, lands_on)
    if cutoff is None and lands_on is None and counted_from == "start":
        return None
    assert isinstance(meaning, DatedMeaning)
    return NamedDate(meaning, None, cutoff, counted_from, lands_on)


def named_rule(rule: DueRule | None) -> NamedDate:
    """Return a rule that names a date as the general one, which can leave dates out."""
    if isinstance(rule, NamedDate):
        return rule
    assert isinstance(rule, DatedMeaning)
    return NamedDate(rule)


def _span(amount: Amount) -> Amount | None:
    return amount if amount.is_calendar else None


def _refuse_date_words(
    amount: Amount, meaning: DayMeaning | None, given: Mapping[str, object]
) -> None:
    """Refuse what only a promise that names a date can have."""
    name = next((name for name, value in given.items() if value is not None), None)
    if name is None:
        return
    what = "open time" if amount.seconds else f"counted in business days of {meaning}"
    names = " or ".join(one.name for one in DATED_MEANINGS)
    days = f"business days that are {names}, or calendar days"
    raise AmountError(str(amount), f"is {what} and names no date, so {name} needs {days}")


def _same_day(meaning: DayMeaning | None) -> CloseOfBusiness:
    """Return the meaning of the same day: its closing, which is always that of an open day.

    So days are counted from where the clock starts: what comes in after a closing is of the next.
    """
    if isinstance(meaning, CloseOfBusiness):
        return meaning
    times = "by = '17:00', or business_day = 'close_of_business' for its closing"
    raise AmountError("0 BD", f"is the same day, and needs a time of it: add {times}")


def _check_same_day(by: TimeOfDay | None, cutoff: Cutoff | None) -> None:
    assert by is not None
    if cutoff is not None and cutoff.time > by:
        problem = f"with by = '{by}' would be over before its cutoff, '{cutoff}'"
        raise AmountError("0 BD", f"{problem}; the cutoff must not be later")


def _after_span(day: date, span: Amount, extra: int) -> date | None:
    """Return the date a span later, and some days more; None past the last year."""
    months = day.year * 12 + day.month - 1 + span.months
    try:
        last = _first_of(months + 1) - _ONE_DAY
        found = min(_first_of(months) + (day.day - 1) * _ONE_DAY, last)
        found += timedelta(days=span.calendar_days + 7 * span.weeks + extra)
    except (ValueError, OverflowError):
        return None
    return found if found <= _LAST_DATE else None


def _left_out(line: Timeline, without: Collection[date], first: date, last: date) -> int:
    """Return how many business days from *first* to *last* are left out of the count."""
    inside = (day for day in without if first <= day <= last)
    return sum(line.days[line.day_from(day)].date == day for day in inside)


def _first_of(months: int) -> date:
    """Return the first date of the month that begins so many months after the year 0."""
    return date(months // 12, months % 12 + 1, 1)


_LAST_DATE = from_micros(LATEST, None).date() - 2 * _ONE_DAY
"""Dates that have both their midnights among the instants that are answered for."""
