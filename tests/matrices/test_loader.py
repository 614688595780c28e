"""Data files: what is read, and what a parser would let through and is refused."""

from __future__ import annotations

import json
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from slaclock import CalendarWarning, Matrix, load_matrix
from slaclock.errors import MatrixError, MissingExtraError, UnknownNameError
from slaclock.matrices.loader import bundled_matrices, read_data

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
YAML = """
# The same again.
id: ours
title: "Ours"
effective_from: 2026-01-01
business_day: 8 h
calendars:
  office:
    timezone: Asia/Kolkata
    hours: {mon-fri: ["09:00-19:00"]}
    holidays:
      - 2026-01-26
      - {date: 2026-08-15, name: Independence Day}
    exceptions: {2026-12-24: ["09:00-13:00"]}
priorities:
  P1:
    aliases: [urgent]
plans:
  gold:
    calendar: office
    targets:
      P1: {resolution: 1 BD}
"""


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(MatrixError) as caught:
        load_matrix(path)
    return str(caught.value)


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
        path = written(tmp_path, "ours.toml", f"id = {'1' * 5000}")
        message = refused(path)
        assert message.startswith(f"{path}: TOML cannot be read: ") or "ours.toml: " in message
        assert len(message) < 1024


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


class TestYaml:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("a: 1\nb:\n  a: 1\n  a: 2\n", "line 4, column 3: the key 'a' is given twice, on "),
            ("a: &x 1\nb: *x\n", "line 2, column 4: alias *x: write the value out, aliases are "),
            ("b: {<<: {a: 1}}\n", "line 1, column 5: merge keys (<<) are refused; write the "),
            ("a: !!set {}\n", "line 1, column 4: tag 'tag:yaml.org,2002:set' is refused; only"),
            ("a: !own 1\n", "line 1, column 4: tag '!own' is refused; only plain data is read"),
            ("a: ! 12\n", "line 1, column 4: tag '!' is refused; only plain data is read"),
            ("--- 1\n--- 2\n", "line 2, column 1: one document expected, two found"),
            ("[a, b]: 1\n", "line 1, column 1: a list or table cannot be a key; write text"),
            ("? {a: 1}\n: 2\n", "line 1, column 3: a list or table cannot be a key; write text"),
            ("a: 2026-02-30\n", "line 1, column 4: '2026-02-30' is not a date: day is out of"),
            ("a: [1\n", "line 2, column 1: YAML cannot be read: "),
            ("a: b: c\n", "line 1, column 5: YAML cannot be read: "),
            ("1: a\n0x1: b\n", "line 2, column 1: found duplicate key"),
            ("a: " + "[" * 33 + "]" * 33, "nested too deep; the limit is 32 levels"),
            ("a: \x07\n", "YAML cannot be read: "),
        ],
    )
    def test_refusal_names_the_line(self, content: str, message: str, tmp_path: Path) -> None:
        found = refused(written(tmp_path, "ours.yaml", content))
        assert found.startswith("ours.yaml: ")
        assert message in found

    def test_too_many_values_end_at_once(self, tmp_path: Path) -> None:
        path = written(tmp_path, "ours.yaml", "a: [" + "1," * 50_000 + "1]\n")
        start = time.process_time()
        assert "has too many values" in refused(path)
        assert time.process_time() - start < 10

    def test_quoted_text_stays_text(self, tmp_path: Path) -> None:
        content = "a: '12'\nb: '<<'\nc: |\n  two\n  lines\nd: \"22:00\"\n"
        assert read_data(written(tmp_path, "ours.yaml", content)) == {
            "a": "12",
            "b": "<<",
            "c": "two\nlines\n",
            "d": "22:00",
        }

    def test_number_that_is_no_date(self, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.yaml", f"a: {'1' * 5000}\n"))
        assert message.startswith("ours.yaml: line 1, column 4: '1111")
        assert "... (5002 characters) is not a number: " in message
        assert len(message) < 1024

    @pytest.mark.parametrize("key", ["on", "No", "y", "true", "~", "NULL"])
    def test_key_that_yaml_takes_for_no_text(self, key: str, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.yaml", f"id: ours\n{key}: 1\n"))
        assert message == (
            f"ours.yaml: line 2, column 1: the key {key} is not text for YAML, but true, false "
            f'or nothing; quote it: "{key}"'
        )
        quoted = written(tmp_path, "ours.yaml", f'"{key}": 1\n')
        assert read_data(quoted) == {key: 1}

    def test_control_character(self, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.yaml", "a: 1\nb: \x01\n"))
        assert message == ("ours.yaml: line 2: YAML cannot be read: it holds the character U+0001")

    def test_many_dates_cost_no_more_than_other_values(self, tmp_path: Path) -> None:
        text = "- 2026-01-26\n" * 9_000 + "- 2026-13-45\n"
        began = time.process_time()
        message = refused(written(tmp_path, "ours.yaml", text))
        assert time.process_time() - began < 5
        assert message == (
            "ours.yaml: line 9001, column 3: '2026-13-45' is not a date: month must be in 1..12"
        )

    @pytest.mark.parametrize(
        "text",
        [
            "".join(f"k{number}: 1\n" for number in range(100_000)),
            f"a: {'x ' * 500_000}",
            "a: >\n" + "  x\n" * 250_000,
            "#\n" * 500_000,
        ],
        ids=["keys", "words", "lines", "comments"],
    )
    def test_long_document_is_refused_before_it_is_parsed(self, text: str, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.yaml", text[: 1 << 20]))
        assert message == "ours.yaml: is over 256 KiB; a TOML or JSON file may have 1 MiB"

    def test_empty_file(self, tmp_path: Path) -> None:
        message = refused(written(tmp_path, "ours.yaml", "# nothing\n"))
        assert message.endswith("ours.yaml: is empty but for comments")
        for name in ("ours.yaml", "ours.json"):
            assert refused(written(tmp_path, name, " \n")).endswith(f"{name}: is empty")

    def test_missing_package_names_the_extra(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = written(tmp_path, "ours.yaml", YAML)
        monkeypatch.setitem(sys.modules, "ruamel.yaml", None)
        with pytest.raises(MissingExtraError) as caught:
            load_matrix(path)
        assert str(caught.value) == (
            "reading a YAML file needs the package ruamel.yaml; "
            "install it with: pip install 'slaclock[yaml]'"
        )
