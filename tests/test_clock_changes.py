"""The offsets of a zone over some time, and windows moved to the same local time."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from slaclock.clock_changes import OffsetChange, ZoneOffsets, offset_changes
from slaclock.instants import DAY, from_micros, to_micros
from slaclock.spans import Span

HOUR = DAY // 24


def utc(text: str) -> int:
    return to_micros(datetime.fromisoformat(text).replace(tzinfo=UTC))


def shown(micros: int) -> str:
    return from_micros(micros, UTC).strftime("%Y-%m-%d %H:%M")


def test_changes_of_half_an_hour_and_of_a_whole_day() -> None:
    lord_howe = offset_changes(
        ZoneInfo("Australia/Lord_Howe"), utc("2026-01-01"), utc("2027-01-01")
    )
    assert list(lord_howe) == [
        OffsetChange(utc("2026-04-04 15:00"), 11 * HOUR, 21 * HOUR // 2),
        OffsetChange(utc("2026-10-03 15:30"), 21 * HOUR // 2, 11 * HOUR),
    ]
    apia = offset_changes(ZoneInfo("Pacific/Apia"), utc("2011-12-01"), utc("2012-01-01"))
    assert list(apia) == [OffsetChange(utc("2011-12-30 10:00"), -10 * HOUR, 14 * HOUR)]


class TestZoneOffsets:
    def test_window_moved_over_a_change_keeps_its_local_times(self) -> None:
        """From 01:30 to 03:30 on Saturday, a day on: Paris has no 02:30 on 29 March 2026."""
        start = utc("2026-03-28 00:30")
        times = ZoneOffsets(ZoneInfo("Europe/Paris"), start - DAY, start + 3 * DAY)
        parts = list(times.moved(Span(start, start + 2 * HOUR), DAY))
        assert [(shown(part.start), shown(part.start + by)) for part, by in parts] == [
            ("2026-03-28 00:30", "2026-03-29 00:30"),
            ("2026-03-28 02:00", "2026-03-29 01:00"),
        ]
