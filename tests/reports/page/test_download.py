"""The verdicts as a file that lies in the page."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from urllib.parse import unquote

import pytest

from slaclock.reports import Report
from slaclock.reports.page import download
from slaclock.reports.page.download import download_values
from tests.reports import small


class TestDownload:
    def test_link_holds_the_csv_with_a_byte_order_mark(self, made: Report) -> None:
        found = download_values(made)
        head, _, content = found["href"].partition(",")
        assert head == "data:text/csv;charset=utf-8"
        text = unquote(content)
        assert text == "\ufeff" + made.to_csv()
        rows = list(csv.DictReader(io.StringIO(text[1:], newline="")))
        assert [row["ticket_id"] for row in rows] == list("ABCDEFGH")
        assert found["text"] == "Download the verdicts on 8 tickets as CSV (1 kB)"

    def test_nothing_in_it_ends_the_attribute(self, tmp_path: Path) -> None:
        row = '"x""><script>&#39;",gold,P1,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z,,open'
        href = download_values(small.report(tmp_path, row))["href"]
        assert not set(href) & set("\"'<>&#\r\n")

    def test_page_has_it_and_a_notebook_does_not(self, made: Report) -> None:
        assert ' download="verdicts.csv">' in made.to_html()
        assert "verdicts.csv" not in made._repr_html_()

    @pytest.mark.parametrize("most", [200, 1_500])
    def test_too_much_is_said(
        self, made: Report, monkeypatch: pytest.MonkeyPatch, most: int
    ) -> None:
        """Eight tickets take 480 bytes at least, and about two thousand in fact."""
        monkeypatch.setattr(download, "MOST_BYTES", most)
        assert download_values(made) == {
            "href": "",
            "text": "The verdicts on 8 tickets are too many to lie in this page; slaclock report "
            "--csv writes them.",
        }
        assert "too many to lie in this page" in made.to_html()
