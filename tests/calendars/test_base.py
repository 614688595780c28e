"""What every calendar answers: bounds, growth, zones of results, threads."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock import Amount, Calendar
from slaclock.errors import (
    AmountError,
    ArgumentTypeError,
    HoursError,
    InstantRangeError,
    NaiveInstantError,
    NeverOpenError,
    SlaClockError,
)
from tests.strategies import Desk, desks, instants
from tests.world import KOLKATA, at

OFFICE_HOURS = {"mon-fri": ["09:00-19:00"]}


def office() -> Calendar:
    """Return a fresh calendar, with nothing compiled."""
    return Calendar(timezone="Asia/Kolkata", hours=OFFICE_HOURS)


def ist(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=KOLKATA)


def asked() -> Calendar:
    """Return an office that knows its years: from there on it may answer by a quicker way."""
    desk = office()
    desk.elapsed(ist(2025, 6, 1), ist(2026, 6, 1))
    return desk


class Stamp(datetime):
    """A datetime that subtracts in UTC, as those of pandas do."""

    def __sub__(self, other: Any) -> Any:
        return datetime.__sub__(self.astimezone(UTC), other)


FRIDAY = ist(2026, 3, 6, 18)
BOTH = pytest.mark.parametrize("made", [office, asked])


class TestAdd:
    @pytest.mark.parametrize(
        "amount", [timedelta(hours=2), "2 h", "PT2H", Amount(seconds=7200)], ids=repr
    )
    def test_amount_in_every_form(self, amount: timedelta | str | Amount) -> None:
        assert office().add(FRIDAY, amount) == ist(2026, 3, 9, 10)

    def test_it_begins_at_the_instant_and_not_at_the_epoch(self) -> None:
        desk = office()
        desk.elapsed(ist(1969, 6, 1), ist(1971, 6, 1))  # so that it knows 1970
        friday = ist(1970, 3, 6, 18)
        assert desk.add(friday, timedelta(hours=2)) == ist(1970, 3, 9, 10)
        assert desk.elapsed(friday, ist(1970, 3, 9, 10)) == timedelta(hours=2)

    @BOTH
    def test_zero_is_the_instant_itself_even_in_closed_time(
        self, made: Callable[[], Calendar]
    ) -> None:
        assert made().add(ist(2026, 3, 7), timedelta(0)) == ist(2026, 3, 7)
        found = made().subtract(ist(2026, 3, 7), timedelta(0))
        assert (found, found.tzinfo) == (ist(2026, 3, 7), KOLKATA)

    @BOTH
    @pytest.mark.parametrize("zone", [UTC, KOLKATA, timezone(timedelta(hours=-3)), None])
    def test_result_comes_in_the_zone_of_the_question(
        self, zone: timezone | None, made: Callable[[], Calendar]
    ) -> None:
        due = made().add(FRIDAY.astimezone(zone), timedelta(hours=1))
        assert due == ist(2026, 3, 6, 19)
        assert due.utcoffset() == ist(2026, 3, 6, 19).astimezone(zone).utcoffset()

    @BOTH
    @pytest.mark.parametrize("zone", [UTC, KOLKATA, timezone(timedelta(hours=-3))])
    def test_open_time_between_instants_of_any_zone(
        self, zone: timezone, made: Callable[[], Calendar]
    ) -> None:
        start, end = FRIDAY.astimezone(zone), ist(2026, 3, 9, 10).astimezone(zone)
        assert made().elapsed(start, end) == timedelta(hours=2)
        assert made().elapsed(start, ist(2026, 3, 9, 10)) == timedelta(hours=2)
        assert made().elapsed(ist(2026, 3, 6, 18), end) == timedelta(hours=2)

    def test_open_time_between_datetimes_of_another_kind(self) -> None:
        """In New York in July; at the epoch clocks there were an hour behind that."""
        desk = Calendar(timezone="America/New_York", hours={"mon-fri": ["09:00-17:00"]})
        friday, monday = (datetime(2026, 7, day, tzinfo=desk.zone) for day in (3, 6))
        start, end = friday.replace(hour=16, minute=30), monday.replace(hour=9, minute=30)
        stamps = [
            Stamp.fromisoformat(at.isoformat()).replace(tzinfo=desk.zone) for at in (start, end)
        ]
        desk.elapsed(start, end)  # from there on it may answer by a quicker way
        for first, last in ((stamps[0], end), (start, stamps[1]), (stamps[0], stamps[1])):
            assert desk.elapsed(first, last) == timedelta(hours=1)

    @pytest.mark.parametrize(
        ("amount", "error", "message"),
        [
            pytest.param(
                timedelta(seconds=-1),
                AmountError,
                "'-1 s' is negative; an amount must be positive",
                id="negative",
            ),
            pytest.param(
                timedelta(seconds=5400.5),
                AmountError,
                "'5400.5 s' is not a whole number of seconds",
                id="fraction of a second",
            ),
            pytest.param(
                timedelta(days=36_526),
                AmountError,
                "'3155846400 s' is more than the limit of 3155760000 s",
                id="over a hundred years",
            ),
            pytest.param(
                "1 BD", AmountError, "'1 BD' is business days; use add_business_days", id="days"
            ),
            pytest.param(
                8,
                ArgumentTypeError,
                "amount must be a timedelta or text such as '8 h'; got 8 (int)",
                id="bare number",
            ),
        ],
    )
    @BOTH
    def test_other_amounts_are_refused(
        self,
        amount: object,
        error: type[Exception],
        message: str,
        made: Callable[[], Calendar],
    ) -> None:
        with pytest.raises(error) as caught:
            made().add(FRIDAY, amount)  # type: ignore[arg-type]
        assert str(caught.value) == message

    def test_subtract_finds_the_latest_start(self) -> None:
        assert office().subtract(ist(2026, 3, 9, 10), "2 h") == FRIDAY
        assert office().subtract(ist(2026, 3, 9, 10), "1 h") == ist(2026, 3, 9, 9)

    def test_subtract_reaches_over_many_years(self) -> None:
        # 2,600 hours are 260 days of ten hours: 52 weeks before.
        assert office().subtract(ist(2026, 3, 9, 9), "2600 h") == ist(2025, 3, 10, 9)


class TestKnownYears:
    """Once its years are known, what is compiled answers at once, from its first instant on."""

    @pytest.mark.parametrize("zone", [KOLKATA, UTC])
    def test_nothing_else_is_asked(self, zone: tzinfo, monkeypatch: pytest.MonkeyPatch) -> None:
        # Wednesday 1 January 2025, the first instant of the years that are known.
        desk, first, later = asked(), ist(2025, 1, 1), ist(2025, 1, 1, 11)
        first, later, hours = first.astimezone(zone), later.astimezone(zone), timedelta(hours=2)
        for slower in ("due", "open_between", "covering"):
            monkeypatch.setattr(Calendar, slower, None)
        assert desk.add(first, hours) == later
        assert desk.elapsed(first, later) == hours
        assert desk.elapsed(later, first) == -hours


class TestBounds:
    @pytest.mark.parametrize("ask", ["add", "subtract", "is_open", "next_open", "next_close"])
    @pytest.mark.parametrize(
        ("at", "error"),
        [
            pytest.param(datetime(2026, 3, 6), NaiveInstantError, id="naive"),
            pytest.param(date(2026, 3, 6), ArgumentTypeError, id="date"),
            pytest.param("2026-03-06", ArgumentTypeError, id="text"),
            pytest.param(1_772_000_000, ArgumentTypeError, id="number"),
            pytest.param(datetime(1, 1, 1, tzinfo=UTC), InstantRangeError, id="year 1"),
            pytest.param(datetime(9999, 1, 1, tzinfo=UTC), InstantRangeError, id="year 9999"),
        ],
    )
    def test_what_is_no_usable_instant_is_refused(
        self, ask: str, at: object, error: type[Exception]
    ) -> None:
        arguments = [at, timedelta(hours=1)] if ask in ("add", "subtract") else [at]
        with pytest.raises(error):
            getattr(office(), ask)(*arguments)

    def test_elapsed_names_the_argument_that_is_naive(self) -> None:
        with pytest.raises(NaiveInstantError, match=r"^end is naive: 2026-03-06T19:00:00; attach"):
            office().elapsed(FRIDAY, datetime(2026, 3, 6, 19))

    def test_a_span_of_over_a_thousand_years_is_refused(self) -> None:
        with pytest.raises(InstantRangeError, match="at most 1,000 years at once"):
            office().elapsed(ist(100, 1, 1), ist(2026, 1, 1))

    def test_windows_backwards_are_refused(self) -> None:
        with pytest.raises(InstantRangeError, match="it must not be before start"):
            office().windows(FRIDAY, FRIDAY - timedelta(seconds=1))
        assert office().windows(FRIDAY, FRIDAY) == ()

    def test_nothing_open_after_the_last_exception_raises(self) -> None:
        once = Calendar(timezone="UTC", exceptions={"2025-03-03": ["09:00-10:00"]})
        with pytest.raises(NeverOpenError) as caught:
            once.next_open(datetime(2026, 1, 1, tzinfo=UTC))
        assert str(caught.value) == (
            "no open time for an opening between 2026-01-01T00:00:00+00:00 and "
            "2126-01-02T00:00:00+00:00; check the calendar's hours, holidays and exceptions"
        )
        with pytest.raises(NeverOpenError, match="for 1 h between"):
            once.add(datetime(2026, 1, 1, tzinfo=UTC), "1 h")
        with pytest.raises(NeverOpenError, match="for 2 h between"):
            once.subtract(datetime(2026, 1, 1, tzinfo=UTC), "2 h")
        with pytest.raises(NeverOpenError, match="for 2 business days between"):
            once.add_business_days(
                datetime(2025, 1, 1, tzinfo=UTC), 2, business_day="close_of_business"
            )

    def test_the_horizon_does_not_depend_on_what_was_asked_before(self) -> None:
        rare = Calendar(
            timezone="UTC",
            exceptions={"1900-01-01": ["09:00-10:00"], "2010-01-01": ["09:00-10:00"]},
        )
        early, late = datetime(1901, 1, 1, tzinfo=UTC), datetime(2009, 1, 1, tzinfo=UTC)
        assert rare.next_open(late) == datetime(2010, 1, 1, 9, tzinfo=UTC)
        assert rare.elapsed(early, late) == timedelta(0)  # compiles all the years between
        with pytest.raises(NeverOpenError):
            rare.next_open(early)
        with pytest.raises(NeverOpenError):
            rare.add(early, "30 min")
        rare.elapsed(early, late + timedelta(days=366))
        with pytest.raises(NeverOpenError):
            rare.add(early, timedelta(minutes=30))
        with pytest.raises(NeverOpenError):
            rare.subtract(datetime(2001, 1, 1, tzinfo=UTC), "30 min")
        assert rare.next_close(late) == datetime(2010, 1, 1, 10, tzinfo=UTC)

    def test_business_days_keep_to_the_horizon_too(self) -> None:
        days = {f"{year}-01-01": ["09:00-10:00"] for year in (1900, 1950, 2010)}
        rare = Calendar(timezone="UTC", exceptions=days)
        start = datetime(1900, 1, 1, 9, 30, tzinfo=UTC)
        rare.elapsed(start, datetime(2011, 1, 1, tzinfo=UTC))  # compiles all the years between
        for meaning in ("full_day", "same_time", "close_of_business", "1 h"):
            due = rare.add_business_days(start, 1, business_day=meaning)
            assert due.year == 1950
            with pytest.raises(NeverOpenError):
                rare.add_business_days(start, 2, business_day=meaning)

    def test_far_years_do_not_compile_the_ones_between(self) -> None:
        calendar = office()
        assert calendar.is_open(ist(2026, 3, 6, 10))
        assert calendar.is_open(ist(9000, 3, 7, 10)) == (ist(9000, 3, 7).weekday() < 5)
        assert len(calendar.compiled.days) < 600


class TestClosings:
    def test_next_close_of_open_and_closed_time(self) -> None:
        assert office().next_close(FRIDAY) == ist(2026, 3, 6, 19)
        assert office().next_close(ist(2026, 3, 7)) == ist(2026, 3, 9, 19)
        assert office().next_close(ist(2026, 3, 6, 19)) == ist(2026, 3, 9, 19)

    def test_round_the_clock_never_closes(self) -> None:
        always = Calendar(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]})
        assert always.next_close(datetime(2026, 1, 1, tzinfo=UTC)) is None

    def test_a_window_over_new_year_closes_in_the_next(self) -> None:
        nights = Calendar(timezone="UTC", hours={"mon-sun": ["22:00-06:00"]})
        at = datetime(2026, 12, 31, 23, tzinfo=UTC)
        assert nights.next_close(at) == datetime(2027, 1, 1, 6, tzinfo=UTC)
        fresh = Calendar(timezone="UTC", hours={"mon-sun": ["22:00-06:00"]})
        assert fresh.is_open(datetime(2027, 1, 1, 3, tzinfo=UTC))


class TestLookingBack:
    @pytest.mark.parametrize(
        ("asked", "opened", "closed"),
        [
            pytest.param(ist(2026, 3, 7, 12), (6, 9), (6, 19), id="closed"),
            pytest.param(ist(2026, 3, 6, 12), (6, 9), (5, 19), id="open"),
            pytest.param(ist(2026, 3, 6, 9), (6, 9), (5, 19), id="at an opening"),
            pytest.param(ist(2026, 3, 6, 19), (6, 9), (6, 19), id="at a closing"),
        ],
    )
    def test_previous_boundaries(
        self, asked: datetime, opened: tuple[int, int], closed: tuple[int, int]
    ) -> None:
        assert office().previous_open(asked) == ist(2026, 3, *opened)
        assert office().previous_close(asked) == ist(2026, 3, *closed)

    def test_round_the_clock_has_no_boundaries(self) -> None:
        always = Calendar(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]})
        assert always.previous_open(FRIDAY) is None
        assert always.previous_close(FRIDAY) is None

    def test_what_comes_next_need_not_be_known(self) -> None:
        """Holidays are known of 2026 alone, so until Friday 1 January 2027, 09:00."""
        data = {"timezone": "Asia/Kolkata", "hours": OFFICE_HOURS}
        desk = Calendar.model_validate({**data, "holidays": [{"country": "IN", "years": [2026]}]})
        before = ist(2027, 1, 1, 9) - timedelta(microseconds=1)
        assert desk.previous_open(before) == ist(2026, 12, 31, 9)
        assert desk.previous_close(before) == ist(2026, 12, 31, 19)

    def test_beginning_of_a_year_is_no_boundary(self) -> None:
        always = {"timezone": "UTC", "hours": {"mon-sun": ["00:00-24:00"]}}
        desk = Calendar.model_validate({**always, "exceptions": {"2024-07-01": []}})
        opened = datetime(2024, 7, 2, tzinfo=UTC)
        assert desk.previous_open(datetime(2026, 3, 1, tzinfo=UTC)) == opened

    def test_a_boundary_exactly_a_hundred_years_away_is_told(self) -> None:
        """From 2 January 2026 to 3 January 2126 it is 36,525 days."""
        opens, closes = datetime(2026, 1, 2, 9, tzinfo=UTC), datetime(2126, 1, 3, 10, tzinfo=UTC)
        tick = timedelta(microseconds=1)
        once = Calendar(timezone="UTC", exceptions={"2126-01-03": ["09:00-10:00"]})
        assert once.next_close(opens + timedelta(hours=1)) == closes
        assert once.next_close(opens + timedelta(hours=1) - tick) is None
        gone = Calendar(timezone="UTC", exceptions={"2026-01-02": ["09:00-10:00"]})
        assert gone.previous_open(closes - timedelta(hours=1)) == opens
        assert gone.previous_open(closes - timedelta(hours=1) + tick) is None

    def test_a_boundary_over_a_hundred_years_ago_is_none(self) -> None:
        rare = Calendar(
            timezone="UTC",
            exceptions={"1900-01-01": ["09:00-10:00"], "2020-01-01": ["09:00-10:00"]},
        )
        opened = datetime(2020, 1, 1, 9, tzinfo=UTC)
        assert rare.previous_open(opened) == opened
        assert rare.previous_close(opened) is None
        for gap in (timedelta(hours=1), timedelta(microseconds=1)):
            with pytest.raises(NeverOpenError):
                rare.previous_open(opened - gap)

    @given(desk=desks(), data=st.data())
    def test_it_is_open_if_it_opened_after_it_closed(self, desk: Desk, data: st.DataObject) -> None:
        calendar = Calendar.model_validate(desk.data)
        at = data.draw(instants(desk))
        opened, closed = calendar.previous_open(at), calendar.previous_close(at)
        if opened is not None and closed is not None:
            assert calendar.is_open(at) == (opened > closed)


class TestBusinessDays:
    @pytest.mark.parametrize(
        ("count", "error", "message"),
        [
            pytest.param(0, AmountError, "0 is not from 1 to 36525 business days", id="none"),
            pytest.param(-1, AmountError, "-1 is not from 1 to 36525 business days", id="negative"),
            pytest.param(36_526, AmountError, "36526 is not from 1 to 36525", id="too many"),
            pytest.param(1.0, ArgumentTypeError, "count must be a whole number", id="float"),
            pytest.param(True, ArgumentTypeError, "count must be a whole number", id="boolean"),
        ],
    )
    def test_count_is_a_positive_number(
        self, count: object, error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error) as caught:
            office().add_business_days(FRIDAY, count, business_day="full_day")  # type: ignore[arg-type]
        assert str(caught.value).startswith(message)

    def test_many_days_reach_over_years(self) -> None:
        due = office().add_business_days(FRIDAY, 261, business_day="same_time")
        assert due == ist(2027, 3, 8, 18)


class TestThreads:
    def answers(self, calendar: Calendar, seed: int, questions: int, years: int) -> int:
        """Ask mixed questions over some years and return a digest of the answers."""
        chance = random.Random(seed)
        start = ist(1990, 1, 1)
        digest = 0
        for number in range(questions):
            at = start + timedelta(seconds=chance.randrange(years * 365 * 86_400))
            amount = timedelta(seconds=chance.randrange(1, 10**6))
            ask = (
                calendar.add,
                lambda at, amount: calendar.elapsed(at, at + 30 * amount),
                lambda at, _: calendar.is_open(at),
                lambda at, _: calendar.next_open(at),
                lambda at, _: calendar.add_business_days(at, 3, business_day="full_day"),
            )[number % 5]
            digest = hash((digest, ask(at, amount)))
        return digest

    def compare(self, questions: int, years: int) -> None:
        shared, single = office(), office()
        with ThreadPoolExecutor(16) as threads:
            together = list(
                threads.map(lambda seed: self.answers(shared, seed, questions, years), range(16))
            )
        assert together == [self.answers(single, seed, questions, years) for seed in range(16)]

    def test_sixteen_threads_get_the_answers_of_one(self) -> None:
        self.compare(500, years=8)

    @pytest.mark.slow
    def test_sixteen_threads_asking_a_hundred_thousand_questions_each(self) -> None:
        self.compare(100_000, years=80)


class TestAddBusinessDaysToATime:
    """2 March 2026 is a Monday."""

    DESK = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})

    @pytest.mark.parametrize(
        ("opened", "count", "words", "due"),
        [
            ("2026-03-02 15:00", 1, {"by": "16:00"}, "2026-03-03 16:00"),
            ("2026-03-02 15:00", 1, {"by": "16:00", "cutoff": "14:00"}, "2026-03-04 16:00"),
            ("2026-03-02 15:00", 0, {"by": "24:00"}, "2026-03-03 00:00"),
            (
                "2026-03-07 12:00",
                1,
                {"business_day": "close_of_business", "counted_from": "opened"},
                "2026-03-09 19:00",
            ),
            (
                "2026-03-02 14:00",
                1,
                {"business_day": "same_time", "cutoff": "< 14:00"},
                "2026-03-04 14:00",
            ),
        ],
    )
    def test_by_and_cutoff(self, opened: str, count: int, words: dict[str, Any], due: str) -> None:
        assert self.DESK.add_business_days(at(opened), count, **words) == at(due)

    @pytest.mark.parametrize(
        ("count", "words", "error", "message"),
        [
            (
                1,
                {},
                ArgumentTypeError,
                "business_day must be what one is, unless by names a time of day; got None",
            ),
            (
                1,
                {"business_day": "full_day", "by": "16:00"},
                AmountError,
                "'full_day' says what a business day is, and by says when the last one is over;",
            ),
            (
                0,
                {"business_day": "same_time"},
                AmountError,
                "0 is not from 1 to 36525 business days",
            ),
            (-1, {"by": "16:00"}, AmountError, "-1 is not from 0 to 36525 business days"),
            (1, {"by": "4pm"}, HoursError, "'4pm' is no time of day"),
            (
                1,
                {"business_day": "8 h", "cutoff": "12:00"},
                AmountError,
                "'1 BD' is counted in business days of 8 h and names no date, so cutoff needs",
            ),
        ],
    )
    def test_refusal(
        self, count: int, words: dict[str, Any], error: type[Exception], message: str
    ) -> None:
        with pytest.raises(error) as caught:
            self.DESK.add_business_days(at("2026-03-02 15:00"), count, **words)
        assert str(caught.value).startswith(message)


NAIVE = "is naive: 2026-03-06T19:00:00; attach a zone, such as tzinfo=ZoneInfo('Europe/Paris')"
CHECK = "check the calendar's hours, holidays and exceptions"


class TestMessagesInFull:
    def refusal(self, ask: str, *arguments: Any, desk: Calendar | None = None, **more: Any) -> str:
        with pytest.raises(SlaClockError) as caught:
            getattr(desk or office(), ask)(*arguments, **more)
        return str(caught.value)

    @pytest.mark.parametrize("ask", ["elapsed", "windows", "business_days_between"])
    def test_naive_argument_is_named(self, ask: str) -> None:
        naive = datetime(2026, 3, 6, 19)
        assert self.refusal(ask, naive, FRIDAY) == f"start {NAIVE}"
        assert self.refusal(ask, FRIDAY, naive) == f"end {NAIVE}"

    def test_windows_backwards(self) -> None:
        before = FRIDAY - timedelta(seconds=1)
        assert self.refusal("windows", FRIDAY, before) == (
            "end is out of range: 2026-03-06T17:59:59+05:30; it must not be before start, "
            "2026-03-06 18:00:00+05:30"
        )

    def test_over_a_thousand_years(self) -> None:
        first = datetime(1000, 1, 1, tzinfo=UTC)
        utc = Calendar(timezone="UTC", hours=OFFICE_HOURS)
        last = datetime(2026, 1, 1, tzinfo=UTC)
        assert self.refusal("elapsed", first, last, desk=utc) == (
            "the span is out of range: 1000-01-01T00:00:00+00:00; at most 1,000 years at once"
        )

    @pytest.mark.parametrize(
        ("count", "message"),
        [
            (0, "0 is not from 1 to 36525 business days"),
            (36_526, "36526 is not from 1 to 36525 business days"),
            (1.0, "count must be a whole number of business days; got 1.0 (float)"),
            (True, "count must be a whole number of business days; got True (bool)"),
            ("1", "count must be a whole number of business days; got '1' (str)"),
        ],
    )
    def test_count_of_business_days(self, count: Any, message: str) -> None:
        for ask in ("add_business_days", "subtract_business_days"):
            assert self.refusal(ask, FRIDAY, count, business_day="full_day") == message

    def test_one_of_meaning_and_time_of_day(self) -> None:
        assert self.refusal("add_business_days", FRIDAY, 1) == (
            "business_day must be what one is, unless by names a time of day; got None (NoneType)"
        )
        both = {"business_day": "full_day", "by": "17:00"}
        assert self.refusal("add_business_days", FRIDAY, 1, **both) == (
            "'full_day' says what a business day is, and by says when the last one is over; "
            "give one"
        )

    ONCE = Calendar(timezone="UTC", exceptions={"2025-03-03": ["09:00-10:00"]})
    OPEN = datetime(2025, 3, 3, 9, tzinfo=UTC)
    BEFORE = "1925-03-03T09:00:00+00:00 and 2025-03-03T09:00:00+00:00"
    AFTER = "2025-03-03T09:00:00+00:00 and 2125-03-04T09:00:00+00:00"

    @pytest.mark.parametrize(
        ("count", "meaning", "wanted"),
        [
            (1, {"business_day": "full_day"}, f"1 business day between {AFTER}"),
            (2, {"business_day": "full_day"}, f"2 business days between {AFTER}"),
            (36_525, {"business_day": "full_day"}, f"36525 business days between {AFTER}"),
            (1, {"business_day": "same_time"}, f"1 business day between {AFTER}"),
            (2, {"business_day": "close_of_business"}, f"2 business days between {AFTER}"),
            (1, {"business_day": "5 h"}, f"5 h between {AFTER}"),
            (
                1,
                {"by": "17:00"},
                "an open date between 2025-03-04T00:00:00+00:00 and 2125-03-05T00:00:00+00:00",
            ),
            (
                2,
                {"by": "17:00"},
                "2 business days between 2025-03-04T00:00:00+00:00 and 2125-03-05T00:00:00+00:00",
            ),
        ],
    )
    def test_days_that_never_come(self, count: int, meaning: dict[str, str], wanted: str) -> None:
        found = self.refusal("add_business_days", self.OPEN, count, desk=self.ONCE, **meaning)
        assert found == f"no open time for {wanted}; {CHECK}"

    def test_nothing_before_the_first_opening(self) -> None:
        for meaning in ("full_day", "same_time", "close_of_business"):
            found = self.refusal(
                "subtract_business_days", self.OPEN, 1, desk=self.ONCE, business_day=meaning
            )
            assert found == f"no open time for an opening between {self.BEFORE}; {CHECK}"
        found = self.refusal("subtract", self.OPEN, "2 h", desk=self.ONCE)
        assert found == f"no open time for 2 h between {self.BEFORE}; {CHECK}"

    def test_a_day_fewer_than_wanted_before(self) -> None:
        closing = datetime(2025, 3, 3, 10, tzinfo=UTC)
        found = self.refusal(
            "subtract_business_days", closing, 1, desk=self.ONCE, business_day="close_of_business"
        )
        assert found == (
            "no open time for 1 business day between 1925-03-03T10:00:00+00:00 and "
            f"2025-03-03T10:00:00+00:00; {CHECK}"
        )


class TestZonesOfAnswers:
    """An answer comes in the zone of what was asked, with the date in the calendar's own."""

    @pytest.mark.parametrize("zone", [UTC, KOLKATA, timezone(timedelta(hours=-8))])
    def test_each_question(self, zone: timezone) -> None:
        at = FRIDAY.astimezone(zone)
        answers = [
            office().add(at, "2 h"),
            office().subtract(at, "2 h"),
            office().next_open(at + timedelta(hours=3)),
            office().next_close(at),
            office().add_business_days(at, 1, business_day="full_day"),
            office().subtract_business_days(at, 1, business_day="full_day"),
            office().windows(at, at + timedelta(days=1))[0].open,
            office().windows(at, at + timedelta(days=1))[0].close,
        ]
        assert [one.utcoffset() for one in answers] == [at.utcoffset()] * len(answers)
        assert [one.astimezone(KOLKATA) for one in answers] == [
            ist(2026, 3, 9, 10),
            ist(2026, 3, 6, 16),
            ist(2026, 3, 9, 9),
            ist(2026, 3, 6, 19),
            ist(2026, 3, 9, 18),
            ist(2026, 3, 5, 18),
            ist(2026, 3, 6, 18),
            ist(2026, 3, 6, 19),
        ]
