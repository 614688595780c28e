"""What the page says of the desk's own deadlines."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports.page.sheet import Sheet
from slaclock.reports.page.vendor import vendor_values
from tests.reports import small
from tests.reports.figures.test_vendor import report


class TestVendorValues:
    def test_rows_and_examples(self, tmp_path: Path) -> None:
        (found,) = vendor_values(Sheet(report(tmp_path)))
        assert found["title"] == "Resolution"
        assert found["rows"][0] == {
            "plan": "gold",
            "priority": "P1",
            "compared": "3",
            "equal": "1",
            "earlier": "1",
            "later": "1",
            "often": "2 h earlier (1 time)",
        }
        assert found["examples"][1]["said"] == (
            "gold, P1: the file says Mon 2 Mar 2026 11:00, the contract Mon 2 Mar 2026 13:00; "
            "the file’s is 2 h earlier."
        )

    def test_page_has_the_section_only_where_there_is_something_to_compare(
        self, tmp_path: Path
    ) -> None:
        title = "Against the desk’s own deadlines"
        assert title in report(tmp_path).to_html()
        assert title not in small.report(tmp_path).to_html()
