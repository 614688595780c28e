"""The check of a bundle accepts what was made, and nothing that was changed."""

from __future__ import annotations

import ast
import copy
import hashlib
import json
import random
import subprocess
import sys
import time
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from slaclock import Clock, Matrix, events, load_matrix, verify
from slaclock.bundles import bundle_text
from slaclock.files.canonical_json import canonical_json
from tests.matrices.test_freezing import EVERY_KIND
from tests.test_bundles import START, log

VERIFY = Path(verify.__file__)
WOTNOT = load_matrix("wotnot").with_holidays("IN", subdivision="GJ")
ODD = """
id = "odd"
[calendars.night]
timezone = "Australia/Lord_Howe"
hours = { mon-sun = ["22:00-06:00"] }
exceptions = { 2026-10-02 = ["10:00-12:00"] }
seasons = [{ from = "10-05", to = "11-01", hours = { mon-fri = ["01:30-09:00"] } }]
[calendars.turns]
timezone = "Europe/Berlin"
[calendars.turns.rota]
starts = 2026-01-05
weeks = [{ mon-fri = ["06:00-14:00"] }, { mon-fri = ["14:00-22:00"] }]
[calendars.lunch]
timezone = "Europe/Berlin"
hours = { mon-fri = ["12:00-13:00"] }
[calendars.both]
any_of = ["night", "turns"]
minus = ["lunch"]
[priorities.P1]
[priorities.P2]
[plans.night]
calendar = "night"
first_response = "< 3 h"
targets.P1 = { response = "4 h 30 min", resolution = "20 h" }
targets.P2 = { calendar = "both", response = "2 h", resolution = "40 h" }
[plans.turns]
calendar = "turns"
targets.P1 = { response = "< 2 h", resolution = "16 h" }
targets.P2 = { resolution = "30 h" }
"""


def odd() -> Matrix:
    """Return a contract of nights over clock changes, seasons, rotas and combined calendars."""
    return Matrix.model_validate(tomllib.loads(ODD))


def made(draw: random.Random) -> str:
    """Return the text of a random bundle."""
    matrix = draw.choice(MATRICES)
    ticket = log(draw, matrix)
    now = ticket[-1].at + timedelta(minutes=draw.choice([0, 600, 5000]))
    return bundle_text(Clock(matrix, ticket), now)


CALENDAR = ("contract", "calendars", "business")
MATRICES = (WOTNOT, odd(), Matrix.model_validate(tomllib.loads(EVERY_KIND)))


