"""The built documentation in a real browser: accessible, and readable on a phone.

Run by `make docs-browser`, which builds the pages and brings Chromium, playwright and axe-core;
skipped where one is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pytest

from tests.chromium import IS_THERE, flaws, running_chromium

pytest.importorskip("playwright")

SITE = Path(__file__).parents[1] / "docs" / "_build" / "html"
there = (SITE / "index.html").exists() and IS_THERE
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not there, reason="not built, or no browser")]
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
FIRST = {"index.html", "tutorial.html", "tutorial-report.html", "how-to/your-own-matrix.html"}
# Those that the theme makes by itself have no text of ours.
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if path.relative_to(SITE).parts[0] not in ("_static", "_modules", "playground")
    and path.stem not in ("search", "genindex", "py-modindex")
)
PATIENCE = 120_000  # milliseconds; a machine that builds may be slow


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    with running_chromium() as browser:
        opened = browser.new_page()
        opened.set_default_timeout(PATIENCE)
        yield opened


@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_fits_at_every_width(page: Any, name: str) -> None:
    page.goto((SITE / name).as_uri())
    # Each takes a second; the other pages are looked at once at each width and in each colour.
    assert flaws(page, name, LOOKS if name in FIRST else LOOKS[1:3]) == {}


@pytest.mark.parametrize("name", PAGES)
def test_no_link_inside_the_pages_is_dead(name: str) -> None:
    text = (SITE / name).read_text("utf-8")
    ids = {name: set(re.findall(r'\bid="([^"]+)"', text))}
    for link in re.findall(r'(?:href|src)="([^"]+)"', text):
        address, anchor = urldefrag(link)
        if re.match(r"[a-z]+:", address):
            continue
        target = ((SITE / name).parent / unquote(address)).resolve() if address else SITE / name
        path = Path(str(target).partition("?")[0])
        assert path.is_file(), link
        if anchor and path.suffix == ".html" and anchor != "#":
            key = str(path)
            if key not in ids:
                ids[key] = set(re.findall(r'\bid="([^"]+)"', path.read_text("utf-8")))
            assert unquote(anchor) in ids[key], link


def test_no_example_shows_how_it_is_tested() -> None:
    """An empty line is written as a word in the source, which is no part of what is printed."""
    assert [name for name in PAGES if "BLANKLINE" in (SITE / name).read_text("utf-8")] == []
