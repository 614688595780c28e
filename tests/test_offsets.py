"""Local times of many instants, held to the one function that resolves a single one."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from slaclock.clock_changes import offset_changes
from slaclock.instants import DAY, LATEST, MICROSECOND, from_micros, resolve_local
from slaclock.offsets import instants_of_local, local_of_instants

HOUR = DAY // 24
ZONES = (
    "Asia/Kolkata",
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/St_Johns",
    "Antarctica/Troll",
)
EPOCH = datetime(1970, 1, 1)


def local(text: str) -> int:
    """Return a local time as microseconds since 1970 on the same clock."""
    return (datetime.fromisoformat(text) - EPOCH) // MICROSECOND


def shown(micros: int) -> str:
    return from_micros(int(micros), UTC).strftime("%Y-%m-%d %H:%M")


def times_of(zone: ZoneInfo) -> list[int]:
    """Return local times all over, thickest round the clock changes of some years."""
    wide = [local(f"{year}-{month:02}-15 08:31") for year in range(1900, 2100) for month in (1, 7)]
    near = []
    for change in offset_changes(zone, local("2009-01-01"), local("2013-01-01")):
        for offset in (change.before, change.after):
            edge = change.at + offset
            near += [edge + shift for shift in (-HOUR, -1, 0, 1, HOUR // 2, HOUR - 1, HOUR)]
    return [*wide, *near, local("0003-05-04"), local("9998-06-01")]


class TestInstantsOfLocal:
    @pytest.mark.parametrize("name", ZONES)
    def test_each_is_that_of_the_single_function(self, name: str) -> None:
        zone = ZoneInfo(name)
        times = times_of(zone)
        found = instants_of_local(np.array(times), zone)
        single = [resolve_local(EPOCH + MICROSECOND * at, zone) for at in times]
        assert found.instants.tolist() == [one.instant for one in single]
        assert found.skipped.tolist() == [one.kind == "skipped" for one in single]
        assert found.repeated.tolist() == [one.kind == "repeated" for one in single]

    @pytest.mark.parametrize(
        ("zone", "text", "instant", "kind"),
        [
            ("Europe/Paris", "2026-03-29 02:30", "2026-03-29 01:30", "skipped"),
            ("Europe/Paris", "2026-10-25 02:30", "2026-10-25 00:30", "repeated"),
            ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:45", "skipped"),
            ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "repeated"),
            ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 22:00", "skipped"),
            ("Asia/Kolkata", "2026-12-31 23:59", "2026-12-31 18:29", "ordinary"),
        ],
    )
    def test_skipped_and_repeated(self, zone: str, text: str, instant: str, kind: str) -> None:
        found = instants_of_local(np.array([local(text)]), ZoneInfo(zone))
        assert shown(found.instants[0]) == instant
        assert (found.skipped[0], found.repeated[0]) == (kind == "skipped", kind == "repeated")

    def test_what_is_out_of_range_comes_back_as_it_is(self) -> None:
        given = np.array([LATEST, np.iinfo(np.int64).min])
        found = instants_of_local(given, ZoneInfo("Europe/Paris"))
        assert found.instants.tolist() == given.tolist()
        assert not (found.skipped | found.repeated).any()

    def test_none_at_all(self) -> None:
        assert instants_of_local(np.empty(0, np.int64), ZoneInfo("Asia/Kolkata")).instants.size == 0


class TestLocalOfInstants:
    @pytest.mark.parametrize("name", ZONES)
    def test_each_is_what_the_clock_shows(self, name: str) -> None:
        zone = ZoneInfo(name)
        instants = times_of(zone)
        found = local_of_instants(np.array(instants), zone)
        single = [from_micros(at, zone).replace(tzinfo=None) for at in instants]
        assert found.tolist() == [(one - EPOCH) // MICROSECOND for one in single]

    def test_what_is_out_of_range_comes_back_as_it_is(self) -> None:
        assert local_of_instants(np.array([LATEST]), ZoneInfo("Asia/Kolkata")) == LATEST
