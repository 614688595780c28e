"""Mends what Sphinx and its theme write, so that everybody can read it.

A screen reader hears what each part of a page is; an example that is wider than its page wraps,
or can be scrolled by keyboard where its columns must stay below each other.
"""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

NAMED = {
    'role="heading">': 'role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="All pages">',
    '<aside class="toc-drawer">': '<aside class="toc-drawer" aria-label="This page">',
    # How an example that is tested writes an empty line.
    "&lt;BLANKLINE&gt;": "",
}
EXAMPLE = re.compile(r"<pre>(.*?)</pre>", re.DOTALL)
TABLE = re.compile(r'<div class="(table-wrapper[^"]*)">')
TAG = re.compile(r"<[^>]*>")
COLUMNS = re.compile(r"^[-=]{2,}  +[-=]{2,}|^[-|+]{4,}$|^\|.*\|$", re.MULTILINE)
"""The rule below the heading of a table, or its frame."""


def finish(app: object, error: Exception | None) -> None:
    """Mend every page that a build has written."""
    folder = Path(str(app.outdir))  # type: ignore[attr-defined]
    if error is None and (folder / "index.html").exists():
        for path in folder.rglob("*.html"):
            if path.relative_to(folder).parts[0] not in ("_static", "playground"):
                path.write_text(finished(path.read_text("utf-8")), "utf-8")


def finished(page: str) -> str:
    """Return a page with its parts named and its examples fit for a narrow window.

    >>> finished("<pre>a long line</pre>")
    '<pre class="wraps">a long line</pre>'
    >>> finished("<pre>plan  due\\n----  ---</pre>")
    '<pre tabindex="0">plan  due\\n----  ---</pre>'
    """
    for written, meant in NAMED.items():
        page = page.replace(written, meant)
    page = TABLE.sub(r'<div class="\1" tabindex="0">', page)
    return EXAMPLE.sub(fit, page)


def fit(example: re.Match[str]) -> str:
    """Return an example that wraps, or one of columns that scrolls."""
    columns = COLUMNS.search(unescape(TAG.sub("", example[1])))
    how = 'tabindex="0"' if columns else 'class="wraps"'
    return f"<pre {how}>{example[1]}</pre>"
