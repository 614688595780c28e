"""Growth: alone, on years that a plain function makes up, and by its law on whole calendars."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.calendars import years as years_module
from slaclock.calendars.combined import Combinable
from slaclock.calendars.holidays import Holiday
from slaclock.calendars.years import CompiledYears, Unknown
from slaclock.errors import CoverageError, SlaClockError
from slaclock.spans import Span
from slaclock.testing import SyntheticZone
from tests.calendars.made_years import HOUR, MISSING, Compiler, Few, utc
from tests.strategies import day_hours, overnight, ranges


def day_years(**kinds: Any) -> tuple[CompiledYears, Compiler]:
    compiler = Compiler(**kinds)
    return CompiledYears(UTC, compiler, overnight=False), compiler


def night_years(**kinds: Any) -> tuple[CompiledYears, Compiler]:
    compiler = Compiler(opens=22, **kinds)
    return CompiledYears(UTC, compiler, overnight=True), compiler


class TestGrowth:
    def test_nothing_is_compiled_before_it_is_asked(self) -> None:
        years, compiler = day_years()
        assert compiler.asked == []
        assert years.line.start == years.line.end

    def test_one_question_compiles_its_year(self) -> None:
        years, compiler = day_years()
        line = years.covering(utc(2026, 6), utc(2026, 6))
        assert (line.start, line.end) == (utc(2026), utc(2027))
        assert compiler.asked == [(date(2026, 1, 1), date(2026, 12, 31))]

    def test_a_year_is_compiled_once(self) -> None:
        years, compiler = day_years()
        for year in (2026, 2027, 2025, 2026, 2028):
            years.covering(utc(year, 6), utc(year, 6))
        assert len(compiler.asked) == len(set(compiler.asked))

    def test_years_next_to_each_other_grow_together(self) -> None:
        years, _ = day_years()
        years.covering(utc(2026), utc(2026))
        line = years.covering(utc(2027), utc(2027))
        assert line.start <= utc(2026)
        assert line.end > utc(2027)

    def test_years_apart_stay_apart_and_both_are_kept(self) -> None:
        years, compiler = day_years()
        near, far = utc(2026, 6), utc(2255, 6)
        for _ in range(50):
            assert len(years.covering(near, near).days) == 365
            assert len(years.covering(far, far).days) == 365
        assert len(compiler.asked) == 2

    def test_years_in_a_row_do_not_grow_for_ever(self) -> None:
        years, _ = day_years(every=30)
        longest = 0
        for year in range(1900, 2050):
            longest = max(longest, len(years.covering(utc(year, 6), utc(year, 6)).days))
        assert longest <= (128 + 16) * 13

    def test_the_night_of_new_year_needs_the_next_year_and_no_more(self) -> None:
        years, _ = night_years()
        line = years.covering(utc(2026, 12, 31, 23), utc(2026, 12, 31, 23))
        assert line.next_close(utc(2026, 12, 31, 23)) == utc(2027, 1, 1, 6)
        fresh, compiler = night_years()
        assert fresh.covering(utc(2027, 1, 1, 3), utc(2027, 1, 1, 3)).is_open(utc(2027, 1, 1, 3))
        assert (date(2026, 12, 30), date(2026, 12, 31)) in compiler.asked


class TestHowMuchIsCompiled:
    """A timeline that grows is doubled on that side: at most 16 years more than are asked."""

    @pytest.mark.parametrize(
        ("known", "asked", "found"),
        [
            pytest.param((2026, 2026), (2027, 2027), (2026, 2027), id="next year"),
            pytest.param((2026, 2026), (2025, 2025), (2025, 2026), id="year before"),
            pytest.param((2026, 2027), (2028, 2028), (2026, 2029), id="two make four"),
            pytest.param((2026, 2027), (2025, 2025), (2024, 2027), id="two make four, back"),
            pytest.param((2026, 2029), (2030, 2030), (2026, 2033), id="four make eight"),
            pytest.param((2000, 2019), (2020, 2020), (2000, 2036), id="at most 16 more"),
            pytest.param((2000, 2019), (1999, 1999), (1983, 2019), id="at most 16 more, back"),
            pytest.param((2026, 2027), (2025, 2028), (2024, 2029), id="on both sides"),
            pytest.param((2026, 2027), (2025, 2027), (2024, 2027), id="only back"),
            pytest.param((2026, 2027), (2026, 2028), (2026, 2029), id="only on"),
            pytest.param((2026, 2026), (2028, 2028), (2028, 2028), id="a year lies between"),
            pytest.param((2026, 2026), (2024, 2024), (2024, 2024), id="a year lies between, back"),
            pytest.param((9995, 9997), (9998, 9998), (9995, 9998), id="to the last year"),
            pytest.param((2, 4), (1, 1), (1, 4), id="to the first year"),
            pytest.param((1900, 2026), (2027, 2027), (1900, 2043), id="128 years are joined"),
            pytest.param((1899, 2026), (2027, 2027), (2027, 2027), id="129 years are not"),
            pytest.param((1900, 2026), (1899, 1899), (1883, 2026), id="128 years, back"),
            pytest.param((1899, 2026), (1898, 1898), (1898, 1898), id="129 years, back"),
        ],
    )
    def test_years_next_to_known_ones(
        self, known: tuple[int, int], asked: tuple[int, int], found: tuple[int, int]
    ) -> None:
        years, compiler = day_years(every=30)
        for first, last in (known, asked):
            line = years.covering(utc(first, 6), utc(last, 6))
        assert (line.days[0].date.year, line.days[-1].date.year) == found
        assert len(compiler.asked) == len(set(compiler.asked))
        assert years.line is years.covering(utc(asked[0], 6), utc(asked[1], 6)) is line

    @pytest.mark.parametrize(
        ("asked", "kept"),
        [
            pytest.param((2020, 2030, 2026, 2027), [2026, 2030, 2020], id="grown on"),
            pytest.param((2020, 2030, 2026, 2025), [2025, 2030, 2020], id="grown back"),
            pytest.param((2020, 2026, 2030, 2027, 2029), [2029, 2026, 2020], id="another one"),
        ],
    )
    def test_what_a_longer_timeline_holds_is_not_kept_beside_it(
        self, asked: tuple[int, ...], kept: list[int]
    ) -> None:
        years, _ = day_years(every=30)
        for year in asked:
            years.covering(utc(year, 6), utc(year, 6))
        assert [grown.line.days[0].date.year for grown in years._lines] == kept

    def test_sixteen_timelines_are_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(years_module, "MOST_YEARS", 0)
        years, compiler = day_years()
        moments = [utc(year, 6) for year in range(1900, 1932, 2)]
        lines = [years.covering(at, at) for at in moments]
        assert [years.covering(at, at) for at in moments] == lines
        assert len(compiler.asked) == 16
        years.covering(utc(2000, 6), utc(2000, 6))
        assert years.covering(moments[1], moments[1]) is lines[1]
        assert years.covering(moments[0], moments[0]) is not lines[0]
        assert len(compiler.asked) == 18

    def test_so_many_years_are_kept_and_no_more(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(years_module, "MOST_YEARS", 3)
        years, compiler = day_years()
        for year in (2000, 2010, 2020):
            years.covering(utc(year, 6), utc(year, 6))
        years.covering(utc(2001, 6), utc(2001, 6))  # the fourth
        years.covering(utc(2011, 6), utc(2011, 6))
        first_days = [first for first, _ in compiler.asked]
        assert first_days == [date(year, 1, 1) for year in (2000, 2010, 2020, 2001, 2010, 2011)]


class TestEnds:
    """Years 1 and 9998 are the first and the last of which dates are compiled."""

    def test_first_year_begins_with_its_first_night(self) -> None:
        years, compiler = night_years()
        line = years.covering(utc(1, 6), utc(1, 6))
        assert (line.start, line.end) == (utc(1), utc(1, 12, 31, 22))
        assert years.parts(utc(1), utc(1, 1, 2)) == ([Span(utc(1, 1, 1, 22), utc(1, 1, 2))], [])
        assert compiler.asked == [(date(1, 1, 1), date(1, 12, 31))]
        second, compiler = night_years()
        assert second.covering(utc(2), utc(2)).is_open(utc(2))
        assert (date(1, 12, 30), date(1, 12, 31)) in compiler.asked

    def test_last_night_is_known_to_its_end(self) -> None:
        years, compiler = night_years()
        line = years.covering(utc(9998, 12, 31, 23), utc(9998, 12, 31, 23))
        assert line.next_close(utc(9998, 12, 31, 23)) == utc(9999, 1, 1, 6)
        assert line.days[-1].date == date(9998, 12, 31)
        assert years.parts(utc(9999), utc(9999, 1, 2)) == (
            [Span(utc(9999), utc(9999, 1, 1, 6))],
            [],
        )
        assert max(compiler.asked) == (date(9998, 1, 1), date(9998, 12, 31))

    def test_opening_of_the_last_night_is_answered(self) -> None:
        years, _ = night_years()
        assert years.covering(utc(2026, 12, 31, 22) - 1, utc(2026, 12, 31, 22) - 1).end == utc(
            2026, 12, 31, 22
        )
        line = night_years()[0].covering(utc(2026, 12, 31, 22), utc(2026, 12, 31, 22))
        assert line.next_close(utc(2026, 12, 31, 22)) == utc(2027, 1, 1, 6)

    def test_nights_are_whole_or_left_out(self) -> None:
        years, compiler = night_years()
        line = years.covering(utc(2026, 6), utc(2026, 6))
        assert (line.start, line.end) == (utc(2025, 12, 31, 6), utc(2026, 12, 31, 22))
        assert (line.days[0].date, line.days[-1].date) == (date(2025, 12, 31), date(2026, 12, 30))
        assert (line.opens[0], line.closes[-1]) == (utc(2025, 12, 31, 22), utc(2026, 12, 31, 6))
        assert sorted(compiler.asked) == [
            (date(2025, 12, 30), date(2025, 12, 31)),
            (date(2026, 1, 1), date(2026, 12, 31)),
        ]

    def test_a_kept_timeline_answers_from_its_first_instant_on(self) -> None:
        years, _ = day_years()
        line = years.covering(utc(2026), utc(2026))
        years.covering(utc(2000), utc(2000))
        assert years.covering(utc(2026), utc(2027) - 1) is line
        assert years.line is line

    def test_timeline_that_was_asked_last_is_at_hand(self) -> None:
        years, _ = day_years()
        first, second = (years.covering(utc(year, 6), utc(year, 6)) for year in (2000, 2026))
        assert years.line is second
        assert years.covering(utc(2000, 7), utc(2000, 7)) is years.line is first

    def test_parts_need_no_year_that_only_begins_where_they_end(self) -> None:
        years, compiler = day_years()
        years.parts(utc(2026, 12, 31), utc(2027))
        assert compiler.asked == [(date(2026, 1, 1), date(2026, 12, 31))]

    HOUR_OF_CHANGE = datetime(2025, 12, 31, 23, 30)

    def test_clocks_that_go_on_over_new_year(self) -> None:
        """From 23:30 to 00:30: until 01:00 by the new clocks it is the old year's last date."""
        zone = SyntheticZone(timedelta(0), [(self.HOUR_OF_CHANGE, timedelta(hours=1))])
        years = CompiledYears(zone, Compiler(), overnight=False)
        shown = utc(2025, 12, 31, 23) + 3 * HOUR // 4
        assert years.midnight(date(2026, 1, 1)) == utc(2026)
        line = years.covering(shown, shown)
        assert (line.start, line.end) == (utc(2025), utc(2026, 12, 31, 23))

    def test_clocks_that_go_back_over_new_year(self) -> None:
        """At 00:30 it is 23:30 again: of the first date of the year, which has begun for good."""
        zone = SyntheticZone(timedelta(hours=1), [(self.HOUR_OF_CHANGE, timedelta(0))])
        years = CompiledYears(zone, Compiler(), overnight=False)
        shown = utc(2025, 12, 31, 23) + 3 * HOUR // 4
        assert years.midnight(date(2026, 1, 1)) == utc(2025, 12, 31, 23)
        line = years.covering(shown, shown)
        assert (line.start, line.end) == (utc(2024, 12, 31, 23), utc(2027))


