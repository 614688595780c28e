"""From a table of text to tickets: every row in one place, and what the columns mean."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from slaclock.errors import LedgerError, UndecidedTimesError
from slaclock.reports.reading import readers
from slaclock.reports.reading.mapping import MissingColumnError
from tests.reports.reading.files import DAY, LATER, ids, listed, opened, read

HEADER = "ticket_id,opened_at,resolved_at,status\n"


def test_rows_that_do_not_add_up_stop_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "in_order", lambda frame, listing: frame.head(1))
    with pytest.raises(LedgerError, match="adds up to 1 rows, but 2 were to be accounted for"):
        read(tmp_path, f"ticket_id,opened_at\n1,{DAY}\n2,{DAY}\n")


class TestColumns:
    def test_misspelt_column_is_an_error_with_the_near_one(self, tmp_path: Path) -> None:
        with pytest.raises(MissingColumnError) as caught:
            read(tmp_path, f"{HEADER}1,{DAY},,\n", columns={"resolved_at": "resolvd_at"})
        assert str(caught.value) == (
            "t.csv: no column 'resolvd_at' for resolved_at; say which it is, for example --map "
            "resolved_at='resolved_at'; columns: 'ticket_id', 'opened_at', 'resolved_at', 'status'"
        )

    def test_all_that_is_missing_is_told_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(MissingColumnError) as caught:
            read(tmp_path, f"Nr,Erstellt\n1,{DAY}\n")
        assert str(caught.value) == (
            "t.csv: no column 'ticket_id' for id; no column 'opened_at' for opened_at; say which "
            "they are, for example --map id='Nr' --map opened_at='Erstellt'; "
            "columns: 'Nr', 'Erstellt'"
        )

    def test_date_and_time_in_two_columns(self, tmp_path: Path) -> None:
        content = "case,day,time,end\n1,11/24/2026,10:00 AM,\n2,11/25/2026,,\n3,,,\n"
        columns = {"id": "case", "opened_at": "day + time"}
        found = read(tmp_path, content, columns=columns, timezone="UTC")
        assert opened(found) == ["2026-11-24 10:00:00"]
        assert [(row, kind) for row, kind, _ in listed(found)] == [
            (2, "unreadable_time"),
            (3, "no_opening"),
        ]

    def test_columns_that_disagree_about_the_day(self, tmp_path: Path) -> None:
        with pytest.raises(UndecidedTimesError) as caught:
            read(tmp_path, f"{HEADER}1,24/05/2026 10:00,05/25/2026 10:00,\n", timezone="UTC")
        assert "is day-first, as '24/05/2026 10:00', but column 'resolved_at' is" in str(
            caught.value
        )


class TestStatuses:
    ROWS = f"1,{DAY},,Closed\n2,{DAY},,Pending\n3,{DAY},,Deleted\n4,{DAY},,New\n"

    def test_without_a_meaning_they_are_told_and_an_end_is_no_open_ticket(
        self, tmp_path: Path
    ) -> None:
        found = read(tmp_path, HEADER + self.ROWS)
        assert found.frame["state"].to_list() == ["closed", "open", "closed", "open"]
        [note] = found.notes
        assert note.startswith("nobody has said what the statuses mean: 'Closed' (1)")

    def test_meanings_by_hand(self, tmp_path: Path) -> None:
        rules = {
            "closed": {"is": ["Closed"]},
            "waiting": {"is": ["Pend*"]},
            "left_out": {"is": ["Deleted"]},
        }
        found = read(tmp_path, HEADER + self.ROWS, statuses=rules)
        assert found.frame["state"].to_list() == ["closed", "waiting", "open"]
        assert listed(found) == [(3, "left_out", "status is 'Deleted'")]


class TestDuplicates:
    ROWS = f"1,{DAY},,\n2,{DAY},,\n1,{DAY},{LATER},\n"

    def test_first_row_counts(self, tmp_path: Path) -> None:
        found = read(tmp_path, HEADER + self.ROWS)
        assert found.frame["resolved_at"].to_list() == [None, None]
        assert listed(found) == [
            (
                3,
                "duplicate",
                "the ticket stands in row 1 already, with another value of resolved_at",
            )
        ]
        assert found.notes == (
            (
                "1 row of tickets that stand in several rows; the first row of each counts; "
                "--duplicates last takes the last"
            ),
        )

    def test_last_row_counts(self, tmp_path: Path) -> None:
        found = read(tmp_path, HEADER + self.ROWS, duplicates="last")
        assert found.frame.filter(pl.col("resolved_at").is_not_null())["ticket_id"].to_list() == [
            "1"
        ]
        assert [(row, kind) for row, kind, _ in listed(found)] == [(1, "duplicate")]


def test_words_for_not_yet(tmp_path: Path) -> None:
    """Each stands for no resolution, not for a row to be left out."""
    words = [
        "-",
        "--",
        "\u2014",
        "#N/A",
        "(blank)",
        "nil",
        "Not resolved",
        "Unresolved",
        "?",
        "\\N",
    ]
    words += ["0000-00-00 00:00:00", "none", "NULL", " "]
    rows = "".join(f"{number},{DAY},{word},\n" for number, word in enumerate(words))
    found = read(tmp_path, HEADER + rows)
    assert len(ids(found)) == len(words)
    assert found.frame["resolved_at"].null_count() == len(words)
    assert found.notes[0].startswith("12 values of 'resolved_at' taken for no time: ")
