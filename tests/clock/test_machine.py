"""A ticket with a random history: the clock against a model that walks over every open second.

The machine makes a contract, lets things happen to a ticket in any order, saves and loads its
log, and asks at random instants. What must hold is compared with `tests.clock.model`.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from slaclock import Clock, Matrix, events
from slaclock.clock.states import ClockState, MetricState
from slaclock.instants import MICROSECOND, to_micros
from tests.clock.model import (
    BUILT_IN,
    FIRST_DAY,
    METRICS,
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

WEEKS = (
    {"mon-fri": ["09:00-09:02"]},
    {"mon-fri": ["09:00-09:01", "09:02-09:03"], "sat": ["09:00-09:01"]},
    {"mon-thu": ["09:01-09:03"], "fri": ["09:00-09:01"]},
    {"mon-sun": ["23:59-24:00"]},
)
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LEVELS = ("50 %", "100 %", "150 %", "-30 s", "+40 s")
NOT_DRAWN = ("opened", "plan_changed", "agreed")
KINDS = tuple(kind for kind in events.TYPES if kind not in NOT_DRAWN)


def spelled_out(week: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return hours by single weekdays, as the model takes them."""
    found = {}
    for key, windows in week.items():
        first, _, last = key.partition("-")
        for day in DAYS[DAYS.index(first) : DAYS.index(last or first) + 1]:
            found[day] = windows
    return found


NAMES = ("workaround", "root_cause")
REASONS = (None, "customer", "parts")
WORDS = (*(kind for kind in KINDS if kind != "happened"), *NAMES)
OWN = ("own_a", "own_b")
EVERY = (*METRICS, *OWN)
# What real contracts have; beside them, rules are drawn at random.
REAL_RULES = (
    Rule(("opened",), ("responded", "resolved"), "from_completion", (), ("customer",)),
    Rule(("opened",), ("responded", "resolved"), "from_deadline", (), True),
    Rule(("opened", "assigned"), ("accepted",)),
    Rule(("resolved",), ("root_cause",), None, (), True),
    Rule(("opened",), ("workaround", "resolved"), None, ("root_cause",), True),
)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    """Draw a rule for a metric of the contract's own."""
    words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True)
    repeats = draw(st.sampled_from([None, None, "from_completion", "from_deadline"]))
    completes = tuple(draw(words))
    if repeats and completes == ("resolved",):
        completes = ("responded",)
    if repeats and "resolved" not in completes:
        completes = (*completes, "resolved")
    return Rule(
        starts=tuple(draw(st.one_of(st.just(["opened"]), words))),
        completes=completes,
        repeats=repeats,
        restarts=tuple(
            word for word in draw(st.one_of(st.just([]), words)) if word not in completes
        ),
        pauses=draw(st.sampled_from([True, False, ("customer",)])),
    )


lengths = st.one_of(st.sampled_from([1, 60, 120, 240]), st.integers(1, 400))
own_hours = st.sampled_from([None, None, "a", "b"])
promises = st.one_of(
    st.builds(Promise, lengths, st.just(0), st.booleans(), own_hours),
    st.builds(Promise, st.just(0), st.sampled_from([1, 2]), st.booleans(), own_hours),
)


