"""A calendar as data: every problem has its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from slaclock import Calendar
from slaclock.calendars.spec import CalendarSpec
from slaclock.errors import CalendarError, Problem
from tests.calendars.test_calendar import DESK


class TestManyRules:
    @pytest.mark.parametrize(
        "entries",
        [
            [{"rrule": "FREQ=YEARLY", "start": "2026-12-24"}] * 401,
            [{"country": "DE"}] * 401,
            [{"rrule": "FREQ=DAILY", "start": "2026-01-01"}] * 11,
            [{"rrule": "FREQ=YEARLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "start": "2026-01-01"}] * 16,
            [{"rrule": "FREQ=WEEKLY", "start": "2026-01-01", "days": 7}] * 11,
            [{"rrule": "FREQ=DAILY;COUNT=30000", "start": "2026-01-01"}] * 2,
        ],
        ids=["yearly", "lists", "daily", "other years", "weeks", "counted"],
    )
    def test_more_than_can_be_worked_out_at_once(self, entries: list[Any]) -> None:
        with pytest.raises(CalendarError) as caught:
            Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]}, holidays=entries)
        assert str(caught.value) == (
            "holidays: are more than 400 rules and lists, or rules of over 4000 dates a year; "
            "leave some out"
        )

    @pytest.mark.parametrize(("count", "refused"), [(3_900, []), (3_901, [("holidays", 503)])])
    def test_dates_of_ten_years_are_counted(self, count: int, refused: list[Any]) -> None:
        """40,000 in ten years are allowed; a yearly rule counts as 100, and a date as none."""
        rules = [f"FREQ=DAILY;COUNT={number}" for number in (36_000, count)] + ["FREQ=YEARLY"]
        entries = [{"rrule": rule, "start": "2026-12-24"} for rule in rules]
        data = {"timezone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}}
        spec = CalendarSpec.model_validate({**data, "holidays": [*entries, *["2026-12-25"] * 500]})
        found: list[Any] = []
        try:
            assert len(spec.holiday_sources(Path())) == 503
        except CalendarError as error:
            found = [(one.path, one.value) for one in error.problems]
        assert found == refused

    def test_as_many_as_may_be(self) -> None:
        entries: list[Any] = [{"rrule": "FREQ=DAILY", "start": "9998-01-01"}] * 10
        entries += [{"rrule": "FREQ=YEARLY", "start": "2026-12-24"}] * 30 + ["2026-12-25"] * 500
        Calendar(timezone="UTC", hours={"mon-fri": ["09:00-17:00"]}, holidays=entries)


class TestErrors:
    def test_every_problem_is_listed_with_its_place(self) -> None:
        with pytest.raises(CalendarError) as caught:
            Calendar(
                timezone="Asia/Kolkatta",
                hours={"mon": ["9-5", "08:00-12:00"]},
                holidays=["2026-02-30"],
            )
        assert [problem.path for problem in caught.value.problems] == [
            "timezone",
            "hours.mon[0]",
            "holidays[0]",
        ]
        assert str(caught.value).splitlines()[0] == (
            "timezone: 'Asia/Kolkatta' is an unknown time zone; did you mean 'Asia/Kolkata'? "
            "write an IANA name such as 'Asia/Kolkata'"
        )

    def test_a_calendar_that_never_opens_is_refused(self) -> None:
        with pytest.raises(CalendarError, match="never opens"):
            Calendar(timezone="UTC", hours={"mon": []})

    def test_result_is_usable_at_once(self) -> None:
        assert DESK.is_open(datetime(2026, 3, 2, 4, tzinfo=UTC))

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            (
                {"hours": {"mon": []}},
                "'calendar' never opens: it has no hours and no exceptions with hours; add some",
            ),
            (
                {
                    "hours": {"mon": ["09:00-17:00"]},
                    "rota": {"starts": "2026-03-02", "weeks": [{"mon": ["09:00-17:00"]}]},
                },
                (
                    "'calendar' has both hours and a rota; a rota stands in place of hours, leave "
                    "one out"
                ),
            ),
        ],
    )
    def test_what_is_wrong_with_the_whole(self, changes: dict[str, Any], message: str) -> None:
        with pytest.raises(CalendarError) as caught:
            Calendar(timezone="UTC", **changes)
        assert str(caught.value) == message

    def test_every_file_that_cannot_be_read_is_listed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)  # a long path would be shown shortened
        files = [{"ics": "one.ics"}, {"ics": "two.ics"}]
        hours = {"mon": ["09:00-17:00"]}
        with pytest.raises(CalendarError) as caught:
            Calendar(timezone="UTC", hours=hours, holidays=["2026-01-26", *files], folder=Path())
        cannot = "cannot be read: No such file or directory"
        assert caught.value.problems == (
            Problem("holidays[1]", "one.ics", f"'one.ics' {cannot}"),
            Problem("holidays[2]", "two.ics", f"'two.ics' {cannot}"),
        )
