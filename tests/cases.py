"""The shared cases, read from their files into rows that pytest shows by their own ids."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SUITE = HERE.parent / "conformance" / "cases"

Case = dict[str, Any]


def read_cases(path: Path) -> list[Case]:
    """Return the cases of a file, in order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def calendar_cases() -> list[Case]:
    """Return every question to a calendar, with its answer."""
    return read_cases(SUITE / "calendar.jsonl")


def calendar_error_cases() -> list[Case]:
    """Return what a calendar, a question to it, or the reader of instants must refuse."""
    return [case for case in read_cases(SUITE / "errors.jsonl") if case["call"] != "clock"]


def clock_cases() -> list[Case]:
    """Return the histories of tickets, with the state that must come of each."""
    return read_cases(SUITE / "clock.jsonl")


def clock_error_cases() -> list[Case]:
    """Return the histories that a clock must refuse."""
    return [case for case in read_cases(SUITE / "errors.jsonl") if case["call"] == "clock"]


def bad_inputs(surface: str) -> list[Case]:
    """Return the bad inputs of one surface: "matrix-file", "calendar", "cli" and so on."""
    return [case for case in read_cases(HERE / "bad-inputs.jsonl") if case["surface"] == surface]


def case_id(case: Case) -> str:
    """Return the name under which pytest shows a case."""
    return str(case["id"])


def instant(text: str) -> datetime:
    """Return an instant of a case; naive where the case means it to be."""
    return datetime.fromisoformat(text)
