"""A promise: how much may pass, and when that falls due.

It is open time, or a number of days. When it falls due is its own business (`Promise.due`), and
that of the meaning its days have.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import NamedTuple, Self

from slaclock.calendars.business_days import (
    DatedMeaning,
    DayCounted,
    DayMeaning,
    DueRule,
    Meaning,
    ShareMeaning,
    meaning_named,
)
from slaclock.calendars.named_dates import (
    CountedFrom,
    NamedDate,
    named_date_of,
    named_rule,
)
from slaclock.calendars.open_time import OpenTime
from slaclock.calendars.timeline import Timeline
from slaclock.day_times import Cutoff, TimeOfDay
from slaclock.durations import Amount
from slaclock.instants import MICROSECOND
from slaclock.lengths import format_micros
from slaclock.matrices.date_facts import date_facts

__all__ = ["Promise"]


class Promise(NamedTuple):
    """How much may pass: open time in microseconds, or days and what they are.

    Equal promises on one calendar fall due together, whatever metric they are for; so engines
    that answer for many tickets keep their answers by calendar and promise.

    Attributes:
        micros: Open time; 0 where days count.
        business_days: How many business days; 0 where something else counts.
        meaning: What a business day is, or how a date is named; None for open time.
    """

    micros: int
    business_days: int = 0
    meaning: DueRule | None = None

    @classmethod
    def of(
        cls,
        amount: Amount,
        business_day: Meaning | DayMeaning | None,
        *,
        by: TimeOfDay | None = None,
        cutoff: Cutoff | None = None,
        counted_from: CountedFrom | None = None,
        lands_on: OpenTime | None = None,
    ) -> Self:
        """Return the promise of an amount; business days of a fixed length are open time.

        Args:
            amount: How much: open time, business days, or calendar days, weeks or months.
            business_day: What a business day is, where *amount* counts in them; not needed
                beside *by*.
            by: The time of the date on which it falls due, instead of what a meaning says.
            cutoff: The time of a date after which the next one is counted from; *by* where
                that is given and this is not.
            counted_from: Whether days are counted from the date of the first open instant
                (`start`, also if None), or from that of the event (`opened`). It has no effect
                where no date is named.
            lands_on: A calendar to whose next open date the deadline goes on.

        Raises:
            AmountError: They do not go together, such as a cut-off with open time.
            UnknownNameError: *counted_from* is neither of the two.
        """
        meaning = None if business_day is None else meaning_named(business_day)
        date = named_date_of(
            amount,
            meaning,
            by=by,
            cutoff=cutoff,
            counted_from=counted_from or "start",
            lands_on=lands_on,
        )
        if date is not None:
            return cls(0, amount.business_days, date)
        if not amount.business_days:
            return cls(amount.micros)
        assert meaning is not None
        micros = meaning.open_micros(amount.business_days)
        return cls(0, amount.business_days, meaning) if micros is None else cls(micros)

    @property
    def names_date(self) -> bool:
        """Return whether it names a date and a time, and no amount that is used up."""
        return self.meaning is not None and self.meaning.names_date

    @property
    def shares(self) -> ShareMeaning | None:
        """Return the meaning where a clock counts shares of business days; else None."""
        return None if self.meaning is None else self.meaning.shares

    @property
    def dated(self) -> DatedMeaning | None:
        """Return the meaning where it names a date and a time; else None."""
        return None if self.meaning is None else self.meaning.dated

    def due(self, calendar: OpenTime, at: int) -> int:
        """Return when it falls due, if the clock is not stopped.

        Args:
            calendar: Whose open time and business days count.
            at: When the event happened that starts the metric, in microseconds since the
                epoch, UTC. The clock itself starts at the first open instant from there on.

        Raises:
            NeverOpenError: Not enough open time or business days within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        if self.meaning is None:
            return calendar.due(at, self.micros)
        return self.meaning.due(calendar, at, self.business_days)

    def due_without(self, calendar: OpenTime, at: int, dates: Collection[date]) -> int:
        """Return `due` with some dates left out of the count; only where a date is named."""
        return named_rule(self.meaning).due(calendar, at, self.business_days, dates)

    def quick_due(self, line: Timeline, reading: timedelta) -> timedelta | None:
        """Return `due` by the open clock alone; None where more has to be asked."""
        if self.meaning is None:
            return line.exact.at_reading(reading + MICROSECOND * self.micros)
        return self.meaning.quick_due(line, reading, self.business_days)

    def day_facts(
        self, calendar: OpenTime, start: int, due: int, without: Collection[date] = ()
    ) -> tuple[str, ...]:
        """Return how the days were counted, in words; nothing where the amount says it all.

        That is where a date is named, and where days of unequal length were counted. Shares of
        those add up to the number of business days; the last one is rounded up to a whole
        second.

        Args:
            calendar: Whose business days count.
            start: When the event happened that starts the metric.
            due: The deadline.
            without: Dates that were left out of the count.
        """
        shares = self.shares
        if shares is not None:
            days = shares.days_counted(calendar, start, due, self.business_days)
            return tuple(map(_day_text, days))
        if isinstance(self.meaning, NamedDate | DatedMeaning):
            rule = named_rule(self.meaning)
            return date_facts(rule, calendar, start, self.business_days, without)
        return ()


def _day_text(day: DayCounted) -> str:
    """Return a day that was counted, in words: `Mon 2026-03-02, 10 h: 3/5 BD in 6 h`."""
    length, counted = format_micros(day.length), format_micros(day.counted)
    return f"{day.date}, {length}: {day.share} BD in {counted}"
