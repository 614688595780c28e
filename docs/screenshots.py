"""Takes the pictures of the report in a real browser: `make screenshots`.

docs/images/report.png is shown in the README, report-october.png in the tutorial; the others are
to be looked at, and are kept out of the repository.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright
from tests.reports.pages import busy_year

IMAGES = Path(__file__).parent / "images"
TICKETS = 6_000
COLOURS = 96
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
YEAR: dict[str, Any] = {}
OCTOBER = {"by": "team", "first_day": "2026-10", "last_day": "2026-10", "period": "week"}
# Name, what is reported, width, height, colour scheme, whole page.
PICTURES = (
    ("report", YEAR, 1120, 980, "light", False),
    ("report-october", OCTOBER, 1120, 2150, "light", False),
    ("report-light", OCTOBER, 1440, 900, "light", True),
    ("report-dark", OCTOBER, 1440, 900, "dark", True),
    ("report-phone", OCTOBER, 390, 800, "light", True),
)


def main() -> int:
    """Write the pictures."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        file = Path(name) / "report.html"
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=list(ARGUMENTS)
        )
        for picture, changes, width, height, scheme, whole in PICTURES:
            file.write_text(busy_year(Path(name), TICKETS, **changes).to_html(), encoding="utf-8")
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            page.goto(file.as_uri())
            save(page, picture, whole=whole)
            page.close()
        page = browser.new_page()
        page.goto(file.as_uri())
        page.pdf(path=IMAGES / "report-print.pdf", format="A4")
        browser.close()
    return 0


def save(page: Page, name: str, *, whole: bool) -> None:
    """Write a picture with few colours: a page of text needs no more, and stays small."""
    taken = Image.open(BytesIO(page.screenshot(full_page=whole)))
    few = taken.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=0)
    path = IMAGES / f"{name}.png"
    few.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
