"""Lengths of time in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from slaclock.lengths import format_micros, in_words, time_left


class TestInWords:
    @pytest.mark.parametrize(
        ("length", "whole", "exact"),
        [
            (timedelta(hours=2, minutes=5, seconds=40), "2 h 5 min", "2 h 5 min 40 s"),
            (timedelta(minutes=1), "1 min", "1 min"),
            (timedelta(seconds=59.9), "59 s", "59.9 s"),
            (timedelta(microseconds=1), "0 s", "0.000001 s"),
            (timedelta(0), "0 s", "0 s"),
            (timedelta(seconds=-90), "-1 min", "-1 min 30 s"),
            (timedelta(seconds=-0.5), "0 s", "-0.5 s"),
        ],
    )
    def test_length_in_words(self, length: timedelta, whole: str, exact: str) -> None:
        assert in_words(length) == whole
        assert in_words(length, whole_minutes=False) == exact

    @pytest.mark.parametrize(
        ("remaining", "text"),
        [
            (timedelta(hours=2, minutes=5), "2 h 5 min left"),
            (timedelta(0), "0 s left"),
            (timedelta(microseconds=-1), "0 s over"),
            (timedelta(minutes=-15), "15 min over"),
        ],
    )
    def test_what_is_left_in_words(self, remaining: timedelta, text: str) -> None:
        assert time_left(remaining) == text


class TestFormatMicros:
    @pytest.mark.parametrize(
        ("micros", "text"),
        [
            (0, "0 s"),
            (1, "0.000001 s"),
            (500_000, "0.5 s"),
            (60_000_000, "1 min"),
            (5_400_000_000, "1 h 30 min"),
            (3_601_000_000, "1 h 1 s"),
            (-120_000_000, "-2 min"),
        ],
    )
    def test_says_a_length_in_words(self, micros: int, text: str) -> None:
        assert format_micros(micros) == text
