"""What the page says by team, and of this period against the one before."""

from __future__ import annotations

from pathlib import Path

from slaclock.reports import make_report, read_tickets
from tests.reports import small


class TestGroupValues:
    def test_table_has_every_group_with_its_sample_size(self, tmp_path: Path) -> None:
        page = small.with_teams(tmp_path, by="team", goal="90").to_html()
        assert '<h2 id="by-1">By team</h2>' in page
        assert '<a href="#by-1">By team</a>' in page
        row = page[page.index('<th scope="row">B</th>') :].partition("</tr>")[0]
        assert row.count('<td class="n">1</td>') == 6  # of 1, missed 1, for three promises
        assert row.count('<td class="n bad">0 %</td>') == 3
        assert '<th scope="row">none</th>' in page

    def test_one_period_alone_has_no_charts(self, tmp_path: Path) -> None:
        assert "charts small" not in small.with_teams(tmp_path, by="team").to_html()

    def test_groups_have_charts_on_the_same_axes(self, tmp_path: Path) -> None:
        page = small.with_teams(tmp_path, by="team", period="day").to_html()
        part = page[page.index('id="by-1"') : page.index('id="open"')]
        assert part.count("<figure>") == 11  # C has no decided resolution
        assert part.count(">50 %</text>") == 0
        assert part.count(">0 %</text>") == 11

    def test_many_groups_are_capped_and_counted(self, tmp_path: Path) -> None:
        path = tmp_path / "many.csv"
        row = "gold,P1,2026-03-02T09:00Z,2026-03-02T09:30Z,2026-03-02T10:00Z"
        rows = [f"T{number},{row},C{number:02}" for number in range(30)]
        head = "id,plan,priority,opened_at,responded_at,resolved_at,customer"
        path.write_text("\n".join((head, *rows)), encoding="utf-8")
        made = make_report(
            read_tickets(path), matrix=small.matrix(), as_of=small.AS_OF, by=["customer"]
        )
        page = made.to_html()
        assert "C19</th>" in page
        assert "C20</th>" not in page
        assert "and 10 more with 10 tickets; all of them are in --json" in page
        assert len(made.to_dict()["groups"]["customer"]) == 30

    def test_names_of_groups_are_escaped(self, tmp_path: Path) -> None:
        path = tmp_path / "evil.csv"
        rows = [
            "1,gold,P1,2026-03-02T09:00Z,2026-03-02T09:30Z,<script>alert(1)</script>",
            "2,gold,P1,2026-03-03T09:00Z,2026-03-03T09:30Z,<script>alert(1)</script>",
        ]
        head = "id,plan,priority,opened_at,responded_at,team"
        path.write_text("\n".join((head, *rows)), encoding="utf-8")
        made = make_report(
            read_tickets(path), matrix=small.matrix(), as_of=small.AS_OF, by="team", period="day"
        )
        assert "<script" not in made.to_html()


def test_long_names_are_wrapped_and_short_ones_are_not(tmp_path: Path) -> None:
    name = "A customer with a name of quite a few words"
    path = tmp_path / "long.csv"
    row = "gold,P1,2026-03-02T09:00Z,2026-03-02T09:30Z,2026-03-02T10:00Z"
    head = "id,plan,priority,opened_at,responded_at,resolved_at,customer"
    path.write_text(f"{head}\n1,{row},{name}\n2,{row},Acme\n", encoding="utf-8")
    made = make_report(read_tickets(path), matrix=small.matrix(), as_of=small.AS_OF, by="customer")
    assert f'<th scope="row" class="long">{name}</th>' in made.to_html()
    assert '<th scope="row">Acme</th>' in made.to_html()
