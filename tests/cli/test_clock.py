"""The commands about a ticket with a history, on logs whose answers are worked out by hand."""

from __future__ import annotations

import io
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.commands import run, run_process

LOG = [
    {"at": "2026-03-06T17:00:00+05:30", "type": "opened", "plan": "starter", "priority": "P1"},
    {"at": "2026-03-06T18:00:00+05:30", "type": "responded"},
    {"at": "2026-03-06T18:00:00+05:30", "type": "paused", "reason": "asked"},
    {"at": "2026-03-09T11:00:00+05:30", "type": "resumed"},
]
CONTRACT = """
id = "support"
at_risk = "80 %"
{dates}
[calendars.desk]
timezone = "Asia/Kolkata"
hours = {{ mon-fri = ["09:00-19:00"] }}
[calendars.always]
timezone = "Asia/Kolkata"
hours = {{ mon-sun = ["00:00-24:00"] }}
[priorities.P1]
[plans.starter]
calendar = "always"
targets.P1 = {{ resolution = "{target}" }}
[[escalation]]
level = 1
contact = "Support specialist"
at = "50 %"
[[escalation]]
level = 2
contact = "Support manager"
at = "-1 h"
notify = "desk"
[[escalation]]
level = 3
contact = "CTO"
"""


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write(tmp_path / "ticket.json", LOG)


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    path = tmp_path / "support.toml"
    path.write_text(CONTRACT.format(dates="", target="10 h"), encoding="utf-8")
    return path


def write(path: Path, log: Any) -> Path:
    path.write_text(log if isinstance(log, str) else json.dumps(log), encoding="utf-8")
    return path


class TestClock:
    def test_state_of_a_ticket_that_was_paused(self, log: Path) -> None:
        assert run("clock", "-m", "wotnot", log, "--at", "2026-03-09T12:00+05:30") == (
            0,
            (
                "Starter, P1 Critical, opened Fri 2026-03-06 17:00 +05:30\n"
                "asked about Mon 2026-03-09 12:00 +05:30\n"
                "next change Tue 2026-03-10 10:00:00.000001 +05:30\n"
                "\n"
                "metric          status   target  due                          used  left\n"
                "--------------  -------  ------  ---------------------------  ----  ----\n"
                "first_response  met      < 8 h   Mon 2026-03-09 15:00 +05:30  1 h   7 h\n"
                "response        met      4 h     Mon 2026-03-09 11:00 +05:30  1 h   3 h\n"
                "resolution      running  1 BD    Tue 2026-03-10 10:00 +05:30  2 h   8 h\n"
            ),
            "",
        )

    def test_paused_metric_has_no_deadline(self, log: Path) -> None:
        ran = run("clock", "-m", "wotnot", log, "--at", "2026-03-08T12:00", "--tz", "Asia/Kolkata")
        assert "next change none" in ran.out
        assert "resolution      paused  1 BD    -                            1 h   9 h\n" in ran.out

    def test_breach_makes_the_exit_code_one(self, log: Path) -> None:
        at = "2026-03-10T10:30+05:30"
        ran = run("clock", "-m", "wotnot", log, "--at", at)
        assert ran.code == 1
        assert "breached  1 BD    Tue 2026-03-10 10:00 +05:30  10 h 30 min  -30 min" in ran.out
        assert run("clock", "-m", "wotnot", log, "--at", at, "--json").code == 1

    def test_metric_at_risk_is_shown_as_that(self, log: Path, contract: Path) -> None:
        ran = run("clock", log, "--at", "2026-03-09T19:30+05:30", "-m", contract)
        assert ran.code == 0
        assert "resolution  running, at risk  10 h " in ran.out
        assert "starter, P1, opened" in ran.out

    def test_json_is_the_dictionary_of_the_state(self, log: Path) -> None:
        ran = run("clock", "-m", "wotnot", log, "--at", "2026-03-09T12:00+05:30", "--json")
        data = json.loads(ran.out)
        assert ran.out.isascii()
        assert data["next_change"] == "2026-03-10T10:00:00.000001+05:30"
        assert data["metrics"]["resolution"]["due_at"] == "2026-03-10T10:00:00+05:30"
        assert data["provenance"]["matrix"]["id"] == "wotnot"
        late = run("clock", "-m", "wotnot", log, "--at", "2026-03-08T12:00+05:30", "--json")
        assert json.loads(late.out)["next_change"] is None

    def test_account_of_a_metric(self, log: Path) -> None:
        arguments = (
            "clock",
            "-m",
            "wotnot",
            log,
            "--at",
            "2026-03-07T12:00+05:30",
            "--explain",
            "resolution",
        )
        ran = run(*arguments)
        assert ran.code == 0
        assert ran.out.startswith("Starter, P1 Critical: resolution 1 BD\n")
        assert "Fri 2026-03-06 18:00  Fri 2026-03-06 19:00  paused: asked" in ran.out
        assert json.loads(run(*arguments, "--json").out)["total_us"] == 3_600_000_000

    def test_metric_that_does_not_apply_has_no_account(self, log: Path) -> None:
        ran = run(
            "clock",
            "-m",
            "wotnot",
            log,
            "--at",
            "2026-03-09T12:00+05:30",
            "--explain",
            "next_response",
        )
        assert (ran.code, ran.out) == (2, "")
        assert ran.err == "error: unknown metric 'next_response'; metrics: none\n"

    def test_ticket_without_priority_is_named_by_its_plan(self, tmp_path: Path) -> None:
        opened = {key: value for key, value in LOG[0].items() if key != "priority"}
        path = write(tmp_path / "new.json", [opened])
        ran = run("clock", "-m", "wotnot", path, "--at", "2026-03-06T17:00+05:30")
        assert ran.out.startswith("Starter, opened Fri 2026-03-06 17:00 +05:30\n")

    def test_events_that_were_ignored_are_noted_on_standard_error(self, tmp_path: Path) -> None:
        path = write(tmp_path / "twice.json", [*LOG, LOG[3]])
        ran = run("clock", "-m", "wotnot", path, "--at", "2026-03-09T12:00+05:30")
        assert ran.err == (
            "note: events[4] (resumed at 2026-03-09T11:00:00+05:30): "
            "the ticket is not paused; there is nothing to resume\n"
        )

    def test_folder_of_versions_gives_the_one_in_force_at_the_opening(
        self, log: Path, tmp_path: Path
    ) -> None:
        folder = tmp_path / "contracts"
        folder.mkdir()
        for year, target in ((2025, "10 h"), (2027, "5 h")):
            dates = f"effective_from = {year}-01-01"
            text = CONTRACT.format(dates=dates, target=target)
            (folder / f"{year}.toml").write_text(text, encoding="utf-8")
        ran = run("clock", log, "--at", "2026-03-09T11:00+05:30", "--matrix", folder)
        assert "resolution  running  10 h " in ran.out

    def test_escape_in_a_reason_cannot_steer_the_terminal(self, tmp_path: Path) -> None:
        hostile = [LOG[0], {**LOG[2], "reason": "\x1b[2J\nall is well"}]
        path = write(tmp_path / "hostile.json", hostile)
        ran = run(
            "clock",
            "-m",
            "wotnot",
            path,
            "--at",
            "2026-03-09T12:00+05:30",
            "--explain",
            "resolution",
        )
        assert ran.code == 0
        assert "\x1b" not in ran.out

    def test_zone_of_times_without_an_offset(self, tmp_path: Path) -> None:
        log = write(
            tmp_path / "log.json",
            """[{"type": "opened", "at": "2026-03-06 10:00", "plan": "starter", "priority": "P1"},
            {"type": "responded", "at": "2026-03-06T05:30:00Z"}]""",
        )
        asked = ("clock", "-m", "wotnot", log, "--at", "2026-03-06T12:00")
        ran = run(*asked, "--tz", "Asia/Kolkata")
        assert ran.code == 0, ran.err
        assert "opened Fri 2026-03-06 10:00 +05:30" in ran.out
        assert "response        met      4 h     Fri 2026-03-06 14:00 +05:30  1 h " in ran.out
        assert "has no offset" in run(*asked[:4], "--at", "now").err


