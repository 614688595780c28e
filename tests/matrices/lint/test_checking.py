"""What is found, silenced and left, and on which line."""

from __future__ import annotations

from importlib.resources import files

from slaclock import load_matrix
from slaclock.matrices.lint import check_matrix, lint
from slaclock.matrices.loader import key_lines


class TestLines:
    def test_finding_in_a_shipped_file_has_the_line_of_its_row(self) -> None:
        text = files("slaclock.matrices").joinpath("wotnot.toml").read_text("utf-8")
        rows = text.splitlines()
        checked = check_matrix(load_matrix("wotnot"), lines=key_lines("wotnot"))
        assert len(checked.findings) == 7
        for one in checked.findings:
            assert one.line is not None
            assert rows[one.line - 1].startswith(f"targets.{one.path.rpartition('.')[2]} = ")

    def test_without_a_file_there_are_no_lines(self) -> None:
        assert {one.line for one in lint(load_matrix("wotnot"))} == {None}
