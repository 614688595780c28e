"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from slaclock.errors import OutputError
from slaclock.files.whole_files import check_output, whole_file, write_whole


class TestCheckOutput:
    def test_an_input_by_any_name(self, tmp_path: Path) -> None:
        path = tmp_path / "in.csv"
        path.write_text("x")
        (tmp_path / "alias.csv").symlink_to(path)
        for name in ("in.csv", "alias.csv", f"../{tmp_path.name}/in.csv"):
            with pytest.raises(OutputError, match="is an input; writing would destroy it"):
                check_output(tmp_path / name, [path])

    @pytest.mark.parametrize(
        ("name", "problem"),
        [
            ("", "is a directory; name a file in it"),
            ("none/out.csv", "is in a directory that does not exist"),
            ("n" * 300, "cannot be written: File name too long"),
            ("a\0b", "embedded null"),
            ("pipe", "is no ordinary file; name one"),
        ],
    )
    def test_no_place_for_a_file(self, tmp_path: Path, name: str, problem: str) -> None:
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(OutputError) as caught:
            check_output(tmp_path / name, [])
        assert problem in str(caught.value)

    def test_read_only_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (tmp_path / "out.csv").write_text("x")
        monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anything
        with pytest.raises(OutputError, match="is read-only; choose another name"):
            check_output(tmp_path / "out.csv", [])

    def test_new_file(self, tmp_path: Path) -> None:
        assert check_output(tmp_path / "out.csv", [tmp_path / "none"]) == tmp_path / "out.csv"


class TestWholeFile:
    def test_old_file_stays_until_the_new_one_is_whole(self, tmp_path: Path) -> None:
        target = tmp_path / "out.csv"
        target.write_text("old")
        target.chmod(0o640)
        with whole_file(target) as file:
            file.write(b"new")
            file.flush()
            assert target.read_text() == "old"
        assert target.read_text() == "new"
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
        assert list(tmp_path.iterdir()) == [target]

    def test_new_file_has_the_mode_of_any_new_file(self, tmp_path: Path) -> None:
        write_whole(tmp_path / "one", "x")
        (tmp_path / "other").write_text("x")
        assert (tmp_path / "one").stat().st_mode == (tmp_path / "other").stat().st_mode

    def test_link_stays_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").write_text("old")
        (tmp_path / "link").symlink_to(tmp_path / "real")
        write_whole(tmp_path / "link", "new")
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "real").read_text() == "new"

    def test_interrupted_work_leaves_nothing(self, tmp_path: Path) -> None:
        def work() -> None:
            with whole_file(tmp_path / "out") as file:
                file.write(b"half")
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            work()
        assert list(tmp_path.iterdir()) == []

    def test_file_that_may_not_grow(self, tmp_path: Path) -> None:
        limit = (
            "import resource, sys; from pathlib import Path;"
            "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000));"
            "from slaclock.files.whole_files import write_whole;"
            "write_whole(Path(sys.argv[1]), b'x' * 5000)"
        )
        ran = subprocess.run(
            [sys.executable, "-c", limit, tmp_path / "out"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.stderr.splitlines()[-1].endswith("out: cannot be written: File too large")
        assert list(tmp_path.iterdir()) == []

    def test_errors_of_the_work_itself_pass_through(self, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError), whole_file(tmp_path / "out"):
            (tmp_path / "none").read_text()
        assert list(tmp_path.iterdir()) == []

    def test_request_to_stop_leaves_nothing(self, tmp_path: Path) -> None:
        code = (
            "import os, signal, sys; from pathlib import Path\n"
            "from slaclock.files.whole_files import whole_file\n"
            "with whole_file(Path(sys.argv[1])) as file:\n"
            "    file.write(b'half'); file.flush()\n"
            "    assert len(os.listdir(os.path.dirname(sys.argv[1]))) == 1\n"
            "    os.kill(os.getpid(), signal.SIGTERM)\n"
            "    signal.pause()\n"
        )
        ran = subprocess.run(
            [sys.executable, "-c", code, tmp_path / "out"], timeout=60, check=False
        )
        assert ran.returncode == 143
        assert list(tmp_path.iterdir()) == []

    def test_handler_of_somebody_else_stays(self, tmp_path: Path) -> None:
        def own(*_: object) -> None:
            raise AssertionError

        old = signal.signal(signal.SIGTERM, own)
        try:
            with whole_file(tmp_path / "out"):
                assert signal.getsignal(signal.SIGTERM) is own
        finally:
            signal.signal(signal.SIGTERM, old)

    def test_in_a_thread(self, tmp_path: Path) -> None:
        work = Thread(target=write_whole, args=(tmp_path / "out", "x"))
        work.start()
        work.join()
        assert (tmp_path / "out").read_text() == "x"
