"""What a calendar is made of: hours by date, causes of closing, identity."""

from __future__ import annotations

import copy
import pickle
import warnings
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from slaclock import Calendar, CalendarWarning
from slaclock.calendars.hours import Hours
from slaclock.errors import ArgumentTypeError, CoverageError
from slaclock.instants import from_micros, to_micros
from slaclock.spans import Span

HOUR = 3_600_000_000
KOLKATA = ZoneInfo("Asia/Kolkata")
PARIS = ZoneInfo("Europe/Paris")
DESK = Calendar(
    timezone="Asia/Kolkata",
    hours={"mon-fri": ["09:00-13:00", "14:00-19:00"]},
    holidays=[{"date": "2026-01-26", "name": "Republic Day"}, "2026-08-15"],
    exceptions={
        "2026-12-24": {"hours": ["09:00-12:00"], "reason": "Christmas Eve"},
        "2026-12-26": ["10:00-12:00"],
        "2026-12-28": [],
    },
)


def ist(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=KOLKATA)


def causes(calendar: Calendar, start: datetime, end: datetime) -> list[str]:
    """Return closed stretches as text: from, to, why, in the zone of *start*."""
    found = calendar.closures(to_micros(start), to_micros(end))
    zone = start.tzinfo
    return [
        f"{datetime.fromtimestamp(part.start / 1e6, zone):%a %H:%M}-"
        f"{datetime.fromtimestamp(part.end / 1e6, zone):%a %H:%M} {part}"
        for part in found
    ]


class TestHoursOn:
    @pytest.mark.parametrize(
        ("day", "hours", "cause", "name"),
        [
            pytest.param(date(2026, 3, 2), 2, "hours", "", id="a Monday"),
            pytest.param(date(2026, 3, 1), 0, "weekend", "", id="a Sunday"),
            pytest.param(date(2026, 1, 26), 0, "holiday", "Republic Day", id="named holiday"),
            pytest.param(date(2026, 8, 15), 0, "holiday", "", id="holiday without a name"),
            pytest.param(date(2026, 12, 24), 1, "exception", "Christmas Eve", id="short day"),
            pytest.param(date(2026, 12, 26), 1, "exception", "", id="open on a Saturday"),
            pytest.param(date(2026, 12, 28), 0, "exception", "", id="closed by exception"),
        ],
    )
    def test_says_the_hours_and_where_they_come_from(
        self, day: date, hours: int, cause: str, name: str
    ) -> None:
        found = DESK.hours_on(day)
        assert (len(found.hours), found.cause, found.name) == (hours, cause, name)

    def test_an_exception_wins_over_a_holiday(self) -> None:
        with pytest.warns(CalendarWarning, match="2026-12-24 is a holiday and an exception"):
            both = Calendar(
                timezone="UTC",
                hours={"mon-fri": ["09:00-17:00"]},
                holidays=["2026-12-24"],
                exceptions={"2026-12-24": ["09:00-13:00"]},
            )
        assert both.hours_on(date(2026, 12, 24)).hours == (Hours(32_400, 46_800),)


