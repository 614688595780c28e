"""Logs as columns: from rows, from logs, from the columns of an export."""

from __future__ import annotations

from datetime import UTC

import numpy as np
import pytest

from slaclock import events
from slaclock.bulk.engine.columns import Instants, codes_of
from slaclock.bulk.engine.logs import Logs, logs_of_events, logs_of_rows
from slaclock.bulk.engine.steps import NAT
from slaclock.errors import ArgumentTypeError, EventError, RowError
from tests.bulk.engine.logs_in_words import HOUR, hour, told


def rows_of(*rows: tuple[str | None, int | None, str | None], **facts: list[str | None]) -> Logs:
    """Return the logs of rows: a ticket, an hour, a type."""
    tickets, hours, types = zip(*rows, strict=True)
    at = np.array([NAT if number is None else number * HOUR for number in hours], np.int64)
    said = {name: codes_of(values) for name, values in facts.items()}
    return logs_of_rows(codes_of(list(tickets)), Instants(at, {}, UTC), codes_of(list(types)), said)


class TestLogsOfRows:
    def test_rows_are_sorted_by_time_and_ties_stay_in_order(self) -> None:
        logs = rows_of(
            ("b", 5, "resolved"),
            ("a", 1, "opened"),
            ("b", 5, "reopened"),
            ("b", 2, "opened"),
            ("a", 1, "responded"),
            plan=["x", "gold", "x", "silver", "x"],
        )
        assert list(logs.ids) == ["b", "a"]
        assert told(logs, 0) == ["opened 2", "resolved 5", "reopened 5"]
        assert told(logs, 1) == ["opened 1", "responded 1"]
        assert logs.log_of(0) == [
            events.Resolved(hour(5)),
            events.Reopened(hour(5)),
            events.Opened(hour(2), "silver"),
        ]

    def test_what_an_event_does_not_say_is_not_read_from_its_row(self) -> None:
        logs = rows_of(
            ("a", 1, "opened"), ("a", 2, "paused"), plan=["gold", "gold"], reason=["no", "customer"]
        )
        assert logs.log_of(0) == [
            events.Opened(hour(1), "gold"),
            events.Paused(hour(2), "customer"),
        ]

    @pytest.mark.parametrize(
        ("row", "message"),
        [
            (("a", None, "opened"), "row 1: at must be an aware datetime, not a missing value"),
            (("a", 1, "pausd"), "row 1: events: unknown event type 'pausd'; did you mean 'paused'"),
            (("a", 1, None), "row 1: events: type is missing; types: opened"),
        ],
        ids=["no instant", "no such type", "no type"],
    )
    def test_a_row_that_cannot_be_read_fails_its_ticket_alone(
        self, row: tuple[str, int | None, str | None], message: str
    ) -> None:
        logs = rows_of(("b", 1, "opened"), row, ("b", 2, "resolved"), plan=["x", "x", "x"])
        assert set(logs.failures) == {1}
        with pytest.raises(RowError) as caught:
            logs.log_of(1)
        assert str(caught.value).startswith(message)
        assert len(logs.log_of(0)) == 2

    def test_rows_without_a_ticket_are_one_that_fails(self) -> None:
        logs = rows_of(("b", 1, "opened"), (None, 2, "resolved"))
        assert list(logs.ids) == ["b", None]
        assert "ticket must be the id of a ticket" in str(logs.failures[1])

    def test_a_fact_that_is_missing_is_told_with_the_event(self) -> None:
        with pytest.raises(EventError, match=r"events\[0\] \(opened at .*\): plan is missing"):
            rows_of(("b", 1, "opened")).log_of(0)

    def test_part_is_some_of_the_tickets(self) -> None:
        logs = rows_of(
            ("a", 1, "opened"), ("b", 2, "opened"), ("b", 3, "resolved"), ("c", 4, "opend")
        )
        part = logs.part(1, 3)
        assert list(part.ids) == ["b", "c"]
        assert told(part, 0) == ["opened 2", "resolved 3"]
        assert set(part.failures) == {1}


class TestLogsOfEvents:
    def test_events_and_plain_data_give_the_same(self) -> None:
        log = [
            events.Resolved(hour(3)),
            events.Opened(hour(1), "gold", "P1"),
            events.Paused(hour(2), "customer"),
        ]
        plain = [event.to_dict() for event in log]
        logs = logs_of_events({7: log, 8: plain})
        assert told(logs, 0) == told(logs, 1) == ["opened 1", "paused 2", "resolved 3"]
        assert logs.log_of(0) == logs.log_of(1) == log

    def test_an_entry_that_is_none_fails_its_ticket_alone(self) -> None:
        logs = logs_of_events({"a": [{"type": "opend"}], "b": [events.Opened(hour(1), "gold")]})
        assert "unknown event type 'opend'" in str(logs.failures[0])
        assert len(logs.log_of(1)) == 1

    def test_no_mapping_is_refused(self) -> None:
        with pytest.raises(ArgumentTypeError, match="a mapping from the id of a ticket"):
            logs_of_events([events.Opened(hour(1), "gold")])  # type: ignore[arg-type]


def hours(*numbers: int | None) -> np.ndarray:
    """Return hours after the epoch as microseconds."""
    return np.array([NAT if number is None else number * HOUR for number in numbers], np.int64)
