"""The order of the modules: each imports only what stands above it, even inside functions."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "slaclock"

# From the bottom of the house up; a folder stands for all that is in it, and its files are
# free to import one another.
ORDER = (
    "_version",
    "errors",
    "_lazy",
    "frozen",
    "instants",
    "zones",
    "spans",
    "clock_changes",
    "offsets",
    "durations",
    "files",
    "records",
    "calendars",
    "ledger",
    "matrices",
    "provenance",
    "deadlines",
    "events",
    "clock",
    "bulk",
    "reports",
    "testing",
    "cli",
)
FACE = "__init__"  # imports from anywhere, lazily; nothing imports from it
SLOW_IMPORTS = ("pydantic", "holidays", "dateutil", "numpy")


def part_of(module: str) -> str:
    """Return the name in ORDER under which a module of slaclock stands.

    >>> part_of("slaclock.calendars.timeline"), part_of("slaclock")
    ('calendars', '__init__')
    """
    names = module.split(".")
    return names[1] if len(names) > 1 else FACE


def module_of(path: Path) -> str:
    """Return the dotted name of a source file; that of a package for its `__init__.py`."""
    names = ["slaclock", *path.relative_to(SOURCE).with_suffix("").parts]
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imported_modules(code: str) -> set[str]:
    """Return the modules of slaclock that a file imports anywhere, by statement or by name.

    >>> sorted(imported_modules("from slaclock import Clock, bulk\\nimport slaclock.cli, os"))
    ['slaclock', 'slaclock.bulk', 'slaclock.cli']
    >>> imported_modules("def f():\\n    return import_module('slaclock.clock')")
    {'slaclock.clock'}
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module="slaclock", names=names):
                found.update(_from_the_face(alias.name) for alias in names)
            case ast.ImportFrom(module=str(module)):
                found.add(module)
            case ast.Call(func=func, args=[ast.Constant(value=str(module)), *_]):
                if ast.unparse(func).rpartition(".")[2] in ("import_module", "__import__"):
                    found.add(module)
    return {module for module in found if module.split(".")[0] == "slaclock"}


def _from_the_face(name: str) -> str:
    return f"slaclock.{name}" if name in ORDER else "slaclock"


def source_files() -> list[Path]:
    """Return every source file, in order."""
    return sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_module_imports_only_what_stands_above_it(path: Path) -> None:
    part = part_of(module_of(path))
    if part == FACE:
        return
    assert part in ORDER, f"{part} has no place in the order of modules"
    allowed = set(ORDER[: ORDER.index(part) + 1])
    imported = {part_of(module) for module in imported_modules(path.read_text(encoding="utf-8"))}
    assert imported <= allowed, f"{module_of(path)} imports {sorted(imported - allowed)}"


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_module_imports_by_full_name(path: Path) -> None:
    """A relative import would slip past the check of the order."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    relative = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]
    assert not relative


def test_check_of_the_order_finds_an_import_inside_a_function() -> None:
    code = "def f():\n    if True:\n        from slaclock.clock import Clock\n"
    assert imported_modules(code) == {"slaclock.clock"}


def modules_after(statement: str) -> set[str]:
    """Return the modules that a fresh interpreter has loaded after a statement."""
    show = f"import sys; before = set(sys.modules); {statement}; print(*set(sys.modules) - before)"
    # Nothing of a coverage run may start along: it brings modules of its own.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    result = subprocess.run(
        [sys.executable, "-c", show],
        env=kept | {"PYTHONPATH": str(SOURCE.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    return set(result.stdout.split())


def test_plain_import_loads_nothing_slow() -> None:
    loaded = modules_after("import slaclock")
    assert "slaclock" in loaded
    assert loaded.isdisjoint(SLOW_IMPORTS)


def test_plain_import_still_offers_the_public_names() -> None:
    loaded = modules_after("import slaclock; slaclock.Calendar; slaclock.compute_deadline")
    assert {"slaclock.calendars", "slaclock.deadlines"} <= loaded
