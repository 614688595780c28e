"""Figures in words: lengths, instants, names, and texts made fit to print."""

from __future__ import annotations

from datetime import date, datetime

from slaclock.date_words import MONTHS, WEEKDAYS
from slaclock.instants import SECOND

__all__ = [
    "counted",
    "date_text",
    "in_sentence",
    "length_text",
    "metric_text",
    "moment_text",
    "printable",
]

HOURS_UNREADABLE = 100
"""From so many hours on, days are easier to read."""


def metric_text(metric: str) -> str:
    """Return the name of a metric in words: `first response`."""
    return metric.replace("_", " ")


def in_sentence(title: str) -> str:
    """Return a title as it stands inside a sentence: `first response`, but `SLA update`."""
    return title[:1].lower() + title[1:] if title[1:2].islower() else title


def moment_text(at: datetime) -> str:
    """Return an instant with its weekday: `Thu 31 Dec 2026 12:00`."""
    month = MONTHS[at.month - 1][:3]
    return f"{WEEKDAYS[at.weekday()]} {at.day} {month} {at.year} {at.hour:02}:{at.minute:02}"


def date_text(day: date) -> str:
    """Return a date with its month in words: `31 December 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def length_text(micros: int | None) -> str:
    """Return a length in hours and minutes; in days of 24 hours from 100 hours on.

    >>> length_text(1_420 * 3_600_000_000), length_text(5_400_000_000), length_text(0)
    ('59 d 4 h', '1 h 30 min', 'under 1 s')
    """
    if micros is None:
        return "–"
    minutes = micros // (60 * SECOND)
    if not minutes:
        return f"{micros // SECOND} s" if micros >= SECOND else "under 1 s"
    hours, rest = divmod(minutes, 60)
    if hours >= HOURS_UNREADABLE:
        return _two(hours // 24, "d", hours % 24, "h")
    return _two(hours, "h", rest, "min")


def _two(large: int, unit: str, small: int, small_unit: str) -> str:
    parts = ((large, unit), (small, small_unit))
    return " ".join(f"{number:,} {name}" for number, name in parts if number)


def printable(text: str) -> str:
    """Return a text with what is not printable shown as escapes."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 ticket`, `1,204 tickets`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
