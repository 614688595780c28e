"""A contract over time: which version holds, and what was known when."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from slaclock import Clock, Matrix, MatrixHistory
from slaclock.errors import (
    ArgumentTypeError,
    EventError,
    HistoryError,
    MatrixError,
    NaiveInstantError,
    UnknownNameError,
)
from slaclock.events import Opened

KOLKATA = ZoneInfo("Asia/Kolkata")


def data(start: str | None, target: str = "8 h", **changes: Any) -> dict[str, Any]:
    return {
        "id": "ours",
        "version": str(start),
        "effective_from": start,
        "calendars": {
            "office": {
                "timezone": changes.pop("zone", "Asia/Kolkata"),
                "hours": {"mon-fri": ["09:00-19:00"]},
            }
        },
        "priorities": {"P1": {}},
        "plans": {
            changes.pop("plan", "gold"): {
                "calendar": "office",
                "targets": {"P1": {"resolution": target}},
            }
        },
        **changes,
    }


def version(start: str | None, target: str = "8 h", **changes: Any) -> Matrix:
    name = changes.pop("file", f"{start}.toml")
    return Matrix.model_validate(data(start, target, **changes), file=name)


def ist(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=KOLKATA)


class TestOn:
    HISTORY = MatrixHistory([version("2025-01-01"), version("2026-03-01", "4 h")])

    @pytest.mark.parametrize(
        ("day", "found"),
        [
            (date(2025, 1, 1), "2025-01-01"),
            (date(2026, 2, 28), "2025-01-01"),
            (date(2026, 3, 1), "2026-03-01"),
            (date(2099, 1, 1), "2026-03-01"),
        ],
    )
    def test_version_of_a_date(self, day: date, found: str) -> None:
        assert self.HISTORY.on(day).matrix.version == found

    def test_no_version_before_the_first(self) -> None:
        with pytest.raises(HistoryError) as raised:
            self.HISTORY.on(date(2024, 12, 31))
        assert str(raised.value) == (
            "no version of 'ours' is in force on 2024-12-31; versions: "
            "2025-01-01.toml (from 2025-01-01 until 2026-03-01), 2026-03-01.toml (from 2026-03-01)"
        )


class TestEach:
    def test_every_version_is_changed_and_keeps_its_dates(self) -> None:
        changed = TestOn.HISTORY.each(lambda matrix: matrix.with_holidays("IN"))
        assert [(one.start, one.end) for one in changed] == [
            (date(2025, 1, 1), date(2026, 3, 1)),
            (date(2026, 3, 1), None),
        ]
        holiday = date(2026, 1, 26)
        for one in changed:
            hours = one.matrix.calendars["office"].hours_on(holiday)
            assert (hours.cause, hours.name) == ("holiday", "Republic Day")
        assert TestOn.HISTORY.on(holiday).matrix.calendars["office"].hours_on(holiday).hours

    def test_version_that_was_replaced_is_changed_too(self) -> None:
        filed = [version("2025-01-01"), version("2025-01-01", "4 h", known_from="2025-02-01")]
        changed = MatrixHistory(filed).each(lambda matrix: matrix.with_holidays("IN"))
        known = changed.as_of(ist(2025, 1, 15))
        assert str(known.on(date(2025, 1, 15)).matrix.row("gold", "P1").targets[0]) == "8 h"
        assert known.versions[0].matrix.calendars["office"].holiday_sources


class TestVersions:
    def test_versions_are_put_in_order_and_each_ends_where_the_next_begins(self) -> None:
        history = MatrixHistory([version("2026-01-01"), version("2025-01-01")])
        assert [(entry.start, entry.end) for entry in history] == [
            (date(2025, 1, 1), date(2026, 1, 1)),
            (date(2026, 1, 1), None),
        ]
        assert len(history) == 2
        assert history.id == "ours"
        assert repr(history) == (
            "<MatrixHistory 'ours': 2025-01-01.toml (from 2025-01-01 until 2026-01-01), "
            "2026-01-01.toml (from 2026-01-01)>"
        )

    def test_end_may_be_said(self) -> None:
        history = MatrixHistory(
            [
                version("2025-01-01", effective_until="2026-01-01"),
                version("2026-01-01", effective_until="2027-01-01"),
            ]
        )
        assert [entry.end for entry in history] == [date(2026, 1, 1), date(2027, 1, 1)]

    def test_version_filed_later_replaces_one_of_the_same_date(self) -> None:
        corrected = version("2026-01-01", "6 h", known_from="2026-02-01", file="corrected.toml")
        for matrices in ([corrected, version("2026-01-01")], [version("2026-01-01"), corrected]):
            history = MatrixHistory(matrices)
            assert [(entry.matrix.file, entry.known_from) for entry in history] == [
                ("corrected.toml", date(2026, 2, 1))
            ]

    @pytest.mark.parametrize(
        ("matrices", "message"),
        [
            ([], "no versions; give a data file, or a directory that holds one"),
            (
                [version("2025-01-01"), version("2026-01-01", id="other")],
                (
                    "2026-01-01.toml has id 'other', but 2025-01-01.toml has 'ours'; "
                    "a history is of one contract"
                ),
            ),
            (
                [version(None, file="ours.toml")],
                "ours.toml has no effective_from; write the first date on which it is in force",
            ),
            (
                [version("2025-01-01", effective_until="2025-12-01"), version("2026-01-01")],
                (
                    "no version is in force from 2025-12-01 until 2026-01-01, between "
                    "2025-01-01.toml (from 2025-01-01 until 2025-12-01) and "
                    "2026-01-01.toml (from 2026-01-01); move one of the two dates"
                ),
            ),
            (
                [version("2025-01-01", effective_until="2026-02-01"), version("2026-01-01")],
                (
                    "2025-01-01.toml (from 2025-01-01 until 2026-02-01) and 2026-01-01.toml "
                    "(from 2026-01-01) overlap; end the first with effective_until = 2026-01-01"
                ),
            ),
            (
                [version("2026-01-01", file="a.toml"), version("2026-01-01", file="b.toml")],
                (
                    "a.toml and b.toml overlap: both are in force from 2026-01-01; "
                    "give one of them a later known_from, or another effective_from"
                ),
            ),
            (
                [version("2026-01-01", file=None), version("2026-01-01", "6 h", file=None)],
                (
                    "version '2026-01-01' and version '2026-01-01' overlap: both are in force from "
                    "2026-01-01; give one of them a later known_from, or another effective_from"
                ),
            ),
        ],
        ids=["none", "ids", "no start", "gap", "overlap", "same start", "no files"],
    )
    def test_versions_that_make_no_history_are_refused(
        self, matrices: list[Matrix], message: str
    ) -> None:
        with pytest.raises(HistoryError) as caught:
            MatrixHistory(matrices)
        assert str(caught.value) == message
        assert str(pickle.loads(pickle.dumps(caught.value))) == message

    def test_what_is_no_matrix_is_refused(self) -> None:
        with pytest.raises(ArgumentTypeError, match="MatrixHistory.load reads files"):
            MatrixHistory(["ours.toml"])  # type: ignore[list-item]

    def test_history_is_immutable(self) -> None:
        with pytest.raises(AttributeError, match="MatrixHistory is immutable"):
            MatrixHistory([version("2026-01-01")]).versions = ()  # type: ignore[misc]


class TestLoad:
    def write(self, folder: Path) -> list[Path]:
        paths = [folder / "b.json", folder / "a.json"]
        for path, start in zip(paths, ["2025-01-01", "2026-01-01"], strict=True):
            path.write_text(json.dumps(data(start)), encoding="utf-8")
        (folder / "notes.txt").write_text("not a version", encoding="utf-8")
        return paths

    def test_every_data_file_of_a_folder_is_a_version(self, tmp_path: Path) -> None:
        self.write(tmp_path)
        for folder in (tmp_path, str(tmp_path)):
            history = MatrixHistory.load(folder)
            assert [entry.matrix.file for entry in history] == ["b.json", "a.json"]

    def test_files_may_be_listed(self, tmp_path: Path) -> None:
        paths = self.write(tmp_path)
        assert len(MatrixHistory.load([paths[0], str(paths[1])])) == 2

    def test_file_in_place_of_a_folder_is_refused(self, tmp_path: Path) -> None:
        path = self.write(tmp_path)[0]
        with pytest.raises(HistoryError, match="is not a folder; for single files, give a list"):
            MatrixHistory.load(path)

    def test_empty_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(HistoryError, match="no versions"):
            MatrixHistory.load(tmp_path)

    def test_bad_file_is_named(self, tmp_path: Path) -> None:
        self.write(tmp_path)
        (tmp_path / "c.json").write_text("{", encoding="utf-8")
        with pytest.raises(MatrixError, match=r"c\.json"):
            MatrixHistory.load(tmp_path)


class TestInForce:
    HISTORY = MatrixHistory([version("2025-01-01"), version("2026-01-01", "6 h")])

    @pytest.mark.parametrize(
        ("opened_at", "start"),
        [
            (ist(2025, 1, 1, 0), "2025-01-01"),
            (ist(2025, 12, 31, 23, 59), "2025-01-01"),
            (ist(2026, 1, 1, 0), "2026-01-01"),
            (ist(2036, 1, 1), "2026-01-01"),
            # The date is that of the plan's calendar: already the 1st in Kolkata, not in UTC.
            (datetime(2025, 12, 31, 18, 29, tzinfo=UTC), "2025-01-01"),
            (datetime(2025, 12, 31, 18, 30, tzinfo=UTC), "2026-01-01"),
        ],
    )
    def test_version_is_chosen_by_the_local_date_of_the_opening(
        self, opened_at: datetime, start: str
    ) -> None:
        assert self.HISTORY.in_force(opened_at, plan="Gold").version == start

    def test_ticket_before_the_first_version_is_refused(self) -> None:
        with pytest.raises(HistoryError) as caught:
            self.HISTORY.in_force(ist(2024, 12, 31), plan="gold")
        assert str(caught.value) == (
            "no version of 'ours' was in force at 2024-12-31T12:00:00+05:30; versions: "
            "2025-01-01.toml (from 2025-01-01 until 2026-01-01), 2026-01-01.toml (from 2026-01-01)"
        )

    def test_ticket_after_the_last_version_is_refused(self) -> None:
        ended = MatrixHistory([version("2025-01-01", effective_until="2026-01-01")])
        assert ended.in_force(ist(2025, 12, 31), plan="gold").version == "2025-01-01"
        with pytest.raises(HistoryError, match="was in force at 2026-01-01T12:00:00"):
            ended.in_force(ist(2026, 1, 1), plan="gold")

    def test_plan_that_no_version_has_is_refused(self) -> None:
        with pytest.raises(UnknownNameError, match="unknown plan 'silver'"):
            self.HISTORY.in_force(ist(2026, 3, 2), plan="silver")

    def test_plan_of_a_later_version_is_unknown_before_it(self) -> None:
        history = MatrixHistory([version("2025-01-01"), version("2026-01-01", plan="silver")])
        assert history.in_force(ist(2025, 3, 3), plan="gold").version == "2025-01-01"
        for plan, opened_at in [("silver", ist(2025, 3, 3)), ("gold", ist(2026, 3, 2))]:
            with pytest.raises(UnknownNameError):
                history.in_force(opened_at, plan=plan)

    def test_zone_is_that_of_each_version(self) -> None:
        # At 23:00 in London it is already New Year in Kolkata.
        history = MatrixHistory(
            [version("2025-01-01", zone="Europe/London"), version("2026-01-01")]
        )
        london = datetime(2025, 12, 31, 23, 0, tzinfo=UTC)
        assert history.in_force(london, plan="gold").version == "2026-01-01"

    def test_naive_instant_is_refused(self) -> None:
        with pytest.raises(NaiveInstantError, match="opened_at is naive"):
            self.HISTORY.in_force(datetime(2026, 3, 2), plan="gold")


class TestAsOf:
    """In force from January 2025 and January 2026; the second was filed in April 2026."""

    HISTORY = MatrixHistory(
        [
            version("2025-01-01", effective_until="2026-01-01"),
            version("2026-01-01", "6 h", known_from="2026-04-01"),
        ]
    )

    def test_before_it_was_filed_the_version_before_goes_on(self) -> None:
        known = self.HISTORY.as_of(ist(2026, 3, 31))
        assert [entry.end for entry in known] == [None]
        assert known.in_force(ist(2026, 3, 2), plan="gold").version == "2025-01-01"

    def test_once_filed_it_holds_from_its_first_date(self) -> None:
        known = self.HISTORY.as_of(ist(2026, 4, 1))
        assert known.in_force(ist(2026, 3, 2), plan="gold").version == "2026-01-01"
        assert known.versions == self.HISTORY.versions

    def test_date_is_that_of_the_callers_zone(self) -> None:
        evening = datetime(2026, 3, 31, 20, 0, tzinfo=UTC)  # already April in Kolkata
        assert len(self.HISTORY.as_of(evening)) == 1
        assert len(self.HISTORY.as_of(evening.astimezone(KOLKATA))) == 2

    def test_version_announced_early_is_known_before_it_is_in_force(self) -> None:
        history = MatrixHistory(
            [version("2025-01-01"), version("2026-01-01", known_from="2025-11-01")]
        )
        known = history.as_of(ist(2025, 11, 2))
        assert known.in_force(ist(2026, 2, 2), plan="gold").version == "2026-01-01"

    def test_correction_is_not_known_before_it_was_filed(self) -> None:
        corrected = version("2026-01-01", "5 h", known_from="2026-05-01", file="corrected.toml")
        history = MatrixHistory([*self.HISTORY._matrices, corrected])
        files = [
            history.as_of(at).in_force(ist(2026, 3, 2), plan="gold").file
            for at in (ist(2026, 3, 31), ist(2026, 4, 30), ist(2026, 5, 1))
        ]
        assert files == ["2025-01-01.toml", "2026-01-01.toml", "corrected.toml"]

    def test_history_pickles_as_it_was_known(self) -> None:
        for history in (self.HISTORY, self.HISTORY.as_of(ist(2026, 3, 31))):
            again = pickle.loads(pickle.dumps(history))
            assert again.versions == history.versions
            assert repr(again) == repr(history)

    def test_end_that_no_later_version_explains_holds(self) -> None:
        ended = MatrixHistory([version("2025-01-01", effective_until="2026-01-01")])
        known = ended.as_of(ist(2025, 6, 2))
        assert [entry.end for entry in known] == [date(2026, 1, 1)]

    def test_before_any_version_was_filed_nothing_is_known(self) -> None:
        with pytest.raises(HistoryError) as caught:
            self.HISTORY.as_of(ist(2024, 12, 31))
        assert str(caught.value) == (
            "no version of 'ours' was known on 2024-12-31; the first on 2025-01-01"
        )

    def test_naive_instant_is_refused(self) -> None:
        with pytest.raises(NaiveInstantError, match="known_at is naive"):
            self.HISTORY.as_of(datetime(2026, 3, 2))


class TestClock:
    HISTORY = TestAsOf.HISTORY

    def test_clock_takes_the_version_in_force_at_the_opening(self) -> None:
        log = [Opened(ist(2026, 3, 2, 9), "gold", "P1")]  # a Monday
        assert Clock(self.HISTORY, log).at(ist(2026, 3, 2, 10))["resolution"].due_at == ist(
            2026, 3, 2, 15
        )
        then = self.HISTORY.as_of(ist(2026, 3, 2))
        state = Clock(then, log).at(ist(2026, 3, 2, 10))["resolution"]
        assert state.due_at == ist(2026, 3, 2, 17)
        assert state.cycles[0].version == "2025-01-01"

    def test_ticket_keeps_its_version(self) -> None:
        log = [Opened(ist(2025, 12, 31, 18), "gold", "P1")]
        state = Clock(self.HISTORY, log).at(ist(2026, 1, 1, 10))["resolution"]
        assert state.due_at == ist(2026, 1, 1, 16)

    def test_plan_that_is_unknown_names_its_event(self) -> None:
        with pytest.raises(EventError) as caught:
            Clock(self.HISTORY, [Opened(ist(2026, 3, 2), "glod", "P1")])
        assert caught.value.index == 0
        assert "plan 'glod', priority 'P1'): unknown plan" in str(caught.value)
        assert "unknown plan 'glod' in matrix 'ours'; did you mean 'gold'?" in str(caught.value)


class TestKnownFrom:
    def test_it_is_kept_in_the_data(self) -> None:
        filed = version("2026-01-01", known_from="2026-04-01")
        assert filed.known_from == date(2026, 4, 1)
        assert filed.content()["known_from"] == "2026-04-01"
        assert Matrix.model_validate(filed.content()) == filed
        assert filed != version("2026-01-01")
        assert version("2026-01-01").known_from is None
