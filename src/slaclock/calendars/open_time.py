"""Open time in integers: the questions on which all others stand.

Instants are microseconds since the epoch, UTC. The doors that take datetimes are in
`slaclock.calendars.base`; how a timeline comes about is in `slaclock.calendars.years`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from slaclock.calendars.timeline import BusinessDay, Timeline
from slaclock.calendars.years import CompiledYears, Dates, Unknown
from slaclock.durations import Amount
from slaclock.errors import InstantRangeError, NeverOpenError
from slaclock.frozen import Frozen
from slaclock.instants import DAY, EARLIEST, LATEST, SECOND, epoch_in, from_micros
from slaclock.spans import Span

__all__ = ["HORIZON", "LONGEST_SPAN", "OpenTime"]

HORIZON = 36_525 * DAY
"""How far a search for open time looks: 100 years."""
LONGEST_SPAN = 10 * HORIZON
"""The longest span that `elapsed` and `windows` take: 1,000 years."""
T = TypeVar("T")
_ONE_DAY = timedelta(days=1)


class OpenTime(Frozen, ABC):
    """Answer questions about open time in integers.

    Attributes:
        zone: Whose midnights begin its dates.
        local_epoch: `epoch_in` of that zone.
    """

    __slots__ = ("_fingerprint", "_years", "local_epoch", "zone")

    zone: tzinfo
    local_epoch: datetime
    _fingerprint: str
    _years: CompiledYears

    def _prepare(self, zone: tzinfo) -> None:
        years = CompiledYears(zone, self._compile, overnight=self._reaches_past_midnight())
        self._set(zone=zone, local_epoch=epoch_in(zone), _fingerprint="", _years=years)

    @abstractmethod
    def _compile(self, first: date, last: date) -> Dates:
        """Return what the dates from *first* to *last*, both included, come to."""

    @abstractmethod
    def _reaches_past_midnight(self) -> bool:
        """Return whether hours of one date may be open on the next."""

    def due(self, start: int, micros: int) -> int:
        """Return `add` in integers: the first instant with *micros* elapsed since *start*."""
        if not micros:
            return start
        line = self.covering(start, start)
        found = line.at_reading(line.reading(start) + micros)
        if found is None:
            wanted = in_words(micros)
            found = self._search(
                start, lambda line: line.at_reading(line.reading(start) + micros), wanted
            )
        if found - start > HORIZON:
            raise self.never_open(start, in_words(micros))
        return found

    def latest_start(self, end: int, micros: int) -> int:
        """Return `subtract` in integers: the last instant with *micros* open from it to *end*.

        Args:
            end: Microseconds since the epoch, UTC.
            micros: More than zero.
        """

        def found_in(line: Timeline) -> int | None:
            return line.last_at_reading(line.reading(end) - micros)

        found = self._search_back(end, found_in, in_words(micros))
        if end - found > HORIZON:
            raise self._never_open_before(end, in_words(micros))
        return found

    def start_after(self, instant: int) -> int:
        """Return `next_open` in integers."""
        found = self.covering(instant, instant).next_open(instant)
        if found is None:
            found = self._search(instant, lambda line: line.next_open(instant), "an opening")
        if found - instant > HORIZON:
            raise self.never_open(instant, "an opening")
        return found

    def open_between(self, start: int, end: int) -> int:
        """Return `elapsed` in integers; negative when *end* is before *start*."""
        if start == end:
            return 0
        line = self.covering(min(start, end), max(start, end) - 1)
        return line.reading(end) - line.reading(start)

    def spans(self, start: int, end: int) -> list[Span]:
        """Return `windows` in integers; none unless *start* is before *end*."""
        if end <= start:
            return []
        return self.covering(start, end - 1).windows(start, end)

    @property
    def compiled(self) -> Timeline:
        """Return the timeline that answered last; it may answer for nothing yet."""
        return self._years.line

    def covering(self, first: int, last: int) -> Timeline:
        """Return a timeline that answers for the instants *first* to *last*, both included.

        Raises:
            InstantRangeError: The two are over 1,000 years apart.
            CoverageError: The holidays of a year are not known, and what is open between the
                two depends on them.
        """
        if last - first > LONGEST_SPAN:
            raise InstantRangeError("the span", self._text(first), "at most 1,000 years at once")
        line = self._years.line  # that of the question before answers most
        if line.start <= first and last < line.end:
            return line
        return self._years.covering(first, last)

    def unknown(self, start: int, end: int) -> list[Unknown]:
        """Return the parts of `[start, end)` that may be open or not, with the reason; in order."""
        return self._years.parts(start, end)[1]

    def midnight(self, day: date) -> int:
        """Return the instant at which a local date begins."""
        return self._years.midnight(day)

    def local_time(self, instant: int) -> datetime:
        """Return what the clocks of the calendar's zone show at an instant."""
        return from_micros(instant, self.zone).replace(tzinfo=None)

    def local_date(self, instant: int) -> date:
        """Return the local date that an instant belongs to.

        A date begins at its first midnight, for good: where clocks go back over midnight, the
        hour that is shown twice belongs to the new date. So a later instant never has an
        earlier date.
        """
        day = self.local_time(instant).date() + _ONE_DAY
        while instant < self.midnight(day):
            day -= _ONE_DAY
        return day

    def is_open_on(self, day: date) -> bool:
        """Return whether a date is a business day.

        Raises:
            CoverageError: That is not known.
        """
        start = self.midnight(day)
        line = self.covering(start, max(self.midnight(day + _ONE_DAY) - 1, start))
        index = line.day_from(day)
        return index < len(line.days) and line.days[index].date == day

    def days_after(self, instant: int, count: int) -> tuple[Timeline, int]:
        """Return a timeline with *count* business days after that of the open *instant*.

        Returns:
            The timeline, and the index of the business day that *instant* belongs to.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years.
            CoverageError: The holidays of a year on the way are not known.
        """
        line = self.covering(instant, instant)
        index = line.day_at(instant)
        if index + count >= len(line.days):

            def enough(line: Timeline) -> tuple[Timeline, int] | None:
                index = line.day_at(instant)
                return (line, index) if index + count < len(line.days) else None

            line, index = self._search(instant, enough, _days_in_words(count))
        if line.day_starts[index + count] - instant > HORIZON:
            raise self.never_open(instant, _days_in_words(count))
        return line, index

    def never_open(self, start: int, wanted: str) -> NeverOpenError:
        """Return the error that nothing wanted lies within 100 years after *start*."""
        return NeverOpenError(self._text(start), self._text(start + HORIZON), wanted)

    def days_before(self, instant: int, count: int) -> tuple[Timeline, int]:
        """Return a timeline with *count* business days before that of the open time at *instant*.

        Args:
            instant: Inside a window, or a closing; the day is the one open just before it.
            count: Business days before that one.

        Returns:
            The timeline, and the index of the business day that *instant* belongs to.

        Raises:
            NeverOpenError: Fewer business days than that within the 100 years before.
            CoverageError: The holidays of a year on the way are not known.
        """

        def enough(line: Timeline) -> tuple[Timeline, int] | None:
            index = line.day_at(instant - 1)
            return (line, index) if index >= count else None

        wanted = _days_in_words(count)
        line, index = self._search_back(instant, enough, wanted)
        self.check_rest_of_day(line, index)
        if instant - line.days[index - count].windows[-1].end > HORIZON:
            raise self._never_open_before(instant, wanted)
        return line, index

    def whole_day(self, line: Timeline, index: int) -> BusinessDay:
        """Return a business day; a `CoverageError` if what follows on it is not known."""
        self.check_rest_of_day(line, index)
        return line.days[index]

    def check_rest_of_day(self, line: Timeline, index: int) -> None:
        """Raise a `CoverageError` if what follows on a business day is not known.

        How long the day is hangs on it, and so does the share of it that an instant stands for.
        Of combined calendars one may know the night that reaches into a date, and another not
        what the date itself has.
        """
        if index + 1 < len(line.days):
            return  # the next one is known, and so is what lies between
        day = line.days[index]
        begins, ends = day.windows[0].start, day.windows[-1].end
        self.covering(begins, max(ends, self.midnight(day.date + _ONE_DAY)) - 1)

    def day_from(self, since: int, first: date, skipped: int) -> tuple[Timeline, int]:
        """Return the business day after *skipped* others on or after a date.

        Args:
            since: From where on all must be known, in microseconds since the epoch; not after
                the beginning of *first* where that date may be the one.
            first: The earliest date that counts.
            skipped: How many business days come before.

        Returns:
            A timeline, and the index of the day in it.

        Raises:
            NeverOpenError: Fewer business days than that within 100 years of *first*.
            CoverageError: The holidays of a year on the way are not known.
        """
        wanted = "an open date" if not skipped else f"{skipped + 1} business days"
        begins, line = self.midnight(first), self.covering(since, since)
        while (index := line.day_from(first) + skipped) >= len(line.days):
            if line.end > min(begins + HORIZON, LATEST):
                raise self.never_open(begins, wanted)
            line = self.covering(since, line.end)
        if line.day_starts[index] - begins > HORIZON:
            raise self.never_open(begins, wanted)
        return line, index

    def open_until(self, instant: int) -> int:
        """Return *instant* if it is open just before it, else the latest closing before it.

        Raises:
            NeverOpenError: Nothing was open within the 100 years before.
            CoverageError: The holidays of a year on the way are not known.
        """
        found = self._search_back(instant, lambda line: line.open_until(instant), "an opening")
        if instant - found > HORIZON:
            raise self._never_open_before(instant, "an opening")
        return found

    def _search(self, start: int, ask: Callable[[Timeline], T | None], wanted: str) -> T:
        """Ask longer and longer timelines, up to 100 years past *start*."""
        line = self.covering(start, start)
        while (found := ask(line)) is None:
            if line.end > min(start + HORIZON, LATEST):
                raise self.never_open(start, wanted)
            line = self.covering(start, line.end)
        return found

    def _search_back(self, end: int, ask: Callable[[Timeline], T | None], wanted: str) -> T:
        """Ask timelines that reach further and further back, up to 100 years before *end*."""
        last = end - 1
        line = self.covering(last, last)
        while (found := ask(line)) is None:
            if line.start < max(end - HORIZON, EARLIEST):
                raise self._never_open_before(end, wanted)
            line = self.covering(line.start - 1, last)
        return found

    def _never_open_before(self, end: int, wanted: str) -> NeverOpenError:
        return NeverOpenError(self._text(max(end - HORIZON, EARLIEST)), self._text(end), wanted)

    def _text(self, instant: int) -> str:
        return from_micros(min(instant, LATEST), self.zone).isoformat()


def in_words(micros: int) -> str:
    """Return an amount of open time as an error names it."""
    return str(Amount(seconds=micros // SECOND))


def _days_in_words(count: int) -> str:
    return "1 business day" if count == 1 else f"{count} business days"
