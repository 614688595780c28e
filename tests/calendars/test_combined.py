"""Calendars made of two others, on hours that can be read off, and by the laws of sets."""

from __future__ import annotations

import operator
import pickle
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any, ClassVar, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slaclock import Calendar
from slaclock.calendars.combined import Combinable, CombinedCalendar
from slaclock.calendars.holidays import FixedHoliday
from slaclock.errors import CoverageError
from slaclock.instants import to_micros
from slaclock.spans import Span
from tests.strategies import Desk, any_week, desks, instants
from tests.world import KOLKATA

HOUR = 3_600_000_000
OFFICE = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["09:00-19:00"]})
LUNCH = Calendar(timezone="Asia/Kolkata", hours={"mon-fri": ["13:00-14:00"]})
NIGHT = Calendar(timezone="Asia/Kolkata", hours={"mon-sun": ["22:00-06:00"]})
LONDON = Calendar(timezone="Europe/London", hours={"mon-fri": ["09:00-17:00"]})
ALWAYS = Calendar(timezone="Asia/Kolkata", hours={"mon-sun": ["00:00-24:00"]})


def ist(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a time of March 2026 in India; 2 March is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=KOLKATA)


def hours(calendar: Calendar | CombinedCalendar, start: datetime, end: datetime) -> list[str]:
    return [f"{open_:%H:%M}-{close:%H:%M}" for open_, close in calendar.windows(start, end)]


class TestOperators:
    def test_minus_takes_away(self) -> None:
        assert hours(OFFICE - LUNCH, ist(2, 0), ist(3, 0)) == ["09:00-13:00", "14:00-19:00"]

    def test_or_unites(self) -> None:
        assert hours(OFFICE | NIGHT, ist(2, 0), ist(3, 0)) == [
            "00:00-06:00",
            "09:00-19:00",
            "22:00-00:00",
        ]

    def test_and_keeps_what_both_have(self) -> None:
        # London is 5 h 30 min behind India in winter: its 09:00 is 14:30 there.
        assert hours(OFFICE & LONDON, ist(2, 0), ist(3, 0)) == ["14:30-19:00"]

    def test_work_goes_on_over_the_gap(self) -> None:
        assert (OFFICE - LUNCH).add(ist(2, 12, 30), timedelta(hours=1)) == ist(2, 14, 30)

    def test_zone_is_that_of_the_first(self) -> None:
        assert str((LONDON & OFFICE).zone) == "Europe/London"
        assert (LONDON & OFFICE).timezone == "Europe/London"
        assert (OFFICE & LONDON).timezone == "Asia/Kolkata"

    def test_zones_are_those_of_what_may_be_open(self) -> None:
        both = {"Asia/Kolkata", "Europe/London"}
        assert (OFFICE | LONDON).zone_names() == (OFFICE & LONDON).zone_names() == both
        assert (OFFICE - LONDON).zone_names() == {"Asia/Kolkata"}

    @pytest.mark.parametrize("other", [1, "mon-fri", None])
    def test_anything_but_a_calendar_is_refused(self, other: object) -> None:
        with pytest.raises(TypeError):
            OFFICE & other  # type: ignore[operator]
        with pytest.raises(TypeError):
            OFFICE | other  # type: ignore[operator]
        with pytest.raises(TypeError):
            OFFICE - other  # type: ignore[operator]

    def test_combinations_nest(self) -> None:
        both = (OFFICE - LUNCH) | NIGHT
        assert hours(both, ist(2, 8), ist(3, 0)) == ["09:00-13:00", "14:00-19:00", "22:00-00:00"]


class TestIdentity:
    def test_equal_by_operands_and_operation(self) -> None:
        assert OFFICE - LUNCH == OFFICE - LUNCH
        assert OFFICE - LUNCH != OFFICE & LUNCH
        assert len({OFFICE - LUNCH, OFFICE - LUNCH, OFFICE | LUNCH}) == 2
        assert OFFICE - LUNCH != "office"

    def test_pickles(self) -> None:
        combined = (OFFICE - LUNCH) | NIGHT
        assert pickle.loads(pickle.dumps(combined)) == combined

    def test_reads_as_a_formula(self) -> None:
        assert str(OFFICE - LUNCH) == (
            "(Asia/Kolkata mon-fri 09:00-19:00 - Asia/Kolkata mon-fri 13:00-14:00)"
        )
        assert repr(OFFICE & LUNCH) == f"<Calendar ({OFFICE} & {LUNCH})>"


