"""Which column holds what: by name, by hand, and what is said where one is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock.errors import (
    UndecidedTimesError,
)
from slaclock.reports.errors import TicketFileError
from slaclock.reports.reading.mapping import MissingColumnError
from tests.reports.reading import files
from tests.reports.reading.rows import GOOD, HEADER, at, read

STATUS_HEADER = "ticket_id,opened_at,resolved_at,status\n"


class TestMapping:
    def test_own_names_need_no_mapping(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, GOOD)
        assert tickets.frame.select("ticket_id", "priority", "opened_at", "resolved_at").rows() == [
            ("T-1", "P1", at(9), at(10))
        ]

    def test_names_are_found_in_any_case(self, tmp_path: Path) -> None:
        assert read(tmp_path, HEADER.upper(), GOOD).frame["ticket_id"].to_list() == ["T-1"]

    def test_missing_opening_is_an_error_with_an_example(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError) as caught:
            read(tmp_path, "ticket_id,Created Date,Owner", "T-1,2026-03-02T09:00:00Z,x")
        assert str(caught.value) == (
            "tickets.csv: no column 'opened_at' for opened_at; say which it is, for example "
            "--map opened_at='Created Date'; columns: 'ticket_id', 'Created Date', 'Owner'"
        )

    def test_mapping_by_hand(self, tmp_path: Path) -> None:
        columns = {"id": "Nr", "opened_at": "Auf"}
        tickets = read(tmp_path, "Nr;Auf", "7;2026-03-02T09:00:00Z", columns=columns)
        assert tickets.frame["ticket_id"].to_list() == ["7"]

    def test_constant_plan_and_values_in_other_words(self, tmp_path: Path) -> None:
        values = {"priority": {"P1": "Highest"}}
        tickets = read(tmp_path, HEADER, GOOD, plan="gold", values=values)
        assert tickets.frame.select("plan", "priority").rows() == [("gold", "Highest")]

    def test_name_that_stands_twice_is_numbered(self, tmp_path: Path) -> None:
        tickets = read(
            tmp_path,
            "ticket_id,opened_at,note,note",
            "T-1,2026-03-02T09:00:00Z,a,b",
            columns={"link": "note (2)"},
        )
        assert tickets.frame["link"].to_list() == ["b"]


class TestColumns:
    def test_misspelt_column_is_an_error_with_the_near_one(self, tmp_path: Path) -> None:
        with pytest.raises(MissingColumnError) as caught:
            files.read(
                tmp_path, f"{STATUS_HEADER}1,{files.DAY},,\n", columns={"resolved_at": "resolvd_at"}
            )
        assert str(caught.value) == (
            "t.csv: no column 'resolvd_at' for resolved_at, did you mean 'resolved_at'; "
            "say which it is, for example --map "
            "resolved_at='resolved_at'; columns: 'ticket_id', 'opened_at', 'resolved_at', 'status'"
        )

    def test_all_that_is_missing_is_told_at_once(self, tmp_path: Path) -> None:
        with pytest.raises(MissingColumnError) as caught:
            files.read(tmp_path, f"Nr,Erstellt\n1,{files.DAY}\n")
        assert str(caught.value) == (
            "t.csv: no column 'ticket_id' for id; no column 'opened_at' for opened_at; say which "
            "they are, for example --map id='Nr' --map opened_at='Erstellt'; "
            "columns: 'Nr', 'Erstellt'"
        )

    def test_date_and_time_in_two_columns(self, tmp_path: Path) -> None:
        content = "case,day,time,end\n1,11/24/2026,10:00 AM,\n2,11/25/2026,,\n3,,,\n"
        columns = {"id": "case", "opened_at": "day + time"}
        found = files.read(tmp_path, content, columns=columns, timezone="UTC")
        assert files.opened(found) == ["2026-11-24 10:00:00"]
        assert [(row, kind) for row, kind, _ in files.listed(found)] == [
            (2, "unreadable_time"),
            (3, "no_opening"),
        ]

    def test_columns_that_disagree_about_the_day(self, tmp_path: Path) -> None:
        with pytest.raises(UndecidedTimesError) as caught:
            files.read(
                tmp_path, f"{STATUS_HEADER}1,24/05/2026 10:00,05/25/2026 10:00,\n", timezone="UTC"
            )
        assert "is day-first, as '24/05/2026 10:00', but column 'resolved_at' is" in str(
            caught.value
        )
