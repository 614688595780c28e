"""Broken files: whatever is done to one, it is read or refused in slaclock's own words.

Bytes are flipped, lines cut and quotes doubled; the seed is fixed, so a failure comes again.
"""

from __future__ import annotations

import json
import random
import time
from pathlib import Path

import pytest

from slaclock.errors import LedgerError, SlaClockError
from slaclock.reports import read_tickets

ROWS = 40
TEXTS = ("plain", "a, b; c", 'say "hello"', "two\nlines", "ünïcode", "")


def csv_file(separator: str = ",", end: str = "\n") -> bytes:
    """Return a good file, with quotes and line breaks in its texts."""
    lines = [separator.join(("ticket_id", "subject", "priority", "opened_at", "resolved_at"))]
    for row in range(ROWS):
        text = TEXTS[row % len(TEXTS)].replace('"', '""')
        day = f"2026-05-{row % 28 + 1:02}"
        fields = (str(row), f'"{text}"', "P1", f"{day}T10:00:00Z", f"{day}T11:30:00Z")
        lines.append(separator.join(fields))
    return (end.join(lines) + end).encode()


def json_lines() -> bytes:
    rows = [
        {"id": row, "subject": TEXTS[row % len(TEXTS)], "opened_at": 1795525200 + 60 * row}
        for row in range(ROWS)
    ]
    return "\n".join(map(json.dumps, rows)).encode()


SEEDS = {
    "t.csv": csv_file(),
    "windows.csv": csv_file(";", "\r\n"),
    "tab.txt": csv_file("\t").decode().encode("utf-16"),
    "t.jsonl": json_lines(),
    "t.json": b"[" + json_lines().replace(b"\n", b",") + b"]",
}


def mutated(content: bytes, draw: random.Random) -> bytes:
    """Return a file with one to four things wrong."""
    data = bytearray(content)
    for _ in range(draw.randint(1, 4)):
        place = draw.randrange(max(len(data), 1))
        match draw.randrange(7):
            case 0:
                data[place : place + 1] = bytes([draw.randrange(256)])
            case 1:
                data[place:place] = draw.choice([b'"', b'""', b"\n", b"\r", b",", b"\0", b"\xff"])
            case 2:
                end = data.find(b"\n", place)
                del data[place : end if end > 0 else None]
            case 3:
                del data[place : place + draw.randint(1, 30)]
            case 4:
                data = data.replace(b'"', b'""', draw.randint(1, 3))
            case 5:
                data[place:place] = data[place : place + draw.randint(1, 200)]
            case _:
                del data[place:]
    return bytes(data)


def check(folder: Path, count: int, seed: int) -> int:
    """Read mutated files; return how many of them could be read."""
    draw = random.Random(seed)
    read = 0
    for number in range(count):
        name = draw.choice(list(SEEDS))
        path = folder / name
        path.write_bytes(mutated(SEEDS[name], draw))
        began = time.perf_counter()
        try:
            found = read_tickets(path, timezone="UTC")
        except LedgerError:
            raise
        except SlaClockError:
            pass
        else:
            read += 1
            rows = int(found.frame["rows"].sum()) + int(found.problems["rows"].sum())
            assert rows == found.rows, f"file {number}"
        assert time.perf_counter() - began < 5, f"file {number}"
    return read


def test_three_hundred_broken_files(tmp_path: Path) -> None:
    assert check(tmp_path, 300, seed=20261127) > 150


@pytest.mark.slow
def test_ten_thousand_broken_files(tmp_path: Path) -> None:
    assert check(tmp_path, 10_000, seed=7) > 5_000


def test_no_line_is_lost(tmp_path: Path) -> None:
    """Every line of a mutated CSV file with one line a ticket is a row, or part of a listed one."""
    draw = random.Random(5)
    good = ["ticket_id,subject,opened_at"]
    good += [f"{row},x{row},2026-05-24T10:{row:02}:00Z" for row in range(ROWS)]
    for number in range(300):
        lines = list(good)
        for _ in range(draw.randint(1, 3)):
            place = draw.randrange(1, len(lines))
            spot = draw.randrange(len(lines[place]) + 1)
            lines[place] = lines[place][:spot] + draw.choice("\",'") + lines[place][spot:]
        path = tmp_path / "t.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        try:
            found = read_tickets(path)
        except LedgerError:
            raise
        except SlaClockError:
            continue
        assert found.rows == ROWS, f"file {number}: {lines}"