class TestUnknownPartOfADay:
    """Monday 2 March 2026 is open from 9 to 12 and from 15 to 18; of 13 to 14 nothing is known."""

    def at(self, hour: int) -> int:
        return utc(2026, 3, 2, hour)

    def years(self) -> CompiledYears:
        hours = map(self.at, (9, 12, 15, 18))
        unknown = Unknown(self.at(13), self.at(14), MISSING, date(2026, 3, 2))
        few = Few((date(2026, 3, 2), *hours), unknown=(unknown,))
        return CompiledYears(UTC, few, overnight=False)

    @pytest.mark.parametrize(
        ("first", "last"),
        [(9, 9), (11, 11), (12, 12), (13, 13), (14, 14), (17, 17), (8, 9), (17, 18), (0, 23)],
    )
    def test_the_whole_business_day_is_not_known(self, first: int, last: int) -> None:
        with pytest.raises(CoverageError, match="of nowhere in 2027"):
            self.years().covering(self.at(first), self.at(last))

    def test_what_comes_before_and_after_is(self) -> None:
        years = self.years()
        morning, evening = (years.covering(self.at(hour), self.at(hour)) for hour in (8, 18))
        assert (morning.start, morning.end) == (utc(2026), self.at(9))
        assert (evening.start, evening.end) == (self.at(18), utc(2027))
        assert morning.days == evening.days == ()
        assert years.parts(self.at(11), self.at(16)) == (
            [Span(self.at(11), self.at(12)), Span(self.at(15), self.at(16))],
            [Unknown(self.at(11), self.at(16), MISSING, date(2026, 3, 2))],
        )


