"""The questions in integers on which all others stand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slaclock import Calendar
from slaclock.calendars.years import Unknown
from slaclock.errors import CoverageError, InstantRangeError, NeverOpenError
from slaclock.instants import to_micros
from slaclock.spans import Span
from tests.calendars.made_years import HOUR, MISSING, Compiler, Desk, Few, utc
from tests.world import KOLKATA

INDIA = [{"country": "IN", "subdivision": "GJ"}]

OFFICE_HOURS = {"mon-fri": ["09:00-19:00"]}


def office() -> Calendar:
    """Return a fresh calendar, with nothing compiled."""
    return Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS)


def ist(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=KOLKATA)


class TestIntegers:
    def test_covering_answers_for_both_ends(self) -> None:
        first, last = to_micros(ist(2020, 5, 1)), to_micros(ist(2022, 5, 1))
        line = office().covering(first, last)
        assert line.start <= first
        assert last < line.end

    def test_spans_of_no_length_are_none(self) -> None:
        assert office().spans(10, 10) == []
        assert office().spans(11, 10) == []


class TestCoverage:
    def test_a_year_that_is_not_known_raises(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=INDIA)
        with pytest.raises(CoverageError, match=r"^holidays of IN-GJ in 2040: "):
            desk.is_open(ist(2040, 3, 6, 10))

    def test_the_last_known_year_is_answered_to_its_end(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=INDIA)
        desk.elapsed(ist(2026, 1, 1), ist(2034, 6, 1))
        assert desk.add(ist(2034, 12, 28, 18), "20 h") == ist(2035, 1, 1, 18)
        with pytest.raises(CoverageError, match="in 2036"):
            desk.add(ist(2035, 12, 28, 18), "60 h")

    def test_the_first_known_year_needs_no_year_before_it(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=INDIA)
        assert desk.is_open(ist(2001, 1, 2, 10))

    def test_what_was_asked_before_does_not_matter(self) -> None:
        years = [{"country": "IN", "years": [2024, 2026]}]
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=years)
        assert desk.is_open(ist(2024, 3, 6, 10))
        assert desk.is_open(ist(2026, 3, 6, 10))
        assert desk.is_open(ist(2024, 3, 7, 10))
        with pytest.raises(CoverageError, match="in 2025"):
            desk.elapsed(ist(2024, 3, 6), ist(2026, 3, 6))

    def test_the_year_that_is_asked_for_is_the_one_that_is_named(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS, holidays=INDIA)
        assert desk.is_open(ist(2027, 3, 5, 10))
        with pytest.raises(CoverageError, match="in 2040"):
            desk.is_open(ist(2040, 3, 6, 10))
        with pytest.raises(CoverageError, match="in 1990"):
            desk.is_open(ist(1990, 3, 6, 10))


class TestHundredYears:
    """What is 36,525 days away is found; a microsecond more is too far."""

    NOW = datetime(2026, 1, 2, tzinfo=UTC)
    FAR = datetime(2126, 1, 3, tzinfo=UTC)
    TICK = timedelta(microseconds=1)

    def rare(self, *days: str) -> Calendar:
        return Calendar(timezone="UTC", exceptions={key: ["00:00-01:00"] for key in days})

    def test_next_opening(self) -> None:
        desk = self.rare("2126-01-03")
        assert desk.next_open(self.NOW) == self.FAR
        with pytest.raises(NeverOpenError):
            desk.next_open(self.NOW - self.TICK)

    def test_amount_forward(self) -> None:
        desk = self.rare("2126-01-03")
        hour = timedelta(hours=1)
        assert desk.add(self.NOW + hour, hour) == self.FAR + hour
        with pytest.raises(NeverOpenError):
            desk.add(self.NOW + hour - self.TICK, hour)

    def test_amount_back(self) -> None:
        desk = self.rare("2026-01-02")
        hour = timedelta(hours=1)
        assert desk.subtract(self.FAR, hour) == self.NOW
        with pytest.raises(NeverOpenError):
            desk.subtract(self.FAR + self.TICK, hour)

    def test_business_day_forward_and_back(self) -> None:
        desk = self.rare("2026-01-02", "2126-01-03")
        assert desk.add_business_days(self.NOW, 1, business_day="same_time") == self.FAR
        far_end = self.FAR + timedelta(hours=1)
        found = desk.subtract_business_days(far_end, 1, business_day="close_of_business")
        assert found == self.NOW + timedelta(hours=1)


FIRST, FAR = utc(2026, 1, 2), utc(2126, 1, 3)  # 36,525 days apart
ONE_OF_THE_FIRST = (date(2026, 1, 2), FIRST, FIRST + HOUR)
NIGHT_TO_THE_FIRST = (date(2026, 1, 1), FIRST - HOUR, FIRST + HOUR)
ONE_OF_THE_FAR = (date(2126, 1, 3), FAR, FAR + HOUR)
AFTER_MIDNIGHT = (date(2126, 1, 3), FAR + 1, FAR + HOUR)


class TestTooFar:
    """What is just 100 years away is answered; what is a microsecond further is told apart."""

    def refused(self, ask: Callable[[], object]) -> tuple[str, str, str]:
        with pytest.raises(NeverOpenError) as caught:
            ask()
        return caught.value.start, caught.value.end, caught.value.wanted

    def test_opening(self) -> None:
        desk = Desk(Few(ONE_OF_THE_FAR))
        assert desk.start_after(FIRST) == FAR
        assert self.refused(lambda: desk.start_after(FIRST - 1)) == (
            "2026-01-01T23:59:59.999999+00:00",
            "2126-01-02T23:59:59.999999+00:00",
            "an opening",
        )

    def test_amount(self) -> None:
        desk = Desk(Few(ONE_OF_THE_FAR))
        assert desk.due(FIRST + HOUR, HOUR) == FAR + HOUR
        assert self.refused(lambda: desk.due(FIRST + HOUR - 1, HOUR)) == (
            "2026-01-02T00:59:59.999999+00:00",
            "2126-01-03T00:59:59.999999+00:00",
            "1 h",
        )

    def test_amount_back(self) -> None:
        desk = Desk(Few(ONE_OF_THE_FIRST))
        assert desk.latest_start(FAR, HOUR) == FIRST
        assert self.refused(lambda: desk.latest_start(FAR + 1, HOUR)) == (
            "2026-01-02T00:00:00.000001+00:00",
            "2126-01-03T00:00:00.000001+00:00",
            "1 h",
        )

    def test_closing_back(self) -> None:
        desk = Desk(Few(ONE_OF_THE_FIRST))
        assert desk.open_until(FAR + HOUR) == FIRST + HOUR
        assert self.refused(lambda: desk.open_until(FAR + HOUR + 1)) == (
            "2026-01-02T01:00:00.000001+00:00",
            "2126-01-03T01:00:00.000001+00:00",
            "an opening",
        )

    def test_business_days(self) -> None:
        desk = Desk(Few(NIGHT_TO_THE_FIRST, ONE_OF_THE_FAR))
        line, index = desk.days_after(FIRST, 1)
        assert (line.days[index].date, line.days[index + 1].date) == (
            date(2026, 1, 1),
            date(2126, 1, 3),
        )
        assert self.refused(lambda: desk.days_after(FIRST - 1, 1)) == (
            "2026-01-01T23:59:59.999999+00:00",
            "2126-01-02T23:59:59.999999+00:00",
            "1 business day",
        )
        assert self.refused(lambda: desk.days_after(FIRST, 2))[2] == "2 business days"

    def test_business_days_back(self) -> None:
        later = (date(2126, 1, 3), FAR, FAR + 2 * HOUR)
        desk = Desk(Few(ONE_OF_THE_FIRST, later))
        line, index = desk.days_before(FAR + HOUR, 1)
        assert (line.days[index - 1].date, line.days[index].date) == (
            date(2026, 1, 2),
            date(2126, 1, 3),
        )
        assert self.refused(lambda: desk.days_before(FAR + HOUR + 1, 1)) == (
            "2026-01-02T01:00:00.000001+00:00",
            "2126-01-03T01:00:00.000001+00:00",
            "1 business day",
        )

    def test_open_date(self) -> None:
        first = date(2026, 1, 2)
        line, index = Desk(Few(ONE_OF_THE_FAR)).day_from(FIRST, first, 0)
        assert line.days[index].date == date(2126, 1, 3)
        desk = Desk(Few(AFTER_MIDNIGHT))
        ends = ("2026-01-02T00:00:00+00:00", "2126-01-03T00:00:00+00:00")
        assert self.refused(lambda: desk.day_from(FIRST, first, 0)) == (*ends, "an open date")
        assert self.refused(lambda: desk.day_from(FIRST, first, 1)) == (*ends, "2 business days")

    def test_what_is_known_to_just_there_is_not_the_end_of_the_search(self) -> None:
        """The years that are compiled end at new year; the one that is looked for begins then."""
        start, far = utc(2025, 12, 31), utc(2126)
        desk = Desk(Few((date(2126, 1, 1), far, far + HOUR)))
        assert desk.covering(start, far - 1).end == far
        assert desk.start_after(start) == far
        other = Desk(Few((date(2126, 1, 1), far, far + HOUR)))
        other.covering(start, far - 1)
        line, index = other.day_from(start, date(2025, 12, 31), 0)
        assert line.day_starts[index] == far

    def test_what_is_known_from_just_there_is_not_the_end_of_the_search_back(self) -> None:
        closing, end = utc(2026), utc(2126, 1, 2)
        desk = Desk(Few((date(2025, 12, 31), closing - HOUR, closing)))
        assert desk.covering(closing, end - 1).start == closing
        assert desk.open_until(end) == closing

    def test_time_that_is_answered_for_ends_before(self) -> None:
        desk = Desk(Few())
        assert self.refused(lambda: desk.start_after(utc(9998, 6))) == (
            "9998-06-01T00:00:00+00:00",
            "9998-12-31T00:00:00+00:00",
            "an opening",
        )
        assert self.refused(lambda: desk.day_from(utc(9998, 6), date(9998, 6, 1), 0)) == (
            "9998-06-01T00:00:00+00:00",
            "9998-12-31T00:00:00+00:00",
            "an open date",
        )
        assert self.refused(lambda: desk.open_until(utc(2, 6))) == (
            "0002-01-02T00:00:00+00:00",
            "0002-06-01T00:00:00+00:00",
            "an opening",
        )

    def test_ends_are_told_in_the_zone_of_the_calendar(self) -> None:
        desk = Desk(Few(), KOLKATA)
        assert self.refused(lambda: desk.start_after(to_micros(ist(2026, 3, 2, 9)))) == (
            "2026-03-02T09:00:00+05:30",
            "2126-03-03T09:00:00+05:30",
            "an opening",
        )

    def test_span_of_just_a_thousand_years(self) -> None:
        desk, longest = Desk(Few()), 365_250 * 24 * HOUR
        assert desk.covering(FIRST, FIRST + longest).end == utc(3027)
        with pytest.raises(InstantRangeError) as caught:
            desk.covering(FIRST, FIRST + longest + 1)
        assert str(caught.value) == (
            "the span is out of range: 2026-01-02T00:00:00+00:00; at most 1,000 years at once"
        )


class TestUpToWhatIsNotKnown:
    """Open round the clock until new year 2027; of what comes then, nothing is known."""

    NEW_YEAR = utc(2027)

    def desk(self) -> Desk:
        return Desk(Compiler(opens=0, length=24, unknown=(2027,)))

    def test_span_that_ends_there_is_answered(self) -> None:
        end = self.NEW_YEAR
        assert self.desk().open_between(end - HOUR, end) == HOUR
        assert self.desk().open_between(end, end - HOUR) == -HOUR
        assert self.desk().spans(end - HOUR, end) == [Span(end - HOUR, end)]
        assert self.desk().unknown(end - HOUR, end) == []

    def test_way_back_from_there_is_answered(self) -> None:
        end = self.NEW_YEAR
        assert self.desk().open_until(end) == end
        assert self.desk().latest_start(end, HOUR) == end - HOUR
        assert self.desk().latest_start(end, 366 * 24 * HOUR) == utc(2025, 12, 31)

    def test_way_back_from_the_beginning_of_a_known_year(self) -> None:
        always, at = Desk(Compiler(opens=0, length=24)), self.NEW_YEAR + 1
        assert always.latest_start(at, HOUR) == at - HOUR

    def test_microsecond_more_is_not(self) -> None:
        end = self.NEW_YEAR + 1
        for ask in (
            lambda: self.desk().open_between(end - HOUR, end),
            lambda: self.desk().open_between(end, end - HOUR),
            lambda: self.desk().spans(end - HOUR, end),
            lambda: self.desk().open_until(end),
            lambda: self.desk().latest_start(end, HOUR),
        ):
            with pytest.raises(CoverageError, match="in 2027"):
                ask()
        assert self.desk().unknown(end - HOUR, end) == [
            Unknown(end - 1, end, MISSING, date(2027, 1, 1))
        ]

    def test_last_date_is_whole(self) -> None:
        assert self.desk().is_open_on(date(2026, 12, 31))
        line, index = self.desk().days_before(self.NEW_YEAR, 0)
        assert line.days[index].date == date(2026, 12, 31)
        assert self.desk().whole_day(line, index) == line.days[-1]

    def test_date_that_may_open_later_is_not_known(self) -> None:
        desk = Desk(Compiler(unknown=(2027,)))  # from 9 to 17
        assert not desk.covering(self.NEW_YEAR, self.NEW_YEAR).is_open(self.NEW_YEAR)
        with pytest.raises(CoverageError, match="in 2027"):
            desk.is_open_on(date(2027, 1, 1))

    def test_date_after_all_that_opens_is_closed(self) -> None:
        assert not Desk(Few(ONE_OF_THE_FIRST)).is_open_on(date(2026, 1, 3))


class TestLocalDate:
    """Of an ordinary day, and of days on which clocks change round midnight."""

    def test_begins_at_midnight_and_ends_before_the_next(self) -> None:
        desk = Desk(Few(), KOLKATA)
        midnight = to_micros(ist(2026, 3, 10))
        dates = [desk.local_date(midnight + step) for step in (-1, 0, 24 * HOUR - 1, 24 * HOUR)]
        assert [day.day for day in dates] == [9, 10, 10, 11]

    def test_hour_before_midnight_that_is_shown_again(self) -> None:
        """In St John's, 7 November 2010 began at 02:30 UTC; a minute later it was 23:01 again."""
        desk = Desk(Few(), ZoneInfo("America/St_Johns"))
        midnight = utc(2010, 11, 7, 2) + HOUR // 2
        assert desk.local_time(midnight + HOUR // 2) == datetime(2010, 11, 6, 23, 30)
        steps = (-1, 0, HOUR // 60, HOUR // 2, HOUR, 24 * HOUR, 25 * HOUR - 1, 25 * HOUR)
        found = [desk.local_date(midnight + step).day for step in steps]
        assert found == [6, 7, 7, 7, 7, 7, 7, 8]

    def test_midnight_that_is_left_out(self) -> None:
        """In Toronto clocks went from 23:30 to 00:30; what is left out moves on by that hour."""
        desk = Desk(Few(), ZoneInfo("America/Toronto"))
        change = utc(1919, 3, 31, 4) + HOUR // 2
        assert desk.local_time(change) == datetime(1919, 3, 31, 0, 30)
        assert desk.midnight(date(1919, 3, 31)) == change + HOUR // 2
        steps = (-1, 0, HOUR // 2 - 1, HOUR // 2)
        assert [desk.local_date(change + step).day for step in steps] == [30, 30, 30, 31]


class TestOwnZone:
    """Open on Mondays; 2 March 2026 is one. Asked with the very zone of the calendar."""

    def test_elapsed_within_years_that_are_compiled(self) -> None:
        desk = Calendar(timezone="Asia/Kolkata", hours={"mon": ["09:00-19:00"]})
        desk.elapsed(ist(2024, 1, 1), ist(2028, 1, 1))
        zone = desk.zone
        start, end = (datetime(2026, 3, 2, hour, tzinfo=zone) for hour in (8, 12))
        assert desk.elapsed(start, end) == timedelta(hours=3)


class TestRoundTheClock:
    """Every date is open from midnight to midnight; 10 March 2026 is a Tuesday."""

    DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-sun": ["00:00-24:00"]})

    def test_midnight_belongs_to_the_day_before_when_counted_back(self) -> None:
        for meaning in ("full_day", "same_time", "close_of_business"):
            found = self.DESK.subtract_business_days(ist(2026, 3, 10), 1, business_day=meaning)
            assert found == ist(2026, 3, 9)

    def test_midnight_belongs_to_the_day_after_when_counted_on(self) -> None:
        found = self.DESK.add_business_days(ist(2026, 3, 10), 1, business_day="close_of_business")
        assert found == ist(2026, 3, 12)

    def test_it_is_open_on_each_date_and_an_office_is_not(self) -> None:
        for day in range(1, 32):
            at = date(2026, 3, day)
            assert self.DESK.is_open_on(at)
            assert office().is_open_on(at) is (at.weekday() < 5)

    def test_only_hours_past_midnight_reach_into_the_next_date(self) -> None:
        assert not self.DESK.local_hours.reaches_past_midnight()
        night = Calendar(timezone="UTC", hours={"mon": ["22:00-00:01"]})
        assert night.local_hours.reaches_past_midnight()
