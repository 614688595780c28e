"""The same answers for many instants at once: by numpy, and by the steps that SQL looks up."""

from __future__ import annotations

from collections.abc import Callable
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
IMPORTS = """\
import numpy as np
from slaclock import Calendar
from slaclock.bulk.engine.kernel import Kernel
from slaclock.bulk.engine.step_tables import promise_steps
from tests.bulk.engine.law import from_steps
from tests.differential.columns import promise_of
"""


class Column(NamedTuple):
    """A column of answers: how it was asked, what it says, and what is right."""

    code: str
    said: Any
    right: list[int]


def columns(asker: Asker) -> tuple[str, list[Column]]:
    """Draw instants and a promise; return the question as Python, and its columns."""
    words = any_words(asker.draw)
    words["within"] = words["within"].lstrip("< ")  # a promise of the engines has no bound
    if "lands_on" in words:
        words["lands_on"] = SHORT_WEEK
    at = [asker.instant() for _ in range(INSTANTS)]
    instants, promised = np.array([to_us(one) for one in at], np.int64), promise_of(words)
    near = midnight_utc(asker.desk.near)
    first, last = near - 12 * DAY_US, near + 12 * DAY_US
    kernel, calendar = Kernel(asker.calendar), asker.calendar
    due = [to_us(asker.due(words, one)) for one in at]
    spans = zip(at, at[::-1], strict=True)
    open_time = [asker.oracle.elapsed(*span) // MICROSECOND for span in spans]

    def steps() -> list[int]:
        return from_steps(promise_steps(calendar, promised, first, last), instants)

    made = IMPORTS + (
        f"calendar, promised = {source_of(asker.desk)}, promise_of({words!r})\n"
        f"at = np.array({instants.tolist()})\n"
    )
    return made, [
        _column(
            "Kernel(calendar).due(at, promised)[0]", lambda: kernel.due(instants, promised), due
        ),
        _column(f"from_steps(promise_steps(calendar, promised, {first}, {last}), at)", steps, due),
        _column(
            "Kernel(calendar).elapsed(at, at[::-1].copy())[0]",
            lambda: kernel.elapsed(instants, instants[::-1].copy()),
            open_time,
        ),
    ]


def _column(code: str, ask: Callable[[], Any], right: list[int]) -> Column:
    """Return the answers of one way; an error is an answer too, and a wrong one."""
    try:
        found = ask()
    except Exception as error:  # noqa: BLE001 - whatever it is, it is not the answer
        return Column(code, repr(error), right)
    return Column(code, found if isinstance(found, list) else found[0].tolist(), right)


def promise_of(words: Words) -> Promise:
    """Return the promise of words, as the engines take it."""
    if words.get("business_day") == "3 h":
        words = {**words, "business_day": parse_amount("3 h")}
    return promise(words)
