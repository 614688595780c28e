"""Files as tickets: mapping, kinds of file, uneven lines, and what becomes of every row."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from slaclock.errors import MissingExtraError, UnknownNameError
from slaclock.reports.errors import ProfileError, TicketFileError
from slaclock.reports.reading.profiles import (
    Profile,
    StateRule,
    bundled_profiles,
    load_profile,
    recognise,
)
from slaclock.reports.reading.readers import read_tickets, take_tickets
from slaclock.reports.reading.tickets import Tickets

HEADER = "ticket_id,priority,opened_at,resolved_at"
GOOD = "T-1,P1,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z"


def at(hour: int, day: int = 2) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def write(folder: Path, *lines: str, name: str = "tickets.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding=encoding, newline="")
    return path


def read(folder: Path, *lines: str, **changes: Any) -> Tickets:
    return read_tickets(write(folder, *lines), **changes)


def listed(tickets: Tickets) -> list[tuple[int, str]]:
    return tickets.problems.select("row", "kind").rows()


class TestMapping:
    def test_own_names_need_no_mapping(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, GOOD)
        assert tickets.frame.select("ticket_id", "priority", "opened_at", "resolved_at").rows() == [
            ("T-1", "P1", at(9), at(10))
        ]

    def test_names_are_found_in_any_case(self, tmp_path: Path) -> None:
        assert read(tmp_path, HEADER.upper(), GOOD).frame["ticket_id"].to_list() == ["T-1"]

    def test_missing_opening_is_an_error_with_an_example(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError) as caught:
            read(tmp_path, "ticket_id,Created Date,Owner", "T-1,2026-03-02T09:00:00Z,x")
        assert str(caught.value) == (
            "tickets.csv: no column 'opened_at' for opened_at; say which it is, for example "
            "--map opened_at='Created Date'; columns: 'ticket_id', 'Created Date', 'Owner'"
        )

    def test_mapping_by_hand(self, tmp_path: Path) -> None:
        columns = {"id": "Nr", "opened_at": "Auf"}
        tickets = read(tmp_path, "Nr;Auf", "7;2026-03-02T09:00:00Z", columns=columns)
        assert tickets.frame["ticket_id"].to_list() == ["7"]

    def test_constant_plan_and_values_in_other_words(self, tmp_path: Path) -> None:
        values = {"priority": {"P1": "Highest"}}
        tickets = read(tmp_path, HEADER, GOOD, plan="gold", values=values)
        assert tickets.frame.select("plan", "priority").rows() == [("gold", "Highest")]

    def test_name_that_stands_twice_is_numbered(self, tmp_path: Path) -> None:
        tickets = read(
            tmp_path,
            "ticket_id,opened_at,note,note",
            "T-1,2026-03-02T09:00:00Z,a,b",
            columns={"link": "note (2)"},
        )
        assert tickets.frame["link"].to_list() == ["b"]


class TestProblems:
    def test_each_kind_of_row_is_listed_once(self, tmp_path: Path) -> None:
        tickets = read(
            tmp_path,
            HEADER,
            GOOD,
            ",P1,2026-03-02T09:00:00Z,",
            "T-3,P1,,",
            "T-4,P1,soon,",
            "T-5,P1,2026-03-02T09:00:00,",
            "T-6,P1,2026-03-02T09:00:00Z,2026-03-02T08:00:00Z",
            "T-1,P2,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z",
            "T-8,P1,2026-03-02T09:00:00Z,2026-03-02 11:00 XYZ",
            "T-9,P1,2026-03-02T09:00:00Z",
            "T-10,P1,2026-03-02T09:00:00Z,,",
        )
        assert tickets.rows == 10
        assert tickets.frame["ticket_id"].to_list() == ["T-1"]
        assert listed(tickets) == [
            (2, "no_id"),
            (3, "no_opening"),
            (4, "unreadable_time"),
            (5, "no_offset"),
            (6, "resolved_before_opened"),
            (7, "duplicate"),
            (8, "unknown_zone"),
            (9, "unsplittable"),
            (10, "unsplittable"),
        ]
        assert tickets.problems["detail"].to_list()[-2:] == [
            "line 10 has 3 fields, the header has 4",
            "line 11 has 5 fields, the header has 4",
        ]
        assert tickets.problem_counts()["unsplittable"] == 2

    def test_duplicate_of_a_listed_row_is_the_ticket(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, "T-1,P1,,", GOOD)
        assert tickets.frame["slaclock_row"].to_list() == [2]
        assert listed(tickets) == [(1, "no_opening")]

    def test_words_for_nothing_are_nothing(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, "T-1,NULL,2026-03-02T09:00:00Z,N/A")
        assert tickets.frame.select("priority", "resolved_at").rows() == [(None, None)]

    def test_file_with_a_header_alone_has_no_tickets(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER)
        assert (tickets.rows, len(tickets.frame), len(tickets.problems)) == (0, 0, 0)


class TestCsv:
    def test_quotes_commas_and_line_breaks_in_a_field(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, '"T,1\n""x""",P1,2026-03-02T09:00:00Z,', GOOD)
        assert tickets.frame["ticket_id"].to_list() == ['T,1\n"x"', "T-1"]
        assert tickets.rows == 2

    def test_quote_that_is_never_closed_loses_its_own_row_alone(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, '"T-0,P1,2026-03-02T09:00:00Z,', GOOD)
        assert tickets.frame["ticket_id"].to_list() == ["T-1"]
        assert tickets.problems["detail"].to_list() == [
            "line 2 has a quote that is not closed, or text beside a quoted field"
        ]

    def test_field_of_200_kilobytes_is_read(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER + ",text", GOOD + f',"{"x" * 200_000}"', GOOD + ",short,y")
        assert (len(tickets.frame), listed(tickets)) == (1, [(2, "unsplittable")])

    def test_blank_lines_are_no_rows(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, "", GOOD, "")
        assert (tickets.rows, len(tickets.frame)) == (1, 1)

    def test_line_ends_of_windows(self, tmp_path: Path) -> None:
        path = tmp_path / "tickets.csv"
        path.write_bytes(f"{HEADER}\r\n{GOOD}\r\n".encode("utf-8-sig"))
        assert read_tickets(path).frame["resolved_at"].to_list() == [at(10)]

    @pytest.mark.parametrize("separator", [";", "\t", "|"])
    def test_separator_is_that_of_the_header(self, tmp_path: Path, separator: str) -> None:
        lines = [line.replace(",", separator) for line in (HEADER, GOOD)]
        assert read(tmp_path, *lines).frame["ticket_id"].to_list() == ["T-1"]

    def test_other_encoding_is_asked_for(self, tmp_path: Path) -> None:
        path = write(tmp_path, HEADER, GOOD.replace("T-1", "Tür"), encoding="cp1252")
        with pytest.raises(TicketFileError) as caught:
            read_tickets(path)
        assert str(caught.value) == (
            "tickets.csv: is not utf-8, at byte 42; save it as UTF-8, or name its encoding with "
            "--encoding, such as cp1252"
        )
        assert read_tickets(path, encoding="cp1252").frame["ticket_id"].to_list() == ["Tür"]

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "is empty; not even a header is there"),
            (b"\n\n", "has no header in its first line"),
            (b"t\0i\0c\0k\0e\0t\0", "looks like UTF-16 without a byte order mark"),
            ("kündigung\n".encode("latin-1"), "is not utf-8, at byte 1"),
        ],
    )
    def test_file_without_a_header_is_refused(
        self, tmp_path: Path, content: bytes, reason: str
    ) -> None:
        (tmp_path / "tickets.csv").write_bytes(content)
        with pytest.raises(TicketFileError, match=reason):
            read_tickets(tmp_path / "tickets.csv")

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("nope.csv", "cannot be read: No such file"),
            (".", "is a directory, not a file"),
            ("tickets.doc", "unknown kind of file; kinds: .csv"),
        ],
    )
    def test_path_that_is_no_ticket_file_is_refused(
        self, tmp_path: Path, name: str, reason: str
    ) -> None:
        with pytest.raises(TicketFileError, match=reason):
            read_tickets(tmp_path / name)

    def test_unknown_encoding_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError, match="unknown encoding 'utf-9'"):
            read(tmp_path, HEADER, GOOD, encoding="utf-9")


