"""The oracle: the rules of time once more, slow and obvious, sharing no code with slaclock.

It knows two tricks, and neither is the library's. Local time becomes an instant by trying
every offset the zone shows within hours of it. And open time is counted by walking over the
calendar date by date, each date owning the stretches that open on it less what an earlier
date owns already; so nothing is compiled, summed beforehand, united or bisected.

Instants are integer microseconds since the epoch inside, aware datetimes outside (in UTC).
A calendar is the dictionary that `Calendar.model_validate` takes, with holidays as dates, with
or without hours, or as countries without more than whether weekends are worked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

from holidays import country_holidays

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)
HOUR = 3_600_000_000
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HORIZON_DAYS = 100 * 366
KEPT = 1 << 17

Stretch = tuple[int, int]


class NeverOpensError(Exception):
    """The calendar does not open, or not enough, within a hundred years."""


# --- instants ------------------------------------------------------------------------------


def to_us(at: datetime) -> int:
    """Return microseconds since the epoch; the only safe way to compare two instants.

    Python calls two aware datetimes of different zones unequal when one of them is at a
    repeated local time, even where they are the same instant.
    """
    return (at.astimezone(UTC) - EPOCH) // MICROSECOND


def from_us(us: int) -> datetime:
    """Return the instant in UTC."""
    return EPOCH + us * MICROSECOND


def reading(zone: str, us: int) -> datetime:
    """Return what the wall clocks of *zone* show at an instant, as a naive datetime."""
    return from_us(us).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@lru_cache(KEPT)
def offset(zone: str, us: int) -> int:
    """Return how far the wall clocks of *zone* are ahead of UTC, in microseconds."""
    return to_us(reading(zone, us).replace(tzinfo=UTC)) - us


@lru_cache(KEPT)
def local_to_us(zone: str, local: datetime) -> int:
    """Return the instant of a local time: the first of two; one skipped moves by the gap."""
    as_utc = to_us(local.replace(tzinfo=UTC))
    # No zone was ever more than 16 hours from UTC. Full hours, since many share them.
    hours_around = [(as_utc // HOUR + hour) * HOUR for hour in range(-17, 19)]
    offsets_around = {offset(zone, us) for us in hours_around}
    found = [as_utc - off for off in offsets_around if reading(zone, as_utc - off) == local]
    if found:
        return min(found)
    for before, after in pairwise(hours_around):
        if reading(zone, before) < local < reading(zone, after):
            return as_utc - offset(zone, before)
    raise AssertionError(f"no instant for {local} in {zone}")


@lru_cache(KEPT)
def date_occurs(zone: str, day: date) -> bool:
    """Tell whether the wall clocks of *zone* ever show that date."""
    noon = to_us(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    hours_around = [noon + hour * HOUR for hour in range(-30, 31)]
    return any(from_us(us + offset(zone, us)).date() == day for us in hours_around)


# --- hours ---------------------------------------------------------------------------------


def weekdays_of(key: str) -> list[int]:
    """Return the weekdays of a key such as "tue", "mon-fri", "sat-mon" or "mon,wed"."""
    if "," in key:
        return [weekday for part in key.split(",") for weekday in weekdays_of(part)]
    first, _, last = key.partition("-")
    start = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last or first) - start) % 7 + 1
    return [(start + step) % 7 for step in range(length)]


def minutes_of(window: str) -> tuple[int, int]:
    """Return opening and closing as minutes after midnight; past 1440 is the next date."""
    opening, closing = (int(text[:2]) * 60 + int(text[3:]) for text in window.split("-"))
    return opening, closing if closing > opening else closing + 24 * 60


def week_of(hours: dict[str, list[str]]) -> dict[int, list[str]]:
    """Return the windows of each weekday, from 0."""
    week: dict[int, list[str]] = {}
    for key, windows in hours.items():
        for weekday in weekdays_of(key):
            week[weekday] = week.get(weekday, []) + list(windows)
    return week


def in_all(days: list[list[str]]) -> list[str]:
    """Return the windows that all of some half days have."""
    found = [minutes_of(window) for window in days[0]]
    for others in ([minutes_of(window) for window in day] for day in days[1:]):
        both = [(max(a, c), min(b, d)) for a, b in found for c, d in others]
        found = [(a, b) for a, b in both if a < b]
    return [f"{as_text(a)}-{as_text(b if b <= 1440 else b - 1440)}" for a, b in found]


def as_text(minute: int) -> str:
    """Return a minute of the day as text; minute 1440 is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