class TestClosures:
    @pytest.mark.parametrize(
        ("start", "end", "expected"),
        [
            pytest.param(
                ist(3, 2), ist(3, 3), [
                    "Mon 00:00-Mon 09:00 night",
                    "Mon 13:00-Mon 14:00 break",
                    "Mon 19:00-Tue 00:00 night",
                ],
                id="a day with a break",
            ),
            pytest.param(
                ist(3, 6, 15), ist(3, 9, 9), [
                    "Fri 19:00-Sat 00:00 night",
                    "Sat 00:00-Mon 00:00 weekend",
                    "Mon 00:00-Mon 09:00 night",
                ],
                id="a weekend is one stretch",
            ),
            pytest.param(
                ist(1, 25, 12), ist(1, 27), [
                    "Sun 12:00-Mon 00:00 weekend",
                    "Mon 00:00-Tue 00:00 Republic Day",
                ],
                id="a holiday by its name",
            ),
            pytest.param(
                ist(8, 15), ist(8, 16), ["Sat 00:00-Sun 00:00 holiday"],
                id="a holiday without one",
            ),
            pytest.param(
                ist(12, 24), ist(12, 25), [
                    "Thu 00:00-Thu 09:00 night",
                    'Thu 12:00-Fri 00:00 exception "Christmas Eve"',
                ],
                id="an exception that closes early",
            ),
            pytest.param(
                ist(12, 28), ist(12, 29), ["Mon 00:00-Tue 00:00 exception"],
                id="an exception that closes the date",
            ),
            pytest.param(ist(3, 2, 9), ist(3, 2, 9), [], id="no length"),
        ],
    )  # fmt: skip
    def test_each_has_its_cause(self, start: datetime, end: datetime, expected: list[str]) -> None:
        assert causes(DESK, start, end) == expected

    def test_a_cut_does_not_change_the_cause(self) -> None:
        assert causes(DESK, ist(3, 2, 1), ist(3, 2, 8)) == ["Mon 01:00-Mon 08:00 night"]
        assert causes(DESK, ist(3, 2, 20), ist(3, 2, 21)) == ["Mon 20:00-Mon 21:00 night"]

    def test_between_nights_it_is_day(self) -> None:
        nights = Calendar(timezone="Asia/Kolkata", hours={"mon-sun": ["22:00-06:00"]})
        assert causes(nights, ist(3, 2, 12), ist(3, 3, 12)) == [
            "Mon 12:00-Mon 22:00 day",
            "Tue 06:00-Tue 12:00 day",
        ]


class TestClockChanges:
    # In Paris clocks went from 02:00 to 03:00 on 29 March and back at 03:00 on 25 October 2026.
    EARLY = Calendar(timezone="Europe/Paris", hours={"mon-sun": ["02:30-08:00"]})

    def notes(self, month: int, day: int) -> list[str]:
        start = to_micros(datetime(2026, month, day, tzinfo=PARIS))
        return [note for _, note in self.EARLY.clock_changes(start, start + 86_400_000_000)]

    def test_a_skipped_opening_is_noted(self) -> None:
        assert self.notes(3, 29) == [
            "opening 02:30 is skipped by the clock change and moved to 03:30"
        ]

    def test_a_repeated_opening_is_noted(self) -> None:
        assert self.notes(10, 25) == [
            "opening 02:30 comes twice by the clock change; the first is meant"
        ]

    def test_an_ordinary_day_has_none(self) -> None:
        assert self.notes(3, 2) == []

    def test_hours_that_fall_into_the_gap_are_dropped(self) -> None:
        gap = Calendar(timezone="Europe/Paris", hours={"sun": ["02:15-03:00", "09:00-10:00"]})
        start = datetime(2026, 3, 29, tzinfo=PARIS)
        (window,) = gap.windows(start, start + timedelta(days=1))
        assert (window.open.hour, window.close.hour) == (9, 10)

    def test_a_date_that_never_occurred_has_no_windows(self) -> None:
        apia = ZoneInfo("Pacific/Apia")
        desk = Calendar(timezone="Pacific/Apia", hours={"mon-sun": ["09:00-17:00"]})
        windows = desk.windows(
            datetime(2011, 12, 29, tzinfo=apia), datetime(2012, 1, 1, tzinfo=apia)
        )
        assert [window.open.day for window in windows] == [29, 31]

    def test_hours_of_such_a_date_are_not_those_of_the_next(self) -> None:
        """In Samoa Thursday 29 December 2011 was followed by Saturday 31 December."""
        fridays = Calendar(timezone="Pacific/Apia", hours={"fri": ["09:00-17:00"]})
        start = datetime(2011, 12, 29, tzinfo=fridays.zone)
        assert fridays.windows(start, start + timedelta(days=4)) == ()


