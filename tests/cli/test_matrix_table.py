"""`slaclock matrix`: the whole contract as a table."""

from __future__ import annotations

from pathlib import Path

from slaclock import Matrix, load_matrix
from tests.cli.conftest import OURS
from tests.commands import from_json, run


class TestMatrix:
    def test_every_cell_of_the_published_table(self) -> None:
        lines = run("matrix").out.splitlines()
        cells = {line[:15].strip(): line[15:].split("  ") for line in lines[3:12]}
        rows = {name: [cell.strip() for cell in row if cell.strip()] for name, row in cells.items()}
        assert rows[""] == ["Lite", "Starter", "Premium", "Enterprise"]
        assert rows["availability"] == [
            "Business hours, Mon-Fri",
            "Business hours, Mon-Fri",
            "Extended hours, Mon-Fri",
            "24x7 for critical issues",
        ]
        assert rows["first response"] == ["< 16 h", "< 8 h", "< 4 h", "< 1 h"]
        assert rows["P1 Critical"] == [
            "8 h / 1 BD",
            "4 h / 1 BD",
            "1 h / 8 h",
            "always: 30 min / 4 h",
        ]
        assert rows["P2 Major"] == ["1 BD / 5 BD", "8 h / 3 BD", "4 h / 2 BD", "1 h / 1 BD"]
        assert rows["P3 Minor"] == ["1 BD / 7 BD", "1 BD / 5 BD", "8 h / 3 BD", "4 h / 2 BD"]

    def test_levels_types_and_calendars(self) -> None:
        out = run("matrix").out
        assert "escalation level 3: CTO\n" in out
        assert "calendar extended: Asia/Kolkata mon-fri 09:00-21:00\n" in out
        assert "; Report a bug; Technical support\n" in out

    def test_json_is_the_matrix_again(self) -> None:
        assert Matrix.model_validate(from_json("matrix")) == load_matrix("wotnot")

    def test_sparse_matrix(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        level = '[[escalation]]\nlevel = 1\ncontact = "Desk"\nat = "50 %"\n'
        country = '[calendars.office]\nholidays = [{ country = "FR" }]'
        text = OURS.replace("[calendars.office]", country) + level
        path.write_text(text.replace("[priorities.P1]", "[priorities.P1]\n[priorities.P2]"))
        lines = run("matrix", "-m", path).out.splitlines()
        assert lines[0] == "ours"
        # No row for what no plan says: no channels, no first response.
        assert lines[2:6] == ["", "          gold", "--------  ---------", "calendar  office"]
        assert lines[6:] == [
            "P1        1 h / 4 h",
            "P2        -",
            "",
            "by priority: response / resolution",
            "",
            "response: from opened to responded or resolved; runs on in a pause",
            "resolution: from opened to resolved; pauses for any reason",
            "a change of plan or priority: retroactive; a reopening: resume",
            "at risk: never",
            "",
            "calendar office: Europe/Paris mon-fri 09:00-17:00",
            "  holidays: country FR",
            "",
            "escalation level 1: Desk, at 50 %",
        ]

    def test_title_that_is_the_id_in_other_letters_is_shown_once(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        path.write_text(OURS.replace("[priorities.P1]", '[priorities.P1]\ntitle = "p1"'))
        assert "p1        1 h / 4 h" in run("matrix", "-m", path).out.splitlines()

    def test_every_metric_that_is_promised_has_its_place(self, tmp_path: Path) -> None:
        path = tmp_path / "ours.toml"
        path.write_text(OURS.replace('resolution = "4 h"', 'next_response = "2 h"'))
        lines = run("matrix", "-m", path).out.splitlines()
        assert "P1        1 h / 2 h" in lines
        assert "by priority: response / next response" in lines