class TestUnknownMorning:
    """Of Monday 2 March 2026 from 8 to 13 nothing is known; it is open from 13 to 18."""

    def years(self) -> CompiledYears:
        days = [
            (date(2026, 3, day), utc(2026, 3, day, 13), utc(2026, 3, day, 18)) for day in (2, 3)
        ]
        span = utc(2026, 3, 2, 8), utc(2026, 3, 2, 13)
        unknown = Unknown(*span, MISSING, date(2026, 3, 2))
        return CompiledYears(UTC, Few(*days, unknown=(unknown,)), overnight=False)

    def test_how_long_the_day_is_is_not_known_either(self) -> None:
        years, noon = self.years(), utc(2026, 3, 2, 14)
        with pytest.raises(CoverageError):
            years.covering(noon, noon)
        (unknown,) = years.parts(utc(2026, 3, 1), utc(2026, 3, 5))[1]
        assert (unknown.start, unknown.end) == (utc(2026, 3, 2, 8), utc(2026, 3, 2, 18))

    def test_the_next_day_is_known(self) -> None:
        line = self.years().covering(utc(2026, 3, 2, 18), utc(2026, 3, 3, 14))
        assert [day.date for day in line.days] == [date(2026, 3, 3)]


class TestUnknownNight:
    """Of the night from Monday, 2 March 2026, at 22 nothing is known; Tuesday is open from 6.

    So is Monday, whose business day the night belongs to: how long that is, is not known.
    """

    def years(self, until: int) -> CompiledYears:
        days = [
            (date(2026, 3, day), utc(2026, 3, day, 6), utc(2026, 3, day, 12)) for day in (2, 3, 4)
        ]
        unknown = Unknown(utc(2026, 3, 2, 22), utc(2026, 3, 3, until), MISSING, date(2026, 3, 2))
        return CompiledYears(UTC, Few(*days, unknown=(unknown,)), overnight=True)

    @pytest.mark.parametrize(("until", "taken"), [(7, 12), (12, 12), (14, 14)])
    def test_that_reaches_into_a_business_day_may_take_it(self, until: int, taken: int) -> None:
        years, end = self.years(until), utc(2026, 3, 3, taken)
        _, unknown = years.parts(utc(2026, 3, 1), utc(2026, 3, 5))
        assert unknown == [Unknown(utc(2026, 3, 2, 6), end, MISSING, date(2026, 3, 2))]
        with pytest.raises(CoverageError):
            years.covering(end - 1, end - 1)
        line = years.covering(end, end)
        assert (line.start, line.days[0].date) == (end, date(2026, 3, 4))

    def test_that_ends_where_the_next_day_opens_leaves_it_alone(self) -> None:
        years, end = self.years(6), utc(2026, 3, 3, 6)
        _, unknown = years.parts(utc(2026, 3, 1), utc(2026, 3, 5))
        assert unknown == [Unknown(utc(2026, 3, 2, 6), end, MISSING, date(2026, 3, 2))]
        line = years.covering(end, end)
        assert (line.start, line.days[0].date) == (end, date(2026, 3, 3))

    @pytest.mark.parametrize(("until", "unknown"), [(4, []), (5, [(6, 5)])])
    def test_that_is_open_anyway_is_known(self, until: int, unknown: list[tuple[int, int]]) -> None:
        whole = (date(2026, 3, 2), utc(2026, 3, 2, 6), utc(2026, 3, 3, 4))
        night = Unknown(utc(2026, 3, 2, 22), utc(2026, 3, 3, until), MISSING, date(2026, 3, 2))
        years = CompiledYears(UTC, Few(whole, unknown=(night,)), overnight=True)
        open_, found = years.parts(utc(2026, 3, 2), utc(2026, 3, 4))
        assert open_ == [Span(*whole[1:])]
        assert [part[:2] for part in found] == [
            (utc(2026, 3, 2, since), utc(2026, 3, 3, end)) for since, end in unknown
        ]

    def test_two_may_not_know_the_same_stretch(self) -> None:
        ends = utc(2026, 3, 2, 9), utc(2026, 3, 2, 17)
        both = tuple(
            Unknown(*ends, CoverageError(name, 2026, "not known"), date(2026, 3, 2))
            for name in ("one", "other")
        )
        years = CompiledYears(UTC, Few(unknown=both), overnight=False)
        assert years.parts(utc(2026), utc(2027)) == ([], list(both))
        with pytest.raises(CoverageError, match="of one in"):
            years.covering(ends[0], ends[0])

    def test_stretches_are_told_in_order(self) -> None:
        first, second = (
            Unknown(utc(2026, 3, day, 9), utc(2026, 3, day, 17), MISSING, date(2026, 3, day))
            for day in (2, 3)
        )
        years = CompiledYears(UTC, Few(unknown=(second, first)), overnight=False)
        assert years.parts(utc(2026), utc(2027)) == ([], [first, second])


