"""A ticket's clock, worked out by walking over every open second. Shares no code with src.

The world is small: all zones are UTC and hours come to minutes a day, so that weeks are a few
thousand open seconds. Instants are whole seconds since the epoch, except the one of asking,
which is in microseconds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import lcm
from typing import NamedTuple, Self

MILLION = 1_000_000
DAYS = 60
FIRST_DAY = date(2026, 3, 2)  # a Monday


def second_of(day: date, minute: int = 0) -> int:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int((midnight + timedelta(minutes=minute)).timestamp())


class Second(NamedTuple):
    """An open second: where it begins, and how long the support day is that it belongs to."""

    at: int
    day: int
    length: int


class Hours:
    """The open seconds of a calendar, from the Monday on which the world begins."""

    number_of_days = DAYS

    def __init__(self, hours: dict[str, list[str]]) -> None:
        self.days: list[list[tuple[int, int]]] = []
        self.seconds: list[Second] = []
        for step in range(self.number_of_days):
            day = FIRST_DAY + timedelta(days=step)
            windows = [self._window(day, text) for text in hours.get(self._key(day), [])]
            if windows:
                length = sum(b - a for a, b in windows)
                place = len(self.days)
                self.days.append(windows)
                self.seconds += [
                    Second(at, place, length) for a, b in windows for at in range(a, b)
                ]
        self.every = set(self.seconds)

    @staticmethod
    def _key(day: date) -> str:
        return f"{day:%a}".lower()

    @staticmethod
    def _window(day: date, text: str) -> tuple[int, int]:
        a, b = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
        return second_of(day, a), second_of(day, b)

    def open_between(self, start: int, end: int) -> int:
        return sum(start <= second.at < end for second in self.seconds)

    def after(self, start: int, amount: int) -> int:
        """Return the first instant by which *amount* open seconds have passed."""
        if not amount:
            return start
        for second in self.seconds:
            if second.at >= start:
                amount -= 1
                if not amount:
                    return second.at + 1
        raise AssertionError("the world is too short")

    def dated(self, start: int, count: int, meaning: str) -> int:
        place = next(second.day for second in self.seconds if second.at >= start)
        began = next(second.at for second in self.seconds if second.at >= start)
        target = self.days[place + count]
        if meaning == "close_of_business":
            return target[-1][1]
        midnight = target[0][0] - target[0][0] % 86_400
        wanted = midnight + began % 86_400
        best = target[0][0]
        for a, b in target:
            if a <= wanted:
                best = min(wanted, b)
        return best


class Promise(NamedTuple):
    """Seconds of open time, or business days; whether it is `<`; and hours of its own."""

    seconds: int
    days: int
    strict: bool
    hours: str | None = None


class Terms(NamedTuple):
    """What a priority promises: the name of its hours, and a promise by metric."""

    hours: str
    promises: dict[str, Promise]

    def hours_of(self, metric: str) -> str:
        """Return the name of the hours that a metric runs on."""
        promise = self.promises.get(metric)
        return promise.hours if promise is not None and promise.hours else self.hours


class Rule(NamedTuple):
    """What begins a metric, completes it, repeats it, begins it anew, and stops it.

    Events are named by their type, or by the name of what happened.
    """

    starts: tuple[str, ...]
    completes: tuple[str, ...]
    repeats: str | None = None
    restarts: tuple[str, ...] = ()
    pauses: bool | tuple[str, ...] = False


ANSWERS = ("responded", "resolved")
BUILT_IN = {
    "first_response": Rule(("opened",), ANSWERS),
    "response": Rule(("opened",), ANSWERS),
    "resolution": Rule(("opened",), ("resolved",)),
    "next_response": Rule(("customer_replied",), ANSWERS),
}
METRICS = tuple(BUILT_IN)


@dataclass
class Contract:
    """A contract of one plan."""

    hours: dict[str, Hours]
    priorities: dict[str | None, Terms]
    business_day: str | int
    rules: dict[str, Rule]
    on_change: str
    on_reopen: str
    at_risk: int | None

    def __post_init__(self) -> None:
        every = {second for hours in self.hours.values() for second in hours.seconds}
        self.seconds = sorted(every)
        self.unit = lcm(*{second.length for second in every})


class Fact(NamedTuple):
    """An event: its type, when, the priority it names, why it pauses or what happened."""

    type: str
    at: int
    priority: str | None = None
    text: str | None = None

    @property
    def word(self) -> str:
        """Return what a rule calls it."""
        return str(self.text) if self.type == "happened" else self.type


@dataclass
class Cycle:
    """A run of a metric: when it counted, under which terms."""

    start: int
    metric: str
    priority: str | None
    legs: list[tuple[int, str | None]]
    stands: list[list[int | None]] = field(default_factory=list)
    ended: int | None = None
    ended_by: str | None = None

    @property
    def standing(self) -> int | None:
        """Return since when it stands still, or None."""
        return self.stands[-1][0] if self.stands and self.stands[-1][1] is None else None

    def copy(self) -> Cycle:
        stands = [list(stand) for stand in self.stands]
        legs = list(self.legs)
        ended = (self.ended, self.ended_by)
        return Cycle(self.start, self.metric, self.priority, legs, stands, *ended)

    def key(self) -> tuple[object, ...]:
        """Return all that an answer may depend on, beside the contract and the instant."""
        stands = tuple([(a, b) for a, b in self.stands])
        return self.start, self.metric, self.priority, tuple(self.legs), stands, self.ended


class Answer(NamedTuple):
    """What a clock must say of a metric."""

    status: str
    due_us: int | None
    elapsed_us: int
    percent: int | None
    at_risk: bool
    verdicts: tuple[tuple[str | None, int | None, int | None], ...]


NOTHING = Answer("not_applicable", None, 0, None, False, ())


class Model:
    """A ticket, told by its facts up to some instant."""

    def __init__(self, contract: Contract, facts: list[Fact]) -> None:
        self.contract = contract
        self.cycles: dict[str, Cycle] = {}
        self.past: dict[str, list[tuple[Cycle, int, bool]]] = {name: [] for name in contract.rules}
        self.state, self.reason = "open", ""
        self.messages: list[str] = []
        self.beats: dict[str, int] = {}
        self.priority: str | None = None
        for fact in facts:
            self.take(fact)

    def take(self, fact: Fact) -> None:
        """Go on by a fact that is not before the last one."""
        self._beat_until(fact.at * MILLION)
        getattr(self, fact.type, self._reach)(fact)

    def copy(self) -> Self:
        """Return a ticket with the same past, which goes on in its own way."""
        other = copy(self)
        other.cycles = {metric: cycle.copy() for metric, cycle in self.cycles.items()}
        other.past = {metric: list(ends) for metric, ends in self.past.items()}
        other.messages, other.beats = list(self.messages), dict(self.beats)
        return other

    # --- what happens --------------------------------------------------------------------

    def opened(self, fact: Fact) -> None:
        self.priority = fact.priority
        self._reach(fact)

    def paused(self, fact: Fact) -> None:
        if self.state == "open":
            self.state, self.reason = "paused", fact.text or ""
            self._complete(fact)
            for metric in self.contract.rules:
                is_running = self._runs(metric) and self.cycles[metric].standing is None
                if is_running and self._is_stopped(metric):
                    self.cycles[metric].stands.append([fact.at, None])
            self._start(fact)

    def resumed(self, fact: Fact) -> None:
        if self.state == "paused":
            self.state = "open"
            self._let_go_on(fact)
            self._reach(fact)

    def resolved(self, fact: Fact) -> None:
        if self.state != "resolved":
            self.state = "resolved"
            self.beats = {}
            self._complete(fact)
            self._let_go_on(fact)
            self._start(fact)

    def reopened(self, fact: Fact) -> None:
        if self.state != "resolved":
            return
        self.state = "open"
        for metric, rule in self.contract.rules.items():
            is_answered = rule.repeats is None and "responded" in rule.completes
            ends_with_ticket = "resolved" in rule.completes
            if ends_with_ticket and not is_answered and "reopened" not in rule.starts:
                self._reopen(metric, fact)
        messages, self.messages = self.messages, []
        for metric in messages:
            self._begin(metric, fact.at)
        self._reach(fact)

    def _reopen(self, metric: str, fact: Fact) -> None:
        how, cycle = self.contract.on_reopen, self.cycles.get(metric)
        if how == "ignore" or cycle is None or cycle.ended is None:
            return
        if cycle.ended_by != "resolved":
            # It was answered before the end; a fixed rhythm has nothing to go on with.
            if self.contract.rules[metric].repeats == "from_deadline":
                self._begin(metric, fact.at)
            return
        changed = self._terms_differ(cycle)
        if how == "restart" or (self.contract.on_change == "restart" and changed):
            self._begin(metric, fact.at)
            return
        counts_closed = how == "count_all"
        if cycle.standing is not None:
            cycle.stands[-1][1] = cycle.ended if counts_closed else fact.at
        elif not counts_closed:
            cycle.stands.append([cycle.ended, fact.at])
        cycle.ended, cycle.priority = None, self.priority
        cycle.legs.append((fact.at, self.priority))

    def priority_changed(self, fact: Fact) -> None:
        if fact.priority == self.priority:
            return
        self.priority = fact.priority
        for metric in self.contract.rules:
            if self._runs(metric):
                self._change(metric, fact.at)
        self._reach(fact)

    def _reach(self, fact: Fact) -> None:
        self._complete(fact)
        self._start(fact)

    def _complete(self, fact: Fact) -> None:
        for metric, rule in self.contract.rules.items():
            if fact.word in rule.completes and self._runs(metric):
                self._end(metric, fact)
                if rule.repeats == "from_completion" and self.state != "resolved":
                    self._begin(metric, fact.at)
                elif rule.repeats == "from_deadline" and self.state != "resolved":
                    self._follow(metric, fact)

    def _start(self, fact: Fact) -> None:
        for metric, rule in self.contract.rules.items():
            if fact.word in rule.restarts and self._runs(metric):
                self.past[metric].append((self.cycles[metric].copy(), fact.at, False))
                self._begin(metric, fact.at)
            if fact.word in rule.starts and not self._runs(metric):
                is_over = self.state == "resolved" and fact.type != "resolved"
                if is_over and "resolved" in rule.completes:
                    self.messages += [metric] if metric not in self.messages else []
                else:
                    self._begin(metric, fact.at)

    def _let_go_on(self, fact: Fact) -> None:
        for metric in self.contract.rules:
            if self._runs(metric) and self.cycles[metric].standing is not None:
                self.cycles[metric].stands[-1][1] = fact.at

    def _follow(self, metric: str, fact: Fact) -> None:
        """Begin the next cycle of a fixed rhythm at the deadline of the one that is over."""
        old = self.cycles[metric]
        if self._promise(old) is None:
            self._begin(metric, fact.at)
            return
        _, due, _ = self._judge(old, fact.at * MILLION)
        assert due is not None
        beat = due // MILLION
        if beat > fact.at:
            self.beats[metric] = beat
            return
        while True:
            one = Cycle(beat, metric, self.priority, [(beat, self.priority)])
            later = self._due(one, None) // MILLION
            if later > fact.at:
                break
            beat = later
        self.cycles[metric] = self._cut(old, beat)

    def _cut(self, old: Cycle, start: int) -> Cycle:
        """Return a cycle that begins at *start* and was stopped as the old one was."""
        first = next(leg for since, leg in reversed(old.legs) if since <= start)
        legs = [(start, first), *((since, leg) for since, leg in old.legs if since > start)]
        stands = [[max(a or 0, start), b] for a, b in old.stands if b is None or b > start]
        return Cycle(start, old.metric, self.priority, legs, [list(one) for one in stands])

    def _beat_until(self, now_us: int) -> None:
        for metric, beat in list(self.beats.items()):
            if beat * MILLION <= now_us:
                del self.beats[metric]
                self._begin(metric, beat)

    def _is_stopped(self, metric: str) -> bool:
        pauses = self.contract.rules[metric].pauses
        return pauses if isinstance(pauses, bool) else self.reason in pauses

    def _change(self, metric: str, at: int) -> None:
        cycle = self.cycles[metric]
        if not self._terms_differ(cycle):
            cycle.priority = self.priority
            return
        restarts = self.contract.on_change == "restart"
        self.past[metric].append((cycle.copy(), at, not restarts))
        if restarts:
            self._begin(metric, at)
        else:
            cycle.priority = self.priority
            cycle.legs.append((at, self.priority))

    def _begin(self, metric: str, at: int) -> None:
        cycle = Cycle(at, metric, self.priority, [(at, self.priority)])
        if self.state == "paused" and self._is_stopped(metric):
            cycle.stands.append([at, None])
        self.cycles[metric] = cycle
        self.beats.pop(metric, None)

    def _end(self, metric: str, fact: Fact) -> None:
        cycle = self.cycles[metric]
        cycle.ended, cycle.ended_by = fact.at, fact.type
        self.past[metric].append((cycle.copy(), fact.at, False))

    def _runs(self, metric: str) -> bool:
        return metric in self.cycles and self.cycles[metric].ended is None

    def _terms_differ(self, cycle: Cycle) -> bool:
        # The same hours are the same, whether the promise names them or its plan does.
        before, after = (
            (terms.hours_of(cycle.metric), terms.promises.get(cycle.metric, ())[:3])
            for terms in map(self.contract.priorities.get, (cycle.priority, self.priority))
            if terms is not None
        )
        return before != after

    # --- what is asked -------------------------------------------------------------------

    def answer(self, metric: str, now_us: int) -> Answer:
        """Return what a clock must say at *now_us*, which is not before the last fact."""
        self._beat_until(now_us)
        cycle = self.cycles.get(metric)
        if cycle is None:
            return NOTHING
        verdicts = list(self._past_verdicts(metric))
        if self._promise(cycle) is None:
            return NOTHING._replace(verdicts=tuple(verdicts))
        status, due, elapsed = self._judge(cycle, now_us)
        percent = self._percent(cycle, now_us)
        at_risk = status in ("running", "paused") and self._is_at_risk(cycle, now_us)
        if cycle.ended is None:
            verdict = status if status in ("met", "breached") else None
            verdicts.append((verdict, cycle.ended, due))
        return Answer(status, due, elapsed, percent, at_risk, tuple(verdicts))

    def _is_at_risk(self, cycle: Cycle, now_us: int) -> bool:
        threshold = self.contract.at_risk
        return threshold is not None and self._used(cycle, threshold, now_us)

    def _past_verdicts(self, metric: str) -> Iterator[tuple[str | None, int | None, int | None]]:
        for cycle, ended, only_if_breached in self.past[metric]:
            if self._promise(cycle) is not None:
                status, due, _ = self._judge(cycle, ended * MILLION)
                if status == "breached" or not only_if_breached:
                    verdict = status if status in ("met", "breached") else None
                    yield verdict, ended, due

    def _judge(self, cycle: Cycle, now_us: int) -> tuple[str, int | None, int]:
        promise = self._promise(cycle)
        assert promise is not None
        stand, ended = cycle.standing, cycle.ended
        still = stand if stand is not None else ended
        elapsed = self._elapsed(cycle, now_us if still is None else still * MILLION)
        due = self._due(cycle, None if stand is None else stand)
        if stand is not None and not self._settled(due, stand, promise, ended):
            due = None if ended is None else self._due(cycle, ended)
            if due is not None and due < ended * MILLION:
                due = ended * MILLION
        if ended is not None:
            assert due is not None
            in_time = ended * MILLION < due + (0 if promise.strict else 1)
            return ("met" if in_time else "breached"), due, elapsed
        if due is None:
            return "paused", None, elapsed
        reached = now_us if stand is None else stand * MILLION
        if reached >= due + (0 if promise.strict else 1):
            return "breached", due, elapsed
        return ("running" if stand is None else "paused"), due, elapsed

    @staticmethod
    def _settled(due: int, stand: int, promise: Promise, ended: int | None) -> bool:
        """Return whether the deadline lay before the clock stood still, or just then."""
        if due == stand * MILLION:
            return ended is None or promise.strict
        return due < stand * MILLION

    def _promise(self, cycle: Cycle) -> Promise | None:
        return self.contract.priorities[cycle.priority].promises.get(cycle.metric)

    def _hours_of(self, cycle: Cycle) -> Hours:
        terms = self.contract.priorities[cycle.priority]
        return self.contract.hours[terms.hours_of(cycle.metric)]

    def _hours_at(self, cycle: Cycle, at: int) -> Hours:
        name = cycle.priority
        if self.contract.on_change == "carry_elapsed":
            name = next(leg for since, leg in reversed(cycle.legs) if since <= at)
        return self.contract.hours[self.contract.priorities[name].hours_of(cycle.metric)]

    def _counted(self, cycle: Cycle, resumed: int | None) -> Iterator[Second]:
        """Yield the seconds that count; a last stand ends at *resumed* (None: never)."""
        stands = [[a, b] for a, b in cycle.stands]
        if stands and stands[-1][1] is None and resumed is not None:
            stands[-1][1] = resumed
        present = self._hours_of(cycle)
        keeps_hours = self.contract.on_change == "carry_elapsed" and len(cycle.legs) > 1
        seconds = self.contract.seconds if keeps_hours else present.seconds
        for second in seconds[bisect_left(seconds, (cycle.start,)) :]:
            if any(a <= second.at and (b is None or second.at < b) for a, b in stands):
                continue
            goes_on = resumed is not None and second.at >= resumed
            hours = present if goes_on or not keeps_hours else self._hours_at(cycle, second.at)
            if not keeps_hours or second in hours.every:
                yield second

    def _elapsed(self, cycle: Cycle, until_us: int) -> int:
        total = 0
        for second in self._counted(cycle, None):
            begin = second.at * MILLION
            if begin >= until_us:
                break
            total += min(MILLION, until_us - begin)
        return total

    def _due(self, cycle: Cycle, resumed: int | None) -> int:
        """Return the deadline if a clock that stands still goes on at *resumed*."""
        promise = self._promise(cycle)
        assert promise is not None
        meaning = self.contract.business_day
        if promise.days and meaning in ("same_time", "close_of_business"):
            return self._dated_due(cycle, promise.days, str(meaning), resumed) * MILLION
        of_second, wanted = self._scale(promise)
        count = 0
        for second in self._counted(cycle, resumed):
            step = of_second(second)
            if count + step >= wanted:
                # Within this second; where days differ in length, at its end all the same.
                return (second.at + 1) * MILLION
            count += step
        raise AssertionError("the world is too short")

    def _scale(self, promise: Promise) -> tuple[Callable[[Second], int], int]:
        """Return how much a second is worth, and how much is wanted."""
        meaning = self.contract.business_day
        if promise.days and meaning == "full_day":
            unit = self.contract.unit
            return lambda second: unit // second.length, promise.days * unit
        if promise.days:
            return lambda second: 1, promise.days * int(meaning)
        return lambda second: 1, promise.seconds

    def _dated_due(self, cycle: Cycle, days: int, meaning: str, resumed: int | None) -> int:
        hours = self._hours_of(cycle)
        due = hours.dated(cycle.start, days, meaning)
        for start, end in cycle.stands:
            end = resumed if end is None else end
            assert start is not None
            assert end is not None
            if start < due:
                # It is not late while it stands still, so not due before it goes on.
                due = max(hours.after(due, hours.open_between(start, end)), end)
        return due

    def _percent(self, cycle: Cycle, now_us: int) -> int:
        stand = cycle.standing if cycle.standing is not None else cycle.ended
        until = now_us if stand is None else stand * MILLION
        promise = self._promise(cycle)
        assert promise is not None
        meaning = self.contract.business_day
        if promise.days and meaning in ("same_time", "close_of_business"):
            return self._elapsed(cycle, until) * 100 // self._elapsed_when_due(cycle)
        of_second, wanted = self._scale(promise)
        count = 0
        for second in self._counted(cycle, None):
            begin = second.at * MILLION
            if begin >= until:
                break
            count += of_second(second) * min(MILLION, until - begin)
        percent = count * 100 // (wanted * MILLION)
        return min(percent, 99) if until < self._due(cycle, cycle.standing) else percent

    def _used(self, cycle: Cycle, percent: int, now_us: int) -> bool:
        """Tell whether a share is used up; one of full days is rounded up to a second."""
        promise = self._promise(cycle)
        assert promise is not None
        if promise.days and self.contract.business_day == "full_day":
            now_us = now_us // MILLION * MILLION
        return self._percent(cycle, now_us) >= percent

    def _elapsed_when_due(self, cycle: Cycle) -> int:
        """Return the open time that has counted when it falls due, as if it ran on."""
        due = self._due(cycle, cycle.standing)
        return sum(
            min(MILLION, due - second.at * MILLION)
            for second in self._counted(cycle, cycle.standing)
            if second.at * MILLION < due
        )

    def crossed(self, metric: str, at: str, now_us: int) -> bool:
        """Tell whether a moment such as `50 %`, `-30 s` or `+30 s` has been reached."""
        self._beat_until(now_us)
        cycle = self.cycles[metric]
        still = cycle.standing if cycle.standing is not None else cycle.ended
        until = now_us if still is None else min(still * MILLION, now_us)
        number = int(at.strip("%s+- "))
        if at == "100 %":
            return self._due(cycle, cycle.standing) <= until
        if at.endswith("%"):
            return self._used(cycle, number, now_us)
        sign = -1 if at.startswith("-") else 1
        wanted = self._elapsed_when_due(cycle) + sign * number * MILLION
        return self._elapsed(cycle, until) >= wanted
