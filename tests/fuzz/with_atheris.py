"""Knock on the doors for texts and files with bytes that atheris makes, led by what they reach.

    python -m tests.fuzz.with_atheris DOOR --seconds 60
    python -m tests.fuzz.with_atheris --list

It watches which lines of slaclock each input reaches, keeps those that reach a new one, and goes
on from them. What a door may do is the same as for Hypothesis: see `tests.fuzz.knocking`. What it
keeps, and an input that breaks the rule, is put under `build/fuzz/DOOR/`; to try one again, name
its file after the door. `make fuzz-guided` knocks on every door.
"""

# ruff: noqa: E402 - slaclock is to be loaded under the eyes of atheris, before anything else
from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stderr, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, NamedTuple

import atheris

ASIDE = ("slaclock.__main__", "slaclock.bulk.spark", "slaclock.contrib")
"""What runs at once, or needs more than the tests."""

with redirect_stderr(StringIO()), atheris.instrument_imports(include=["slaclock"]):
    import slaclock
    import slaclock.reports

    for module in pkgutil.walk_packages(slaclock.__path__, "slaclock."):
        if not module.name.startswith(ASIDE):
            importlib.import_module(module.name)

from slaclock import Calendar, Clock, Deadline, Ledger, load_matrix, verify
from slaclock.files.toml_text import toml_text
from slaclock.instants import parse_instant
from slaclock.reports import answer_events, answer_export, make_report, read_tickets
from tests.fuzz import test_clocks, test_data_files, test_exports, test_values
from tests.fuzz.knocking import knock

BUILD = Path("build/fuzz")
CONTRACTS = Path("examples/contracts")
AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONGEST = 4096
"""No input has more bytes: over-long ones are the work of `test_data_files` and `test_exports`."""
WEEK = {"mon-fri": ["09:00-17:00"]}


class Door(NamedTuple):
    """What is asked with some bytes, with which inputs it begins, and which words it may use."""

    ask: Callable[[bytes], object]
    seeds: Iterable[bytes]
    words: Iterable[bytes] = ()


def file_of(name: str) -> Path:
    """Return the one file of that name, which each input is written to."""
    return FOLDER / name


def contract(name: str, content: bytes) -> None:
    """Load a contract, and ask it the first thing that it promises."""
    path = file_of(name)
    path.write_bytes(content)
    made = knock(lambda: load_matrix(path))
    if made is not None:
        plan, priority = next(iter(made.plans)), next(iter(made.priorities), None)
        knock(lambda: made.compute_deadline(plan, priority, AT).explain())
        knock(lambda: toml_text(made.content()))


def contracts(write: Callable[[Any], str]) -> Iterator[bytes]:
    """Return the short ones of the contracts that come as examples, written in some form."""
    for path in sorted(CONTRACTS.glob("*.toml")):
        with suppress(slaclock.SlaClockError):
            yield write(load_matrix(path).content()).encode()
    yield write(test_data_files.BUNDLED).encode()


def closures(content: bytes) -> None:
    """Ask a calendar whose closures are in an iCalendar file."""
    path = file_of("c.ics")
    path.write_bytes(content)
    knock(lambda: Calendar(timezone="UTC", hours=WEEK, holidays=[{"ics": str(path)}]).next_open(AT))


def readers(*names: str) -> Callable[[bytes], None]:
    """Return a door that gives a text to functions that read one."""

    def ask(content: bytes) -> None:
        for name in names:
            knock(lambda name=name: test_values.READERS[name](text_of(content)))  # type: ignore[misc]

    return ask


def text_of(content: bytes) -> str:
    """Return text that may hold half characters, as a caller's may."""
    return content.decode("utf-8", "surrogateescape")


def dates(content: bytes) -> None:
    """Ask with a text where a contract has a date, or an event an instant."""
    text = text_of(content)
    week = {"timezone": "UTC", "hours": WEEK}
    for more in (
        {"holidays": [text]},
        {"exceptions": {text: []}},
        {"seasons": [{"from": text, "to": text, "hours": WEEK}]},
        {"rota": {"starts": text, "weeks": [WEEK]}, "hours": None},
    ):
        data = {key: value for key, value in {**week, **more}.items() if value is not None}
        knock(lambda data=data: Calendar.model_validate(data).next_open(AT))  # type: ignore[misc]
    knock(lambda: parse_instant(text))
    knock(lambda: parse_instant(text, test_values.BERLIN.zone))


