"""The files that commands read and write: nothing that is read is ever written over."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from slaclock.files.whole_files import is_same_file

__all__ = ["check_kinds", "check_outputs", "check_page_and_rows", "page_option", "rows_option"]

# The kinds that slaclock reads and never writes. A contract names files of its own, such as
# calendars of closures, that no option shows.
_ONLY_READ = (".toml", ".yaml", ".yml", ".ics")


def page_option(text: str) -> Any:
    """Return the option of a command that writes its answer as an HTML page."""
    return typer.Option("--out", "-o", metavar="FILE", help=text)


def rows_option(text: str) -> Any:
    """Return the option of a command that writes the rows behind its answer as CSV."""
    return typer.Option("--csv", metavar="FILE", help=text)


def check_page_and_rows(page: Path | None, rows: Path | None, *inputs: str | Path | None) -> None:
    """Refuse what `page_option` and `rows_option` cannot mean; raises as `check_outputs`."""
    outputs = {"--out": page, "--csv": rows}
    check_outputs(outputs, *inputs)
    check_kinds(outputs, {"--out": (".html", ".htm"), "--csv": (".csv",)})


def check_outputs(outputs: dict[str, Path | None], *inputs: str | Path | None) -> None:
    """Refuse to write where that would destroy something, before anything is read.

    Args:
        outputs: The path that each option names; None for an option that is not given.
        inputs: What the command reads: files, folders of files, or names of what is bundled.

    Raises:
        typer.BadParameter: An output is an input or a file that slaclock only reads, is a
            folder or in none, or two outputs are one file.
    """
    taken = [file for name in inputs if name is not None for file in _files(Path(name))]
    for option, path in outputs.items():
        if path is None:
            continue
        problem = _problem(path, taken)
        if problem:
            raise typer.BadParameter(f"{str(path)!r} {problem}", param_hint=option)
        taken.append(path)


def check_kinds(outputs: dict[str, Path | None], kinds: dict[str, tuple[str, ...]]) -> None:
    """Refuse to write one kind of file under the name of another.

    Args:
        outputs: The path that each option names; None for an option that is not given.
        kinds: What each option writes, by the endings of file names; a name without an ending,
            or with one of no kind that is known here, may be any.

    Raises:
        typer.BadParameter: The name says that the file is of another kind.
    """
    for option, path in outputs.items():
        ending = path.suffix.lower() if path is not None else ""
        if ending in _KINDS and ending not in kinds[option]:
            hint = _PRINT if ending == ".pdf" and ".html" in kinds[option] else ""
            problem = f"would not be {_KINDS[ending]}; end it in {' or '.join(kinds[option])}{hint}"
            raise typer.BadParameter(f"{str(path)!r} {problem}", param_hint=option)


_PRINT = ", and print that from a browser: chromium --headless --print-to-pdf=FILE.pdf FILE.html"
_KINDS = {
    ".html": "a page",
    ".htm": "a page",
    ".pdf": "a PDF",
    ".csv": "CSV",
    ".json": "JSON",
    ".xlsx": "an Excel file",
    ".xls": "an Excel file",
    ".docx": "a Word file",
    ".parquet": "Parquet",
    ".png": "a picture",
    ".svg": "a picture",
    ".md": "Markdown",
}


def _files(path: Path) -> Iterator[Path]:
    """Return a file, or all files of a folder."""
    yield path
    if path.is_dir():
        yield from path.iterdir()


def _problem(path: Path, taken: list[Path]) -> str:
    if any(is_same_file(path, other) for other in taken if not other.is_dir()):
        return "is read or written already; writing would destroy it; choose another name"
    if path.is_dir():
        return "is a directory; name a file in it"
    if not path.parent.is_dir():
        return "is in a directory that does not exist"
    if path.exists() and path.suffix.lower() in _ONLY_READ:
        return "is of a kind that is only read; choose another name"
    return ""
