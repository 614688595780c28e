"""Contracts as files and as data, closures, profiles, and what is done with a contract."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slaclock import Calendar, Clock, Matrix, MatrixHistory, differences, freeze, load_matrix
from slaclock.files.toml_text import toml_text
from slaclock.matrices.lint import lint
from slaclock.reports import load_profile
from slaclock.testing.contract_data import contracts
from tests.fuzz.knocking import PLAIN, TEXTS, broken, changed, examples, knock
from tests.fuzz.test_clocks import LOG

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
BUNDLED = load_matrix("wotnot").content()
TEXT = toml_text(BUNDLED)
LINES = b"""id: ours
calendars:
  office:
    timezone: Europe/Berlin
    hours: {mon-fri: ["09:00-17:00"]}
    holidays: [2026-01-01, {country: DE}]
priorities:
  P1: {title: Critical}
plans:
  gold:
    calendar: office
    targets:
      P1: {response: 1 h, resolution: 4 h}
"""
SEEDS = {
    "m.toml": TEXT.encode(),
    "m.json": json.dumps(BUNDLED).encode(),
    "m.yaml": LINES,
}
WORDS = (
    *(
        b"[[",
        b"]]",
        b"= ",
        b": ",
        b"- ",
        b"&a ",
        b"*a",
        b"<<: ",
        b"!!int ",
        b"? ",
        b"|\n",
        b"---\n",
    ),
    *(b"nan", b"inf", b"1e400", b"9" * 5000, b"2026-13-45", b"22:00", b"\\u0000", b"\\ud800"),
)
PROFILE: dict[str, Any] = {
    "title": "Ours",
    "timezone": "UTC",
    "columns": {"id": "id", "opened_at": "opened", "resolved_at": "closed"},
    "priority": {"P1": ["High"]},
}
CLOSURES = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Break\r\n"
    b"DTSTART;VALUE=DATE:20260302\r\nDTEND;VALUE=DATE:20260304\r\nRRULE:FREQ=YEARLY\r\n"
    b"EXDATE;VALUE=DATE:20280302\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    b"RECURRENCE-ID;VALUE=DATE:20270302\r\nDTSTART;VALUE=DATE:20270309\r\nEND:VEVENT\r\n"
    b"END:VCALENDAR\r\n"
)


def loaded(path: Path) -> Matrix | None:
    """Return a contract that could be read, after all that may be asked of one."""
    made: Matrix | None = knock(lambda: load_matrix(path))
    if made is not None:
        asked(made)
    return made


def asked(made: Matrix) -> None:
    """Ask a contract whatever can be asked of one that loads."""
    knock(lambda: lint(made))
    knock(lambda: json.dumps(made.content()))
    knock(lambda: repr(made) + str(made.targets_table()))
    knock(lambda: freeze(made, range(2026, 2028)))
    knock(
        lambda: differences(made, load_matrix("wotnot"), AT.date(), AT.date() + timedelta(days=90))
    )
    for plan in list(made.plans)[:2]:
        for priority in [None, *list(made.priorities)[:1]]:
            deadline = knock(lambda p=plan, q=priority: made.compute_deadline(p, q, AT))  # type: ignore[misc]
            if deadline is not None:
                knock(deadline.explain)
    knock(lambda: Clock.from_dicts(LOG, matrix=made).at(AT))


@pytest.mark.parametrize("name", SEEDS)
@given(data=st.data())
@examples(8)
def test_bytes(name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("m") / name
    path.write_bytes(data.draw(broken(SEEDS[name], WORDS)))
    loaded(path)


@given(data=changed(BUNDLED))
@examples(8)
def test_bundled_changed(data: Any) -> None:
    made = knock(lambda: Matrix.model_validate(data))
    if made is not None:
        asked(made)


@given(data=contracts().flatmap(changed))
@examples(8)
def test_any_contract_changed(data: Any) -> None:
    made = knock(lambda: Matrix.model_validate(data))
    if made is not None:
        asked(made)


@given(name=st.one_of(TEXTS, st.builds("{}{}".format, TEXTS, st.sampled_from(list(SEEDS)))))
@examples(4)
def test_name(name: str) -> None:
    for door in (load_matrix, MatrixHistory.load, load_profile):
        knock(lambda door=door: door(name))  # type: ignore[misc]


@given(data=changed(PROFILE))
@examples(4)
def test_profile(data: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("p") / "p.json"
    try:
        path.write_text(json.dumps(data), encoding="utf-8")
    except ValueError:
        return
    knock(lambda: load_profile(path))


@given(content=broken(CLOSURES, (b"RRULE:FREQ=DAILY", b"DTSTART", b"COUNT=", b"VALUE=DATE:", b":")))
@examples(8)
def test_closures(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("c") / "c.ics"
    path.write_bytes(content)

    def ask() -> datetime:
        holidays = [{"ics": str(path)}]
        hours = {"mon-fri": ["09:00-17:00"]}
        return Calendar(timezone="UTC", hours=hours, holidays=holidays).next_open(AT)

    knock(ask)


def _long_files() -> dict[str, str]:
    """Return files of a MiB that say one thing many times over."""
    drawn = random.Random(7)
    plans = "".join(f"[plans.p{n}]\nextends = 'p{n + 1}'\n" for n in range(20_000))
    return {
        "keys.toml": "".join(f"k{n} = 1\n" for n in range(100_000)),
        "tables.toml": "".join(f"[t{n}]\n" for n in range(120_000)),
        "plans.toml": TEXT + plans,
        "dots.toml": "a" + ".a" * 500_000 + " = 1",
        "list.toml": f"a = [{'1,' * 500_000}]",
        "nest.toml": "a = " + "[" * 500_000,
        "text.toml": f'a = "{"x" * 1_000_000}"',
        "quotes.toml": "'" * 1_000_000,
        "comments.toml": "#\n" * 500_000,
        "keys.json": json.dumps({f"k{n}": 1 for n in range(80_000)}),
        "same.json": "{" + '"a":1,' * 160_000 + '"a":1}',
        "nest.json": "[" * 1_000_000,
        "digits.json": "9" * 1_000_000,
        "text.json": json.dumps("\0" * 170_000),
        "words.yaml": "a: " + "x " * 120_000,
        "keys.yaml": "".join(f"k{n}: 1\n" for n in range(24_000)),
        "fold.yaml": "a: >\n" + "  x\n" * 60_000,
        "quote.yaml": "'" * 250_000,
        "escapes.yaml": f'"{chr(92)}x41' * 40_000,
        "comments.yaml": "#\n" * 120_000,
        "tags.yaml": "!a " * 80_000,
        "dashes.yaml": "- " * 120_000,
        "noise.yaml": "".join(drawn.choices(" \n:-{}[]&*!|>'\"%@`ab1,", k=250_000)),
        "noise.toml": "".join(drawn.choices(" \n=.[]{}'\"#ab1,", k=1_000_000)),
        "noise.json": "".join(drawn.choices(" \n:{}[]'\"ab1,", k=1_000_000)),
    }


LONG = _long_files()


@pytest.mark.parametrize("name", LONG)
def test_long_file(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(LONG[name][: 1 << 20], encoding="utf-8")
    knock(lambda: load_matrix(path))


@pytest.mark.parametrize(
    ("count", "part"),
    [
        (9_000, lambda n: {"plans": {f"p{i}": {"calendar": "no"} for i in range(n)}}),
        (4_000, lambda n: {"priorities": {f"q{i}": {"aliases": ["x"]} for i in range(n)}}),
        (2_000, lambda n: {"escalation": [{"level": 1, "contact": "x", "metrics": ["y"]}] * n}),
        (9_000, lambda n: {"holidays": ["2026-02-30"] * n}),
        (4_000, lambda n: {"choose": [{"when": {"a": "b"}, "plan": "z"}] * n}),
        (
            2_000,
            lambda n: {"calendars": {f"c{i}": {"any_of": ["d", f"c{i + 1}"]} for i in range(n)}},
        ),
    ],
    ids=["plans", "priorities", "levels", "holidays", "rules", "calendars"],
)
def test_many_mistakes(count: int, part: Any) -> None:
    knock(lambda: Matrix.model_validate({**BUNDLED, **part(count)}))


@given(value=PLAIN)
@examples(2)
def test_history(value: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("h")
    for number, start in enumerate(["2025-01-01", value]):
        data = {**BUNDLED, "version": str(number), "effective_from": start}
        try:
            (folder / f"{number}.json").write_text(json.dumps(data), encoding="utf-8")
        except ValueError:
            return
    made = knock(lambda: MatrixHistory.load(folder))
    if made is not None:
        knock(lambda: made.in_force(AT, plan="lite"))
