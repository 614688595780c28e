"""The built playground, in Node.js and in a real browser: the unchanged wheel in Pyodide.

Run by `make playground-test`, which builds the page and brings Chromium, playwright and axe-core;
skipped where one is missing.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright")

from playwright import sync_api

from tests.chromium import IS_THERE, flaws, running_chromium

SITE = Path(__file__).parents[2] / "build" / "site" / "playground"
there = (SITE / "contents.json").exists() and IS_THERE
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not there, reason="not built, or no browser")]
PATIENCE = 180_000  # milliseconds; Python has to start, on a machine that may be busy
LOOKS = [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")]
TIMES = ("2026-03-06T18:00", "2026-03-29T02:30", "2026-12-31T23:59:59", "2028-02-29T09:00")


class Quiet(SimpleHTTPRequestHandler):
    """Serves the page, and says nothing about it."""

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with running_chromium() as browser:
        yield browser


def opened(chromium: Any, url: str) -> Any:
    """Return the page once it has answered, and keep what it asked of the network and said."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.said, page.asked = [], []
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("console", lambda told: page.said.append(told.text))
    page.on("request", lambda request: page.asked.append(request.url))
    page.goto(url)
    page.get_by_role("heading", name="What is due when").wait_for()
    return page


def test_wheel_answers_under_node_as_it_does_here() -> None:
    import answers

    if shutil.which("node") is None:
        pytest.skip("no Node.js")
    contracts = json.loads((SITE / "contents.json").read_text("utf-8"))["contracts"]
    questions: list[list[str]] = []
    for text in contracts.values():
        questions.append(["contract", text])
        for plan in answers.contract(text)["plans"]:
            for priority in plan["priorities"]:
                questions += [["answer", text, plan["id"], priority, at] for at in TIMES]
    assert len(questions) > 100
    run = subprocess.run(
        ["node", str(SITE / "ask.mjs")],
        input=json.dumps(questions),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)
    here = [getattr(answers, name)(*words) for name, *words in questions]
    assert [(q[2:], a) for q, a in zip(questions, told, strict=True)] == [
        (q[2:], a) for q, a in zip(questions, here, strict=True)
    ]


def test_flow(chromium: Any, url: str) -> None:
    """Starter, P1 on Friday 6 March 2026 at 18:00: the response is due on Monday at noon."""
    page = opened(chromium, url)
    page.get_by_label("Plan").select_option("starter")
    page.get_by_label("Priority").select_option("P1")
    deadlines = page.get_by_role("group", name="What is due when")
    sync_api.expect(deadlines).to_contain_text("Response4 hbusinessMon 2026-03-09 12:00 +05:30")
    page.get_by_label("Opened").fill("2026-03-05T10:00")
    sync_api.expect(deadlines).to_contain_text("Thu 2026-03-05 14:00 +05:30")
    assert page.locator("#metrics svg").count() == 3
    page.get_by_text("Why? Response, window by window").click()
    ledger = page.get_by_role("group", name="Response: ledger", exact=True)
    sync_api.expect(ledger).to_contain_text("due: met up to and including it")

    # A contract of one's own: first with a slip, then mended.
    contract = page.get_by_label("Its text")
    text = contract.input_value()
    contract.fill(text.replace('"4 h", resolution', '"4 hurs", resolution'))
    sync_api.expect(page.get_by_role("alert")).to_contain_text(
        "contract.toml: plans.starter.targets.P1.response: '4 hurs'"
    )
    sync_api.expect(page.get_by_role("heading", name="What is due when")).to_be_hidden()
    contract.fill(text.replace('"4 h", resolution', '"2 h", resolution'))
    sync_api.expect(deadlines).to_contain_text("Thu 2026-03-05 12:00 +05:30")
    assert page.get_by_label("Plan").input_value() == "starter"

    # Another of the contracts that come along, which has other plans.
    page.get_by_label("Begin with").select_option("A university in California")
    sync_api.expect(page.locator("#title")).not_to_have_text("WotNot support SLA")
    sync_api.expect(page.locator("#zone")).to_have_text("in America/Los_Angeles")
    assert page.said == []
    assert all(one.startswith((url, "data:")) for one in page.asked)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(chromium: Any, url: str) -> None:
    page = opened(chromium, url)
    page.get_by_label("Plan").select_option("starter")
    for summary in page.locator("summary").all():
        summary.click()
    assert flaws(page, "playground", LOOKS) == {}
