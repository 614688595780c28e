"""A silence says why the finding is meant, and changes nothing else."""

from __future__ import annotations

import json

import pytest

from slaclock import Matrix
from slaclock.errors import MatrixError
from slaclock.matrices.lint import lint
from tests.matrices.lint.small import LATE, matrix, plan, silenced


class TestSilence:
    @pytest.mark.parametrize(
        ("entry", "problem"),
        [
            ({"code": "plan-order", "path": "plans"}, "silence[0].reason: is missing"),
            (
                {"code": "plan-order", "path": "plans", "reason": " "},
                "silence[0].reason: ' ' says nothing; write why the finding is meant",
            ),
        ],
    )
    def test_reason_is_needed(self, entry: dict[str, str], problem: str) -> None:
        with pytest.raises(MatrixError) as raised:
            matrix({"gold": plan(P1="1 h / 4 h")}, silence=[entry])
        assert str(raised.value) == problem

    def test_silence_is_kept_and_changes_no_fingerprint(self) -> None:
        loud, quiet = silenced(), silenced((LATE, "plans"))
        assert quiet == loud
        assert "silence" not in loud.content()
        again = Matrix.model_validate(json.loads(json.dumps(quiet.content())))
        assert again.silence == quiet.silence
        assert lint(again) == ()
