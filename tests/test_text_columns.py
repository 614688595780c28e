"""Text in columns: widths of letters in a terminal, alignment, and escapes in HTML."""

from __future__ import annotations

import sys
from importlib.metadata import version
from importlib.util import find_spec

import pytest

from slaclock import text_columns
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
        ("🙂", 2),
    ],
)
@pytest.mark.parametrize("with_rich", [True, False])
def test_width_is_that_of_a_terminal(
    text: str, width: int, with_rich: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_rich:
        monkeypatch.setitem(sys.modules, "rich.cells", None)
    text_columns._measure.cache_clear()
    assert width_of(text) == width
    text_columns._measure.cache_clear()


@pytest.mark.skipif(
    find_spec("rich") is None or int(version("rich").split(".")[0]) < 15,
    reason="rich is not there, or too old to know these",
)
@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧", "❤\ufe0f", "👍🏽", "🇩🇪"])
def test_emoji_of_several_characters_is_as_wide_as_one(text: str) -> None:
    text_columns._measure.cache_clear()
    assert width_of(text) == 2


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
