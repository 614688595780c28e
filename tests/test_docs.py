"""Every page of the documentation runs: README.md, and what is under docs/."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.page_runner import ROOT, run_page


def pages() -> list[Path]:
    """Return every page that is run."""
    under_docs = sorted((ROOT / "docs").rglob("*.md"))
    return [ROOT / "README.md", *(page for page in under_docs if "_build" not in page.parts)]


@pytest.mark.parametrize("path", pages(), ids=lambda path: str(path.relative_to(ROOT)))
def test_page_runs_and_shows_what_comes_out(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run_page(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"), tmp_path)


# --- the runner itself ---------------------------------------------------------------------

GOOD_PAGES = {
    "results shown": "```python\n>>> x = 1\n>>> x + 1\n2\n\n```",
    "names shared by the blocks": "```python\nx = 1\n```\n\n```python\n>>> x\n1\n```",
    "names of a doctest kept": "```python\n>>> x = 1\n```\n\n```python\nassert x == 1\n```",
    "another language": "```toml\nx = \n```\n```text\n>>> 1 / 0\n```",
    "a block in a list": "1. First\n\n   ```python\n   >>> 1 + 1\n   2\n   ```",
    "a directive": "```{code-block} python\n:caption: Sum\n\n>>> 1 + 1\n2\n```",
    "a file": "```toml\n# ours.toml\n```\n```python\nopen('ours.toml').close()\n```",
    "another command": "```console\n$ rm -r everything\n```",
}


@pytest.mark.parametrize("page", GOOD_PAGES.values(), ids=GOOD_PAGES.keys())
def test_good_page_passes(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_page("page.md", page + "\n", tmp_path)


BAD_PAGES = {
    "wrong result": "```python\n>>> 1 + 1\n3\n```",
    "result not shown": "```python\n>>> 1 + 1\n```",
    "code that fails": "```python\nraise AssertionError\n```",
    "assertion that is false": "```python\nx = 1\nassert x == 2\n```",
    "command with other output": "```console\n$ slaclock --no-such-option\nall is well\n```",
    "command that fails": "```console\n$ slaclock --no-such-option\n```",
    "other exit code": "```console\n$ slaclock --no-such-option\n...\n$ echo $?\n0\n```",
}


@pytest.mark.parametrize("page", BAD_PAGES.values(), ids=BAD_PAGES.keys())
def test_bad_page_fails(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AssertionError):
        run_page("page.md", page + "\n", tmp_path)
