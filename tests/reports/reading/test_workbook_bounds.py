"""Excel and Parquet files that would grow beyond memory are refused before they do."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import polars as pl
import pytest

from slaclock.errors import TicketFileError
from slaclock.reports import read_tickets
from slaclock.reports.reading import sources, tables, workbook_bounds

OFFICE = "http://schemas.openxmlformats.org"
MAIN = f"{OFFICE}/spreadsheetml/2006/main"
RELATION = f"{OFFICE}/officeDocument/2006/relationships"
PACKAGE = f"{OFFICE}/package/2006"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override '
    'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
    f'Type="{RELATION}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
    '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{RELATION}/worksheet" Target="worksheets/sheet1.xml"/>'
    "</Relationships>",
}
NAMES = ("ticket_id", "opened_at", "plan", "priority")
FIRST = ("A", "2026-03-02T09:00:00Z", "lite", "P1")


def cell(text: str, place: str = "") -> str:
    return f'<c{place} t="inlineStr"><is><t>{text}</t></is></c>'


def row(number: int, *texts: str) -> str:
    cells = "".join(cell(text, f' r="{"ABCD"[at]}{number}"') for at, text in enumerate(texts))
    return f'<row r="{number}">{cells}</row>'


def book(path: Path, more: str, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """Write a workbook of one ticket, and what else its sheet says."""
    rows = row(1, *NAMES) + row(2, *FIRST) + more
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def refused(path: Path) -> str:
    with pytest.raises(TicketFileError) as caught:
        read_tickets(path)
    return str(caught.value)


class TestWorkbook:
    def test_ordinary_one_is_read(self, tmp_path: Path) -> None:
        tickets = read_tickets(book(tmp_path / "t.xlsx", row(3, "B", *FIRST[1:])))
        assert tickets.frame["ticket_id"].to_list() == ["A", "B"]

    def test_form_of_a_far_cell_alone_does_not_count_as_its_place(self, tmp_path: Path) -> None:
        chosen = '<selection activeCell="XFD1048576" sqref="XFD1048576"/>'
        tickets = read_tickets(book(tmp_path / "t.xlsx", chosen))
        assert tickets.frame["ticket_id"].to_list() == ["A"]

    @pytest.mark.parametrize(
        "far",
        [
            f'<row r="1048576">{cell("x", " r=" + chr(34) + "XFD1048576" + chr(34))}</row>',
            f"<row r='1048576'>{cell('x', ' r=' + chr(39) + 'xfd1048576' + chr(39))}</row>",
            f'<row r="3">{cell("x") * 16_384}</row><row r="1048576">{cell("x")}</row>',
        ],
        ids=["last cell", "other quotes", "cells without a place"],
    )
    def test_sheet_that_reaches_far_is_refused(self, far: str, tmp_path: Path) -> None:
        assert refused(book(tmp_path / "t.xlsx", far)) == (
            "t.xlsx: has a sheet of 1,048,576 rows and 16,384 columns; up to 134,217,728 cells "
            "are read: delete what stands far off, or save it as CSV"
        )

    def test_sheet_of_one_text_is_refused(self, tmp_path: Path) -> None:
        path = book(tmp_path / "t.xlsx", row(3, " " * (20 << 20), *FIRST[1:]))
        assert refused(path) == (
            "t.xlsx: grows to over 250 times its size; unpack it first, or save it as CSV"
        )

    def test_size_that_a_part_says_of_itself_does_not_count(self, tmp_path: Path) -> None:
        path = book(tmp_path / "t.xlsx", row(3, " " * (20 << 20), *FIRST[1:]))
        with zipfile.ZipFile(path) as archive:
            part = archive.getinfo("xl/worksheets/sheet1.xml")
        honest, lie = part.file_size.to_bytes(4, "little"), (100).to_bytes(4, "little")
        path.write_bytes(path.read_bytes().replace(honest, lie))
        assert "grows to over 250 times its size" in refused(path)

    @pytest.mark.parametrize("first", [True, False], ids=["texts first", "texts last"])
    def test_one_long_text_that_many_cells_share_is_refused(
        self, first: bool, tmp_path: Path
    ) -> None:
        text = "x" * 30_000
        shared = f'<sst xmlns="{MAIN}"><si><t>short</t></si><si><t>{text}</t></si></sst>'
        rows = "".join(
            f'<row r="{at}"><c r="A{at}" t="s"><v>1</v></c></row>' for at in range(3, 2_000)
        )
        path = tmp_path / "t.xlsx"
        parts = {
            **PARTS,
            "xl/_rels/workbook.xml.rels": PARTS["xl/_rels/workbook.xml.rels"].replace(
                "</Relationships>",
                f'<Relationship Id="r2" Type="{RELATION}/sharedStrings" '
                'Target="sharedStrings.xml"/></Relationships>',
            ),
        }
        heads = row(1, *NAMES) + row(2, *FIRST)
        sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{heads}{rows}</sheetData></worksheet>'
        late = {"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in (*parts, *(reversed(late) if first else late)):
                archive.writestr(name, (parts | late)[name])
        assert "grows to over 250 times its size" in refused(path)
        few = sheet.replace("<v>1</v>", "<v>0</v>")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in (parts | late | {"xl/worksheets/sheet1.xml": few}).items():
                archive.writestr(name, content)
        assert len(read_tickets(path).frame) == 1

    def test_bound_in_bytes(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sources, "MOST_UNPACKED", 1 << 20)
        path = book(tmp_path / "t.xlsx", row(3, "x" * (2 << 20)), zipfile.ZIP_STORED)
        assert "is over 0 GiB when unpacked" in refused(path)

    def test_broken_part_is_told(self, tmp_path: Path) -> None:
        path = book(tmp_path / "t.xlsx", "")
        packed = zlib.compress(b"x" * 100)
        content = path.read_bytes()
        path.write_bytes(content[:60] + packed + content[60 + len(packed) :])
        assert refused(path).startswith("t.xlsx: cannot be read: ")

    def test_workbook_without_sheets_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        sheets = '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets>'
        with zipfile.ZipFile(path, "w") as archive:
            for name, text in PARTS.items():
                archive.writestr(name, text.replace(sheets, "<sheets/>"))
        assert refused(path) == "t.xlsx: has no sheet"

    def test_name_of_a_part_that_is_no_text_is_told(self, tmp_path: Path) -> None:
        path = tmp_path / "t.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("\u00e9.xml", "")
        path.write_bytes(path.read_bytes().replace("\u00e9".encode(), b"\xb6\xb6"))
        assert refused(path).startswith("t.xlsx: cannot be read: it is no Excel file, or a broken")

    def test_places_that_two_pieces_share_are_seen(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        far = f'<row r="1048576">{cell("x", " r=" + chr(34) + "XFD1048576" + chr(34))}</row>'
        path = book(tmp_path / "t.xlsx", far)
        for size in (7, 16, 31):
            monkeypatch.setattr(workbook_bounds, "_CHUNK", size)
            assert "has a sheet of 1,048,576 rows and 16,384 columns" in refused(path)


class TestParquet:
    FRAME = pl.DataFrame(dict(zip(NAMES, ([text] for text in FIRST), strict=True)))

    def test_one_long_text_many_times_is_refused(self, tmp_path: Path) -> None:
        texts = [f"{'x' * 1_000_000}{number}" for number in range(30)]
        frame = self.FRAME.select(pl.all().repeat_by(30).explode()).with_columns(
            ticket_id=pl.Series(texts)
        )
        frame.write_parquet(tmp_path / "t.parquet", compression="zstd")
        assert refused(tmp_path / "t.parquet") == (
            "t.parquet: grows to over 250 times its size; unpack it first, or save it as CSV"
        )

    def test_bound_of_values(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables, "MOST_PARQUET_CELLS", 7)
        frame = pl.concat([self.FRAME, self.FRAME.with_columns(ticket_id=pl.lit("B"))])
        frame.write_parquet(tmp_path / "t.parquet")
        assert refused(tmp_path / "t.parquet") == (
            "t.parquet: has 8 values; up to 7 are read at once"
        )

    def test_order_of_rows_over_many_groups(self, tmp_path: Path) -> None:
        ids = [f"T{number}" for number in range(5_000)]
        frame = self.FRAME.select(pl.all().repeat_by(5_000).explode()).with_columns(
            ticket_id=pl.Series(ids)
        )
        frame.write_parquet(tmp_path / "t.parquet", row_group_size=64)
        assert read_tickets(tmp_path / "t.parquet").frame["ticket_id"].to_list() == ids
