"""CONTRIBUTING.md is true: its lists of files, and its order of modules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.test_import_order import ORDER

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
HOW_TO = TEXT.partition("## How to add")[2].partition("## Style in short")[0]
PATH = re.compile(r"`((?:src|docs|tests|examples)/[\w./-]+)`")
# What a list says must be in which file.
HOMES = {
    "BUILT_IN": "src/slaclock/matrices/metrics.py",
    "MEANINGS": "src/slaclock/calendars/business_days.py",
    "RULES": "src/slaclock/bulk/engine/step_tables.py",
    "DIALECTS": "src/slaclock/bulk/sql/dialects.py",
    "DialectName": "src/slaclock/bulk/sql/dialects.py",
    "HolidaySource": "src/slaclock/calendars/holidays/base.py",
    "SOURCES": "src/slaclock/calendars/holidays/registry.py",
}


@pytest.mark.parametrize("path", sorted(set(PATH.findall(TEXT))))
def test_file_that_is_named_is_there(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("name", HOMES)
def test_name_stands_where_the_list_says(name: str) -> None:
    line = next(line for line in HOW_TO.splitlines() if f"`{name}`" in line)
    assert PATH.findall(line) == [HOMES[name]]
    code = (ROOT / HOMES[name]).read_text(encoding="utf-8")
    assert re.search(rf"^(?:class )?{name}\b", code, re.MULTILINE)


def test_how_to_add_has_files_for_each_of_the_five() -> None:
    parts = HOW_TO.split("### ")[1:]
    assert [part.splitlines()[0] for part in parts] == [
        "A metric",
        "A meaning of a business day",
        "A dialect of SQL",
        "A profile of an export",
        "A source of holidays",
    ]
    assert all("`src/" in part and "`docs/" in part for part in parts)


def test_order_of_the_modules_is_the_one_that_is_held() -> None:
    row = next(line for line in TEXT.splitlines() if line.startswith("> `_version`"))
    assert tuple(re.findall(r"`(\w+)`", row)) == ORDER[""]