@cache
def country_days(country: str, year: int) -> tuple[frozenset[date], frozenset[date]]:
    """Return the holidays of a country in a year, and the weekend days that are worked."""
    built = country_holidays(country, years=year, expand=False)
    worked = {day for day in getattr(built, "weekend_workdays", ()) if day.year == year}
    return frozenset(built), frozenset(worked)


class OracleCalendar:
    """A calendar that answers by walking over its dates."""

    def __init__(self, calendar: dict[str, Any]) -> None:
        self.zone: str = calendar["timezone"]
        rota = calendar.get("rota") or {"starts": "2000-01-03", "weeks": [calendar["hours"]]}
        self.rota_starts = date.fromisoformat(rota["starts"])
        self.weeks = [week_of(hours) for hours in rota["weeks"]]
        self.seasons = [
            (one["from"], one["to"], week_of(one["hours"])) for one in calendar.get("seasons", [])
        ]
        self.holidays: set[date] = set()
        self.half_days: dict[date, list[list[str]]] = {}
        self.countries: list[dict[str, Any]] = []
        for entry in calendar.get("holidays", []):
            self._take_holiday(entry if isinstance(entry, dict) else {"date": entry})
        self.exceptions: dict[date, list[str]] = {
            date.fromisoformat(key): value["hours"] if isinstance(value, dict) else value
            for key, value in calendar.get("exceptions", {}).items()
        }
        self._opening: dict[date, list[Stretch]] = {}
        self._owned: dict[date, list[Stretch]] = {}

    def _take_holiday(self, entry: dict[str, Any]) -> None:
        if "country" in entry:
            self.countries.append(entry)
        elif entry.get("hours"):
            day = date.fromisoformat(entry["date"])
            self.half_days.setdefault(day, []).append(entry["hours"])
        else:
            self.holidays.add(date.fromisoformat(entry["date"]))

    # --- what is open on a date --------------------------------------------------------------

    def hours_on(self, day: date) -> list[str]:
        """Return the hours of a date by what wins: exception, holiday, half day, weekend worked."""
        week = self.week_on(day)
        if day in self.exceptions:
            return self.exceptions[day]
        lists = [(one, *country_days(one["country"], day.year)) for one in self.countries]
        if day in self.holidays or any(day in closed for _, closed, _ in lists):
            return []
        if day in self.half_days:
            return in_all(self.half_days[day]) if week.get(day.weekday()) else []
        for entry, _, worked in lists:
            if day in worked and entry.get("worked_weekends"):
                return week.get(WEEKDAYS.index(entry["worked_weekends"]), [])
        return week.get(day.weekday(), [])

    def week_on(self, day: date) -> dict[int, list[str]]:
        """Return the hours of the week that a date lies in: of a season, or else of the rota."""
        for first, last, week in self.seasons:
            begins, ends, place = first, last, str(day)
            if len(first) == len("11-01"):
                place = place[5:]
                if ends < begins:
                    begins, ends = ("00-00", last) if place <= last else (first, "99-99")
            if begins <= place <= ends:
                return week
        turn = (day - self.rota_starts).days // 7
        return self.weeks[turn % len(self.weeks)]

    def opening_on(self, day: date) -> list[Stretch]:
        """Return the windows that open on a date; they may overlap and need not be in order."""
        if day not in self._opening:
            self._opening[day] = self._find_opening_on(day)
        return self._opening[day]

    def _find_opening_on(self, day: date) -> list[Stretch]:
        hours = self.hours_on(day)
        if not hours or not date_occurs(self.zone, day):
            return []
        midnight = datetime(day.year, day.month, day.day)
        windows = []
        for opening, closing in map(minutes_of, hours):
            opens = local_to_us(self.zone, midnight + timedelta(minutes=opening))
            closes = local_to_us(self.zone, midnight + timedelta(minutes=closing))
            if opens < closes:
                windows.append((opens, closes))
        return windows

    def owned_by(self, day: date) -> list[Stretch]:
        """Return what is open because of a date and of no earlier one, in order."""
        if day not in self._owned:
            self._owned[day] = self._find_owned_by(day)
        return self._owned[day]

    def _find_owned_by(self, day: date) -> list[Stretch]:
        own = unite(self.opening_on(day))
        # A window is a day long at most, and a clock change moves its end by a day at most.
        for days_before in (1, 2, 3):
            for taken in self.opening_on(day - days_before * DAY):
                own = [piece for stretch in own for piece in cut(stretch, taken)]
        return own

    def stretches(self, first: date, last: date) -> list[Stretch]:
        """Return what is owned by the dates from *first* to *last*, in order of time."""
        return sorted(stretch for day in dates(first, last) for stretch in self.owned_by(day))

    def walk(self, us: int, direction: int) -> Iterator[Stretch]:
        """Yield the stretches from near an instant on, forwards (1) or backwards (-1).

        It takes a block of thirty days at a time: what begins in it, whichever date owns it.
        """
        day = from_us(us).date() - direction * 4 * DAY
        for _ in range(HORIZON_DAYS // 30):
            edge = day + direction * 29 * DAY
            first, last = min(day, edge), max(day, edge)
            begin, end = (
                to_us(datetime(*one.timetuple()[:3], tzinfo=UTC)) for one in (first, last + DAY)
            )
            near = self.stretches(first - 4 * DAY, last + 4 * DAY)
            block = [(a, b) for a, b in near if begin <= a < end]
            yield from block if direction > 0 else reversed(block)
            day = edge + direction * DAY
        raise NeverOpensError

    # --- questions ---------------------------------------------------------------------------

    def add(self, at: datetime, amount: timedelta) -> datetime:
        """Return the earliest instant by which that much open time has elapsed since *at*."""
        start, left = to_us(at), amount // MICROSECOND
        if left == 0:
            return from_us(start)
        for opens, closes in self.walk(start, 1):
            usable = closes - max(opens, start)
            if usable <= 0:
                continue
            if left <= usable:
                return from_us(closes - usable + left)
            left -= usable
        raise NeverOpensError

    def subtract(self, at: datetime, amount: timedelta) -> datetime:
        """Return the latest instant from which that much open time elapses until *at*."""
        end, left = to_us(at), amount // MICROSECOND
        if left == 0:
            return from_us(end)
        for opens, closes in self.walk(end, -1):
            usable = min(closes, end) - opens
            if usable <= 0:
                continue
            if left <= usable:
                return from_us(opens + usable - left)
            left -= usable
        raise NeverOpensError

    def elapsed(self, start: datetime, end: datetime) -> timedelta:
        """Return the open time in `[start, end)`; negative when the span is reversed."""
        if to_us(end) < to_us(start):
            return -self.elapsed(end, start)
        return sum((closes - opens for opens, closes in self.windows(start, end)), timedelta())

    def is_open(self, at: datetime) -> bool:
        """Tell whether an instant lies in a window."""
        us, day = to_us(at), from_us(to_us(at)).date()
        return any(a <= us < b for a, b in self.stretches(day - 4 * DAY, day + 4 * DAY))

    def next_open(self, at: datetime) -> datetime:
        """Return the earliest open instant at or after *at*."""
        us = to_us(at)
        for opens, closes in self.walk(us, 1):
            if closes > us:
                return from_us(max(opens, us))
        raise NeverOpensError

    def next_close(self, at: datetime) -> datetime:
        """Return the first instant after *at* that is closed and just was open."""
        us = to_us(at)
        closing = None
        for opens, closes in self.walk(us, 1):
            if closing is not None and opens > closing:
                return from_us(closing)
            if closes > us:
                closing = closes
        raise NeverOpensError

    def windows(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """Return the windows in `[start, end)`, united and cut to it."""
        first, last = to_us(start), to_us(end)
        days = from_us(first).date() - 4 * DAY, from_us(last).date() + 4 * DAY
        clipped = [(max(a, first), min(b, last)) for a, b in self.stretches(*days)]
        return [(from_us(a), from_us(b)) for a, b in unite([(a, b) for a, b in clipped if a < b])]

    # --- business days -----------------------------------------------------------------------

    def add_business_days(
        self, at: datetime, count: int, business_day: str | timedelta
    ) -> datetime:
        """Return when *count* business days are over, in the meaning asked for."""
        if isinstance(business_day, timedelta):
            return self.add(at, count * business_day)
        find = {
            "full_day": self.full_day,
            "same_time": self.same_time,
            "close_of_business": self.close_of_business,
        }
        return find[business_day](at, count)

    def full_day(self, at: datetime, count: int) -> datetime:
        """Return the first instant whose place among the support days is *count* further on.

        The place of an instant is the number of support days over, and the share of the
        running one that is over: opened 40 % into the third day, its place is 2.4. On a day of
        another length than the first, the share is rounded up to a whole second.
        """
        start, day = self._start(at)
        first = self.owned_by(day)
        over = sum(min(b, start) - a for a, b in first if a < start)
        target = count + Fraction(over, length(first))
        for place, current in enumerate(self._business_dates(day)):
            own = self.owned_by(current)
            if place + 1 >= target:
                share = (target - place) * length(own)
                if place and length(own) != length(first):
                    share = ceil(share / 1_000_000) * 1_000_000
                return from_us(point_in(own, ceil(share)))
        raise NeverOpensError

    def same_time(self, at: datetime, count: int) -> datetime:
        """Return the same local time *count* business days on, within that date's hours."""
        start, day = self._start(at)
        since_midnight = reading(self.zone, start) - datetime(day.year, day.month, day.day)
        target = self._business_date_after(day, count)
        midnight = datetime(target.year, target.month, target.day)
        return from_us(self.in_hours(target, local_to_us(self.zone, midnight + since_midnight)))

    def in_hours(self, day: date, wanted: int) -> int:
        """Return an instant, or else the last closing of a date before it, or its opening."""
        own = unite(self.owned_by(day))
        before = [closes for _, closes in own if closes <= wanted]
        is_open = any(opens <= wanted < closes for opens, closes in own)
        return wanted if is_open else before[-1] if before else own[0][0]

    def close_of_business(self, at: datetime, count: int) -> datetime:
        """Return the last closing of the *count*th business day after the one of the start."""
        _, day = self._start(at)
        return from_us(self.owned_by(self._business_date_after(day, count))[-1][1])

    # --- dates named in other ways -----------------------------------------------------------

    def named_date(self, at: datetime, words: dict[str, Any]) -> datetime:
        """Return the deadline of a promise that names a date, given in the words of a file.

        It goes from date to date: first to the date that counts as the one on which it began,
        then on by as many as are promised, then on to one that is open on `lands_on`.
        """
        us = to_us(at)
        began, told_from, day = self._began(us, words)
        target = self._counted_on(day, words["within"])
        landing = target
        if "lands_on" in words:
            other = OracleCalendar(words["lands_on"])
            while not other.owned_by(landing):
                landing += DAY
        due = self._time_on(began, told_from, target, landing, words)
        return from_us(max(due, us))

    def _began(self, us: int, words: dict[str, Any]) -> tuple[int, date, date]:
        """Return the instant whose time counts, the date it is told from, and the first date."""
        # The closing of the same day is that of the day on which the clock starts.
        is_closing = words["within"] == "0 BD" and "by" not in words
        by_event = words.get("counted_from") == "opened" and not is_closing
        if by_event:
            began, told_from = us, self.date_of(us)
        else:
            began, told_from = self._start(from_us(us))
        day = told_from
        if by_event and not self.owned_by(day):
            return began, told_from, day
        while self._is_late(began, day, words):
            day += DAY
            while not by_event and not self.owned_by(day):
                day += DAY
            if by_event:
                break
        return began, told_from, day

    def _is_late(self, us: int, day: date, words: dict[str, Any]) -> bool:
        text = words.get("cutoff") or words.get("by")
        if text is None:
            return False
        last = self.at_time(day, text.lstrip("< "))
        return us >= last if text.startswith("<") else us > last

    def _counted_on(self, day: date, within: str) -> date:
        number, _, unit = within.partition(" ")
        count = int(number)
        if unit.startswith("month"):
            months = day.year * 12 + day.month - 1 + count
            year, month = divmod(months, 12)
            for last in range(day.day, 0, -1):
                try:
                    return date(year, month + 1, last)
                except ValueError:
                    continue
        if unit != "BD":
            return day + count * (7 if unit.startswith("week") else 1) * DAY
        if not count:
            while not self.owned_by(day):
                day += DAY
        for _ in range(count):
            day += DAY
            while not self.owned_by(day):
                day += DAY
        return day

    def _time_on(
        self, began: int, told_from: date, target: date, landing: date, words: dict[str, Any]
    ) -> int:
        """Return the instant on the date *landing*."""
        if "by" in words:
            return self.at_time(landing, words["by"])
        wall = reading(self.zone, began)
        if not words["within"].endswith("BD"):
            return local_to_us(self.zone, wall + (landing - told_from))
        due = self.owned_by(target)[-1][1]
        if words["business_day"] == "same_time":
            due = self.in_hours(target, local_to_us(self.zone, wall + (target - told_from)))
        if landing == target:
            return due
        return local_to_us(self.zone, reading(self.zone, due) + (landing - target))

    def at_time(self, day: date, text: str) -> int:
        """Return the instant of a time of day such as "16:00" or "24:00" on a date."""
        hour, minute, second = (int(part) for part in f"{text}:00".split(":")[:3])
        midnight = datetime(day.year, day.month, day.day)
        return local_to_us(
            self.zone, midnight + timedelta(hours=hour, minutes=minute, seconds=second)
        )

    def date_of(self, us: int) -> date:
        """Return the local date of an instant; a date begins at its first midnight, for good."""
        around = from_us(us).date()
        begun = [
            day
            for day in dates(around - 3 * DAY, around + 3 * DAY)
            if self.at_time(day, "00:00") <= us
        ]
        return max(begun)

    def _start(self, at: datetime) -> tuple[int, date]:
        start = to_us(self.next_open(at))
        around = from_us(start).date()
        for day in dates(around - 4 * DAY, around + 4 * DAY):
            if any(opens <= start < closes for opens, closes in self.owned_by(day)):
                return start, day
        raise AssertionError(f"no date owns {from_us(start)}")

    def _business_dates(self, first: date) -> Iterator[date]:
        for day in dates(first, first + HORIZON_DAYS * DAY):
            if self.owned_by(day):
                yield day

    def _business_date_after(self, day: date, count: int) -> date:
        for place, current in enumerate(self._business_dates(day)):
            if place == count:
                return current
        raise NeverOpensError


# --- stretches of time ---------------------------------------------------------------------


def dates(first: date, last: date) -> Iterator[date]:
    """Yield the dates from *first* to *last*, both included."""
    for step in range((last - first).days + 1):
        yield first + step * DAY


def cut(stretch: Stretch, taken: Stretch) -> list[Stretch]:
    """Return what is left of a stretch when another is taken out of it."""
    (opens, closes), (taken_from, taken_to) = stretch, taken
    left = [(opens, min(closes, taken_from)), (max(opens, taken_to), closes)]
    return [(a, b) for a, b in left if a < b]


def unite(stretches: list[Stretch]) -> list[Stretch]:
    """Return the same open time in order, with touching and overlapping stretches made one."""
    united: list[Stretch] = []
    for opens, closes in sorted(stretches):
        if united and opens <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], closes))
        else:
            united.append((opens, closes))
    return united


def length(stretches: list[Stretch]) -> int:
    """Return the open time of stretches that do not overlap."""
    return sum(closes - opens for opens, closes in stretches)


def point_in(stretches: list[Stretch], amount: int) -> int:
    """Return the first instant by which *amount* of the stretches' time is over."""
    for opens, closes in stretches:
        if amount <= closes - opens:
            return opens + amount
        amount -= closes - opens
    raise AssertionError("more time than there is")
