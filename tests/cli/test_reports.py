"""`slaclock report` and `slaclock replay`: what they print, write and return."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MATRIX
from tests.commands import run, run_process
from tests.reports import small

SAMPLES = Path(__file__).parent.parent / "ticket-samples"


class TestReport:
    def test_tickets_opened_later_are_counted_apart(self, files: Path) -> None:
        asked = ("--matrix", files / "desk.toml", "--as-of", "2020-01-01T00:00Z")
        lines = run("report", files / "tickets.csv", *asked).out.splitlines()
        assert "  left out, as opened after that: 3 tickets" in lines

    def test_first_run_that_fails_says_what_the_export_is(self, files: Path) -> None:
        ran = run("report", SAMPLES / "jira_issue_export.csv", "--matrix", files / "desk.toml")
        assert ran.code == 2
        assert ran.err.splitlines()[1:] == [
            "  read as Jira issue export",
            "  no responded_at: Jira's export has no time of the first answer",
        ]

    def test_first_row_of_each_kind_that_is_listed_has_its_reason(self, files: Path) -> None:
        path = files / "listed.csv"
        path.write_text(
            f"{small.HEADER}\nA,gold,P1,2026-03-02T09:00Z,soon,,\nB,gold,P1,-,,,\n"
            "C,gold,P1,2026-03-02T09:00Z,later,,\nD,gold,P1,2026-03-02T09:00Z,,,\n"
            "E,gold,P1,2026-03-02T09:00Z,2026-03-02T09:30Z,,\n",
            encoding="utf-8",
        )
        asked = ("--matrix", files / "desk.toml", "--as-of", "2026-03-06T16:30Z")
        lines = run("report", path, *asked).out.splitlines()
        at = lines.index("2 tickets, 3 rows listed as no ticket")
        assert lines[at + 1].startswith(
            "  2 unreadable_time, the first is row 1: responded_at 'soon'"
        )
        assert lines[at + 2] == "  1 no_opening, row 2: the row has no time of opening"

    @pytest.mark.parametrize(
        ("option", "name", "message"),
        [
            ("--plan", "glod", "unknown plan 'glod' in matrix 'desk'; did you mean 'gold'? "),
            ("--priority", "P9", "unknown priority 'P9' in matrix 'desk'; "),
        ],
    )
    def test_name_for_all_that_the_contract_does_not_know(
        self, files: Path, option: str, name: str, message: str
    ) -> None:
        """No --value could say what it means, since no column holds it."""
        path = files / "bare.csv"
        path.write_text("ticket_id,opened_at,resolved_at\nA,2026-03-02T09:00Z,\n", "utf-8")
        named = {"--plan": "gold", "--priority": "P1", option: name}
        options = [part for pair in named.items() for part in pair]
        ran = run("report", path, "--matrix", files / "desk.toml", *options)
        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"error: {message}")

    def test_summary(self, files: Path) -> None:
        ran = run(
            "report",
            files / "tickets.csv",
            "--matrix",
            files / "desk.toml",
            "--as-of",
            "2026-03-06T16:30Z",
        )
        assert ran == (
            0,
            (
                "desk\n"
                "====\n"
                "tickets.csv (Tickets with slaclock's own names): 3 rows\n"
                "3 tickets, 0 rows listed as no ticket\n"
                "as of Fri 2026-03-06 16:30 +00:00, Etc/UTC\n"
                "read opened_at as iso: 3 values\n"
                "read responded_at as iso: 3 values\n"
                "read resolved_at as iso: 3 values\n"
                "\n"
                "promise     attainment  met  breached  running  paused  n/a  unreadable\n"
                "----------  ----------  ---  --------  -------  ------  ---  ----------\n"
                "response    66.6 %      2    1         0        0       0    0\n"
                "resolution  33.3 %      1    2         0        0       0    0\n"
            ),
            "",
        )

    def test_page_csv_and_goal_that_is_missed(self, files: Path) -> None:
        ran = run(
            "report",
            files / "tickets.csv",
            "-m",
            files / "desk.toml",
            "--goal",
            "95",
            "--out",
            files / "report.html",
            "--csv",
            files / "report.csv",
        )
        assert ran.code == 1
        assert "Below the goal of 95 %" in (files / "report.html").read_text(encoding="utf-8")
        assert (files / "report.csv").read_text(encoding="utf-8").count("breached") == 3
        assert f"written: {files / 'report.html'}" in ran.out

    def test_by_a_column_and_against_the_week_before(self, files: Path) -> None:
        rows = [f"{row},{team}" for row, team in zip(small.ROWS[:4], "XYXX", strict=True)]
        path = files / "teams.csv"
        path.write_text("\n".join((f"{small.HEADER},Group", *rows)), encoding="utf-8")
        ran = run(
            "report",
            path,
            *("-m", files / "desk.toml", "--as-of", "2026-03-09T00:00Z", "--csv", files / "v.csv"),
            *("--map", "team=Group", "--from", "2026-W10", "--to", "2026-W10"),
        )
        assert ran.code == 0, ran.err
        assert (
            "team  tickets  response  of  resolution  of\n"
            "----  -------  --------  --  ----------  --\n"
            "X     3        66.6 %    3   50.0 %      2\n"
            "Y     1        0 %       1   0 %         1\n"
        ) in ran.out
        assert "tickets opened  4 " in ran.out
        head = (files / "v.csv").read_text(encoding="utf-8").splitlines()[0]
        assert head.endswith(",team,status,Group")

    def test_column_that_there_is_not_is_one_line(self, files: Path) -> None:
        ran = run("report", files / "tickets.csv", "-m", files / "desk.toml", "--by", "tem")
        assert ran.code == 2
        assert "no column 'tem' to break down by" in ran.err

    def test_goal_that_is_reached(self, files: Path) -> None:
        path, terms = files / "tickets.csv", files / "desk.toml"
        assert run("report", path, "-m", terms, "--goal", "33").code == 0

    def test_json(self, files: Path) -> None:
        ran = run("report", files / "tickets.csv", "-m", files / "desk.toml", "--json")
        assert ran.out.isascii()
        assert json.loads(ran.out)["metrics"]["resolution"]["met"] == 1

    def test_options_of_reading(self, tmp_path: Path) -> None:
        path = tmp_path / "export.csv"
        path.write_text("Nr|Urgency|When|Fixed\n7|high|04/05/2026 10:00 IST|\n", encoding="utf-8")
        ran = run(
            "report",
            path,
            *("--map", "id=Nr", "--map", "priority=Urgency", "--map", "opened_at=When"),
            *("--map", "resolved_at=Fixed", "--value", "priority:high=P1", "--plan", "starter"),
            *("--zone", "IST=Asia/Kolkata", "--dates", "day-first", "--as-of", "2026-05-05T00:00Z"),
            *("--period", "week", "--json", "-m", "wotnot"),
        )
        assert ran.code == 0, ran.err
        data = json.loads(ran.out)
        assert data["next_due"][0]["opened_at"] == "2026-05-04T10:00:00+05:30"
        assert data["periods"][0]["period"] == "2026-W19"

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            (("--map", "id"), "'id' has no name, or no value, round ="),
            (("--value", "high=P1"), "'high=P1' has no role before :"),
            (("--map", "number=x"), "columns.number: 'number' is no role; roles: id, plan, "),
            (("--map", "prioity=x"), "'prioity' is no role; did you mean 'priority'?"),
            (("--goal", "lots"), "'lots' is not a goal"),
            (("--goal", "0.95"), "'0.95' is a goal of less than 1 %; write a percentage"),
            (("--tz", "IST"), "IST is India, Israel and Ireland"),
            (("--time-format", "%H"), "is not a format of times"),
            (("--profile", "freshdsk"), "did you mean 'freshdesk'"),
            (("--matrix", "nope.toml"), "nope.toml"),
            (("--as-of", "yesterday"), "is not ISO 8601"),
            (("--as-of", "2026-03-06"), "is a date without a time of day; with --tz ZONE, the end"),
            (("--period", "decade"), "Invalid value for '--period': 'decade' is not one of"),
            (("--from", "October"), "'October' is no date and no period; write 2026-10-31"),
            (("--count-by", "closed"), "'closed'"),
            (("--out", "."), "is a directory"),
        ],
    )
    def test_wrong_option_is_one_line_and_code_2(
        self, files: Path, options: tuple[str, ...], reason: str
    ) -> None:
        ran = run("report", files / "tickets.csv", "-m", "wotnot", *options)
        assert ran.code == 2
        assert reason in ran.err
        assert "Traceback" not in ran.err
        assert len(ran.err) < 1_000

    @pytest.mark.parametrize(
        ("option", "name", "reason"),
        [
            ("--out", "r.pdf", "would not be a PDF; end it in .html or .htm, and print that from"),
            ("--out", "r.CSV", "would not be CSV; end it in .html or .htm"),
            ("--csv", "r.xlsx", "would not be an Excel file; end it in .csv"),
        ],
    )
    def test_file_of_another_kind_is_refused(
        self, files: Path, option: str, name: str, reason: str
    ) -> None:
        ran = run("report", files / "tickets.csv", "-m", files / "desk.toml", option, files / name)
        assert (ran.code, (files / name).exists()) == (2, False)
        assert reason in " ".join(ran.err.split())

    def test_story_is_told_in_the_terminal(self, files: Path) -> None:
        path, terms = files / "tickets.csv", files / "desk.toml"
        ran = run("report", path, "-m", terms, "--ticket", "A")
        assert "A: resolution\n=============\n" in ran.out
        ran = run("report", path, "-m", terms, "--ticket", "99")
        assert (ran.code, "unknown ticket '99'" in ran.err) == (2, True)

    def test_two_outputs_of_one_name_are_refused(self, files: Path) -> None:
        out = files / "out"
        ran = run("report", files / "tickets.csv", "--out", out, "--csv", out)
        assert (ran.code, out.exists()) == (2, False)

    def test_missing_file_is_one_line(self, tmp_path: Path) -> None:
        ran = run("report", tmp_path / "no.csv", "-m", "wotnot")
        assert ran == (2, "", "error: no.csv: cannot be read: No such file or directory\n")

    def test_no_tickets_are_said(self, tmp_path: Path) -> None:
        path = tmp_path / "none.csv"
        path.write_text(small.HEADER + "\n", encoding="utf-8")
        ran = run(
            *("report", path, "-m", "wotnot", "--goal", "95", "--out", tmp_path / "none.html")
        )
        assert ran.code == 1
        assert ran.err == "the goal is not reached: of 0 tickets none is met or breached\n"
        assert "no tickets to judge: attainment is n/a" in ran.out
        assert "No tickets" in (tmp_path / "none.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize("rest", [(), ("--priority", "P1")], ids=["none", "given"])
    def test_log_without_a_priority_is_told_why_nothing_is_judged(
        self, tmp_path: Path, rest: tuple[str, ...]
    ) -> None:
        contract = tmp_path / "m.toml"
        contract.write_text(
            'id = "m"\ncalendars.c = { timezone = "UTC", hours = { mon-sun = ["00:00-24:00"] } }\n'
            'priorities.P1 = {}\nplans.p = { calendar = "c", targets.P1.resolution = "4 h" }\n',
            encoding="utf-8",
        )
        log, page = SAMPLES / "helpdesk_4tu_event_log.csv", tmp_path / "page.html"
        asked = ("-m", contract, "--tz", "UTC", "--as-of", "2026-12-31T00:00Z", "--out", page)
        ran = run("report", log, *asked, *rest)
        lines = ran.out.splitlines()
        missing = (
            (
                "note: 2 tickets without a priority; only what the plan promises whatever the "
                "priority is judged for them; --priority gives one to all, "
                "--map priority=COLUMN says where it stands"
            ),
            "no promise is judged: attainment is n/a",
        )
        assert [line in lines for line in missing] == [not rest] * 2
        on_page = "No promise is judged, so there is no attainment" in page.read_text("utf-8")
        assert on_page == (not rest)

    def test_names_cannot_steer_the_terminal(self, tmp_path: Path) -> None:
        path = tmp_path / "t.csv"
        path.write_text(
            f"{small.HEADER}\nA,gold,\x1b[2J,2026-03-02T09:00:00Z,,,\n", encoding="utf-8"
        )
        ran = run("report", path, "-m", "wotnot", "--plan", "starter")
        assert "\x1b" not in ran.out + ran.err

    def test_locale_without_unicode(self, files: Path) -> None:
        path = files / "tickets.csv"
        terms = files / "desk.toml"
        ran = run_process(
            "report", path, "-m", terms, "--title", "ગુજરાત", LANG="C", PYTHONIOENCODING="ascii"
        )
        assert ran.code == 0, ran.err
        assert "\\u0a97" in ran.out


class TestReplay:
    def test_page_and_csv(self, files: Path) -> None:
        out, table = files / "change.html", files / "change.csv"
        terms = ("--before", files / "desk.toml", "--after", files / "fast.toml")
        ran = run("replay", files / "tickets.csv", *terms, "--out", out, "--csv", table)
        assert ran.code == 0
        assert ran.out.endswith(f"written: {out}\nwritten: {table}\n")
        assert "1 met → breached" in out.read_text(encoding="utf-8")
        assert table.read_text(encoding="utf-8").splitlines()[1].startswith("A,")

    @pytest.mark.parametrize("name", ["change.pdf", "desk.toml"])
    def test_outputs_are_checked_as_those_of_report(self, files: Path, name: str) -> None:
        terms = ("--before", files / "desk.toml", "--after", files / "fast.toml")
        ran = run("replay", files / "tickets.csv", *terms, "--out", files / name)
        assert ran.code == 2
        assert (files / "desk.toml").read_text(encoding="utf-8") == MATRIX

    def test_tighter_target(self, files: Path) -> None:
        ran = run(
            "replay",
            files / "tickets.csv",
            *("--before", files / "desk.toml", "--after", files / "fast.toml"),
            *("--as-of", "2026-03-06T16:30Z"),
        )
        assert ran.code == 0
        assert "3 tickets, 1 changed verdict" in ran.out
        assert "resolution  gold  P1        2        met -> breached  1" in ran.out
        assert "A: resolution, met -> breached" in ran.out
        assert "breached, 1 h over" in ran.out

    def test_json(self, files: Path) -> None:
        ran = run(
            "replay",
            files / "tickets.csv",
            *("--before", files / "desk.toml", "--after", files / "fast.toml", "--json"),
        )
        data = json.loads(ran.out)
        assert data["changed"] == 1
        assert data["examples"][0]["ticket_id"] == "A"

    def test_holidays_and_another_plan(self) -> None:
        sample = SAMPLES / "india_ops_mixed_dump.csv"
        ran = run(
            "replay",
            sample,
            *("--before", "wotnot", "--after", "wotnot", "--plan", "starter", "--examples", "0"),
            *(
                "--after-plan",
                "enterprise",
                "--before-holidays",
                "IN:GJ",
                "--after-holidays",
                "none",
            ),
            *("--as-of", "2026-11-30T00:00Z"),
        )
        assert ran.code == 0, ran.err
        assert "starter -> enterprise" in ran.out

    def test_folder_of_versions_before_and_after(self, files: Path) -> None:
        """Of two versions, the later one begins after the first ticket was opened."""
        folder = files / "versions"
        folder.mkdir()
        for name, start in (("desk", "2020-01-01"), ("fast", "2026-03-05")):
            text = (files / f"{name}.toml").read_text()
            entry = f'id = "desk"\nversion = "{name}"\neffective_from = {start}\n'
            kept = [line for line in text.splitlines() if not line.startswith("id = ")]
            (folder / f"{name}.toml").write_text(entry + "\n".join(kept))
        ran = run(
            "replay",
            files / "tickets.csv",
            *("--before", folder, "--after", folder, "--after-holidays", "IN:GJ"),
            *("--as-of", "2026-03-06T16:30Z", "--examples", "0"),
        )
        assert ran.code == 0, ran.err
        before, after = ran.out.splitlines()[1:3]
        assert before.startswith("before: desk fast (")
        assert after.endswith("), the last of 2 versions")
        assert ran.out.splitlines()[4] == "nothing changes: no verdict, and no deadline moves"

    def test_unknown_country_is_one_line(self, files: Path) -> None:
        terms = files / "desk.toml"
        ran = run(
            "replay",
            files / "tickets.csv",
            *("--before", terms, "--after", terms, "--after-holidays", "India"),
        )
        assert ran.code == 2
        assert len(ran.err) < 1_000


def test_commands_work_in_a_process_of_their_own(files: Path) -> None:
    ran = run_process("report", files / "tickets.csv", "-m", files / "desk.toml")
    assert ran.code == 0
    assert sys.executable


def test_a_choice_that_is_none_is_told_in_plain_words(files: Path) -> None:
    ran = run(
        *("report", files / "tickets.csv", "-m", files / "desk.toml"), "--duplicates", "lasst"
    )
    assert ran.code == 2
    assert ran.err.endswith(
        "error: Invalid value for '--duplicates': 'lasst' is not one of 'first', 'last'.\n"
    )
