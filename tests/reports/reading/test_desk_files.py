"""Exports as desks really write them: nothing is lost, and what is odd is said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from slaclock.errors import TicketFileError, UndecidedTimesError
from slaclock.reports import read_tickets
from tests.reports.reading.files import ids, listed, opened, read
from tests.reports.reading.sheets import BOTH, EUROPE, FIRST, HEADER, SECOND, sheet

TIMES = ["2026-11-24 10:00:00", "2026-11-24 11:00:00"]


class TestLines:
    @pytest.mark.parametrize(
        "content",
        [
            pytest.param(BOTH.replace("\n", "\r").encode(), id="carriage returns only"),
            pytest.param(BOTH.replace("\n", "\r").encode("utf-16"), id="the same in UTF-16"),
            pytest.param(BOTH.replace("\n", "\r\n").encode(), id="both"),
            pytest.param(
                HEADER + FIRST + "\ufeff" + SECOND, id="a byte order mark before the second file"
            ),
            pytest.param(
                HEADER + FIRST.replace("\n", ",\n") + SECOND.replace("\n", ",\n"),
                id="a separator at the end of every row but the header",
            ),
            pytest.param(BOTH.replace(",", ";").replace("\n", ";\n"), id="and of the header too"),
            pytest.param(BOTH.replace(",", " , "), id="spaces round separators"),
        ],
    )
    def test_two_tickets_are_read(self, tmp_path: Path, content: str | bytes) -> None:
        found = read(tmp_path, content, **EUROPE)
        assert ids(found) == ["1", "2"]
        assert opened(found) == TIMES
        assert not len(found.problems)

    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_header_that_stands_again_is_listed_as_such(self, tmp_path: Path, mark: str) -> None:
        found = read(tmp_path, HEADER + FIRST + mark + HEADER + SECOND, **EUROPE)
        assert ids(found) == ["1", "2"]
        assert listed(found) == [(2, "header_again", "is the header of the file again")]

    def test_ticket_that_is_called_like_its_column_stays(self, tmp_path: Path) -> None:
        found = read(tmp_path, HEADER + FIRST.replace("1", "id", 1), **EUROPE)
        assert ids(found) == ["id"]

    def test_row_of_totals_is_listed(self, tmp_path: Path) -> None:
        found = read(tmp_path, BOTH + '"Total: 1,203",,,,\nTotal: 2\n', **EUROPE)
        assert ids(found) == ["1", "2"]
        assert [(row, kind) for row, kind, _ in listed(found)] == [
            (3, "no_opening"),
            (4, "unsplittable"),
        ]

    def test_bytes_without_meaning_at_the_end_are_listed(self, tmp_path: Path) -> None:
        found = read(tmp_path, BOTH.encode() + b"\0" * 512, **EUROPE)
        assert ids(found) == ["1", "2"]
        assert [(row, kind) for row, kind, _ in listed(found)] == [(3, "unsplittable")]


class TestHeaders:
    def test_names_of_groups_above_the_header_are_told(self, tmp_path: Path) -> None:
        content = "Ticket,,Times,,State\n" + BOTH
        with pytest.raises(TicketFileError) as caught:
            read(tmp_path, content, **EUROPE)
        assert str(caught.value) == (
            "t.csv: line 1 leaves 2 columns without a name, and line 2 names all of them; if that "
            "is the header, say so with --header-row 2, else --header-row 1"
        )
        assert ids(read(tmp_path, content, header_row=2, **EUROPE)) == ["1", "2"]

    def test_first_row_of_a_header_with_gaps_is_a_row(self, tmp_path: Path) -> None:
        content = BOTH.replace("priority", "").replace("status", "")
        assert ids(read(tmp_path, content, **EUROPE)) == ["1", "2"]

    @pytest.mark.parametrize("name", ["t.csv", "t.txt"])
    @pytest.mark.parametrize("begin", ["<html><body>", "\n <!DOCTYPE html>", "<?xml version"])
    def test_web_page_is_called_one(self, tmp_path: Path, name: str, begin: str) -> None:
        with pytest.raises(TicketFileError) as caught:
            read(tmp_path, f"{begin.strip()}<table><tr><td>1</td></tr></table>\n", name, **EUROPE)
        assert str(caught.value) == (
            f"{name}: is a web page or XML, whatever its name says; export it as CSV, or open it "
            "in a spreadsheet and save it as .xlsx or CSV"
        )


class TestSheets:
    HEADER = ("id", "priority", "opened_at", "status")
    ROW = ("1", "high", "2026-11-24 10:00:00", "Open")

    @pytest.mark.parametrize(
        ("above", "problem"),
        [
            (
                [["Tickets of October"], []],
                (
                    "row 1 names no columns, or one, and row 3 has 4 fields; if that is the "
                    "header, say so with --header-row 3"
                ),
            ),
            (
                [["Ticket", "", "Times", ""]],
                (
                    "row 1 leaves 2 columns without a name, and row 2 names all of them; if that "
                    "is the header, say so with --header-row 2, else --header-row 1"
                ),
            ),
        ],
        ids=["a title over all columns", "groups of columns"],
    )
    def test_title_above_the_header_is_told(
        self, tmp_path: Path, above: list[list[object]], problem: str
    ) -> None:
        path = sheet(tmp_path, *above, [*self.HEADER], [*self.ROW])
        with pytest.raises(TicketFileError) as caught:
            read_tickets(path, timezone="UTC")
        assert caught.value.problem == problem
        found = read_tickets(path, timezone="UTC", header_row=len(above) + 1)
        assert ids(found) == ["1"]


class TestTimes:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            ('"Nov 24, 2026, 10:00\u202fAM"', '"Nov 24, 2026, 11:00\u202fAM"'),
            ("24.11.2026\u00a010:00", "24.11.2026\u00a011:00"),
            ("\u200e24/11/2026 \u200e10:00", "\u200e24/11/2026 \u200e11:00"),
            (
                "\u0662\u0664/\u0661\u0661/\u0662\u0660\u0662\u0666 \u0661\u0660:\u0660\u0660",
                "24/11/2026 11:00",
            ),
            ("２４/１１/２０２６ １０:００", "24/11/2026 11:00"),
            ("24-NOV-26 10.00.00.000000 AM", "24-NOV-26 11.00.00.000000 AM"),
            ("24.11.2026 10.00", "24.11.2026 11.00"),
            ("Nov 24 2026 10:00AM", "Nov 24 2026 11:00AM"),
            ('"Tuesday, November 24, 2026 10:00:00 AM"', "11/24/2026 11:00 a.m."),
            ('"46350,41666667"', '"46350,45833333"'),
            ("46350.41666667", "46350.45833333"),
        ],
    )
    def test_are_read_however_they_are_written(
        self, tmp_path: Path, first: str, second: str
    ) -> None:
        found = read(tmp_path, f"id,opened_at\n1,{first}\n2,{second}\n", **EUROPE)
        assert opened(found) == TIMES

    def test_order_that_another_column_shows_is_told_and_not_taken(self, tmp_path: Path) -> None:
        content = (
            "id,opened_at,resolved_at\n1,3/2/2026 9:00AM,3/2/2026 1:00PM\n2,3/13/2026 9:00AM,\n"
        )
        with pytest.raises(UndecidedTimesError) as caught:
            read(tmp_path, content, **EUROPE)
        assert caught.value.column == "resolved_at"
        assert caught.value.problem.endswith(
            "; column 'opened_at' is month-first, as '3/13/2026 9:00AM' shows, so perhaps "
            "--dates month-first"
        )
        assert len(read(tmp_path, content, dates="month-first", **EUROPE).frame) == 2

    def test_marks_around_a_time_can_be_declared(self, tmp_path: Path) -> None:
        content = 'id,opened_at\n1,"=""2026-11-24 10:00"""\n2,"=""2026-11-24 11:00"""\n'
        found = read(tmp_path, content, time_formats=('="%Y-%m-%d %H:%M"',), **EUROPE)
        assert opened(found) == TIMES

    def test_ids_that_a_spreadsheet_shortened_are_told(self, tmp_path: Path) -> None:
        rows = "1E+05,2026-11-24 10:00\n1E+05,2026-11-24 11:00\n2,2026-11-24 11:00\n"
        found = read(tmp_path, f"id,opened_at\n{rows}", **EUROPE)
        assert len(found.frame) == 2
        assert (
            "2 ids such as '1E+05' were shortened by a spreadsheet, so different tickets have the "
            "same one: show the column there as text, and export it again"
        ) in found.notes
        assert not any(
            "shortened" in note
            for note in read(tmp_path, f"id,opened_at\n{rows[23:]}", **EUROPE).notes
        )

    @pytest.mark.parametrize("length", ["2.5 hrs", "4:06", "-0:31", "3 Std", "1 day 2 hours"])
    def test_length_of_time_is_called_one(self, tmp_path: Path, length: str) -> None:
        content = f"id,opened_at,responded_at\n1,2026-11-24 10:00,{length}\n"
        with pytest.raises(UndecidedTimesError) as caught:
            read(tmp_path, content, **EUROPE)
        assert caught.value.problem == (
            "is a length of time, or a time of day without its date, and no instant; name the "
            "column that says when it happened, or leave this one out; a date in another column "
            "is joined with --map opened_at='Date + Time'"
        )

    @pytest.mark.parametrize("date", ["Tuesday, November 24, 2026", "24-Nov-2026", "2026-11-24"])
    def test_date_alone_is_called_one(self, tmp_path: Path, date: str) -> None:
        with pytest.raises(UndecidedTimesError) as caught:
            read(tmp_path, f'id,opened_at\n1,"{date}"\n', **EUROPE)
        assert caught.value.problem.startswith("is a date without a time of day; ")


