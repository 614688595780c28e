"""Names of plans and priorities that the matrix does not know, however many."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl
import pytest

from slaclock import MatrixHistory
from slaclock.errors import TicketFileError
from slaclock.reports import make_report, take_logs
from tests.reports import small

MANY = 60_000


def wrong_column(folder: Path, role: str, rows: int) -> str:
    """Write tickets of which each has a name of its own for its plan or priority."""
    good = {"plan": "gold", "priority": "P1"}
    lines = [small.HEADER, "A,gold,P1,2026-03-02T09:00:00Z,,,open"]
    for row in range(rows):
        names = {**good, role: f"Something {row}"}
        lines.append(f"{row},{names['plan']},{names['priority']},2026-03-02T09:00:00Z,,,open")
    path = folder / "tickets.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("role", ["plan", "priority"])
def test_many_unknown_names_are_counted_and_the_first_told(tmp_path: Path, role: str) -> None:
    tickets = small.read_tickets(wrong_column(tmp_path, role, 300), statuses=small.STATUSES)
    made = make_report(tickets, matrix=small.matrix(), as_of=small.AS_OF)
    reasons = made.verdicts.reasons
    known = "plans: gold" if role == "plan" else "priorities: P1, P2"
    assert len(reasons) == 21
    assert next(iter(reasons)) == f"unknown {role} 'Something 0' in matrix 'desk'; {known}"
    assert reasons["280 more names and reasons like these"] == 280
    assert sum(reasons.values()) == 300


def test_rare_unknown_names_stand_together(tmp_path: Path) -> None:
    rows = [f"{row},gold,X{row % 50},2026-03-02T09:00:00Z,,,open" for row in range(101)]
    made = small.report(tmp_path, "A,gold,P1,2026-03-02T09:00:00Z,,,open", *rows)
    frame = made.attainment.frame(by=("plan", "priority"))
    unknown = frame.filter(pl.col("plan") == "(other names)")
    assert len(frame) == 1 + 20 + 1
    # X0 stands three times, 19 others twice; 30 names are left with two rows each.
    assert unknown["unreadable"].to_list() == [3 * 30 * 2]


def test_sixty_thousand_unknown_names_take_seconds(tmp_path: Path) -> None:
    path = wrong_column(tmp_path, "priority", MANY)
    began = time.process_time()  # of the processor: other work on the machine must not count
    tickets = small.read_tickets(path, statuses=small.STATUSES)
    made = make_report(tickets, matrix=small.matrix(), as_of=small.AS_OF)
    page = made.to_html()
    assert time.process_time() - began < 15  # it was over a minute; three seconds are usual
    assert len(page) < 500_000
    assert sum(made.verdicts.reasons.values()) == MANY


def test_many_unknown_names_under_versions_of_a_contract(tmp_path: Path) -> None:
    history = MatrixHistory([small.matrix(effective_from="2026-01-01")])
    tickets = small.read_tickets(wrong_column(tmp_path, "plan", 5_000), statuses=small.STATUSES)
    made = make_report(tickets, matrix=history, as_of=small.AS_OF)
    assert sum(made.verdicts.reasons.values()) == 5_000


def test_no_known_name_at_all_tells_the_first(tmp_path: Path) -> None:
    rows = [f"{row},gold,X{row:05},2026-03-02T09:00:00Z,,,open" for row in range(2_000)]
    with pytest.raises(TicketFileError) as caught:
        small.report(tmp_path, *rows)
    text = str(caught.value)
    assert text.startswith(
        "tickets.csv: the matrix knows no priority of the file: 'X00000', 'X00001', "
    )
    assert " more; it has P1, P2; say what they mean, for example" in text
    assert len(text) < 600


class TestPlansAndPriorities:
    def test_only_plan_of_the_matrix_is_taken_and_noted(self, tmp_path: Path) -> None:
        made = small.report(tmp_path, small.ROWS[0].replace("gold", ""))
        assert small.states(made, "response") == "A:met"
        assert "the matrix has one plan, gold; it is taken for every ticket" in made.verdicts.notes

    def test_tickets_without_a_plan_are_refused_where_there_are_several(
        self, tmp_path: Path
    ) -> None:
        with pytest.raises(TicketFileError) as caught:
            small.report(tmp_path, small.ROWS[0].replace("gold", ""), matrix="wotnot")
        assert str(caught.value) == (
            "tickets.csv: the tickets have no plan; give one with --plan, or --map plan=COLUMN; "
            "plans: lite, starter, premium, enterprise"
        )

    def test_matrix_that_knows_no_priority_of_the_file_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(TicketFileError) as caught:
            small.report(tmp_path, small.ROWS[4])
        assert str(caught.value) == (
            "tickets.csv: the matrix knows no priority of the file: 'P9'; it has P1, P2; say "
            "what they mean, for example '--value priority:P9=P1'"
        )


OPENED = {"type": "opened", "at": "2026-03-02T09:00:00Z", "plan": "gold", "priority": "P1"}
LATER = "2026-03-02T10:00:00Z"


class TestReasonsWhereNothingCanBeJudged:
    @pytest.mark.parametrize(
        ("event", "reason"),
        [
            ({**OPENED, "at": LATER}, "opened twice, by events[0] "),
            (
                {"type": "priority_changed", "at": LATER, "priority": "P9"},
                "unknown priority 'P9' in matrix 'desk'; priorities: P1, P2",
            ),
            (
                {"type": "agreed", "at": LATER, "metric": "fix", "due_at": LATER},
                "unknown metric 'fix'; metrics: ",
            ),
        ],
        ids=["opened twice", "unknown priority later", "unknown metric"],
    )
    def test_fault_of_every_log_is_told(self, event: dict[str, str], reason: str) -> None:
        logs = {name: [OPENED, event] for name in ("A", "B")}
        with pytest.raises(TicketFileError) as caught:
            make_report(take_logs(logs), matrix=small.matrix(), as_of=small.AS_OF)
        text = str(caught.value)
        assert text.startswith(f"logs: no ticket can be judged: ticket A: {reason}")
        assert text.endswith("; and 1 more ticket")

    def test_faults_that_differ_are_told_one_by_one(self) -> None:
        logs = {
            "A": [OPENED, OPENED],
            "B": [{**OPENED, "plan": "silver"}],
        }
        with pytest.raises(TicketFileError) as caught:
            make_report(take_logs(logs), matrix=small.matrix(), as_of=small.AS_OF)
        first, second = str(caught.value).split("; ticket ")
        assert first.startswith("logs: no ticket can be judged: ticket A: opened twice")
        assert second.startswith("B: unknown plan 'silver' in matrix 'desk'; plans: gold")

    def test_log_of_names_that_the_matrix_does_not_know_says_which(self) -> None:
        logs = {"A": [{**OPENED, "plan": "silver"}]}
        with pytest.raises(TicketFileError, match="the matrix knows no plan of the file: 'silver'"):
            make_report(take_logs(logs), matrix=small.matrix(), as_of=small.AS_OF)

    def test_tickets_from_before_the_first_version_are_told_so(self, tmp_path: Path) -> None:
        history = MatrixHistory([small.matrix(effective_from="2026-06-01")])
        tickets = small.tickets(tmp_path, small.ROWS[0])
        with pytest.raises(TicketFileError) as caught:
            make_report(tickets, matrix=history, as_of=small.AS_OF)
        assert str(caught.value).startswith(
            "tickets.csv: no ticket can be judged: ticket A: no version of 'desk' was in force at "
        )

    def test_names_that_are_known_but_never_together_are_told_so(self, tmp_path: Path) -> None:
        rows = ["A,gold,P9,2026-03-02T09:00:00Z,,,open", "B,silver,P1,2026-03-02T09:00:00Z,,,open"]
        with pytest.raises(TicketFileError, match="promises something for$"):
            small.report(tmp_path, *rows)
