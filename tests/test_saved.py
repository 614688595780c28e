"""Saved data of another form is refused in slaclock's own words."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.errors import ArgumentTypeError, UnknownNameError
from slaclock.saved import reads_saved


class Box:
    def __init__(self, size: int) -> None:
        self.size = size

    @classmethod
    @reads_saved("a box", "Box.to_dict")
    def from_dict(cls, data: Any) -> Box:
        if data["size"] == 0:
            raise UnknownNameError("size", "0", ["1"])
        return cls(int(data["size"]))


def test_data_of_the_right_form_is_read() -> None:
    assert Box.from_dict({"size": "3"}).size == 3


@pytest.mark.parametrize("data", [None, {}, {"size": "three"}, {"size": []}, {"size": 1e999}])
def test_data_of_another_form_is_refused(data: Any) -> None:
    with pytest.raises(ArgumentTypeError, match=r"a box must be what `Box\.to_dict` gives"):
        Box.from_dict(data)


def test_error_of_slaclock_is_passed_on() -> None:
    with pytest.raises(UnknownNameError, match="unknown size '0'"):
        Box.from_dict({"size": 0})