class TestYears:
    def test_year_of_another_calendar_is_listed(self, tmp_path: Path) -> None:
        found = read(tmp_path, HEADER + FIRST + "2,high,1405-09-03 10:00:00,,Open\n", **EUROPE)
        assert ids(found) == ["1"]
        assert listed(found) == [
            (
                2,
                "odd_year",
                (
                    "opened_at '1405-09-03 10:00:00' lies before 1900; years are those of the "
                    "Gregorian calendar"
                ),
            )
        ]

    def test_column_of_such_years_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UndecidedTimesError, match="of the Gregorian calendar, so put dates"):
            read(tmp_path, HEADER + "2,high,1405-09-03 10:00:00,,Open\n", **EUROPE)

    @pytest.mark.parametrize(
        "word",
        ["9999-12-31 23:59:59", "31.12.9999", "12/31/9999 12:00:00 AM", "1900-01-01", "1/1/0001"],
    )
    def test_date_that_databases_write_for_none_is_no_time(self, tmp_path: Path, word: str) -> None:
        found = read(tmp_path, HEADER + f"1,high,2026-11-24 10:00:00,{word},Open\n", **EUROPE)
        assert ids(found) == ["1"]
        assert found.frame["resolved_at"].to_list() == [None]
        assert f"1 value of 'resolved_at' taken for no time: '{word}' (1)" in found.notes


