"""The lines of the keys in a TOML file, against `tomllib` and by eye."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from slaclock.matrices.toml_lines import line_of, toml_lines
from slaclock.messages import plain

ROOT = Path(__file__).parent.parent.parent
FILES = sorted(
    [*(ROOT / "src").rglob("*.toml"), *(ROOT / "tests").rglob("*.toml"), ROOT / "pyproject.toml"]
)
EVERYTHING = '''\
# a comment = "no key"
id = "ours"  # [not.a.table]
"quoted key" = 'it = "x"'
text = """
a = 1
[b]
\\""" still text
"""
literal = \'\'\'
c = 1\'\'\'
dotted . "two.parts" = 2026-03-02 09:00:00

[ plans . gold ]
targets.P1 = { response = "1 h", deep = { "a,]}" = [ 1, { b = "#" } ] }, last = true }
list = [
  "one",  # the first
  [ "two", 3 ],

  { x = 1 },
]
[[escalation]]
level = 1
[escalation.more]
note = "first"
[[escalation]]
[[escalation.steps]]
every = "1 BD"
[ "a.b" . 'c d' ]
e = -1.5e3
'''


def paths_of(data: Any, place: str = "") -> list[str]:
    """Return every key path of parsed TOML."""
    if isinstance(data, dict):
        inner = [(f"{place}.{plain(key)}" if place else plain(key), data[key]) for key in data]
    elif isinstance(data, list):
        inner = [(f"{place}[{index}]", value) for index, value in enumerate(data)]
    else:
        return []
    return [path for one, value in inner for path in (one, *paths_of(value, one))]


def test_every_key_of_a_file_with_everything_has_its_line() -> None:
    lines = toml_lines(EVERYTHING)
    assert set(lines) == set(paths_of(tomllib.loads(EVERYTHING)))
    assert {
        path: lines[path]
        for path in (
            *("id", "quoted key", "text", "literal", "dotted", "dotted.two.parts", "plans"),
            *("plans.gold", "plans.gold.targets.P1.deep.a,]}[1].b", "plans.gold.list"),
            *("plans.gold.list[0]", "plans.gold.list[1][1]", "plans.gold.list[2].x"),
            *("escalation", "escalation[0].level", "escalation[0].more.note"),
            *("escalation[1]", "escalation[1].steps[0].every", "a.b.c d.e"),
        )
    } == {
        "id": 2,
        "quoted key": 3,
        "text": 4,
        "literal": 9,
        "dotted": 11,
        "dotted.two.parts": 11,
        "plans": 13,
        "plans.gold": 13,
        "plans.gold.targets.P1.deep.a,]}[1].b": 14,
        "plans.gold.list": 15,
        "plans.gold.list[0]": 16,
        "plans.gold.list[1][1]": 17,
        "plans.gold.list[2].x": 19,
        "escalation": 21,
        "escalation[0].level": 22,
        "escalation[0].more.note": 24,
        "escalation[1]": 25,
        "escalation[1].steps[0].every": 27,
        "a.b.c d.e": 29,
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_key_of_a_real_file_has_a_line_that_names_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    lines, rows = toml_lines(text), text.splitlines()
    assert set(lines) == set(paths_of(tomllib.loads(text)))
    for place, line in lines.items():
        key = place.rpartition(".")[2]
        assert "[" in key or key.split("[")[0].strip("\"'") in rows[line - 1], place


def test_lines_of_windows_count_once() -> None:
    assert toml_lines('a = 1\r\n\r\nb = """x\r\ny"""\r\nc = 2\r\n') == {"a": 1, "b": 3, "c": 5}


def test_empty_file_has_no_lines() -> None:
    assert toml_lines("") == toml_lines("# nothing") == {}


@pytest.mark.parametrize(
    ("path", "line"),
    [
        pytest.param("plans.gold", 2, id="a table"),
        pytest.param("plans.gold.targets.P1", 2, id="what is left out: its table"),
        pytest.param("calendars.desk.hours.tue", 4, id="in a range"),
        pytest.param("calendars.desk.hours.sat", 5, id="in a list"),
        pytest.param("calendars.desk.hours.fri", 3, id="in none: the table of hours"),
        pytest.param("calendars.desk.hours.tue[1]", 4, id="a window of a day"),
        pytest.param("elsewhere.a[2]", None, id="nowhere"),
    ],
)
def test_line_of_a_path_is_that_of_the_nearest_table(path: str, line: int | None) -> None:
    text = """id = "ours"
[plans.gold]
[calendars.desk.hours]
mon-thu = ["09:00-17:00"]
"sat,sun" = ["10:00-14:00"]
"""
    assert line_of(toml_lines(text), path) == line
