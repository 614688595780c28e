"""The report of `small.py`, for every test."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock.reports import Report
from tests.reports import small


@pytest.fixture
def made(tmp_path: Path) -> Report:
    return small.report(tmp_path, goal="60")
