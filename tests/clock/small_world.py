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
from datetime import date
from itertools import combinations_with_replacement, product
from typing import Any, NamedTuple

from slaclock import Clock, Matrix, events
from tests.clock.model import (
    BUILT_IN,
    FIRST_DAY,
    MILLION,
    Contract,
    Fact,
    Hours,
    Model,
    Promise,
    Rule,
    Terms,
    second_of,
)
from tests.clock.test_machine import answer_of, at_micros

ON_CHANGE = ("retroactive", "carry_elapsed", "restart")
ON_REOPEN = ("resume", "restart", "ignore")
MEANINGS = ("full_day", "same_time", "close_of_business", 3)
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


class SmallModel(Model):
    """The model of a ticket with several plans: a plan and a priority together are one there."""

    plan, level = "gold", "P1"

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


class Policies(NamedTuple):
    """How a contract treats changes, reopenings and business days."""

    on_change: str
    on_reopen: str
    meaning: str | int


class World(NamedTuple):
    """A contract under some policies, as the model takes it and as slaclock does."""

    contract: Contract
    matrix: Matrix


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


def logs(events_: int, grid: Sequence[int] = GRID) -> Iterator[list[Fact]]:
    """Yield every log of so many events."""
    for instants in combinations_with_replacement(grid, events_):
        for letters in product(LETTERS, repeat=events_ - 1):
            yield log_of(instants, letters)


def log_of(instants: Sequence[int], letters: Iterable[Fact]) -> list[Fact]:
    """Return the log in which these things happen at these instants."""
    later = (one._replace(at=at) for at, one in zip(instants[1:], letters, strict=True))
    return [Fact("opened", instants[0]), *later]


def event_of(fact: Fact) -> events.Event:
    """Return a fact as an event."""
    at = at_micros(fact.at * MILLION)
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


def differences(one: World, facts: list[Fact], grid: Sequence[int] = GRID) -> list[str]:
    """Return where the clock and the model differ, in words; nothing if all is well."""
    found = []
    clock = Clock(one.matrix, [event_of(fact) for fact in facts])
    for now in (*(at for at in grid if at >= facts[-1].at), END):
        state, model = clock.at(at_micros(now * MILLION)), SmallModel(one.contract, facts)
        for metric in RULES:
            said, right = answer_of(state[metric]), model.answer(metric, now * MILLION)
            if said != right:
                found.append(f"{metric} at {now - OPENING} s: {said}, and not {right}; {facts}")
    return found


class Tally(NamedTuple):
    """What has been compared: logs under policies, questions, and what differed."""

    runs: int
    questions: int
    wrong: list[str]


def settings_of(facts: list[Fact], meaning: str | int) -> Iterator[Policies]:
    """Yield the policies under which a log is run: those that it can tell apart."""
    kinds = {fact.type for fact in facts}
    changes = ON_CHANGE if kinds & {"priority_changed", "plan_changed"} else ON_CHANGE[:1]
    reopenings = ON_REOPEN if "reopened" in kinds else ON_REOPEN[:1]
    for on_change, on_reopen in product(changes, reopenings):
        yield Policies(on_change, on_reopen, meaning)


def compare(every: Iterable[list[Fact]], meaning: str | int, grid: Sequence[int] = GRID) -> Tally:
    """Compare logs under every policy that they can tell apart."""
    worlds = {
        policies: world(policies)
        for policies in (Policies(*pair, meaning) for pair in product(ON_CHANGE, ON_REOPEN))
    }
    runs, questions = 0, 0
    wrong: list[str] = []
    for number, facts in enumerate(every):
        told_apart = set(settings_of(facts, meaning))
        for policies in worlds if number % 50 == 0 else told_apart:
            wrong += differences(worlds[policies], facts, grid)
            runs += 1
            questions += (1 + sum(at >= facts[-1].at for at in grid)) * len(RULES)
    return Tally(runs, questions, wrong[:20])


def _share(job: tuple[int, str | int, int, int]) -> Tally:
    length, meaning, part, parts = job
    every = (facts for number, facts in enumerate(logs(length)) if number % parts == part)
    return compare(every, meaning)


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
            parts = 1 if length < 4 else workers * 16
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
