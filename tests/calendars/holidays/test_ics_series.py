"""Series of an iCalendar file: those written out by a library, and those that stay rules.

Both are held to `recurring-ical-events`, on files that move, cancel and repeat events.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import chain, islice
from pathlib import Path

import icalendar
import pytest
import recurring_ical_events
from dateutil.rrule import rrulestr

from slaclock.calendars.holidays.base import FixedHoliday
from slaclock.calendars.holidays.ics import read_closures
from slaclock.calendars.holidays.ics_series import MOST_OCCURRENCES, series_of
from slaclock.calendars.holidays.recurrences import Recurrence
from slaclock.errors import HolidayError, MissingExtraError

DAY = timedelta(days=1)
YEARS = range(2024, 2029)
RULES = (
    "FREQ=YEARLY",
    "FREQ=MONTHLY;BYDAY=2SA",
    "FREQ=MONTHLY",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "FREQ=DAILY;INTERVAL=9",
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24,31",
)


def day_text(day: date) -> str:
    return f"{day:%Y%m%d}"


def event(*lines: str, uid: str = "u") -> list[str]:
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20250101T000000Z", *lines, "END:VEVENT"]


def file_of(folder: Path, *events: list[str]) -> Path:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *chain(*events), "END:VCALENDAR", ""]
    path = folder / "closures.ics"
    path.write_bytes("\r\n".join(lines).encode())
    return path


def closed(path: Path) -> list[date]:
    sources = read_closures(path)
    return sorted({day for source in sources for year in YEARS for day in source.in_year(year)})


def as_the_library_says(path: Path) -> list[date]:
    """Return the dates of all occurrences that are not cancelled."""
    found = set()
    query = recurring_ical_events.of(icalendar.Calendar.from_ical(path.read_bytes()))
    for one in query.between(date(2024, 1, 1), date(2029, 1, 1)):
        if str(one.get("STATUS", "")).upper() != "CANCELLED":
            first = one["DTSTART"].dt
            length = (one["DTEND"].dt - first).days if "DTEND" in one else 1
            found |= {first + step * DAY for step in range(max(length, 1))}
    return sorted(day for day in found if day.year in YEARS)


def random_series(chance: random.Random, uid: str) -> Iterator[list[str]]:
    """Yield a series, and events that move, lengthen or cancel one of its dates."""
    start = date(2025, 1, 1) + DAY * chance.randint(0, 500)
    lines = [f"DTSTART;VALUE=DATE:{day_text(start)}"]
    length = chance.choice([1, 1, 2, 5])
    if length > 1:
        ends = f"DTEND;VALUE=DATE:{day_text(start + length * DAY)}"
        lines.append(chance.choice([ends, f"DURATION:P{length}D"]))
    dates = [start]
    if chance.random() < 0.8:
        until = f";UNTIL={day_text(start + DAY * chance.randint(370, 900))}"
        rule = chance.choice(RULES) + chance.choice(
            ["", "", f";COUNT={chance.randint(1, 8)}", until]
        )
        lines.append(f"RRULE:{rule}")
        first = datetime(start.year, start.month, start.day)
        named = islice(rrulestr(rule, dtstart=first, ignoretz=True), 8)
        dates = [one.date() for one in named]
    if chance.random() < 0.3:
        dates.append(start + DAY * chance.randint(1, 300))
        lines.append(f"RDATE;VALUE=DATE:{day_text(dates[-1])}")
    if chance.random() < 0.4:
        lines.append(f"EXDATE;VALUE=DATE:{day_text(chance.choice(dates))}")
    yield event(*lines, uid=uid)
    for _ in range(chance.choice([0, 0, 1, 2])):
        at = chance.choice(dates)
        to = at + DAY * chance.randint(-6, 9)
        other = [f"RECURRENCE-ID;VALUE=DATE:{day_text(at)}", f"DTSTART;VALUE=DATE:{day_text(to)}"]
        if chance.random() < 0.4:
            other.append(f"DTEND;VALUE=DATE:{day_text(to + chance.randint(1, 3) * DAY)}")
        if chance.random() < 0.3:
            other.append(chance.choice(["STATUS:CANCELLED", "STATUS:cancelled"]))
        if chance.random() < 0.3:
            other.append(f"SEQUENCE:{chance.randint(0, 2)}")
        yield event(*other, uid=uid)


@pytest.mark.parametrize("seed", range(120))
def test_dates_are_those_of_the_library(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    events = [one for uid in "abc" for one in random_series(chance, uid)]
    chance.shuffle(events)
    path = file_of(tmp_path, *events)
    assert closed(path) == as_the_library_says(path)


START = "DTSTART;VALUE=DATE:20260302"


class TestWhichAreWrittenOut:
    def sources(self, folder: Path, *lines: str) -> set[type]:
        return {type(one) for one in read_closures(file_of(folder, event(START, *lines)))}

    @pytest.mark.parametrize("end", ["", ";COUNT=3", ";UNTIL=20270301"])
    def test_series_with_an_end_is_dates(self, end: str, tmp_path: Path) -> None:
        expect = FixedHoliday if end else Recurrence
        assert self.sources(tmp_path, f"RRULE:FREQ=WEEKLY{end}") == {expect}

    def test_long_series_is_a_rule(self, tmp_path: Path) -> None:
        count = MOST_OCCURRENCES + 1
        assert self.sources(tmp_path, f"RRULE:FREQ=DAILY;COUNT={count}") == {Recurrence}
        assert self.sources(tmp_path, f"RRULE:FREQ=DAILY;COUNT={count - 1}") == {FixedHoliday}

    def test_events_of_one_uid_or_of_none_are_not_joined(self, tmp_path: Path) -> None:
        """Many programs write the same UID for all; none of the closures may be lost."""
        other = "DTSTART;VALUE=DATE:20260303"
        for uid in ("same", ""):
            path = file_of(tmp_path, event(START, uid=uid), event(other, uid=uid))
            assert closed(path) == [date(2026, 3, 2), date(2026, 3, 3)]
        assert series_of([]) == ([], [])


class TestSeries:
    def test_dates_listed_beside_a_rule_on_two_lines(self, tmp_path: Path) -> None:
        listed = ("RDATE;VALUE=DATE:20260320", "RDATE;VALUE=DATE:20260401,20260402")
        series = event(START, "RRULE:FREQ=WEEKLY;COUNT=2", *listed)
        days = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 20)]
        assert closed(file_of(tmp_path, series)) == [*days, date(2026, 4, 1), date(2026, 4, 2)]

    def test_end_equal_to_the_start_is_one_day(self, tmp_path: Path) -> None:
        for end in ("", ";COUNT=2"):
            series = event(START, "DTEND;VALUE=DATE:20260302", f"RRULE:FREQ=WEEKLY{end}")
            assert [day.day for day in closed(file_of(tmp_path, series))][:3] == (
                [2, 9] if end else [2, 9, 16]
            )

    def test_first_date_counts_though_the_rule_does_not_name_it(self, tmp_path: Path) -> None:
        """2 March 2026 is a Monday, and the rule names Fridays."""
        for end in ("", ";COUNT=2"):
            rule = f"RRULE:FREQ=WEEKLY;BYDAY=FR{end}"
            found = closed(file_of(tmp_path, event(START, rule)))
            assert found[:3] == [date(2026, 3, 2), date(2026, 3, 6), date(2026, 3, 13)]

    def test_moved_occurrence_of_several_days(self, tmp_path: Path) -> None:
        """Three days from Monday, each week; those of 9 March are moved to Thursday and Friday."""
        moved = event(
            "RECURRENCE-ID;VALUE=DATE:20260309",
            "DTSTART;VALUE=DATE:20260312",
            "DTEND;VALUE=DATE:20260314",
        )
        for end in ("", ";COUNT=3"):
            series = event(START, "DTEND;VALUE=DATE:20260305", f"RRULE:FREQ=WEEKLY{end}")
            found = [day for day in closed(file_of(tmp_path, series, moved)) if day.month == 3]
            assert [day.day for day in found][:8] == [2, 3, 4, 12, 13, 16, 17, 18]

    def test_cancelled_occurrence_need_not_be_whole(self, tmp_path: Path) -> None:
        gone = event("RECURRENCE-ID;VALUE=DATE:20260309", "STATUS:CANCELLED")
        series = event(START, "RRULE:FREQ=WEEKLY;COUNT=3")
        assert closed(file_of(tmp_path, series, gone)) == [date(2026, 3, 2), date(2026, 3, 16)]

    def test_cancelled_series_is_open(self, tmp_path: Path) -> None:
        series = event(START, "RRULE:FREQ=WEEKLY;COUNT=3", "STATUS:cancelled", uid="a")
        path = file_of(tmp_path, series, event("DTSTART;VALUE=DATE:20260401", uid="b"))
        assert closed(path) == [date(2026, 4, 1)]

    def test_occurrence_said_anew_counts_once(self, tmp_path: Path) -> None:
        at = "RECURRENCE-ID;VALUE=DATE:20260309"
        first = event(at, "DTSTART;VALUE=DATE:20260310", "SEQUENCE:2")
        second = event(at, "DTSTART;VALUE=DATE:20260311", "SEQUENCE:1")
        for end in ("", ";COUNT=3"):
            path = file_of(tmp_path, event(START, f"RRULE:FREQ=WEEKLY{end}"), first, second)
            assert [day.day for day in closed(path)][:3] == [2, 10, 16]


def test_missing_package_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "recurring_ical_events", None)
    with pytest.raises(MissingExtraError) as caught:
        read_closures(file_of(tmp_path, event(START)))
    assert str(caught.value) == (
        "reading an iCalendar file needs the package recurring-ical-events; "
        "install it with: pip install 'slaclock[ics]'"
    )


def test_series_that_the_library_refuses_is_an_error_of_slaclock(tmp_path: Path) -> None:
    path = file_of(
        tmp_path, event(START, "RRULE:FREQ=WEEKLY;COUNT=2", "RDATE:20260304T090000/PT1H")
    )
    with pytest.raises(HolidayError):
        read_closures(path)


class TestSize:
    """How many dates a series writes out; 200 of a rule and 2,000 of a file at most."""

    def kinds(self, folder: Path, *events: list[str]) -> list[type]:
        return [type(one) for one in read_closures(file_of(folder, *events))]

    def test_an_event_without_a_uid_stays_a_rule(self, tmp_path: Path) -> None:
        nameless = event(START, "RRULE:FREQ=WEEKLY;COUNT=3")
        nameless.remove("UID:u")
        assert self.kinds(tmp_path, nameless) == [Recurrence]

    def test_series_are_written_out_until_two_thousand_dates(self, tmp_path: Path) -> None:
        daily = [event(START, "RRULE:FREQ=DAILY;COUNT=200", uid=f"u{n}") for n in range(11)]
        kinds = self.kinds(tmp_path, *daily)
        assert (kinds.count(FixedHoliday), kinds.count(Recurrence)) == (2000, 1)

    def test_days_of_each_date_count_too(self, tmp_path: Path) -> None:
        """Twenty dates of a hundred days are two thousand; one more date is too many."""
        for many, kind in ((20, FixedHoliday), (21, Recurrence)):
            for length in ("DTEND;VALUE=DATE:20260610", "DURATION:P100D"):
                series = event(START, length, f"RRULE:FREQ=YEARLY;COUNT={many}")
                assert set(self.kinds(tmp_path, series)) == {kind}

    def test_a_series_that_is_too_long_leaves_less_for_the_others(self, tmp_path: Path) -> None:
        """A rule without an end takes the room of 200 dates."""
        endless = [event(START, "RRULE:FREQ=DAILY", uid=f"e{n}") for n in range(9)]
        written = event(START, "RRULE:FREQ=DAILY;COUNT=200", uid="w")
        one_more = event(START, "RRULE:FREQ=DAILY;COUNT=2", uid="x")
        kinds = self.kinds(tmp_path, *endless, written, one_more)
        assert (kinds.count(FixedHoliday), kinds.count(Recurrence)) == (200, 10)

    def test_nothing_is_written_out_after_two_thousand_dates(self, tmp_path: Path) -> None:
        daily = [event(START, "RRULE:FREQ=DAILY;COUNT=200", uid=f"u{n}") for n in range(10)]
        one_more = event(START, "RRULE:FREQ=DAILY;COUNT=1", uid="x")
        assert self.kinds(tmp_path, *daily, one_more)[-1] == Recurrence

    @pytest.mark.parametrize(
        ("length", "size"),
        [
            ((), 3),
            (("DTEND;VALUE=DATE:20260302",), 3),
            (("DTEND;VALUE=DATE:20260303",), 3),
            (("DTEND;VALUE=DATE:20260304",), 6),
            (("DURATION:P1D",), 3),
            (("DURATION:P2D",), 6),
        ],
        ids=lambda value: "".join(value) if isinstance(value, tuple) else "",
    )
    def test_three_dates_and_how_long_each_is(self, length: tuple[str, ...], size: int) -> None:
        """What stands for one of them counts as one date more."""
        main, moved = (
            icalendar.Event.from_ical("\r\n".join(event(START, *lines)))
            for lines in (
                ("RRULE:FREQ=WEEKLY;COUNT=3", *length),
                ("RECURRENCE-ID;VALUE=DATE:20260309",),
            )
        )
        (found,), rest = series_of([main])
        assert (found.size, rest) == (size, [])
        (found,), rest = series_of([moved, main])
        assert (found.size, rest) == (size + 1, [])
