"""The protocol of the conformance cases: one JSON line in, one JSON line out.

An implementation in Python gives `serve` a function; one in another language reads and writes
the lines itself, as README.md beside this file describes them.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent / "cases"
FILES = ("calendar", "clock", "contract", "errors")
LONGEST_SECONDS = 5
MICROS = 1_000_000
Case = dict[str, Any]
Answer = Callable[[Case], Any]


class Cannot(Exception):  # noqa: N818 - what it says, not what went wrong
    """What is asked cannot be said with this implementation; counted apart."""


class TookTooLong(Exception):  # noqa: N818
    """No answer within `LONGEST_SECONDS`."""


def read_cases() -> Iterator[Case]:
    """Yield every case of the suite, in the order of the files."""
    for name in FILES:
        lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        yield from map(json.loads, lines)


def request_of(case: Case) -> Case:
    """Return what an implementation is told of a case: the question without its answer."""
    hidden = {"expect", "why", "source", "kind", "call"}
    return {key: value for key, value in case.items() if key not in hidden} | {
        "op": case.get("call", case["op"])
    }


def is_right(case: Case, reply: Case) -> bool:
    """Return whether a reply is the one that the case expects."""
    if case["op"] == "error":
        return "refused" in reply
    return "answer" in reply and _same(case["expect"], reply["answer"])


def _same(expected: Any, found: Any) -> bool:
    """Compare instants as instants, seconds to the microsecond, and all else by its parts."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(
            _same(value, found.get(key)) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(found, list)
            and len(found) == len(expected)
            and all(map(_same, expected, found))
        )
    if expected is None or isinstance(expected, bool) or isinstance(found, bool):
        return expected is found
    if isinstance(expected, int | float):
        return isinstance(found, int | float) and round(found * MICROS) == round(expected * MICROS)
    return isinstance(found, str) and (expected == found or _is_same_instant(expected, found))


def _is_same_instant(expected: str, found: str) -> bool:
    try:
        return datetime.fromisoformat(expected) == datetime.fromisoformat(found)
    except (ValueError, TypeError):
        return False


# --- for implementations in Python ----------------------------------------------------------


def serve(name: str, version: str, answer: Answer, refusals: type[Exception] = Exception) -> None:
    """Answer each line of standard input by one of standard output.

    Args:
        name, version: What `{"op": "about"}` is told.
        answer: Takes a request and returns plain data, datetimes and timedeltas as well. It
            raises `Cannot` for what cannot be said.
        refusals: The exceptions by which it refuses; any other is a failure.
    """
    signal.signal(signal.SIGALRM, _stop)
    for line in sys.stdin:
        request = json.loads(line)
        if request["op"] == "about":
            reply: Case = {"answer": {"name": name, "version": version}}
        else:
            reply = _reply(request, answer, refusals)
        print(json.dumps({"id": request["id"], **reply}, default=_plain), flush=True)


def _reply(request: Case, answer: Answer, refusals: type[Exception]) -> Case:
    signal.setitimer(signal.ITIMER_REAL, LONGEST_SECONDS)
    try:
        return {"answer": answer(request)}
    except Cannot as reason:
        return {"cannot": str(reason)}
    except TookTooLong:
        return {"failed": f"no answer in {LONGEST_SECONDS} s"}
    except Exception as error:  # noqa: BLE001 - whatever a library raises is its reply
        kind = "refused" if isinstance(error, refusals) else "failed"
        return {kind: f"{type(error).__name__}: {error}"[:1000]}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _stop(*_: object) -> None:
    raise TookTooLong


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value // timedelta(microseconds=1) / MICROS
    raise TypeError(f"{type(value).__name__} is no plain data")


def instant(text: str) -> datetime:
    """Return an instant of a case; naive where the case means it to be."""
    return datetime.fromisoformat(text)


def utc(text: str) -> datetime:
    """Return an instant of a case in UTC; refused by `Cannot` if it is naive."""
    found = instant(text)
    if found.tzinfo is None:
        raise Cannot("an instant without an offset")
    return found.astimezone(UTC)
