"""The same answers for many instants at once: by numpy, and by the steps that SQL looks up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import numpy as np

from slaclock.bulk.engine.kernel import Kernel
from slaclock.bulk.engine.step_tables import promise_steps
from slaclock.durations import parse_amount
from slaclock.matrices.promises import Promise
from tests.bulk.engine.law import from_steps
from tests.dated_promises import SHORT_WEEK, Words, promise
from tests.differential.kept import DAY_US
from tests.differential.questions import Asker, any_words, source_of
from tests.oracle import MICROSECOND, to_us
from tests.strategies import midnight_utc

INSTANTS = 40


class Column(NamedTuple):
    """A column of answers: which way it came, what it says, and what is right."""

    way: str
    said: list[Any]
    right: list[Any]


def columns(asker: Asker) -> tuple[str, Iterator[Column]]:
    """Draw instants and a promise; return the question as text, and its columns."""
    words = any_words(asker.draw)
    words["within"] = words["within"].lstrip("< ")  # a promise of the engines has no bound
    if "lands_on" in words:
        words["lands_on"] = SHORT_WEEK
    at = [asker.instant() for _ in range(INSTANTS)]
    text = f"{words} of {[str(one) for one in at]}, calendar = {source_of(asker.desk)}"
    return text, _columns(asker, words, at)


def _columns(asker: Asker, words: Words, at: list[datetime]) -> Iterator[Column]:
    instants, asked = np.array([to_us(one) for one in at], np.int64), promise_of(words)
    right = [to_us(asker.due(words, one)) for one in at]
    kernel = Kernel(asker.calendar)
    yield Column("numpy", kernel.due(instants, asked)[0].tolist(), right)
    near = midnight_utc(asker.desk.near)
    steps = promise_steps(asker.calendar, asked, near - 12 * DAY_US, near + 12 * DAY_US)
    yield Column("steps", from_steps(steps, instants), right)
    elapsed = kernel.elapsed(instants, instants[::-1].copy())[0].tolist()
    spans = zip(at, at[::-1], strict=True)
    open_time = [asker.oracle.elapsed(*span) // MICROSECOND for span in spans]
    yield Column("elapsed in numpy", elapsed, open_time)


def promise_of(words: Words) -> Promise:
    """Return the promise of words, as the engines take it."""
    if words.get("business_day") == "3 h":
        words = {**words, "business_day": parse_amount("3 h")}
    return promise(words)
