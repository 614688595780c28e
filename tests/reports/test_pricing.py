"""The price of unclear clauses as data and as a page."""

from __future__ import annotations

from pathlib import Path

from tests.reports.priced import priced


class TestForms:
    def test_frame_has_a_row_for_each_reading_and_metric(self, tmp_path: Path) -> None:
        frame = priced(tmp_path).frame()
        assert frame.columns == [
            *("clause", "reading", "metric", "changed", "to_breached", "to_met", "other")
        ]
        assert ("bound", "<: the deadline itself is late", "resolution", 1, 1, 0, 0) in frame.rows()

    def test_csv_is_the_frame(self, tmp_path: Path) -> None:
        rows = priced(tmp_path).to_csv().splitlines()
        assert rows[0] == "clause,reading,metric,changed,to_breached,to_met,other"
        assert "due at closing,due at the next opening instead,resolution,2,0,2,0" in rows

    def test_plain_data(self, tmp_path: Path) -> None:
        data = priced(tmp_path).to_dict()
        assert (data["tickets"], data["verdicts"]) == (7, 7)
        bound = next(one for one in data["clauses"] if one["clause"] == "bound")
        assert bound["verdicts"] == 2
        assert bound["readings"][0] == {
            "reading": "<=: the deadline itself is in time",
            "changed": 1,
            "metrics": {"resolution": {"changed": 1, "to_breached": 0, "to_met": 1, "other": 0}},
        }

    def test_page_has_every_clause_and_is_escaped(self, tmp_path: Path) -> None:
        page = priced(tmp_path, terms={"title": "<b>Desk</b>"}).to_html()
        assert "<b>" not in page
        assert "&lt;b&gt;Desk&lt;/b&gt;: what its unclear clauses are worth" in page
        assert "Business day: 3 verdicts" in page
        assert "&lt;: the deadline itself is late" in page
        assert "<script" not in page