class TestUnknown:
    def test_a_night_reaches_on_from_where_all_is_known(self) -> None:
        years, _ = night_years(unknown=(2025,))
        line = years.covering(utc(2026, 1, 1, 6), utc(2026, 12, 31, 23))
        assert line.start == utc(2026, 1, 1, 6)
        assert line.next_close(utc(2026, 12, 31, 23)) == utc(2027, 1, 1, 6)

    @pytest.mark.parametrize(("hour", "known"), [(8, True), (9, False), (16, False), (17, True)])
    def test_what_may_be_open_begins_at_the_opening_and_ends_at_the_closing(
        self, hour: int, known: bool
    ) -> None:
        years, _ = day_years(unknown=(2027,))
        at = utc(2027, 6, 1, hour)
        if known:
            assert not years.covering(at, at).is_open(at)
        else:
            with pytest.raises(CoverageError):
                years.covering(at, at)

    def test_the_nearest_of_two_unknown_years_is_named(self) -> None:
        first, second = (CoverageError("nowhere", year, "not known") for year in (2025, 2027))
        dates = Few(
            (date(2026, 6, 1), *(utc(2026, 6, 1, hour) for hour in (9, 12, 15, 18))),
            unknown=(
                Unknown(utc(2026, 5, 1), utc(2026, 5, 2), first, date(2026, 5, 1)),
                Unknown(utc(2026, 6, 1, 13), utc(2026, 6, 1, 14), second, date(2026, 6, 1)),
                Unknown(utc(2026, 7, 1), utc(2026, 7, 2), first, date(2026, 7, 1)),
            ),
        )
        for hour in (10, 16):
            with pytest.raises(CoverageError, match="in 2027"):
                CompiledYears(UTC, dates, overnight=False).covering(
                    utc(2026, 6, 1, hour), utc(2026, 6, 1, hour)
                )

    def test_a_timeline_ends_where_what_is_open_is_not_known(self) -> None:
        years, _ = day_years(unknown=(2027,))
        line = years.covering(utc(2026, 6), utc(2026, 6))
        assert line.end == utc(2027)
        assert years.covering(line.end, line.end).end == utc(2027, 1, 1, 9)

    def test_closed_time_of_an_unknown_year_is_known(self) -> None:
        years, _ = day_years(unknown=(2027,))
        assert not years.covering(utc(2027, 6, 1, 20), utc(2027, 6, 1, 20)).is_open(
            utc(2027, 6, 1, 20)
        )

    def test_what_may_be_open_raises(self) -> None:
        years, _ = day_years(unknown=(2027,))
        with pytest.raises(CoverageError) as caught:
            years.covering(utc(2027, 6, 1, 10), utc(2027, 6, 1, 10))
        assert str(caught.value) == "holidays of nowhere in 2027: not known"
        with pytest.raises(CoverageError):
            years.covering(utc(2026, 6, 1, 10), utc(2028, 6, 1, 10))

    def test_a_night_is_known_although_the_next_year_is_not(self) -> None:
        years, _ = night_years(unknown=(2027,))
        at = utc(2027, 1, 1, 3)
        line = years.covering(at, at)
        assert line.is_open(at)
        assert line.next_close(at) == utc(2027, 1, 1, 6)

    def test_a_night_that_may_reach_in_is_not_known(self) -> None:
        years, _ = night_years(unknown=(2025,))
        with pytest.raises(CoverageError):
            years.covering(utc(2026, 1, 1, 3), utc(2026, 1, 1, 3))
        assert years.covering(utc(2026, 1, 1, 6), utc(2026, 1, 1, 6)).start == utc(2026, 1, 1, 6)

    def test_time_that_another_date_has_open_is_known(self) -> None:
        """A night of 22 to 10, and the next date open from 9: what both have is open anyway."""
        years, _ = night_years(length=26, unknown=(2027,))
        at = utc(2027, 1, 1, 23)
        assert years.covering(at, at).is_open(at)

    def test_parts_tell_the_two_apart(self) -> None:
        years, _ = day_years(unknown=(2027,))
        open_, unknown = years.parts(utc(2026, 12, 31), utc(2027, 1, 2))
        assert open_ == [Span(utc(2026, 12, 31, 9), utc(2026, 12, 31, 17))]
        assert unknown == [
            Unknown(utc(2027, 1, 1, 9), utc(2027, 1, 1, 17), MISSING, date(2027, 1, 1))
        ]


