"""A class name means one thing in the whole package, so that a reader need not look twice."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "slaclock"

SAID_BY_OTHERS = {
    "Meta": "Django looks for the options of a model in a class of this name inside the model",
}
"""Names that several classes have to have, and why."""


def class_names(text: str) -> Iterator[str]:
    """Yield the names of classes, inner ones too, without a leading underscore."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            yield node.name.lstrip("_")


def places_by_name() -> dict[str, list[str]]:
    places = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for name in class_names(path.read_text(encoding="utf-8")):
            places[name].append(path.relative_to(SOURCE).as_posix())
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

    def test_private_and_inner_classes_are_seen(self) -> None:
        text = "class _Part: ...\ndef f():\n    class Part: ..."

        assert sorted(class_names(text)) == ["Part", "Part"]
