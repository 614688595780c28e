"""What polars reads as it is meant, and where a file may be cut."""

from __future__ import annotations

import pytest

from slaclock.files import csv_records
from slaclock.reports.reading import csv_shape
from slaclock.reports.reading.csv_shape import Shape, whole_pieces


class TestWholePieces:
    def test_a_quoted_field_is_not_cut(self) -> None:
        text = b'1,"two\nlines",x\n2,"a ""quote""\n",y\n3,z,z'
        for size in range(1, len(text) + 1):
            chunks = [text[start : start + size] for start in range(0, len(text), size)]
            pieces = list(whole_pieces(chunks))
            assert b"".join(pieces) == text
            assert all(piece.endswith(b"\n") for piece in pieces[:-1])
            assert all(piece.count(b'"') % 2 == 0 for piece in pieces)

    def test_a_quote_that_is_never_closed_does_not_fill_the_memory(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(csv_shape, "LONGEST_RECORD", 40)
        pieces = list(whole_pieces([b'1,"x,y\n'] + [b"2,x,y\n"] * 100))
        assert max(map(len, pieces)) < 60
        assert csv_records.LONGEST_RECORD > 40


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("1,a,2026\n2,b,2026\n", True),
        ("1,a,2026\n2,b,2026", True),
        ("1,a,2026\n\n2,b,2026\n", False),
        ("1,a\n2,b,2026,x\n", False),
        ('1,"a,b",2026\n', True),
        ('1,"a\nb",2026\r\n2,"",x\r\n', True),
        ('1,a" b",2026\n', False),
        ('1,"a" b,2026\n', False),
        ('1,"a,2026\n', False),
        ('1,"a\n2,b,2026\nb",2026\n', False),
    ],
)
def test_fits(text: str, fits: bool) -> None:
    assert Shape(3, ",", told=True).fits(text.encode()) is fits


def test_what_polars_does_not_know() -> None:
    assert not Shape(1, ",", told=True).fits(b"1\n")
    assert not Shape(2, "·", told=True).fits("1·2\n".encode())
