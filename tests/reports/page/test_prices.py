"""What unclear clauses are worth, as a page of its own and as a section of the report."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from slaclock import Matrix
from slaclock.reports import Report, make_report, read_tickets
from tests.reports.priced import AS_OF, CONTRACT, ROWS, priced

HEADS = ["Business day: 3 verdicts", "Bound: 2 verdicts", "Hours: 3 verdicts"]
HEADS += ["Due at closing: 2 verdicts"]


def report(folder: Path, *, price: bool = True, **options: Any) -> Report:
    path = folder / "tickets.csv"
    header = "ticket_id,plan,priority,opened_at,resolved_at"
    path.write_text("\n".join((header, *ROWS)) + "\n", encoding="utf-8")
    terms = Matrix.model_validate(CONTRACT)
    return make_report(read_tickets(path), matrix=terms, as_of=AS_OF, price=price, **options)


def rows_of(page: str) -> list[list[str]]:
    """Return the rows that say how something may be read: its name and the numbers."""
    found = re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', page, re.DOTALL)
    told = [[name, *re.findall(r">([^<]*)</td>", cells)] for name, cells in found]
    return [row for row in told if row[0].startswith(("1 BD is", "&lt;", "due at"))]


NUMBERS = [
    ["1 BD is same_time", "2", "0", "2", "0", "2"],
    ["1 BD is close_of_business", "3", "0", "3", "0", "3"],
    ["1 BD is 8 h", "0", "0", "0", "0", "0"],
    ["&lt;=: the deadline itself is in time", "1", "0", "1", "0", "1"],
    ["&lt;: the deadline itself is late", "1", "1", "0", "0", "1"],
    ["due at the next opening instead", "2", "0", "2", "0", "2"],
]


def test_page_has_a_table_for_each_clause(tmp_path: Path) -> None:
    page = priced(tmp_path).to_html()
    assert re.findall(r"<h2 id=[^>]*>([^<]*)</h2>", page) == HEADS
    assert rows_of(page) == NUMBERS


class TestSection:
    def test_says_the_same_as_the_page(self, tmp_path: Path) -> None:
        page = report(tmp_path).to_html()
        section = page[page.index('<section aria-labelledby="price">') :]
        section = section[: section.index("</section>")]
        assert re.findall(r"<h3[^>]*>([^<]*)</h3>", section) == HEADS
        assert rows_of(section) == NUMBERS
        assert '<a href="#price">Unclear clauses</a>' in page

    def test_stands_only_where_it_was_asked_for(self, tmp_path: Path) -> None:
        assert "price" not in report(tmp_path, price=False).to_html()
