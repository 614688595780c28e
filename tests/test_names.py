"""The name of a class or a type means one thing in the whole package: nobody looks twice."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "slaclock"

TYPE = re.compile(r"[A-Z][a-z]\w+$")
SAID_BY_OTHERS = {
    "Meta": "Django looks for the options of a model in a class of this name inside the model",
}
"""Names that several classes have to have, and why."""


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

    def test_private_and_inner_classes_and_types_are_seen(self) -> None:
        text = "class _Part: ...\ndef f():\n    class Part: ...\nPart = int\nT = TypeVar('T')"

        assert list(class_names(text)) == ["Part", "Part", "Part"]
