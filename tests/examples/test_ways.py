"""The short ways in: each is at most ten lines, and gives the deadlines worked out by hand.

Two tickets: one of Starter, P1, reported on Friday 6 March 2026 at 18:30 in India, half an hour
before closing (response 4 h, resolution a business day of 10 h); and one of Premium, P3,
reported on Saturday at noon, which counts from Monday 09:00.
"""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from slaclock import Clock, ClockState, events
from tests.commands import environment

WAYS = Path(__file__).parents[2] / "examples" / "ways"
TICKETS = """\
id,plan,priority,opened_at
1,starter,P1,2026-03-06 18:30:00+05:30
2,premium,P3,2026-03-07 12:00:00+05:30
"""
OPENED = datetime.fromisoformat("2026-03-06T18:30:00+05:30")
RESPONSE = datetime.fromisoformat("2026-03-09T12:30:00+05:30")
RESOLUTION = datetime.fromisoformat("2026-03-09T18:30:00+05:30")


def way(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, WAYS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def printed(name: str, *arguments: str) -> str:
    command = [sys.executable, str(WAYS / f"{name}.py"), *arguments]
    run = subprocess.run(
        command, capture_output=True, text=True, check=True, env={**environment(), "TZ": "UTC"}
    )
    return run.stdout


@pytest.mark.parametrize("path", sorted(WAYS.glob("*.py")), ids=lambda path: path.stem)
def test_way_is_at_most_ten_lines(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    docstring, *others = ast.parse(text).body
    imports = [node for node in others if isinstance(node, ast.Import | ast.ImportFrom)]
    aside = {n for node in (docstring, *imports) for n in range(node.lineno, node.end_lineno + 1)}
    own = [
        line
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and number not in aside
    ]
    assert 1 <= len(own) <= 10, own


@pytest.mark.parametrize("frames", ["pandas", "polars", "duckdb"])
def test_frames_get_the_deadlines(frames: str, tmp_path: Path) -> None:
    pytest.importorskip(frames)
    tickets = tmp_path / "tickets.csv"
    tickets.write_text(TICKETS, encoding="utf-8")
    shown = printed(f"{frames}_deadlines", str(tickets))
    # Monday 12:30 and 18:30 in India; polars breaks a time into two lines.
    for time in ("07:00:00", "13:00:00"):
        assert time in shown
    assert shown.count("2026-03-09") >= 4


def test_endpoint_answers() -> None:
    testclient = pytest.importorskip("fastapi.testclient")
    asked = {"plan": "starter", "priority": "P1", "opened_at": OPENED.isoformat()}
    answer = testclient.TestClient(way("fastapi_endpoint").app).get("/deadline", params=asked)
    assert answer.json()["metrics"]["resolution"]["due_at"] == RESOLUTION.isoformat()


def test_feed_holds_the_hours_and_the_deadline() -> None:
    icalendar = pytest.importorskip("icalendar")
    feed = icalendar.Calendar.from_ical(printed("calendar_feed"))
    found = [(str(e["SUMMARY"]), e.start) for e in feed.events]
    assert ("ticket 1042 is due", RESOLUTION) in found
    # Friday's last half hour, Monday to Thursday, and Friday until the end of the week asked.
    opens = [start for summary, start in found if summary == "open"]
    assert opens == [OPENED, *(OPENED.replace(day=d, hour=9, minute=0) for d in range(9, 14))]


def test_column_keeps_the_log() -> None:
    sqlalchemy = pytest.importorskip("sqlalchemy")
    log = [events.Opened(OPENED, plan="starter", priority="P1"), events.Resolved(RESOLUTION)]
    tickets = sqlalchemy.Table(
        "tickets", sqlalchemy.MetaData(), sqlalchemy.Column("log", way("sqlalchemy_log").EventLog)
    )
    database = sqlalchemy.create_engine("sqlite://")
    with database.begin() as connection:
        tickets.create(connection)
        connection.execute(tickets.insert(), [{"log": log}, {"log": None}])
        rows = connection.execute(tickets.select()).scalars().all()
    assert rows == [log, None]


def test_timer_is_set_at_each_change() -> None:
    pytest.importorskip("apscheduler")
    clock = Clock("wotnot", [events.Opened(OPENED, plan="starter", priority="P1")])
    seen: list[datetime] = []
    jobs: list[tuple[Any, datetime]] = []

    def add_job(fire: Any, kind: str, *, run_date: datetime, **_: Any) -> None:
        assert kind == "date"
        jobs.append((fire, run_date))

    def act(ticket_id: int, state: ClockState) -> None:
        assert ticket_id == 1042
        seen.append(state.now)

    way("apscheduler_timer").watch(SimpleNamespace(add_job=add_job), 1042, clock, act, now=OPENED)
    while jobs:
        fire, due = jobs.pop()
        fire()
        assert seen[-1] == due
    moment = timedelta(microseconds=1)
    assert {RESPONSE + moment, RESOLUTION + moment} <= set(seen)
    assert seen == sorted(seen)


def test_timer_fires_in_a_scheduler() -> None:
    schedulers = pytest.importorskip("apscheduler.schedulers.background")
    now = datetime.now(UTC)
    clock = Clock("wotnot", [events.Opened(now, plan="enterprise", priority="P1")])
    scheduler = schedulers.BackgroundScheduler()
    way("apscheduler_timer").watch(scheduler, 7, clock, print, now=now)
    [job] = scheduler.get_jobs()
    assert (job.id, job.trigger.run_date) == ("7", clock.next_change(now))


def test_task_puts_itself_off(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("celery")
    module = way("celery_timer")
    now = datetime.now(UTC)
    log = [events.Opened(now, plan="enterprise", priority="P1")]
    module.logs[7] = events.log_to_dicts(log)
    put_off: list[datetime] = []
    monkeypatch.setattr(module.watch, "apply_async", lambda _arguments, *, eta: put_off.append(eta))
    module.watch(7)
    assert put_off == [Clock("wotnot", log).next_change(now)]


def test_run_has_the_deadline_of_the_ticket(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AIRFLOW_HOME", str(tmp_path))
    pytest.importorskip("airflow.sdk")
    module = way("airflow_deadline")
    [alert] = module.dag.deadline
    assert alert.reference._datetime == RESOLUTION


def test_ticket_is_saved_with_its_deadlines() -> None:
    pytest.importorskip("django")
    ticket = SimpleNamespace(plan="starter", priority="P1", opened_at=OPENED)
    way("django_due").set_deadlines("desk.Ticket", ticket)
    assert (ticket.response_due, ticket.resolution_due) == (RESPONSE, RESOLUTION)