@st.composite
def contracts(draw: st.DrawFn) -> tuple[Contract, Matrix]:
    """Draw a contract, as the model takes it and as slaclock does."""
    names = ("a", "b")
    weeks = {name: draw(st.sampled_from(WEEKS)) for name in names}
    first = draw(promises)
    plan_hours = draw(st.sampled_from(names))
    priorities: dict[str | None, Terms] = {None: Terms(plan_hours, {"first_response": first})}
    for priority in ("P1", "P2", "P3"):
        metrics = draw(st.dictionaries(st.sampled_from(EVERY[1:]), promises, min_size=1))
        hours = draw(st.sampled_from(names))
        own = {OWN[0]: draw(promises)}
        priorities[priority] = Terms(hours, {"first_response": first, **metrics, **own})
    meaning = draw(st.sampled_from(["full_day", "full_day", "same_time", "close_of_business", 70]))
    pausing = draw(st.sets(st.sampled_from(METRICS)))
    own = {name: draw(st.one_of(st.sampled_from(REAL_RULES), rules())) for name in OWN}
    stopped = {
        name: rule._replace(pauses=name in pausing or name == "resolution")
        for name, rule in BUILT_IN.items()
    }
    contract = Contract(
        hours={name: Hours(spelled_out(week)) for name, week in weeks.items()},
        priorities=priorities,
        business_day=meaning,
        rules={**stopped, **own},
        on_change=draw(st.sampled_from(["retroactive", "carry_elapsed", "restart"])),
        on_reopen=draw(st.sampled_from(["resume", "resume", "restart", "ignore", "count_all"])),
        # Whole seconds of every day here, as the model rounds up to; 99 % of 120 s is not.
        at_risk=draw(st.sampled_from([None, 50, 80, 90])),
    )
    return contract, Matrix.model_validate(data_of(contract, weeks))


def data_of(contract: Contract, weeks: dict[str, dict[str, list[str]]]) -> dict[str, Any]:
    plan_terms = contract.priorities[None]
    meaning = contract.business_day
    return {
        "id": "random",
        "business_day": f"{meaning} s" if isinstance(meaning, int) else meaning,
        "calendars": {name: {"timezone": "Etc/UTC", "hours": week} for name, week in weeks.items()},
        "priorities": {name: {} for name in contract.priorities if name is not None},
        "plans": {
            "plan": {
                "calendar": plan_terms.hours,
                "first_response": written(plan_terms.promises["first_response"]),
                "targets": {
                    name: {
                        "calendar": terms.hours,
                        **{
                            metric: written(promise)
                            for metric, promise in terms.promises.items()
                            if metric != "first_response"
                        },
                    }
                    for name, terms in contract.priorities.items()
                    if name is not None
                },
            }
        },
        "pauses": [name for name in METRICS if contract.rules[name].pauses],
        "metrics": {name: contract.rules[name]._asdict() for name in OWN},
        "on_change": contract.on_change,
        "on_reopen": contract.on_reopen,
        "at_risk": None if contract.at_risk is None else f"{contract.at_risk} %",
        "escalation": [
            {"level": index + 1, "contact": "Somebody", "at": at} for index, at in enumerate(LEVELS)
        ],
    }


def written(promise: Promise) -> Any:
    amount = f"{promise.days} BD" if promise.days else f"{promise.seconds} s"
    text = f"< {amount}" if promise.strict else amount
    return {"within": text, "calendar": promise.hours} if promise.hours else text


