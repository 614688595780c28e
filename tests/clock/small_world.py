"""The small world: every short log of a small ticket, under every policy, against the model.

A log opens a ticket and goes on with up to three events more, each of any type, at instants
that do not go back on a grid of six: before opening, inside hours, at closing, and on the day
after. Every such log is asked at each instant of the grid from its last event on, and once when
everything is over; what the clock says of every metric must be what `tests.clock.model`, which
walks over every open second and shares no code with the library, says of it.

Logs of four events count business days in full days; shorter ones, and the logs of five events
that are drawn at random, in every meaning.

One symmetry is used, and no other: `on_change` is read only where terms change, and `on_reopen`
only where a ticket is reopened. A log without such an event is run under one setting of each,
and for one log in fifty it is checked that the others give the same.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from functools import cache
from itertools import combinations_with_replacement, product
from typing import Any, NamedTuple

from slaclock import Clock, Matrix, events
from slaclock.clock.states import MetricState
from tests.clock.model import (
    BUILT_IN,
    FIRST_DAY,
    MILLION,
    Answer,
    Contract,
    Fact,
    Hours,
    Model,
    Promise,
    Rule,
    Terms,
    second_of,
)
from tests.clock.test_machine import at_micros

ON_CHANGE = ("retroactive", "carry_elapsed", "restart")
ON_REOPEN = ("resume", "restart", "ignore")
MEANINGS = ("full_day", "same_time", "close_of_business", 3)
OPENED = Fact("opened", 0)
NOT_DRAWN = ("opened",)
"""Every log begins with it, and has it nowhere else."""

OPENING = second_of(FIRST_DAY, 9 * 60)
DAY = 86_400
GRID = (OPENING - 1, OPENING + 1, OPENING + 2, OPENING + 4, OPENING + DAY, OPENING + DAY + 3)
END = OPENING + 12 * DAY
WEEKS = {
    "a": {"mon-fri": ["09:00:00-09:00:04"], "sat": ["09:00:00-09:00:01"]},
    "b": {"mon-fri": ["09:00:01-09:00:02", "09:00:03-09:00:05"]},
}
DAYS_OF_WORLD = 16
PARTS = 126
"""So many ways four events can lie on the grid: each is one job."""

LETTERS = (
    Fact("responded", 0),
    Fact("customer_replied", 0),
    Fact("assigned", 0),
    Fact("accepted", 0),
    Fact("paused", 0, text="customer"),
    Fact("paused", 0, text="parts"),
    Fact("resumed", 0),
    Fact("priority_changed", 0, priority="P1"),
    Fact("priority_changed", 0, priority="P2"),
    Fact("plan_changed", 0, priority="silver"),
    Fact("resolved", 0),
    Fact("reopened", 0),
    Fact("happened", 0, text="workaround"),
)
"""What may happen; of a change of plan, the plan stands in place of the priority."""

PROMISES = {
    "gold/P1": Terms(
        "a",
        {
            "first_response": Promise(3, 0, strict=True),
            "response": Promise(2, 0, strict=False),
            "resolution": Promise(6, 0, strict=False),
            "next_response": Promise(2, 0, strict=False),
            "update": Promise(2, 0, strict=False),
        },
    ),
    "gold/P2": Terms(
        "a",
        {
            "first_response": Promise(3, 0, strict=True),
            "resolution": Promise(0, 1, strict=False),
            "next_response": Promise(1, 0, strict=True),
            "update": Promise(2, 0, strict=False),
        },
    ),
    "silver/P1": Terms(
        "b",
        {
            "first_response": Promise(2, 0, strict=False),
            "response": Promise(4, 0, strict=False, hours="a"),
            "resolution": Promise(0, 1, strict=True),
            "ownership": Promise(3, 0, strict=False),
        },
    ),
    "silver/P2": Terms(
        "b",
        {
            "first_response": Promise(2, 0, strict=False),
            "resolution": Promise(4, 0, strict=False),
            "ownership": Promise(3, 0, strict=False),
        },
    ),
}
RULES = {
    **{name: rule._replace(pauses=name == "resolution") for name, rule in BUILT_IN.items()},
    "update": Rule(("opened",), ("responded", "resolved"), "from_deadline", (), ("customer",)),
    "ownership": Rule(("opened", "assigned"), ("accepted",), None, ("workaround",), True),
}


class SmallHours(Hours):
    """The open seconds of hours that are written with seconds."""

    number_of_days = DAYS_OF_WORLD

    @staticmethod
    def _key(day: date) -> str:
        return "mon-fri" if day.weekday() < 5 else f"{day:%a}".lower()

    @staticmethod
    def _window(day: date, text: str) -> tuple[int, int]:
        a, b = (
            sum(int(part) * unit for part, unit in zip(half.split(":"), (3600, 60, 1), strict=True))
            for half in text.split("-")
        )
        return second_of(day) + a, second_of(day) + b


Said = tuple[str, datetime | None, timedelta, int | None, bool, tuple[Any, ...]]
"""What is said of a metric: status, deadline, open time, percent, at risk, ends of its cycles."""


class SmallModel(Model):
    """The model of a ticket with several plans: a plan and a priority together are one there.

    Many logs lead to the same cycles, so under one contract each answer is worked out once.
    """

    plan, level = "gold", "P1"

    def __init__(self, contract: Contract, facts: list[Fact]) -> None:
        self.kept: dict[object, dict[int, Said]] = {}
        super().__init__(contract, facts)

    def rights(self, nows: Sequence[int]) -> list[list[Said]]:
        """Return what the clock must say at some instants, in order, of every metric."""
        if self.beats:
            # Cycles begin by themselves, in a ticket that nothing happens to any more.
            alone = self.copy()
            return [alone.rights_at(now) for now in nows]
        kept = [(metric, self.kept_of(metric)) for metric in RULES]
        return [[self.right(metric, now, known) for metric, known in kept] for now in nows]

    def rights_at(self, now: int) -> list[Said]:
        """Return the same at one instant, up to which this ticket goes on."""
        self._beat_until(now * MILLION)
        return [self.right(metric, now, self.kept_of(metric)) for metric in RULES]

    def right(self, metric: str, now: int, known: dict[int, Said]) -> Said:
        """Return the answer that is known, or else work it out."""
        found = known.get(now)
        if found is None:
            found = known[now] = in_terms_of_the_clock(self.answer(metric, now * MILLION))
        return found

    def kept_of(self, metric: str) -> dict[int, Said]:
        """Return what is known of the cycles that a metric has had and has, by instant."""
        cycle, past = self.cycles.get(metric), self.past[metric]
        key = cycle and (cycle.key(), *[(one.key(), *ended) for one, *ended in past])
        return self.kept.setdefault(key, {})

    def opened(self, fact: Fact) -> None:
        super().opened(fact._replace(priority="gold/P1"))

    def priority_changed(self, fact: Fact) -> None:
        self.level = str(fact.priority)
        self._changed(fact)

    def plan_changed(self, fact: Fact) -> None:
        self.plan = str(fact.priority)
        self._changed(fact)

    def _changed(self, fact: Fact) -> None:
        # A change to what is already so is no event of any metric.
        super().priority_changed(fact._replace(priority=f"{self.plan}/{self.level}"))


def in_terms_of_the_clock(answer: Answer) -> Said:
    """Return an answer of the model with its instants as datetimes."""
    ends = [
        (verdict, None if ended is None else at_second(ended), due_or_none(due))
        for verdict, ended, due in answer.verdicts
    ]
    elapsed = timedelta(microseconds=answer.elapsed_us)
    due = due_or_none(answer.due_us)
    return answer.status, due, elapsed, answer.percent, answer.at_risk, tuple(ends)


def due_or_none(due_us: int | None) -> datetime | None:
    return None if due_us is None else at_micros(due_us)


def said_of(state: MetricState) -> Said:
    """Return what a clock says of a metric."""
    ends = [(one.verdict, one.ended_at, one.due_at) for one in state.cycles]
    return (
        state.status,
        state.due_at,
        state.elapsed,
        state.percent,
        state.at_risk,
        tuple(ends),
    )


@cache
def at_second(second: int) -> datetime:
    """Return a second of the world as the instant at which it begins."""
    return at_micros(second * MILLION)


class Policies(NamedTuple):
    """How a contract treats changes, reopenings and business days."""

    on_change: str
    on_reopen: str
    meaning: str | int


class World(NamedTuple):
    """A contract under some policies, as the model takes it and as slaclock does."""

    contract: Contract
    matrix: Matrix


@cache
def world(policies: Policies) -> World:
    """Return the small world under some policies."""
    contract = Contract(
        hours={name: SmallHours(week) for name, week in WEEKS.items()},
        priorities=dict(PROMISES),
        business_day=policies.meaning,
        rules=RULES,
        on_change=policies.on_change,
        on_reopen=policies.on_reopen,
        at_risk=50,
    )
    return World(contract, Matrix.model_validate(_data(policies)))


def _data(policies: Policies) -> dict[str, Any]:
    plans: dict[str, Any] = {}
    for name, terms in PROMISES.items():
        plan, priority = name.split("/")
        cells = {m: _written(p) for m, p in terms.promises.items() if m != "first_response"}
        first = {"first_response": _written(terms.promises["first_response"])}
        plans.setdefault(plan, {"calendar": terms.hours, "targets": {}, **first})
        plans[plan]["targets"][priority] = cells
    meaning = policies.meaning
    return {
        "id": "small",
        "business_day": f"{meaning} s" if isinstance(meaning, int) else meaning,
        "counted_from": "start",
        "calendars": {name: {"timezone": "Etc/UTC", "hours": week} for name, week in WEEKS.items()},
        "priorities": {"P1": {}, "P2": {}},
        "plans": plans,
        "pauses": ["resolution"],
        "metrics": {name: RULES[name]._asdict() for name in ("update", "ownership")},
        "on_change": policies.on_change,
        "on_reopen": policies.on_reopen,
        "at_risk": "50 %",
    }


def _written(promise: Promise) -> Any:
    amount = f"{promise.days} BD" if promise.days else f"{promise.seconds} s"
    text = f"< {amount}" if promise.strict else amount
    return {"within": text, "calendar": promise.hours} if promise.hours else text


def logs(
    events_: int, grid: Sequence[int] = GRID, part: int = 0, parts: int = 1
) -> Iterator[list[Fact]]:
    """Yield every log of so many events, or those of one part of several.

    Those that begin alike come one after the other, so that their models go on from there.
    """
    for number, instants in enumerate(combinations_with_replacement(grid, events_)):
        if number % parts == part:
            for letters in product(LETTERS, repeat=events_ - 1):
                yield log_of(instants, letters)


def log_of(instants: Sequence[int], letters: Iterable[Fact]) -> list[Fact]:
    """Return the log in which these things happen at these instants."""
    later = (letter_at(one, at) for one, at in zip(letters, instants[1:], strict=True))
    return [letter_at(OPENED, instants[0]), *later]


@cache
def letter_at(letter: Fact, at: int) -> Fact:
    """Return that something happens at an instant."""
    return letter._replace(at=at)


@cache
def event_of(fact: Fact) -> events.Event:
    """Return a fact as an event."""
    at = at_second(fact.at)
    match fact.type:
        case "opened":
            return events.Opened(at, plan="gold", priority="P1")
        case "priority_changed":
            return events.PriorityChanged(at, fact.priority)
        case "plan_changed":
            return events.PlanChanged(at, str(fact.priority))
        case "happened":
            return events.Happened(at, str(fact.text))
        case "paused":
            return events.Paused(at, fact.text)
    return events.TYPES[fact.type](at)


class Comparer:
    """The clock and the model under some policies.

    A log is told to the model from where it parts from the log before.
    """

    def __init__(self, one: World) -> None:
        self.matrix, self.facts = one.matrix, list[Fact]()
        self.models = [SmallModel(one.contract, [])]

    def differences(self, facts: list[Fact], nows: Sequence[int]) -> list[str]:
        """Return where the two differ at some instants, in words; nothing if all is well."""
        clock = Clock(self.matrix, [event_of(fact) for fact in facts])
        found = []
        for now, rights in zip(nows, self.model_of(facts).rights(nows), strict=True):
            state = clock.at(at_second(now))
            said = [said_of(state[metric]) for metric in RULES]
            if said != rights:
                found += [
                    f"{metric} at {now - OPENING} s: {readable(a)}, and not {readable(b)}; {facts}"
                    for metric, a, b in zip(RULES, said, rights, strict=True)
                    if a != b
                ]
        return found

    def model_of(self, facts: list[Fact]) -> SmallModel:
        """Return the model of a log."""
        same = 0
        for before, fact in zip(self.facts, facts, strict=False):
            if before is not fact:
                break
            same += 1
        del self.models[same + 1 :]
        for fact in facts[same:]:
            model = self.models[-1].copy()
            model.take(fact)
            self.models.append(model)
        self.facts = facts
        return self.models[-1]


def differences(one: World, facts: list[Fact], grid: Sequence[int] = GRID) -> list[str]:
    """Return where the clock and the model differ under one contract, in words."""
    return Comparer(one).differences(facts, instants_of_asking(facts, grid))


def instants_of_asking(facts: list[Fact], grid: Sequence[int]) -> list[int]:
    """Return when a log is asked: from its last event on, and when everything is over."""
    last = facts[-1].at
    return [*[at for at in grid if at >= last], END]


def readable(said: Said) -> str:
    """Return an answer as text, without what is in a datetime beside the instant."""
    status, due, elapsed, percent, at_risk, ends = said
    told = [(verdict, str(ended), str(due_then)) for verdict, ended, due_then in ends]
    return f"{status} due {due}, {elapsed}, {percent} %, at risk {at_risk}, {told}"


class Tally(NamedTuple):
    """What has been compared: logs under policies, questions, and what differed."""

    runs: int
    questions: int
    wrong: list[str]


def comparers_for(facts: list[Fact], meaning: str | int) -> tuple[Comparer, ...]:
    """Return those of the policies under which a log is run: which it can tell apart."""
    kinds = {fact.type for fact in facts}
    has_changes = "priority_changed" in kinds or "plan_changed" in kinds
    return comparers(meaning, has_changes=has_changes, is_reopened="reopened" in kinds)


@cache
def comparers(
    meaning: str | int, *, has_changes: bool = True, is_reopened: bool = True
) -> tuple[Comparer, ...]:
    """Return those of some policies: of every one, where a log has changes and is reopened."""
    changes = ON_CHANGE if has_changes else ON_CHANGE[:1]
    reopenings = ON_REOPEN if is_reopened else ON_REOPEN[:1]
    return tuple(comparer(Policies(*pair, meaning)) for pair in product(changes, reopenings))


@cache
def comparer(policies: Policies) -> Comparer:
    """Return the one of some policies, which a process keeps for all its logs."""
    return Comparer(world(policies))


def compare(every: Iterable[list[Fact]], meaning: str | int, grid: Sequence[int] = GRID) -> Tally:
    """Compare logs under every policy that they can tell apart."""
    runs, questions = 0, 0
    wrong: list[str] = []
    for number, facts in enumerate(every):
        asked = comparers(meaning) if number % 50 == 0 else comparers_for(facts, meaning)
        nows = instants_of_asking(facts, grid)
        for one in asked:
            wrong += one.differences(facts, nows)
        runs += len(asked)
        questions += len(asked) * len(nows) * len(RULES)
    return Tally(runs, questions, wrong[:20])


def _share(job: tuple[int, str | int, int, int]) -> Tally:
    length, meaning, part, parts = job
    return compare(logs(length, part=part, parts=parts), meaning)


def drawn(count: int, length: int, seed: int) -> Iterator[list[Fact]]:
    """Yield logs of so many events, drawn at random."""
    draw = random.Random(seed)
    for _ in range(count):
        instants = sorted(draw.choices(GRID, k=length))
        yield log_of(instants, draw.choices(LETTERS, k=length - 1))


def _drawn_share(job: tuple[int, int, str | int, int]) -> Tally:
    count, length, meaning, seed = job
    return compare(drawn(count, length, seed), meaning)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the whole small world, and say how large it is and how long it took."""
    parser = argparse.ArgumentParser(description="every short log against the per-second model")
    parser.add_argument("--events", type=int, default=4, help="the longest logs, all of them")
    parser.add_argument("--sample", type=int, default=20_000, help="so many logs of one event more")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    given = parser.parse_args(arguments)
    began, code = time.monotonic(), 0
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers) as pool:
        for length in range(1, given.events + 1):
            parts = 1 if length < 4 else PARTS
            jobs = [
                (length, meaning, part, parts) for meaning in MEANINGS[:1] for part in range(parts)
            ]
            jobs += [(length, meaning, 0, 1) for meaning in MEANINGS[1:] if length < 4]
            code |= _told(f"all logs of {length} events", list(pool.map(_share, jobs)))
        share = given.sample // (workers * len(MEANINGS))
        drawn_jobs = [
            (share, given.events + 1, meaning, given.seed + number)
            for number, meaning in enumerate(MEANINGS * workers)
        ]
        title = f"logs of {given.events + 1} events, drawn with seed {given.seed}"
        code |= _told(title, list(pool.map(_drawn_share, drawn_jobs)))
    sys.stdout.write(f"{time.monotonic() - began:.0f} s on {workers} processors\n")
    return code


def _told(title: str, tallies: list[Tally]) -> int:
    runs, questions = sum(one.runs for one in tallies), sum(one.questions for one in tallies)
    wrong = [text for one in tallies for text in one.wrong]
    sys.stdout.write(f"{title}: {runs:,} runs, {questions:,} answers, {len(wrong)} wrong\n")
    for text in wrong[:20]:
        sys.stdout.write(f"  {text}\n")
    sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
