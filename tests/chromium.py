"""Debian's Chromium, driven by playwright, and what every page in it is asked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = os.environ.get("SLACLOCK_CHROMIUM", "/usr/bin/chromium")
AXE = os.environ.get("SLACLOCK_AXE", "")
IS_THERE = os.path.exists(CHROMIUM) and os.path.exists(AXE)
PICTURES = os.environ.get("SLACLOCK_PICTURES", "")
"""A folder, to look at what the tests saw."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def running_chromium() -> Iterator[Any]:
    """Start a browser, and end it."""
    from playwright.sync_api import sync_playwright  # where it is missing, the tests are skipped

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


def violations(page: Any) -> list[tuple[str, list[str]]]:
    """Return what axe-core finds on a page: each rule with the places that break it."""
    # Not as a script of the page, which its security policy may refuse.
    page.evaluate(Path(AXE).read_text("utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        (entry["id"], [node["html"][:200] for node in entry["nodes"]])
        for entry in found["violations"]
    ]


def too_wide(page: Any) -> int:
    """Return by how many pixels a page is wider than its window; 0 or less if it fits."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def flaws(page: Any, name: str, looks: Iterable[tuple[int, str]]) -> dict[tuple[int, str], Any]:
    """Return what is wrong with a page at some widths and in some colours; empty if nothing.

    Args:
        page: It is loaded.
        name: Of its pictures.
        looks: Widths in pixels, each with `light` or `dark`.
    """
    found = {}
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        if PICTURES:
            path = Path(PICTURES) / f"{name.replace('/', '-')}-{width}-{scheme}.png"
            page.screenshot(path=path, full_page=True)
        told, wide = violations(page), too_wide(page)
        if told or wide > 0:
            found[width, scheme] = (told, f"{wide} px too wide")
    return found