class TestIdentity:
    SAME = Calendar(
        timezone="Asia/Kolkata",
        hours={day: ["14:00-19:00", "09:00-13:00"] for day in ("fri", "tue", "wed", "thu", "mon")},
        holidays=["2026-08-15", {"date": "2026-01-26", "name": "Republic Day"}],
        exceptions={
            "2026-12-28": [],
            "2026-12-26": ["10:00-12:00"],
            "2026-12-24": {"reason": "Christmas Eve", "hours": ["09:00-12:00"]},
        },
    )

    def test_equal_by_what_it_means_not_by_how_it_is_written(self) -> None:
        assert self.SAME == DESK
        assert hash(self.SAME) == hash(DESK)
        assert self.SAME.fingerprint() == DESK.fingerprint()

    def test_differs_by_any_part(self) -> None:
        content = DESK.content()
        for key, value in (
            ("timezone", "Asia/Dhaka"),
            ("hours", {"mon": ["09:00-10:00"]}),
            ("holidays", []),
            ("exceptions", {}),
            ("observes_holidays", False),
        ):
            assert Calendar.model_validate({**content, key: value}) != DESK
        assert DESK != "desk"

    def test_content_goes_round(self) -> None:
        assert Calendar.model_validate(DESK.content()) == DESK

    def test_content_is_a_copy(self) -> None:
        DESK.content()["hours"].clear()
        assert DESK.content()["hours"]["mon"] == ["09:00-13:00", "14:00-19:00"]

    @pytest.mark.parametrize("copied", [pickle.loads(pickle.dumps(DESK)), copy.deepcopy(DESK)])
    def test_pickles_and_copies_by_content(self, copied: Calendar) -> None:
        assert copied == DESK
        assert copied.add(ist(3, 6, 18), "2 h") == ist(3, 9, 10)

    def test_unpickling_does_not_warn_again(self) -> None:
        with pytest.warns(CalendarWarning, match="2026-03-02 is given twice"):
            twice = Calendar(
                timezone="UTC",
                hours={"mon": ["09:00-10:00"]},
                holidays=["2026-03-02", "2026-03-02"],
            )
        pickled = pickle.dumps(twice)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert pickle.loads(pickled) == twice

    @pytest.mark.parametrize("name", ["zone", "timezone", "week", "anything"])
    def test_is_immutable(self, name: str) -> None:
        with pytest.raises(AttributeError, match=f"^Calendar is immutable; {name} cannot be set$"):
            setattr(DESK, name, None)
        with pytest.raises(AttributeError, match="cannot be deleted"):
            delattr(DESK, name)

    def test_shows_zone_and_week(self) -> None:
        assert str(DESK) == "Asia/Kolkata mon-fri 09:00-13:00, 14:00-19:00"
        assert repr(DESK) == f"<Calendar {DESK}>"
        sundays = Calendar(timezone="UTC", hours={"sun": ["09:00-10:00"], "tue": ["09:00-10:00"]})
        assert str(sundays) == "UTC tue 09:00-10:00; sun 09:00-10:00"
        once = Calendar(timezone="UTC", exceptions={"2026-03-02": ["09:00-10:00"]})
        assert str(once) == "UTC exceptions only"

    def test_week_is_that_of_the_weekdays(self) -> None:
        hours = (Hours(32_400, 46_800), Hours(50_400, 68_400))
        desk = Calendar.model_validate(DESK.content())
        assert desk.week == (hours, hours, hours, hours, hours, (), ())

    def test_warning_names_the_line_that_makes_the_calendar(self) -> None:
        data = {
            "timezone": "UTC",
            "hours": {"mon": ["09:00-10:00"]},
            "holidays": ["2026-03-02"] * 2,
        }
        with pytest.warns(CalendarWarning) as made:
            Calendar(**data)  # type: ignore[arg-type]
        with pytest.warns(CalendarWarning) as read:
            Calendar.model_validate(data)
        assert [one.filename for one in (*made, *read)] == [__file__, __file__]

    def test_dates_are_compiled_from_the_first_to_the_last(self) -> None:
        friday = date(2026, 3, 6)
        days, unknown = DESK._compile(friday, friday + timedelta(days=2))
        assert ([day.date for day in days], unknown) == ([friday], ())
        days, _ = DESK._compile(friday - timedelta(days=1), friday - timedelta(days=1))
        assert [day.date for day in days] == [friday - timedelta(days=1)]

    @pytest.mark.parametrize("observes", [True, False])
    def test_other_holidays_change_nothing_else(self, observes: bool) -> None:
        desk = Calendar.model_validate({**DESK.content(), "observes_holidays": observes})
        for other in (desk.without_holidays(), desk.with_holidays(), desk.with_seasons()):
            assert {**other.content(), "holidays": []} == {**desk.content(), "holidays": []}


