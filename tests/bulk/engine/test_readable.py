"""Logs that are gone through in columns, where the fields of a ticket choose its terms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from slaclock import MatrixHistory, compute_deadline
from slaclock.bulk import add_deadlines, clock_states
from slaclock.bulk.engine.chosen import terms_by_fields
from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.logs import logs_of_events
from slaclock.bulk.engine.states import states_of
from slaclock.errors import SlaClockError
from slaclock.events import Opened
from slaclock.frozen import FrozenTable
from slaclock.instants import to_micros
from tests.matrices.chosen import matrix
from tests.matrices.test_choosing import OURS

START = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


class TestChosenLogs:
    def test_fields_are_gone_through_in_columns(self) -> None:
        site = [None, "pune"]
        logs = {
            ticket: [
                Opened(
                    START, fields={"organisation": "acme", "impact": 1, "site": site[ticket % 2]}
                )
            ]
            for ticket in range(10)
        }
        assert states_of(logs_of_events(logs), OURS, 1_772_500_000_000_000).by_clock == 0

    def test_frame_of_events_reads_the_fields_where_a_ticket_is_opened(self) -> None:
        log = pl.DataFrame(
            {
                "ticket": [1, 1, 2],
                "at": [START, START + timedelta(hours=1), START],
                "type": ["opened", "resolved", "opened"],
                "organisation": ["acme", "hooli", "globex"],
                "channel": ["phone", None, "email"],
                "impact": [1, None, 2],
                "urgency": [1, None, None],
                "site": [None, "pune", "pune"],
            }
        )
        found = clock_states(log, matrix=OURS, now=START + timedelta(hours=2), metrics="resolution")
        assert found.select("plan", "priority", "status").rows() == [
            ("gold", "P1", "met"),
            ("basic", "P2", "running"),
        ]

    def test_history(self) -> None:
        old = matrix([{"plan": "basic"}], effective_from="2025-01-01", effective_until="2026-03-03")
        new = matrix(
            [{"when": {"organisation": "acme"}, "plan": "gold"}], effective_from="2026-03-03"
        )
        history = MatrixHistory([old, new])
        later = START + timedelta(days=1)
        rows = pl.DataFrame(
            {"opened_at": [START, later, later], "organisation": ["acme", "acme", "hooli"]}
        )
        found = add_deadlines(rows, matrix=history, priority="P2")
        expected = [
            compute_deadline(None, "P2", opened, matrix=history, fields={"organisation": "acme"})
            for opened in (START, later)
        ]
        assert found["response_due"].to_list() == [
            *(deadline.response_due for deadline in expected),
            None,
        ]
        logs = {
            row: [Opened(opened, None, "P2", {"organisation": name})]
            for row, (opened, name) in enumerate(rows.rows())
        }
        states = clock_states(
            logs, matrix=history, now=later + timedelta(days=1), metrics="response"
        )
        assert states["plan"].to_list() == ["basic", "gold", None]


@pytest.mark.parametrize("organisations", [("acme", "hooli"), ("hooli", "acme")])
def test_ticket_that_no_version_covers_has_no_terms_whatever_comes_first(
    organisations: tuple[str, str],
) -> None:
    old = matrix([{"plan": "basic"}], effective_from="2025-01-01", effective_until="2026-03-03")
    rule = {"when": {"organisation": "acme"}, "plan": "gold"}
    history = MatrixHistory([old, matrix([rule], effective_from="2026-03-03")])
    later = START + timedelta(days=1)
    kinds = [FrozenTable({"organisation": name}) for name in organisations]
    fields = Codes(np.array([0, 1], np.int32), kinds)
    found = terms_by_fields(history, fields, None, "P2", np.full(2, to_micros(later)))
    assert found.groups is not None
    rows = dict(zip(organisations, (found.rows[place] for place in found.groups), strict=True))
    assert isinstance(rows["hooli"], SlaClockError)
    assert not isinstance(rows["acme"], SlaClockError)
    assert rows["acme"].plan.id == "gold"