class TestEscalations:
    def test_levels_of_a_ticket(self, log: Path, contract: Path) -> None:
        """One hour is used on Friday; half of ten on Monday at 15:00, nine at 19:00."""
        ran = run("escalations", log, "--at", "2026-03-09T19:30+05:30", "--matrix", contract)
        assert ran == (
            1,
            (
                "metric      level  contact             at    crosses                      "
                "notify                       state\n"
                "----------  -----  ------------------  ----  ---------------------------  "
                "---------------------------  -------\n"
                "resolution  1      Support specialist  50 %  Mon 2026-03-09 15:00 +05:30  "
                "Mon 2026-03-09 15:00 +05:30  notify\n"
                "resolution  2      Support manager     -1 h  Mon 2026-03-09 19:00 +05:30  "
                "Tue 2026-03-10 09:00 +05:30  crossed\n"
                "resolution  3      CTO                 -     -                            "
                "-                            -\n"
            ),
            "",
        )

    def test_nothing_crossed_makes_the_exit_code_zero(self, log: Path, contract: Path) -> None:
        at = "2026-03-09T12:00+05:30"
        ran = run("escalations", log, "--at", at, "--matrix", contract)
        assert ran.code == 0
        assert ran.out.count("  due\n") == 2
        data = json.loads(run("escalations", log, "--at", at, "-m", contract, "--json").out)
        assert data["now"] == "2026-03-09T12:00:00+05:30"
        assert data["next_change"] == "2026-03-09T15:00:00+05:30"
        assert [level["level"] for level in data["escalations"]] == [1, 2, 3]

    def test_shipped_terms_give_no_times(self, log: Path) -> None:
        ran = run("escalations", "-m", "wotnot", log, "--at", "2026-03-20T12:00+05:30")
        assert ran.code == 0
        assert "resolution      4      CEO                 -   -        -       -\n" in ran.out

    def test_contract_without_levels_has_none(self, log: Path, contract: Path) -> None:
        text = contract.read_text(encoding="utf-8").partition("[[escalation]]")[0]
        contract.write_text(text, encoding="utf-8")
        ran = run("escalations", log, "--at", "2026-03-09T12:00+05:30", "--matrix", contract)
        assert ran == (0, "", "no level of escalation for what this ticket is promised\n")


