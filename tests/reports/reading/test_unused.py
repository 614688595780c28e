"""What somebody says of an export and nothing in it fits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.reading.files import read
from tests.reports.reading.sheets import BOTH, EUROPE


class TestUnused:
    @pytest.mark.parametrize(
        ("values", "note"),
        [
            (
                {"priority": {"hihg": "P1"}},
                (
                    "no row has 'hihg' in 'priority', for which --value was given; "
                    "did you mean 'high'?"
                ),
            ),
            (
                {"priority": {"urgent!": "P1"}},
                "no row has 'urgent!' in 'priority', for which --value was given",
            ),
            ({"team": {"a": "b"}}, "no column holds team, so --value team:... means nothing here"),
        ],
    )
    def test_meaning_of_a_text_that_stands_nowhere_is_told(
        self, tmp_path: Path, values: dict[str, dict[str, str]], note: str
    ) -> None:
        assert note in read(tmp_path, BOTH, values=values, **EUROPE).notes

    def test_meaning_that_is_used_is_not(self, tmp_path: Path) -> None:
        found = read(tmp_path, BOTH, values={"priority": {"high": "P1"}}, **EUROPE)
        assert not any("--value" in note for note in found.notes)

    @pytest.mark.parametrize(
        ("name", "said", "note"),
        [
            (
                "t.csv",
                {"sheet": "Data"},
                "t.csv is no Excel file, so its sheet 'Data' means nothing",
            ),
            (
                "t.json",
                {"separator": ";"},
                "t.json is no CSV file, so its separator ';' means nothing",
            ),
            (
                "t.json",
                {"header_row": 3},
                "t.json is no CSV or Excel file, so its header row 3 means nothing",
            ),
        ],
    )
    def test_layout_that_the_file_does_not_have_is_told(
        self, tmp_path: Path, name: str, said: dict[str, object], note: str
    ) -> None:
        json = '[{"id": 1, "opened_at": "2026-11-24T10:00:00Z"}]'
        found = read(tmp_path, json if name == "t.json" else BOTH, name, **said, **EUROPE)
        assert note in found.notes
