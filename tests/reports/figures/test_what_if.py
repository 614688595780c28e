"""The same tickets under other terms, with changes worked out by hand from `small.py`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from slaclock import Matrix, MatrixHistory, events
from slaclock.reports import (
    Tickets,
    WhatIf,
    make_report,
    replay,
    take_logs,
    without_holidays,
)
from tests.reports import logs, small

HOUR = 3_600_000_000


def longer_hours() -> Matrix:
    calendars = {"office": {"timezone": "Etc/UTC", "hours": {"mon-fri": ["09:00-18:00"]}}}
    return small.matrix(calendars=calendars)


def compare(tickets: Tickets, after: Matrix | MatrixHistory, **changes: object) -> WhatIf:
    return replay(tickets, before=small.matrix(), after=after, as_of=small.AS_OF, **changes)


def test_same_terms_change_nothing(tmp_path: Path) -> None:
    found = compare(small.tickets(tmp_path), small.matrix())
    assert found.changed == 0
    assert found.examples() == ()
    assert len(found.frame()) == 0


def test_tighter_target_breaches_what_was_met_to_the_second(tmp_path: Path) -> None:
    plans = json.loads(json.dumps(small.MATRIX["plans"]))
    plans["gold"]["targets"]["P1"]["resolution"] = "3 h"
    found = compare(small.tickets(tmp_path), small.matrix(plans=plans))
    assert found.frame().rows() == [
        ("resolution", "gold", "P1", "gold", "P1", "met", "breached", 1)
    ]
    cell = next(cell for cell in found.cells if cell.metric == "resolution" and cell.changed)
    assert cell.attainments == ("50.0 %", "0 %")
    # Monday morning's move by an hour; Friday's, due Monday 12:00, moves to 11:00.
    assert cell.shift == (-HOUR, -HOUR, -HOUR)


def test_other_hours_move_deadlines(tmp_path: Path) -> None:
    """With an hour more a day, 1 BD from Monday 09:00 ends at 18:00."""
    found = compare(small.tickets(tmp_path), longer_hours())
    moved = {(cell.metric, cell.before.priority): cell.shift for cell in found.cells}
    assert moved["resolution", "P2"] == (HOUR, HOUR, HOUR)
    # C, opened on Friday at 16:00: two hours end on Friday at 18:00, no longer on Monday at 10:00.
    assert moved["first_response", "P1"][0] == -64 * HOUR


def test_holidays_on_and_off(tmp_path: Path) -> None:
    holidays = [{"date": "2026-03-06", "name": "Founders"}]
    observed = small.matrix(holidays=holidays)
    tickets = small.tickets(tmp_path, small.ROWS[2])
    found = replay(tickets, before=observed, after=without_holidays(observed), as_of=small.AS_OF)
    response = next(cell for cell in found.cells if cell.metric == "response")
    # Opened on the holiday, C is due on Monday at 10:00; without it, on Friday at 17:00.
    assert response.shift == (-65 * HOUR, -65 * HOUR, -65 * HOUR)
    assert without_holidays(observed) != observed


def test_another_plan_for_every_ticket(tmp_path: Path) -> None:
    plans = {
        **small.MATRIX["plans"],
        "slow": {"calendar": "office", "targets": {"P1": {"resolution": "9 h"}}},
    }
    found = compare(
        small.tickets(tmp_path, *small.ROWS[:2]), small.matrix(plans=plans), plan_after="slow"
    )
    changed = found.frame().filter(pl.col("metric") == "resolution")
    assert changed.rows() == [("resolution", "gold", "P1", "slow", "P1", "breached", "met", 1)]


def test_examples_are_explained_before_and_after(tmp_path: Path) -> None:
    plans = json.loads(json.dumps(small.MATRIX["plans"]))
    plans["gold"]["targets"]["P1"]["resolution"] = "3 h"
    (example,) = compare(small.tickets(tmp_path), small.matrix(plans=plans)).examples()
    assert (example.ticket_id, example.states) == ("A", ("met", "breached"))
    before, after = example.stories
    assert "met, 0 s left" in before.ledger.to_text()
    assert "breached, 1 h over" in after.ledger.to_text()


def test_what_is_no_longer_promised_has_no_ledger(tmp_path: Path) -> None:
    plans = json.loads(json.dumps(small.MATRIX["plans"]))
    del plans["gold"]["targets"]["P1"]["resolution"]
    examples = compare(
        small.tickets(tmp_path, *small.ROWS[:1], small.ROWS[3]), small.matrix(plans=plans)
    ).examples()
    (example,) = [found for found in examples if found.ticket_id == "A"]
    assert example.states == ("met", "not_applicable")
    assert example.stories[1] is None
    assert example.due[1] is None


def test_plain_data(tmp_path: Path) -> None:
    data = compare(small.tickets(tmp_path), longer_hours()).to_dict()
    assert json.loads(json.dumps(data)) == data
    assert data["tickets"] == 8


def test_contract_of_several_versions_is_compared_ticket_by_ticket(tmp_path: Path) -> None:
    """From 3 March on an answer is due within 10 min; both took half an hour."""
    later = {"gold": {**small.MATRIX["plans"]["gold"], "first_response": "10 min"}}
    history = MatrixHistory(
        [
            small.matrix(version="old", effective_from="2026-03-01", effective_until="2026-03-03"),
            small.matrix(version="new", effective_from="2026-03-03", plans=later),
        ]
    )
    rows = [
        f"{name},gold,P1,2026-03-{day}T09:00:00Z,2026-03-{day}T09:30:00Z,,open"
        for name, day in (("A", "02"), ("B", "03"))
    ]
    found = compare(small.tickets(tmp_path, *rows), history)
    assert found.frame().rows() == [
        ("first_response", "gold", "P1", "gold", "P1", "met", "breached", 1)
    ]
    assert [example.ticket_id for example in found.examples()] == ["B"]
    told = [
        (found.plan_of(cell, "gold", "gold"), cell.version, cell.tickets, cell.moves)
        for cell in found.cells
        if cell.metric == "first_response"
    ]
    assert told == [
        ("gold (1 -> old)", "1 -> old", 1, False),
        ("gold (1 -> new)", "1 -> new", 1, True),
    ]
    page = found.to_html()
    assert "(1 → new)</" in page
    assert "(1 → old)</" not in page


def test_versions_on_both_sides_are_told_where_they_differ(tmp_path: Path) -> None:
    one = small.matrix(version="old", effective_from="2026-03-01", effective_until="2026-03-03")
    two = small.matrix(version="new", effective_from="2026-03-03")
    row = "A,gold,P1,2026-03-02T09:00:00Z,2026-03-02T09:30:00Z,,open"
    found = replay(
        small.tickets(tmp_path, row),
        before=small.matrix(version="plain"),
        after=MatrixHistory([one, two]),
        as_of=small.AS_OF,
    )
    assert {cell.version for cell in found.cells} == {"plain -> old"}
    assert {found.plan_of(cell, "gold", "gold") for cell in found.cells} == {"gold (plain -> old)"}
    assert {cell["version"] for cell in found.to_dict()["cells"]} == {"plain -> old"}


def test_another_plan_holds_all_along_a_log() -> None:
    """The log changes the plan itself; under the other plan for all, that change is gone."""
    rows = logs.random_rows(5, 30)
    asked = logs.MONDAY + timedelta(days=60)
    moved = [row._replace(plan="silver") for row in rows]
    found = replay(
        logs.take(rows),
        before=logs.matrix(),
        after=logs.matrix(),
        as_of=asked,
        plan_after="silver",
    )
    wanted = make_report(logs.take(moved), matrix=logs.matrix(), as_of=asked).verdicts
    assert found.after.metrics["resolution"].states.tolist() == (
        wanted.metrics["resolution"].states.tolist()
    )


def test_every_cycle_counts_before_and_after() -> None:
    """The customer wrote at 10:00 and at 13:00, and was answered after 2 h and after 10 min."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    log: list[events.Event] = [events.Opened(at, "gold", "P1")]
    for minutes, kind in (
        (60, events.CustomerReplied),
        (180, events.Responded),
        (240, events.CustomerReplied),
        (250, events.Responded),
    ):
        log.append(kind(at + timedelta(minutes=minutes)))
    terms = [
        small.matrix(plans={"gold": {"calendar": "office", "targets": {"P1": targets}}})
        for targets in ({"next_response": "1 h"}, {"next_response": "3 h"})
    ]
    tickets = take_logs({"A": log})
    found = replay(tickets, before=terms[0], after=terms[1], as_of=at + timedelta(hours=6))
    (cell,) = found.cells
    assert (cell.met, cell.decided) == ((1, 2), (2, 2))
    assert cell.attainments == ("50.0 %", "100 %")
