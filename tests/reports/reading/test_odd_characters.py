"""Characters that only look like plain ones."""

from __future__ import annotations

import polars as pl
import pytest

from slaclock.reports.reading.odd_characters import plain_text, plain_texts


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2:15 PM", "2:15 PM"),
        ("2:15\u202fPM", "2:15 PM"),
        ("\ufeff2026-11-24", "2026-11-24"),
        ("\u0662\u0664/\u0661\u0661", "24/11"),
        ("２４／１１　１０：００", "24/11 10:00"),
        ("März", "März"),
        ("²", "²"),
    ],
)
def test_text_is_plain(text: str, plain: str) -> None:
    assert plain_text(text) == plain


def test_column_keeps_its_nulls_and_its_order() -> None:
    found = plain_texts(pl.Series("at", ["10:00", None, "2\u00a0PM"]))
    assert found.to_list() == ["10:00", None, "2 PM"]