class TestBusinessDays:
    def test_full_day_without_lunch_has_nine_hours(self) -> None:
        due = (OFFICE - LUNCH).add_business_days(ist(2, 12), 1, business_day="full_day")
        assert due == ist(3, 12)

    def test_added_time_belongs_to_the_date_it_begins_on(self) -> None:
        # Monday has 00:00-06:00 (of Sunday's night, cut at midnight), 09:00-19:00, 22:00-24:00.
        combined = OFFICE | NIGHT
        due = combined.add_business_days(ist(2, 10), 1, business_day="close_of_business")
        assert due == ist(4, 0)

    def test_date_whose_hours_a_clock_change_takes_away_has_none(self) -> None:
        """On 29 March 2009 clocks in Troll go from 01:00 to 03:00."""
        night = Calendar(timezone="Antarctica/Troll", hours={"mon-sun": ["01:00-03:00"]})
        always = Calendar(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]})
        sunday, monday = (datetime(2009, 3, day, tzinfo=night.zone) for day in (29, 30))
        assert (night & always).windows(sunday, monday) == ()

    def test_round_the_clock_as_second_operand_gives_whole_dates(self) -> None:
        due = (OFFICE | ALWAYS).add_business_days(ist(2, 10), 2, business_day="full_day")
        assert due == ist(4, 10)

    def test_added_time_is_cut_at_midnights_of_the_first(self) -> None:
        """In New York 02:00 to 12:00 UTC is 21:00 to 07:00; 2 March 2026 is a Monday."""
        office = Calendar(timezone="America/New_York", hours={"mon-fri": ["09:00-17:00"]})
        nights = Calendar(timezone="UTC", hours={"mon-sun": ["02:00-12:00"]})
        monday = datetime(2026, 3, 2, 10, tzinfo=office.zone)
        due = (office | nights).add_business_days(monday, 1, business_day="close_of_business")
        assert due == datetime(2026, 3, 4, tzinfo=office.zone)

    @pytest.mark.parametrize("opens", [datetime(2006, 10, 29, *at) for at in ((2, 31), (3, 0))])
    def test_hour_that_comes_again_after_midnight(self, opens: datetime) -> None:
        """In St John's clocks went back at 00:01 of 29 October 2006, 02:31 UTC, to 23:01."""
        office = Calendar(timezone="America/St_Johns", hours={"mon-fri": ["09:00-17:00"]})
        once = Calendar(timezone="UTC", exceptions={"2006-10-29": [f"{opens:%H:%M}-06:00"]})
        start, closes = opens.replace(tzinfo=UTC), datetime(2006, 10, 29, 6, tzinfo=UTC)
        hour = timedelta(hours=1)
        assert (office | once).windows(start - hour, closes + hour) == ((start, closes),)


