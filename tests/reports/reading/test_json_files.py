"""JSON as it comes: lines, arrays, answers with an array in them, nested fields."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from slaclock.errors import TicketFileError
from slaclock.reports.reading.json_files import JsonFile
from slaclock.reports.reading.sources import find_sources
from tests.reports.reading.files import DAY, LATER, ids, listed, opened, read

ROWS = [{"id": 1, "opened_at": DAY, "n": 1.0}, {"id": "b", "opened_at": LATER, "n": None}]
LINES = "\n".join(map(json.dumps, ROWS))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.jsonl", LINES),
        ("t.json", LINES),
        ("t.jsonl", json.dumps(ROWS)),
        ("t.json", json.dumps(ROWS, indent=2)),
        ("t.json", json.dumps({"count": 2, "tickets": ROWS, "users": [{"id": 7}]}, indent=1)),
        ("t.json", json.dumps({"tickets": ROWS})),
    ],
)
def test_shapes(tmp_path: Path, name: str, content: str) -> None:
    found = read(tmp_path, content, name)
    assert ids(found) == ["1", "b"]
    assert opened(found) == ["2026-05-24 10:00:00", "2026-05-24 11:00:00"]


@pytest.mark.parametrize("indent", [None, 2])
def test_nested_fields(tmp_path: Path, indent: int | None) -> None:
    rows = [{"key": "A-1", "fields": {"created": DAY, "priority": {"name": "P1"}, "x": [1]}}]
    columns = {"id": "key", "opened_at": "fields.created", "priority": "fields.priority.name"}
    text = json.dumps(rows if indent else rows[0], indent=indent)
    found = read(tmp_path, text, "t.json", columns=columns)
    assert found.frame.select("ticket_id", "priority").row(0) == ("A-1", "P1")


def test_list_of_names_is_text(tmp_path: Path) -> None:
    """GitHub's labels."""
    row = {"id": 1, "opened_at": DAY, "labels": [{"name": "P1"}, {"name": "bug"}]}
    found = read(tmp_path, json.dumps(row), "t.jsonl", columns={"priority": "labels"})
    assert found.frame["priority"].to_list() == ["P1, bug"]


def test_lines_that_are_no_objects_are_listed(tmp_path: Path) -> None:
    found = read(
        tmp_path, f'{LINES}\n\n[1]\nnonsense\n{{"id": "\\ud800"}}\n{{"\\udc00": 1}}\n', "t.jsonl"
    )
    assert ids(found) == ["1", "b"]
    assert listed(found) == [
        (3, "unsplittable", "line 4 is not a JSON object"),
        (4, "unsplittable", "line 5 is not a JSON object"),
        (5, "unsplittable", "holds half of a character (a surrogate), which is no text"),
        (6, "unsplittable", "holds half of a character (a surrogate), which is no text"),
    ]


def test_big_numbers_keep_their_digits(tmp_path: Path) -> None:
    text = f'{{"id": 12345678901234567890123, "opened_at": "{DAY}"}}'
    assert ids(read(tmp_path, text, "t.jsonl")) == ["12345678901234567890123"]


def test_many_lines_are_read_by_polars_with_the_same_texts(tmp_path: Path) -> None:
    extra = {"a": {"b": {"c": True}}, "n": 2.0, "x": 1.5, "z": 7}
    rows = [{"id": number, "opened_at": DAY, **extra} for number in range(200)]
    text = "\n".join(map(json.dumps, [*rows, {"id": 200, "opened_at": DAY, "late": "x"}]))
    (tmp_path / "t.jsonl").write_text(text)
    [source] = find_sources(tmp_path / "t.jsonl")
    assert JsonFile(source).is_sampled
    file = JsonFile(source)
    assert file.items is None
    names = ["id", "a.b.c", "n", "x", "z", "late"]
    assert file.parts(names)[0].frame.row(7) == (8, "7", "true", "2", "1.5", "7", None)
    assert file.parts(names)[0].frame.row(200) == (201, "200", None, None, None, None, "x")


def test_name_that_only_later_objects_have_is_found(tmp_path: Path) -> None:
    rows = [{"id": number, "opened_at": DAY} for number in range(3_000)]
    text = "\n".join(
        map(json.dumps, [*rows, {"id": 3_000, "opened_at": DAY, "resolved_at": LATER}])
    )
    found = read(tmp_path, text, "t.jsonl")
    assert found.frame["resolved_at"].count() == 1


def test_empty_array(tmp_path: Path) -> None:
    with pytest.raises(TicketFileError, match="holds an empty array: no tickets, and no columns"):
        read(tmp_path, "[]", "t.json")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('{"id": 1, "opened_at":', r"Expecting value: line 1 column 23 \(char 22\)"),
        ('[\n  {"id": 1},\n  {"id"', r"Expecting ':' delimiter: line 3 column 8 \(char 22\)"),
        ("null", "line 1 is not a JSON object"),
        ("[1, 2]", "entry 1 of the array is not a JSON object"),
        ('["' + "[" * 9, "Unterminated string starting at: line 1 column 2"),
    ],
    ids=["object", "array", "null", "numbers", "text"],
)
def test_file_without_an_object_says_what_is_wrong(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(TicketFileError, match=f"t.json: holds no JSON object: {why}"):
        read(tmp_path, text, "t.json")
