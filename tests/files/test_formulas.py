"""Texts that a spreadsheet would run."""

from __future__ import annotations

import pytest

from slaclock.files.formulas import guarded


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('=HYPERLINK("http://x.example")', '\'=HYPERLINK("http://x.example")'),
        ("+49 170 1234", "'+49 170 1234"),
        ("-1+cmd", "'-1+cmd"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("-12.5", "-12.5"),
        ("+3", "+3"),
        ("2026-03-06", "2026-03-06"),
        ("", ""),
    ],
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str, shown: str) -> None:
    assert guarded(text) == shown