class TestFolder:
    """Closures of a file are looked for in the folder that is given, as text or as a path."""

    TEXT = "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:test",
            "BEGIN:VEVENT",
            "UID:1",
            "DTSTAMP:20260101T000000Z",
            "DTSTART;VALUE=DATE:20260302",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )

    @pytest.mark.parametrize("kind", [str, Path])
    def test_both_ways_to_make_a_calendar(self, kind: type[str | Path], tmp_path: Path) -> None:
        (tmp_path / "closed.ics").write_bytes(self.TEXT.encode())
        data = {"timezone": "UTC", "hours": {"mon": ["09:00-10:00"]}}
        data["holidays"] = [{"ics": "closed.ics"}]  # type: ignore[assignment]
        made = Calendar(**data, folder=kind(tmp_path))  # type: ignore[arg-type]
        read = Calendar.model_validate(data, folder=kind(tmp_path))
        assert list(made.holidays_between(date(2026, 1, 1), date(2026, 12, 31))) == [
            date(2026, 3, 2)
        ]
        assert read == made


class TestHolidays:
    def test_more_sources_are_added(self) -> None:
        extra = Calendar(timezone="UTC", hours={"mon": ["09:00-10:00"]}, holidays=["2026-03-02"])
        desk = DESK.with_holidays(*extra.holiday_sources)
        assert desk.hours_on(date(2026, 3, 2)).cause == "holiday"
        assert desk.hours_on(date(2026, 1, 26)).name == "Republic Day"
        assert DESK.hours_on(date(2026, 3, 2)).cause == "hours"

    def test_names_of_a_shared_date_are_joined(self) -> None:
        desk = Calendar(
            timezone="UTC",
            hours={"mon-fri": ["09:00-10:00"]},
            holidays=[
                {"rrule": "FREQ=YEARLY", "start": "2026-03-03", "name": "Founders' Day"},
                {"rrule": "FREQ=YEARLY", "start": "2026-03-03"},
                {"rrule": "FREQ=YEARLY", "start": "2026-03-03", "name": "Holi"},
                {"rrule": "FREQ=YEARLY", "start": "2026-03-03", "name": "Holi"},
            ],
        )
        assert desk.hours_on(date(2027, 3, 3)).name == "Founders' Day; Holi"

    def test_those_of_a_stretch_are_listed_in_order(self) -> None:
        found = DESK.holidays_between(date(2026, 1, 1), date(2027, 12, 31))
        assert list(found) == [date(2026, 1, 26), date(2026, 8, 15)]


