"""Score implementations: ask each every case, and count what is right, wrong and not sayable.

    python -m conformance.score                        # all implementations of this folder
    python -m conformance.score --run './mine --lines' # any command that speaks the protocol
    python -m conformance.score --show 5               # and the first wrong answers of each

It exits with 1 if an implementation of slaclock's own gives one wrong answer, or one of any
kind says nothing.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from conformance.protocol import Case, is_right, read_cases, request_of

HERE = Path(__file__).parent
OWN = "slaclock"
TIME_LIMIT = 1800
GROUPS = ("add", "subtract", "elapsed", "is_open", "next_open", "windows", "clock", "contract")
REFUSE = "refuse"


class Score(NamedTuple):
    """What one implementation answered.

    Attributes:
        name: What it calls itself, with its version.
        right, wrong, cannot: How many cases of each kind.
        mistakes: The wrong answers, as text.
    """

    name: str
    right: Counter[str]
    wrong: Counter[str]
    cannot: Counter[str]
    mistakes: list[str]


def score(command: list[str], cases: list[Case]) -> Score:
    """Return the score of a command.

    Raises:
        RuntimeError: It did not say who it is.
    """
    replies = _replies(command, cases)
    about = replies.get("about", {}).get("answer")
    if about is None:
        raise RuntimeError(f"{shlex.join(command)}: no answer to the first line, op 'about'")
    found = Score(f"{about['name']} {about['version']}", Counter(), Counter(), Counter(), [])
    for case in cases:
        _count(found, case, replies.get(case["id"], {"failed": "no answer"}))
    return found


def _replies(command: list[str], cases: list[Case]) -> dict[str, Case]:
    requests = [{"id": "about", "op": "about"}, *map(request_of, cases)]
    text = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run(
        command, input=text, stdout=subprocess.PIPE, text=True, timeout=TIME_LIMIT, check=False
    )
    return {reply["id"]: reply for reply in map(json.loads, done.stdout.splitlines())}


def _count(found: Score, case: Case, reply: Case) -> None:
    group = REFUSE if case["op"] == "error" else case["op"]
    if "cannot" in reply:
        found.cannot[group] += 1
    elif is_right(case, reply):
        found.right[group] += 1
    else:
        found.wrong[group] += 1
        said = {key: value for key, value in reply.items() if key != "id"}
        found.mistakes.append(f"{case['id']}: {json.dumps(said)}, not {case['expect']}")


def table(scores: Iterable[Score], count: int) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield f"{count} cases, asked on {datetime.now(UTC).date()}."
    yield ""
    yield f"| implementation | right | wrong | cannot say | {' | '.join((*GROUPS, REFUSE))} |"
    yield "|---|" + "---:|" * (3 + len(GROUPS) + 1)
    for one in scores:
        cells = [_cell(one, group) for group in (*GROUPS, REFUSE)]
        totals = [counts.total() for counts in (one.right, one.wrong, one.cannot)]
        yield f"| {one.name} | {' | '.join(map(str, [*totals, *cells]))} |"


def _cell(one: Score, group: str) -> str:
    said = one.right[group] + one.wrong[group]
    return f"{one.right[group]} of {said}" if said else ""


def implementations() -> Iterator[list[str]]:
    """Yield the commands of this folder's implementations, our own first."""
    modules = sorted(path.stem for path in (HERE / "implementations").glob("*_*.py"))
    own = [name for name in modules if name.startswith(OWN)]
    peers = [name for name in modules if name.startswith("peer_")]
    for name in [*own, *peers]:
        yield [sys.executable, "-m", f"conformance.implementations.{name}"]


def main() -> int:
    given = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    given.add_argument("--run", action="append", help="a command to score; may be repeated")
    given.add_argument("--show", type=int, default=0, metavar="N", help="print N wrong answers")
    given.add_argument("--write", type=Path, help="write the table between its two marks here")
    options = given.parse_args()
    cases = list(read_cases())
    commands = [shlex.split(run) for run in options.run or ()] or list(implementations())
    scores, unheard = [], 0
    for command in commands:
        try:
            scores.append(score(command, cases))
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            unheard += 1
            print(f"NOT SCORED: {error}", file=sys.stderr)
    lines = list(table(scores, len(cases)))
    print("\n".join(lines))
    for one in scores:
        for mistake in one.mistakes[: options.show]:
            print(f"{one.name}: {mistake}")
    if options.write and not unheard:
        write_between_marks(options.write, lines)
    return int(bool(unheard) or any(one.wrong for one in scores if one.name.startswith(OWN)))


def write_between_marks(path: Path, lines: list[str]) -> None:
    """Replace what stands between the two marks of a page."""
    begin, end = "<!-- scores -->", "<!-- end of scores -->"
    before, rest = path.read_text(encoding="utf-8").split(begin)
    after = rest.split(end)[1]
    text = "\n".join([before + begin, "", *lines, "", end + after])
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
