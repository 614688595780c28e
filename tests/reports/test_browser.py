"""The page in a real browser: accessible, without requests, fit for a phone and for print.

Run by `make a11y`, which brings Chromium, playwright and axe-core; skipped where one is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from slaclock import load_matrix
from slaclock.reports import make_report, read_tickets, replay
from tests.chromium import IS_THERE, running_chromium, violations
from tests.reports.hostile import HOSTILE
from tests.reports.logs import MONDAY, matrix, random_rows, take
from tests.reports.pages import AS_OF, busy_year

pytest.importorskip("playwright")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not IS_THERE, reason="no browser")]
PAGES = ["year", "none", "hostile", "groups", "log", "replay"]
SIZES = {"desk": (1180, 900), "phone": (360, 740)}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with running_chromium() as running:
        yield running


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name, html in {
        "year": year(folder),
        "none": none(folder),
        "hostile": hostile(folder),
        "groups": groups(folder),
        "log": log(folder),
        "replay": change(folder),
    }.items():
        found[name] = folder / f"{name}.html"
        found[name].write_text(html, encoding="utf-8")
    return found


def year(folder: Path) -> str:
    return busy_year(folder, 800).to_html()


def groups(folder: Path) -> str:
    made = busy_year(
        folder, 800, by=["plan sold", "team"], first_day="2026-07", stories=["T-00700"]
    )
    return made.to_html()


def log(folder: Path) -> str:
    tickets = take(random_rows(7, 60))
    return make_report(tickets, matrix=matrix(), as_of=MONDAY + timedelta(20)).to_html()


def change(folder: Path) -> str:
    terms = load_matrix("wotnot")
    after = terms.with_holidays("IN", subdivision="GJ")
    tickets = read_tickets(folder / "tickets.csv")
    return replay(tickets, before=terms, after=after, as_of=AS_OF).to_html(examples=2)


def none(folder: Path) -> str:
    path = folder / "none.csv"
    path.write_text("ticket_id,plan,priority,opened_at\n", encoding="utf-8")
    return make_report(read_tickets(path), as_of=datetime(2026, 12, 31, tzinfo=UTC)).to_html()


def hostile(folder: Path) -> str:
    path = folder / "hostile.csv"
    path.write_text(HOSTILE, encoding="utf-8", newline="")
    tickets = read_tickets(path, timezone="UTC")
    as_of = datetime(2026, 3, 20, tzinfo=UTC)
    return make_report(tickets, as_of=as_of, title="<script>alert(1)</script>").to_html()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_no_violation(
    browser: Any, pages: dict[str, Path], name: str, size: str, scheme: str
) -> None:
    width, height = SIZES[size]
    # axe is a script; the page itself allows none.
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(pages[name].as_uri())
    for details in page.query_selector_all("details"):
        details.evaluate("node => { node.open = true }")
    told = violations(page)
    context.close()
    assert told == []


@pytest.mark.parametrize("name", PAGES)
def test_page_makes_no_request_and_runs_no_script(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(pages[name].as_uri())
    assert asked == [pages[name].as_uri()]
    assert said == []
    assert page.query_selector_all("script") == []
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_phone_never_scrolls_the_page_sideways(
    browser: Any, pages: dict[str, Path], name: str
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(pages[name].as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()


def test_everything_that_can_be_worked_is_reached_by_the_keyboard(
    browser: Any, pages: dict[str, Path]
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(pages["year"].as_uri())
    wanted = page.evaluate(
        "window.wanted = [...document.querySelectorAll('a[href], summary, [tabindex]')]"
        ".filter(node => node.checkVisibility()); window.wanted.length"
    )
    reached = set()
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("window.wanted.indexOf(document.activeElement)"))
    assert reached - {-1} == set(range(wanted))
    context.close()


def test_print_has_no_navigation_and_few_pages(browser: Any, pages: dict[str, Path]) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(pages["year"].as_uri())
    page.emulate_media(media="print")
    assert not page.query_selector("nav").is_visible()
    printed = page.pdf(format="A4")
    assert 1 <= printed.count(b"/Type /Page\n") <= 7
    context.close()