class TestOtherFiles:
    FRAME = pl.DataFrame({"ticket_id": ["T-1"], "opened_at": [at(9)], "resolved_at": [at(10)]})

    def test_parquet(self, tmp_path: Path) -> None:
        self.FRAME.write_parquet(tmp_path / "tickets.parquet")
        tickets = read_tickets(tmp_path / "tickets.parquet")
        assert tickets.frame.select("opened_at", "resolved_at").rows() == [(at(9), at(10))]

    def test_json_lines_with_numbers_nulls_and_a_broken_line(self, tmp_path: Path) -> None:
        lines = [
            json.dumps({"ticket_id": 7, "opened_at": 1772442000, "tags": ["a"]}),
            "{not json",
            json.dumps({"ticket_id": "T-9", "opened_at": 1772442000.0, "resolved_at": None}),
        ]
        tickets = read_tickets(write(tmp_path, *lines, name="tickets.jsonl"))
        assert tickets.frame["ticket_id"].to_list() == ["7", "T-9"]
        assert tickets.frame["opened_at"].to_list() == [at(9), at(9)]
        assert tickets.problems["detail"].to_list() == ["line 2 is not a JSON object"]

    def test_excel(self, tmp_path: Path) -> None:
        pytest.importorskip("fastexcel")
        xlsxwriter = pytest.importorskip("xlsxwriter")
        book = xlsxwriter.Workbook(tmp_path / "tickets.xlsx")
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["ticket_id", "opened_at"])
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(1, 0, ["T-1"])
        sheet.write_datetime(1, 1, datetime(2026, 3, 2, 9), form)
        book.close()
        tickets = read_tickets(tmp_path / "tickets.xlsx", timezone="UTC")
        assert tickets.frame["opened_at"].to_list() == [at(9)]

    def test_excel_without_its_package_says_what_to_install(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(sys.modules, "fastexcel", None)
        (tmp_path / "tickets.xlsx").write_bytes(b"PK")
        with pytest.raises(MissingExtraError, match=r"slaclock\[excel\]"):
            read_tickets(tmp_path / "tickets.xlsx")

    def test_file_that_is_not_what_it_says_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "tickets.parquet").write_bytes(b"nonsense")
        with pytest.raises(TicketFileError, match="cannot be read"):
            read_tickets(tmp_path / "tickets.parquet")

    @pytest.mark.parametrize("kind", ["polars", "lazy", "pandas", "pyarrow"])
    def test_frame_of_any_kind(self, kind: str) -> None:
        frames = {
            "polars": self.FRAME,
            "lazy": self.FRAME.lazy(),
            "pandas": self.FRAME.to_pandas(),
            "pyarrow": self.FRAME.to_arrow(),
        }
        tickets = take_tickets(frames[kind], name="of the month")
        assert tickets.file == "of the month"
        assert tickets.frame.select("opened_at", "resolved_at").rows() == [(at(9), at(10))]

    def test_what_is_no_frame_is_refused(self) -> None:
        with pytest.raises(TypeError, match="a data frame"):
            take_tickets([1, 2])