class TestOpenParts:
    """Round the clock, and 1 and 2 July 2026 are a season with a name."""

    DESK = Calendar(
        timezone="UTC",
        hours={"mon-sun": ["00:00-24:00"]},
        seasons=[
            {
                "from": "2026-07-01",
                "to": "2026-07-02",
                "hours": {"mon-sun": ["00:00-24:00"]},
                "reason": "Summer",
            }
        ],
    )

    def parts(self, start: str, end: str) -> list[tuple[str, str, str]]:
        low, high = (to_micros(datetime.fromisoformat(f"{text}:00+00:00")) for text in (start, end))
        return [
            (str(from_micros(span.start, UTC))[:16], str(from_micros(span.end, UTC))[:16], name)
            for span, name in self.DESK.open_parts(low, high)
        ]

    def test_parts_of_one_name_that_adjoin_are_one(self) -> None:
        assert self.parts("2026-06-29 12:00", "2026-07-05 12:00") == [
            ("2026-06-29 12:00", "2026-07-01 00:00", ""),
            ("2026-07-01 00:00", "2026-07-03 00:00", "Summer"),
            ("2026-07-03 00:00", "2026-07-05 12:00", ""),
        ]

    def test_the_end_does_not_belong_to_it(self) -> None:
        assert self.parts("2026-06-30 12:00", "2026-07-01 00:00") == [
            ("2026-06-30 12:00", "2026-07-01 00:00", "")
        ]
        assert self.parts("2026-07-01 12:00", "2026-07-01 12:00") == []

    def test_reason_of_an_exception_is_no_name(self) -> None:
        hours = {"hours": ["09:00-12:00"], "reason": "Stocktaking"}
        desk = Calendar.model_validate({**self.DESK.content(), "exceptions": {"2026-07-01": hours}})
        low, high = (to_micros(datetime(2026, 7, day, tzinfo=UTC)) for day in (1, 2))
        ((span, name),) = desk.open_parts(low, high)
        assert (span.start - low, span.end - low, name) == (9 * HOUR, 12 * HOUR, "")

    def test_only_what_is_asked_about_need_be_known(self) -> None:
        """Holidays are known of 2026 alone: not whether it is open on 1 January 2027, 00:00."""
        data = {**self.DESK.content(), "holidays": [{"country": "IN", "years": [2026]}]}
        desk = Calendar.model_validate(data)
        new_year = to_micros(datetime(2027, 1, 1, tzinfo=UTC))
        assert desk.open_parts(new_year - 5, new_year) == [(Span(new_year - 5, new_year), "")]
        assert desk.open_parts(new_year, new_year) == []
        assert desk.open_parts(new_year + 5, new_year + 5) == []
        with pytest.raises(CoverageError):
            desk.open_parts(new_year - 5, new_year + 1)


class TestArgumentsAreNamed:
    @pytest.mark.parametrize(
        ("ask", "arguments", "name"),
        [
            ("hours_on", ["x"], "day"),
            ("holidays_between", ["x", date(2026, 1, 1)], "first"),
            ("holidays_between", [date(2026, 1, 1), "x"], "last"),
        ],
    )
    def test_what_is_no_date(self, ask: str, arguments: list[object], name: str) -> None:
        with pytest.raises(ArgumentTypeError) as caught:
            getattr(DESK, ask)(*arguments)
        assert str(caught.value) == f"{name} must be a date; got 'x' (str)"


class TestClockChangesAreNoted:
    """In Paris 02:00 to 03:00 of 29 March 2026 is missing; what is 02:30 there is 03:30."""

    EARLY = Calendar(timezone="Europe/Paris", hours={"sun": ["02:30-10:00"]})
    LATE = Calendar(timezone="Europe/Paris", hours={"sun": ["00:00-02:30"]})
    AT = to_micros(datetime(2026, 3, 29, 3, 30, tzinfo=PARIS))

    @pytest.mark.parametrize(("desk", "what"), [(EARLY, "opening"), (LATE, "closing")])
    def test_both_ends_of_the_stretch_belong_to_it(self, desk: Calendar, what: str) -> None:
        ((at, note),) = desk.clock_changes(self.AT - 10**10, self.AT + 10**10)
        assert note.startswith(f"{what} ")
        assert desk.clock_changes(at, at + 1) == [(at, note)]
        assert desk.clock_changes(at - 1, at) == [(at, note)]
        assert desk.clock_changes(at + 1, at + 2) == []
        assert desk.clock_changes(at - 2, at - 1) == []


def test_holiday_says_its_date_what_is_open_and_why() -> None:
    assert DESK.hours_on(date(2026, 1, 26)) == (date(2026, 1, 26), (), "holiday", "Republic Day")
    assert DESK.hours_on(date(2026, 8, 15)) == (date(2026, 8, 15), (), "holiday", "")
    half = DESK.hours_on(date(2026, 12, 24))
    assert half == (date(2026, 12, 24), (Hours(32400, 43200),), "exception", "Christmas Eve")
