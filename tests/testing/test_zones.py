"""Zones made up for a test."""

from __future__ import annotations

from datetime import datetime, timedelta

from slaclock.instants import local_to_instant, to_micros
from slaclock.testing import (
    SyntheticZone,
)


class TestSyntheticZone:
    ZONE = SyntheticZone(
        timedelta(hours=1),
        [
            (datetime(2026, 3, 1, 1), timedelta(hours=2)),
            (datetime(2026, 10, 1, 1), timedelta(hours=1)),
        ],
    )

    def test_skipped_time_moves_forward_by_the_gap(self) -> None:
        skipped = local_to_instant(datetime(2026, 3, 1, 2, 30), self.ZONE)
        assert skipped == local_to_instant(datetime(2026, 3, 1, 3, 30), self.ZONE)

    def test_repeated_time_means_the_first(self) -> None:
        first = local_to_instant(datetime(2026, 10, 1, 2, 30), self.ZONE)
        assert first == to_micros(datetime(2026, 10, 1, 0, 30).replace(tzinfo=UTC_))


UTC_ = SyntheticZone()
