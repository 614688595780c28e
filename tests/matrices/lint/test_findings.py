"""A finding by itself."""

from __future__ import annotations

import pytest

from slaclock.matrices.lint import Finding, lint
from tests.matrices.lint.small import matrix, plan


class TestFinding:
    def test_finding_is_frozen_and_says_where(self) -> None:
        finding = Finding("plans.gold", "is odd", "oddity")
        assert str(finding) == "plans.gold: is odd"
        with pytest.raises(AttributeError):
            finding.path = "elsewhere"  # type: ignore[misc]

    def test_clean_matrix_has_none(self) -> None:
        assert lint(matrix({"gold": plan(P1="1 h / 4 h")})) == ()

    def test_code_is_known_by_its_old_name_too(self) -> None:
        assert Finding("plans.gold", "is odd", "oddity").kind == "oddity"