# --- the law, on whole calendars -------------------------------------------------------------


@dataclass(frozen=True)
class SomeYears:
    """Holidays on some dates; years that are not among *known* are not known."""

    closed: frozenset[date]
    known: frozenset[int] | None

    def in_year(self, year: int) -> Mapping[date, Holiday]:
        if self.known is not None and year not in self.known:
            raise CoverageError("some", year, "not known")
        return {day: Holiday("closed") for day in self.closed if day.year == year}

    def content(self) -> dict[str, Any]:
        return {"closed": sorted(map(str, self.closed)), "known": sorted(self.known or ())}


class Part(NamedTuple):
    data: dict[str, Any]
    source: SomeYears

    def made(self, source: SomeYears | None = None) -> Calendar:
        return Calendar.model_validate(self.data).with_holidays(source or self.source)


class Shape(NamedTuple):
    """One to three calendars, and how they are combined from the left or from the right."""

    parts: tuple[Part, ...]
    operations: tuple[str, ...]
    from_right: bool

    def made(
        self, complete: Callable[[SomeYears], SomeYears] = lambda source: source
    ) -> Combinable:
        calendars: list[Combinable] = [part.made(complete(part.source)) for part in self.parts]
        while len(calendars) > 1:
            at = -2 if self.from_right else 0
            left, right = calendars[at], calendars[at + 1]
            operation = self.operations[len(calendars) - 2]
            joined = {"&": left & right, "|": left | right, "-": left - right}[operation]
            calendars[at : at + 2 if at == 0 else None] = [joined]
        return calendars[0]


