"""Levels that repeat: where their steps stand, and what is no series."""

from __future__ import annotations

from typing import Any

import pytest

from slaclock.durations import parse_amount, parse_offset
from slaclock.errors import MatrixError
from slaclock.matrices.repetition import points_of
from tests.world import contract

LEVEL = {"level": 1, "contact": "Lead"}


def problems(**level: Any) -> list[str]:
    with pytest.raises(MatrixError) as caught:
        contract(escalation=[{**LEVEL, **level}])
    return [str(problem) for problem in caught.value.problems]


class TestPointsOf:
    @pytest.mark.parametrize(
        ("at", "every", "upto", "expected"),
        [
            ("100 %", "1 BD", "3 BD", ["100 %", "+1 BD", "+2 BD", "+3 BD"]),
            ("100 %", "2 h", "5 h", ["100 %", "+2 h", "+4 h"]),
            ("+1 BD", "2 BD", "5 BD", ["+1 BD", "+3 BD", "+5 BD"]),
            ("+30 min", "30 min", "1 h", ["+30 min", "+1 h"]),
        ],
    )
    def test_steps_go_on_to_the_last_that_is_not_beyond_upto(
        self, at: str, every: str, upto: str, expected: list[str]
    ) -> None:
        points = points_of(parse_offset(at), parse_amount(every), parse_amount(upto))
        assert [str(point) for point in points] == expected

    def test_level_that_does_not_repeat_has_its_own_point_or_none(self) -> None:
        assert points_of(parse_offset("-1 h"), None, None) == (parse_offset("-1 h"),)
        assert points_of(None, None, None) == ()


class TestRepetitionProblems:
    @pytest.mark.parametrize(
        ("level", "message"),
        [
            (
                {"at": "100 %", "every": "1 BD"},
                (
                    "escalation[0].every: '1 BD' has no end; add upto, the last step after the "
                    'deadline, such as "5 BD"'
                ),
            ),
            (
                {"at": "100 %", "upto": "5 BD"},
                (
                    "escalation[0].upto: '5 BD' ends a repetition, but there is none; add every, "
                    'such as "1 BD"'
                ),
            ),
            (
                {"at": "50 %", "every": "1 h", "upto": "5 h"},
                (
                    "escalation[0].every: '1 h' repeats a step after the deadline, but at is none; "
                    'write at = "100 %" for the deadline itself, or an amount after it, such as '
                    '"+1 BD"'
                ),
            ),
            (
                {"at": "-1 h", "every": "1 h", "upto": "5 h"},
                (
                    "escalation[0].every: '1 h' repeats a step after the deadline, but at is none; "
                    'write at = "100 %" for the deadline itself, or an amount after it, such as '
                    '"+1 BD"'
                ),
            ),
            (
                {"at": "+4 h", "every": "1 BD", "upto": "5 BD"},
                (
                    "escalation[0].every: '1 BD' mixes business days and open time; give at, every "
                    "and upto in one of them"
                ),
            ),
            (
                {"at": "+4 h", "every": "4 h", "upto": "7 h"},
                (
                    "escalation[0].upto: '7 h' ends before the first repetition, which is "
                    "4 h after +4 h"
                ),
            ),
            (
                {"at": "100 %", "every": "1 s", "upto": "1000 s"},
                (
                    "escalation[0].every: '1 s' repeats more often than the limit of 1000 steps; "
                    "make every longer"
                ),
            ),
            (
                {"at": None, "every": "1 h", "upto": "5 h"},
                (
                    "escalation[0].every: '1 h' repeats a step after the deadline, but at is none; "
                    'write at = "100 %" for the deadline itself, or an amount after it, such as '
                    '"+1 BD"'
                ),
            ),
        ],
    )
    def test_what_is_no_series(self, level: dict[str, Any], message: str) -> None:
        assert problems(**level) == [message]

    def test_the_limit_itself_is_taken(self) -> None:
        level = {**LEVEL, "at": "100 %", "every": "1 s", "upto": "999 s"}
        assert len(contract(escalation=[level]).escalation[0].points) == 1000

    def test_business_days_need_a_meaning(self) -> None:
        level = {**LEVEL, "at": "100 %", "every": "1 BD", "upto": "2 BD"}
        with pytest.raises(MatrixError) as caught:
            contract({"response": "4 h"}, business_day=None, escalation=[level])
        assert [problem.path for problem in caught.value.problems] == ["escalation[0].every"]

    def test_somebody_is_told(self) -> None:
        with pytest.raises(MatrixError) as caught:
            contract(escalation=[{"level": 1}])
        assert [str(problem) for problem in caught.value.problems] == [
            "escalation[0].contact: is missing; write a contact or a role"
        ]


class TestLevels:
    def test_contact_is_the_role_where_nobody_is_named(self) -> None:
        ours = contract(
            escalation=[
                {"level": 1, "role": "Lead"},
                {"level": 2, "role": "CTO", "contact": "cto@example.org", "note": "Call"},
            ]
        )
        assert [(level.role, level.contact, level.note) for level in ours.escalation] == [
            ("Lead", "Lead", ""),
            ("CTO", "cto@example.org", "Call"),
        ]

    def test_content_has_only_the_keys_that_were_given(self) -> None:
        (written,) = contract(escalation=[LEVEL]).content()["escalation"]
        assert not {"role", "note", "every", "upto"} & written.keys()
        level = {"level": 1, "role": "Lead", "at": "100 %", "every": "1 BD", "upto": "5 BD"}
        (written,) = contract(escalation=[level]).content()["escalation"]
        assert {key: written[key] for key in level} == level
