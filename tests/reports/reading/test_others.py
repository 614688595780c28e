"""What a file says besides: teams, customers, the desk's own deadline, and kept columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from slaclock.errors import TicketFileError
from slaclock.reports import Tickets, read_tickets
from slaclock.reports.reading.tickets import other_name, other_names

HEADER = "id,plan,priority,opened_at,Team,Kunde,Due,SLA broken"
ROW = "1,gold,P1,2026-03-02T09:00Z,Billing, Acme ,2026-03-02T11:00Z,no"


def read(folder: Path, *rows: str, header: str = HEADER, **changes: Any) -> Tickets:
    path = folder / "tickets.csv"
    path.write_text("\n".join((header, *(rows or (ROW,)))) + "\n", encoding="utf-8")
    return read_tickets(path, **changes)


def values(tickets: Tickets, name: str) -> list[Any]:
    return tickets.frame[other_name(name)].to_list()


class TestReadOthers:
    def test_roles_of_slaclock_are_read_without_asking(self, tmp_path: Path) -> None:
        tickets = read(tmp_path)
        assert other_names(tickets.frame) == ("team",)
        assert values(tickets, "team") == ["Billing"]

    def test_column_is_kept_in_any_case_and_without_spaces_at_its_ends(
        self, tmp_path: Path
    ) -> None:
        assert values(read(tmp_path, keep=["KUNDE"]), "Kunde") == ["Acme"]

    def test_star_keeps_all(self, tmp_path: Path) -> None:
        names = other_names(read(tmp_path, keep=["*"]).frame)
        assert names == ("team", *HEADER.split(","))

    def test_column_that_is_called_like_a_role(self, tmp_path: Path) -> None:
        header = HEADER.replace("Team", "team")
        tickets = read(tmp_path, header=header, keep=["team", "*"])
        assert other_names(tickets.frame).count("team") == 1
        tickets = read(tmp_path, header=header, keep=["*"], columns={"team": "Kunde"})
        assert values(tickets, "team") == ["Acme"]
        assert values(tickets, "team (file)") == ["Billing"]

    def test_values_may_have_other_words(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, values={"team": {"Billing": "Money"}})
        assert values(tickets, "team") == ["Money"]

    def test_deadline_that_cannot_be_read_makes_no_row_a_problem(self, tmp_path: Path) -> None:
        rows = (ROW, ROW.replace("1,gold", "2,gold").replace("2026-03-02T11:00Z", "soon"))
        tickets = read(tmp_path, *rows, columns={"vendor_due": "Due"})
        assert len(tickets.frame) == 2
        assert [due is None for due in values(tickets, "vendor_due")] == [False, True]
        assert (
            "1 value of 'Due' cannot be read as a time, and counts as no deadline" in tickets.notes
        )

    def test_deadlines_of_which_none_can_be_read_are_noted(self, tmp_path: Path) -> None:
        row = ROW.replace("2026-03-02T11:00Z", "2026-03-02 11:00")
        tickets = read(tmp_path, row, columns={"vendor_due": "Due"})
        assert values(tickets, "vendor_due") == [None]
        assert [
            note for note in tickets.notes if note.startswith("the deadlines in 'Due' do not count")
        ]

    def test_misspelt_column_is_refused_with_the_near_miss(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError) as caught:
            read(tmp_path, keep=["Kund"])
        assert str(caught.value) == (
            "tickets.csv: no column 'Kund' to break down by, did you mean 'Kunde'; name one of "
            "the file; columns: 'id', 'plan', 'priority', 'opened_at', 'Team', 'Kunde', 'Due', "
            "'SLA broken'"
        )