class TestNotKnown:
    """Nobody knows whether Tuesday 30 December 2025 was a holiday of one of the two calendars."""

    DATA: ClassVar = {"timezone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}}
    DESK = Calendar.model_validate(DATA)
    UNSURE = Calendar.model_validate({**DATA, "holidays": [{"country": "IN", "years": [2026]}]})
    NOON = Calendar(timezone="UTC", hours={"mon-fri": ["12:00-13:00"]})
    SATURDAY = Calendar(timezone="UTC", hours={"sat": ["18:00-19:00"]})
    ALWAYS = Calendar(timezone="UTC", hours={"mon-sun": ["00:00-24:00"]})

    @pytest.mark.parametrize(
        ("calendar", "at_ten", "at_noon", "at_six"),
        [
            pytest.param(UNSURE & ALWAYS, None, None, False, id="unsure and always"),
            pytest.param(UNSURE & NOON, False, None, False, id="unsure and noon"),
            pytest.param(UNSURE - NOON, None, False, False, id="unsure without noon"),
            pytest.param(UNSURE - ALWAYS, False, False, False, id="unsure without always"),
            pytest.param(UNSURE | SATURDAY, None, None, False, id="unsure or Saturday"),
            pytest.param(ALWAYS & UNSURE, None, None, False, id="always and unsure"),
            pytest.param(NOON - UNSURE, False, None, False, id="noon without unsure"),
            pytest.param(SATURDAY | UNSURE, None, None, False, id="Saturday or unsure"),
        ],
    )
    def test_what_is_open_for_certain(
        self, calendar: Combinable, at_ten: bool | None, at_noon: bool | None, at_six: bool | None
    ) -> None:
        for hour, expected in ((10, at_ten), (12, at_noon), (18, at_six)):
            found: bool | None = None
            with suppress(CoverageError):
                found = calendar.is_open(datetime(2025, 12, 30, hour, tzinfo=UTC))
            assert found is expected

    def test_known_hours_do_not_end_what_is_not_known(self) -> None:
        for calendar in (self.NOON | self.UNSURE, self.UNSURE | self.NOON):
            for hour in (11, 16):
                at = datetime(2025, 12, 30, hour, tzinfo=UTC)
                with pytest.raises(CoverageError):
                    calendar.is_open(at)
                with pytest.raises(CoverageError):
                    calendar.windows(at, at + timedelta(minutes=1))
            assert not calendar.is_open(datetime(2025, 12, 30, 18, tzinfo=UTC))

    @pytest.mark.parametrize("combined", [False, True])
    def test_night_before_may_take_a_part_of_the_day(self, combined: bool) -> None:
        """Monday's night ends at 10:00; Tuesday, of which hours are known, is open from 09:00."""
        hours = {"mon-fri": ["22:00-10:00"]}
        data = {**self.DATA, "hours": hours, "exceptions": {"2025-12-30": ["09:00-17:00"]}}
        data["holidays"] = [{"country": "IN", "years": [2026]}]
        desk: Combinable = Calendar.model_validate(data)
        start, end = (datetime(2025, 12, 30, hour, 30, tzinfo=UTC) for hour in (10, 11))
        for one in (desk & self.ALWAYS, desk - self.NOON) if combined else (desk,):
            with pytest.raises(CoverageError):
                one.business_days_between(start, end)


class TestHoles:
    """A night with a hole in it, and something else open in the hole."""

    NIGHT_OF_MONDAY = Calendar(timezone="UTC", hours={"mon": ["20:00-06:00"]})
    EARLY = Calendar(timezone="UTC", hours={"tue": ["00:00-03:00"]})
    IN_BETWEEN = Calendar(timezone="UTC", hours={"tue": ["01:00-02:00"]})
    CALENDAR = (NIGHT_OF_MONDAY - EARLY) | IN_BETWEEN
    MONDAY = datetime(2026, 3, 2, 20, tzinfo=UTC)

    def test_loses_no_time(self) -> None:
        assert self.CALENDAR.elapsed(self.MONDAY, self.MONDAY + timedelta(hours=10)) == timedelta(
            hours=8
        )
        due = self.CALENDAR.add(self.MONDAY, timedelta(hours=4, minutes=30))
        assert due == datetime(2026, 3, 3, 1, 30, tzinfo=UTC)

    def test_what_lies_in_the_hole_belongs_to_the_night(self) -> None:
        due = self.CALENDAR.add_business_days(self.MONDAY, 1, business_day="full_day")
        assert due == datetime(2026, 3, 3, 6, tzinfo=UTC)


class TestClosings:
    def test_a_window_of_either_closes_when_both_are_closed(self) -> None:
        assert (OFFICE | NIGHT).next_close(ist(2, 10)) == ist(2, 19)

    def test_two_halves_of_the_day_never_close(self) -> None:
        morning = Calendar(timezone="Asia/Kolkata", hours={"mon-sun": ["00:00-12:00"]})
        evening = Calendar(timezone="Asia/Kolkata", hours={"mon-sun": ["12:00-24:00"]})
        # Near the end of all years, so that the search is a short one.
        late = datetime(9997, 3, 2, 10, tzinfo=KOLKATA)
        assert (morning | evening).next_close(late) is None


class TestClosures:
    def test_first_operand_says_why_it_is_closed(self) -> None:
        start, end = to_micros(ist(2, 0)), to_micros(ist(3, 0))
        causes = [str(closure) for closure in (OFFICE - LUNCH).closures(start, end)]
        assert causes == ["night", "excluded", "night"]

    def test_second_operand_says_it_where_the_first_is_open(self) -> None:
        holiday = Calendar(
            timezone="Asia/Kolkata",
            hours={"mon-sun": ["00:00-24:00"]},
            holidays=[{"date": "2026-03-03", "name": "Holi"}],
        )
        start, end = to_micros(ist(3, 0)), to_micros(ist(4, 0))
        causes = [str(closure) for closure in (OFFICE & holiday).closures(start, end)]
        assert causes == ["night", "Holi", "night"]

    def test_without_length_there_are_none(self) -> None:
        for desk in (OFFICE, OFFICE - LUNCH, OFFICE & LUNCH, OFFICE | LUNCH):
            assert desk.closures(5, 5) == desk.closures(6, 5) == []

    def test_none_is_empty(self) -> None:
        # The night of Friday ends where what is added does, and the weekend begins there.
        late = Calendar(timezone="Asia/Kolkata", hours={"fri": ["22:00-24:00"]})
        start, end = to_micros(ist(6, 19)), to_micros(ist(9, 9))
        found = [
            (str(part), part.end - part.start) for part in (OFFICE | late).closures(start, end)
        ]
        assert found == [("night", 3 * HOUR), ("weekend", 48 * HOUR), ("night", 9 * HOUR)]

    def test_clock_changes_of_both_are_noted(self) -> None:
        early = Calendar(timezone="Europe/London", hours={"mon-sun": ["01:30-08:00"]})
        start = to_micros(datetime(2026, 3, 29, tzinfo=ZoneInfo("Europe/London")))
        notes = [note for _, note in (LONDON | early).clock_changes(start, start + 10**11)]
        assert notes == ["opening 01:30 is skipped by the clock change and moved to 02:30"]


class TestLaws:
    @settings(max_examples=40)  # each compiles five calendars
    @given(left=desks(), right=desks(), data=st.data())
    def test_open_as_the_operands_are(self, left: Desk, right: Desk, data: st.DataObject) -> None:
        a, b = Calendar.model_validate(left.data), Calendar.model_validate(right.data)
        at = data.draw(instants(left) | instants(right))
        assert (a & b).is_open(at) == (a.is_open(at) and b.is_open(at))
        assert (a | b).is_open(at) == (a.is_open(at) or b.is_open(at))
        assert (a - b).is_open(at) == (a.is_open(at) and not b.is_open(at))

    @settings(max_examples=40)  # each compiles five calendars
    @given(left=desks(), right=desks(), data=st.data())
    def test_lengths_add_up(self, left: Desk, right: Desk, data: st.DataObject) -> None:
        a, b = Calendar.model_validate(left.data), Calendar.model_validate(right.data)
        start, end = sorted(data.draw(st.tuples(instants(left), instants(left))))
        both, either = (a & b).elapsed(start, end), (a | b).elapsed(start, end)
        assert both + either == a.elapsed(start, end) + b.elapsed(start, end)
        assert (a - b).elapsed(start, end) == a.elapsed(start, end) - both

    @settings(max_examples=40)  # each compiles five calendars
    @given(left=desks(), right=desks(), data=st.data())
    def test_closures_and_windows_fill_the_time(
        self, left: Desk, right: Desk, data: st.DataObject
    ) -> None:
        a, b = Calendar.model_validate(left.data), Calendar.model_validate(right.data)
        start, end = sorted(map(to_micros, data.draw(st.tuples(instants(left), instants(left)))))
        for combined in (a, a & b, a | b, a - b):
            closed = [(part.start, part.end) for part in combined.closures(start, end)]
            parts = sorted([*closed, *combined.spans(start, end)])
            edges = [start, *(edge for part in parts for edge in part), end]
            assert all(edges[i] == edges[i + 1] for i in range(0, len(edges), 2))


MINUTE = timedelta(minutes=1)
MINUTES = 8 * 24 * 60


class Formula(NamedTuple):
    """Three desks and how they are combined, as slaclock does it and minute by minute."""

    desks: tuple[Desk, Desk, Desk]
    first: str
    second: str
    from_right: bool

    def calendar(self) -> Combinable:
        a, b, c = (Calendar.model_validate(desk.data) for desk in self.desks)
        if self.from_right:
            return CALENDARS[self.first](a, CALENDARS[self.second](b, c))
        return CALENDARS[self.second](CALENDARS[self.first](a, b), c)

    def open_minutes(self, start: datetime) -> list[bool]:
        """Return whether each minute from *start* on is open, by the oracle of each desk."""
        a, b, c = (minutes_open(desk, start) for desk in self.desks)
        if self.from_right:
            found = SETS[self.first](a, SETS[self.second](b, c))
        else:
            found = SETS[self.second](SETS[self.first](a, b), c)
        return [minute in found for minute in range(MINUTES)]


CALENDARS = {"&": operator.and_, "|": operator.or_, "-": operator.sub}
SETS = CALENDARS


def minutes_open(desk: Desk, start: datetime) -> set[int]:
    windows = desk.oracle.windows(start, start + MINUTES * MINUTE)
    return {
        minute
        for opens, closes in windows
        for minute in range((opens - start) // MINUTE, (closes - start) // MINUTE)
    }


formulas = st.builds(
    Formula,
    st.tuples(desks(hours=any_week()), desks(hours=any_week()), desks(hours=any_week())),
    st.sampled_from("&|-"),
    st.sampled_from("&|-"),
    st.booleans(),
)


class TestMinuteByMinute:
    """Three calendars, nights included, beside a model that looks at every minute."""

    @settings(max_examples=60)
    @given(formulas, st.integers(0, MINUTES - 1), st.integers(1, 3000))
    def test_every_answer_is_that_of_the_minutes(
        self, formula: Formula, asked: int, amount: int
    ) -> None:
        near = formula.desks[0].near
        start = datetime(near.year, near.month, near.day, tzinfo=UTC) - timedelta(days=3)
        calendar, minutes = formula.calendar(), formula.open_minutes(start)
        runs = [
            list(run) for is_open, run in groupby(range(MINUTES), minutes.__getitem__) if is_open
        ]
        windows = calendar.windows(start, start + MINUTES * MINUTE)
        assert windows == tuple(
            (start + run[0] * MINUTE, start + (run[-1] + 1) * MINUTE) for run in runs
        )
        at = start + asked * MINUTE
        assert calendar.is_open(at) == minutes[asked]
        assert calendar.elapsed(start, at) == sum(minutes[:asked]) * MINUTE
        ahead = [minute for minute in range(asked, MINUTES) if minutes[minute]]
        if ahead:
            assert calendar.next_open(at) == start + ahead[0] * MINUTE
        if len(ahead) >= amount:
            assert calendar.add(at, amount * MINUTE) == start + (ahead[amount - 1] + 1) * MINUTE
        behind = [minute for minute in range(asked) if minutes[minute]]
        if len(behind) >= amount:
            assert calendar.subtract(at, amount * MINUTE) == start + behind[-amount] * MINUTE


class TestHolidaysOfAWholeMatrix:
    """Monday 2 March 2026 is made a holiday of all; of two parts, one observes none."""

    HOURS: ClassVar = {"mon-fri": ["09:00-17:00"]}
    DESK = Calendar(timezone="Etc/UTC", hours=HOURS)
    LATE = Calendar(timezone="Etc/UTC", hours={"mon": ["20:00-22:00"]}, observes_holidays=False)
    CLOSED = Calendar(timezone="Etc/UTC", hours=HOURS, holidays=["2026-03-02"])

    def open_on_monday(self, calendar: Any) -> timedelta:
        monday = datetime(2026, 3, 2, tzinfo=UTC)
        found: timedelta = calendar.elapsed(monday, monday + timedelta(days=1))
        return found

    def test_part_that_observes_none_stays_open(self) -> None:
        both = self.DESK | self.LATE
        observing = both.with_holidays(*self.CLOSED.holiday_sources)
        assert self.open_on_monday(both) == timedelta(hours=10)
        assert self.open_on_monday(observing) == timedelta(hours=2)

    def test_it_observes_them_where_a_part_does(self) -> None:
        assert (self.DESK | self.LATE).observes_holidays
        assert not (self.LATE | self.LATE).observes_holidays


class TestParts:
    """An office with May Day, and a fair on Saturdays with a holiday of its own."""

    LEFT = Calendar(
        timezone="UTC",
        hours={"mon-fri": ["09:00-17:00"]},
        holidays=[{"date": "2026-05-01", "name": "May Day"}],
    )
    RIGHT = Calendar(
        timezone="UTC",
        hours={"sat": ["10:00-12:00"]},
        holidays=[{"date": "2026-05-02", "name": "Fair"}, {"date": "2026-05-01", "name": "Eve"}],
    )
    MAKE = (operator.or_, operator.and_, operator.sub)

    @pytest.mark.parametrize("make", MAKE)
    def test_holidays_of_both_with_the_name_of_the_first(self, make: Any) -> None:
        found = make(self.LEFT, self.RIGHT).holidays_between(date(2026, 4, 1), date(2026, 5, 31))
        assert [(day.isoformat(), one.name) for day, one in found.items()] == [
            ("2026-05-01", "May Day"),
            ("2026-05-02", "Fair"),
        ]
        later = make(self.LEFT, self.RIGHT).holidays_between(date(2026, 5, 2), date(2026, 5, 2))
        assert list(later) == [date(2026, 5, 2)]

    @pytest.mark.parametrize("make", MAKE)
    def test_sources_of_both_each_once(self, make: Any) -> None:
        both = make(self.LEFT, self.RIGHT)
        days = [(2026, 5, 1), (2026, 5, 2), (2026, 5, 1)]
        assert [source.day for source in both.holiday_sources] == [date(*day) for day in days]
        assert make(both, self.LEFT).holiday_sources == both.holiday_sources

    def test_parts_without_a_name_are_not_told(self) -> None:
        assert (self.LEFT | self.RIGHT).named_parts() == {}
        half = CombinedCalendar(self.LEFT, "|", self.RIGHT, ("", "fair"))
        assert half.named_parts() == {"fair": self.RIGHT}

    @pytest.mark.parametrize(("make", "sign"), list(zip(MAKE, "|&-", strict=True)))
    def test_content_and_text(self, make: Any, sign: str) -> None:
        both = make(self.LEFT, self.RIGHT)
        assert both.content() == {
            "left": self.LEFT.content(),
            "operation": sign,
            "right": self.RIGHT.content(),
        }
        assert str(both) == f"(UTC mon-fri 09:00-17:00 {sign} UTC sat 10:00-12:00)"
        assert hash(both) == hash(make(self.LEFT, self.RIGHT))
        assert hash(both) != hash(make(self.RIGHT, self.LEFT))

    @pytest.mark.parametrize("make", MAKE)
    def test_without_holidays(self, make: Any) -> None:
        plain = make(self.LEFT, self.RIGHT).without_holidays()
        assert plain == make(self.LEFT.without_holidays(), self.RIGHT.without_holidays())
        assert plain.holidays_between(date(2026, 5, 1), date(2026, 5, 2)) == {}

    def test_with_holidays_its_parts_observe_them_and_keep_their_names(self) -> None:
        both = CombinedCalendar(self.LEFT, "|", self.RIGHT, ("office", "fair"))
        found = both.with_holidays(FixedHoliday(date(2026, 6, 1), "Whit Monday"))
        assert (found.names, found.operation) == (("office", "fair"), "|")
        assert found.without_holidays().names == ("office", "fair")
        assert date(2026, 6, 1) in found.left.holidays_between(date(2026, 6, 1), date(2026, 6, 1))
        assert set(found.named_parts()) == {"office", "fair"}


class TestNamesOfOpenParts:
    """Monday 2 March 2026: an office from 9 to 17, a hotline from 12 to 20."""

    OFFICE = Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]})
    HOTLINE = Calendar(timezone="UTC", hours={"mon-fri": ["12:00-20:00"]})

    def parts(
        self, operation: Any, names: tuple[str, str] = ("office", "hotline"), days: int = 1
    ) -> list[tuple[str, str]]:
        both = CombinedCalendar(self.OFFICE, operation, self.HOTLINE, names)
        low, high = (to_micros(datetime(2026, 3, day, tzinfo=UTC)) for day in (2, 2 + days))
        return [
            ("-".join(f"{datetime.fromtimestamp(at / 10**6, UTC):%H:%M}" for at in span), name)
            for span, name in both.open_parts(low, high)
        ]

    def test_united_each_part_says_who_is_open(self) -> None:
        assert self.parts("|") == [
            ("09:00-12:00", "office"),
            ("12:00-17:00", "office and hotline"),
            ("17:00-20:00", "hotline"),
        ]

    def test_what_both_have_or_one_leaves_has_no_name_to_tell(self) -> None:
        assert self.parts("&") == [("12:00-17:00", "")]
        assert self.parts("-") == [("09:00-12:00", "")]

    def test_what_is_taken_away_need_not_be_known_where_the_first_is_closed(self) -> None:
        fair = {"timezone": "UTC", "hours": {"sat": ["10:00-12:00"]}}
        unknown = Calendar.model_validate(
            {**fair, "holidays": [{"country": "IN", "years": [2027]}]}
        )
        low, high = (to_micros(datetime(2026, 3, day, tzinfo=UTC)) for day in (6, 9))
        found = (self.OFFICE - unknown).open_parts(low, high)
        assert found == [(Span(low + 9 * HOUR, low + 17 * HOUR), "")]

    def test_parts_of_one_name_that_adjoin_are_one(self) -> None:
        assert self.parts("|", names=("", ""), days=2) == [("09:00-20:00", "")] * 2
        assert self.parts("|", names=("desk", "desk"), days=2) == [("09:00-20:00", "desk")] * 2