YEARS = (2025, 2026, 2027)
days_of_year_ends = st.builds(
    lambda year, step: date(year, 1, 1) + timedelta(days=step),
    st.sampled_from([2026, 2027]),
    st.integers(-6, 6),
)
plain_hours = st.sampled_from(["09:00-17:00", "00:00-24:00", "13:00-14:00", "00:00-03:00"])
hours = st.one_of(plain_hours, overnight).map(lambda window: [window])


@st.composite
def parts(draw: st.DrawFn, hours: st.SearchStrategy[list[str]]) -> Part:
    data = {
        "timezone": draw(st.sampled_from(["UTC", "Asia/Kolkata", "America/New_York"])),
        "hours": {draw(ranges): draw(hours)},
        "exceptions": {
            str(day): window
            for day, window in draw(st.dictionaries(days_of_year_ends, hours, max_size=2)).items()
        },
    }
    known = draw(st.sets(st.sampled_from(YEARS), min_size=1))
    closed = draw(st.frozensets(days_of_year_ends, max_size=4))
    return Part(data, SomeYears(closed, frozenset(known)))


@st.composite
def shapes(draw: st.DrawFn, hours: st.SearchStrategy[list[str]] = hours) -> Shape:
    count = draw(st.integers(1, 3))
    operations = draw(st.tuples(*[st.sampled_from("&|-")] * (count - 1)))
    return Shape(tuple(draw(parts(hours)) for _ in range(count)), operations, draw(st.booleans()))


moments = st.builds(
    lambda day, minute: (
        datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=30 * minute)
    ),
    days_of_year_ends,
    st.integers(0, 47),
)
spans_of_time = st.integers(1, 40).map(lambda halves: timedelta(minutes=30 * halves))

