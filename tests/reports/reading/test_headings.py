"""What the first lines of a table show."""

from __future__ import annotations

import pytest

from slaclock.errors import TicketFileError
from slaclock.reports.reading.headings import is_wide_text, refuse_title, unnamed_end


class TestRefuseTitle:
    @pytest.mark.parametrize(
        ("names", "below"),
        [
            (["id", "opened"], [["1", "2"]]),
            (["id", "at", "", ""], [["1", "a", "b", "c"]]),
            (["id", "at", "", ""], [["a", "a", "b", "c"]]),
            (["id", "at", "", ""], [["a", "b", "c"]]),
            (["id", "at", ""], [["a", "b", "c"]]),
            (["only"], [["1"], ["2"]]),
            (["id", "at", "", ""], []),
        ],
    )
    def test_header_is_taken(self, names: list[str], below: list[list[str]]) -> None:
        refuse_title("t.csv", "line", 1, names, below)

    @pytest.mark.parametrize(
        ("names", "below", "row"),
        [
            (["Report"], [[""], ["id", "opened", "status"]], 3),
            (["Ticket", "", "", "Times"], [["id", "opened", "status", "by"]], 2),
        ],
    )
    def test_title_is_refused_with_the_row_of_the_header(
        self, names: list[str], below: list[list[str]], row: int
    ) -> None:
        with pytest.raises(TicketFileError, match=f"say so with --header-row {row}"):
            refuse_title("t.csv", "row", 1, names, below)


@pytest.mark.parametrize(
    ("head", "is_wide"),
    [
        ("id,opened\n".encode("utf-16-le"), True),
        ("id,opened\n".encode("utf-16-be"), True),
        ("id,opened\n".encode("utf-32-le"), True),
        (b"id,opened\n" + b"\0" * 100, False),
        (b"id\0,opened\n", False),
        (b"", False),
    ],
)
def test_is_wide_text(head: bytes, is_wide: bool) -> None:
    assert is_wide_text(head) is is_wide


@pytest.mark.parametrize(
    ("rows", "more"),
    [
        ([], 0),
        ([["1", "a"]], 0),
        ([["1", "a", ""], ["2", "b", ""]], 1),
        ([["1", "a", "", ""], ["2", "b", "", ""]], 2),
        ([["1", "a", ""], ["2", "b"]], 0),
        ([["1", "a", "c"], ["2", "b", ""]], 0),
        ([["1"]], 0),
    ],
)
def test_unnamed_end(rows: list[list[str]], more: int) -> None:
    assert unnamed_end(2, rows) == more
