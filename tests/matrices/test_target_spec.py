"""Targets as tables: what they take, what they refuse, and what they leave to others."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock import Matrix
from slaclock.errors import MatrixError
from slaclock.matrices.lint import lint
from slaclock.matrices.target_spec import TargetSpec
from slaclock.matrices.terms import Target
from tests.world import DESK, at, contract, contract_data

ALWAYS = {"timezone": "Asia/Kolkata", "hours": {"mon-sun": ["00:00-24:00"]}}
CALENDARS = {"desk": DESK, "always": ALWAYS}


def two_calendars(targets: dict[str, Any], **changes: Any) -> Matrix:
    return contract(targets, **{"calendars": CALENDARS, **changes})


def promised(targets: dict[str, Any], metric: str = "response", **changes: Any) -> Target:
    return two_calendars(targets, **changes).row("gold", "P1").target(metric)


class TestForm:
    @pytest.mark.parametrize(
        ("text", "strict", "is_strict"),
        [
            ("4 h", None, False),
            ("4 h", False, False),
            ("4 h", True, True),
            ("< 4 h", None, True),
            ("< 4 h", True, True),
            ("<= 4 h", False, False),
        ],
    )
    def test_bound_stands_in_the_amount_or_beside_it(
        self, text: str, strict: bool | None, is_strict: bool
    ) -> None:
        beside = {} if strict is None else {"strict": strict}
        assert promised({"response": {"within": text, **beside}}).strict is is_strict

    def test_table_that_says_no_more_is_the_amount_as_text(self) -> None:
        table = two_calendars({"response": {"within": "4 h", "strict": True}})
        text = two_calendars({"response": "< 4 h"})
        assert table == text
        assert table.content()["plans"]["gold"]["targets"]["P1"]["response"] == "< 4 h"

    def test_content_gives_the_same_matrix_again(self) -> None:
        own = {"within": "< 2 BD", "calendar": "always", "business_day": "8 h"}
        matrix = two_calendars({"response": own}, business_day="same_time")
        written = matrix.content()["plans"]["gold"]["targets"]["P1"]["response"]
        assert written == own
        assert Matrix.model_validate(matrix.content()) == matrix

    def test_content_of_the_same_day_is_a_table_still(self) -> None:
        matrix = two_calendars({"response": {"within": "0 BD"}}, business_day="close_of_business")
        written = matrix.content()["plans"]["gold"]["targets"]["P1"]["response"]
        assert written == {"within": "0 BD"}
        assert Matrix.model_validate(matrix.content()) == matrix

    @pytest.mark.parametrize(
        ("target", "path", "message"),
        [
            (
                {"within": "< 4 h", "strict": False},
                "",
                "'< 4 h' is strict by its <, but strict = false; leave out one",
            ),
            (
                {"within": "4 h", "business_day": "full_day"},
                "",
                "'full_day' says what a business day is, but 4 h counts in none; leave it out",
            ),
            (
                {"within": "4 h", "calendar": "allways"},
                ".calendar",
                "unknown calendar 'allways'; did you mean 'always'? there are: desk, always",
            ),
            (
                {"calendar": "always"},
                ".within",
                'is missing; write how much, such as within = "4 h", or "0 BD" for the same day',
            ),
            (
                {"within": 4},
                ".within",
                "4 is a number without a unit; write text such as '4 h', '30 min' or '1 BD'",
            ),
            (
                {"within": "4 h", "calender": "always"},
                "",
                (
                    "'calender' is an unknown key; did you mean 'calendar'? "
                    f"keys: {', '.join(TargetSpec.model_fields)}"
                ),
            ),
            ({"within": "4 h", "strict": "yes"}, ".strict", "'yes' is not true or false"),
        ],
    )
    def test_what_does_not_go_together_is_told_with_its_place(
        self, target: dict[str, Any], path: str, message: str
    ) -> None:
        with pytest.raises(MatrixError) as caught:
            two_calendars({"response": target})
        [problem] = caught.value.problems
        assert problem.path == f"plans.gold.targets.P1.response{path}"
        assert problem.message == message


class TestDates:
    """2 March 2026 is a Monday, 6 March a Friday."""

    @pytest.mark.parametrize(
        ("target", "opened", "due"),
        [
            ({"within": "1 BD", "by": "16:00", "cutoff": "14:00"}, "03-02 14:00", "03-03 16:00"),
            ({"within": "1 BD", "by": "16:00", "cutoff": "14:00"}, "03-02 14:01", "03-04 16:00"),
            ({"within": "1 BD", "by": "16:00", "cutoff": "< 14:00"}, "03-02 14:00", "03-04 16:00"),
            ({"within": "0 BD", "by": "17:00"}, "03-02 17:00", "03-02 17:00"),
            ({"within": "0 BD", "by": "17:00"}, "03-02 17:01", "03-03 17:00"),
            ({"within": "0 BD", "by": "< 17:00"}, "03-02 17:00", "03-03 17:00"),
            ({"within": "0 BD", "by": "17:00", "strict": True}, "03-02 17:00", "03-03 17:00"),
            ({"within": "NBD", "by": "24:00"}, "03-06 18:00", "03-10 00:00"),
            ({"within": "1 BD", "by": "12:00", "calendar": "always"}, "03-06 11:00", "03-07 12:00"),
            (
                {"within": "1 BD", "by": "12:00", "counted_from": "opened"},
                "03-07 10:00",
                "03-09 12:00",
            ),
            (
                {"within": "1 BD", "by": "12:00", "counted_from": "start"},
                "03-07 10:00",
                "03-10 12:00",
            ),
            ({"within": "5 calendar days"}, "03-02 10:00", "03-07 10:00"),
            ({"within": "5 calendar days", "lands_on": "desk"}, "03-02 10:00", "03-09 10:00"),
            ({"within": "2 weeks", "by": "12:00"}, "03-02 10:00", "03-16 12:00"),
        ],
    )
    def test_single_ticket(self, target: dict[str, Any], opened: str, due: str) -> None:
        matrix = two_calendars({"resolution": {"counted_from": "start", **target}})
        deadline = matrix.compute_deadline("gold", "P1", at(f"2026-{opened}"))
        assert deadline.resolution_due == at(f"2026-{due}")
        assert deadline.explain().rows[-1].what == "due"
        assert Matrix.model_validate(matrix.content()) == matrix

    def test_text_and_account_say_how_it_is_meant(self) -> None:
        target = {"within": "< 1 BD", "by": "16:00", "cutoff": "< 14:00", "lands_on": "always"}
        matrix = two_calendars({"resolution": target}, counted_from="opened")
        deadline = matrix.compute_deadline("gold", "P1", at("2026-03-02 10:00"))
        assert str(deadline["resolution"].target) == "< 1 BD by 16:00"
        assert deadline.explain().facts[2:5] == (
            "1 BD: by 16:00 of that date, counted from the date of the event",
            "what comes in from 14:00 counts as come in on the next date",
            (
                "from a closed date it goes on to the next one open in always: "
                "Asia/Kolkata mon-sun 00:00-24:00"
            ),
        )

    @pytest.mark.parametrize(
        ("levels", "due"),
        [
            ({}, "2026-03-10 19:00"),
            ({"matrix": "opened"}, "2026-03-09 19:00"),
            ({"matrix": "opened", "plan": "start"}, "2026-03-10 19:00"),
            ({"plan": "start", "cell": "opened"}, "2026-03-09 19:00"),
            ({"cell": "start", "target": "opened"}, "2026-03-09 19:00"),
        ],
        ids=lambda value: "+".join(value) if isinstance(value, dict) else None,
    )
    def test_first_date_falls_back(self, levels: dict[str, str], due: str) -> None:
        """The ticket is opened on Saturday 7 March."""
        data = contract_data({"resolution": {"within": "1 BD"}}, business_day="close_of_business")
        plan = data["plans"]["gold"]
        cell = plan["targets"]["P1"]
        places = {"matrix": data, "plan": plan, "cell": cell, "target": cell["resolution"]}
        for level, word in levels.items():
            places[level]["counted_from"] = word
        matrix = Matrix.model_validate(data)
        deadline = matrix.compute_deadline("gold", "P1", at("2026-03-07 10:00"))
        assert deadline.resolution_due == at(due)
        unsaid = [entry for entry in lint(matrix) if entry.code == "counted-from-unsaid"]
        assert [entry.path for entry in unsaid] == ([] if levels else ["plans.gold.targets.P1"])

    @pytest.mark.parametrize(
        ("target", "message"),
        [
            (
                {"within": "0 BD"},
                (
                    "'0 BD' is the same day, and needs a time of it: add by = '17:00', or "
                    "business_day = 'close_of_business' for its closing"
                ),
            ),
            (
                {"within": "4 h", "by": "16:00"},
                (
                    "'4 h' is open time and names no date, so by needs business days that are "
                    "same_time or close_of_business, or calendar days"
                ),
            ),
            (
                {"within": "1 BD", "cutoff": "14:00"},
                (
                    "'1 BD' is counted in business days of full_day and names no date, so cutoff "
                    "needs business days that are same_time or close_of_business, or calendar days"
                ),
            ),
            (
                {"within": "0 BD", "by": "12:00", "cutoff": "14:00"},
                (
                    "'0 BD' with by = '12:00' would be over before its cutoff, '14:00'; the cutoff "
                    "must not be later"
                ),
            ),
            (
                {"within": "1 BD", "by": "16:00", "business_day": "same_time"},
                (
                    "'16:00' is the time of the date already, so business_day = 'same_time' says "
                    "nothing; leave out one"
                ),
            ),
            (
                {"within": "4 h", "counted_from": "opened"},
                "'opened' is said of dates, but 4 h names none",
            ),
            (
                {"within": "1 BD", "by": "< 16:00", "strict": False},
                "'< 16:00' is strict by its <, but strict = false; leave out one",
            ),
            (
                {"within": "1 BD", "by": "4 pm"},
                (
                    "'4 pm' is no time of day; write it like '09:00', '16:30' or '24:00', with 24 "
                    "hours and no am or pm"
                ),
            ),
            (
                {"within": "1 BD", "by": "16:00", "lands_on": "dek"},
                "unknown calendar 'dek'; did you mean 'desk'? there are: desk, always",
            ),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, target: dict[str, Any], message: str) -> None:
        with pytest.raises(MatrixError) as caught:
            two_calendars({"resolution": target})
        [problem] = caught.value.problems
        assert problem.path.startswith("plans.gold.targets.P1.resolution")
        assert problem.message == message

    def test_table_for_a_database_says_days_only_where_they_are_business_days(self) -> None:
        targets = {"response": {"within": "2 BD", "by": "12:00"}, "resolution": "3 weeks"}
        table = two_calendars(targets).targets_table()
        names = [column.name for column in table.columns]
        kept = [
            names.index(name) for name in ("target", "open_us", "business_days", "business_day")
        ]
        assert [tuple(row[place] for place in kept) for row in table.rows] == [
            ("2 BD by 12:00", None, 2, None),
            ("3 weeks", None, None, None),
        ]
