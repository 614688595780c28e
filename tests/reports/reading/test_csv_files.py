"""CSV files: encodings, separators, headers, quotes; by polars and record by record."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from slaclock.errors import TicketFileError
from slaclock.files.csv_records import NOT_CLOSED
from slaclock.reports.reading import csv_files
from slaclock.reports.reading.csv_files import CsvFile
from slaclock.reports.reading.tables import open_table
from tests.reports.reading.files import DAY, LATER, ids, listed, read

HEADER = "ticket_id,subject,opened_at\n"


class TestQuotes:
    def test_open_quote_takes_no_row_with_it(self, tmp_path: Path) -> None:
        rows = f'1,"quick question,{DAY}\n2,x,{DAY}\n3,size 5" disk,{DAY}\n'
        found = read(tmp_path, HEADER + rows)
        assert ids(found) == ["2", "3"]
        assert listed(found) == [(1, "unsplittable", f"line 2 {NOT_CLOSED}")]

    def test_open_quote_closed_at_the_edge_of_another_field(self, tmp_path: Path) -> None:
        """By RFC 4180 alone, this is one good ticket with three lines of subject."""
        rows = f'1,"quick question,{DAY}\n2,x,{DAY}\n3,size 5",{DAY}\n'
        found = read(tmp_path, HEADER + rows)
        assert ids(found) == ["2", "3"]
        assert found.rows == 3

    def test_long_quoted_field(self, tmp_path: Path) -> None:
        log = "".join(f"step {number}, done, {number}\n" for number in range(1_500))
        found = read(tmp_path, f'{HEADER}1,"{log}",{DAY}\n2,x,{DAY}\n')
        assert ids(found) == ["1", "2"]
        assert found.rows == 2

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    def test_line_breaks_and_doubled_quotes_are_read_by_polars(
        self, tmp_path: Path, end: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(CsvFile, "_by_record", None)
        text = 'say ""hello"",\nthen twice,\n""'
        content = f'{HEADER}"1","{text}",{DAY}\n2,"",{DAY}\n3,"a,b",{LATER}'.replace("\n", end)
        assert ids(read(tmp_path, content)) == ["1", "2", "3"]


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
    @pytest.mark.parametrize("told", [None, "utf-16"])
    def test_byte_order_mark_is_understood(
        self, tmp_path: Path, encoding: str, told: str | None
    ) -> None:
        content = f"ticket_id\tsubject\topened_at\n1\tgrün\t{DAY}\n".encode(encoding)
        assert ids(read(tmp_path, content, "t.txt", encoding=told)) == ["1"]

    def test_named_without_a_mark(self, tmp_path: Path) -> None:
        content = f"{HEADER}1,grün,{DAY}\n"
        for encoding in ("utf-16-le", "cp1252"):
            assert ids(read(tmp_path, content.encode(encoding), encoding=encoding)) == ["1"]

    @pytest.mark.parametrize("name", ["no-such", "base64", "a\0b"])
    def test_unknown_encoding(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(TicketFileError, match="unknown encoding"):
            read(tmp_path, f"{HEADER}1,x,{DAY}\n", encoding=name)


class TestHeaders:
    @pytest.mark.parametrize("line", ["sep=;", '"sep=;"', "SEP=;"])
    def test_line_of_excel_that_names_the_separator(self, tmp_path: Path, line: str) -> None:
        content = f"{line}\r\nticket_id;opened_at;subject\r\n1;{DAY};a,b,c,d\r\n"
        assert ids(read(tmp_path, content)) == ["1"]

    def test_separators_in_a_quoted_name(self, tmp_path: Path) -> None:
        content = f'ticket_id;"Name, first, last, middle, title";opened_at\n1;x;{DAY}\n'
        assert ids(read(tmp_path, content)) == ["1"]

    @pytest.mark.parametrize("text", ["::", "", '"', "\n"])
    def test_separator_that_is_none(self, tmp_path: Path, text: str) -> None:
        path = tmp_path / "t.csv"
        if text:
            with pytest.raises(TicketFileError, match="a separator is one character"):
                read(tmp_path, HEADER, path.name, separator=text)

    def test_title_above_the_header(self, tmp_path: Path) -> None:
        content = f"Tickets of May\n\n{HEADER}1,x,{DAY}\n"
        with pytest.raises(TicketFileError) as caught:
            read(tmp_path, content)
        assert str(caught.value) == (
            "t.csv: line 1 names no columns, or one, and line 3 has 3 fields; "
            "if that is the header, say so with --header-row 3"
        )
        found = read(tmp_path, content, header_row=3)
        assert (ids(found), found.rows) == (["1"], 1)
        with pytest.raises(TicketFileError, match="has no line 9"):
            read(tmp_path, content, header_row=9)

    def test_blank_lines_are_no_rows(self, tmp_path: Path) -> None:
        found = read(tmp_path, f"{HEADER}1,x,{DAY}\n\n2,x,{DAY}\n\n")
        assert (ids(found), found.rows) == (["1", "2"], 2)

    def test_short_and_long_line_that_even_out(self, tmp_path: Path) -> None:
        found = read(tmp_path, f"{HEADER}1,{DAY}\n2,x,y,{DAY}\n3,x,{DAY}\n")
        assert ids(found) == ["3"]
        assert [detail for _, _, detail in listed(found)] == [
            "line 2 has 2 fields, the header has 3",
            "line 3 has 4 fields, the header has 3",
        ]


class TestParts:
    """What is read does not depend on where the file is cut into parts."""

    FILES: ClassVar = {
        "plain": "".join(f"{row},x,{DAY}\n" for row in range(40)),
        "quoted": "".join(f'{row},"x, ""y""\nz",{DAY}\n' for row in range(40)),
        "short lines": "".join(f"{row},x{',' + DAY if row % 7 else ''}\n" for row in range(40)),
        "stray quote in the middle": (
            "".join(f"{row},x,{DAY}\n" for row in range(20))
            + f'20,"open,{DAY}\n'
            + "".join(f'{row},"x",{DAY}\n' for row in range(21, 40))
        ),
        "nothing": "",
    }

    @pytest.mark.parametrize("rows", FILES.values(), ids=FILES.keys())
    @pytest.mark.parametrize("size", [30, 200])
    def test_rows_and_listed_lines(
        self, tmp_path: Path, rows: str, size: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "t.csv").write_text(f"sep=,\n{HEADER}{rows}", newline="")
        opened = open_table(tmp_path / "t.csv")
        whole = opened.read(opened.header, times=["opened_at"])
        monkeypatch.setattr(csv_files, "_CHUNK", size)
        monkeypatch.setattr(csv_files, "_ROWS_AT_ONCE", 3)
        parts = list(opened.parts(opened.header, times=["opened_at"]))
        assert sum(part.rows for part in parts) == whole.rows
        assert [line for part in parts for line in part.bad] == list(whole.bad)
        assert [row for part in parts for row in part.frame.rows()] == whole.frame.rows()
        assert len(parts) > 3 or not rows

    def test_line_that_is_not_utf_8_is_told_with_its_place(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_files, "_CHUNK", 50)
        content = f"{HEADER}{f'1,x,{DAY}' + chr(10)}".encode() * 9 + b"2,gr\xfcn,x\n"
        with pytest.raises(TicketFileError, match=f"at byte {content.index(0xFC)};"):
            read(tmp_path, content)
