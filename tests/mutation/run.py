"""Ask the tests of each wrong change of a few modules whether they notice it.

The tests are collected once. Then, in a process of their own, they run once unchanged, to learn
which lines each reaches and how long it takes. From there on each change has a process that
begins as a copy of this one, puts the changed code into the functions that were imported, and
runs the tests that reach its lines, the quickest first, until one fails.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import resource
import signal
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any, NamedTuple

import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage

from tests.mutation.changes import Change, changes_of

__all__ = ["Question", "Run", "Verdict", "ask"]

EXAMPLES = 10
"""How many examples a property test draws here; the same each time."""
SLOWEST = 2.0
"""Tests that need more seconds of processor time than this are left out."""
MOST = 10.0
"""The tests of one change take no more seconds than this; the quickest are taken."""
LONGEST = 300
"""What waits for ever, of a change or of a test, ends after so many seconds of the clock."""
MEMORY = 4 << 30
BROKEN = 3
COMPLETE = ""
"""Stands among the names of tests where time was enough to run all of them once."""
NO_PLUGINS = ("cacheprovider", "xdist", "cov", "randomly")


class Question(NamedTuple):
    """A change to ask about.

    Attributes:
        path: The module that it changes.
        number: Its place among the changes of that module.
        change: The change.
        tests: The files and folders of tests that are asked about it.
    """

    path: str
    number: int
    change: Change
    tests: tuple[str, ...]


class Verdict(NamedTuple):
    """What became of a change: `killed`, `survived`, `untested` (no test reaches it) or `unmade`.

    What cannot be put into a running function, since it uses other variables around it, is
    unmade, and so is what Python refuses as a program.
    """

    question: Question
    word: str


class Run:
    """The plug-in of pytest that does this instead of running the tests."""

    def __init__(self, questions: list[Question], *, workers: int, until: float) -> None:
        self.questions, self.workers, self.until = questions, workers, until
        self.verdicts: list[Verdict] = []
        self.left_out: list[str] = []
        self.complete = True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:  # to be collected
            return True
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # shared
        for item in session.items:
            _limit_examples(item)
        paths = {os.path.abspath(one.path) for one in self.questions}
        own = {f"test_{Path(path).name}" for path in paths}
        session.items.sort(key=lambda item: item.path.name not in own)
        reached, times = _reached(session.items, paths, (time.monotonic() + self.until) / 2)
        self.complete = bool(times.pop(COMPLETE, 0))
        self.left_out = [item.nodeid for item in session.items if item.nodeid not in times]
        items = sorted(
            (i for i in session.items if i.nodeid in times), key=lambda i: times[i.nodeid]
        )
        functions = _functions(paths)
        gc.collect()
        gc.freeze()

        def start(question: Question) -> int | None:
            path, change = os.path.abspath(question.path), question.change
            lines = ((path, line) for line in range(change.first, change.last + 1))
            names = set().union(*(reached.get(line, ()) for line in lines))
            asked = (item for item in items if item.nodeid.startswith(question.tests))
            chosen = _affordable((item for item in asked if item.nodeid in names), times)
            if not chosen:
                return None
            return _fork(
                lambda: _try(question, functions[path], chosen, times), 10 * MOST, self._left()
            )

        self.verdicts = list(self._answers(start))
        return True

    def _left(self) -> float:
        """Return after how many seconds a change ends by itself, whatever it waits for."""
        return max(1.0, min(LONGEST, self.until - time.monotonic()))

    def _answers(self, start: Callable[[Question], int | None]) -> Iterator[Verdict]:
        running: dict[int, Question] = {}
        for question in self.questions:
            if len(running) == self.workers:
                yield from self._ended(running)
            if time.monotonic() > self.until:
                break
            process = start(question)
            if process is None:
                yield Verdict(question, "untested")
            else:
                running[process] = question
        while running:
            yield from self._ended(running)

    def _ended(self, running: dict[int, Question]) -> Iterator[Verdict]:
        """Wait for a change; nothing is said of one that ended because no time was left."""
        process, status = os.wait()
        question, code = running.pop(process), os.waitstatus_to_exitcode(status)
        if code == BROKEN:
            raise RuntimeError("the process of a change broke down; see above")
        if code != -signal.SIGALRM or time.monotonic() < self.until:
            yield Verdict(question, {0: "survived", 2: "unmade"}.get(code, "killed"))


def ask(questions: list[Question], marks: str, *, workers: int, until: float) -> Run:
    """Return the run that has asked the questions, those for which time is left by `monotonic`.

    Args:
        questions: What to ask.
        marks: Which tests are asked, as pytest takes it: `not slow`.
        workers: How many processes.
        until: When to stop.
    """
    run = Run(questions, workers=workers, until=until)
    tests = sorted({name for question in questions for name in question.tests})
    without = [word for name in NO_PLUGINS for word in ("-p", f"no:{name}")]
    options = ["--no-header", "--no-summary", "-qq", "-m", marks]
    status = pytest.main([*options, *without, *tests], plugins=[run])
    if status not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(f"the tests cannot be collected (pytest ended with {status})")
    return run


def _limit_examples(item: pytest.Item) -> None:
    from hypothesis import Phase, settings  # loads slaclock, which pytest wants to do itself

    test = getattr(item, "obj", None)
    test = getattr(test, "__func__", test)
    own = getattr(test, "_hypothesis_internal_use_settings", None)
    if own is not None:
        test._hypothesis_internal_use_settings = settings(
            own,
            max_examples=min(EXAMPLES, own.max_examples),
            derandomize=True,
            database=None,
            phases=(Phase.explicit, Phase.generate),
        )


def _fork(work: Callable[[], int], limit: float, longest: float) -> int:
    """Start *work* in a copy of this process, which ends with what it returns.

    It may take *limit* seconds of processor time, and *longest* by the clock.
    """
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 2))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        signal.signal(signal.SIGPROF, _too_slow)
        signal.setitimer(signal.ITIMER_REAL, longest)  # for what waits for ever
        code = work()
    except BaseException:  # noqa: BLE001  (told by the other process)
        code = BROKEN
        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _reached(
    items: list[pytest.Item], paths: set[str], until: float
) -> tuple[Any, dict[str, float]]:
    """Return which tests reach each line, and the seconds of each that passes in time."""
    with tempfile.NamedTemporaryFile("r") as file:

        def work() -> int:
            Path(file.name).write_text(json.dumps(_watched(items, paths, until)))
            return 0

        longest = min(3600.0, 1.5 * (until - time.monotonic()) + 1)
        os.waitpid(_fork(work, 3600, longest), 0)
        found = json.loads(file.read() or '{"seconds": {}, "lines": []}')
    reached = {(path, line): set(names) for path, line, names in found["lines"]}
    return reached, found["seconds"]


def _watched(items: list[pytest.Item], paths: set[str], until: float) -> dict[str, Any]:
    seconds = {}
    watch = Coverage(data_file=None, include=sorted(paths), config_file=False)
    watch.start()
    for item, following in pairwise([*items, None]):
        if time.monotonic() > until:
            break
        watch.switch_context(item.nodeid)
        before = time.process_time()
        if _passes(item, following, SLOWEST):
            seconds[item.nodeid] = time.process_time() - before
    else:
        seconds[COMPLETE] = 1
    watch.stop()
    lines = [
        (path, line, names)
        for path in paths
        for line, names in watch.get_data().contexts_by_lineno(path).items()
    ]
    return {"seconds": seconds, "lines": lines}


def _too_slow(_signal: int, _frame: object) -> None:
    raise TimeoutError("this test takes too long to be asked so often")


def _passes(item: pytest.Item, following: pytest.Item | None, limit: float) -> bool:
    """Return whether a test passes within some seconds of processor time."""
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        reports = runtestprotocol(item, nextitem=following, log=False)
    except (TimeoutError, UserWarning):  # the latter where a plug-in met the former
        return False
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return not any(report.failed for report in reports)


def _affordable(items: Iterable[pytest.Item], times: dict[str, float]) -> list[pytest.Item]:
    """Return the first of some tests that together take no longer than allowed."""
    found = list(items)
    ends = accumulate(times[item.nodeid] for item in found)
    return [item for item, end in zip(found, ends, strict=True) if end <= MOST]


def _functions(paths: set[str]) -> dict[str, list[FunctionType]]:
    found = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType) and one.__code__.co_filename in paths:
            found[one.__code__.co_filename].append(one)
    return found


def _try(
    question: Question,
    functions: list[FunctionType],
    items: list[pytest.Item],
    times: dict[str, float],
) -> int:
    """Return 0 if no test fails with a change, 1 if one does, and 2 if it cannot be made."""
    tree = ast.parse(Path(question.path).read_text())
    changes_of(tree)[question.number].make()
    name = functions[0].__code__.co_filename
    try:
        put(compile(ast.fix_missing_locations(tree), name, "exec"), functions)
    except (SyntaxError, TypeError, ValueError):
        return 2
    pairs = pairwise([*items, None])
    return int(
        not all(_passes(one, following, 1 + 5 * times[one.nodeid]) for one, following in pairs)
    )


def put(program: CodeType, functions: list[FunctionType]) -> None:
    """Put the code of a module into functions that were made from it."""
    codes = {(code.co_qualname, code.co_firstlineno): code for code in _codes(program)}
    for function in functions:
        code = function.__code__
        new = codes.get((code.co_qualname, code.co_firstlineno))
        if new is not None and new != code:
            function.__code__ = new


def _codes(code: CodeType) -> Iterator[CodeType]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one
            yield from _codes(one)
