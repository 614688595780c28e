"""How times are written: texts that have a format, and texts that have none."""

from __future__ import annotations

from slaclock.reports.reading.time_formats import propose


def test_text_that_is_too_long_has_no_format() -> None:
    assert propose("2026-11-24 10:00" + " " * 10 + "x" * 100) == ()
