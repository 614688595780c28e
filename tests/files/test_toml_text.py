"""Plain data as TOML: whatever is written is read back as it was, in order."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock.files.toml_text import toml_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
PLAIN = st.recursive(
    st.one_of(TEXT, st.integers(-(2**62), 2**62), st.booleans()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=30,
)


class TestTomlText:
    @given(st.dictionaries(TEXT, PLAIN, max_size=6))
    def test_is_read_back_as_it_was(self, data: dict[str, Any]) -> None:
        assert tomllib.loads(toml_text(data)) == data

    def test_tables_keep_their_order(self) -> None:
        data = {"P": {"a": {"x": 1}, "b": {f"k{n}": "long text " * 3 for n in range(9)}, "c": {}}}
        assert list(tomllib.loads(toml_text(data))["P"]) == ["a", "b", "c"]

    def test_none_is_left_out(self) -> None:
        assert toml_text({"a": None, "b": {"c": None}, "d": 1}) == "b = {}\nd = 1\n"

    @pytest.mark.parametrize("text", ["\x7f", '"', "\\", "\n", "\x00", "é", "\u2028"])
    def test_odd_characters(self, text: str) -> None:
        assert tomllib.loads(toml_text({text: text})) == {text: text}
