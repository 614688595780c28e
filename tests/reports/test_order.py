"""The rooms of the reports: what is read, what is counted, what is drawn, and the face above."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_import_order import imported_modules

REPORTS = Path(__file__).parent.parent.parent / "src" / "slaclock" / "reports"
# From the bottom up: each imports only what stands above it here, not even for a type.
ROOMS = (
    ("errors", "words"),
    ("outputs",),
    ("reading",),
    ("figures.shares", "figures.periods", "figures.cells"),
    ("figures.verdicts",),
    ("figures.plain_tickets", "figures.logged_tickets"),
    ("figures.judging",),
    ("figures.attainment", "figures.backlog", "figures.stories"),
    ("figures.summary", "figures.what_if"),
    ("figures.plain",),
    ("page.links", "page.charts"),
    ("page.strips", "page.rows"),
    ("page.values",),
    ("page.html",),
    ("report",),
)
FILES = sorted(
    path
    for path in REPORTS.rglob("*.py")
    if path.name != "__init__.py" and (path.parent != REPORTS or "import *" not in path.read_text())
)


def floor_of(module: str) -> int | None:
    """Return how high a module of the reports stands; None for one that is no room of theirs."""
    for floor, rooms in enumerate(ROOMS):
        if any(module == room or module.startswith(f"{room}.") for room in rooms):
            return floor
    return None


def names_of(code: str) -> list[str]:
    modules = sorted(imported_modules(code))
    start = "slaclock.reports."
    return [module.removeprefix(start) for module in modules if module.startswith(start)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPORTS)))
def test_room_imports_only_what_stands_above_it(path: Path) -> None:
    module = ".".join(path.relative_to(REPORTS).with_suffix("").parts)
    floor = floor_of(module)
    assert floor is not None, f"{module} has no place in the order of rooms"
    for name in names_of(path.read_text(encoding="utf-8")):
        above = floor_of(name)
        assert above is not None
        assert above < floor or module.split(".")[0] == name.split(".")[0] == "reading", (
            f"{module} imports {name}"
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPORTS)))
def test_no_import_is_for_types_alone(path: Path) -> None:
    """A circle that stands only under TYPE_CHECKING is a circle all the same."""
    assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(REPORTS)))
def test_room_is_under_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) < 400


def test_order_finds_an_import_against_it() -> None:
    code = "from slaclock.reports.page.html import render\nfrom slaclock.errors import Problem"
    assert names_of(code) == ["page.html"]
    assert floor_of("page.html") > floor_of("figures.summary")  # type: ignore[operator]
    assert floor_of("new_room") is None
