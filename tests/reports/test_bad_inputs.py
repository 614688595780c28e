"""What a report must survive: every line of surface report in bad-inputs.jsonl, by its id."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest

from slaclock.reports import Report, check_output, make_report, read_tickets, write_whole
from slaclock.reports.errors import OutputError
from slaclock.reports.page.links import safe_link, ticket_link
from tests.cases import bad_inputs
from tests.commands import run
from tests.reports import small
from tests.reports.hostile import HOSTILE, NAMES

VOID = ("meta", "br", "hr", "img", "input", "link")


class Page(HTMLParser):
    """Collects the elements of a page, their attributes and their text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.depth = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.depth += tag not in VOID

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile(folder: Path, **changes: str) -> Report:
    path = folder / "hostile.csv"
    path.write_text(HOSTILE, encoding="utf-8", newline="")
    tickets = read_tickets(path, timezone="UTC")
    told = tickets.frame.filter(plan="starter")["ticket_id"].to_list()
    assert len(told) == len(NAMES)
    return make_report(tickets, as_of=datetime(2026, 3, 20, tzinfo=UTC), told=told, **changes)


def check_html(folder: Path) -> None:
    page = Page(hostile(folder, title="<script>alert(1)</script>").to_html())
    assert "script" not in page.tags
    assert "img" not in page.tags
    assert page.tags.count("style") == 1
    assert page.depth == 0
    assert "<script>alert(1)</script>" in page.text


def check_attributes(folder: Path) -> None:
    page = Page(hostile(folder).to_html())
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not [name for name, _ in page.attributes if name in ("autofocus", "src")]


def check_links(folder: Path) -> None:
    page = Page(hostile(folder).to_html())
    links = [value for name, value in page.attributes if name == "href"]
    assert [link[:13] for link in links if link.startswith("data:")] == ["data:text/csv"]
    outside = {link for link in links if not link.startswith(("#", "data:"))}
    assert outside <= {"https://desk.example/1", "HTTPS://desk.example/2"}
    assert outside
    assert safe_link("javascript:alert(1)") is None
    assert ticket_link("javascript:alert({id})", "7", None) is None


def check_csv(folder: Path) -> None:
    made = hostile(folder)
    rows = list(csv.DictReader(io.StringIO(made.to_csv(), newline="")))
    assert len(rows) == len(made.verdicts)
    kept = made.verdicts.frame["ticket_id"].to_list()
    for row, name in zip(rows, kept, strict=True):
        bare = row["ticket_id"]
        assert bare == (f"'{name}" if name[0] in "=+-@\t\r" else name)


def check_path(folder: Path) -> None:
    """No file is named after a ticket; a path that leads out is the caller's own to give."""
    made = hostile(folder)
    before = set(folder.rglob("*"))
    write_whole(check_output(folder / "out.html", []), made.to_html())
    assert set(folder.rglob("*")) - before == {folder / "out.html"}
    with pytest.raises(OutputError, match="is in a directory that does not exist"):
        check_output(folder / "no" / "x.html", [])


def check_overwrite(folder: Path) -> None:
    path = folder / "tickets.csv"
    small.tickets(folder)
    content = path.read_bytes()
    (folder / "alias.csv").symlink_to(path)
    for name in ("tickets.csv", "alias.csv", "../" + folder.name + "/tickets.csv"):
        ran = run("report", path, "--matrix", "wotnot", "--out", folder / name)
        assert ran.code == 2
        assert "is read or written already; writing would destroy it" in ran.err
    assert path.read_bytes() == content


def check_zero(folder: Path) -> None:
    path = folder / "none.csv"
    path.write_text(small.HEADER + "\n", encoding="utf-8")
    made = make_report(read_tickets(path), matrix=small.matrix(), as_of=small.AS_OF, goal="95")
    page = made.to_html()
    assert "No tickets" in page
    assert "attainment: n/a" in page
    assert "100 %" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert made.counts().text() == "n/a"
    assert made.to_dict()["metrics"]["response"]["attainment"] == "n/a"
    assert made.backlog[0].total == 0
    assert list(csv.reader(io.StringIO(made.to_csv())))[1:] == []


CHECKS: dict[str, Callable[[Path], None]] = {
    "rp-html": check_html,
    "rp-html-attr": check_attributes,
    "rp-url": check_links,
    "rp-csv-newline": check_csv,
    "rp-path": check_path,
    "rp-overwrite": check_overwrite,
    "rp-zero-tickets": check_zero,
}


@pytest.mark.parametrize("name", CHECKS)
def test_report_survives(name: str, tmp_path: Path) -> None:
    CHECKS[name](tmp_path)


def test_no_bad_input_is_left_out() -> None:
    assert set(CHECKS) == {case["id"] for case in bad_inputs("report")}
