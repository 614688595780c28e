"""Where an export comes from: packed, several as one, standard input, by another name."""

from __future__ import annotations

import gzip
import io
import os
import sys
import zipfile
from pathlib import Path

import pytest

from slaclock.errors import TicketFileError
from slaclock.reports import read_tickets
from slaclock.reports.reading import sources
from tests.reports.reading.files import DAY, checked, ids, listed, read

CSV = f"ticket_id,opened_at\n1,{DAY}\n2,{DAY}\n"
OTHER = f"opened_at,Ticket_ID,more\n{DAY},3,x\n{DAY},,x\n"


def test_packed(tmp_path: Path) -> None:
    assert ids(read(tmp_path, gzip.compress(CSV.encode(), mtime=0), "t.csv.gz")) == ["1", "2"]
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("may.csv", CSV)
        archive.writestr("notes.md", "no tickets")
        archive.writestr("__MACOSX/._may.csv", "x")
    assert ids(checked(read_tickets(tmp_path / "t.zip"))) == ["1", "2"]


@pytest.mark.parametrize("name", ["t.zip", "t.csv.gz"])
def test_broken_archive(tmp_path: Path, name: str) -> None:
    with pytest.raises(TicketFileError, match="cannot be read"):
        read(tmp_path, b"PK\x03\x04 or not", name)


@pytest.mark.parametrize("name", ["t.zip", "t.csv.gz"])
def test_packed_file_that_grows_without_measure(tmp_path: Path, name: str) -> None:
    content = b"\n" * (20 << 20)
    if name == "t.zip":
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("may.csv", content)
    else:
        (tmp_path / name).write_bytes(gzip.compress(content))
    with pytest.raises(TicketFileError, match="grows to over 250 times its size; unpack it first"):
        read_tickets(tmp_path / name)


def test_parts_of_an_archive_count_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "MOST_UNPACKED", 1 << 20)
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("may.csv", CSV + "x" * 600_000)
        archive.writestr("june.csv", CSV + "x" * 600_000)
    with pytest.raises(TicketFileError, match=r"t\.zip/june\.csv: is over 0 GiB when unpacked"):
        read_tickets(tmp_path / "t.zip")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("kind", ["csv", "json", "jsonl", "parquet", "xlsx", "csv.gz", "zip"])
def test_pipe_and_device_are_refused_at_once(kind: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / f"pipe.{kind}")
    (tmp_path / f"null.{kind}").symlink_to(os.devnull)
    for name in ("pipe", "null"):
        with pytest.raises(TicketFileError, match="cannot be read: it is not a regular file"):
            read_tickets(tmp_path / f"{name}.{kind}")


def test_archive_without_tickets(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("notes.md", "no tickets")
    with pytest.raises(TicketFileError, match="has no file of tickets in it"):
        read_tickets(tmp_path / "t.zip")


def test_several_files_and_a_pattern_are_one(tmp_path: Path) -> None:
    (tmp_path / "2026-05.csv").write_text(CSV)
    (tmp_path / "2026-06.csv").write_text(OTHER)
    for given in (tmp_path / "2026-*.csv", sorted(tmp_path.iterdir())):
        found = checked(read_tickets(given))
        assert ids(found) == ["1", "2", "3"]
        assert listed(found) == [(4, "no_id", "the row names no ticket")]
        assert found.file == "2026-05.csv and 1 more file"
        assert found.notes[:2] == ("rows 1 to 2 are 2026-05.csv", "rows 3 to 4 are 2026-06.csv")


def test_several_files_need_the_same_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV)
    (tmp_path / "b.csv").write_text("ticket_id,opend_at\n3,x\n")
    with pytest.raises(TicketFileError) as caught:
        read_tickets([tmp_path / "a.csv", tmp_path / "b.csv"])
    assert str(caught.value) == (
        "b.csv: has no column 'opened_at', which the first file has; "
        "did you mean 'opend_at'? columns: ticket_id, opend_at"
    )


def test_pattern_that_fits_nothing(tmp_path: Path) -> None:
    with pytest.raises(TicketFileError, match="no file has a name like that"):
        read_tickets(tmp_path / "2026-*.csv")


@pytest.mark.parametrize(
    "data",
    [
        CSV.encode(),
        gzip.compress(CSV.encode(), mtime=0),
        b'[{"id": 1, "opened_at": "%s"}]' % DAY.encode(),
    ],
    ids=["csv", "gzip", "json"],
)
def test_standard_input(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    assert ids(checked(read_tickets("-")))[0] == "1"


def test_content_of_another_kind(tmp_path: Path) -> None:
    with pytest.raises(TicketFileError) as caught:
        read(tmp_path, b"PK\x03\x04rest", "t.csv")
    assert str(caught.value) == (
        "t.csv: is an Excel or zip file by its content; give it a name that ends in .xlsx or .zip"
    )


def test_id_with_a_null_character_is_listed(tmp_path: Path) -> None:
    found = read(tmp_path, f"ticket_id,opened_at\n1\0,{DAY}\n2,{DAY}\n".encode(), "t.csv")
    assert ids(found) == ["2"]
    assert listed(found) == [(1, "no_id", "its id holds a null character")]
