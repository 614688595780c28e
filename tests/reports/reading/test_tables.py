"""Files of every kind as tables: CSV, JSON, Parquet, Excel, frames."""

from __future__ import annotations

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl
import pytest

from slaclock.errors import (
    MissingExtraError,
    UndecidedTimesError,
)
from slaclock.reports.errors import TicketFileError
from slaclock.reports.reading.readers import read_tickets, take_tickets
from tests.reports.reading.rows import GOOD, HEADER, at, listed, read, write


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
        sheet.write_row(0, 0, ["ticket_id", "opened_at", "share"])
        form = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for row, share in ((1, 0.5), (2, 1.0)):
            sheet.write_row(row, 0, [row])
            sheet.write_datetime(row, 1, datetime(2026, 3, 2, 9), form)
            sheet.write_number(row, 2, share)
        book.close()
        tickets = read_tickets(tmp_path / "tickets.xlsx", timezone="UTC", keep=("share",))
        assert tickets.frame["opened_at"].to_list() == [at(9)] * 2
        # A sheet knows only fractions: ticket 1 is 1.0 there.
        assert tickets.frame["ticket_id"].to_list() == ["1", "2"]
        assert tickets.frame.get_columns()[-1].to_list() == [0.5, 1.0]

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


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(minutes=28, seconds=20), "0:28:20"),  # 1,700,000,000 us
        (timedelta(days=20), "480:00:00"),  # 1,728,000,000,000 us
        (-timedelta(minutes=31), "-0:31:00"),
        (timedelta(seconds=1, microseconds=5), "0:00:01.000005"),
    ],
)
def test_length_of_time_is_text_and_never_an_epoch(length: timedelta, text: str) -> None:
    frame = pl.DataFrame(
        {"ticket_id": ["A", "B"], "opened_at": ["2026-03-02T09:00Z"] * 2, "spent": [length, None]}
    )
    found = take_tickets(frame, keep=["spent"])
    assert found.frame["other spent"].to_list() == [text, None]
    with pytest.raises(UndecidedTimesError, match="is a length of time"):
        take_tickets(frame, columns={"resolved_at": "spent"})
