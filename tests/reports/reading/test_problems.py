"""What becomes of rows that are no ticket."""

from __future__ import annotations

from pathlib import Path

from tests.reports.reading.rows import GOOD, HEADER, listed, read


class TestProblems:
    def test_each_kind_of_row_is_listed_once(self, tmp_path: Path) -> None:
        tickets = read(
            tmp_path,
            HEADER,
            GOOD,
            ",P1,2026-03-02T09:00:00Z,",
            "T-3,P1,,",
            "T-4,P1,soon,",
            "T-5,P1,2026-03-02T09:00:00,",
            "T-6,P1,2026-03-02T09:00:00Z,2026-03-02T08:00:00Z",
            "T-1,P2,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z",
            "T-8,P1,2026-03-02T09:00:00Z,2026-03-02 11:00 XYZ",
            "T-9,P1,2026-03-02T09:00:00Z",
            "T-10,P1,2026-03-02T09:00:00Z,,",
        )
        assert tickets.rows == 10
        assert tickets.frame["ticket_id"].to_list() == ["T-1"]
        assert listed(tickets) == [
            (2, "no_id"),
            (3, "no_opening"),
            (4, "unreadable_time"),
            (5, "no_offset"),
            (6, "resolved_before_opened"),
            (7, "duplicate"),
            (8, "unknown_zone"),
            (9, "unsplittable"),
            (10, "unsplittable"),
        ]
        assert tickets.problems["detail"].to_list()[-2:] == [
            "line 10 has 3 fields, the header has 4",
            "line 11 has 5 fields, the header has 4",
        ]
        assert tickets.problem_counts()["unsplittable"] == 2

    def test_duplicate_of_a_listed_row_is_the_ticket(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, "T-1,P1,,", GOOD)
        assert tickets.frame["slaclock_row"].to_list() == [2]
        assert listed(tickets) == [(1, "no_opening")]

    def test_words_for_nothing_are_nothing(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER, "T-1,NULL,2026-03-02T09:00:00Z,N/A")
        assert tickets.frame.select("priority", "resolved_at").rows() == [(None, None)]

    def test_file_with_a_header_alone_has_no_tickets(self, tmp_path: Path) -> None:
        tickets = read(tmp_path, HEADER)
        assert (tickets.rows, len(tickets.frame), len(tickets.problems)) == (0, 0, 0)
