"""Ask slaclock and the oracle the same questions: `python -m tests.differential`, a million.

Each calendar is drawn at random, alone or made of others up to three deep, and gets some hundred
questions; see `tests.differential.questions`. Of one calendar in two a column of instants is
asked besides, by numpy and by the steps of SQL; those answers are counted apart. It ends with 1
if an answer differs, if fewer questions were asked than wanted, or if one kind was never asked.
What is drawn depends on the seed alone, not on how many processors there are.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
import time
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random
from typing import NamedTuple

from slaclock.calendars.calendar import CalendarWarning
from tests.differential.columns import columns
from tests.differential.desks import any_desk
from tests.differential.kept import OutOfReachError
from tests.differential.questions import Asker, snippet

ENOUGH_FOR_EVERY_KIND = 5_000
TOLD = 5
"""So many wrong answers are told in full."""
NAMES = (
    "is_open",
    "next_open",
    "next_close",
    "previous_open",
    "previous_close",
    "elapsed",
    "windows",
    "add",
    "subtract",
    "add_business_days",
    "subtract_business_days",
    "business_days_between",
    "compute_deadline",
)


class Tally(NamedTuple):
    """What was asked: questions by name, answers of columns, and what differed, in full."""

    asked: Counter[str]
    in_columns: int
    wrong: list[str]


def ask_desk(number: int, *, seed: int, questions: int, each: int) -> Tally:
    """Draw the calendar of a number, and ask its questions: the last one gets the rest."""
    warnings.simplefilter("ignore", CalendarWarning)
    draw = Random(f"{seed}:{number}")
    desk, oracle = any_desk(draw)
    asker = Asker(draw, desk, oracle)
    left = min(each, questions - number * each)
    tally = Tally(Counter(), 0, [])
    while left:
        try:
            call = asker.next_call()
        except OutOfReachError:
            continue
        tally.asked[call.name] += 1
        left -= 1
        if call.said() != call.right:
            tally.wrong.append(snippet(call, asker))
    return ask_columns(asker, tally) if number % 2 == 0 else tally


def ask_columns(asker: Asker, tally: Tally) -> Tally:
    """Ask about many instants at once, in each way."""
    try:
        made, each = columns(asker)
    except OutOfReachError:
        return tally
    for code, said, right in each:
        if said != right:
            answers = f"# slaclock says: {said}\n# right is:      {right}"
            tally.wrong.append(f"{made}print({code})\n{answers}")
    return tally._replace(in_columns=sum(len(one.right) for one in each))


def failures(asked: Counter[str], wanted: int, wrong: int) -> list[str]:
    """Return why this is no success, in words; nothing if it is one."""
    found = [f"{wrong:,} answers differ"] if wrong else []
    if asked.total() != wanted:
        found.append(f"{asked.total():,} questions were asked, and not {wanted:,}")
    if wanted >= ENOUGH_FOR_EVERY_KIND:
        found += [f"{name} was never asked" for name in NAMES if not asked[name]]
    return found


def main(given: Sequence[str] | None = None) -> int:
    """Ask all questions, and tell what came of it."""
    options = _options(given)
    began, asked, in_columns, wrong = time.monotonic(), Counter[str](), 0, 0
    _tell(f"seed {options.seed}, {options.questions:,} questions")
    desks = -(-options.questions // options.each)
    steps = {desks * part // 20 for part in range(1, 20)}
    for number, tally in enumerate(tallies(options, desks), 1):
        asked, in_columns = asked + tally.asked, in_columns + tally.in_columns
        for text in tally.wrong[: max(TOLD - wrong, 0)]:
            _tell(f"\n{text}\n")
        wrong += len(tally.wrong)
        if number in steps:
            _tell(f"{asked.total():,} questions, {wrong:,} wrong, {_since(began)}")
    _tell(", ".join(f"{name} {count:,}" for name, count in sorted(asked.items())))
    _tell(
        f"{asked.total():,} questions of {desks:,} calendars, {in_columns:,} answers of columns, "
        f"{wrong:,} wrong, {_since(began)} on {options.workers} processors"
    )
    problems = failures(asked, options.questions, wrong)
    again = f"make differential SEED={options.seed} QUESTIONS={options.questions}"
    for problem in problems:
        _tell(f"failed: {problem}; again: {again}")
    return 1 if problems else 0


def tallies(options: argparse.Namespace, desks: int) -> Iterator[Tally]:
    """Yield what became of each calendar, in order."""
    ask = partial(ask_desk, seed=options.seed, questions=options.questions, each=options.each)
    if options.workers == 1:
        yield from map(ask, range(desks))
        return
    with ProcessPoolExecutor(options.workers) as pool:
        yield from pool.map(ask, range(desks), chunksize=4)


def _options(given: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="the same questions to slaclock and the oracle")
    parser.add_argument("--questions", type=_positive, default=1_000_000)
    parser.add_argument("--seed", type=int, default=None, help="a new one if none is given")
    parser.add_argument("--each", type=_positive, default=500, help="questions of one calendar")
    parser.add_argument("--workers", type=_positive, default=os.cpu_count() or 1)
    options = parser.parse_args(given)
    if options.seed is None:
        options.seed = secrets.randbits(32)
    return options


def _positive(text: str) -> int:
    number = int(text.replace(",", "").replace("_", ""))
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not one or more")
    return number


def _since(began: float) -> str:
    return f"{time.monotonic() - began:.0f} s"


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
