"""What other terms would change, as a page and as a table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from slaclock import MatrixHistory
from slaclock.reports import Replay, replay
from tests.reports import small


@pytest.fixture
def found(tmp_path: Path) -> Replay:
    """Return what 5 h instead of 4 h for the resolution of P1 change: B takes 8, A took 4."""
    longer = small.matrix(
        plans={
            "gold": {
                **small.MATRIX["plans"]["gold"],
                "title": "Gold",
                "targets": {
                    "P1": {"response": "2 h", "resolution": "5 h"},
                    "P2": {"response": "2 h", "resolution": "1 BD"},
                },
            }
        }
    )
    return replay(small.tickets(tmp_path), before=small.matrix(), after=longer, as_of=small.AS_OF)


class TestPage:
    def test_totals_and_cells(self, found: Replay) -> None:
        page = found.to_html()
        assert "<strong>1 changed verdict</strong>" in page
        row = page[page.index('<th scope="row">Response</th>') :].partition("</tr>")[0]
        assert '<td class="n">50.0 %</td><td class="n">4</td><td class="n">75.0 %</td>' in row
        assert "1 breached → met" in page
        assert "1 h later" in page

    def test_examples_have_both_ledgers(self, found: Replay) -> None:
        page = found.to_html()
        assert '<h3 id="example-1">B: Response, breached → met</h3>' in page
        assert "Before: due Mon 2 Mar 2026 10:00" in page
        assert "After: due Mon 2 Mar 2026 11:00" in page
        assert page.count('<table class="slaclock-ledger"') == 2
        assert "Tickets whose verdict changes" not in found.to_html(examples=0)

    def test_no_script_and_no_request(self, found: Replay) -> None:
        page = found.to_html()
        assert "<script" not in page
        assert "src=" not in page
        assert "default-src 'none'" in page

    def test_history_says_how_many_versions(self, tmp_path: Path) -> None:
        history = MatrixHistory(
            [
                small.matrix(effective_from="2026-01-01"),
                small.matrix(effective_from="2026-03-03", version="2"),
            ]
        )
        made = replay(
            small.tickets(tmp_path), before=small.matrix(), after=history, as_of=small.AS_OF
        )
        assert "Desk (desk, version 2), the last of 2 versions" in made.to_html()


class TestCsv:
    def test_every_ticket_before_and_after(self, found: Replay) -> None:
        rows = {row["ticket_id"]: row for row in csv.DictReader(io.StringIO(found.to_csv()))}
        assert list(rows) == list("ABCDEFGH")
        assert rows["B"]["response_verdict_before"] == "breached"
        assert rows["B"]["response_verdict_after"] == "met"
        assert rows["B"]["resolution_due_before"] == "2026-03-02T13:00:00+00:00"
        assert rows["B"]["resolution_due_after"] == "2026-03-02T14:00:00+00:00"
        assert (rows["B"]["plan"], rows["B"]["priority_after"]) == ("gold", "P1")
