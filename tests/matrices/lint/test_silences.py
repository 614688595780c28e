"""Findings that a contract silences, and silences that match nothing."""

from __future__ import annotations

import pytest

from slaclock.matrices.lint import check_matrix
from tests.matrices.lint.small import LATE, codes, found, silenced


class TestSilences:
    @pytest.mark.parametrize(
        "path", ["plans.gold.targets.P1", "plans.gold.targets", "plans.gold", "plans"]
    )
    def test_finding_is_silenced_at_its_path_or_above(self, path: str) -> None:
        checked = check_matrix(silenced((LATE, path)))
        assert checked.findings == ()
        assert [(one.finding.code, one.finding.path, one.reason) for one in checked.silenced] == [
            (LATE, "plans.gold.targets.P1", "so agreed")
        ]

    @pytest.mark.parametrize("path", ["plans.gol", "plans.lite", "plans.gold.targets.P1.response"])
    def test_silence_elsewhere_is_idle(self, path: str) -> None:
        assert found(silenced((LATE, path))) == [
            "plans.gold.targets.P1: response 8 h is longer than resolution 4 h",
            f"silence[0]: nothing is found for {LATE} at {path}; delete this silence",
        ]

    def test_code_that_does_not_exist(self) -> None:
        assert found(silenced((LATE, "plans"), ("response-after-resolutoin", "plans"))) == [
            (
                "silence[1]: there is no code 'response-after-resolutoin'; "
                "did you mean 'response-after-resolution'?"
            )
        ]

    def test_idle_silence_cannot_be_silenced(self) -> None:
        sla = silenced((LATE, "plans"), ("plan-order", "plans"), ("idle-silence", "silence"))
        assert codes(sla) == ["idle-silence", "idle-silence"]
