"""The command line: what each command prints, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
import sys
from datetime import date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import typer

from slaclock import Matrix, __version__, load_matrix
from slaclock.cli import app, main
from slaclock.cli.output import Answer, printable, show_instant, table
from slaclock.deadlines import Deadline
from slaclock.zones import ZoneData
from tests.commands import run, run_process

KOLKATA = ZoneInfo("Asia/Kolkata")
FRIDAY = "2026-03-06T18:30+05:30"
COMMANDS = [command.__name__ for command in app.COMMANDS]

OURS = """
id = "ours"
[calendars.office]
timezone = "Europe/Paris"
hours = { mon-fri = ["09:00-17:00"] }
[priorities.P1]
[plans.gold]
calendar = "office"
targets.P1 = { response = "1 h", resolution = "4 h" }
"""


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    path = tmp_path / "ours.toml"
    path.write_text(OURS, encoding="utf-8")
    return path


def from_json(*arguments: str | Path) -> Any:
    ran = run(*arguments, "--json")
    assert ran.err == ""
    assert ran.out.isascii()
    return json.loads(ran.out)


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


class TestInstants:
    @pytest.mark.parametrize(
        ("text", "more", "shown"),
        [
            pytest.param(
                "2026-03-06T13:00Z", [], "Fri 2026-03-06 13:00 +00:00", id="offset is kept"
            ),
            pytest.param(
                "2026-03-06T13:00Z",
                ["--tz", "Asia/Kolkata"],
                "Fri 2026-03-06 18:30 +05:30",
                id="shown in the zone",
            ),
            pytest.param(
                "2026-03-06T18:30",
                ["--tz", "Asia/Kolkata"],
                "Fri 2026-03-06 18:30 +05:30",
                id="local time in the zone",
            ),
            pytest.param(
                "2026-03-06 18:30:07.25+05:30",
                [],
                "Fri 2026-03-06 18:30:07.250000 +05:30",
                id="fraction of a second",
            ),
        ],
    )
    def test_instant_is_read_and_shown(self, text: str, more: list[str], shown: str) -> None:
        ran = run("due", "starter", "P1", text, *more)
        assert ran.out.splitlines()[0] == f"Starter, P1 Critical, opened {shown}"

    @pytest.mark.parametrize(
        ("text", "more", "message"),
        [
            pytest.param(
                "2026-03-06T18:30",
                [],
                "'2026-03-06T18:30' has no offset; add one, such as +05:30 or Z, or name its "
                "zone with --tz",
                id="no offset",
            ),
            pytest.param(
                "2026-03-06T18:30 IST",
                ["--tz", "Asia/Kolkata"],
                "'2026-03-06T18:30 IST' ends in 'IST', and zone abbreviations are ambiguous (IST "
                "is India, Israel and Ireland; for India: Asia/Kolkata, +05:30); write an offset, "
                "such as +05:30",
                id="abbreviation",
            ),
            pytest.param(
                "2026-03-06T18:30",
                ["--tz", "IST"],
                "'IST' is not usable as a time zone: IST is India, Israel and Ireland; write "
                "Asia/Kolkata, Asia/Jerusalem or Europe/Dublin",
                id="abbreviation as a zone",
            ),
            pytest.param(
                "6 March 2026",
                [],
                "'6 March 2026' is not ISO 8601; write it like 2026-03-02T09:00:00+05:30",
                id="other form",
            ),
        ],
    )
    def test_instant_is_refused(self, text: str, more: list[str], message: str) -> None:
        ran = run("due", "starter", "P1", text, *more)
        assert ran == (2, "", f"error: {message}\n")

    def test_now_is_this_second(self) -> None:
        before = datetime.now(KOLKATA).replace(microsecond=0)
        data = from_json("due", "enterprise", "P1", "now", "--tz", "Asia/Kolkata")
        assert before <= datetime.fromisoformat(data["opened_at"]) <= datetime.now(KOLKATA)
        assert data["opened_at"].endswith("+05:30")
        assert from_json("due", "enterprise", "P1", "now")["opened_at"].endswith("+00:00")


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


class TestElapsed:
    @pytest.mark.parametrize(
        ("start", "end", "shown", "micros"),
        [
            ("2026-03-06T18:30", "2026-03-09T10:00", "1 h 30 min", 5_400_000_000),
            ("2026-03-09T10:00", "2026-03-06T18:30", "-1 h 30 min", -5_400_000_000),
            ("2026-03-07T10:00", "2026-03-08T10:00", "0 s", 0),
        ],
    )
    def test_open_time(self, start: str, end: str, shown: str, micros: int) -> None:
        command = ("elapsed", start, end, "-c", "business", "--tz", "Asia/Kolkata")
        assert run(*command) == (0, f"{shown}\n", "")
        data = from_json(*command)
        assert data == {
            "calendar": "business",
            "start": f"{start}:00+05:30",
            "end": f"{end}:00+05:30",
            "elapsed": shown,
            "elapsed_us": micros,
        }

    def test_only_calendar_of_a_matrix_needs_no_name(self, ours: Path) -> None:
        ran = run("elapsed", "2026-03-06T16:00+01:00", "2026-03-09T10:00+01:00", "-m", ours)
        assert ran == (0, "2 h\n", "")

    def test_several_calendars_ask_for_a_name(self) -> None:
        ran = run("elapsed", FRIDAY, FRIDAY)
        assert ran.code == 2
        assert "--calendar: the matrix has several; name one of business, extended" in ran.err

    def test_unknown_calendar(self) -> None:
        ran = run("elapsed", FRIDAY, FRIDAY, "--calendar", "busines")
        assert ran == (
            2,
            "",
            (
                "error: unknown calendar 'busines'; did you mean 'business'? "
                "calendars: business, extended, always\n"
            ),
        )


class TestWindows:
    COMMAND = ("windows", "2026-03-06T18:30+05:30", "2026-03-09T10:00+05:30", "-c", "business")

    def test_windows_as_a_table(self) -> None:
        assert run(*self.COMMAND) == (
            0,
            (
                "opens                        closes                       open time\n"
                "---------------------------  ---------------------------  ---------\n"
                "Fri 2026-03-06 18:30 +05:30  Fri 2026-03-06 19:00 +05:30  30 min\n"
                "Mon 2026-03-09 09:00 +05:30  Mon 2026-03-09 10:00 +05:30  1 h\n"
            ),
            "",
        )

    def test_windows_as_json(self) -> None:
        assert from_json(*self.COMMAND)["windows"] == [
            {"opens_at": "2026-03-06T18:30:00+05:30", "closes_at": "2026-03-06T19:00:00+05:30"},
            {"opens_at": "2026-03-09T09:00:00+05:30", "closes_at": "2026-03-09T10:00:00+05:30"},
        ]

    def test_weekend_has_none_and_says_so_beside_the_data(self) -> None:
        weekend = ("windows", "2026-03-07T00:00Z", "2026-03-08T00:00Z", "-c", "business")
        assert run(*weekend) == (0, "", "no window opens in that time\n")
        assert from_json(*weekend)["windows"] == []

    def test_end_before_the_start(self) -> None:
        ran = run("windows", "2026-03-08T00:00Z", "2026-03-07T00:00Z", "-c", "business")
        assert ran.code == 2
        assert ran.err.startswith("error: end is out of range")


class TestMatrix:
    def test_every_cell_of_the_published_table(self) -> None:
        lines = run("matrix").out.splitlines()
        cells = {line[:15].strip(): line[15:].split("  ") for line in lines[3:12]}
        rows = {name: [cell.strip() for cell in row if cell.strip()] for name, row in cells.items()}
        assert rows[""] == ["Lite", "Starter", "Premium", "Enterprise"]
        assert rows["availability"] == [
            "Business hours, Mon-Fri",
            "Business hours, Mon-Fri",
            "Extended hours, Mon-Fri",
            "24x7 for critical issues",
        ]
        assert rows["first response"] == ["< 16 h", "< 8 h", "< 4 h", "< 1 h"]
        assert rows["P1 Critical"] == [
            "8 h / 1 BD",
            "4 h / 1 BD",
            "1 h / 8 h",
            "30 min / 4 h (always)",
        ]
        assert rows["P2 Major"] == ["1 BD / 5 BD", "8 h / 3 BD", "4 h / 2 BD", "1 h / 1 BD"]
        assert rows["P3 Minor"] == ["1 BD / 7 BD", "1 BD / 5 BD", "8 h / 3 BD", "4 h / 2 BD"]

    def test_levels_types_and_calendars(self) -> None:
        out = run("matrix").out
        assert "escalation level 3: CTO\n" in out
        assert "calendar extended: Asia/Kolkata mon-fri 09:00-21:00\n" in out
        assert "; Report a bug; Technical support\n" in out

    def test_json_is_the_matrix_again(self) -> None:
        assert Matrix.model_validate(from_json("matrix")) == load_matrix("wotnot")

    def test_sparse_matrix(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        level = '[[escalation]]\nlevel = 1\ncontact = "Desk"\nat = "50 %"\n'
        country = '[calendars.office]\nholidays = [{ country = "FR" }]'
        text = OURS.replace("[calendars.office]", country) + level
        path.write_text(text.replace("[priorities.P1]", "[priorities.P1]\n[priorities.P2]"))
        lines = run("matrix", "-m", path).out.splitlines()
        assert lines[0] == "ours"
        assert lines[9:] == [
            "P1               1 h / 4 h",
            "P2               -",
            "",
            "by priority: response / resolution",
            "",
            "calendar office: Europe/Paris mon-fri 09:00-17:00; holidays: 1 source",
            "",
            "escalation level 1: Desk, at 50 %",
        ]


class TestCheck:
    def test_good_file(self, ours: Path) -> None:
        assert run("check", ours) == (0, "ours.toml: nothing found\n", "")
        assert from_json("check", ours) == {
            "file": str(ours),
            "ok": True,
            "errors": [],
            "findings": [],
        }

    def test_findings(self, ours: Path) -> None:
        ours.write_text(OURS.replace("1 h", "5 h"))
        ran = run("check", ours)
        assert ran == (
            1,
            (
                "ours.toml: plans.gold.targets.P1: response 5 h is longer than resolution 4 h "
                "[response-after-resolution]\n"
            ),
            "",
        )
        assert from_json("check", ours)["findings"] == [
            {
                "kind": "response-after-resolution",
                "path": "plans.gold.targets.P1",
                "message": "response 5 h is longer than resolution 4 h",
            }
        ]

    def test_every_error_is_listed(self, ours: Path) -> None:
        ours.write_text(OURS.replace("1 h", "1").replace("4 h", "4"))
        problem = "has no unit; write one, such as '4 h', '30 min' or '1 BD'"
        place = "plans.gold.targets.P1"
        assert run("check", ours) == (
            2,
            "",
            (
                f"error: ours.toml: {place}.response: '1' {problem}\n"
                f"error: ours.toml: {place}.resolution: '4' {problem}\n"
            ),
        )
        assert run("due", "gold", "P1", FRIDAY, "-m", ours) == (
            2,
            "",
            (
                f"error: ours.toml: {place}.response: '1' {problem} "
                "(and 1 more; `slaclock check` lists them)\n"
            ),
        )

    def test_errors_as_json(self, ours: Path) -> None:
        ours.write_text(OURS.replace("1 h", "1"))
        ran = run("check", ours, "--json")
        assert (ran.code, ran.err) == (2, "")
        data = json.loads(ran.out)
        assert data["ok"] is False
        assert [entry["path"] for entry in data["errors"]] == ["plans.gold.targets.P1.response"]

    def test_unknown_bundled_name(self) -> None:
        ran = run("check", "wotnott")
        assert ran.code == 2
        assert "unknown matrix 'wotnott'; did you mean 'wotnot'?" in ran.err

    def test_repeated_holiday_is_a_finding_and_elsewhere_a_warning(self, ours: Path) -> None:
        twice = 'calendars.office]\nholidays = ["2026-05-01", "2026-05-01"]'
        ours.write_text(OURS.replace("calendars.office]", twice))
        message = "holidays: 2026-05-01 is given twice"
        ran = run("check", ours)
        assert (ran.code, ran.err) == (1, "")
        assert message in ran.out
        shown = run_process("matrix", "-m", ours)
        assert (shown.code, shown.err) == (0, f"warning: ours.toml: calendars.office: {message}\n")


class TestSchema:
    def test_schema_is_the_committed_one(self) -> None:
        """If it is not, `make schema` writes it anew."""
        committed = files("slaclock.matrices").joinpath("matrix.schema.json").read_text("utf-8")
        ran = run("schema")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == committed
        assert run("schema", "--json").out == committed


class TestDemo:
    def test_shows_the_matrix_twenty_tickets_and_one_reason(self) -> None:
        ran = run("demo")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith("WotNot support SLA, version 2026-11\n")
        assert "Deadlines of 20 sample tickets" in ran.out
        assert ran.out.rstrip().splitlines()[-1].endswith("30 h")

    @pytest.mark.parametrize(
        "line",
        [
            # Saturday; Monday and Tuesday 6 of 16 h, Monday 8 h, all of Monday.
            (
                "1002    Sat 24 Jan 11:05     Lite        P1        Tue 27 Jan 15:00     "
                "Mon 26 Jan 17:00     Mon 26 Jan 19:00"
            ),
            # Exactly at the opening: five whole days.
            (
                "1003    Mon 26 Jan 09:00     Lite        P2        Tue 27 Jan 15:00     "
                "Mon 26 Jan 19:00     Fri 30 Jan 19:00"
            ),
            # Exactly at the closing: as if at Wednesday's opening.
            (
                "1006    Tue 27 Jan 19:00     Starter     P3        Wed 28 Jan 17:00     "
                "Wed 28 Jan 19:00     Tue 03 Feb 19:00"
            ),
            # Saturday night, round the clock.
            (
                "1014    Sat 31 Jan 23:00     Enterprise  P1        Sun 01 Feb 00:00     "
                "Sat 31 Jan 23:30     Sun 01 Feb 03:00"
            ),
            # 20:45 on a Friday: 15 min before the end of extended hours.
            (
                "1012    Fri 30 Jan 20:45     Premium     P1        Mon 02 Feb 12:45     "
                "Mon 02 Feb 09:45     Mon 02 Feb 16:45"
            ),
        ],
    )
    def test_deadlines_worked_out_by_hand(self, line: str) -> None:
        assert line in run("demo").out.splitlines()

    def test_tickets_cover_every_plan_and_priority_and_the_edges(self) -> None:
        text = files("slaclock.cli").joinpath("demo_tickets.csv").read_text("utf-8")
        tickets = list(csv.DictReader(text.splitlines()))
        pairs = {(ticket["plan"], ticket["priority"]) for ticket in tickets}
        matrix = load_matrix("wotnot")
        assert pairs == {(plan, level) for plan in matrix.plans for level in matrix.priorities}
        opened = [datetime.fromisoformat(ticket["opened_at"]) for ticket in tickets]
        local = [at.astimezone(KOLKATA) for at in opened]
        assert any(at.weekday() > 4 for at in local)
        assert any(at.hour < 7 for at in local)
        assert {"09:00", "19:00", "21:00"} <= {f"{at:%H:%M}" for at in local}
        assert date(2026, 1, 26) in {at.date() for at in local}

    def test_json_holds_the_same(self) -> None:
        data = from_json("demo")
        assert len(data["tickets"]) == 20
        assert data["tickets"][3]["metrics"]["response"]["due_at"] == "2026-01-26T14:00:00+05:30"
        assert data["explanation"]["total_us"] == 30 * 3_600_000_000


class TestDoctor:
    @staticmethod
    def with_zones(monkeypatch: pytest.MonkeyPatch, version: str | None, package: str) -> None:
        data = ZoneData("system", version, package, "/zones")
        monkeypatch.setattr("slaclock.cli.doctor.zone_data", lambda: data)

    def test_package_in_use_is_fine(self) -> None:
        ran = run("doctor")
        assert (ran.code, ran.err) == (0, "")
        assert f"slaclock         {__version__}\n" in ran.out
        assert "(the tzdata package)" in ran.out

    def test_json(self) -> None:
        data = from_json("doctor")
        assert data["versions"]["slaclock"] == __version__
        assert data["zone_data"]["source"] == "tzdata"
        assert data["warnings"] == []

    @pytest.mark.parametrize("version", ["2026f", "2027a"])
    def test_system_as_new_as_the_package_is_fine(
        self, version: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.with_zones(monkeypatch, version, "2026f")
        ran = run("doctor")
        assert (ran.code, ran.err) == (0, "")
        assert f"{version} (the system's, in /zones; the tzdata package has 2026f)" in ran.out

    def test_system_that_does_not_say_its_release(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.with_zones(monkeypatch, None, "2026f")
        ran = run("doctor")
        assert ran.code == 1
        assert ran.err == (
            "warning: the release of the zone data in /zones cannot be told; to use the package, "
            "set PYTHONTZPATH to nothing\n"
        )

    def test_package_that_is_not_installed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("slaclock.cli.doctor._PACKAGES", ("no-such-package",))
        assert "no-such-package  not installed\n" in run("doctor").out


class TestProgram:
    def test_no_arguments_show_the_commands(self) -> None:
        ran = run()
        assert (ran.code, ran.err) == (0, "")
        assert all(f"  {command} " in ran.out for command in COMMANDS)

    @pytest.mark.parametrize("command", COMMANDS)
    def test_help_of_a_command_is_plain(self, command: str) -> None:
        ran = run(command, "--help")
        assert (ran.code, ran.err) == (0, "")
        assert ran.out.startswith(f"Usage: slaclock {command} ")
        assert "--json" in ran.out
        assert ran.out.isascii()

    def test_version(self) -> None:
        assert run("--version") == (0, f"slaclock {__version__}\n", "")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["deadline"], "No such command 'deadline'"),
            (["due", "starter"], "Missing argument"),
            (["due", "starter", "P1", FRIDAY, "--zone", "UTC"], "No such option"),
        ],
    )
    def test_wrong_arguments(self, arguments: list[str], message: str) -> None:
        ran = run(*arguments)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("Usage: slaclock")
        assert f"error: {message}" in ran.err

    def test_missing_typer_names_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "typer", None)
        assert run("demo") == (
            2,
            "",
            (
                "error: the command line needs the package typer; "
                "install it with: pip install 'slaclock[cli]'\n"
            ),
        )

    def test_process_takes_its_own_arguments(self) -> None:
        assert run_process("--version") == (0, f"slaclock {__version__}\n", "")

    @pytest.mark.parametrize(
        "changes", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["kept back", "written at once"]
    )
    def test_messages_come_after_what_was_printed(
        self, tmp_path: Path, changes: dict[str, str]
    ) -> None:
        tickets = tmp_path / "tickets.csv"
        tickets.write_text("plan,priority,opened_at\ngold,P1,soon\n", encoding="utf-8")
        out = tmp_path / "out.csv"
        ran = run_process("bulk", tickets, "--out", out, "-m", "wotnot", together=True, **changes)
        printed, told = ran.out.splitlines()
        assert printed == f"{out}: 1 tickets, 1 without an answer"
        assert told.startswith("line 2: ")

    def test_other_encoding_shows_escapes(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        text = OURS.replace("[plans.gold]", '[plans.gold]\ntitle = "Gold\u20ac"')
        path.write_text(text, encoding="utf-8")
        assert "Gold\\u20ac" in run("matrix", "-m", path, encoding="latin-1").out


class TestRunning:
    """What the commands at hand do not do, and what another one may."""

    @staticmethod
    def replace(monkeypatch: pytest.MonkeyPatch, behaviour: Any) -> None:
        def odd() -> Answer:
            """Do something odd."""
            return behaviour()  # type: ignore[no-any-return]

        monkeypatch.setattr(app, "COMMANDS", (*app.COMMANDS, odd))

    @staticmethod
    def raising(error: BaseException) -> Any:
        def behave() -> Answer:
            raise error

        return behave

    @pytest.mark.parametrize(
        ("error", "code", "message"),
        [
            (KeyboardInterrupt(), 130, ""),
            (typer.Abort(), 130, ""),
            (typer.Exit(3), 3, ""),
            (SystemExit(1), 141, ""),  # how an older typer ends where a pipe breaks
            (SystemExit(None), 0, ""),
            (OSError(28, "No space left on device"), 2, "error: [Errno 28] No space left on"),
        ],
        ids=["interrupt", "abort", "exit", "broken pipe", "system exit", "full disk"],
    )
    def test_way_a_command_ends(
        self, error: BaseException, code: int, message: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.replace(monkeypatch, self.raising(error))
        ran = run("odd")
        assert (ran.code, ran.out) == (code, "")
        assert ran.err.startswith(message)

    def test_fault_of_slaclock_is_not_hidden(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.replace(monkeypatch, self.raising(ZeroDivisionError("a fault")))
        with pytest.raises(ZeroDivisionError):
            run("odd")

    def test_error_of_usage_without_a_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        class OfClickError(Exception):
            def format_message(self) -> str:
                return "not here"

        self.replace(monkeypatch, self.raising(OfClickError()))
        assert run("odd") == (2, "", "error: not here\n")

    def test_stream_that_stands_in_for_standard_output(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        written = io.StringIO()
        monkeypatch.setattr(sys, "stdout", written)
        assert main(["--version"]) == 0
        assert written.getvalue() == f"slaclock {__version__}\n"

    def test_interrupt_outside_a_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(app, "run", lambda arguments: self.raising(KeyboardInterrupt())())
        assert run("demo").code == 130

    def test_group_of_commands_is_one_more_entry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        group = typer.Typer()

        @group.command()
        def first() -> Answer:
            """Be the first."""
            return Answer("from the group", 1, ("beside",))

        @group.command()
        def second() -> None:
            """Be the second."""

        monkeypatch.setitem(app.GROUPS, "clock", group)
        assert run("clock", "first") == (1, "from the group\n", "beside\n")
        assert run("clock", "second") == (0, "", "")

    def test_command_may_write_by_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.replace(monkeypatch, lambda: sys.stdout.write("by itself\n") and None)
        assert run("odd") == (0, "by itself\n", "")


class TestOutput:
    def test_table_escapes_what_would_break_its_lines(self) -> None:
        assert table([("a", "b"), ("1\n2", "\x1b[2J")]).splitlines() == [
            "a     b",
            "----  -------",
            "1\\n2  \\x1b[2J",
        ]

    def test_joiners_of_indian_scripts_stay(self) -> None:
        assert printable("ક્\u200dષ\u202e") == "ક્\u200dષ\\u202e"

    @pytest.mark.parametrize(
        ("zone", "year", "shown"),
        [
            ("Asia/Kolkata", 2026, "Fri 2026-03-06 09:00 +05:30"),
            ("Africa/Monrovia", 1970, "Fri 1970-03-06 09:00-00:44:30"),
        ],
    )
    def test_offset_of_seconds_stays_whole(self, zone: str, year: int, shown: str) -> None:
        assert show_instant(datetime(year, 3, 6, 9, tzinfo=ZoneInfo(zone))) == shown
