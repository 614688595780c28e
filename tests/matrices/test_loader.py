"""Data files: what is read, and what a parser would let through and is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from slaclock import CalendarWarning, Matrix, load_matrix
from slaclock.errors import UnknownNameError
from slaclock.matrices.loader import bundled_matrices, read_data
from tests.matrices.written import YAML, refused, written

DATA: dict[str, Any] = {
    "id": "ours",
    "title": "Ours",
    "effective_from": "2026-01-01",
    "business_day": "8 h",
    "calendars": {
        "office": {
            "timezone": "Asia/Kolkata",
            "hours": {"mon-fri": ["09:00-19:00"]},
            "holidays": ["2026-01-26", {"date": "2026-08-15", "name": "Independence Day"}],
            "exceptions": {"2026-12-24": ["09:00-13:00"]},
        }
    },
    "priorities": {"P1": {"aliases": ["urgent"]}},
    "plans": {"gold": {"calendar": "office", "targets": {"P1": {"resolution": "1 BD"}}}},
}
TOML = """
id = "ours"
title = "Ours"
effective_from = 2026-01-01
business_day = "8 h"
[calendars.office]
timezone = "Asia/Kolkata"
hours = { mon-fri = ["09:00-19:00"] }
holidays = [2026-01-26, { date = 2026-08-15, name = "Independence Day" }]
exceptions = { 2026-12-24 = ["09:00-13:00"] }
[priorities.P1]
aliases = ["urgent"]
[plans.gold]
calendar = "office"
targets.P1 = { resolution = "1 BD" }
"""


class TestForms:
    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("ours.toml", TOML),
            ("ours.json", json.dumps(DATA)),
            ("ours.yaml", YAML),
            ("ours.yml", YAML),
            ("OURS.TOML", TOML),
            ("marked.toml", "\ufeff" + TOML),
        ],
    )
    def test_one_matrix_in_every_form(self, name: str, content: str, tmp_path: Path) -> None:
        sla = load_matrix(written(tmp_path, name, content))
        assert sla == Matrix.model_validate(DATA)
        assert sla.file == name
        assert sla.effective_from == date(2026, 1, 1)

    def test_path_as_text(self, tmp_path: Path) -> None:
        assert load_matrix(str(written(tmp_path, "ours.toml", TOML))).id == "ours"

    def test_file_that_says_something_twice_warns_where(self, tmp_path: Path) -> None:
        twice = TOML.replace("[2026-01-26,", "[2026-01-26, 2026-01-26,")
        path = written(tmp_path, "ours.toml", twice)
        message = r"ours\.toml: calendars\.office: holidays: 2026-01-26 is given twice"
        with pytest.warns(CalendarWarning, match=message):
            load_matrix(path)


class TestBundled:
    def test_shipped_matrix_is_read_once(self) -> None:
        assert bundled_matrices() == ("wotnot",)
        assert load_matrix("wotnot") is load_matrix("wotnot")
        assert load_matrix("wotnot").file == "wotnot.toml"

    def test_unknown_name_lists_the_known_ones(self) -> None:
        with pytest.raises(UnknownNameError) as caught:
            load_matrix("wotno")
        assert str(caught.value) == (
            "unknown matrix 'wotno'; did you mean 'wotnot'? matrices: wotnot"
        )


class TestFile:
    def test_missing_file(self, tmp_path: Path) -> None:
        path = tmp_path / "none.toml"
        assert refused(path).endswith("none.toml: cannot be read: No such file or directory")

    def test_directory(self, tmp_path: Path) -> None:
        assert refused(tmp_path).endswith(": is a directory, not a file")
        (tmp_path / "dir.toml").mkdir()
        assert refused(tmp_path / "dir.toml").endswith(": is a directory, not a file")

    def test_other_kind_of_file(self, tmp_path: Path) -> None:
        assert refused(tmp_path / "ours.ini").endswith(
            "unknown kind of file '.ini'; kinds: .toml, .json, .yaml, .yml"
        )

    @pytest.mark.parametrize("size", [2**20 + 1, 2**24])
    def test_large_file(self, size: int, tmp_path: Path) -> None:
        path = written(tmp_path, "ours.toml", b"#" * size)
        assert refused(path).endswith("is over 1 MiB")

    def test_largest_file_is_read(self, tmp_path: Path) -> None:
        path = written(tmp_path, "ours.toml", TOML + "#" * (2**20 - len(TOML)))
        assert load_matrix(path).id == "ours"

    def test_other_encoding(self, tmp_path: Path) -> None:
        path = written(tmp_path, "ours.toml", 'id = "ours"\ntitle = "Größe"'.encode("latin-1"))
        assert refused(path).endswith("is not UTF-8, at byte 23; save it as UTF-8")


class TestToml:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (
                "id = 'a'\nid = 'b'\ntitle = ''",
                (
                    "TOML cannot be read: Cannot overwrite a value (at line 2, column 9); "
                    "line 2 is \"id = 'b'\""
                ),
            ),
            (
                "id = ",
                "TOML cannot be read: Invalid value (at end of document); line 1 is 'id = '",
            ),
            (
                "a = 1\n[b]\n[b]\n",
                (
                    "TOML cannot be read: Cannot declare ('b',) twice (at line 3, column 3); "
                    "line 3 is '[b]'"
                ),
            ),
        ],
    )
    def test_line_is_shown(self, content: str, message: str, tmp_path: Path) -> None:
        path = written(tmp_path, "ours.toml", content)
        assert refused(path) == f"ours.toml: {message}"

    def test_empty_file(self, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.toml", ""))
        assert message.endswith("ours.toml: is empty")

    def test_file_of_comments_misses_its_keys(self, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.toml", "# nothing\n"))
        assert message.splitlines() == [
            'ours.toml: id: is missing; write a short name for the contract, such as id = "acme"',
            "calendars: is missing",
            "plans: is missing",
        ]

    def test_number_of_thousands_of_digits(self, tmp_path: Path) -> None:
        for digits in ("1" * 5000, "1_" * 4300 + "1"):
            path = written(tmp_path, "ours.toml", f'id = "a"\nx = {digits}')
            message = "ours.toml: line 2: a number has thousands of digits, too many"
            assert refused(path) == message


class TestJson:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            (
                '{"id": "a", "id": "b"}',
                "ours.json: id: the key 'id' is given twice",
            ),
            (
                '{"a": [{"b": NaN}]}',
                "ours.json: a[0].b: NaN is not an amount; write '4 h'",
            ),
            (
                '{"a": -Infinity}',
                "ours.json: a: -Infinity is not an amount; write '4 h'",
            ),
            (
                '{"a": ' + "1" * 31 + "}",
                "ours.json: a: a number of 31 digits is too large",
            ),
            (
                '{"\\ud800": 1}',
                r"ours.json: '\ud800' is not valid Unicode: half of a surrogate pair",
            ),
            (
                '{"a": {"b": "\\udfff"}}',
                r"ours.json: a.b: '\udfff' is not valid Unicode: half of a surrogate pair",
            ),
            ('"text"', "ours.json: expected a table at the top, got text"),
        ],
    )
    def test_what_a_parser_lets_through(self, content: str, message: str, tmp_path: Path) -> None:
        assert refused(written(tmp_path, "ours.json", content)) == message

    def test_number_of_thirty_digits_is_judged_by_its_place(self, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.json", '{"id": ' + "1" * 30 + "}"))
        assert f"id: {'1' * 30} is not text" in message

    def test_syntax(self, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.json", '{"id": }'))
        assert "JSON cannot be read: Expecting value: line 1 column 8" in message


class TestSize:
    def test_depth(self, tmp_path: Path) -> None:
        """The table at the top is the first level of 32."""
        deep = '{"a": ' + "[" * 31 + "]" * 31 + "}"
        assert read_data(written(tmp_path, "ours.json", deep))
        deeper = '{"a": ' + "[" * 32 + "]" * 32 + "}"
        assert "nested too deep; the limit is 32 levels" in refused(
            written(tmp_path, "ours.json", deeper)
        )

    def test_number_of_values(self, tmp_path: Path) -> None:
        """A list of 9,998 numbers in a table makes 10,000 values."""
        most = json.dumps({"a": [0] * 9_998})
        assert read_data(written(tmp_path, "ours.json", most))
        more = json.dumps({"a": [0] * 9_999})
        assert "has too many values; the limit is 10000" in refused(
            written(tmp_path, "ours.json", more)
        )
