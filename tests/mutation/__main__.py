"""Change the core in small ways and see whether a test notices: `python -m tests.mutation`.

Without arguments it asks about all of the core; with names, about those parts; with `--changed`,
about the lines that differ from an earlier commit. Survivors are compared with those that
survivors.toml names with a reason. It ends with 1 if less than 95 % of a part was killed. Where
only changed lines are asked about, what is named counts as killed, property tests are left out
for the sake of time, and the bar is 80 %, since among few changes one survivor weighs much.
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

LEAST, LEAST_OF_CHANGED = 95, 80
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
        f"calendars/test_*.py {DUE} {CALENDARS} matrices/test_account.py test_ledger.py",
    ),
    "holidays": Part("calendars/holidays/*.py", f"calendars/holidays {CALENDARS}"),
    "clock": Part(
        "clock/*.py",
        f"clock {MATRICES} matrices/test_history.py test_kept.py test_ledger.py test_validation.py",
    ),
}


def main(given: list[str] | None = None) -> int:
    options = _options(given)
    questions = {name: list(_questions(CORE[name])) for name in options.parts or CORE}
    base = None
    if options.changed is not None:
        base = _commit(options.changed) if options.changed else _base()
        if base is None:
            print("mutation: no earlier commit is known here, so nothing is asked")
            return 0
        lines = _changed_lines(base)
        questions = {name: _on(ones, lines) for name, ones in questions.items()}
        told = f"{sum(map(len, lines.values()))} lines of the core changed since {base[:12]}"
        print(f"mutation: {told}: {_count(questions)} wrong changes to ask about")
    asked = [one for ones in questions.values() for one in ones]
    random.Random(0).shuffle(asked)  # where time ends first, each module had its share
    until = time.monotonic() + options.seconds
    tests = "not slow" if base is None else "not slow and not hypothesis"  # these take longest
    run = ask(asked, tests, workers=options.workers, until=until) if asked else None
    if run is not None and not run.complete:
        print("mutation: NOT JUDGED: time was too short to run the tests once")
        return 0
    return report(questions, run.verdicts if run else [], lenient=base is not None)


def report(
    questions: dict[str, list[Question]], verdicts: list[Verdict], *, lenient: bool = False
) -> int:
    """Print what became of each part and who survived, and return how to end."""
    named, least, below = _named(), LEAST_OF_CHANGED if lenient else LEAST, []
    for name, ones in questions.items():
        if not ones:
            continue
        mine = [one for one in verdicts if one.question in ones and one.word != "unmade"]
        words = Counter(one.word for one in mine)
        known = sum(_key(one.question) in named for one in mine if one.word != "killed")
        share = 100 * (words["killed"] + (known if lenient else 0)) / max(1, len(mine))
        print(
            f"{name:10} {len(mine)} of {len(ones)} asked, {words['killed']} killed, "
            f"{words['survived']} survived, {words['untested']} reached by no test, "
            f"{known} of these named: {share:.1f} %"
        )
        below += [name] if share < least else []
    for one in verdicts:
        key = _key(one.question)
        if one.word == "killed" and key in named:
            print(f"killed, so it need not be named any more: {_shown(one.question)}")
        elif one.word in ("survived", "untested") and key not in named:
            print(f"{one.word}: {_shown(one.question)}")
    if not lenient:
        made = {_key(one) for ones in questions.values() for one in ones}
        asked = {module for module, _, _ in made}
        for module, function, text in sorted(named - made):
            if module in asked:
                print(f"named, but no change any more: {module} {function}: {text}")
    if below:
        print(f"mutation: less than {least} % killed: {', '.join(below)}", file=sys.stderr)
    return 1 if below else 0


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
    ended = subprocess.run(["git", *words], capture_output=True, text=True, check=False)
    return ended.stdout.strip() if ended.returncode == 0 else None


def _commit(name: str) -> str:
    found = _git("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    if found is None:
        raise SystemExit(f"mutation: git knows no commit {name!r}")
    return found


def _base() -> str | None:
    """Return where this branch left main; on main itself, the commit before; None without one."""
    for name in ("main", "origin/main"):
        base = _git("merge-base", "HEAD", name)
        if base is not None and base != _git("rev-parse", "HEAD"):
            return base
    return _git("rev-parse", "--verify", "--quiet", "HEAD~1")


def _changed_lines(base: str) -> dict[str, set[int]]:
    """Return the lines of the core that differ from a commit in the files as they are now."""
    text = _git("diff", "--unified=0", "--no-color", "--no-ext-diff", base, "--", str(SOURCE)) or ""
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


def _count(questions: dict[str, list[Question]]) -> int:
    return sum(map(len, questions.values()))


if __name__ == "__main__":
    raise SystemExit(main())
