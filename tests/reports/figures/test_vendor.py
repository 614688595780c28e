"""The desk's own deadlines and flags, against `small.py` worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from slaclock.reports import Report, make_report, read_tickets
from slaclock.reports.figures.vendor import VendorComparison
from tests.reports import small

HOUR = 3_600_000_000
# The contract says: A 13:00, B 13:00, C Mon 9th 12:00, D 17:00; H is paused, E unreadable.
SAID = {
    "A": ("2026-03-02T13:00:59Z", "no"),  # equal to the minute; both met
    "B": ("2026-03-02T11:00:00Z", "no"),  # two hours earlier; breached by the contract alone
    "C": ("2026-03-09T14:00:00Z", ""),  # two hours later; runs
    "D": ("2026-03-03T17:00:00Z", "SLA Violated"),  # a day later; both breached
    "E": ("2026-03-02T17:00:00Z", "yes"),  # a priority that the contract does not know
    "F": ("", "maybe"),  # not judged, and a word that means nothing
    "H": ("2026-03-05T17:00:00Z", "yes"),  # stands still, and so is not decided
}


def report(folder: Path, header: str = "vendor_due,vendor_breached") -> Report:
    rows = [f"{row},{','.join(SAID.get(row[0], ('', '')))}" for row in small.ROWS]
    path = folder / "vendor.csv"
    path.write_text("\n".join((f"{small.HEADER},{header}", *rows)) + "\n", encoding="utf-8")
    tickets = read_tickets(path, statuses=small.STATUSES)
    return make_report(tickets, matrix=small.matrix(), as_of=small.AS_OF)


def comparison(folder: Path) -> VendorComparison:
    (found,) = report(folder).vendor
    return found


class TestDeadlines:
    def test_equal_earlier_and_later(self, tmp_path: Path) -> None:
        """H stands still: its clock is at the deadline that it had."""
        found = comparison(tmp_path)
        assert (found.metric, found.compared) == ("resolution", 5)
        assert (found.equal, found.earlier, found.later) == (1, 1, 3)

    def test_by_plan_and_priority_with_what_occurs_most_often(self, tmp_path: Path) -> None:
        first, second = comparison(tmp_path).cells
        assert (first.cell.priority, first.compared, first.equal) == ("P1", 3, 1)
        assert (first.most_often, first.times) == (-2 * HOUR, 1)
        assert (second.cell.priority, second.most_often, second.times) == ("P2", 24 * HOUR, 2)

    def test_examples_are_of_each_priority_first(self, tmp_path: Path) -> None:
        examples = comparison(tmp_path).examples
        assert [(found.ticket_id, found.later_by) for found in examples] == [
            ("D", 24 * HOUR),
            ("B", -2 * HOUR),
            ("H", 24 * HOUR),
        ]
        assert examples[1].ours == datetime(2026, 3, 2, 13, tzinfo=UTC).timestamp() * 1_000_000

    def test_response_has_roles_of_its_own(self, tmp_path: Path) -> None:
        made = report(tmp_path, "vendor_response_due,vendor_response_breached")
        assert [found.metric for found in made.vendor] == ["response"]


class TestFlags:
    def test_agreement(self, tmp_path: Path) -> None:
        found = comparison(tmp_path)
        assert (found.flags, found.agree, found.only_desk, found.only_contract) == (3, 2, 0, 1)
        assert found.unknown == 1

    def test_file_without_either_has_no_comparison(self, tmp_path: Path) -> None:
        assert report(tmp_path, "x,y").vendor == ()
        assert small.report(tmp_path).vendor == ()


class TestForms:
    def test_sentences(self, tmp_path: Path) -> None:
        assert list(comparison(tmp_path).sentences()) == [
            (
                "5 tickets with a deadline in the file: 1 equal to the minute, 1 earlier and 3 "
                "later than the contract says."
            ),
            (
                "3 tickets with a breach flag: 2 agree, 0 breached by the file alone, 1 by the "
                "contract alone."
            ),
            "1 flag in words that mean neither yes nor no.",
        ]

    def test_data(self, tmp_path: Path) -> None:
        (found,) = report(tmp_path).to_dict()["vendor"]
        assert found["deadlines"] == {"compared": 5, "equal": 1, "earlier": 1, "later": 3}
        assert found["examples"][1] == {
            "ticket_id": "B",
            "file_due_at": "2026-03-02T11:00:00+00:00",
            "due_at": "2026-03-02T13:00:00+00:00",
            "later_by_seconds": -7200,
        }
        assert found["cells"][1]["most_often_seconds"] == 86_400