LOG = "case,when,state"
RULES = {
    "title": "log",
    "columns": {"id": "case"},
    "timezone": "UTC",
    "events": {
        "at": "when",
        "state": ["state"],
        "responded": {"is": ["work*"]},
        "paused": {"is": ["wait*"]},
        "resolved": {"is": ["done"]},
        "closed": {"is": ["archived"]},
    },
}


def log_of(tickets: Tickets) -> list[tuple[str, datetime]]:
    """Return what happened to the only ticket, and when."""
    (log,) = tickets.frame["log"].to_list()
    return [(event["type"], event["at"]) for event in log]


class TestLogs:
    def fold(self, folder: Path, *rows: str) -> Tickets:
        lines = [f"A,2026-03-02 {row}" for row in rows]
        return read(folder, LOG, *lines, profile=Profile.model_validate(RULES))

    def test_rows_are_put_in_the_order_of_time(self, tmp_path: Path) -> None:
        tickets = self.fold(tmp_path, "12:00:00,done", "09:00:00,new", "10:00:00,work")
        names = ("opened_at", "responded_at", "resolved_at", "rows")
        assert tickets.frame.select(names).rows() == [(at(9), at(10), at(12), 3)]

    def test_pause_lasts_to_the_next_row(self, tmp_path: Path) -> None:
        tickets = self.fold(
            tmp_path, "09:00:00,new", "10:00:00,wait", "11:00:00,waiting", "12:00:00,work"
        )
        assert log_of(tickets) == [
            ("opened", at(9)),
            ("paused", at(10)),
            ("resumed", at(11)),
            ("paused", at(11)),
            ("responded", at(12)),
            ("resumed", at(12)),
        ]

    def test_pause_in_the_last_row_has_no_end(self, tmp_path: Path) -> None:
        tickets = self.fold(tmp_path, "09:00:00,new", "10:00:00,wait")
        assert log_of(tickets) == [("opened", at(9)), ("paused", at(10))]

    def test_time_between_resolution_and_reopening_does_not_count(self, tmp_path: Path) -> None:
        tickets = self.fold(
            tmp_path, "09:00:00,new", "10:00:00,done", "11:00:00,work", "13:00:00,done"
        )
        assert tickets.frame["resolved_at"].to_list() == [at(13)]
        assert log_of(tickets) == [
            ("opened", at(9)),
            ("resolved", at(10)),
            ("responded", at(11)),
            ("reopened", at(11)),
            ("resolved", at(13)),
        ]
        assert "1 ticket reopened after a resolution or a closing" in tickets.notes

    def test_ticket_taken_up_after_its_last_resolution_is_open(self, tmp_path: Path) -> None:
        tickets = self.fold(tmp_path, "09:00:00,new", "10:00:00,done", "11:00:00,work")
        assert tickets.frame.select("resolved_at", "state").rows() == [(None, "open")]

    def test_ticket_over_without_a_resolution_is_closed(self, tmp_path: Path) -> None:
        tickets = self.fold(tmp_path, "09:00:00,new", "10:00:00,archived")
        assert tickets.frame.select("resolved_at", "state").rows() == [(None, "closed")]

    def test_unreadable_row_takes_its_ticket_with_it(self, tmp_path: Path) -> None:
        """Half a story would be told with the wrong end."""
        tickets = read(
            tmp_path,
            LOG,
            "A,2026-03-02 09:00:00,new",
            "A,soon,done",
            "B,2026-03-02 09:00:00,new",
            profile=Profile.model_validate(RULES),
        )
        assert tickets.frame["ticket_id"].to_list() == ["B"]
        assert listed(tickets) == [(1, "broken_log"), (2, "unreadable_time")]

    def test_missing_column_of_the_rules_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError, match="no column 'state' for state"):
            read(tmp_path, "case,when", "A,x", profile=Profile.model_validate(RULES))


