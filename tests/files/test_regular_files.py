"""Files that are read: a pipe or a device is refused at once."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from slaclock import load_matrix
from slaclock.errors import MatrixError
from slaclock.files.regular_files import opened_regular


class TestOpenedRegular:
    def test_regular_file_is_read(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_bytes(b"abc")
        with opened_regular(path) as file:
            assert file.read() == b"abc"

    def test_directory_and_device_are_refused(self, tmp_path: Path) -> None:
        for path in (tmp_path, Path(os.devnull)):
            with pytest.raises(OSError, match="it is not a regular file"):
                opened_regular(path)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
    def test_pipe_that_nobody_writes_to_is_refused_at_once(self, tmp_path: Path) -> None:
        path = tmp_path / "pipe.toml"
        os.mkfifo(path)
        with pytest.raises(MatrixError, match="cannot be read: it is not a regular file"):
            load_matrix(path)

    def test_name_that_is_none(self) -> None:
        with pytest.raises(ValueError, match="null"):
            opened_regular(Path("a\0b"))


class TestHostileYaml:
    @pytest.mark.parametrize("text", ["[" * 3000 + "]" * 3000, "[" * 1_000_000, "[a, " * 3000])
    def test_brackets_in_brackets_are_refused_before_they_are_parsed(
        self, text: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "deep.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(MatrixError, match="line 1: nested too deep; the limit is 32 levels"):
            load_matrix(path)

    @pytest.mark.parametrize(
        "text", ["[" * 40, "a: !x 1\nb: [", "a: 1\na: 2\nb: 'x", "--- 1\n--- 2\n--- ["]
    )
    def test_what_is_refused_is_not_parsed_again(self, text: str, tmp_path: Path) -> None:
        path = tmp_path / "broken.yaml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(MatrixError):
            load_matrix(path)


class TestHostileToml:
    @pytest.mark.parametrize(
        "text",
        ["[" + ".".join(["a"] * 100_000) + "]", "x = { " + ".".join(["'a'"] * 50_000) + " = 1 }"],
        ids=["heading", "key in a table"],
    )
    def test_key_of_many_parts_is_refused_before_it_is_parsed(
        self, text: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "deep.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(MatrixError, match="nested too deep; the limit is 32 levels"):
            load_matrix(path)
