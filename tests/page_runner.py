"""Runs a page of the documentation from top to bottom, in a folder of its own.

- A `python` block written with `>>>` is a doctest: it must show its results. One without is
  run as it stands. All blocks of a page share their names.
- A `console` block runs each line that begins with `$ slaclock`, as a shell would. What follows is
  compared with what is printed, errors included; `...` stands for anything. Where nothing
  follows, the command must succeed. `$ echo $?` shows the exit code of the command before.
  Other commands are not run.
- Any other block whose first line is a comment with nothing but a file's name, such as
  `# ours.toml`, becomes that file, for the blocks below it.
"""

from __future__ import annotations

import doctest
import io
import os
import re
import shlex
import sqlite3
import subprocess
import sys
import tomllib
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

from tests.commands import environment

__all__ = [
    "FILE_NAME",
    "ROOT",
    "Block",
    "Command",
    "PageRunner",
    "blocks_of",
    "commands_of",
    "run_page",
]

ROOT = Path(__file__).parent.parent
FENCE = re.compile(
    r"^(?P<indent>[ \t]*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\n`]*)\n"
    r"(?P<body>.*?)"
    r"^(?P=indent)(?P=fence)[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
DIRECTIVE = re.compile(r"\{(?:code-block|code)\}[ \t]*(\w+)")
OPTIONS = re.compile(r"\A(?::[\w-]+:[^\n]*\n)+\n?")
FILE_NAME = re.compile(r"\A(?:#|//|--)[ ]([\w./-]+\.\w+)\n")
FOR_A_SHELL = re.compile(r"[|<>&;$*~`]")
"""A line with one of these is for a shell to read."""
AS_PROCESSES = ("README.md", "docs/reference/command-line.md")
"""Pages whose commands are processes; on the others they run in this one, which is quicker."""
RELAXED = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


class Block(NamedTuple):
    """A fenced block of a page: its language, its text, and the line its text begins on."""

    language: str
    text: str
    line: int


class Command(NamedTuple):
    """A command of a console block, and what is shown below it."""

    line: str
    shown: str


def blocks_of(page: str) -> list[Block]:
    """Return the fenced blocks of a page, in order.

    >>> blocks_of("Text.\\n```python\\n>>> 1 + 1\\n2\\n```\\n")
    [Block(language='python', text='>>> 1 + 1\\n2\\n', line=3)]
    """
    found = []
    for match in FENCE.finditer(page):
        directive = DIRECTIVE.match(match["info"])
        language = directive[1] if directive else match["info"].strip()
        body = dedent(match["body"])
        text = OPTIONS.sub("", body) if directive else body
        line = (
            page.count("\n", 0, match.start("body")) + 1 + body[: len(body) - len(text)].count("\n")
        )
        found.append(Block(language, text, line))
    return found


def commands_of(text: str) -> list[Command]:
    r"""Return the commands of a console block.

    >>> commands_of("$ slaclock \\\n    demo\nout\n$ ls\n")
    [Command(line='slaclock \\\n    demo', shown='out\n'), Command(line='ls', shown='')]
    """
    joined = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    parts = [re.match(r"((?:[^\n]*\\\n)*[^\n]*)\n?(.*)", part, re.DOTALL) for part in joined]
    return [Command(part[1], part[2]) for part in parts if part]


class PageRunner:
    """Runs the blocks of one page, one after the other."""

    def __init__(self, name: str, folder: Path, *, installed: bool = False) -> None:
        self.name = name
        self.folder = folder
        self.names: dict[str, Any] = {"__name__": "__main__"}
        self.exit_code = 0
        self.always_processes = installed or name in AS_PROCESSES
        self.environment = dict(os.environ)
        if not installed:
            path = f"{folder / '.bin'}{os.pathsep}{os.environ['PATH']}"
            self.environment = environment(PATH=path)
            install_command(folder / ".bin")
        if (ROOT / "examples").is_dir():
            (folder / "examples").symlink_to(ROOT / "examples")

    def run(self, block: Block) -> None:
        """Run a block by its language; a block that names a file becomes that file."""
        if block.language == "python" and ">>> " in block.text:
            self.run_doctest(block)
        elif block.language == "python":
            code = compile("\n" * (block.line - 1) + block.text, self.name, "exec")
            exec(code, self.names)
        elif block.language == "console":
            for command in commands_of(block.text):
                self.run_command(command, block)
        elif file_name := FILE_NAME.match(block.text):
            path = self.folder / file_name[1]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")

    def run_doctest(self, block: Block) -> None:
        """Run a block as a doctest, in the names of the page."""
        parser = doctest.DocTestParser()
        test = parser.get_doctest(block.text, self.names, self.name, self.name, block.line - 1)
        told: list[str] = []
        runner = doctest.DocTestRunner(optionflags=RELAXED, verbose=False)
        result = runner.run(test, out=told.append, clear_globs=False)
        self.names.update(test.globs)  # the test worked on a copy
        assert not result.failed, "".join(told)

    def run_command(self, command: Command, block: Block) -> None:
        """Run one line of a console block, and compare what it prints with what is shown."""
        if command.line == "echo $?":
            assert command.shown.strip() == str(self.exit_code), f"exit code on {self.name}"
        if command.line.split()[0] != "slaclock":
            return
        needs_shell = self.always_processes or FOR_A_SHELL.search(command.line)
        ran = self.in_shell(command.line) if needs_shell else in_this_process(command.line)
        self.exit_code, printed = ran
        place = f"{self.name}, console block of line {block.line}: $ {command.line}"
        if not command.shown.strip():
            assert self.exit_code == 0, f"{place}\nprinted\n{printed}"
            return
        example = doctest.Example(command.line + "\n", command.shown)
        checker = doctest.OutputChecker()
        if not checker.check_output(command.shown, printed, RELAXED):
            told = checker.output_difference(example, printed, RELAXED)
            raise AssertionError(f"{place}\n{told}")

    def in_shell(self, line: str) -> tuple[int, str]:
        """Run a line in a shell; return its exit code, and all that it printed."""
        result = subprocess.run(
            ["/bin/sh", "-c", line],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
            timeout=120,
        )
        return result.returncode, result.stdout


def in_this_process(line: str) -> tuple[int, str]:
    """Run a line without a shell; return its exit code, and all that it printed."""
    from slaclock.cli import main  # the installed pages are run without it

    _, *arguments = shlex.split(line.replace("\\\n", " "))
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(stream), redirect_stderr(stream):
        code = main(arguments)
    stream.flush()
    return code, stream.buffer.getvalue().decode()  # type: ignore[attr-defined]


def install_command(folder: Path) -> None:
    """Put a `slaclock` into a folder that runs the source at hand with this interpreter."""
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, function = scripts["scripts"]["slaclock"].partition(":")
    code = f"import sys; sys.argv[0] = 'slaclock'; from {module} import {function} as main; "
    code += "sys.exit(main())"
    folder.mkdir(parents=True)
    command = folder / "slaclock"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def run_page(name: str, page: str, folder: Path, *, installed: bool = False) -> None:
    """Run all blocks of a page, with *folder* as the current one.

    With *installed*, `slaclock` is the command that is installed, and not the source at hand.
    """
    runner = PageRunner(name, folder, installed=installed)
    for block in blocks_of(page):
        runner.run(block)
    for value in runner.names.values():
        if isinstance(value, sqlite3.Connection):  # it ends with the page, as with a program
            value.close()


def main(*paths: str) -> None:
    """Run pages with the slaclock that is installed, in the folder where they are to be run."""
    for path in paths:
        page = ROOT / path
        run_page(path, page.read_text(encoding="utf-8"), Path.cwd(), installed=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
