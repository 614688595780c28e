"""Keys of a caller's own: kept as they are, and without a say in what is agreed."""

import pickle
from datetime import date

import pytest

from slaclock.errors import MatrixError
from slaclock.matrices.model import Matrix
from tests.matrices.lint.small import matrix, plan

PLANS = {"gold": plan(P1="1 h / 4 h")}
OWN = {"crm": 4711, "tags": ["eu", {"since": date(2026, 1, 5)}], "note": None}


class TestOwnKeys:
    def test_are_kept_and_cannot_be_changed(self) -> None:
        given = matrix(PLANS, x=OWN)
        assert given.x == {"crm": 4711, "tags": ("eu", {"since": date(2026, 1, 5)}), "note": None}
        with pytest.raises(TypeError):
            given.x["crm"] = 1  # type: ignore[index]

    def test_are_none_without_the_table(self) -> None:
        assert matrix(PLANS).x == {}
        assert "x" not in matrix(PLANS).content()

    def test_change_no_fingerprint_and_no_equality(self) -> None:
        assert matrix(PLANS, x=OWN) == matrix(PLANS)

    def test_go_through_content_and_pickle_with_dates_as_text(self) -> None:
        given = matrix(PLANS, x=OWN)
        written = {"crm": 4711, "tags": ("eu", {"since": "2026-01-05"}), "note": None}
        assert Matrix.model_validate(given.content()).x == written
        assert pickle.loads(pickle.dumps(given)).x == written

    @pytest.mark.parametrize(
        ("value", "message"),
        [
            (5, "x: 5 is not a table; write [x], and your own keys below it"),
            ({"a": {1}}, "x: {1} is nothing that a data file can hold; write text, a number or"),
            ({"a": float("nan")}, "x: nan is no finite number"),
            ({"a": {5: "b"}}, "x: 5 is no text; put the key in quotes"),
        ],
    )
    def test_what_a_file_cannot_hold_is_refused(self, value: object, message: str) -> None:
        with pytest.raises(MatrixError) as caught:
            matrix(PLANS, x=value)
        assert message in str(caught.value)