def at_micros(micros: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + MICROSECOND * micros


def event_of(fact: Fact) -> events.Event:
    """Return a fact of the model as an event."""
    at = at_micros(fact.at * MILLION)
    if fact.type == "opened":
        return events.Opened(at, plan="plan", priority=fact.priority)
    if fact.type == "priority_changed":
        return events.PriorityChanged(at, fact.priority)
    if fact.type == "happened":
        return events.Happened(at, fact.text)
    if fact.type == "paused":
        return events.Paused(at, fact.text)
    return events.TYPES[fact.type](at)


def answer_of(state: MetricState) -> Answer:
    """Return what a clock says of a metric, in the form of the model."""
    return Answer(
        status=state.status,
        due_us=None if state.due_at is None else to_micros(state.due_at),
        elapsed_us=state.elapsed // MICROSECOND,
        percent=state.percent,
        at_risk=state.at_risk,
        verdicts=tuple(
            (
                cycle.verdict,
                None if cycle.ended_at is None else to_micros(cycle.ended_at) // MILLION,
                None if cycle.due_at is None else to_micros(cycle.due_at),
            )
            for cycle in state.cycles
        ),
    )


def snapshot(clock: Clock, at: datetime) -> object:
    """Return all that changes by itself."""
    states = [(state.status, state.at_risk) for state in clock.at(at).values()]
    return states, [(level.crossed, level.notify) for level in clock.escalations(at)]


MARKS = tuple(second_of(FIRST_DAY, 9 * 60) + offset for offset in (-1, 0, 1, 59, 60, 120, 180))
offsets = st.one_of(
    st.sampled_from([mark - second_of(FIRST_DAY) for mark in MARKS]),
    st.integers(9 * 3600 - 60, 9 * 3600 + 240),
    st.integers(0, 86_399),
)
seconds = st.builds(
    lambda day, offset: second_of(FIRST_DAY) + day * 86_400 + offset, st.integers(0, 7), offsets
)


class TicketMachine(RuleBasedStateMachine):
    """A ticket to which things happen."""

    @initialize(drawn=contracts(), at=seconds, priority=st.sampled_from(["P1", "P2", "P3", None]))
    def open(self, drawn: tuple[Contract, Matrix], at: int, priority: str | None) -> None:
        self.contract, self.matrix = drawn
        self.facts = [Fact("opened", at, priority)]
        self.log: list[events.Event] = [event_of(self.facts[0])]

    @rule(
        kind=st.sampled_from(KINDS),
        at=seconds,
        priority=st.sampled_from(["P1", "P2", "P3"]),
        reason=st.sampled_from(REASONS),
        name=st.sampled_from(NAMES),
    )
    def happen(self, kind: str, at: int, priority: str, reason: str | None, name: str) -> None:
        """Let something happen, before or after what has happened, but not before the opening."""
        at = max(at, self.facts[0].at)
        said = {"paused": (None, reason), "happened": (None, name)}
        said["priority_changed"] = (priority, None)
        self.facts.append(Fact(kind, at, *said.get(kind, ())))
        self.log.append(event_of(self.facts[-1]))

    @rule(
        kinds=st.lists(st.sampled_from(["paused", "resumed", "resolved", "reopened"]), max_size=4),
        after=st.integers(0, 200),
    )
    def happen_in_a_row(self, kinds: list[str], after: int) -> None:
        at = max(fact.at for fact in self.facts)
        for kind in kinds:
            at += after
            self.facts.append(Fact(kind, at))
            self.log.append(event_of(self.facts[-1]))

    @rule()
    def save_and_load(self) -> None:
        self.log = events.log_from_dicts(json.loads(json.dumps(events.log_to_dicts(self.log))))

    @rule(at=seconds, micros=st.sampled_from([0, 0, 1, -1, 500_000]))
    def ask(self, at: int, micros: int) -> None:
        self.compare(max(at * MILLION + micros, self.facts[0].at * MILLION))

    @rule(which=st.integers(0, 30), metric=st.sampled_from(EVERY), micros=st.integers(-1, 1))
    def ask_at_a_deadline(self, which: int, metric: str, micros: int) -> None:
        asked = self.facts[which % len(self.facts)].at * MILLION
        due = Clock(self.matrix, self.log).at(at_micros(asked))[metric].due_at
        if due is not None:
            self.compare(max(to_micros(due) + micros, self.facts[0].at * MILLION))

    @rule(at=seconds)
    def wait_for_the_next_change(self, at: int) -> None:
        """The state just before the next change is the one of now; the state at it differs."""
        at = max(at, self.facts[0].at)
        now = at_micros(at * MILLION)
        so_far = [event for event in self.log if event.at <= now]
        clock = Clock(self.matrix, so_far)
        before, change = snapshot(clock, now), clock.next_change(now)
        assert Clock(self.matrix, self.log).next_change(now) == change
        if change is None:
            assert snapshot(clock, now + timedelta(days=30)) == before
        else:
            assert change > now
            assert snapshot(clock, change - MICROSECOND) == before
            assert snapshot(clock, change) != before

    @rule(at=seconds)
    def explain(self, at: int) -> None:
        now = at_micros(max(at, self.facts[0].at) * MILLION)
        for state in Clock(self.matrix, self.log).at(now).values():
            if state.target is not None and state.status != "not_applicable":
                assert state.explain().total == state.elapsed

    @rule(at=seconds, length=st.sampled_from([0, 30, 120, 600, 86_400, 5 * 86_400]))
    def watch(self, at: int, length: int) -> None:
        """What changed in a stretch leads from the model's answers at its start to each later one.

        The model is asked at every change and just before it, at every event and just before
        it, so nothing can come and go between two looks.
        """
        after, until = at * MILLION, (at + length) * MILLION
        found = Clock(self.matrix, self.log).changes(at_micros(after), at_micros(until))
        known = self.seen(after)
        looks = {to_micros(change.at) for change in found} | {
            fact.at * MILLION for fact in self.facts if after < fact.at * MILLION <= until
        }
        left = list(found)
        for now in sorted({until, *looks, *(look - 1 for look in looks if look - 1 > after)}):
            while left and to_micros(left[0].at) <= now:
                change = left.pop(0)
                key = (change.metric, change.what, change.point)
                if change.point is not None:
                    key = (*key, to_micros(change.started_at))
                assert known.get(key, change.before) == change.before
                known[key] = change.after
            for key, value in self.seen(now).items():
                assert known.get(key, False) == value, (key, at_micros(now))
        assert not left

    def seen(self, now_us: int) -> dict[tuple[Any, ...], Any]:
        """Return what the model says is to be seen; a level by the start of its cycle too."""
        if now_us < self.facts[0].at * MILLION:
            none = {(metric, "status", None): "not_applicable" for metric in EVERY}
            return {**none, **{(metric, "at_risk", None): False for metric in EVERY}}
        facts = [fact for fact in self.facts if fact.at * MILLION <= now_us]
        model = Model(self.contract, sorted(facts, key=lambda fact: fact.at))
        found: dict[tuple[Any, ...], Any] = {}
        for metric in EVERY:
            answer = model.answer(metric, now_us)
            found[metric, "status", None] = answer.status
            found[metric, "at_risk", None] = answer.at_risk
            if answer.status != "not_applicable":
                start = model.cycles[metric].start * MILLION
                for level in LEVELS:
                    crossed = model.crossed(metric, level, now_us)
                    found[metric, "crossed", level, start] = crossed
                    found[metric, "notify", level, start] = crossed
        return found

    def compare(self, now_us: int) -> None:
        """Compare the clock with the model at an instant."""
        now = at_micros(now_us)
        clock = Clock(self.matrix, self.log)
        state = clock.at(now)
        facts = [fact for fact in self.facts if fact.at * MILLION <= now_us]
        model = Model(self.contract, sorted(facts, key=lambda fact: fact.at))
        for metric in EVERY:
            assert answer_of(state[metric]) == model.answer(metric, now_us), metric
        for level in clock.escalations(now):
            assert level.crossed == model.crossed(level.metric, level.at, now_us), level
        self.check_sums(state)

    def check_sums(self, state: ClockState) -> None:
        for metric in state.values():
            if metric.target is not None:
                assert metric.remaining is not None
                if metric.target.business_day is None:
                    whole = timedelta(seconds=metric.target.amount.seconds)
                    assert metric.remaining == whole - metric.elapsed
                assert (metric.late_by > timedelta(0)) == (metric.remaining < timedelta(0))
                assert metric.late_by_wall_time >= metric.late_by
                assert (metric.percent >= 100) == (metric.remaining <= timedelta(0))

    @invariant()
    @precondition(lambda self: hasattr(self, "log"))
    def log_is_noted_but_never_refused(self) -> None:
        clock = Clock(self.matrix, self.log)
        assert len(clock.events) == len(self.facts)


class TestTicket(TicketMachine.TestCase):  # type: ignore[name-defined]
    """A case of unittest, which the fuzzing finds by its mark."""

    settings = settings(
        max_examples=60,
        stateful_step_count=20,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
