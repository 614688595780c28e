"""Figures in words, the same in every locale."""

from __future__ import annotations

import ast
import locale
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from slaclock.reports import words
from tests.test_import_order import SOURCE


@pytest.fixture
def german() -> Iterator[None]:
    """Set the process to German, where the machine knows it."""
    before = locale.setlocale(locale.LC_ALL)
    try:
        locale.setlocale(locale.LC_ALL, "de_DE.UTF-8")
    except locale.Error:
        pytest.skip("the machine has no German locale")
    yield
    locale.setlocale(locale.LC_ALL, before)


class TestMomentText:
    @pytest.mark.parametrize(
        ("at", "text"),
        [
            (datetime(2026, 12, 31, 12, tzinfo=UTC), "Thu 31 Dec 2026 12:00"),
            (datetime(2026, 3, 2, 9, 5, tzinfo=UTC), "Mon 2 Mar 2026 09:05"),
            (datetime(2026, 5, 3, tzinfo=UTC), "Sun 3 May 2026 00:00"),
        ],
    )
    def test_weekday_date_and_time(self, at: datetime, text: str) -> None:
        assert words.moment_text(at) == text

    @pytest.mark.usefixtures("german")
    def test_locale_changes_nothing(self) -> None:
        assert words.moment_text(datetime(2026, 12, 31, 12, tzinfo=UTC)) == "Thu 31 Dec 2026 12:00"


def test_date_text_has_the_month_in_full() -> None:
    assert words.date_text(date(2026, 10, 4)) == "4 October 2026"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "under 1 s"),
        (0.999_999, "under 1 s"),
        (1, "1 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3_600, "1 h"),
        (3_660, "1 h 1 min"),
        (99 * 3_600 + 59 * 60, "99 h 59 min"),
        (100 * 3_600, "4 d 4 h"),
        (96 * 3_600 + 5 * 3_600 + 60, "4 d 5 h"),
        (120 * 3_600, "5 d"),
        (1_420 * 3_600, "59 d 4 h"),
        (1_000 * 86_400, "1,000 d"),
    ],
)
def test_length(seconds: float, text: str) -> None:
    assert words.length_text(int(seconds * 1_000_000)) == text


def test_no_length() -> None:
    assert words.length_text(None) == "–"


@pytest.mark.parametrize(
    ("title", "text"),
    [("First response", "first response"), ("SLA update", "SLA update"), ("X", "X"), ("", "")],
)
def test_title_in_a_sentence(title: str, text: str) -> None:
    assert words.in_sentence(title) == text


def formats_of(code: str) -> list[str]:
    """Return what f-strings and `strftime` are told to make of a value.

    >>> formats_of("f'{at:%a}'; at.strftime('%B')")
    ['%B', '%a']
    """
    found = []
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=values)):
                found += [part.value for part in values if isinstance(part, ast.Constant)]
            case ast.Call(func=ast.Attribute(attr="strftime"), args=[ast.Constant(value=text)]):
                found.append(text)
    return sorted(found)


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: path.name)
def test_no_name_of_a_day_or_month_comes_from_the_locale(path: Path) -> None:
    formats = formats_of(path.read_text(encoding="utf-8"))
    assert not [text for text in formats if set(re.findall("%(.)", text)) & set("aAbBpcxX")]