OPEN_TIME: dict[str, Callable[[Combinable, datetime, timedelta], object]] = {
    "is_open": lambda cal, at, _: cal.is_open(at),
    "next_open": lambda cal, at, _: cal.next_open(at),
    "add": lambda cal, at, amount: cal.add(at, amount),
    "subtract": lambda cal, at, amount: cal.subtract(at, amount),
    "elapsed": lambda cal, at, amount: cal.elapsed(at, at + 3 * amount),
    "windows": lambda cal, at, amount: cal.windows(at, at + 3 * amount),
}
DAYS: dict[str, Callable[[Combinable, datetime, timedelta], object]] = {
    "next_close": lambda cal, at, _: cal.next_close(at),
    "previous_open": lambda cal, at, _: cal.previous_open(at),
    "previous_close": lambda cal, at, _: cal.previous_close(at),
    "full_day": lambda cal, at, _: cal.add_business_days(at, 2, business_day="full_day"),
    "same_time": lambda cal, at, _: cal.add_business_days(at, 1, business_day="same_time"),
    "close": lambda cal, at, _: cal.add_business_days(at, 1, business_day="close_of_business"),
    "back": lambda cal, at, _: cal.subtract_business_days(at, 1, business_day="full_day"),
    "between": lambda cal, at, amount: cal.business_days_between(at, at + 5 * amount).share,
}
QUESTIONS = OPEN_TIME | DAYS


class Question(NamedTuple):
    name: str
    at: datetime
    amount: timedelta

    def asked_of(self, calendar: Combinable) -> object:
        """Return the answer, or the error and what it says."""
        try:
            return QUESTIONS[self.name](calendar, self.at, self.amount)
        except SlaClockError as error:
            return type(error).__name__, str(error)


def questions(names: Mapping[str, object]) -> st.SearchStrategy[Question]:
    return st.builds(Question, st.sampled_from(sorted(names)), moments, spans_of_time)


def is_unknown(answer: object) -> bool:
    return isinstance(answer, tuple) and answer[:1] == ("CoverageError",)


EVERY_DAY = frozenset(date(2024, 1, 1) + timedelta(days=step) for step in range(5 * 366))


def completions(shape: Shape) -> list[Combinable]:
    """Return the calendars that *shape* could be: unknown years without holidays, with all."""

    def with_none(source: SomeYears) -> SomeYears:
        return replace(source, closed=frozenset(known_days(source)), known=None)

    def with_all(source: SomeYears) -> SomeYears:
        unknown = {day for day in EVERY_DAY if day.year not in (source.known or ())}
        return replace(source, closed=frozenset(known_days(source) | unknown), known=None)

    def known_days(source: SomeYears) -> set[date]:
        return {day for day in source.closed if day.year in (source.known or ())}

    return [shape.made(with_none), shape.made(with_all)]


class TestLaw:
    @settings(max_examples=20)
    @given(
        shapes(st.one_of(hours, day_hours().filter(bool))),
        st.lists(questions(QUESTIONS), max_size=6),
    )
    def test_no_answer_depends_on_what_was_asked_before(
        self, shape: Shape, asked: list[Question]
    ) -> None:
        used = shape.made()
        for question in asked:
            assert question.asked_of(used) == question.asked_of(shape.made())

    @settings(max_examples=15)
    @given(
        shapes(st.one_of(hours, day_hours().filter(bool))),
        st.lists(questions(QUESTIONS), max_size=5),
    )
    def test_an_answer_holds_whatever_the_unknown_years_are(
        self, shape: Shape, asked: list[Question]
    ) -> None:
        calendar, possible = shape.made(), completions(shape)
        for question in asked:
            answer = question.asked_of(calendar)
            if not is_unknown(answer):
                assert [question.asked_of(other) for other in possible] == [answer] * 2

    @settings(max_examples=40)
    @given(parts(hours), st.lists(questions(OPEN_TIME), max_size=5))
    def test_a_year_is_needed_only_where_it_can_change_the_answer(
        self, part: Part, asked: list[Question]
    ) -> None:
        shape = Shape((part,), (), from_right=False)
        calendar, possible = shape.made(), completions(shape)
        for question in asked:
            if is_unknown(question.asked_of(calendar)):
                first, second = (question.asked_of(other) for other in possible)
                assert first != second


ONLY_2025 = SomeYears(frozenset(), frozenset({2025}))
ONLY_2026 = SomeYears(frozenset(), frozenset({2026}))
ALL = SomeYears(frozenset(), None)


