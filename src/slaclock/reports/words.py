"""Figures in words: lengths, instants, names, and texts made fit to print."""

from __future__ import annotations

from datetime import date, datetime

from slaclock.date_words import MONTHS, WEEKDAYS
from slaclock.instants import SECOND

__all__ = [
    "counted",
    "date_text",
    "length_text",
    "metric_text",
    "moment_text",
    "printable",
]


def metric_text(metric: str) -> str:
    """Return the name of a metric in words: `first response`."""
    return metric.replace("_", " ")


def moment_text(at: datetime) -> str:
    """Return an instant with its weekday: `Thu 31 Dec 2026 12:00`."""
    month = MONTHS[at.month - 1][:3]
    return f"{WEEKDAYS[at.weekday()]} {at.day} {month} {at.year} {at.hour:02}:{at.minute:02}"


def date_text(day: date) -> str:
    """Return a date with its month in words: `31 December 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def length_text(micros: int | None) -> str:
    """Return a length in hours and minutes, or in seconds below a minute."""
    if micros is None:
        return "–"
    minutes = micros // (60 * SECOND)
    if not minutes:
        return f"{micros // SECOND} s"
    hours, rest = divmod(minutes, 60)
    if hours >= 100 or not rest:
        return f"{hours:,} h"
    return f"{hours:,} h {rest} min" if hours else f"{rest} min"


def printable(text: str) -> str:
    """Return a text with what is not printable shown as escapes."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: `1 ticket`, `1,204 tickets`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