def leaves(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the place of every value in plain data."""
    inner = data.items() if isinstance(data, dict) else enumerate(data)
    found: list[tuple[Any, ...]] = []
    for key, value in inner:
        found.append((*path, key))
        if isinstance(value, dict | list):
            found += leaves(value, (*path, key))
    return found


def changed(data: Any, path: tuple[Any, ...], draw: random.Random) -> Any:
    """Return plain data with the value of one place changed, moved or taken away."""
    found = copy.deepcopy(data)
    home = found
    for key in path[:-1]:
        home = home[key]
    old = home[path[-1]]
    if draw.random() < 0.2:
        del home[path[-1]]
    elif isinstance(old, bool) or old is None:
        home[path[-1]] = not old
    elif isinstance(old, int):
        home[path[-1]] = old + draw.choice([-1, 1, 1000])
    elif isinstance(old, str):
        others = [old + "x", old[1:] if old else "x", "2026-10-03T00:00:00+00:00"]
        home[path[-1]] = draw.choice(others)
    else:
        home[path[-1]] = [] if old else [1]
    return found


def sealed_anew(data: dict[str, Any]) -> str:
    """Return a bundle with its chain made anew, as a forger would."""
    before, chain = "", []
    for name, payload in verify.links(data):
        before = hashlib.sha256(f"{before}{name}{canonical_json(payload)}".encode()).hexdigest()
        chain.append({"link": name, "sha256": before})
    return canonical_json({**data, "chain": chain})


def refused(text: str, seal: str | None = None) -> str:
    """Return why a bundle is not accepted."""
    with pytest.raises(verify.BrokenError) as caught:
        verify.check(text, seal)
    return str(caught.value)


def check_changed(count: int, seed: int) -> int:
    """Change a place of so many random bundles, ten times each; return how many differed."""
    draw, differing = random.Random(seed), 0
    for _ in range(count):
        data = json.loads(made(draw))
        places = leaves(data)
        for _ in range(10):
            other = changed(data, draw.choice(places), draw)
            if other != data:
                differing += 1
                refused(canonical_json(other))
    return differing


class TestVerify:
    def test_is_short_and_imports_nothing_of_slaclock(self) -> None:
        code = VERIFY.read_text(encoding="utf-8")
        assert code.count("\n") <= 250
        nodes = list(ast.walk(ast.parse(code)))
        modules = {one.module for one in nodes if isinstance(one, ast.ImportFrom)}
        modules |= {
            alias.name for one in nodes if isinstance(one, ast.Import) for alias in one.names
        }
        assert modules
        modules = {str(name).split(".")[0] for name in modules}
        assert modules <= set(sys.stdlib_module_names)

    def test_random_bundles_are_accepted(self) -> None:
        draw = random.Random(1)
        for _ in range(120):
            text = made(draw)
            assert verify.check(text) == json.loads(text)["chain"][-1]["sha256"]

    def test_no_changed_bundle_is_accepted(self) -> None:
        assert check_changed(20, seed=2) > 190

    @pytest.mark.slow
    def test_none_of_ten_thousand_changed_bundles_is_accepted(self) -> None:
        assert check_changed(1_000, seed=3) > 9_900

    def test_runs_alone(self, tmp_path: Path) -> None:
        """A copy of the file, an interpreter without any package, and the bundle."""
        program, file = tmp_path / "verify.py", tmp_path / "bundle.json"
        program.write_text(VERIFY.read_text(encoding="utf-8"), encoding="utf-8")
        text = made(random.Random(4))
        file.write_text(text, encoding="utf-8")
        arguments = [sys.executable, "-I", "-S", str(program), str(file)]
        ran = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=120)
        seal = json.loads(text)["chain"][-1]["sha256"]
        assert (ran.returncode, ran.stdout) == (0, f"every link holds; seal {seal}\n")
        file.write_text(text.replace("opened", "Opened", 1), encoding="utf-8")
        ran = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=120)
        assert ran.returncode == 1
        assert ran.stdout.startswith("does not hold: ")

    @pytest.mark.parametrize("text", ["", "[]", "{}", "null", "1.5", '{"a":', "[" * 100_000])
    def test_what_is_no_bundle(self, text: str) -> None:
        assert refused(text).startswith("form: ")


class TestForgery:
    """Bundles changed and sealed anew: what they say no longer follows."""

    TEXT = bundle_text(
        Clock(
            WOTNOT,
            [
                events.Opened(START.replace(day=5, hour=6), plan="lite", priority="P1"),
                events.Paused(START.replace(day=5, hour=8), reason="customer"),
                events.Resumed(START.replace(day=6, hour=6)),
                events.Resolved(START.replace(day=9, hour=6)),
            ],
        ),
        START.replace(day=10),
    )

    def forged(self, *path: Any, value: Any) -> str:
        data = json.loads(self.TEXT)
        home = data
        for key in path[:-1]:
            home = home[key]
        assert home[path[-1]] != value
        home[path[-1]] = value
        return sealed_anew(data)

    @pytest.mark.parametrize(
        ("path", "value", "why"),
        [
            (("verdicts", "response", "status"), "met", "verdict response: not so"),
            (("verdicts", "response", "due_at"), "2026-10-30T00:00:00+00:00", "verdict response"),
            (("verdicts", "response", "completed_at"), "2026-10-05T07:00:00+00:00", "no event"),
            (("accounts", "response", "open_us"), 10**12, "another amount"),
            (("accounts", "response", "target"), "99 h", "another amount"),
            (("accounts", "resolution", "total_us"), 1, "other time than its account"),
            (("events", 3, "at"), "2026-10-05T07:00:00+00:00", "events: no log"),
            ((*CALENDAR, "hours", "mon"), [], "windows business"),
            (
                (*CALENDAR, "exceptions"),
                {"2026-10-06": {"hours": []}},
                "windows business",
            ),
            (("windows", "business", 0, 1), "2026-10-05T07:00:00+00:00", "windows business"),
            (("zones", "Asia/Kolkata", 0, 1), 0, "windows business"),
        ],
    )
    def test_link_that_does_not_follow_is_named(self, path: Any, value: Any, why: str) -> None:
        assert why in refused(self.forged(*path, value=value))

    @pytest.mark.parametrize("kind", ["any_of", "all_of", "minus"])
    def test_calendars_that_double_at_each_step_are_refused_at_once(self, kind: str) -> None:
        data = json.loads(self.TEXT)
        calendars = data["contract"]["calendars"]
        desk = calendars["business"]
        for step in range(60):
            part = {kind: [f"c{step + 1}"] * 2}
            calendars[f"c{step}"] = part if kind != "minus" else {**desk, **part}
        calendars |= {"c60": desk, "business": {"any_of": ["c0"]}}
        began = time.process_time()
        assert refused(sealed_anew(data)) == "range: too much to be checked"
        assert time.process_time() - began < 40

    def test_range_of_ten_thousand_years_is_refused_at_once(self) -> None:
        ends = ["0002-01-01T00:00:00+00:00", "9998-01-01T00:00:00+00:00"]
        began = time.process_time()
        assert refused(self.forged("range", value=ends)) == "range: too much to be checked"
        assert time.process_time() - began < 5

    def test_row_that_counts_a_pause_is_found(self) -> None:
        data = json.loads(self.TEXT)
        rows = data["accounts"]["resolution"]["rows"]
        paused = next(row for row in rows if row["what"] == "paused" and row["from"] != row["to"])
        paused["what"] = "counted"
        assert "it does not add up" in refused(sealed_anew(data))

    def test_other_contract_has_another_seal(self) -> None:
        """What nothing can be derived from: the seal alone holds it."""
        text = self.forged("contract", "title", value="Another title")
        assert verify.check(text)
        assert refused(text, json.loads(self.TEXT)["chain"][-1]["sha256"]).startswith("seal: ")
