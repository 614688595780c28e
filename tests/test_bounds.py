"""A list of which one part is strict and another is not: the part that holds has the bound.

The desk is open Monday to Friday from 09:00 to 17:00 UTC. What comes in before 12:00 is due in
less than two hours, what comes in later in two hours. 2 March 2026 is a Monday. Every way of
asking has the answers that stand in `TICKETS`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock import Clock, Matrix, events, verify
from slaclock.bulk import add_verdicts, clock_states, sql
from slaclock.bundles import bundle, seal_of
from slaclock.files.canonical_json import canonical_json
from slaclock.files.table import Column, Table
from slaclock.instants import to_micros
from slaclock.reports import make_report, read_tickets
from tests.bulk.sql.databases import DATABASES

MINUTE = timedelta(minutes=1)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 2, hour, minute, tzinfo=UTC)


def desk(opens: str) -> dict[str, Any]:
    return {"timezone": "UTC", "hours": {"mon-fri": [opens]}}


SLA = Matrix.model_validate(
    {
        "id": "bounds",
        "calendars": {"office": desk("09:00-17:00"), "mornings": desk("09:00-12:00")},
        "plans": {
            "gold": {
                "calendar": "office",
                "targets": {
                    "*": {
                        "response": [
                            {"within": "2 h", "strict": True, "opened_in": "mornings"},
                            {"within": "2 h"},
                        ],
                        "resolution": "4 h",
                    }
                },
            }
        },
    }
)
# When a ticket is opened and answered, and whether that is in time; each is due two hours on.
TICKETS = [
    (at(10), at(12), False),
    (at(10), at(12) - MINUTE, True),
    (at(11, 59), at(13, 59), False),
    (at(12), at(14), True),
    (at(12), at(14, 1), False),
    (at(15), at(17), True),
]
VERDICTS = ["met" if in_time else "breached" for _, _, in_time in TICKETS]
ASKED = at(18)


def columns(**more: Any) -> pl.DataFrame:
    opened, answered, _ = zip(*TICKETS, strict=True)
    data = {"id": range(len(TICKETS)), "plan": "gold", "opened_at": opened}
    frame = pl.DataFrame({**data, "responded_at": answered, **more})
    return frame.with_columns(
        priority=pl.lit(None, pl.String), resolved_at=pl.lit(None, pl.Datetime("us", "UTC"))
    )


def log_of(opened: datetime, answered: datetime) -> list[events.Event]:
    return [events.Opened(opened, plan="gold"), events.Responded(answered)]


def test_content_is_taken_back() -> None:
    assert Matrix.model_validate(SLA.content()) == SLA


@pytest.mark.parametrize(("opened", "answered", "in_time"), TICKETS)
def test_one_deadline(opened: datetime, answered: datetime, in_time: bool) -> None:
    response = SLA.compute_deadline("gold", None, opened)["response"]
    assert response.due_at == opened + timedelta(hours=2)
    assert response.met(answered) is in_time
    assert response.to_dict()["strict"] is (opened < at(12))
    last = response.explain().rows[-1].reason
    assert last == (
        "breached from this instant on" if opened < at(12) else "met up to and including it"
    )


@pytest.mark.parametrize(("opened", "answered", "in_time"), TICKETS)
def test_clock(opened: datetime, answered: datetime, in_time: bool) -> None:
    clock = Clock(SLA, log_of(opened, answered))
    assert clock.at(ASKED)["response"].status == ("met" if in_time else "breached")


@pytest.mark.parametrize("opened", [at(10), at(12)])
def test_clock_at_the_deadline_itself(opened: datetime) -> None:
    clock, due = Clock(SLA, [events.Opened(opened, plan="gold")]), opened + timedelta(hours=2)
    is_late = opened < at(12)
    assert clock.at(due)["response"].status == ("breached" if is_late else "running")
    breach = due if is_late else due + timedelta(microseconds=1)
    changes = [one for one in clock.changes(opened, ASKED) if one.metric == "response"]
    assert changes[-1].at == breach


def test_bundle_is_accepted() -> None:
    for opened, answered, in_time in TICKETS:
        found = bundle(Clock(SLA, log_of(opened, answered)), ASKED)
        assert verify.check(canonical_json(found), seal_of(found)) == seal_of(found)
        assert found["verdicts"]["response"]["status"] == ("met" if in_time else "breached")


def test_frame_of_tickets() -> None:
    found = add_verdicts(columns(), matrix=SLA, responded_at="responded_at", as_of=ASKED)
    assert found["response_verdict"].to_list() == VERDICTS


def test_frame_of_events() -> None:
    rows = [
        {"ticket": number, **event.to_dict()}
        for number, (opened, answered, _) in enumerate(TICKETS)
        for event in log_of(opened, answered)
    ]
    found = clock_states(pl.DataFrame(rows), now=ASKED, matrix=SLA)
    states = found.filter(pl.col("metric") == "response").sort("ticket")
    assert states["status"].to_list() == VERDICTS


def test_report(tmp_path: Path) -> None:
    exported = columns().select("plan", "opened_at", "responded_at", ticket_id="id")
    exported.write_csv(tmp_path / "tickets.csv")
    tickets = read_tickets(tmp_path / "tickets.csv")
    (row,) = make_report(tickets, matrix=SLA, as_of=ASKED).frame().rows(named=True)
    assert (row["met"], row["breached"]) == (VERDICTS.count("met"), VERDICTS.count("breached"))


@pytest.mark.parametrize("as_of", [None, ASKED])
@pytest.mark.parametrize("dialect", DATABASES)
def test_databases(dialect: Any, as_of: datetime | None) -> None:
    frame = columns().select("id", "plan", "priority", "opened_at", "responded_at", "resolved_at")
    kinds = ["integer", "text", "text", "instant", "instant", "instant"]
    listed = [Column(name, kind) for name, kind in zip(frame.columns, kinds, strict=True)]
    answers = sql.answer_tables(SLA, at(0), at(23))
    run: Any = DATABASES[dialect](SLA, {**answers, "tickets": Table(listed, frame.rows())})
    done = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
    rows = run(sql.verdicts(SLA, as_of=as_of, dialect=dialect, **done))
    assert [row["response_verdict"] for row in sorted(rows, key=lambda row: row["id"])] == VERDICTS


@pytest.mark.parametrize("dialect", DATABASES)
def test_databases_with_pauses(dialect: Any) -> None:
    """A pause that reaches a list has no answer, with the reason; the others are as they were."""
    frame = columns().select("id", "plan", "priority", "opened_at", "responded_at", "resolved_at")
    kinds = ["integer", "text", "text", "instant", "instant", "instant"]
    listed = [Column(name, kind) for name, kind in zip(frame.columns, kinds, strict=True)]
    pauses = Table(
        [
            Column("ticket", "integer"),
            Column("paused_at", "instant"),
            Column("resumed_at", "instant"),
        ],
        [(0, at(10, 30), at(11))],
    )
    sla = Matrix.model_validate({**SLA.content(), "pauses": ["response", "resolution"]})
    tables = {**sql.answer_tables(sla, at(0), at(23)), "tickets": Table(listed, frame.rows())}
    run: Any = DATABASES[dialect](sla, {**tables, "pauses": pauses})
    done = {"responded_at": "responded_at", "resolved_at": "resolved_at"}
    rows = run(sql.verdicts(sla, as_of=ASKED, dialect=dialect, pauses="pauses", **done))
    found = [row["response_verdict"] for row in sorted(rows, key=lambda row: row["id"])]
    assert found == [None, *VERDICTS[1:]]


def test_tables_of_other_contracts_have_no_bound() -> None:
    plain = Matrix.model_validate(
        {
            **SLA.content(),
            "plans": {"gold": {"calendar": "office", "targets": {"*": {"response": "2 h"}}}},
        }
    )
    names = [column.name for column in sql.answer_tables(plain, at(0), at(23))["sla_due"].columns]
    assert "strict" not in names
    due = sql.answer_tables(SLA, at(0), at(23))["sla_due"]
    assert due.columns[-1].name == "strict"
    starts = {to_micros(at(0)): 0, to_micros(at(9)): 1, to_micros(at(12)): 0}
    place = [column.name for column in due.columns].index("starts_us")
    assert {
        row[place]: row[-1] for row in due.rows if row[-1] is not None and row[place] in starts
    } == starts
