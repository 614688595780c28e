"""Findings that a contract silences, and silences that match nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from slaclock import Matrix
from slaclock.errors import MatrixError
from slaclock.matrices.lint import check_matrix, lint
from tests.matrices.lint.small import codes, found, matrix, plan


def silenced(*silences: tuple[str, str], **plans: Any) -> Matrix:
    """Return a contract in which the response of gold is too late and that of lite is not."""
    entries = [{"code": code, "path": path, "reason": "so agreed"} for code, path in silences]
    given = {"lite": plan(P1="8 h / 9 h"), "gold": plan(P1="8 h / 4 h")} | plans
    return matrix(given, silence=entries)


class TestSilences:
    LATE = "response-after-resolution"

    @pytest.mark.parametrize(
        "path", ["plans.gold.targets.P1", "plans.gold.targets", "plans.gold", "plans"]
    )
    def test_finding_is_silenced_at_its_path_or_above(self, path: str) -> None:
        checked = check_matrix(silenced((self.LATE, path)))
        assert checked.findings == ()
        assert [(one.finding.code, one.finding.path, one.reason) for one in checked.silenced] == [
            (self.LATE, "plans.gold.targets.P1", "so agreed")
        ]

    @pytest.mark.parametrize("path", ["plans.gol", "plans.lite", "plans.gold.targets.P1.response"])
    def test_silence_elsewhere_is_idle(self, path: str) -> None:
        assert found(silenced((self.LATE, path))) == [
            "plans.gold.targets.P1: response 8 h is longer than resolution 4 h",
            f"silence[0]: nothing is found for {self.LATE} at {path}; delete this silence",
        ]

    def test_code_that_does_not_exist(self) -> None:
        assert found(silenced((self.LATE, "plans"), ("response-after-resolutoin", "plans"))) == [
            (
                "silence[1]: there is no code 'response-after-resolutoin'; "
                "did you mean 'response-after-resolution'?"
            )
        ]

    def test_idle_silence_cannot_be_silenced(self) -> None:
        sla = silenced((self.LATE, "plans"), ("plan-order", "plans"), ("idle-silence", "silence"))
        assert codes(sla) == ["idle-silence", "idle-silence"]

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
        loud, quiet = silenced(), silenced((self.LATE, "plans"))
        assert quiet == loud
        assert "silence" not in loud.content()
        again = Matrix.model_validate(json.loads(json.dumps(quiet.content())))
        assert again.silence == quiet.silence
        assert lint(again) == ()
