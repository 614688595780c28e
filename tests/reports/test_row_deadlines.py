"""Deadlines for the rows of an export: every row comes back, and the file is whole or not there."""

from __future__ import annotations

import csv
import gzip
import json
import os
import stat
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock import compute_deadline
from slaclock.errors import (
    ArgumentTypeError,
    OutputError,
    TextError,
    TicketFileError,
    UndecidedTimesError,
    UnknownNameError,
)
from slaclock.reports import answer_export
from slaclock.reports.reading import csv_files
from tests.commands import PROGRAM, environment

HEADER = "id,plan,priority,opened_at\n"
ADDED = ["first_response_due", "response_due", "resolution_due", "sla_error"]
FRIDAY = "2026-03-06T18:30:00+05:30"
DUE = "2026-03-09T12:30:00+05:30"


def write(folder: Path, text: str | bytes, name: str = "tickets.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def answered(path: Path | str, folder: Path, **arguments: Any) -> tuple[list[dict[str, str]], Any]:
    target = folder / "out.csv"
    summary = answer_export(path, target, **arguments)
    with target.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == summary.rows
    assert not list(folder.glob(".*"))
    return rows, summary


class TestRows:
    def test_deadlines_of_every_row(self, tmp_path: Path) -> None:
        path = write(tmp_path, f'{HEADER}7,starter,P1,{FRIDAY}\n"8, b",LITE,critical,{FRIDAY}\n')
        rows, summary = answered(path, tmp_path)
        assert summary[:3] == (2, 0, ())
        assert list(rows[0]) == ["id", "plan", "priority", "opened_at", *ADDED]
        due = compute_deadline("starter", "P1", datetime.fromisoformat(FRIDAY))
        assert datetime.fromisoformat(rows[0]["response_due"]) == due.response_due
        assert rows[1]["id"] == "8, b"

    def test_texts_that_were_given_a_meaning_and_stand_nowhere_are_told(
        self, tmp_path: Path
    ) -> None:
        # "urgent!" stands in no row, and "Blocker" only far down, in another part of the file.
        first = f"7,starter,high,{FRIDAY}\n" * 200_000
        path = write(tmp_path, f"{HEADER}{first}8,starter,Blocker,{FRIDAY}\n")
        words = {"priority": {"hihg": "P1", "high": "P1", "Blocker": "P1"}, "team": {"x": "y"}}
        _, summary = answered(path, tmp_path, values=words)
        assert (summary.rows, summary.failed) == (200_001, 0)
        assert [note for note in summary.notes if "--value" in note] == [
            "no row has 'hihg' in 'priority', for which --value was given; did you mean 'high'?",
            "no column holds team, so --value team:... means nothing here",
        ]

    def test_results_are_on_the_clock_of_the_row(self, tmp_path: Path) -> None:
        times = (FRIDAY, "2026-03-06T13:00:00Z", "2026-03-06 08:00:00-0500", "2026-03-06 13:00 IST")
        text = HEADER + "".join(f"1,starter,P1,{time}\n" for time in times)
        rows, _ = answered(write(tmp_path, text), tmp_path, zone_names={"IST": "Asia/Jerusalem"})
        assert [row["response_due"] for row in rows] == [
            DUE,
            "2026-03-09T07:00:00+00:00",
            "2026-03-09T02:00:00-05:00",
            "2026-03-09T07:00:00+02:00",
        ]
        assert [row["opened_at"] for row in rows] == list(times)

    def test_zone_that_is_named_is_that_of_all_results(self, tmp_path: Path) -> None:
        text = f"{HEADER}7,starter,P1,2026-03-06 18:30\n8,starter,P1,2026-03-06T13:00Z\n"
        rows, _ = answered(write(tmp_path, text), tmp_path, timezone="Asia/Kolkata")
        assert [row["response_due"] for row in rows] == [DUE, DUE]

    def test_columns_by_hand_and_values_in_other_words(self, tmp_path: Path) -> None:
        text = f"Created,Urgency,Level\n{FRIDAY},High,starter\n"
        rows, _ = answered(
            write(tmp_path, text),
            tmp_path,
            columns={"opened_at": "Created", "priority": "Urgency"},
            plan="Level",
            values={"priority": {"High": "P1"}},
        )
        assert rows[0]["response_due"] == DUE
        assert rows[0]["Urgency"] == "High"

    def test_promise_of_the_plan_alone(self, tmp_path: Path) -> None:
        path = write(tmp_path, f"opened_at\n{FRIDAY}\n")
        rows, _ = answered(path, tmp_path, plan="starter", priority="-")
        assert rows[0]["response_due"] == ""
        assert rows[0]["first_response_due"] == "2026-03-09T16:30:00+05:30"

    def test_profile_of_an_export(self, tmp_path: Path) -> None:
        path = Path(__file__).parent.parent / "ticket-samples" / "freshdesk_export.csv"
        rows, summary = answered(
            path,
            tmp_path,
            timezone="Asia/Kolkata",
            plan="starter",
            values={"priority": {"Urgent": "P1", "High": "P1", "Medium": "P2", "Low": "P3"}},
        )
        assert len(rows) == 4
        assert summary.failed == 0
        assert summary.readings[0].format == "iso"

    def test_broken_rows_do_not_shift_the_others(self, tmp_path: Path) -> None:
        good = f"starter,P1,{FRIDAY}\n"
        lines = [
            f"1,{good}",
            f"2,more,{good}",
            "3,starter\n",
            f'"4,{good}',
            f'5"",{good}',
            f'"6" x,{good}',
            f"7,{good}",
        ]
        rows, summary = answered(write(tmp_path, HEADER + "".join(lines)), tmp_path)
        assert [row["id"] for row in rows] == ["1", "2", "3", "", '5""', "", "7"]
        assert [bool(row["response_due"]) for row in rows] == [
            True, False, False, False, True, False, True
        ]  # fmt: skip
        reasons = [
            "line 3 has 5 fields, the header has 4",
            "line 4 has 2 fields, the header has 4",
            "line 5 has a quote that is not closed, or text beside a quoted field",
            "line 7 has a quote that is not closed, or text beside a quoted field",
        ]
        assert [row["sla_error"] for row in rows if row["sla_error"]] == reasons
        assert summary.reasons == tuple(reasons)

    def test_rows_without_an_answer_have_a_reason(self, tmp_path: Path) -> None:
        text = (
            f"{HEADER}1,starter,P1,{FRIDAY}\n2,gold,P1,{FRIDAY}\n3,starter,,{FRIDAY}\n"
            "4,starter,P1,\n5,starter,P1,soon\n6,starter,P1,2026-03-06\n"
            "7,starter,P1,2026-03-06 13:00\n"
        )
        rows, summary = answered(write(tmp_path, text), tmp_path)
        assert [row["sla_error"] for row in rows] == [
            "",
            (
                "unknown plan 'gold' in matrix 'wotnot' (no matrix was given); "
                "plans: lite, starter, premium, enterprise"
            ),
            "priority must be the name of a priority; got None (NoneType)",
            "the row has no time of opening",
            "opened_at 'soon' is not a time in any of the column's formats",
            "opened_at '2026-03-06' is a date without a time of day",
            "opened_at '2026-03-06 13:00' has no offset, and no zone is declared",
        ]
        assert (summary.failed, len(summary.reasons)) == (6, 5)
        assert summary.reasons[0].startswith("row 2: unknown plan")

    def test_texts_that_a_spreadsheet_would_run(self, tmp_path: Path) -> None:
        text = f"{HEADER}=1+1,starter,P1,{FRIDAY}\n-12.5,starter,P1,{FRIDAY}\n"
        rows, _ = answered(write(tmp_path, text), tmp_path)
        assert [row["id"] for row in rows] == ["'=1+1", "-12.5"]


class TestLongFiles:
    """A CSV file is answered part by part."""

    def rows(self) -> str:
        good = "".join(f"{row},starter,P1,{FRIDAY}\n" for row in range(30))
        return f'{HEADER}{good}30,gold,P1,{FRIDAY}\n31,starter\n32,"starter",P1,soon\n'

    @pytest.mark.parametrize("suffix", [".csv", ".tsv", ".json", ".jsonl", ".parquet"])
    def test_parts_give_what_the_whole_gives(
        self, tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, said = write(tmp_path, self.rows()), list[str]()
        whole = answer_export(path, tmp_path / f"whole{suffix}")
        monkeypatch.setattr(csv_files, "_CHUNK", 200)
        parts = answer_export(path, tmp_path / f"parts{suffix}", told=said.append)
        assert (tmp_path / f"parts{suffix}").read_bytes() == (
            tmp_path / f"whole{suffix}"
        ).read_bytes()
        assert parts == whole
        assert parts[:2] == (33, 3)
        assert [reason[:7] for reason in parts.reasons] == ["row 31:", "line 33", "row 33:"]
        assert len(said) > 4
        assert said[-1] == "answered 33 rows"

    def test_order_of_dates_is_decided_by_the_last_part(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_files, "_CHUNK", 200)
        days = ["04/05/2026 10:00"] * 30 + ["25/05/2026 10:00"]
        text = HEADER + "".join(f"1,starter,P1,{day}\n" for day in days)
        rows, summary = answered(write(tmp_path, text), tmp_path, timezone="Asia/Kolkata")
        assert rows[0]["response_due"] == "2026-05-04T14:00:00+05:30"
        assert summary.readings[0].because == "day-first, as '25/05/2026 10:00' shows"

    def test_not_one_opening_can_be_read(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_files, "_CHUNK", 200)
        text = HEADER + "1,starter,P1,2026-05-24 10:00\n" * 30
        with pytest.raises(UndecidedTimesError, match="has no offset; name its zone"):
            answer_export(write(tmp_path, text), tmp_path / "out.csv")
        assert os.listdir(tmp_path) == ["tickets.csv"]

    @pytest.mark.slow
    def test_memory_does_not_grow_with_the_file(self, tmp_path: Path) -> None:
        peaks = []
        for size in (200_000, 1_000_000):
            lines = "".join(f"{row},starter,P1,{FRIDAY}\n" for row in range(size))
            path = write(tmp_path, HEADER + lines)
            peaks.append(peak("bulk", path, "-m", "wotnot", "-o", tmp_path / "out.csv"))
        assert peaks[1] < 1.5 * peaks[0]


def peak(*arguments: str | Path) -> int:
    """Return the most memory that a command takes, as a process of its own."""
    command = [*PROGRAM, *map(str, arguments)]
    process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return usage.ru_maxrss


CSV = f"{HEADER}7,starter,P1,{FRIDAY}\n"
RECORD = {"id": "7", "plan": "starter", "priority": "P1", "opened_at": FRIDAY}


class TestKinds:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("t.csv", CSV.encode("utf-16")),
            ("t.csv", b"\xef\xbb\xbf" + CSV.replace("\n", "\r\n").encode()),
            ("t.csv", b"sep=;\n" + CSV.replace(",", ";").encode()),
            ("t.tsv", CSV.replace(",", "\t").encode()),
            ("t.json", json.dumps([RECORD]).encode()),
            ("t.jsonl", json.dumps(RECORD).encode()),
            ("t.csv.gz", gzip.compress(CSV.encode())),
        ],
        ids=["utf-16", "windows", "semicolons", "tabs", "json", "json lines", "gzip"],
    )
    def test_every_kind_that_a_report_reads(
        self, tmp_path: Path, name: str, content: bytes
    ) -> None:
        rows, _ = answered(write(tmp_path, content, name), tmp_path)
        assert [(row["id"], row["response_due"]) for row in rows] == [("7", DUE)]

    def test_several_files_and_a_zip_as_one(self, tmp_path: Path) -> None:
        write(tmp_path, CSV, "may-1.csv")
        write(tmp_path, CSV.replace("7,", "8,"), "may-2.csv")
        with zipfile.ZipFile(tmp_path / "june.zip", "w") as archive:
            archive.writestr("june.csv", f"{HEADER}9,starter\n")
        paths: Any = [str(tmp_path / "may-*.csv"), tmp_path / "june.zip"]
        rows, summary = answered(paths, tmp_path)
        assert [row["id"] for row in rows] == ["7", "8", "9"]
        assert summary.reasons == ("june.zip/june.csv: line 2 has 2 fields, the header has 4",)

    def test_excel(self, tmp_path: Path) -> None:
        pytest.importorskip("fastexcel")
        frame = pl.DataFrame({**RECORD, "opened_at": datetime(2026, 3, 6, 18, 30)})
        frame.write_excel(tmp_path / "t.xlsx")
        rows, _ = answered(tmp_path / "t.xlsx", tmp_path, timezone="Asia/Kolkata")
        assert (rows[0]["response_due"], rows[0]["opened_at"]) == (DUE, "2026-03-06T18:30:00")

    def test_parquet_with_other_names(self, tmp_path: Path) -> None:
        at = datetime(2026, 3, 6, 13, tzinfo=UTC)
        frame = pl.DataFrame({"Made": [at], "n": [1.5]})
        frame.write_parquet(tmp_path / "t.parquet")
        columns = {"opened_at": "Made"}
        options: dict[str, Any] = {"columns": columns, "plan": "starter", "priority": "P1"}
        answer_export(tmp_path / "t.parquet", tmp_path / "o.parquet", **options)
        found = pl.read_parquet(tmp_path / "o.parquet")
        assert found.select("Made", "n").equals(frame)
        assert found["response_due"].to_list() == [datetime(2026, 3, 9, 7, tzinfo=UTC)]

    @pytest.mark.parametrize("suffix", [".tsv", ".json", ".jsonl", ".ndjson"])
    def test_every_kind_that_is_written_can_be_read(self, tmp_path: Path, suffix: str) -> None:
        target = tmp_path / f"out{suffix}"
        answer_export(write(tmp_path, CSV), target)
        rows, _ = answered(
            write(
                tmp_path,
                target.read_bytes().replace(b"_due", b"_by").replace(b"sla_error", b"x"),
                f"again{suffix}",
            ),
            tmp_path,
        )
        assert (rows[0]["response_by"], rows[0]["response_due"]) == (DUE, DUE)


