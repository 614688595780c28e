"""JSON in canonical form, by the examples of RFC 8785."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.errors import ArgumentTypeError
from slaclock.files.canonical_json import canonical_json


class TestCanonicalJson:
    def test_text_is_escaped_as_little_as_can_be(self) -> None:
        text = '\u20ac$\u000f\nA\'B"\\\\"/'
        assert canonical_json(text) == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'

    def test_keys_stand_in_the_order_of_utf_16(self) -> None:
        """Section 3.2.3: an emoji comes before the Hebrew letter with a dagesh."""
        keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
        found = canonical_json(dict.fromkeys(keys, 0))
        order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
        places = [found.index(canonical_json(key)) for key in order]
        assert places == sorted(places)

    def test_plain_values(self) -> None:
        assert canonical_json([None, True, False, 0, -7, {}, []]) == "[null,true,false,0,-7,{},[]]"

    @pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), b"x", "\ud800", {"a": object()}])
    def test_anything_else_is_refused(self, value: Any) -> None:
        with pytest.raises(ArgumentTypeError):
            canonical_json(value)
