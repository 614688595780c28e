"""Reopenings, pauses and time in each status, of logs whose times can be added up by hand."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from slaclock.reports import Report, make_report, take_tickets
from tests.reports import small

HOUR = 3_600_000_000
RULES = {
    "at": "at",
    "state": ["state"],
    "responded": {"is": ["work"]},
    "paused": {"is": ["wait"]},
    "resolved": {"is": ["done"]},
    "closed": {"is": ["cancelled"]},
}


def log_report(
    *rows: tuple[str, str], as_of: datetime = small.AS_OF, more: tuple[tuple[str, str], ...] = ()
) -> Report:
    """Return the report on ticket A, and on B with *more*; all on Monday 2 March 2026."""
    frame = pl.DataFrame(
        [
            {"case": case, "at": f"2026-03-02T{clock}:00Z", "state": state}
            for case, own in (("A", rows), ("B", more))
            for clock, state in own
        ]
    )
    taken = take_tickets(frame, columns={"id": "case"}, events=RULES, priority="P1")
    return make_report(taken, matrix=small.matrix(), as_of=as_of)


FULL = (
    *(("09:00", "new"), ("09:30", "work"), ("10:00", "wait"), ("11:00", "work")),
    *(("12:00", "done"), ("13:00", "work"), ("16:00", "wait"), ("18:00", "done")),
)


class TestEventsPerTicket:
    def test_reopened_and_paused(self) -> None:
        """A was reopened once and paused twice; B neither. A took 30 min + 2.5 h + 3 h of 4 h."""
        made = log_report(*FULL, more=(("09:00", "new"), ("10:00", "done")))
        found = {(entry.what, entry.label): entry for entry in made.events_per_ticket}
        assert found["reopened", "never"][2:] == (1, (1, 0, 0, 0, 0, 0))
        assert found["reopened", "once"][2:] == (1, (0, 1, 0, 0, 0, 0))
        assert found["paused", "twice"].tickets == 1
        assert found["paused", "3 times and more"].tickets == 0

    def test_closing_is_no_pause(self) -> None:
        made = log_report(("09:00", "new"), ("10:00", "cancelled"))
        found = {(entry.what, entry.label): entry.tickets for entry in made.events_per_ticket}
        assert found["paused", "never"] == 1

    def test_what_comes_after_the_instant_of_asking_has_not_happened(self) -> None:
        made = log_report(*FULL, as_of=datetime.fromisoformat("2026-03-02T12:30Z"))
        found = {(entry.what, entry.label): entry.tickets for entry in made.events_per_ticket}
        assert (found["reopened", "never"], found["paused", "once"]) == (1, 1)

    def test_tickets_without_a_log_have_none(self, made: Report) -> None:
        assert made.events_per_ticket == ()
        assert made.status_times == ()
        assert "Reopenings, pauses and statuses" not in made.to_html()


class TestStatusTimes:
    def test_wall_time_and_support_hours_of_each_status(self) -> None:
        """The desk closes at 17:00, so of the last wait until 18:00 one hour was open."""
        found = {entry.status: entry[1:] for entry in log_report(*FULL).status_times}
        assert found == {
            "new": (1, HOUR // 2, HOUR // 2, HOUR // 2),
            "work": (1, 4.5 * HOUR, 4.5 * HOUR, 4.5 * HOUR),
            "wait": (1, 3 * HOUR, 3 * HOUR, 2 * HOUR),
            "done": (1, HOUR, HOUR, HOUR),
        }

    def test_open_ticket_is_in_its_status_until_the_instant_of_asking(self) -> None:
        as_of = datetime.fromisoformat("2026-03-02T11:30Z")
        found = {entry.status: entry.total for entry in log_report(*FULL, as_of=as_of).status_times}
        assert found == {"new": HOUR // 2, "work": HOUR, "wait": HOUR}

    def test_median_is_of_tickets(self) -> None:
        made = log_report(
            ("09:00", "new"), ("10:00", "done"), more=(("09:00", "new"), ("12:00", "done"))
        )
        (found,) = made.status_times
        assert (found.tickets, found.median, found.total) == (2, 2 * HOUR, 4 * HOUR)

    def test_forms(self) -> None:
        made = log_report(*FULL)
        assert made.to_dict()["statuses"][0] == {
            "status": "work",
            "tickets": 1,
            "median_seconds": 16_200,
            "total_seconds": 16_200,
            "total_open_seconds": 16_200,
        }
        assert "Time in each status" in made.to_html()