def hours(content: bytes) -> None:
    """Ask with texts of hours, each line for a weekday, and with each as a time of day."""
    readers("parse_hours", "parse_weekdays", "parse_time_of_day", "parse_cutoff")(content)
    lines = map(str.split, text_of(content).split("\n"))
    week = dict(zip(("mon", "tue-fri", "sat"), lines, strict=False))
    knock(lambda: Calendar(timezone="Europe/Berlin", hours=week).add(AT, timedelta(hours=99)))


def rule(content: bytes) -> None:
    """Ask a calendar with a holiday by a rule, whose second line is its start."""
    text, _, start = text_of(content).partition("\n")
    holidays = [{"rrule": text, "start": start or "2026-01-01"}]
    knock(lambda: Calendar(timezone="UTC", hours=WEEK, holidays=holidays).next_open(AT))


def export(name: str, content: bytes) -> None:
    """Read an export, judge its tickets, and answer each row."""
    path = file_of(name)
    path.write_bytes(content)
    tickets = knock(lambda: read_tickets(path))
    if tickets is not None:
        report = knock(
            lambda: make_report(tickets, matrix=test_exports.SLA, as_of=test_exports.NOW)
        )
        knock(lambda: report is not None and report.to_csv() + json.dumps(report.to_dict()))
    knock(lambda: answer_export(path, file_of("out.csv"), matrix=test_exports.SLA))


def log_rows(content: bytes) -> None:
    """Answer a log of many tickets, one event a line."""
    path = file_of("log.jsonl")
    path.write_bytes(content)
    now, sla = test_exports.NOW, test_exports.SLA
    knock(lambda: answer_events(path, file_of("out.json"), matrix=sla, now=now))


def of_json(ask: Callable[[Any], None], content: bytes) -> None:
    """Ask with what a text says as JSON; a text that is none reaches nothing."""
    with suppress(ValueError, RecursionError):
        ask(json.loads(content))


def log(data: Any) -> None:
    """Ask a clock for all that it can tell of a log."""
    clock = knock(lambda: Clock.from_dicts(data, matrix=test_clocks.SLA))
    if clock is None:
        return
    state = knock(lambda: clock.at(test_clocks.NOW))
    knock(lambda: clock.changes(test_clocks.NOW - timedelta(days=30), test_clocks.NOW))
    knock(lambda: clock.escalations(test_clocks.NOW))
    knock(lambda: state is not None and [metric.explain() for metric in state.values()])
    knock(lambda: slaclock.bundle(clock, test_clocks.NOW))


def saved(data: Any) -> None:
    """Read a deadline that was saved, or a ledger."""
    deadline = knock(lambda: Deadline.from_dict(data))
    knock(lambda: deadline is not None and str(deadline.explain()) + repr(deadline))
    ledger = knock(lambda: Ledger.from_dict(data))
    knock(lambda: ledger is not None and str(ledger) + ledger.to_html())


def sealed(content: bytes) -> None:
    """Check a bundle to which somebody gave hashes that fit, as one who forges it can."""
    with suppress(Exception):  # what has no links is checked as it is
        data = json.loads(content)
        before, data["chain"] = "", []
        for name, payload in verify.links(data):
            before = hashlib.sha256(
                f"{before}{name}{verify.canonical(payload)}".encode()
            ).hexdigest()
            data["chain"].append({"link": name, "sha256": before})
        content = verify.canonical(data).encode()
    with suppress(verify.BrokenError):
        knock(lambda: verify.check(content.decode("utf-8", "replace")), verify.BrokenError)


