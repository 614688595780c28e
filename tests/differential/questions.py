"""Questions drawn at random for one calendar, asked of slaclock and of the oracle.

A question is one call whose answer is compared, with the zone in which it comes. Half of them
are asked at a boundary of a window, a midnight, or a microsecond or a second beside one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from slaclock import Matrix
from tests.dated_promises import SHORT_WEEK, Words
from tests.differential.desks import around, closes
from tests.differential.kept import DAY_US, KeptOracle
from tests.oracle import DAY, from_us, to_us
from tests.rich_desks import AnyDesk, calendar_of, entries_of
from tests.strategies import Desk, clock, midnight_utc

SECOND = timedelta(seconds=1)
MEANINGS = ("full_day", "same_time", "close_of_business", "open time")
TIMES = ("00:00", "00:30", "02:30", "12:00", "16:00", "24:00")
BESIDE = (-1_000_000, -1, 0, 0, 0, 1, 1_000_000)
PRIORITIES = ("P1", "P2", "P3")
METRICS = ("first_response", "response", "resolution")


class Call(NamedTuple):
    """A call of slaclock, and the right answer; `of` is the calendar or the contract."""

    of: Any
    name: str
    arguments: tuple[Any, ...]
    keywords: dict[str, Any]
    right: Any

    def said(self) -> Any:
        """Return what slaclock says; an error is an answer too, and a wrong one."""
        try:
            return plain(getattr(self.of, self.name)(*self.arguments, **self.keywords))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not the answer
            return repr(error)


def plain(answer: Any) -> Any:
    """Return an answer so that it can be compared: instants with their zone, the rest as it is."""
    if isinstance(answer, datetime):
        return to_us(answer), str(answer.tzinfo)
    if isinstance(answer, (tuple, list)):
        return tuple(plain(one) for one in answer)
    if hasattr(answer, "items"):
        return {metric: plain(entry.due_at) for metric, entry in answer.items()}
    return answer


class Asker:
    """Draws questions of one desk."""

    def __init__(self, draw: Random, desk: AnyDesk, oracle: KeptOracle) -> None:
        self.draw, self.desk, self.oracle = draw, desk, oracle
        self.calendar = calendar_of(desk)
        self.zones = [ZoneInfo(name) for name in (oracle.zone, "UTC", "America/New_York")]
        near = [desk.near + step * DAY for step in range(-10, 11)]
        edges = {us for day in near for window in oracle.opening_on(day) for us in window}
        self.edges = sorted(edges | {oracle.at_time(day, "00:00") for day in near})
        self.contract = contract_of(draw, desk)
        self.sla = Matrix.model_validate(self.contract)
        does_close = closes(oracle, desk.near)
        self.kinds = [
            kind for kind in KINDS if does_close or kind.__name__ not in ASKED_OF_WHAT_CLOSES
        ]

    def next_call(self) -> Call:
        """Draw a question."""
        return self.draw.choice(self.kinds)(self)

    # --- what is drawn -----------------------------------------------------------------------

    def instant(self) -> datetime:
        """Draw an instant near the date of the desk."""
        if self.draw.random() < 0.5:
            us = self.draw.choice(self.edges) + self.draw.choice(BESIDE)
        else:
            us = midnight_utc(around(self.draw, self.desk.near, 10))
            us += self.draw.randrange(86_400) * 1_000_000
            us += self.draw.choice([0, self.draw.randrange(1_000_000)])
        return from_us(us).astimezone(self.draw.choice(self.zones))

    def amount(self, at: datetime, way: int = 1) -> timedelta:
        """Draw whole seconds of open time, often such that they end at a boundary."""
        span = way * self.draw.choice([1, 3, 21]) * DAY
        if self.draw.random() < 0.5:
            us = to_us(at)
            ahead = [edge for edge in self.edges if 0 < way * (edge - us) < 21 * DAY_US]
            if ahead:
                span = from_us(self.draw.choice(ahead)) - at
        most = abs(self.oracle.elapsed(at, at + span)) // SECOND
        beside = self.draw.choice([0, 0, 1, -1, -self.draw.randint(0, max(most, 1))])
        return max(most + beside, 0) * SECOND

    # --- what is asked -----------------------------------------------------------------------

    def at(self, name: str) -> Call:
        """Ask about an instant, and nothing else."""
        at = self.instant()
        return self.call(name, at, right=self.in_zone(getattr(self.oracle, name)(at), at))

    def is_open(self) -> Call:
        return self.at("is_open")

    def next_open(self) -> Call:
        return self.at("next_open")

    def next_close(self) -> Call:
        return self.at("next_close")

    def previous_open(self) -> Call:
        return self.at("previous_open")

    def previous_close(self) -> Call:
        return self.at("previous_close")

    def elapsed(self) -> Call:
        start, end = self.instant(), self.instant()
        return self.call("elapsed", start, end, right=self.oracle.elapsed(start, end))

    def windows(self) -> Call:
        start, end = sorted([self.instant(), self.instant()], key=to_us)
        found = [self.in_zone(window, start) for window in self.oracle.windows(start, end)]
        return self.call("windows", start, end, right=tuple(found))

    def add(self) -> Call:
        at = self.instant()
        amount = self.amount(at)
        right = self.in_zone(self.oracle.add(at, amount), at)
        return self.call("add", at, amount, right=right)

    def subtract(self) -> Call:
        at = self.instant()
        amount = self.amount(at, -1)
        right = self.in_zone(self.oracle.subtract(at, amount), at)
        return self.call("subtract", at, amount, right=right)

    def business_days(self, name: str) -> Call:
        at, count, meaning = self.instant(), self.draw.randint(1, 5), self.draw.choice(MEANINGS)
        day = self.draw.randint(1, 8 * 3600) * SECOND if meaning == "open time" else meaning
        right = self.in_zone(getattr(self.oracle, name)(at, count, day), at)
        return self.call(name, at, count, business_day=day, right=right)

    def add_business_days(self) -> Call:
        return self.business_days("add_business_days")

    def subtract_business_days(self) -> Call:
        return self.business_days("subtract_business_days")

    def business_days_between(self) -> Call:
        start, end = self.instant(), self.instant()
        right = self.oracle.business_days_between(start, end)
        return self.call("business_days_between", start, end, right=right)

    def named_date(self) -> Call:
        at, words = self.instant(), dated_words(self.draw, ["BD"])
        count = int(words["within"].partition(" ")[0])
        keywords = {key: value for key, value in words.items() if key != "within"}
        right = self.in_zone(self.oracle.named_date(at, words), at)
        return self.call("add_business_days", at, count, right=right, **keywords)

    def compute_deadline(self) -> Call:
        at, priority = self.instant(), self.draw.choice(PRIORITIES)
        plan = self.contract["plans"]["gold"]
        cells = {"first_response": plan["first_response"], **plan["targets"][priority]}
        right = {metric: self.in_zone(self.due(words, at), at) for metric, words in cells.items()}
        return Call(self.sla, "compute_deadline", ("gold", priority, at), {}, right)

    # --- the right answers -------------------------------------------------------------------

    def due(self, words: Words, at: datetime) -> datetime:
        """Return when a promise is due, from the words of the contract."""
        number, _, unit = words["within"].lstrip("< ").partition(" ")
        if unit == "s":
            return self.oracle.add(at, int(number) * SECOND)
        if words.get("business_day") in ("full_day", "3 h"):
            day = 3 * 3600 * SECOND if words["business_day"] == "3 h" else "full_day"
            return self.oracle.add_business_days(at, int(number), day)
        more: Words = {"lands_on": SHORT_WEEK} if "lands_on" in words else {}
        if words["within"].startswith("<") and "by" in words:
            # What comes in at a time before which it must be done is late for it.
            more["cutoff"] = words.get("cutoff", f"< {words['by']}")
        return self.oracle.named_date(at, {**words, **more, "within": f"{number} {unit}"})

    def call(self, name: str, *arguments: Any, right: Any, **keywords: Any) -> Call:
        return Call(self.calendar, name, arguments, keywords, right)

    @staticmethod
    def in_zone(answer: Any, at: datetime) -> Any:
        """Return instants of the oracle as those of the zone in which the question came."""
        if isinstance(answer, datetime):
            return to_us(answer), str(at.tzinfo)
        if isinstance(answer, tuple):
            return tuple(Asker.in_zone(one, at) for one in answer)
        return answer


ASKED_OF_WHAT_CLOSES = ("next_close", "previous_open", "previous_close")
KINDS: list[Callable[[Asker], Call]] = [
    Asker.is_open,
    Asker.next_open,
    Asker.next_close,
    Asker.previous_open,
    Asker.previous_close,
    Asker.elapsed,
    Asker.windows,
    Asker.add,
    Asker.add,
    Asker.subtract,
    Asker.add_business_days,
    Asker.add_business_days,
    Asker.subtract_business_days,
    Asker.business_days_between,
    Asker.named_date,
    Asker.compute_deadline,
    Asker.compute_deadline,
]


# --- contracts -----------------------------------------------------------------------------


def contract_of(draw: Random, desk: AnyDesk) -> dict[str, Any]:
    """Draw a contract on a desk: three priorities, and promises of every kind."""
    targets = {
        priority: {metric: any_words(draw) for metric in METRICS[1:]} for priority in PRIORITIES
    }
    return {
        "id": "drawn",
        "calendars": {**dict(entries_of(desk, "desk")), "short": SHORT_WEEK},
        "priorities": {priority: {} for priority in PRIORITIES},
        "plans": {
            "gold": {"calendar": "desk", "first_response": any_words(draw), "targets": targets}
        },
    }


def any_words(draw: Random) -> Words:
    """Draw a promise, in the words of a file: open time, business days, or a date by name."""
    kind = draw.randrange(4)
    if kind == 0:
        words: Words = {"within": f"{draw.choice([60, 3600, draw.randint(1, 200_000)])} s"}
    elif kind == 1:
        day = draw.choice(["full_day", "full_day", "3 h"])
        words = {"within": f"{draw.randint(1, 5)} BD", "business_day": day}
    else:
        words = dated_words(draw, ["BD", "calendar days", "weeks", "months"])
        if draw.random() < 0.25:
            words["lands_on"] = "short"
    if draw.random() < 0.25:
        words["within"] = f"< {words['within']}"
    return words


def dated_words(draw: Random, units: list[str]) -> Words:
    """Draw the words of a promise that names a date."""
    unit, has_by = draw.choice(units), draw.random() < 0.5
    words: Words = {"counted_from": draw.choice(["start", "opened"])}
    count = draw.randint(0 if has_by and unit == "BD" else 1, 6)
    words["within"] = f"{count} {unit}"
    if has_by:
        words["by"] = time_of_day(draw)
    elif unit == "BD":
        words["business_day"] = draw.choice(MEANINGS[1:3])
    if draw.random() < 0.5:
        latest = words["by"] if count == 0 else "24:00"
        words["cutoff"] = draw.choice(["", "< "]) + min(time_of_day(draw), latest)
    return words


def time_of_day(draw: Random) -> str:
    return draw.choice([draw.choice(TIMES), clock(draw.randint(0, 1440))])


# --- an answer that differs ----------------------------------------------------------------


def snippet(call: Call, asker: Asker) -> str:
    """Return a question in full, as Python that one can paste, and both answers."""
    is_contract = isinstance(call.of, Matrix)
    target = "contract" if is_contract else "calendar"
    made = f"Matrix.model_validate({asker.contract!r})" if is_contract else source_of(asker.desk)
    words = [source(one) for one in call.arguments]
    words += [f"{key}={source(value)}" for key, value in call.keywords.items()]
    return "\n".join(
        [
            "from datetime import datetime, timedelta",
            "from zoneinfo import ZoneInfo",
            "from slaclock import Calendar, Matrix",
            f"{target} = {made}",
            f"print({target}.{call.name}({', '.join(words)}))",
            f"# slaclock says: {readable(call.said())}",
            f"# right is:      {readable(call.right)}",
        ]
    )


def source_of(desk: AnyDesk) -> str:
    """Return a desk as Python."""
    if isinstance(desk, Desk):
        return f"Calendar.model_validate({desk.data!r})"
    return f"({source_of(desk.left)} {desk.operation} {source_of(desk.right)})"


def source(value: Any) -> str:
    """Return an argument as Python."""
    if isinstance(value, datetime):
        at = f"datetime.fromisoformat({value.astimezone(ZoneInfo('UTC')).isoformat()!r})"
        return f"{at}.astimezone(ZoneInfo({str(value.tzinfo)!r}))"
    if isinstance(value, timedelta):
        return f"timedelta(seconds={value // SECOND})"
    return repr(value)


def readable(answer: Any) -> str:
    """Return an answer with its instants as text."""
    if isinstance(answer, dict):
        return json.dumps({key: readable(one) for key, one in answer.items()})
    if isinstance(answer, tuple) and len(answer) == 2 and isinstance(answer[1], str):
        return str(from_us(answer[0]).astimezone(ZoneInfo(answer[1])))
    if isinstance(answer, tuple):
        return f"({', '.join(map(readable, answer))})"
    return str(answer)