class TestProfiles:
    @pytest.mark.parametrize("name", bundled_profiles())
    def test_bundled_profile_is_valid_and_recognised_by_its_own_columns(self, name: str) -> None:
        profile = load_profile(name)
        assert not profile.recognised_by or recognise(profile.recognised_by)[0] == name

    def test_no_export_is_taken_for_another(self) -> None:
        marks = [load_profile(name).recognised_by for name in bundled_profiles()]
        assert all(len(recognise(columns)) == 1 for columns in marks if columns)

    def test_profile_of_a_file(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        path.write_text('title = "Ours"\n[columns]\nid = "Nr"\nopened_at = "Auf"\n')
        tickets = read(tmp_path, "Nr,Auf", "7,2026-03-02T09:00:00Z", profile=str(path))
        assert tickets.profile.title == "Ours"
        assert not tickets.recognised

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("titel = 'x'", "'titel' is an unknown key; did you mean 'title'"),
            ("title = 'x'\ntimezone = 'IST'", "IST is India, Israel and Ireland"),
            ("title = 'x'\ntime_formats = ['%H:%M']", "is not a format of times"),
            ("title = 'x'\n[columns]\nid = 7", "is not the name of a column"),
            ("title = 'x'\n[columns]\nnumber = 'x'", "columns.number"),
            ("title = ", "TOML cannot be read"),
        ],
    )
    def test_bad_profile_is_refused_with_its_place(
        self, tmp_path: Path, text: str, reason: str
    ) -> None:
        path = tmp_path / "ours.toml"
        path.write_text(text)
        with pytest.raises(ProfileError) as caught:
            load_profile(path)
        assert reason in str(caught.value)
        assert str(caught.value).startswith("profile ours.toml: ")

    def test_unknown_name_is_refused(self) -> None:
        with pytest.raises(UnknownNameError, match="did you mean 'freshdesk'"):
            load_profile("freshdsk")

    @pytest.mark.parametrize(
        ("rule", "matching", "other"),
        [
            ({"is": ["Awaiting *"]}, "awaiting user info", "Active"),
            ({"is_not": ["New"]}, "Active", "NEW"),
            ({}, None, "anything"),
        ],
    )
    def test_rule_about_states(self, rule: Any, matching: str | None, other: str) -> None:
        found = StateRule.model_validate(rule)
        assert matching is None or found.matches(matching)
        assert not found.matches(other)
