"""Exports of every kind, whatever was done to the file, and the commands with any options."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock import load_matrix
from slaclock.reports import (
    answer_events,
    answer_export,
    make_report,
    propose_profile,
    read_tickets,
)
from tests.commands import run
from tests.fuzz.knocking import TEXTS, broken, examples, knock
from tests.fuzz.test_clocks import LOG, NOW
from tests.fuzz.test_data_files import SEEDS as CONTRACTS

SLA = load_matrix("wotnot")
ROWS: list[dict[str, Any]] = [
    {
        "id": str(number),
        "plan": "starter",
        "priority": "P1",
        "opened_at": f"2026-05-{number % 28 + 1:02}T10:00:00Z",
        "resolved_at": f"2026-05-{number % 28 + 1:02}T11:30:00Z",
        "subject": 'one, "two"\nthree',
    }
    for number in range(12)
]
EVENTS = [{"ticket": "1", **event} for event in LOG]


def _excel() -> bytes:
    file = io.BytesIO()
    pl.DataFrame(ROWS).write_excel(file)
    return file.getvalue()


def _parquet() -> bytes:
    file = io.BytesIO()
    pl.DataFrame(ROWS).write_parquet(file)
    return file.getvalue()


def _zip(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("t.csv", content)
    return file.getvalue()


CSV = pl.DataFrame(ROWS).write_csv().encode()
EXPORTS = {
    "t.csv": CSV,
    "t.tsv": pl.DataFrame(ROWS).write_csv(separator="\t").encode(),
    "t.txt": CSV.decode().replace(",", ";").encode("utf-16"),
    "t.json": json.dumps(ROWS).encode(),
    "t.jsonl": "\n".join(map(json.dumps, ROWS)).encode(),
    "t.csv.gz": gzip.compress(CSV, mtime=0),
    "t.zip": _zip(CSV),
    "t.parquet": _parquet(),
    "t.xlsx": _excel(),
}
WORDS = (
    *(
        b'"',
        b'""',
        b"\r\n",
        b";",
        b"\t",
        b"sep=;\n",
        b"2026-13-45",
        b"46083.5",
        b"\\ud800",
        b"=1+1",
    ),
    *(b"null", b"{}", b"[]", b"PAR1", b"PK\x03\x04", b"\x1f\x8b", b"\xef\xbb\xbf", b"\xff\xfe"),
)
OPTIONS = (
    *("--tz", "--at", "--as-of", "-m", "--plan", "--priority", "--profile", "--field", "--map"),
    *("--status", "--value", "--sheet", "--header-row", "--separator", "--encoding", "--goal"),
    *("--duplicates", "--json", "--explain", "--years", "--holidays", "--column", "--metric"),
    *(
        "--time-format",
        "--zone",
        "-o",
        "--out",
        "--csv",
        "--by",
        "--tickets",
        "--suggest",
        "--help",
    ),
)


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", EXPORTS)
@given(data=st.data())
@examples(4)
def test_bytes(name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("x")
    path = written(folder, name, data.draw(broken(EXPORTS[name], WORDS)))
    tickets = knock(lambda: read_tickets(path))
    if tickets is not None:
        made = knock(lambda: make_report(tickets, matrix=SLA, as_of=NOW))
        if made is not None:
            knock(lambda: json.dumps(made.to_dict()) + made.to_csv())
    knock(lambda: propose_profile(path))
    knock(lambda: answer_export(path, folder / "out.csv", matrix=SLA))
    knock(lambda: answer_events(path, folder / "out.csv", matrix=SLA, now=NOW))


@given(data=st.data())
@examples(4)
def test_log(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("x")
    content = "\n".join(map(json.dumps, EVENTS)).encode()
    path = written(folder, "log.jsonl", data.draw(broken(content, WORDS)))
    knock(lambda: answer_events(path, folder / "out.json", matrix=SLA, now=NOW))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("columns.csv", ",".join(f"c{n}" for n in range(100_000)) + "\n"),
        ("rows.csv", "id,opened_at\n" + "1,soon\n" * 140_000),
        ("quotes.csv", 'id,opened_at\n"' * 70_000),
        ("lines.csv", "id,opened_at\n" + "\n" * 1_000_000),
        ("field.csv", "id,opened_at\n1," + "x" * 1_000_000),
        (
            "names.csv",
            "id,plan,opened_at\n" + "".join(f"{n},p{n},2026-05-01T10:00Z\n" for n in range(30_000)),
        ),
        ("nest.json", "[" * 1_000_000),
        ("keys.json", json.dumps([{f"k{n}": n for n in range(70_000)}])),
        ("rows.jsonl", '{"id":1,"opened_at":"x"}\n' * 40_000),
        ("wide.jsonl", "".join(f'{{"k{n}":1}}\n' for n in range(60_000))),
        ("empty.jsonl", "{}\n" * 300_000),
    ],
)
def test_long_file(name: str, text: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(text[: 1 << 20], encoding="utf-8")
    knock(lambda: read_tickets(path))


COMMANDS = (
    *("init", "due", "explain", "clock", "bundle", "escalations", "elapsed", "windows", "matrix"),
    *("check", "freeze", "diff", "schema", "bulk", "states", "map", "report", "replay", "price"),
    *("demo", "doctor"),
)
COMMON = ("lite", "P1", "2026-03-02T09:00Z", "2026-03-03T09:00Z", "now", "wotnot", "2026-2027")


@pytest.mark.parametrize("command", COMMANDS)
@given(data=st.data())
@examples(2)
def test_command(
    command: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("k")
    made = {"log.json": json.dumps(LOG).encode(), "t.csv": CSV, **CONTRACTS}
    for name, content in made.items():
        damaged = data.draw(st.booleans())
        written(folder, name, data.draw(broken(content, WORDS)) if damaged else content)
    files = [str(folder / name) for name in (*made, "new.csv", "new.html", "new.toml", "new.json")]
    values = st.one_of(
        st.sampled_from([*files, *COMMON]), TEXTS.filter(lambda text: "\0" not in text)
    )
    option = st.tuples(st.sampled_from(OPTIONS), values).map(list)
    arguments = data.draw(st.lists(st.one_of(values.map(lambda one: [one]), option), max_size=6))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    given_texts = [text for part in arguments for text in part]
    here, stdin = Path.cwd(), sys.stdin
    os.chdir(folder)
    sys.stdin = io.TextIOWrapper(io.BytesIO(data.draw(st.sampled_from([b"", b"[]", CSV]))))
    try:
        ran = run(command, *given_texts)
    finally:
        os.chdir(here)
        sys.stdin = stdin
    assert ran.code in (0, 1, 2)
    assert "Traceback" not in ran.err
    assert len(ran.err) < 8192
    for path, content in before.items():
        if given_texts.count(str(path)) == 1 and path.suffix not in (".toml", ".yaml"):
            continue  # it may be what is written, and was not read
        assert path.read_bytes() == content, f"{path.name} was read, and is written over"
