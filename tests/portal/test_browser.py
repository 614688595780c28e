"""The portal in a real browser: the whole flow, with a clock that the test sets.

Run by `make portal-browser`, which brings Chromium, playwright and axe-core; skipped where one
is missing.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("sqlalchemy")
pytest.importorskip("multipart")
pytest.importorskip("itsdangerous")
pytest.importorskip("uvicorn")
pytest.importorskip("playwright")

import uvicorn
from playwright import sync_api

from tests.chromium import IS_THERE, PICTURES, running_chromium, too_wide, violations
from tests.database import url_of_empty_database
from tests.portal.world import HOUR, World

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not IS_THERE, reason="no browser")]
PATIENCE = 30_000  # milliseconds; a machine that builds may be slow
LOOKS = [(1180, "light"), (1180, "dark"), (390, "light"), (390, "dark")]


class Site(World):
    """A portal that listens on a port of this machine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(url_of_empty_database(f"sqlite:///{folder / 'portal.db'}"))
        listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.server = uvicorn.Server(
            uvicorn.Config(self.app, log_level="error", timeout_graceful_shutdown=1)
        )
        self.thread = threading.Thread(target=self.server.run, args=([listening],), daemon=True)
        self.browsers: list[Any] = []
        self.thread.start()

    def close(self) -> None:
        for context in self.browsers:
            context.close()
        self.server.should_exit = True
        self.thread.join(timeout=30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with running_chromium() as browser:
        yield browser


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.close()


class Person:
    """Somebody with a browser of their own, whose time stands still but for the test."""

    def __init__(self, chromium: Any, site: Site, name: str, width: int = 1180, **how: Any) -> None:
        self.site = site
        self.context = chromium.new_context(viewport={"width": width, "height": 900}, **how)
        self.context.set_default_timeout(PATIENCE)
        site.browsers.append(self.context)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("console", self._note)
        self.page.clock.install(time=site.now)
        self.page.clock.pause_at(site.now + HOUR / 3600)
        self.page.goto(site.url + "/login")
        if name:
            self.page.get_by_role("button", name=name).click()
            self.page.wait_for_url(site.url + "/")

    def _note(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.said.append(message.text)

    def later(self, seconds: int) -> None:
        """Let time pass, on the server and in the browser; a minute or more has the page ask."""
        self.page.clock.run_for(seconds * 1000)

    def comes_back(self) -> None:
        """Look at the page again, as after another window: it asks how its tickets stand."""
        with self.page.expect_response("**/clocks?*"):
            self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def sees(self, selector: str, text: str) -> None:
        sync_api.expect(self.page.locator(selector)).to_have_text(text, timeout=PATIENCE)

    def clock(self, metric: str, ticket: int = 1, where: str = "table") -> str:
        return f"{where} [data-ticket='{ticket}'][data-metric='{metric}']"

    def create(self, priority: str = "P1", subject: str = "The bot is silent") -> None:
        self.page.get_by_role("link", name="Help").last.click()
        self.page.locator("main").get_by_role("link", name="Create a ticket").click()
        self.page.get_by_label("Report a bug").check()
        self.page.get_by_label("Subject").fill(subject)
        self.page.get_by_label("Details").fill("It has not answered since nine.")
        self.page.get_by_label("Priority").select_option(priority)
        self.page.get_by_role("button", name="Create ticket").click()
        self.page.wait_for_url("**/#ticket-*")

    def opens(self, ticket: int = 1) -> Any:
        self.page.get_by_role("link", name=f"#{ticket}", exact=True).click()
        dialog = self.page.get_by_role("dialog")
        dialog.wait_for()
        return dialog

    def closes(self) -> None:
        self.page.keyboard.press("Escape")
        self.page.get_by_role("dialog").wait_for(state="hidden")


def test_whole_flow(chromium: Any, site: Site) -> None:
    """Starter, P1: response in 4 hours, resolution in a day of 10, on Monday 2 March 2026."""
    customer = Person(chromium, site, "Customer on Starter")
    agent = Person(chromium, site, "Support specialist")
    customer.create()
    customer.sees("#ticket-1 th", "#1")
    customer.sees(customer.clock("first_response"), "8:00:00 left")
    customer.sees(customer.clock("response"), "4:00:00 left")
    customer.sees(customer.clock("resolution"), "10:00:00 left")

    # An hour later support asks something, and waits.
    site.now += HOUR
    agent.page.reload()
    agent.sees(agent.clock("response"), "3:00:00 left")
    dialog = agent.opens()
    dialog.get_by_text("It has not answered since nine.").wait_for()
    dialog.get_by_label("Your answer").fill("Which browser is it?")
    dialog.get_by_label("Wait for the customer").check()
    dialog.get_by_role("button", name="Send").click()
    agent.sees("dialog .messages li:last-child p", "Which browser is it?")
    agent.sees(agent.clock("resolution", where="dialog"), "paused: 9 h left")
    agent.closes()
    agent.sees("td[data-state='1']", "waiting for the customer")
    agent.sees(agent.clock("response"), "met")

    # The page of the customer is still open, and learns of it; then it waits for two hours.
    customer.comes_back()
    customer.sees(customer.clock("resolution"), "paused: 9 h left")
    site.now += 2 * HOUR
    customer.comes_back()
    customer.sees(customer.clock("resolution"), "paused: 9 h left")
    dialog = customer.opens()
    dialog.get_by_label("Your answer").fill("Any of them")
    dialog.get_by_role("button", name="Send").click()
    customer.sees(customer.clock("resolution", where="dialog"), "9:00:00 left")
    customer.closes()
    customer.sees("td[data-state='1']", "open")

    # P2 has three days of 10 hours, of which one hour counted.
    agent.comes_back()
    dialog = agent.opens()
    dialog.get_by_label("Priority").select_option("P2")
    dialog.get_by_role("button", name="Change").click()
    agent.sees(agent.clock("resolution", where="dialog"), "29:00:00 left")
    site.now += HOUR
    dialog.get_by_role("button", name="Resolve").click()
    agent.sees(agent.clock("resolution", where="dialog"), "met")

    # Closed for an hour, which does not count, and reopened by the customer.
    site.now += HOUR
    customer.comes_back()
    customer.sees("td[data-state='1']", "resolved")
    dialog = customer.opens()
    dialog.get_by_role("button", name="Reopen").click()
    customer.sees(customer.clock("resolution", where="dialog"), "28:00:00 left")

    # Why? The account: opened, priority, pause, closed, what counted.
    dialog.get_by_role("link", name="why? Resolution").click()
    account = customer.page.get_by_role("main")
    account.get_by_text("Resolution of #1: why?").wait_for()
    for words in ("Mon 2026-03-02 10:00", "paused", "P2"):
        assert words in account.inner_text()
    assert customer.said == []
    assert agent.said == []


def test_countdown_runs_in_hours_and_stands_still_out_of_them(chromium: Any, site: Site) -> None:
    customer = Person(chromium, site, "Customer on Starter")
    customer.create()
    customer.later(5)
    customer.sees(customer.clock("response"), "3:59:55 left")
    # At one second before closing time, on Monday; three hours and a second of the response
    # were used by then.
    site.now += 9 * HOUR - HOUR / 3600
    customer.page.reload()
    customer.sees(customer.clock("resolution"), "1:00:01 left")
    customer.later(1)
    customer.sees(customer.clock("resolution"), "1:00:00 left (closed)")
    customer.later(10)
    customer.sees(customer.clock("resolution"), "1:00:00 left (closed)")
    # A response in four hours was due at two.
    customer.sees(customer.clock("response"), "5:00:00 over (closed)")
    assert "breached" in customer.page.locator(customer.clock("response")).get_attribute("class")


def test_page_follows_the_clock_of_the_server(chromium: Any, site: Site) -> None:
    """A machine that slept an hour, or whose clock is wrong, hears the right time again."""
    customer = Person(chromium, site, "Customer on Starter")
    customer.create()
    site.now += HOUR
    customer.later(5)
    customer.sees(customer.clock("response"), "3:59:55 left")
    with customer.page.expect_response("**/clocks?*"):
        customer.later(15)
    customer.sees(customer.clock("response"), "3:00:00 left")


def test_agent_sees_risk_levels_outbox_and_report(chromium: Any, site: Site) -> None:
    """Enterprise, P1: four hours round the clock; at risk from three, level 2 from 3:36."""
    Person(chromium, site, "Customer on Lite").create("P3", "Where is the usage?")
    Person(chromium, site, "Customer on Enterprise").create("P1", "Nobody can log in")
    agent = Person(chromium, site, "Support specialist")
    site.now += 3 * HOUR + HOUR / 2
    site.sweep()
    agent.page.reload()
    assert agent.page.locator("tbody th").all_inner_texts() == ["#2", "#1"]
    look = agent.page.locator(agent.clock("resolution", 2))
    assert "risk" in look.get_attribute("class")
    agent.sees("td[data-level='2']", "1")
    site.now += HOUR / 2 + HOUR / 3600
    site.sweep()
    agent.comes_back()
    agent.sees("td[data-level='2']", "3")
    assert "breached" in look.get_attribute("class")
    agent.page.get_by_role("link", name="Outbox").click()
    assert agent.page.locator("tbody td:nth-child(3)").all_inner_texts() == [
        *("Level 3: CTO", "Level 2: Support manager", "Level 1: Support specialist"),
    ]
    agent.page.get_by_role("link", name="Report").click()
    agent.page.get_by_text("2 tickets").first.wait_for()
    assert agent.said == []


def test_everything_can_be_done_by_keyboard(chromium: Any, site: Site) -> None:
    customer = Person(chromium, site, "Customer on Starter", width=390)
    customer.create()
    page = customer.page
    page.reload()

    def tab_to(words: str, most: int = 40) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            text = page.evaluate(
                "document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText"
            )
            if (text or "").strip().startswith(words):
                return
        raise AssertionError(words)

    tab_to("Skip to the content")
    tab_to("#1")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    tab_to("Your answer")
    page.keyboard.type("One more thing")
    tab_to("Send")
    page.keyboard.press("Enter")
    customer.sees("dialog .messages li:last-child p", "One more thing")
    tab_to("Close")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.innerText") == "#1"


def test_reply_that_does_not_arrive_is_told_and_kept(chromium: Any, site: Site) -> None:
    customer = Person(chromium, site, "Customer on Starter")
    customer.create()
    dialog = customer.opens()
    dialog.get_by_label("Your answer").fill("One more thing")
    customer.page.route("**/answer", lambda route: route.abort())
    dialog.get_by_role("button", name="Send").click()
    dialog.get_by_text("This did not reach us").wait_for()
    assert dialog.get_by_label("Your answer").input_value() == "One more thing"
    customer.page.unroute("**/answer")
    dialog.get_by_role("button", name="Send").click()
    customer.sees("dialog .messages li:last-child p", "One more thing")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_axe_finds_nothing_and_no_page_scrolls_sideways(
    chromium: Any, site: Site, width: int, scheme: str
) -> None:
    # axe is a script; the pages themselves allow none but their own.
    how: dict[str, Any] = {"width": width, "color_scheme": scheme, "bypass_csp": True}
    nobody = Person(chromium, site, "", **how)
    customer = Person(chromium, site, "Customer on Enterprise", **how)
    found = {"login": look(nobody, "login"), "empty": look(customer, "empty")}
    for priority, subject in (("P1", "Nobody can log in"), ("P3", "A" * 90), ("P2", "Web hook")):
        customer.create(priority, subject)
    agent = Person(chromium, site, "Support specialist", **how)
    customer.page.goto(f"{site.url}/tickets/2?alone")
    site.now += 3 * HOUR + HOUR / 2
    site.sweep()
    agent.page.goto(f"{site.url}/tickets/3?alone")
    agent.page.get_by_label("Your answer").fill("Which one?\n" + "b" * 90)
    agent.page.get_by_label("Wait for the customer").check()
    agent.page.get_by_role("button", name="Send").click()
    agent.page.locator(".messages li:nth-child(2)").wait_for()
    for name, path in {
        "help": "/help",
        "new": "/new",
        "tickets": "/",
        "thread": "/tickets/3?alone",
        "why": "/tickets/3/why/resolution",
        "missing": "/tickets/99",
    }.items():
        customer.page.goto(site.url + path)
        found[name] = look(customer, name)
    for name, path in {"agent": "/", "outbox": "/outbox", "report": "/report"}.items():
        agent.page.goto(site.url + path)
        found[name] = look(agent, name)
    agent.page.goto(site.url + "/")
    agent.opens(3)
    found["dialog"] = look(agent, "dialog")
    assert {name: told for name, told in found.items() if told} == {}


def look(person: Person, name: str) -> list[Any]:
    """Return what axe finds on the page, and whether it is wider than its window."""
    page = person.page
    if PICTURES:
        size = page.viewport_size["width"]
        dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
        path = Path(PICTURES) / f"{name}-{size}-{'dark' if dark else 'light'}.png"
        page.screenshot(path=path, full_page=name != "dialog")
    page.clock.resume()  # axe waits with timers
    told: list[Any] = violations(page)
    wide = too_wide(page)
    return [*told, f"{wide} px too wide"] if wide > 0 else told
