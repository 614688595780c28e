"""Data files as text, and how one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from slaclock import load_matrix
from slaclock.errors import MatrixError

YAML = """
# The same again.
id: ours
title: "Ours"
effective_from: 2026-01-01
business_day: 8 h
calendars:
  office:
    timezone: Asia/Kolkata
    hours: {mon-fri: ["09:00-19:00"]}
    holidays:
      - 2026-01-26
      - {date: 2026-08-15, name: Independence Day}
    exceptions: {2026-12-24: ["09:00-13:00"]}
priorities:
  P1:
    aliases: [urgent]
plans:
  gold:
    calendar: office
    targets:
      P1: {resolution: 1 BD}
"""


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refused(path: Path) -> str:
    with pytest.raises(MatrixError) as caught:
        load_matrix(path)
    return str(caught.value)
