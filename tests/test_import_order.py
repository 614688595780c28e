"""The order of the modules: each imports only what stands above it, even inside functions."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "slaclock"

# Every folder from the bottom up: a module imports only what stands before it, inside a folder
# too. A name that is a folder stands for all that is in it. The face of a folder, `__init__`,
# imports from all of it, and is for those outside.
ORDER: dict[str, tuple[str, ...]] = {
    "": (
        *(
            "_version",
            "date_words",
            "text_columns",
            "messages",
            "likely",
            "errors",
            "_lazy",
            "validation",
            "saved",
            "frozen",
            "ticket_fields",
            "instants",
            "event_values",
            "event_reading",
            "zones",
            "spans",
        ),
        *(
            "clock_changes",
            "offsets",
            "lengths",
            "durations",
            "day_times",
            "files",
            "records",
            "on_demand",
            "calendars",
            "ledger",
        ),
        *(
            "events",
            "matrices",
            "provenance",
            "deadlines",
            "clock",
            "bundles",
            "verify",
            "notebook",
            "examples",
            "example_cases",
            "bulk",
            "reports",
        ),
        *("contrib", "testing", "cli", "__main__"),
    ),
    "errors": ("core", "files"),
    "calendars": (
        *("hours", "fields", "holidays", "ics", "recurrences", "seasons"),
        *("season_spec", "local_hours", "spec"),
        *("timeline", "years", "open_time"),
        *("day_shares", "day_meanings", "named_dates", "business_days", "days_back", "base"),
        *("questions", "tables", "table", "combined", "combine", "local_days", "calendar"),
    ),
    "calendars.holidays": (
        *("base", "date_fields", "entries", "half_days", "country_names", "countries", "markets"),
        *("rule_parts", "recurrences", "ics_series", "ics", "frozen", "registry"),
    ),
    "files": (
        "table",
        "regular_files",
        "whole_files",
        "csv_records",
        "formulas",
        "toml_text",
        "canonical_json",
    ),
    "matrices": (
        *(
            "metrics",
            "pausing",
            "metric_spec",
            "date_facts",
            "promise",
            "promises",
            "agreed",
            "compound",
            "yaml_file",
            "ticket_types",
            "repetition",
            "goals",
            "example_spec",
            "choices",
            "choosing",
            "ranked",
            "toml_lines",
            "silence",
            "own_keys",
            "target_spec",
            "target_making",
            "target_checks",
            "calendars",
            "spec",
            "trusted",
            "wrong_keys",
            "inheritance",
            "references",
            "slips",
            "terms",
            "provenance",
        ),
        *(
            "account",
            "deadline",
            "targets",
            "plan_columns",
            "model",
            "freezing",
            "differences",
            "holiday_facts",
            "loader",
            "history",
            "lint",
            "starting",
            "door",
        ),
    ),
    "matrices.lint": (
        *(
            "findings",
            "sizes",
            "promises",
            "cutoffs",
            "parts",
            "hours",
            "holidays",
            "combined",
            "goals",
            "names",
        ),
        *("silences", "checking"),
    ),
    "clock": (
        *(
            "ordered_log",
            "moved_dates",
            "running_time",
            "target_progress",
            "rhythm",
            "escalations",
            "team_times",
            "explain",
            "effects",
        ),
        *("metric_log", "cycles", "replay", "changes", "state_schemas", "states", "clock"),
    ),
    "bulk": (
        "engine",
        "arrays",
        "sql",
        "frames",
        "sql_tables",
        "files",
        "moved",
        "event_files",
        "spark",
        "verdicts",
    ),
    "bulk.engine": (
        *(
            "event_types",
            "steps",
            "pauses",
            "step_rule",
            "dated_steps",
            "named_date_steps",
            "compound_steps",
            "step_tables",
            "stretches",
            "kernel",
            "single_targets",
            "columns",
            "logs",
            "column_logs",
        ),
        *("terms", "agreements", "chosen", "cycles", "judging", "replays", "changes", "readable"),
        "state_columns",
        *("states", "verdicts"),
    ),
    "bulk.frames": (
        *(
            "columns",
            "answering",
            "pauses",
            "logs",
            "deadlines",
            "state_frame",
            "verdicts",
            "states",
        ),
    ),
    "bulk.sql": ("dialects", "layout", "parts", "tables", "many_pauses", "paused", "query"),
    "reports": (
        *("errors", "words", "outputs", "side_by_side", "reading", "figures"),
        *("row_deadlines", "profiles", "event_logs"),
        *("readers", "tickets", "attainment", "verdicts", "page", "report", "pricing"),
        *("replaying", "what_if"),
    ),
    "reports.reading": (
        *(
            "lines",
            "joined",
            "odd_characters",
            "time_formats",
            "time_columns",
            "sources",
            "workbook_bounds",
        ),
        *("csv_shape", "headings", "csv_files", "json_files"),
        *("problems", "profiles", "time_parsing", "names", "checks", "mapping", "state_words"),
        *(
            "statuses",
            "tables",
            "times",
            "time_parts",
            "roles",
            "written_zones",
            "tickets",
            "logs",
            "folding",
            "proposals",
            "others",
            "exports",
            "unused",
            "readers",
        ),
    ),
    "reports.figures": (
        *(
            "cells",
            "choosing",
            "titles",
            "periods",
            "shares",
            "verdicts",
            "attainment",
            "backlog",
            "choice",
            "goals",
        ),
        *("groups", "comparison", "vendor", "volume", "causes", "lives"),
        *("logged_tickets", "plain_tickets", "stories", "judging"),
        *("readings", "prices", "summary", "gate", "plain", "what_if"),
    ),
    "reports.page": (
        *(
            "templating",
            "drawing",
            "charts",
            "links",
            "rows",
            "strips",
            "multiples",
            "sheet",
            "attained",
        ),
        *(
            "groups",
            "lists",
            "over_time",
            "download",
            "vendor",
            "work",
            "prices",
            "values",
            "html",
            "what_if",
        ),
    ),
    "contrib": ("django",),
    "contrib.django": (
        *("contract", "fields", "following", "models", "sweeping", "checks", "apps", "admin"),
        *("templatetags", "management", "migrations"),
    ),
    "contrib.django.templatetags": ("slaclock",),
    "contrib.django.management": ("commands",),
    "contrib.django.management.commands": ("slaclock_due",),
    "contrib.django.migrations": ("0001_initial",),
    "testing": ("contract_data", "log_data", "zones", "strategies", "plugin", "fixtures"),
    "cli": (
        *(
            "files",
            "options",
            "output",
            "progress",
            "export_options",
            "contract_facts",
            "matrix_table",
            "report_text",
        ),
        *(
            "deadlines",
            "clock",
            "calendars",
            "matrices",
            "contracts",
            "init",
            "checks",
            "bulk",
            "states",
            "map",
            "reports",
            "prices",
            "demo",
            "doctor",
        ),
        "app",
    ),
}
FACE = "__init__"
# What is still to be untied, and what is still to be divided. An entry that is no longer true
# fails: nothing may be added to make a test pass.
UPWARDS: dict[str, set[str]] = {}
# What a method of a class further up calls, because users look for it there: found by name when
# it is called (`slaclock._lazy.late`). The list is exact, and each entry is a public method.
LATE: dict[str, set[str]] = {
    "slaclock.bulk.files": {"slaclock.reports"},
    "slaclock.calendars.combined": {"slaclock.notebook"},  # each `_repr_html_`
    "slaclock.clock.clock": {"slaclock.notebook"},
    # Deadline.from_dict
    "slaclock.matrices.deadline": {"slaclock.matrices.door", "slaclock.notebook"},
    # Matrix.answer_tables
    "slaclock.matrices.model": {"slaclock.bulk.sql", "slaclock.notebook"},
    "slaclock.matrices.history": {"slaclock.bulk.sql"},  # MatrixHistory.answer_tables
}
TOO_LONG: set[str] = set()
MOST_LINES = 400
_PLACE = re.compile(r"(slaclock(?:\.\w+)*):\w+")
SLOW_IMPORTS = ("pydantic", "holidays", "dateutil", "numpy")


def module_of(path: Path) -> str:
    """Return the dotted name of a source file; that of a package for its `__init__.py`."""
    names = ["slaclock", *path.relative_to(SOURCE).with_suffix("").parts]
    return ".".join(names[:-1] if names[-1] == "__init__" else names)


def imported_modules(code: str) -> set[str]:
    """Return the modules of slaclock that a file imports anywhere, by statement or by name.

    Anywhere: at its head, inside a function, or for the type checker alone.

    >>> sorted(imported_modules("from slaclock import Clock, bulk\\nimport slaclock.cli, os"))
    ['slaclock', 'slaclock.bulk', 'slaclock.cli']
    >>> imported_modules("from slaclock.calendars import timeline")
    {'slaclock.calendars.timeline'}
    >>> imported_modules("def f():\\n    return import_module('slaclock.clock')")
    {'slaclock.clock'}
    """
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                found.update(_module_or_its_home(module, alias.name) for alias in names)
            case ast.Call(func=func, args=[ast.Constant(value=str(module)), *_]):
                if ast.unparse(func).rpartition(".")[2] in ("import_module", "__import__"):
                    found.add(module)
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
                if text.startswith("slaclock.") and text.endswith("."):
                    found.add(text.rstrip("."))
    return {module for module in found if module.split(".")[0] == "slaclock"}


def late_modules(code: str) -> set[str]:
    """Return the modules of slaclock in which a file looks for something by name.

    Whatever function does it: any text of the form `module:name` counts.

    >>> late_modules("def f():\\n    return late('slaclock.bulk.sql:answer_tables')")
    {'slaclock.bulk.sql'}
    """
    texts = [
        node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    return {found[1] for text in texts if (found := _PLACE.fullmatch(text))}


def patched(code: str) -> set[str]:
    """Return what a file sets on things that it has imported from slaclock.

    >>> patched("from slaclock.deadlines import Deadline\\nDeadline.matrix_at = print")
    {'Deadline.matrix_at'}
    """
    nodes = list(ast.walk(ast.parse(code)))
    imported = {
        alias.asname or alias.name.partition(".")[0]
        for node in nodes
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
        if (getattr(node, "module", None) or alias.name).startswith("slaclock")
    }
    return {text for node in nodes for text in _set_on(node) if text.split(".")[0] in imported}


def _set_on(node: ast.AST) -> list[str]:
    """Return the attributes that a node sets, in whatever way."""
    match node:
        case ast.Assign(targets=targets):
            return [ast.unparse(one) for one in targets if isinstance(one, ast.Attribute)]
        case (
            ast.AnnAssign(target=ast.Attribute() as target)
            | ast.AugAssign(target=ast.Attribute() as target)
        ):
            return [ast.unparse(target)]
        case ast.Call(func=ast.Name(id="setattr"), args=[thing, name, *_]):
            return [f"{ast.unparse(thing)}.{ast.unparse(name)}"]
    return []


def _module_or_its_home(module: str, name: str) -> str:
    folder = ".".join(module.split(".")[1:])
    return f"{module}.{name}" if name in ORDER.get(folder, ()) else module


def place(module: str) -> tuple[str, ...]:
    """Return the names that lead to a module, with its face for a folder.

    >>> place("slaclock.calendars"), place("slaclock.calendars.timeline")
    (('calendars', '__init__'), ('calendars', 'timeline'))
    """
    names = tuple(module.split(".")[1:])
    return (*names, FACE) if ".".join(names) in ORDER else names


def stands_above(imported: str, importer: str) -> bool:
    """Return whether a module may be imported by another: it comes first where they part.

    >>> stands_above("slaclock.errors", "slaclock.clock.states")
    True
    >>> stands_above("slaclock.clock.clock", "slaclock.clock.states")
    False
    """
    folder: tuple[str, ...] = ()
    for first, second in zip(place(imported), place(importer), strict=False):
        if first != second:
            order = (*ORDER[".".join(folder)], FACE)
            assert {first, second} <= set(order), f"{first} or {second} has no place in {folder}"
            return order.index(first) < order.index(second)
        folder = (*folder, first)
    return False


def source_files() -> list[Path]:
    """Return every source file, in order."""
    return sorted(SOURCE.rglob("*.py"))


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_module_imports_only_what_stands_above_it(path: Path) -> None:
    module = module_of(path)
    imported = imported_modules(path.read_text(encoding="utf-8"))
    assert {one for one in imported if not stands_above(one, module)} == UPWARDS.get(module, set())


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_module_looks_further_down_only_where_it_is_listed(path: Path) -> None:
    module = module_of(path)
    found = late_modules(path.read_text(encoding="utf-8"))
    assert {one for one in found if not stands_above(one, module)} == LATE.get(module, set())


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_module_sets_nothing_on_what_it_imports(path: Path) -> None:
    """Otherwise a class would work only after a module that builds on it has been loaded."""
    assert patched(path.read_text(encoding="utf-8")) == set()


def test_plug_in_of_pytest_loads_nothing_by_itself() -> None:
    """It is loaded by every run of pytest where slaclock is installed."""
    loaded = modules_after("import slaclock.testing.fixtures")
    assert loaded.isdisjoint({"pydantic", "holidays", "numpy", "slaclock.matrices"})


def test_command_line_needs_only_its_own_extra() -> None:
    """`pip install 'slaclock[cli]'` brings none of these."""
    loaded = modules_after("import slaclock.cli.app")
    assert loaded.isdisjoint({"numpy", "polars", "narwhals", "altair", "jinja2", "icalendar"})


def test_saved_deadline_is_read_by_its_own_module_alone() -> None:
    """Nothing else has to be loaded first."""
    statement = (
        "from slaclock.matrices.deadline import Deadline\n"
        "saved = {'opened_at': '2026-03-02T09:00+00:00', 'plan': 'lite'}\n"
        "try: Deadline.from_dict(saved, matrix='nowhere')\n"
        "except LookupError as error: assert str(error).startswith('unknown matrix'), error"
    )
    subprocess.run([sys.executable, "-c", statement], check=True)


def test_order_names_every_module_and_no_other() -> None:
    named = {".".join((folder, name)).lstrip(".") for folder in ORDER for name in ORDER[folder]}
    there = {".".join(module_of(path).split(".")[1:]) for path in source_files()} - {""}
    assert named == there


def test_no_module_is_too_long() -> None:
    lines = {
        module_of(path): path.read_text(encoding="utf-8").count("\n") for path in source_files()
    }
    assert {module for module, count in lines.items() if count > MOST_LINES} == TOO_LONG


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    if True:\n        from slaclock.clock import Clock\n",
        "if TYPE_CHECKING:\n    from slaclock.clock import Clock\n",
        "def f():\n    return importlib.import_module('slaclock.clock')\n",
        "def f(name):\n    return importlib.import_module(f'slaclock.clock.{name}')\n",
    ],
    ids=["in a function", "for types alone", "by name", "by the beginning of a name"],
)
def test_check_of_the_order_finds_an_import(code: str) -> None:
    assert imported_modules(code) == {"slaclock.clock"}
    assert not stands_above("slaclock.clock", "slaclock.calendars.base")


@pytest.mark.parametrize(
    "code",
    [
        "from slaclock.clock import Clock\nClock.at = print\n",
        "from slaclock.clock import Clock\nsetattr(Clock, 'at', print)\n",
        "import slaclock.clock\nslaclock.clock.at = print\n",
        "from slaclock.clock import Clock as C\ndef f():\n    C.at: int = 1\n",
    ],
)
def test_check_finds_what_is_set_on_an_import(code: str) -> None:
    assert patched(code)


def test_check_leaves_what_is_set_on_things_of_its_own() -> None:
    assert not patched("from slaclock.clock import Clock\nclass A(Clock): pass\nA.at = print\n")


@pytest.mark.parametrize(
    ("imported", "importer"),
    [
        ("slaclock.reports.page", "slaclock.reports.figures.cells"),
        ("slaclock.bulk.engine.states", "slaclock.bulk.engine.steps"),
        ("slaclock.bulk", "slaclock.bulk.frames.columns"),
        ("slaclock", "slaclock.errors"),
    ],
    ids=["a folder further on", "a module further on", "its own face", "the face of all"],
)
def test_check_of_the_order_refuses(imported: str, importer: str) -> None:
    assert not stands_above(imported, importer)


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_module_imports_by_full_name(path: Path) -> None:
    """A relative import would slip past the check of the order."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    relative = [node for node in nodes if isinstance(node, ast.ImportFrom) and node.level]
    assert not relative


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


def test_first_deadline_loads_only_what_the_contract_needs() -> None:
    """The shipped contract has no holidays, seasons, metrics of its own, rules or silences."""
    loaded = modules_after(
        "import datetime, slaclock; "
        "slaclock.compute_deadline('lite', 'P1', datetime.datetime.now(datetime.UTC))"
    )
    assert "slaclock.matrices.spec" in loaded
    rare = (
        *("slaclock.calendars.holidays.countries", "slaclock.calendars.holidays.registry"),
        *("slaclock.calendars.season_spec", "slaclock.calendars.seasons", "slaclock.events"),
        *("slaclock.matrices.metric_spec", "slaclock.matrices.choices"),
        *("slaclock.matrices.silence", "slaclock.matrices.yaml_file"),
        *("holidays", "dateutil", "numpy", "difflib"),
    )
    assert loaded.isdisjoint(rare)
