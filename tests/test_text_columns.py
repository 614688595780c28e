"""Text in columns: widths of letters in a terminal, alignment, and escapes in HTML."""

from __future__ import annotations

import pytest

from slaclock.text_columns import html_table, in_columns, width_of


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("gold", 4),
        ("日本支社", 8),
        ("ｗｉｄｅ", 8),
        ("한국", 4),
        ("Zürich", 6),
        ("Zu\u0308rich", 6),
        ("हिंदी", 2),
        ("a\u200db", 2),
        ("🙂", 2),
    ],
)
def test_width_is_that_of_a_terminal(text: str, width: int) -> None:
    assert width_of(text) == width


def test_columns_align_under_wide_letters() -> None:
    assert in_columns([("plan", "n"), ("日本", "10"), ("gold", "5")], right=[1]) == [
        "plan   n",
        "----  --",
        "日本  10",
        "gold   5",
    ]


def test_html_escapes_every_text() -> None:
    assert html_table("a<b", ["<i>"], [("<h>",), ("<c>",)], kind="ledger", classes=["night"]) == (
        '<table class="slaclock-ledger"><caption><strong>a&lt;b</strong><br>&lt;i&gt;</caption>'
        '<thead><tr><th scope="col">&lt;h&gt;</th></tr></thead>'
        '<tbody><tr class="night"><td>&lt;c&gt;</td></tr></tbody></table>'
    )
