"""The first page of the documentation leads to every other one."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import slaclock

DOCS = Path(__file__).parents[1] / "docs"


def test_first_page_names_every_page() -> None:
    listed = {line for line in (DOCS / "index.md").read_text().splitlines() if "](" not in line}
    pages = [*DOCS.rglob("*.md"), *DOCS.rglob("*.ipynb")]
    names = {page.relative_to(DOCS).with_suffix("").as_posix() for page in pages}
    there = {name for name in names if not name.startswith(("_build/", "jupyter_execute/"))}
    assert there - {"index"} <= listed


def test_each_extra_has_a_section() -> None:
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text())["project"]
    page = (DOCS / "reference" / "extras.md").read_text()
    assert set(re.findall(r"^## (\w+)$", page, re.MULTILINE)) == set(
        project["optional-dependencies"]
    )


def test_each_public_name_is_in_the_reference() -> None:
    text = "".join(page.read_text() for page in (DOCS / "reference").glob("*.md"))
    listed = set(re.findall(r"^\.\. auto\w+:: slaclock\.(?:[\w.]+\.)?(\w+)$", text, re.MULTILINE))
    # The errors and the events stand on pages of their own, drawn from their modules.
    aside = {"__version__", "events", "SlaClockError"}
    assert set(slaclock.__all__) - listed - aside == set()
