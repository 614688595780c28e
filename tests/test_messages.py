"""How a message shows values and names."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from slaclock.messages import did_you_mean, listed, plain, plural, shown

AWARE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class TestShown:
    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("gold", "'gold'"),
            ("gold\x1b[2J", r"'gold\x1b[2J'"),
            ("ગોલ્ડ", "'ગોલ્ડ'"),
            (4, "4"),
            (["a"], "['a']"),
            ("x" * 78, "'" + "x" * 78 + "'"),
            ("x" * 100, "'" + "x" * 69 + "... (102 characters)"),
        ],
    )
    def test_value_in_a_message(self, value: object, text: str) -> None:
        assert shown(value) == text

    def test_object_that_cannot_be_shown(self) -> None:
        class Silent:
            def __repr__(self) -> str:
                raise RuntimeError

        assert shown(Silent()) == "<Silent>"
        assert shown(10**5000) == "<int>"

    def test_time_that_cannot_be_shown_shows_its_local_time(self) -> None:
        class Mute(datetime):
            def isoformat(self, *_: object) -> str:  # type: ignore[override]
                raise RuntimeError

            def replace(self, **_: object) -> Any:
                raise RuntimeError

        assert plain(Mute(2026, 3, 2, 9, 30, tzinfo=UTC)) == "2026-03-02T09:30:00"

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            ("gold", "gold"),
            (AWARE, "2026-03-02T09:00:00+00:00"),
            ("a\nb", r"'a\nb'"),
            ("x" * 81, "'" + "x" * 69 + "... (83 characters)"),
        ],
    )
    def test_value_without_quotes(self, value: object, text: str) -> None:
        assert plain(value) == text


class TestListed:
    def test_names_that_are_too_many_are_counted(self) -> None:
        names = [f"plan{number:02}" for number in range(60)]
        assert listed(names) == ", ".join(names[:37]) + ", and 23 more"  # 8 characters each

    def test_control_characters_are_escaped(self) -> None:
        assert listed(["gold", "a\x1bb"]) == r"gold, 'a\x1bb'"


class TestWords:
    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("premum", "did you mean 'Premium'? "),
            (" PREMIUM ", "did you mean 'Premium'? "),
            ("zzz", ""),
            (3, ""),
            ("x" * 100_000, ""),
        ],
    )
    def test_nearest_name(self, name: Any, hint: str) -> None:
        assert did_you_mean(name, ["lite", "Premium"]) == hint

    @pytest.mark.parametrize(
        ("word", "many"),
        [("plan", "plans"), ("priority", "priorities"), ("matrix", "matrices"), ("key", "keys")],
    )
    def test_plural(self, word: str, many: str) -> None:
        assert plural(word) == many