class TestRestOfADay:
    """A night that is known, on a date of which the other calendar knows nothing."""

    def cal(self) -> Combinable:
        desks = [
            Part(
                {"timezone": "UTC", "hours": {"mon-fri": [window]}, "exceptions": {}},
                SomeYears(frozenset(), frozenset({2025})),
            ).made(SomeYears(frozenset(), frozenset({2025})))
            for window in ("09:00-17:00", "22:00-06:00")
        ]
        return desks[0] | desks[1]

    def test_share_of_a_day_of_unknown_length_is_not_answered(self) -> None:
        """Thursday 1 January 2026 begins with Wednesday's night; the rest is not known."""
        night = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
        with pytest.raises(CoverageError):
            self.cal().subtract_business_days(night, 1, business_day="full_day")
        with pytest.raises(CoverageError):
            self.cal().business_days_between(night - timedelta(days=1), night)

    def test_share_of_a_day_whose_morning_is_not_known_is_not_answered(self) -> None:
        """On Wednesday 31 December 2025 it is open from 13 to 18, and perhaps from 8 to 13."""
        morning, afternoon = (
            Part({"timezone": "UTC", "hours": {"mon-fri": [hours]}, "exceptions": {}}, known)
            for hours, known in (("08:00-13:00", ONLY_2026), ("13:00-18:00", ALL))
        )
        cal = morning.made(ONLY_2026) | afternoon.made(ALL)
        at = datetime(2025, 12, 31, 14, tzinfo=UTC)
        with pytest.raises(CoverageError):
            cal.add_business_days(at, 1, business_day="full_day")
        with pytest.raises(CoverageError):
            cal.business_days_between(at, at + timedelta(hours=1))

    def test_part_that_the_second_calendar_adds_is_of_its_local_date(self) -> None:
        """Whether it is open from 3 to 5 in India, still the day before in UTC, is not known."""

        def desk(hours: str, known: SomeYears) -> Combinable:
            data = {"timezone": "Asia/Kolkata", "hours": {"mon-fri": [hours]}, "exceptions": {}}
            return Part(data, known).made(known)

        cal = desk("13:00-18:00", ALL) | desk("03:00-05:00", ONLY_2026)
        at = datetime(2025, 12, 31, 14, tzinfo=ZoneInfo("Asia/Kolkata"))
        with pytest.raises(CoverageError):
            cal.add_business_days(at, 1, business_day="full_day")

    def test_days_before_are_answered(self) -> None:
        evening = datetime(2025, 12, 31, 23, tzinfo=UTC)
        found = self.cal().subtract_business_days(evening, 1, business_day="full_day")
        assert found == evening - timedelta(days=1)

    @pytest.mark.parametrize("meaning", ["same_time", "close_of_business"])
    def test_time_on_a_day_whose_rest_is_not_known_is_not_answered(self, meaning: str) -> None:
        """In India Monday 5 January 2026 begins before it does in London, of which no holiday
        of that year is known: it may be open until 05:30, or all day."""
        always = {"mon-sun": ["00:00-24:00"]}
        india = Part({"timezone": "Asia/Kolkata", "hours": always, "exceptions": {}}, ONLY_2026)
        london = Part(
            {"timezone": "UTC", "hours": {"mon-fri": ["00:00-24:00"]}, "exceptions": {}}, ONLY_2025
        )
        cal = india.made(ONLY_2026) - london.made(ONLY_2025)
        sunday = datetime(2026, 1, 4, 12, tzinfo=UTC)
        with pytest.raises(CoverageError):
            cal.add_business_days(sunday, 1, business_day=meaning)


class TestParts:
    """Open from 9 to 17 on each date; what ends where the question begins is no part of it."""

    def test_neighbours_that_only_touch_are_left_out(self) -> None:
        years, _ = day_years()
        closed = utc(2026, 3, 2, 17), utc(2026, 3, 3, 9)
        assert years.parts(*closed) == ([], [])
        assert years.parts(closed[0] - 1, closed[1] + 1) == (
            [Span(closed[0] - 1, closed[0]), Span(closed[1], closed[1] + 1)],
            [],
        )

    def test_what_is_not_known_is_cut_alike(self) -> None:
        years, _ = day_years(unknown=(2027,))
        closed = utc(2027, 3, 2, 17), utc(2027, 3, 3, 9)
        assert years.parts(*closed) == ([], [])
        known, unknown = years.parts(closed[0] - 1, closed[1] + 1)
        assert known == []
        assert [one[:2] for one in unknown] == [
            (closed[0] - 1, closed[0]),
            (closed[1], closed[1] + 1),
        ]
        assert years.parts(5, 5) == ([], [])
