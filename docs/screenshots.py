"""Takes the pictures of the report, the portal and the playground in a real browser.

Run by `make screenshots`. docs/images/report.png is shown in the README, report-october.png in a
tutorial, those of the portal and the playground on their pages; the others are to be looked at,
and are kept out of the repository.
"""

from __future__ import annotations

import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page
from tests.chromium import running_chromium
from tests.portal.test_browser import HOUR, Person, Site
from tests.reports.pages import busy_year

IMAGES = Path(__file__).parent / "images"
SITE = Path(__file__).parents[1] / "build" / "site" / "playground"
TICKETS = 6_000
COLOURS = 96
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
    with tempfile.TemporaryDirectory() as name, running_chromium() as browser:
        take_reports(browser, Path(name))
        take_portal(browser, Path(name))
        take_playground(browser)
    return 0


def take_reports(browser: Any, folder: Path) -> None:
    """Write the pictures of the report, and what it prints as."""
    file = folder / "report.html"
    for picture, changes, width, height, scheme, whole in PICTURES:
        file.write_text(busy_year(folder, TICKETS, **changes).to_html(), encoding="utf-8")
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.goto(file.as_uri())
        save(page, picture, whole=whole)
        page.close()
    page = browser.new_page()
    page.goto(file.as_uri())
    page.pdf(path=IMAGES / "report-print.pdf", format="A4")


def take_portal(browser: Any, folder: Path) -> None:
    """Write a customer's list with the dialog of a ticket, and the list of support."""
    site = Site(folder)
    customers = {
        name: Person(browser, site, f"Customer on {name}", width=1120)
        for name in ("Starter", "Enterprise", "Lite")
    }
    customers["Lite"].create("P3", "Where do I see the usage?")
    customers["Starter"].create("P1", "The bot is silent")
    customers["Enterprise"].create("P1", "Nobody can log in")
    agent = Person(browser, site, "Support specialist", width=1120)
    site.now += 3 * HOUR + HOUR / 2
    site.sweep()
    agent.page.reload()
    dialog = agent.opens(2)
    dialog.get_by_label("Your answer").fill("Which browser is it?")
    dialog.get_by_label("Wait for the customer").check()
    dialog.get_by_role("button", name="Send").click()
    agent.sees("dialog .messages li:last-child p", "Which browser is it?")
    agent.closes()
    agent.page.set_viewport_size({"width": 1120, "height": 480})
    save(agent.page, "portal-support", whole=False)
    asked = customers["Starter"]
    asked.page.reload()
    asked.opens(2)
    save(asked.page, "portal-ticket", whole=False)
    site.close()


def take_playground(browser: Any) -> None:
    """Write the picture of the playground, which `make playground` has built."""
    serve = partial(SimpleHTTPRequestHandler, directory=str(SITE))
    server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/")
    page.get_by_role("heading", name="What is due when").wait_for(timeout=180_000)
    page.get_by_label("Plan").select_option("starter")
    save(page, "playground", whole=False)
    server.shutdown()


def save(page: Page, name: str, *, whole: bool) -> None:
    """Write a picture with few colours: a page of text needs no more, and stays small."""
    taken = Image.open(BytesIO(page.screenshot(full_page=whole)))
    few = taken.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=0)
    path = IMAGES / f"{name}.png"
    few.save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
