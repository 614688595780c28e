"""Columns as arrays: instants in microseconds, names as codes."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from slaclock.bulk.engine.columns import codes_of, codes_of_instants, instants_of, microseconds
from slaclock.bulk.engine.steps import NAT
from slaclock.instants import to_micros

AT = to_micros(datetime(2026, 3, 6, 13, tzinfo=UTC))


class TestMicroseconds:
    def test_digits_that_would_be_lost_are_a_failure_of_their_row(self) -> None:
        given = np.array([AT * 1_000, AT * 1_000 + 1, np.iinfo(np.int64).min], "datetime64[ns]")
        found = microseconds(given, "opened_at", "UTC")
        assert found.micros.tolist() == [AT, NAT, NAT]
        assert list(found.failures) == [1]
        assert "whole microseconds" in str(found.failures[1])

    def test_longer_units_lose_nothing(self) -> None:
        found = microseconds(np.array([AT // 1_000_000], "datetime64[s]"), "at", "UTC")
        assert (found.micros.tolist(), found.failures) == ([AT], {})


class TestInstantsOf:
    def test_text_datetimes_and_nothing(self) -> None:
        values = ["2026-03-06T13:00:00Z", datetime(2026, 3, 6, 13, tzinfo=UTC), None, float("nan")]
        found = instants_of(values, "at", None)
        assert (found.micros.tolist(), found.failures) == ([AT, AT, NAT, NAT], {})

    def test_local_times_need_a_zone(self) -> None:
        local = datetime(2026, 3, 6, 18, 30)
        assert list(instants_of([local], "at", None).failures) == [0]
        assert instants_of([local], "at", ZoneInfo("Asia/Kolkata")).micros.tolist() == [AT]


class TestCodes:
    def test_each_name_stands_once(self) -> None:
        found = codes_of(["b", None, "a", "b", float("nan")])
        assert (found.codes.tolist(), found.names) == ([0, -1, 1, 0, -1], ["b", "a"])

    def test_instants_are_named_by_their_text(self) -> None:
        found = codes_of_instants(np.array([AT, NAT, AT], np.int64))
        assert found.codes.tolist()[1] == -1
        assert [found.names[code] for code in found.codes[[0, 2]]] == [
            "2026-03-06T13:00:00+00:00"
        ] * 2