class TestBadInput:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("", "is empty; write a list of events"),
            ("[" * 100_000, "cannot be read as JSON in UTF-8: nested too deep"),
            (
                '[{"type": "opened", "type": "paused"}]',
                "cannot be read as JSON in UTF-8: the key 'type' is given twice",
            ),
            ("7", "events must be a list of events, each a dictionary, as in JSON; got 7"),
            ('{"type": "opened"}', "events must be a list of events, each a dictionary"),
            ("[]", "events: the ticket was never opened; begin the log with an event 'opened'"),
            ("[NaN]", "events[0] nan: is not an event; write it like"),
            ('[{"type": "puased"}]', "unknown event type 'puased'; did you mean 'paused'?"),
            (
                '[{"at": "2026-03-06T17:00:00", "type": "resolved"}]',
                "'2026-03-06T17:00:00' has no offset",
            ),
        ],
        ids=[
            "empty",
            "deep",
            "key twice",
            "number",
            "one event",
            "no event",
            "not a number",
            "unknown type",
            "no offset",
        ],
    )
    @pytest.mark.parametrize("command", ["clock", "escalations"])
    def test_bad_log_is_an_error_of_one_line(
        self, command: str, content: str, message: str, tmp_path: Path
    ) -> None:
        ran = run(
            command,
            "-m",
            "wotnot",
            write(tmp_path / "bad.json", content),
            "--at",
            "2026-03-09T12:00+05:30",
        )
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("error: ")
        assert message in ran.err
        assert ran.err.count("\n") == 1
        assert len(ran.err.encode()) < 1024

    def test_key_given_twice_is_found_at_once_among_many(self, tmp_path: Path) -> None:
        keys = ",".join(f'"k{number}": 1' for number in range(60_000))
        path = tmp_path / "log.json"
        path.write_text(f'[{{{keys}, "k59999": 2}}]', encoding="utf-8")
        began = time.process_time()
        ran = run("clock", "-m", "wotnot", path, "--at", "now")
        assert "the key 'k59999' is given twice" in ran.err
        assert time.process_time() - began < 5

    def test_file_that_is_not_text_is_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "log.pickle"
        path.write_bytes(b"\x80\x04]\x94.")
        ran = run("clock", "-m", "wotnot", path, "--at", "now")
        assert ran.code == 2
        assert "cannot be read as JSON in UTF-8" in ran.err

    @pytest.mark.parametrize("command", ["clock", "escalations"])
    def test_pipe_and_device_are_refused(self, command: str, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.json")
        for path in (tmp_path / "pipe.json", Path(os.devnull), tmp_path):
            ran = run(command, "-m", "wotnot", path, "--at", "2026-03-09T12:00+05:30")
            assert ran.code == 2
            assert "cannot be read: it is not a regular file" in ran.err

    def test_standard_input(self, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        content = log.read_bytes()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        at = ("--at", "2026-03-09T12:00+05:30", "-m", "wotnot")
        assert run("clock", "-", *at) == run("clock", log, *at)

    @pytest.mark.parametrize("piped", [True, False])
    def test_endless_log_is_read_to_a_bound(
        self, piped: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with (tmp_path / "long.json").open("wb") as file:
            file.truncate((16 << 20) + 1)
        name = "-" if piped else str(tmp_path / "long.json")
        with (tmp_path / "long.json").open("rb") as file:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(file))
            ran = run("clock", "-m", "wotnot", name, "--at", "2026-03-09T12:00+05:30")
        assert ran.code == 2
        assert "cannot be read: it is over 16 MiB" in ran.err

    @pytest.mark.parametrize("name", ["missing.json", "."])
    def test_file_that_is_not_there_is_an_error(self, name: str, tmp_path: Path) -> None:
        ran = run("clock", "-m", "wotnot", tmp_path / name, "--at", "now")
        assert ran.code == 2
        assert ran.err.startswith("error: ")
        assert ran.err.count("\n") == 1

    def test_instant_before_the_opening_is_an_error(self, log: Path) -> None:
        ran = run("clock", "-m", "wotnot", log, "--at", "2026-03-06T12:00+05:30")
        assert ran.code == 2
        assert "the ticket was opened at 2026-03-06T17:00:00+05:30" in ran.err

    def test_instant_of_asking_is_needed(self, log: Path) -> None:
        ran = run("clock", "-m", "wotnot", log)
        assert ran.code == 2
        assert "error: Missing option '--at'" in ran.err

    def test_process_ends_without_a_traceback(self, tmp_path: Path) -> None:
        ran = run_process(
            "clock", "-m", "wotnot", write(tmp_path / "bad.json", "[{}]"), "--at", "now"
        )
        assert ran.code == 2
        assert "Traceback" not in ran.err
        assert "type is missing" in ran.err
