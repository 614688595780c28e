"""Plans that the rules of a contract choose: as `Matrix.choose` chooses them, ticket by ticket."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock import Clock, Matrix, MatrixHistory, events
from slaclock.errors import ChoiceError, EventError, TicketFileError, UnknownNameError
from slaclock.reports import make_report, read_tickets, replay, take_logs, take_tickets
from tests.reports import small

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
AS_OF = datetime(2026, 3, 20, 12, tzinfo=UTC)
FIELDS = ("organisation", "channel", "impact", "site")
COLUMNS = {"organisation": "Customer", "channel": "channel", "impact": "Impact", "site": "site"}


def contract(**changes: Any) -> Matrix:
    content = {
        "id": "support",
        "business_day": "full_day",
        "calendars": {
            "office": {"timezone": "Europe/Berlin", "hours": {"mon-fri": ["09:00-17:00"]}},
            "mumbai": {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-17:00"]}},
        },
        "priorities": {"P1": {"aliases": ["urgent"]}, "P2": {}},
        "plans": {
            "gold": {
                "calendar": "office",
                "first_response": "< 3 h",
                "targets": {"P1": {"resolution": "4 h"}, "P2": {"resolution": "2 BD"}},
            },
            "acme": {"extends": "gold", "targets": {"P1": {"resolution": "2 h"}}},
        },
        "choose": [
            {"when": {"organisation": "acme"}, "plan": "acme"},
            {"when": {"organisation": ["globex", "hooli"], "channel": "phone"}, "plan": "gold"},
            {"when": {"plan": "gold", "site": "Mumbai"}, "priority": "P1"},
            {"when": {"impact": 1}, "priority": "P1"},
            {"when": {"impact": [2, 3]}, "priority": "P2"},
            {"when": {"site": "Mumbai"}, "calendars": {"office": "mumbai"}},
        ],
    }
    return Matrix.model_validate({**content, **changes})


def random_tickets(seed: int, size: int) -> pl.DataFrame:
    draw = random.Random(seed)
    rows = []
    for number in range(size):
        opened = MONDAY + timedelta(minutes=draw.randrange(0, 14 * 24 * 60, 7))
        resolved = opened + timedelta(minutes=draw.randrange(1, 5_000))
        rows.append(
            {
                "ticket_id": f"T{number}",
                "opened_at": opened,
                "responded_at": draw.choice([None, opened + timedelta(minutes=100)]),
                "resolved_at": draw.choice([None, resolved]),
                "Customer": draw.choice(["acme", "ACME", "globex", "hooli", "nobody", None]),
                "channel": draw.choice(["phone", "email", None]),
                "Impact": draw.choice(["1", "2", "3", None]),
                "site": draw.choice(["Mumbai", "Berlin", None]),
            }
        )
    return pl.DataFrame(rows)


def take(frame: pl.DataFrame, **changes: Any) -> Any:
    given = {"keep": ["channel", "site"], "fields": COLUMNS}
    return take_tickets(frame, **{**given, **changes})


def said_by(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[COLUMNS[name]] for name in FIELDS}


def log_of(row: dict[str, Any]) -> list[events.Event]:
    log: list[events.Event] = [
        events.Opened(
            row["opened_at"], plan=row.get("plan"), priority=row.get("prio"), fields=said_by(row)
        )
    ]
    for name, kind in (("responded_at", events.Responded), ("resolved_at", events.Resolved)):
        if row[name] is not None and row[name] <= AS_OF:
            log.append(kind(row[name]))
    return log


@pytest.mark.parametrize("kind", ["matrix", "versions"])
def test_report_says_what_the_clock_says_of_every_ticket(kind: str) -> None:
    frame = random_tickets(7, 400)
    terms: Any = contract()
    if kind == "versions":
        later = contract(
            effective_from="2026-03-09",
            choose=[{"when": {"organisation": "nobody", "impact": [1, 2, 3]}, "plan": "gold"}],
        )
        terms = MatrixHistory([contract(effective_from="2026-01-01"), later])
    made = make_report(take(frame), matrix=terms, as_of=AS_OF)
    found = made.ticket_frame().to_dicts()
    decided = 0
    for row, answer in zip(frame.to_dicts(), found, strict=True):
        try:
            state = Clock(terms, log_of(row)).at(AS_OF)
        except EventError:
            assert answer["resolution_verdict"] == "unreadable"
            assert answer["plan"] is None
            continue
        decided += 1
        assert answer["plan"] == state.row.plan.id
        assert answer["priority"] == (state.row.priority.id if state.row.priority else None)
        assert answer["first_response_due"] == state["first_response"].due_at
        if "resolution" in state and state["resolution"].target is not None:
            assert answer["resolution_verdict"] == state["resolution"].status
            assert answer["resolution_due"] == state["resolution"].due_at
        else:
            assert answer["resolution_verdict"] == "not_applicable"
    assert 100 < decided < 350


def test_log_is_under_what_its_first_rows_say() -> None:
    rows = [
        ("A", MONDAY, "new", "acme"),
        ("A", MONDAY + timedelta(hours=1), "work", "nobody"),
        ("A", MONDAY + timedelta(hours=3), "done", "nobody"),
        ("B", MONDAY, "new", "nobody"),
    ]
    frame = pl.DataFrame(rows, schema=["ticket", "at", "state", "Customer"], orient="row")
    tickets = take_tickets(
        frame,
        columns={"id": "ticket"},
        events={
            "at": "at",
            "state": ["state"],
            "responded": {"is": ["work"]},
            "resolved": {"is": ["done"]},
        },
        fields={"organisation": "Customer", "channel": "", "impact": "", "site": ""},
        priority="P1",
    )
    made = make_report(tickets, matrix=contract(), as_of=AS_OF)
    assert small.states(made, "resolution") == "A:breached B:unreadable"
    (reason,) = made.verdicts.reasons
    assert reason == (
        "no rule of matrix 'support' chooses a plan for a ticket with organisation 'nobody'; "
        "rules ask for: organisation, channel, plan, site, impact; name the plan, or let the last "
        "rule give one without 'when'"
    )
    told = made.story("A").ledger.to_text()
    assert "chosen by choose[0]: organisation is 'acme'; gives plan acme" in told


def test_story_and_groups_know_what_was_chosen() -> None:
    row = {**random_tickets(1, 1).to_dicts()[0], "opened_at": MONDAY, "resolved_at": None}
    row |= {"Customer": "acme", "Impact": "1", "site": "Mumbai"}
    made = make_report(take(pl.DataFrame([row])), matrix=contract(), as_of=AS_OF)
    # Mumbai closes at 11:30 UTC: 2 h from 09:00 UTC are over at 11:00.
    assert made.story("T0").due_at == datetime(2026, 3, 2, 11, tzinfo=UTC)
    assert made.frame(by=["plan"])["plan"].to_list() == ["acme"]
    page = made.to_html()
    assert "acme, on mumbai" in page
    assert (
        "the rules of the contract choose the plan of each ticket by organisation (Customer), "
        "channel, site, impact (Impact)"
    ) in made.verdicts.notes


def test_plan_of_the_file_stays_and_the_rules_are_said_not_to_be_asked(tmp_path: Path) -> None:
    made = small.report(tmp_path, small.ROWS[0], matrix=contract(), as_of=AS_OF)
    assert made.verdicts.openings is None
    assert made.verdicts.notes[0] == (
        "the file names plans, so the rules of the contract that choose one are not asked; "
        "--field NAME=COLUMN asks them"
    )


def test_fields_that_are_named_ask_rules_beside_a_plan() -> None:
    frame = random_tickets(3, 60).with_columns(
        plan=pl.Series(["gold", None, "acme"] * 20), prio=pl.Series([None, "P2"] * 30)
    )
    tickets = take(frame, columns={"plan": "plan", "priority": "prio"})
    found = make_report(tickets, matrix=contract(), as_of=AS_OF).ticket_frame().to_dicts()
    chosen = 0
    for row, answer in zip(frame.to_dicts(), found, strict=True):
        try:
            choice = contract().choose(said_by(row), row["plan"], row["prio"])
        except ChoiceError:
            continue
        chosen += 1
        assert (answer["plan"], answer["priority"]) == (choice.plan, choice.priority)
    assert chosen > 40


def test_field_without_a_column_is_missed_with_what_to_write(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("ticket_id,opened_at,channel\nA,2026-03-02T09:00:00Z,phone\n", encoding="utf-8")
    tickets = read_tickets(path, keep=["channel"])
    with pytest.raises(TicketFileError) as caught:
        make_report(tickets, matrix=contract(), as_of=AS_OF)
    assert str(caught.value) == (
        "t.csv: rules of the contract choose a plan by organisation, site, impact, and no such "
        "column was read; say which it is, with --field organisation=COLUMN --field site=COLUMN "
        "--field impact=COLUMN, or with nothing after = for none; or name the plan with --plan or "
        "--map plan=COLUMN"
    )


def test_field_that_no_rule_asks_for_is_refused() -> None:
    tickets = take(random_tickets(1, 3), fields={**COLUMNS, "colour": "site"})
    with pytest.raises(UnknownNameError, match="unknown field 'colour'"):
        make_report(tickets, matrix=contract(), as_of=AS_OF)


def test_no_ticket_with_a_plan_tells_the_first_reason() -> None:
    row = {**random_tickets(1, 1).to_dicts()[0], "Customer": "nobody"}
    with pytest.raises(TicketFileError, match="no rule of matrix 'support' chooses a plan"):
        make_report(take(pl.DataFrame([row])), matrix=contract(), as_of=AS_OF)


def test_plan_after_a_change_keeps_the_priority_that_rules_choose() -> None:
    row = {**random_tickets(1, 1).to_dicts()[0], "opened_at": MONDAY}
    row |= {"Customer": "acme", "Impact": "1", "site": "Berlin"}
    row["resolved_at"] = MONDAY + timedelta(hours=3)
    tickets = take(pl.DataFrame([row]))
    found = replay(tickets, before=contract(), after=contract(), as_of=AS_OF, plan_after="gold")
    (cell,) = [cell for cell in found.cells if cell.metric == "resolution"]
    assert (cell.before.plan, cell.after.plan, cell.after.priority) == ("acme", "gold", "P1")
    assert cell.changes == {("breached", "met"): 1}


def test_many_values_of_a_field_are_few_terms() -> None:
    frame = random_tickets(1, 1)
    frame = pl.concat([frame] * 3_000).with_columns(
        ticket_id=pl.int_range(3_000).cast(pl.String),
        site=pl.Series([f"Site {number}" for number in range(3_000)]),
        Customer=pl.lit("acme"),
        Impact=pl.lit("2"),
    )
    made = make_report(take(frame), matrix=contract(), as_of=AS_OF)
    assert len(made.verdicts.cells) == 1


def test_logs_of_events_say_their_fields_themselves() -> None:
    frame = random_tickets(9, 120)
    logs = {row["ticket_id"]: log_of(row) for row in frame.to_dicts()}
    made = make_report(take_logs(logs), matrix=contract(), as_of=AS_OF)
    decided = 0
    for answer in made.ticket_frame().to_dicts():
        try:
            state = Clock(contract(), logs[answer["ticket_id"]]).at(AS_OF)
        except EventError:
            assert answer["first_response_verdict"] == "unreadable"
            continue
        decided += 1
        assert answer["plan"] == state.row.plan.id
        assert answer["first_response_due"] == state["first_response"].due_at
    assert 30 < decided < 110


def test_fields_of_events_that_no_rule_asks_for_are_passed_over() -> None:
    fields = {"organisation": "acme", "colour": "red"}
    log = [events.Opened(MONDAY, priority="P1", fields=fields)]
    made = make_report(take_logs({"A": log}), matrix=contract(), as_of=AS_OF, by=["colour"])
    assert small.states(made, "resolution") == "A:breached"
    assert made.frame(["colour"])["colour"].to_list() == ["red"]
