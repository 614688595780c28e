"""Which links of tickets are kept."""

from __future__ import annotations

import pytest

from slaclock.reports.page.links import safe_link


@pytest.mark.parametrize(
    ("link", "kept"),
    [
        ("https://desk.example/t?id=1", True),
        ("http://desk.example", True),
        ("//desk.example", False),
        ("ftp://desk.example", False),
        ("https://", False),
        ("https://[bad", False),
        (" https://desk.example", False),
        ("java\tscript:alert(1)", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_links_are_kept(link: str | None, kept: bool) -> None:
    assert safe_link(link) == (link if kept else None)
