"""How a date was counted, in words: from which date, over which days, to which time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from slaclock import Calendar
from slaclock.calendars.named_dates import named_rule
from slaclock.instants import to_micros
from slaclock.matrices.date_facts import date_facts
from tests.dated_promises import promise
from tests.world import DESK, at

LATE = "14:00 on Mon 2026-03-02 is past the cutoff, < 14:00"
FROM_MONDAY = "counted from Mon 2026-03-02, where the clock starts"


def facts(words: dict[str, Any], opened: str, without: tuple[str, ...] = ()) -> tuple[str, ...]:
    asked, dates = promise(words), [date.fromisoformat(day) for day in without]
    calendar = Calendar.model_validate(DESK)
    rule = named_rule(asked.meaning)
    return date_facts(rule, calendar, to_micros(at(opened)), asked.business_days, dates)


class TestDateFacts:
    """2 March 2026 is a Monday; the desk is open from 9 to 7."""

    @pytest.mark.parametrize(
        ("words", "opened", "expected"),
        [
            pytest.param(
                {"within": "2 BD", "by": "16:00"},
                "2026-03-02 10:00",
                (
                    FROM_MONDAY,
                    "business days counted: Tue 2026-03-03, Wed 2026-03-04",
                    "due by 16:00 on Wed 2026-03-04",
                ),
                id="by",
            ),
            pytest.param(
                {"within": "1 BD", "by": "16:00", "cutoff": "< 14:00"},
                "2026-03-02 14:00",
                (
                    f"counted from Tue 2026-03-03: {LATE}",
                    "business days counted: Wed 2026-03-04",
                    "due by 16:00 on Wed 2026-03-04",
                ),
                id="past the cutoff",
            ),
            pytest.param(
                {"within": "1 BD", "business_day": "close_of_business", "counted_from": "opened"},
                "2026-03-07 12:00",
                (
                    "counted from Sat 2026-03-07, the date of the event",
                    "business days counted: Mon 2026-03-09",
                    "due at the close of Mon 2026-03-09",
                ),
                id="from the date of the event",
            ),
            pytest.param(
                {"within": "0 BD", "by": "24:00"},
                "2026-03-02 10:00",
                (FROM_MONDAY, "due by 24:00 on Mon 2026-03-02"),
                id="the same day",
            ),
            pytest.param(
                {"within": "8 weeks"},
                "2026-03-02 10:00:30",
                (
                    FROM_MONDAY,
                    "8 weeks on: Mon 2026-04-27",
                    "due at the same time on Mon 2026-04-27",
                ),
                id="weeks",
            ),
            pytest.param(
                {"within": "5 calendar days", "by": "12:00", "lands_on": DESK},
                "2026-03-02 10:00",
                (
                    FROM_MONDAY,
                    "5 calendar days on: Sat 2026-03-07",
                    "closed on Sat 2026-03-07, so it goes on to Mon 2026-03-09",
                    "due by 12:00 on Mon 2026-03-09",
                ),
                id="lands",
            ),
            pytest.param(
                {"within": "1 BD", "business_day": "same_time", "counted_from": "opened"},
                "2026-03-02 20:15:30",
                (
                    "counted from Mon 2026-03-02, the date of the event",
                    "business days counted: Tue 2026-03-03",
                    "due at the same time on Tue 2026-03-03, moved from 20:15:30 to 19:00",
                ),
                id="moved into hours",
            ),
            pytest.param(
                {"within": "41 BD", "by": "12:00"},
                "2026-03-02 10:00",
                (
                    FROM_MONDAY,
                    "business days counted: 41, from Tue 2026-03-03 to Tue 2026-04-28",
                    "due by 12:00 on Tue 2026-04-28",
                ),
                id="too many to list",
            ),
        ],
    )
    def test_words(self, words: dict[str, Any], opened: str, expected: tuple[str, ...]) -> None:
        assert facts(words, opened) == expected

    def test_dates_left_out(self) -> None:
        found = facts(
            {"within": "2 BD", "by": "16:00"}, "2026-03-02 10:00", ("2026-03-02", "2026-03-03")
        )
        assert found == (
            FROM_MONDAY,
            "business days counted: Wed 2026-03-04, Thu 2026-03-05",
            "left out of the count, since a pause touched them: Tue 2026-03-03",
            "due by 16:00 on Thu 2026-03-05",
        )

    def test_a_count_over_many_years(self) -> None:
        found = facts({"within": "2000 BD", "by": "16:00"}, "2026-03-02 10:00")
        assert found[1] == "business days counted: 2000, from Tue 2026-03-03 to Mon 2033-10-31"
