"""Tests mirror src: `src/slaclock/a/b.py` is tested by `tests/a/test_b.py`."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "slaclock"

NOTHING_TO_TEST = {
    "_version.py": "a number",
    "bulk/engine/event_types.py": "tables of names and codes; every test of a log reads them",
    "calendars/holidays/date_fields.py": "types of fields; `test_entries.py` fills them in",
    "contrib/django/apps.py": "settings of Django",
    "contrib/django/migrations/0001_initial.py": "written by Django; `test_checks.py` compares",
    "reports/reading/lines.py": "two tuples without a method",
    "testing/contract_data.py": "draws for tests; `test_strategies.py` holds what others may draw",
    "testing/log_data.py": "draws for tests; `test_strategies.py` holds what others may draw",
}
"""Modules in which no rule stands, and why; files that only import from another are not listed."""

THROUGH_A_DOOR = {
    "bulk/engine/changes.py": "bulk/frames/test_states.py",
    "bulk/engine/judging.py": "bulk/engine/test_states.py",
    "bulk/engine/replays.py": "bulk/engine/test_states.py",
    "bulk/engine/state_columns.py": "bulk/engine/test_states.py",
    "cli/report_text.py": "cli/test_reports.py",
    "clock/cycles.py": "clock/test_metric_log.py",
    "errors/files.py": "errors/test_core.py",
    "matrices/example_spec.py": "test_examples.py",
    "matrices/plan_columns.py": "cli/test_matrix_table.py",
    "matrices/target_checks.py": "matrices/test_target_spec.py",
    "reports/page/templating.py": "reports/page/test_html.py",
    "reports/reading/roles.py": "reports/reading/test_others.py",
    "reports/reading/state_words.py": "reports/test_event_logs.py",
    "reports/reading/tickets.py": "reports/reading/test_others.py",
}
"""Modules whose rules are asked only through another's door, and the tests that ask there."""


def only_imports(path: Path) -> bool:
    """Return whether a file has nothing but a docstring, imports and `__all__`."""
    return all(
        isinstance(node, ast.Expr | ast.Import | ast.ImportFrom)
        or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
    )


def own_test(name: str) -> Path:
    path = Path(name)
    return ROOT / "tests" / path.parent / f"test_{path.stem.lstrip('_')}.py"


MODULES = [
    str(path.relative_to(SOURCE))
    for path in sorted(SOURCE.rglob("*.py"))
    if path.name not in ("__init__.py", "__main__.py") and not only_imports(path)
]


@pytest.mark.parametrize("name", MODULES)
def test_module_has_tests_of_its_name(name: str) -> None:
    if name in THROUGH_A_DOOR:
        assert (ROOT / "tests" / THROUGH_A_DOOR[name]).exists()
    elif name not in NOTHING_TO_TEST:
        assert own_test(name).exists(), f"write {own_test(name).relative_to(ROOT)}"


@pytest.mark.parametrize("name", [*NOTHING_TO_TEST, *THROUGH_A_DOOR])
def test_exception_is_one(name: str) -> None:
    assert name in MODULES
    assert not own_test(name).exists()
