"""YAML data files: plain data and nothing more."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from slaclock import load_matrix
from slaclock.errors import MissingExtraError
from slaclock.matrices.loader import read_data
from tests.matrices.written import YAML, refused, written


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
            ("a: 0x_\n", "line 1, column 4: '0x_' is not a number: invalid literal for int()"),
            ("a: 1e9\n", "line 1, column 4: '1e9' is no number of YAML 1.1; write 1.0e+3 or quote"),
            ('a: 1\nb: "\\U00110000"\n', r"line 2: YAML cannot be read: \U00110000 names no char"),
            ('a: "\\UFFFFFFFF"\n', r"line 1: YAML cannot be read: \UFFFFFFFF names no character"),
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
        end = "... (5002 characters) is not a number: thousands of digits are too many"
        assert message.endswith(end)
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
