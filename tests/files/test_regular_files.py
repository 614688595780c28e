"""Files that are read: a pipe or a device is refused at once."""

from __future__ import annotations

import os
import socket
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from slaclock import load_matrix
from slaclock.errors import MatrixError
from slaclock.files import regular_files
from slaclock.files.regular_files import (
    check_regular,
    opened_regular,
    read_regular,
    read_start,
    remembering,
    was_read,
)


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

    def test_file_that_has_nothing_yet_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As `/proc/kmsg` is regular, and what is read of it is None until something happens."""

        class Silent(BytesIO):
            def read(self, length: int | None = -1) -> Any:
                return None

        monkeypatch.setattr(regular_files, "opened_regular", lambda path, most=None: Silent())
        for read in (read_regular, read_start):
            with pytest.raises(OSError, match="it is not a regular file"):
                read(Path("kmsg"), 10)

    def test_name_that_is_none(self) -> None:
        with pytest.raises(ValueError, match="null"):
            opened_regular(Path("a\0b"))

    @pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no sockets with names here")
    def test_socket_is_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)  # the name of a socket must be short
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind("s")
            with pytest.raises(OSError, match="it is not a regular file"):
                opened_regular(Path("s"))

    @pytest.mark.parametrize(
        ("most", "size"), [(3, "3 bytes"), (2048, "2 KiB"), (1 << 20, "1 MiB"), (3 << 30, "3 GiB")]
    )
    def test_too_large(self, most: int, size: str, tmp_path: Path) -> None:
        path = tmp_path / "a"
        with path.open("wb") as file:
            file.truncate(most + 1)
        with pytest.raises(OSError, match=f"it is over {size}"):
            check_regular(path, most)


class TestReadRegular:
    def test_up_to_the_bound(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_bytes(b"abc")
        assert read_regular(path, 3) == b"abc"
        with pytest.raises(OSError, match="it is over 2 bytes"):
            read_regular(path, 2)

    @pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc here")
    def test_file_that_claims_to_be_empty_is_bounded_too(self) -> None:
        with pytest.raises(OSError, match="it is over 10 bytes"):
            read_regular(Path("/proc/self/status"), 10)


class TestRemembering:
    def test_file_is_known_by_any_name(self, tmp_path: Path) -> None:
        path, link, hard = tmp_path / "a", tmp_path / "b", tmp_path / "c"
        path.write_bytes(b"abc")
        link.symlink_to(path)
        os.link(path, hard)
        other = tmp_path / "d"
        other.write_bytes(b"abc")
        with remembering():
            assert not was_read(path)
            check_regular(path)
            spelt = tmp_path / ".." / tmp_path.name / "a"
            assert [was_read(one) for one in (path, link, hard, spelt)] == [True] * 4
            assert not was_read(other)
            assert not was_read(tmp_path / "gone")
        assert not was_read(path)

    def test_part_of_the_work_remembers_for_all_of_it(self, tmp_path: Path) -> None:
        path = tmp_path / "a"
        path.write_bytes(b"abc")
        with remembering():
            with remembering():
                check_regular(path)
            assert was_read(path)


class TestHostileYaml:
    @pytest.mark.parametrize("text", ["[" * 3000 + "]" * 3000, "[" * 250_000, "[a, " * 3000])
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
