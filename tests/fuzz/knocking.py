"""What every public door must do with whatever comes, and what is drawn to come.

A door answers, or raises an error of slaclock's own: under 1 kB of text that can be printed and
pickled, within a second of processor time, in bounded memory. `SLACLOCK_FUZZ` says how many times
as long each test is to go on; `make fuzz` sets it.
"""

from __future__ import annotations

import os
import pickle
import re
import resource
import time
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from slaclock.errors import SlaClockError

EXAMPLES = 8
TIMES = int(os.environ.get("SLACLOCK_FUZZ", "1"))
SLOWEST = 1.0 if TIMES > 1 else 10.0
"""Seconds of processor time; a machine of many jobs counts more of them than work needs."""
LONGEST_MESSAGE = 1024
ADDRESS = re.compile("0x[0-9A-Fa-f]+")  # of an object in memory, in how it shows itself
MOST_MEMORY = 512 << 20
"""How much one call may add to what the process has ever taken."""


def examples(share: float = 1.0) -> settings:
    """Return how many examples a test draws: *share* of the usual number."""
    # The short form draws the same each time, so that what passes once passes for everybody.
    count = max(int(EXAMPLES * TIMES * share), 3)
    return settings(max_examples=count, derandomize=TIMES == 1)


def knock(door: Callable[[], Any], *also: type[Exception], slowest: float = SLOWEST) -> Any:
    """Return what a door answers, or None where it refused in the way it must.

    Args:
        door: What is called.
        also: Further errors that it is said to raise, such as pydantic's own.
        slowest: How many seconds of processor time it may take.
    """
    memory = _memory()
    began = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return door()
    except (SlaClockError, *also) as error:
        if isinstance(error, SlaClockError):
            _check(error)
        return None
    finally:
        spent = time.process_time() - began
        assert spent < slowest, f"{spent:.2f} s of processor time"
        assert _memory() - memory < MOST_MEMORY, "too much memory"


def _check(error: SlaClockError) -> None:
    message = str(error)
    assert message.strip(), f"{type(error).__name__} says nothing"
    assert len(message.encode()) < LONGEST_MESSAGE, message  # which half a character would stop
    assert not any(char in message for char in "\0\x1b\r"), ascii(message)
    again = str(pickle.loads(pickle.dumps(error)))
    assert ADDRESS.sub("", again) == ADDRESS.sub("", message)


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Mute:
    """A value that cannot even show itself."""

    def __repr__(self) -> str:
        raise RuntimeError("no repr")


TEXTS = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            *("", " ", "0", "-", "\0", "\ud800", "\u202e", "\x1b[2J", "x" * 5000, "1" * 5000),
            *("P1", "gold", "lite", "starter", "UTC", "Asia/Kolkata", "mon-fri", "09:00-17:00"),
            *("4 h", "1 BD", "NBD", "-4 h", "1e9 h", "< 4 h", "50 %", "full_day", "same_time"),
            *("2026-03-02", "2026-03-02T09:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00Z"),
            *("FREQ=DAILY", "FREQ=SECONDLY", "FREQ=YEARLY;COUNT=99999", "IN", "DE", "NYSE", "None"),
            *("../../etc/passwd", "a" * 300 + ".toml", "nan", "inf", "２０２６-03-02", "46083.375"),
            *("=1+1", "'; DROP TABLE t; --", '"', "`", "[", "{{ 7 * 7 }}", "<script>", "opened"),
        ]
    ),
)
NUMBERS = st.one_of(
    st.integers(),
    st.floats(),
    st.sampled_from([0, -1, 10**30, 1772442000, 46083.375, True, float("nan")]),
    # Drawn late: a test that fails has to show its values, and these cannot be shown.
    st.just(5000).map(lambda digits: 10**digits),
)
DATES = st.one_of(
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.just(UTC)),
    st.timedeltas(),
    st.sampled_from(
        [
            *(datetime.min, datetime.max, datetime.max.replace(tzinfo=UTC), date.max),
            *(timedelta.max, timedelta.min, datetime.min.replace(tzinfo=timezone.max)),
        ]
    ),
)
LEAVES = st.one_of(st.none(), TEXTS, NUMBERS, DATES)
ODD = st.one_of(
    st.sampled_from(
        [b"x", bytearray(b"x"), Decimal("1.5"), Fraction(1, 3), 1j, {1}, range(3), len]
    ),
    st.none().map(lambda _: Mute()),
)
PLAIN = st.recursive(
    st.one_of(st.none(), st.booleans(), TEXTS, NUMBERS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=8,
)
"""What a file of JSON or YAML can hold."""
ANYTHING = st.one_of(LEAVES, ODD, PLAIN, st.lists(LEAVES, max_size=3), st.tuples(LEAVES, LEAVES))


@st.composite
def changed(draw: st.DrawFn, data: Any, values: st.SearchStrategy[Any] = PLAIN) -> Any:
    """Draw plain data in which one place, or a few, hold something else, more or nothing."""
    for _ in range(draw(st.integers(1, 3))):
        data = _changed(draw, data, values)
    return data


def _changed(draw: st.DrawFn, data: Any, values: st.SearchStrategy[Any]) -> Any:
    if not isinstance(data, dict | list) or not data or draw(st.integers(0, 9)) == 0:
        return draw(values)
    keys = list(data) if isinstance(data, dict) else list(range(len(data)))
    key = draw(st.sampled_from(keys))
    made = dict(data) if isinstance(data, dict) else list(data)
    kind = draw(st.sampled_from(["deeper", "deeper", "deeper", "value", "gone", "more"]))
    if kind == "deeper":
        made[key] = _changed(draw, data[key], values)
    elif kind == "value":
        made[key] = draw(values)
    elif kind == "gone":
        del made[key]
    elif isinstance(made, dict):
        made[draw(TEXTS)] = draw(values)
    else:
        made.append(draw(values))
    return made


@st.composite
def broken(draw: st.DrawFn, content: bytes, words: tuple[bytes, ...] = ()) -> bytes:
    """Draw a file with one to four things wrong: bytes changed, cut, doubled, put in."""
    data = content
    pool = (*words, b"\0", b"\xff", b"\xed\xa0\x80", b"\r", b"\n", b'"', b"'", b"[", b"{", b",")
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 20)))
        piece = draw(
            st.one_of(
                st.sampled_from(pool),
                st.binary(max_size=4),
                st.just(b""),
                st.builds(lambda word, times: word * times, st.sampled_from(pool), st.just(300)),
                st.just(data[start:end] * 2),
            )
        )
        data = data[:start] + piece + data[end:]
    return data
