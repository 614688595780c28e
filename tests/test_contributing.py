"""CONTRIBUTING.md is true: its lists of files, its order of modules, and that names are clear."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
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

TYPE = re.compile(r"[A-Z][a-z]\w+$")
SAID_BY_OTHERS = {
    "Meta": "Django looks for the options of a model in a class of this name inside the model",
}
"""Names that several classes have to have, and why."""


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


def class_names(text: str) -> Iterator[str]:
    """Yield the names of classes, inner ones too, and of types, without a leading underscore.

    A name of two letters and more that is written as that of a class is the name of a type.
    """
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            yield node.name.lstrip("_")
        elif isinstance(node, ast.Assign):
            yield from filter(TYPE.match, (ast.unparse(name) for name in node.targets))
        elif isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias":
            yield ast.unparse(node.target).lstrip("_")


def places_by_name() -> dict[str, list[str]]:
    places = defaultdict(list)
    for path in sorted((ROOT / "src" / "slaclock").rglob("*.py")):
        for name in class_names(path.read_text(encoding="utf-8")):
            places[name].append(path.relative_to(ROOT / "src" / "slaclock").as_posix())
    return places


class TestClassNames:
    def test_each_names_one_thing(self) -> None:
        twice = {
            name: places
            for name, places in places_by_name().items()
            if len(places) > 1 and name not in SAID_BY_OTHERS
        }

        assert twice == {}

    def test_every_exception_is_needed(self) -> None:
        places = places_by_name()

        assert [name for name in SAID_BY_OTHERS if len(places[name]) < 2] == []

    def test_private_and_inner_classes_and_types_are_seen(self) -> None:
        text = "class _Part: ...\ndef f():\n    class Part: ...\nPart = int\nT = TypeVar('T')"

        assert list(class_names(text)) == ["Part", "Part", "Part"]
