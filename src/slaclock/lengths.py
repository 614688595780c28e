"""Lengths of time in words, for lists and messages: `1 h 30 min`, `15 min over`."""

from __future__ import annotations

from datetime import timedelta

from slaclock.instants import MICROSECOND, SECOND

__all__ = ["format_micros", "in_words", "time_left"]


def format_micros(micros: int) -> str:
    """Return a length in microseconds in words, exactly: `1 h 30 min`, `0.5 s`, `-2 min`, `0 s`."""
    sign, rest = ("-" if micros < 0 else ""), abs(micros)
    minutes, rest = divmod(rest, 60 * SECOND)
    hours, minutes = divmod(minutes, 60)
    seconds, fraction = divmod(rest, SECOND)
    decimals = f".{fraction:06}".rstrip("0") if fraction else ""
    parts = [f"{hours} h"] if hours else []
    parts += [f"{minutes} min"] if minutes else []
    parts += [f"{seconds}{decimals} s"] if seconds or fraction or not parts else []
    return sign + " ".join(parts)


def in_words(length: timedelta, *, whole_minutes: bool = True) -> str:
    """Return a length of time in words, for a list or a message: `2 h 5 min`, `-15 min`.

    >>> in_words(timedelta(hours=2, minutes=5, seconds=40)), in_words(timedelta(seconds=40))
    ('2 h 5 min', '40 s')

    Args:
        length: Any length; a negative one begins with a minus.
        whole_minutes: Drop seconds once there are minutes, and fractions of a second. Without
            it, the text is exact to the microsecond.
    """
    micros = length // MICROSECOND
    if whole_minutes:
        unit = 60 * SECOND if abs(micros) >= 60 * SECOND else SECOND
        micros = abs(micros) // unit * unit * (-1 if micros < 0 else 1)
    return format_micros(micros)


def time_left(remaining: timedelta, *, whole_minutes: bool = True) -> str:
    """Return what is left of a promise in words: `2 h 5 min left`, or `15 min over`.

    >>> time_left(timedelta(hours=2, minutes=5)), time_left(timedelta(minutes=-15))
    ('2 h 5 min left', '15 min over')

    Args:
        remaining: As `MetricState.remaining` gives it, negative when late.
        whole_minutes: As for `in_words`.
    """
    is_over = remaining < timedelta(0)
    return (
        f"{in_words(abs(remaining), whole_minutes=whole_minutes)} {'over' if is_over else 'left'}"
    )
