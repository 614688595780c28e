"""What is mended in the pages that Sphinx writes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

SPEC = importlib.util.spec_from_file_location(
    "finish", Path(__file__).parents[1] / "docs" / "finish.py"
)
assert SPEC
assert SPEC.loader
finish = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(finish)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<pre>a long line</pre>", '<pre class="wraps">a long line</pre>'),
        (
            '<pre><span class="go">plan  due</span>\n<span>----  ---</span></pre>',
            '<pre tabindex="0"><span class="go">plan  due</span>\n<span>----  ---</span></pre>',
        ),
        ("<pre>1\n&lt;BLANKLINE&gt;\n2</pre>", '<pre class="wraps">1\n\n2</pre>'),
        (
            '<div class="table-wrapper colwidths-auto docutils container">',
            '<div class="table-wrapper colwidths-auto docutils container" tabindex="0">',
        ),
        ('<p role="heading">', '<p role="heading" aria-level="2">'),
    ],
    ids=["a line", "columns", "an empty line", "a table", "a heading"],
)
def test_page_is_mended_and_once_only(written: str, meant: str) -> None:
    assert finish.finished(written) == meant
    assert finish.finished(meant) == meant