AMOUNTS = (
    *("parse_amount", "parse_limit", "parse_offset", "parse_share", "parse_at_risk"),
    "parse_meaning",
)
SAID = {
    "amounts": "4 h|< 30 min|1 h 30 min|1 BD|NBD|PT8H|-1 h|+4 h|80 %|30 calendar days|full_day",
    "dates": "2026-03-02|2026-03-02T09:00:00Z|11-01|2026-03-02 09:00+05:30|2026-W10-1",
    "hours": "09:00-17:00|22:00-06:00|09:00-12:00 13:00-17:00\n00:00-24:00|mon-fri|< 13:00|24:00",
    "rule": "FREQ=YEARLY|FREQ=MONTHLY;BYDAY=2SA\n2026-01-10|FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR|"
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1;BYSETPOS=1;UNTIL=20301231|FREQ=DAILY;COUNT=5;WKST=SU",
}
JSON_WORDS = (
    b'"',
    b"[]",
    b"{}",
    b"null",
    b"true",
    b"-1",
    b"1e9",
    b"0.5",
    b'"2026-03-02T09:00:00Z"',
)


def said(name: str) -> list[bytes]:
    return [text.encode() for text in SAID[name].split("|")]


def as_bytes(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


DOORS: dict[str, Door] = {
    "toml": Door(partial(contract, "m.toml"), contracts(toml_text), test_data_files.WORDS),
    "json": Door(partial(contract, "m.json"), contracts(json.dumps), test_data_files.WORDS),
    "yaml": Door(
        partial(contract, "m.yaml"),
        [test_data_files.LINES, b'{"a": [1, "b"]}', b"a: >-\n  b\n? c\n: 'd'\n"],
        test_data_files.WORDS,
    ),
    "ics": Door(
        closures,
        [test_data_files.CLOSURES],
        (
            b"RDATE;VALUE=DATE:",
            b"EXDATE:",
            b"DURATION:P1D",
            b"STATUS:CANCELLED",
            b"COUNT=",
            b"UNTIL=",
        ),
    ),
    "amounts": Door(readers(*AMOUNTS), said("amounts")),
    "dates": Door(dates, said("dates")),
    "hours": Door(hours, said("hours")),
    "rule": Door(rule, said("rule"), (b"BYSETPOS=", b"BYYEARDAY=", b"BYWEEKNO=", b"BYHOUR=")),
    "csv": Door(partial(export, "t.csv"), [test_exports.CSV], test_exports.WORDS),
    "jsonl": Door(
        partial(export, "t.jsonl"), [test_exports.EXPORTS["t.jsonl"]], test_exports.WORDS
    ),
    "log-rows": Door(
        log_rows, ["\n".join(map(json.dumps, test_exports.EVENTS)).encode()], test_exports.WORDS
    ),
    "log": Door(partial(of_json, log), [as_bytes(test_clocks.LOG)], JSON_WORDS),
    "saved": Door(
        partial(of_json, saved), map(as_bytes, (test_clocks.SAVED, test_clocks.LEDGER)), JSON_WORDS
    ),
    "bundle": Door(sealed, [as_bytes(test_clocks.BUNDLE)], JSON_WORDS),
}


def fuzz(name: str, seconds: int, inputs: list[str]) -> None:
    """Knock on a door; the process ends with it, and with 0 where nothing was found."""
    door, folder = DOORS[name], BUILD / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(door.seeds):
        (corpus / f"seed-{number}").write_bytes(seed)
        door.ask(seed)  # what is slow for the first time only is done with
    words = folder / "words"
    words.write_text(
        "# the words\n" + "".join(f'"{escaped(word)}"\n' for word in door.words if len(word) < 60)
    )
    options = (
        *(f"-max_total_time={seconds}", f"-dict={words}", f"-artifact_prefix={folder}/"),
        *("-timeout=30", "-rss_limit_mb=4096", "-print_final_stats=1", "-verbosity=0"),
        f"-max_len={max(LONGEST, *(path.stat().st_size for path in corpus.iterdir()))}",
    )
    atheris.Setup([name, *options, *(inputs or [str(corpus)])], door.ask)
    atheris.Fuzz()


def escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("door", nargs="?", choices=DOORS)
    parser.add_argument("inputs", nargs="*", help="files to try once, in place of new ones")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--list", action="store_true", help="list the doors")
    given = parser.parse_args()
    if given.list or given.door is None:
        print(" ".join(DOORS))
        sys.exit()
    FOLDER = Path(mkdtemp(prefix="slaclock-fuzz-"))
    fuzz(given.door, given.seconds, given.inputs)