class TestRefused:
    @pytest.mark.parametrize(
        ("text", "changes", "kind", "words"),
        [
            ("", {}, TicketFileError, "tickets.csv: is empty"),
            (f"{HEADER.strip()},sla_error\n", {}, ArgumentTypeError, "'sla_error'"),
            (CSV, {"plan": "pln"}, UnknownNameError, "pln"),
            (CSV, {"priority": "P9"}, UnknownNameError, "P9"),
            (
                CSV,
                {"columns": {"opened_at": "openedat"}},
                TicketFileError,
                "did you mean 'opened_at'",
            ),
            (
                f"opened_at\n{FRIDAY}\n",
                {},
                TicketFileError,
                "no column names the plan; give one with",
            ),
            (
                f"opened_at,plan\n{FRIDAY},lite\n",
                {},
                TicketFileError,
                "no column names the priority",
            ),
            (f"{HEADER}7,starter,P1,2026-03-06 18:30\n", {}, UndecidedTimesError, "--tz"),
            (
                f"{HEADER}7,starter,P1,04/05/2026 18:30\n",
                {},
                UndecidedTimesError,
                "day-first or month-first",
            ),
        ],
    )
    def test_before_anything_is_written(
        self, tmp_path: Path, text: str, changes: dict[str, Any], kind: type[Exception], words: str
    ) -> None:
        path = write(tmp_path, text)
        with pytest.raises(kind, match=words):
            answer_export(path, tmp_path / "out.csv", **changes)
        assert os.listdir(tmp_path) == ["tickets.csv"]

    def test_log_of_updates(self, tmp_path: Path) -> None:
        profile = Path(__file__).parent / "faults" / "log.toml"
        path = profile.with_name("reopened.csv")
        with pytest.raises(TicketFileError, match="which has a row for each update"):
            answer_export(
                path, tmp_path / "out.csv", profile=profile, columns={"opened_at": "when"}
            )

    def test_output_that_cannot_be(self, tmp_path: Path) -> None:
        path = write(tmp_path, CSV)
        with pytest.raises(OutputError, match="is an input; writing would destroy it"):
            answer_export(path, path)
        with pytest.raises(TextError, match="must end in one of .csv, .tsv, .json"):
            answer_export(path, tmp_path / "out.xlsx")

    def test_old_file_stays_until_the_new_one_is_whole(self, tmp_path: Path) -> None:
        path, target = write(tmp_path, CSV), tmp_path / "out.csv"
        target.write_text("old")
        target.chmod(0o640)

        def interrupt(*_: object) -> None:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            answer_export(path, target, told=interrupt)
        assert target.read_text() == "old"
        assert sorted(os.listdir(tmp_path)) == ["out.csv", "tickets.csv"]
        answer_export(path, target)
        assert target.read_text() != "old"
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
