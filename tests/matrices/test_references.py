"""Parts of a contract that do not fit each other: each is told with its place and a remedy."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from slaclock import Matrix
from slaclock.errors import (
    MatrixError,
)
from tests.matrices.small import DATA, changed


@pytest.fixture
def ours() -> Matrix:
    return Matrix.model_validate(DATA)


def problems(data: Any) -> list[str]:
    with pytest.raises(MatrixError) as caught:
        Matrix.model_validate(data)
    return [str(problem) for problem in caught.value.problems]


class TestProblems:
    @pytest.mark.parametrize(
        ("path", "value", "message"),
        [
            (
                "plans gold calendar",
                "ofice",
                (
                    "plans.gold.calendar: unknown calendar 'ofice'; did you mean 'office'? there "
                    "are: office, always"
                ),
            ),
            (
                "plans gold targets P1 calendar",
                "never",
                (
                    "plans.gold.targets.P1.calendar: unknown calendar 'never'; there are: office, "
                    "always"
                ),
            ),
            (
                "plans gold targets P3",
                {},
                ("plans.gold.targets.P3: unknown priority 'P3'; there are: P1, P2"),
            ),
            (
                "escalation 1 plan",
                "silver",
                "escalation[1].plan: unknown plan 'silver'; there are: gold, lite",
            ),
            (
                "escalation 1 notify",
                "desk",
                "escalation[1].notify: unknown calendar 'desk'; there are: office, always",
            ),
            (
                "plans lite aliases",
                ["GOLD"],
                "plans.lite: 'gold' is a name of 'gold' too; names must differ",
            ),
            (
                "priorities P2 title",
                "p1",
                "priorities.P2: 'p1' is a name of 'P1' too; names must differ",
            ),
            (
                "business_day",
                None,
                (
                    "plans.gold.targets.P2.resolution: '2 BD' counts in business days, but the "
                    'matrix does not say what one is; add business_day = "full_day", "same_time", '
                    '"close_of_business" or "8 h"'
                ),
            ),
            (
                "escalation 1 at",
                "soon",
                (
                    "escalation[1].at: 'soon' is not a point of a target; write a share such as "
                    "'50 %', or '-1 h', '+4 h'"
                ),
            ),
            (
                "escalation 1 level",
                0,
                "escalation[1].level: 0 is too small; 1 or more",
            ),
            ("id", "Our SLA", None),
            ("pauses", ["resolving"], None),
            ("on_change", "never", None),
            ("calendars", {}, None),
            ("calendars office hours mon-fri", ["9-5"], None),
            ("plans gold title", "x" * 3 + "\n", None),
        ],
    )
    def test_place_and_remedy(self, path: str, value: Any, message: str | None) -> None:
        (found,) = problems(changed(path, value))
        assert message is None or found == message
        assert path.split()[0] in found

    def test_end_before_the_beginning(self) -> None:
        data = {**DATA, "effective_from": "2026-02-01", "effective_until": "2026-02-01"}
        assert problems(data) == [
            "effective_until: 2026-02-01 is not after effective_from, 2026-02-01"
        ]
        later = Matrix.model_validate({**data, "effective_until": "2026-02-02"})
        assert later.effective_until == date(2026, 2, 2)
        assert (
            Matrix.model_validate({**DATA, "effective_until": "2026-02-02"}).effective_from is None
        )

    @pytest.mark.parametrize(
        ("data", "kind"),
        [
            *(([], "a list"), (None, "nothing"), ("gold", "text"), (3, "a number")),
            *((True, "true or false"), ({1}, "a set")),
        ],
    )
    def test_other_than_a_table(self, data: Any, kind: str) -> None:
        assert problems(data) == [f"expected a table at the top, got {kind}"]

    def test_file_is_named(self) -> None:
        with pytest.raises(MatrixError) as caught:
            Matrix.model_validate({}, file="ours.toml")
        assert str(caught.value).startswith("ours.toml: id: is missing")

    def test_names_of_one_entry_may_repeat(self) -> None:
        same = changed("plans gold aliases", ["gold", "GOLD", "Gold"])
        assert Matrix.model_validate(same).plan("gold").id == "gold"


def test_business_day_that_nothing_names_is_told_once() -> None:
    targets = {"P1": {"response": "1 BD", "resolution": "2 BD"}, "P2": {"resolution": "3 BD"}}
    data = {
        "id": "ours",
        "calendars": {"office": {"timezone": "UTC", "hours": {"mon-fri": ["09:00-17:00"]}}},
        "priorities": {"P1": {}, "P2": {}},
        "plans": {"gold": {"calendar": "office", "targets": targets}},
    }
    with pytest.raises(MatrixError) as caught:
        Matrix.model_validate(data)
    (problem,) = caught.value.problems
    assert problem.path == "plans.gold.targets.P1.response"
    assert problem.message.endswith('or "8 h" (so do 2 more amounts)')
