"""Logs of tickets of which columns say when each thing happened."""

from __future__ import annotations

import numpy as np

from slaclock import events
from slaclock.bulk.engine.column_logs import logs_of_columns
from slaclock.bulk.engine.columns import Codes
from slaclock.bulk.engine.logs import Spans
from slaclock.bulk.engine.steps import NAT
from tests.bulk.engine.logs_in_words import HOUR, hour, told


def hours(*numbers: int | None) -> np.ndarray:
    """Return hours after the epoch as microseconds."""
    return np.array([NAT if number is None else number * HOUR for number in numbers], np.int64)


class TestLogsOfColumns:
    def test_what_has_the_same_instant_comes_in_order(self) -> None:
        pauses = Spans(np.array([0, 0]), hours(3, 2), hours(4, 3))
        logs = logs_of_columns(
            hours(2), "gold", "P1", responded=hours(4), resolved=hours(4), pauses=pauses
        )
        assert told(logs, 0) == [
            "opened 2",
            "paused 2",
            "resumed 3",
            "paused 3",
            "resumed 4",
            "responded 4",
            "resolved 4",
        ]
        assert logs.log_of(0)[0] == events.Opened(hour(2), "gold", "P1")

    def test_pauses_that_overlap_are_one_and_begin_with_the_opening(self) -> None:
        pauses = Spans(
            np.array([1, 0, 0, 0, 1, 1]),
            hours(1, 6, 2, 3, 9, 8),
            hours(3, 7, 6, 4, None, 9),
        )
        logs = logs_of_columns(
            hours(1, 2), Codes(np.array([0, 1]), ["x", "y"]), None, pauses=pauses
        )
        assert told(logs, 0) == ["opened 1", "paused 2", "resumed 6", "paused 6", "resumed 7"]
        assert told(logs, 1) == [
            "opened 2",
            "paused 2",
            "resumed 3",
            "paused 8",
            "resumed 9",
            "paused 9",
        ]
        assert logs.log_of(1)[0] == events.Opened(hour(2), "y")

    def test_a_pause_within_a_longer_one_does_not_end_it(self) -> None:
        pauses = Spans(np.array([0, 0, 0]), hours(2, 3, 5), hours(9, 4, 6))
        logs = logs_of_columns(hours(1), "gold", None, pauses=pauses)
        assert told(logs, 0) == ["opened 1", "paused 2", "resumed 9"]

    def test_a_ticket_without_an_opening_has_no_event_to_begin_with(self) -> None:
        logs = logs_of_columns(hours(None, 1), "gold", None, resolved=hours(3, None))
        assert told(logs, 0) == ["resolved 3"]
        assert told(logs, 1) == ["opened 1"]
