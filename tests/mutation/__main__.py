"""Change the core in small ways and see whether a test notices: `python -m tests.mutation`.

Without arguments it asks about all of the core; with names, about those parts; with `--changed`,
about the lines that differ from an earlier commit. Survivors are compared with those that
survivors.toml names with a reason. It ends with 1 if less than 95 % of a part was killed. Where
only changed lines are asked about, what is named counts as killed, property tests are left out
for the sake of time, and the bar is 80 % of all parts together. One or two survivors never fall
short of it, since among few changes each weighs much. They are told all the same.
What could not be judged there (no earlier commit, no time) is told, and is no failure.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import subprocess
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.mutation.changes import changes_of
from tests.mutation.run import Question, Verdict, ask

LEAST, LEAST_OF_CHANGED, FEW = 95, 80, 2
SECONDS_TO_LEARN, SECONDS_EACH = 60, 0.4
"""About what the tests take once, and what a change takes on one processor."""
SOURCE, TESTS = Path("src/slaclock"), Path("tests")
SURVIVORS = Path(__file__).with_name("survivors.toml")


class Part(NamedTuple):
    """Modules of the core, and the tests that are asked about them beside their docstrings."""

    modules: str
    tests: str


MATRICES = "matrices/test_agreed.py matrices/test_choosing.py"
DUE = "test_meanings.py test_deadlines.py matrices/test_promise.py matrices/test_promises.py"
CALENDARS = "calendars/test_faults.py matrices/test_calendars.py matrices/test_holiday_facts.py"
CORE = {
    "instants": Part("instants.py", "test_instants.py test_offsets.py test_zones.py"),
    "durations": Part("durations.py", "test_durations.py"),
    "promises": Part(
        "matrices/promise.py matrices/promises.py",
        f"{DUE} {MATRICES} matrices/test_compound.py matrices/test_date_facts.py "
        "matrices/test_starting.py matrices/test_target_spec.py clock/test_moved_dates.py",
    ),
    "deadlines": Part(
        "deadlines.py matrices/deadline.py",
        f"{DUE} {MATRICES} matrices/test_compound.py matrices/test_deadline.py "
        "matrices/test_history.py matrices/test_provenance.py "
        "test_kept.py test_notebook.py test_validation.py",
    ),
    "calendars": Part(
        "calendars/*.py",
        f"calendars/test_*.py {DUE} {CALENDARS} matrices/test_account.py "
        "test_ledger.py test_notebook.py",
    ),
    "holidays": Part(
        "calendars/holidays/*.py",
        f"calendars/holidays {CALENDARS} matrices/test_freezing.py matrices/test_differences.py",
    ),
    "clock": Part(
        "clock/*.py",
        f"clock {MATRICES} matrices/test_history.py test_kept.py test_ledger.py test_validation.py",
    ),
}


def main(given: list[str] | None = None) -> int:
    options = _options(given)
    until = time.monotonic() + options.seconds
    changed, lines = options.changed is not None, None
    if changed:
        base = _commit(options.changed) if options.changed else _base()
        lines = _changed_lines(base) if base else None
        if lines is None:
            print("mutation: NOT JUDGED: git knows no earlier commit here to compare with")
            return 0
        told = sum(map(len, lines.values()))
        print(f"mutation: {told} lines of the core differ from commit {str(base)[:12]}")
    questions = _chosen(options, lines)
    asked = [one for ones in questions.values() for one in ones]
    print(_announced(questions, options), flush=True)
    if not asked:
        return 0
    random.Random(0).shuffle(asked)  # where time ends first, each module had its share
    tests = "not slow and not hypothesis" if changed else "not slow"  # these take longest
    run = ask(asked, tests, workers=options.workers, until=until)
    if not run.complete:
        print("mutation: time was too short to run each test once: more may be killed than told")
    return report(questions, run.verdicts, lenient=changed, complete=run.complete)


def _chosen(
    options: argparse.Namespace, lines: dict[str, set[int]] | None
) -> dict[str, list[Question]]:
    """Return what is asked about each part: all, one in so many, or what is on some lines."""
    found = {}
    for name in options.parts or CORE:
        questions = list(_questions(CORE[name]))[options.first :: options.one_in]
        found[name] = questions if lines is None else _on(questions, lines)
    return found


def _announced(questions: dict[str, list[Question]], options: argparse.Namespace) -> str:
    """Say how many wrong changes of which parts are asked about, and about how long it takes."""
    number = sum(map(len, questions.values()))
    if not number:
        return "mutation: no wrong change to ask about, so nothing is judged"
    parts = ", ".join(f"{len(ones)} of {name}" for name, ones in questions.items() if ones)
    seconds = min(SECONDS_TO_LEARN + SECONDS_EACH * number / options.workers, options.seconds)
    told = f"mutation: asks about {number} wrong changes ({parts})"
    return f"{told}, which takes about {seconds / 60:.0f} min, more on a busy machine"


def report(
    questions: dict[str, list[Question]],
    verdicts: list[Verdict],
    *,
    lenient: bool = False,
    complete: bool = True,
) -> int:
    """Print what became of each part and who survived, and return how to end.

    Args:
        questions: What was to be asked, by part.
        verdicts: What was answered in time.
        lenient: Whether changed lines are asked about. There all parts together count, and a
            part without an answer, or with too few killed where not each test ran, is not
            judged instead of failed.
        complete: Whether there was time to run each test once.
    """
    named, least = _named(), LEAST_OF_CHANGED if lenient else LEAST
    below: list[str] = []
    unjudged: list[str] = []
    for name, ones in questions.items():
        mine = [one for one in verdicts if one.question in ones and one.word != "unmade"]
        if ones and _share(name, mine, len(ones), named, lenient) < least:
            if lenient and mine and len(_left(mine, named)) <= FEW:
                continue
            (unjudged if lenient and not (mine and complete) else below).append(name)
    made = [one for one in verdicts if one.word != "unmade"]
    if lenient and 100 * (len(made) - len(_left(made, named))) >= least * len(made):
        below = []
    _tell_each(verdicts, named)
    if not lenient:
        _tell_gone(questions, named)
    if unjudged:
        print(f"mutation: NOT JUDGED, for want of time: {', '.join(unjudged)}")
    if below:
        print(f"mutation: less than {least} % killed: {', '.join(below)}", file=sys.stderr)
    return 1 if below else 0


def _left(mine: list[Verdict], named: set[tuple[str, str, str]]) -> list[Verdict]:
    """Return the survivors that are not named."""
    return [one for one in mine if one.word != "killed" and _key(one.question) not in named]


def _share(
    name: str, mine: list[Verdict], many: int, named: set[tuple[str, str, str]], lenient: bool
) -> float:
    """Print what became of a part, and return how many of a hundred were killed."""
    words = Counter(one.word for one in mine)
    known = len(mine) - words["killed"] - len(_left(mine, named))
    share = 100 * (words["killed"] + (known if lenient else 0)) / max(1, len(mine))
    print(
        f"{name:10} {len(mine)} of {many} asked, {words['killed']} killed, "
        f"{words['survived']} survived, {words['untested']} reached by no test, "
        f"{known} of these named: {share:.1f} %"
    )
    return share


def _tell_each(verdicts: list[Verdict], named: set[tuple[str, str, str]]) -> None:
    for one in verdicts:
        key = _key(one.question)
        if one.word == "killed" and key in named:
            print(f"killed, so it need not be named any more: {_shown(one.question)}")
        elif one.word in ("survived", "untested") and key not in named:
            print(f"{one.word}: {_shown(one.question)}")


def _tell_gone(questions: dict[str, list[Question]], named: set[tuple[str, str, str]]) -> None:
    """Print which named changes cannot be made any more, of the parts that are asked about."""
    made = {_key(one) for name in questions for one in _questions(CORE[name])}
    asked = {module for module, _, _ in made}
    for module, function, text in sorted(named - made):
        if module in asked:
            print(f"named, but no change any more: {module} {function}: {text}")


def _options(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*CORE, []], help="parts of the core")
    parser.add_argument(
        "--changed",
        nargs="?",
        const="",
        metavar="COMMIT",
        help="only lines changed since a commit; by default since the branch left main, "
        "or, on main itself, the commit before",
    )
    parser.add_argument("--one-in", type=int, default=1, metavar="N", help="ask a sample")
    parser.add_argument("--first", type=int, default=0, metavar="K", help="which it begins with")
    parser.add_argument("--seconds", type=float, default=1e9, help="when to stop asking")
    parser.add_argument("--workers", type=int, default=2, help="how many processes")
    return parser.parse_args(given)


def _questions(part: Part) -> Iterator[Question]:
    tests = tuple(map(str, _paths(TESTS, part.tests)))
    for path in _paths(SOURCE, part.modules):
        for number, change in enumerate(changes_of(ast.parse(path.read_text("utf-8")))):
            yield Question(str(path), number, change, (*tests, str(path)))


def _paths(folder: Path, patterns: str) -> list[Path]:
    return sorted(path for pattern in patterns.split() for path in folder.glob(pattern))


def _on(questions: list[Question], lines: dict[str, set[int]]) -> list[Question]:
    return [
        one
        for one in questions
        if not lines.get(one.path, set()).isdisjoint(range(one.change.first, one.change.last + 1))
    ]


def _git(*words: str) -> str | None:
    try:
        ended = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    except FileNotFoundError:  # no git here
        return None
    return ended.stdout.strip() if ended.returncode == 0 else None


def _commit(name: str) -> str:
    found = _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if found is None:
        raise SystemExit(f"mutation: git knows no commit {name!r}")
    return found


def _base() -> str | None:
    """Return where this branch left main; on main itself, the commit before; None without one.

    Before a merge stands where the branches parted, so that neither side is left out.
    """
    head = _git("rev-parse", "--verify", "--quiet", "HEAD")
    for name in ("main", "origin/main"):
        base = _git("merge-base", "HEAD", name)
        if base and base != head:
            return base
    parents = (_git("rev-parse", "--quiet", "HEAD^@") or "").split()
    return (_git("merge-base", "--octopus", *parents) or parents[0]) if parents else None


def _changed_lines(base: str) -> dict[str, set[int]] | None:
    """Return the lines of the core that differ from a commit now; None where git cannot say."""
    text = _git("diff", "--unified=0", "--no-color", "--no-ext-diff", base, "--", str(SOURCE))
    if text is None:
        return None
    core = {one.path for part in CORE.values() for one in _questions(part)}
    lines: dict[str, set[int]] = {}
    path = ""
    for line in text.splitlines():
        if line.startswith("+++ "):
            path = line.removeprefix("+++ b/")
        elif path in core and (match := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)):
            first, many = int(match[1]), int(match[2] or 1)
            lines.setdefault(path, set()).update(range(first, first + many))
    return lines


def _named() -> set[tuple[str, str, str]]:
    survivors = tomllib.loads(SURVIVORS.read_text("utf-8")).get("survivor", [])
    return {
        (one["module"], one["function"], change) for one in survivors for change in one["changes"]
    }


def _key(question: Question) -> tuple[str, str, str]:
    module = Path(question.path).relative_to(SOURCE).as_posix()
    return module, question.change.function, question.change.text


def _shown(question: Question) -> str:
    module, function, text = _key(question)
    return f"{module}:{question.change.first} {function}: {text}"


if __name__ == "__main__":
    raise SystemExit(main())
