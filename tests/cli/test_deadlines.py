"""`slaclock due` and `slaclock explain`."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from slaclock.deadlines import Deadline
from tests.commands import from_json, run
from tests.world import KOLKATA

FRIDAY = "2026-03-06T18:30+05:30"


class TestDue:
    def test_deadlines_of_a_friday_evening(self) -> None:
        ran = run("due", "starter", "P1", FRIDAY)
        assert ran == (
            0,
            (
                "Starter, P1 Critical, opened Fri 2026-03-06 18:30 +05:30\n"
                "the clock starts Fri 2026-03-06 18:30 +05:30 (calendar business)\n"
                "\n"
                "metric          target  due\n"
                "--------------  ------  ---------------------------\n"
                "first_response  < 8 h   Mon 2026-03-09 16:30 +05:30\n"
                "response        4 h     Mon 2026-03-09 12:30 +05:30\n"
                "resolution      1 BD    Mon 2026-03-09 18:30 +05:30\n"
            ),
            "",
        )

    def test_json_is_the_dictionary_of_the_deadline(self) -> None:
        data = from_json("due", "starter", "P1", FRIDAY)
        assert data["metrics"]["response"]["due_at"] == "2026-03-09T12:30:00+05:30"
        assert Deadline.from_dict(data).response_due == datetime(2026, 3, 9, 12, 30, tzinfo=KOLKATA)

    def test_ticket_opened_now_is_told_on_the_clocks_of_its_calendar(self) -> None:
        opened = from_json("due", "starter", "P1", "now")["opened_at"]
        assert opened.endswith("+05:30")
        assert abs(datetime.fromisoformat(opened) - datetime.now(KOLKATA)) < timedelta(minutes=10)

    def test_zone_that_is_named_is_the_one(self) -> None:
        data = from_json("due", "starter", "P1", "now", "--tz", "Europe/Lisbon")
        assert data["zone"] == "Europe/Lisbon"

    def test_without_a_priority_the_plan_wide_promise_stands_alone(self) -> None:
        data = from_json("due", "starter", "-", FRIDAY)
        assert data["priority"] is None
        assert list(data["metrics"]) == ["first_response"]
        assert run("due", "starter", "-", FRIDAY).out.startswith("Starter, opened Fri")

    def test_one_metric_alone(self) -> None:
        data = from_json("due", "starter", "P1", FRIDAY, "--metric", "response")
        assert list(data["metrics"]) == ["response"]

    def test_metric_that_is_not_promised(self) -> None:
        ran = run("due", "starter", "P1", FRIDAY, "--metric", "next_response")
        assert ran == (
            2,
            "",
            (
                "error: unknown metric 'next_response'; did you mean 'response'? "
                "metrics: first_response, response, resolution\n"
            ),
        )

    @pytest.mark.parametrize(
        ("done", "verdicts", "code"),
        [
            ("2026-03-09T12:30+05:30", ["met", "met", "met"], 0),
            ("2026-03-09T12:30:01+05:30", ["met", "breached", "met"], 1),
            ("2026-03-09T16:30+05:30", ["breached", "breached", "met"], 1),
        ],
    )
    def test_verdicts_and_exit_code(self, done: str, verdicts: list[str], code: int) -> None:
        command = ("due", "starter", "P1", FRIDAY, "--done", done)
        assert list(from_json(*command)["verdicts"].values()) == verdicts
        ran = run(*command)
        assert ran.code == code
        assert [line.split()[-1] for line in ran.out.splitlines()[5:]] == verdicts

    def test_verdict_of_one_metric_decides_alone(self) -> None:
        late = ("due", "starter", "P1", FRIDAY, "--done", "2026-03-09T16:30+05:30")
        assert run(*late, "--metric", "resolution").code == 0

    def test_file_of_ones_own(self, ours: Path) -> None:
        ran = run("due", "GOLD", "p1", "2026-03-06T16:30", "--tz", "Europe/Paris", "-m", ours)
        assert ran.code == 0
        assert "resolution  4 h     Mon 2026-03-09 12:30 +01:00" in ran.out


class TestExplain:
    def test_account_of_the_resolution(self) -> None:
        ran = run("explain", "premium", "P1", "2026-03-06T17:00+05:30")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("Premium, P1 Critical: resolution 8 h\n")
        assert ran.out.rstrip().splitlines()[-1].split() == (
            [
                "Mon",
                "2026-03-09",
                "13:00",
                "due:",
                "met",
                "up",
                "to",
                "and",
                "including",
                "it",
                "8",
                "h",
            ]
        )

    def test_account_of_a_named_metric(self) -> None:
        data = from_json("explain", "premium", "P1", FRIDAY, "--metric", "response")
        assert data["title"] == "Premium, P1 Critical: response 1 h"
        assert data["total_us"] == 3_600_000_000

    @pytest.mark.parametrize(
        ("form", "begins"),
        [
            ("text", "Premium, P1 Critical: resolution 8 h\n"),
            ("markdown", "**Premium, P1 Critical: resolution 8 h**\n"),
            ("html", '<table class="slaclock-ledger">'),
            ("json", "{\n"),
        ],
    )
    def test_forms(self, form: str, begins: str) -> None:
        ran = run("explain", "premium", "P1", FRIDAY, "--format", form)
        assert ran.code == 0
        assert ran.out.startswith(begins)

    def test_unknown_form(self) -> None:
        ran = run("explain", "premium", "P1", FRIDAY, "--format", "pdf")
        assert ran.code == 2
        assert "'pdf' is not one of 'text', 'markdown', 'html', 'json'" in ran.err
