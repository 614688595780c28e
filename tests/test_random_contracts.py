"""Random whole contracts, and tickets under them: every engine says what the others say.

The contracts use the whole format (`tests.contract_strategies`). Of each ticket `Clock` is
asked, and what it says is the law: `compute_deadline` and the frames for a ticket that was only
opened, the columns of states for one with a history, the joins of SQL where they answer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slaclock import Clock, Matrix, events
from slaclock.bulk import add_deadlines, add_verdicts, sql
from slaclock.bulk.engine.logs import logs_of_events
from slaclock.bulk.engine.states import states_of
from slaclock.calendars.table import Column, Table
from slaclock.errors import NoTargetError, SlaClockError
from slaclock.instants import to_micros
from slaclock.matrices.terms import Terms
from tests.bulk.random_logs import clock_says, columns_say
from tests.bulk.sql.databases import DATABASES
from tests.contract_strategies import (
    CHANGES,
    Data,
    contracts,
    instants_near,
    instants_of_asking,
    logs_of,
)

pytestmark = pytest.mark.filterwarnings("ignore::slaclock.calendars.calendar.CalendarWarning")

quick = settings(max_examples=20, suppress_health_check=list(HealthCheck))
long = settings(max_examples=600, suppress_health_check=list(HealthCheck))
TICKET_COLUMNS = {
    "id": "integer",
    "plan": "text",
    "priority": "text",
    "opened_at": "instant",
    "responded_at": "instant",
    "resolved_at": "instant",
}
DONE = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
near_dates = st.sampled_from(CHANGES)


def rows_of(sla: Matrix) -> Iterator[Terms]:
    """Yield what tickets of each plan and priority are promised, and of none where there are any.

    In columns, a priority that is missing is an error where the plan promises nothing to such
    tickets.
    """
    for plan in sla.plans:
        for priority in (*([None] if sla.takes_any_priority(plan) else []), *sla.priorities):
            try:
                yield sla.row(plan, priority)
            except NoTargetError:
                continue


def priority_of(terms: Terms) -> str | None:
    return None if terms.priority is None else terms.priority.id


def reads_back(sla: Matrix) -> None:
    plain = json.loads(json.dumps(sla.content()))
    again = Matrix.model_validate(plain)
    assert (again, again.content(), again.fingerprint()) == (sla, plain, sla.fingerprint())


def opened_alike(sla: Matrix, at: datetime) -> None:
    """Hold deadlines of tickets just opened: single calls, clock, frame, databases, ledger."""
    rows = list(rows_of(sla))
    singles = [single(sla, terms, at) for terms in rows]
    for terms, dues in zip(rows, singles, strict=True):
        if dues is not None:
            by_clock(sla, terms, at, dues)
    by_frame(sla, rows, at, singles)
    for dialect in DATABASES:
        by_sql(dialect, sla, rows, at, singles)


def single(sla: Matrix, terms: Terms, at: datetime) -> dict[str, datetime] | None:
    """Return the deadlines by single calls, each with a ledger that adds up; None for no answer."""
    try:
        deadline = sla.compute_deadline(terms.plan.id, priority_of(terms), at)
    except SlaClockError:
        return None
    for metric, entry in deadline.items():
        ledger = entry.explain()
        assert ledger.rows[-1].start == deadline[metric].due_at
    return {metric: entry.due_at for metric, entry in deadline.items()}


def by_clock(sla: Matrix, terms: Terms, at: datetime, dues: dict[str, datetime]) -> None:
    log = [events.Opened(at, plan=terms.plan.id, priority=priority_of(terms))]
    state = Clock(sla, log).at(at)
    assert {metric: state[metric].due_at for metric in dues} == dues


def by_frame(
    sla: Matrix, rows: list[Terms], at: datetime, singles: list[dict[str, datetime] | None]
) -> None:
    frame = pl.DataFrame(
        {
            "plan": [terms.plan.id for terms in rows],
            "priority": [priority_of(terms) for terms in rows],
            "opened_at": [at] * len(rows),
        },
        schema_overrides={"priority": pl.String},
    )
    found = add_deadlines(frame, matrix=sla).rows(named=True)
    for row, dues in zip(found, singles, strict=True):
        assert (row["sla_error"] is None) == (dues is not None), row
        for metric, due in (dues or {}).items():
            assert row[f"{metric}_due"] == due


def by_sql(
    dialect: str,
    sla: Matrix,
    rows: list[Terms],
    at: datetime,
    singles: list[dict[str, datetime] | None],
) -> None:
    """Hold the joins to single calls; they may say that they have no answer, but no other one."""
    columns = [
        Column("id", "integer"),
        Column("plan", "text"),
        Column("priority", "text"),
        Column("opened_at", "instant"),
    ]
    tickets = [(place, terms.plan.id, priority_of(terms), at) for place, terms in enumerate(rows)]
    try:
        answers = sql.answer_tables(sla, at - timedelta(days=2), at + timedelta(days=2))
    except SlaClockError:
        return  # a calendar opens too seldom for a table

    run: Any = DATABASES[dialect](sla, {**answers, "tickets": Table(columns, tickets)})
    for row in run(sql.deadlines(sla, dialect=dialect)):  # type: ignore[arg-type]
        dues = singles[row["id"]]
        for metric, due in (dues or {}).items():
            assert row["sla_reason"] is not None or row[f"{metric}_due"] == to_micros(due)
        assert dues is not None or row["sla_reason"] is not None


def judged_alike(sla: Matrix, at: datetime) -> None:
    """Hold what is completed at the very deadline to the clock: in frames, and in databases."""
    cells = [(terms, single(sla, terms, at)) for terms in rows_of(sla)]
    known = [(terms, dues) for terms, dues in cells if dues]
    done = [dues.get("resolution", next(iter(dues.values()))) for _, dues in known]
    names = [(place, terms.plan.id, priority_of(terms)) for place, (terms, _) in enumerate(known)]
    rows = [(*name, at, end, end) for name, end in zip(names, done, strict=True)]
    expected = [clock_verdicts(sla, row) for row in rows]
    columns = [Column(name, kind) for name, kind in TICKET_COLUMNS.items()]
    if not rows:
        return
    frame = pl.DataFrame(rows, list(TICKET_COLUMNS), orient="row")
    frame = frame.with_columns(pl.col("priority").cast(pl.String))
    found = add_verdicts(frame, matrix=sla, **DONE).rows(named=True)
    for row, verdicts in zip(found, expected, strict=True):
        assert {key: row[key] for key in verdicts} == verdicts
    try:
        answers = sql.answer_tables(sla, at - timedelta(days=2), at + timedelta(days=2))
    except SlaClockError:
        return  # a calendar opens too seldom for a table

    for dialect in DATABASES:
        run: Any = DATABASES[dialect](sla, {**answers, "tickets": Table(columns, rows)})
        for row in run(sql.verdicts(sla, dialect=dialect, **DONE)):  # type: ignore[arg-type]
            verdicts = expected[row["id"]]
            assert row["sla_reason"] or {key: row[key] for key in verdicts} == verdicts


def clock_verdicts(sla: Matrix, row: Any) -> dict[str, str]:
    """Return what the clock says of a ticket that is answered and resolved at one instant."""
    _, plan, priority, opened, end, _ = row
    log = [events.Opened(opened, plan, priority), events.Responded(end), events.Resolved(end)]
    state = Clock(sla, log).at(end)
    names = sla.compute_deadline(plan, priority, opened)
    ended = [state[name] for name in names if state[name].completed_at is not None]
    return {f"{one.metric}_verdict": one.status for one in ended if len(one.cycles) == 1}


def histories_alike(sla: Matrix, plain: list[list[Data]], asked: list[datetime]) -> None:
    """Hold the states of columns to those of `Clock`, in every field."""
    logs = [events.log_from_dicts(log) for log in plain]
    now = np.array([to_micros(at) for at in asked], np.int64)
    states = states_of(logs_of_events(dict(enumerate(logs))), sla, now)
    for ticket, log in enumerate(logs):
        assert columns_say(states, ticket) == clock_says(sla, log, int(now[ticket]))


def check_histories(data: st.DataObject, near: date) -> None:
    contract = data.draw(contracts(near))
    plain = [data.draw(logs_of(contract, near)) for _ in range(4)]
    asked = [data.draw(instants_of_asking(log)) for log in plain]
    histories_alike(Matrix.model_validate(contract), plain, asked)


def check_openings(data: st.DataObject, near: date) -> None:
    sla = Matrix.model_validate(data.draw(contracts(near)))
    reads_back(sla)
    at = data.draw(instants_near(near)).astimezone(UTC)
    opened_alike(sla, at)
    judged_alike(sla, at)


@quick
@given(data=st.data(), near=near_dates)
def test_tickets_just_opened_have_one_answer(data: st.DataObject, near: date) -> None:
    check_openings(data, near)


@quick
@given(data=st.data(), near=near_dates)
def test_histories_have_one_answer(data: st.DataObject, near: date) -> None:
    check_histories(data, near)


@pytest.mark.slow
@long
@given(data=st.data(), near=near_dates)
def test_many_tickets_just_opened_have_one_answer(data: st.DataObject, near: date) -> None:
    check_openings(data, near)


@pytest.mark.slow
@long
@given(data=st.data(), near=near_dates)
def test_many_histories_have_one_answer(data: st.DataObject, near: date) -> None:
    check_histories(data, near)