def test_example_of_a_first_run_joins_a_date_and_its_time(tmp_path: Path) -> None:
    content = "caseNumber,incidentDate,incidentTime\n1,11/24/2026,10:00 AM\n2,11/25/2026,9:30 AM\n"
    with pytest.raises(TicketFileError, match=r"--map opened_at='incidentDate \+ incidentTime'"):
        read(tmp_path, content, **EUROPE)


class TestJira:
    """Names of columns as in exports that are public; the rows are invented."""

    TEXT = (
        "Summary,Issue key,Issue id,Issue Type,Status,Project key,Priority,Resolution,Assignee,"
        "Created,Updated,Resolved,Labels,Labels,Description,Comment,Comment,"
        "Custom field (Time to first response),Custom field (Time to resolution)\n"
        "Printer,DESK-1,10001,Incident,Done,DESK,High,Done,Ann,02/Mar/26 9:05 AM,"
        '03/Mar/26 9:00 AM,02/Mar/26 12:15 PM,a,b,"h2. What\nIt ""stopped"", all of it",'
        '"02/Mar/26 9:30 AM;5b10:abc;We look\n into it",,00:35,-00:12\n'
        "Password,DESK-2,10002,Task,Waiting for customer,DESK,Low,,,27/Nov/26 3:53 PM,"
        "27/Nov/26 3:53 PM,,,,,,,1:10,7:55\n"
    )

    def test_times_and_states_are_read(self, tmp_path: Path) -> None:
        found = read(tmp_path, self.TEXT, timezone="UTC")
        assert found.profile.title == "Jira issue export"
        names = ["ticket_id", "opened_at", "resolved_at", "state"]
        day = datetime(2026, 3, 2, tzinfo=UTC)
        assert found.frame.select(names).rows() == [
            (
                "DESK-1",
                day.replace(hour=9, minute=5),
                day.replace(hour=12, minute=15),
                "closed",
            ),
            ("DESK-2", datetime(2026, 11, 27, 15, 53, tzinfo=UTC), None, "waiting"),
        ]

    @pytest.mark.parametrize("name", ["Time to first response", "Time to resolution"])
    def test_column_of_what_is_left_is_no_time(self, tmp_path: Path, name: str) -> None:
        columns = {"responded_at": f"Custom field ({name})"}
        with pytest.raises(UndecidedTimesError, match="is a length of time"):
            read(tmp_path, self.TEXT, timezone="UTC", columns=columns)
