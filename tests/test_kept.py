"""What earlier releases wrote is read, and answers as it did."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from slaclock import Clock, Deadline, Ledger, Matrix, __version__, verify
from slaclock.files.canonical_json import canonical_json
from tests.kept.values import HERE, NOW, answers, values

FOLDERS = sorted(path for path in HERE.iterdir() if (path / "answers.json").exists())


def read(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))


def test_version_at_hand_is_kept() -> None:
    assert HERE / __version__.partition("+")[0] in FOLDERS


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
class TestKept:
    def test_pickles(self, folder: Path) -> None:
        made = {path.stem: pickle.loads(path.read_bytes()) for path in folder.glob("*.pickle")}
        assert answers(made) == read(folder, "answers")
        now = values()
        assert {name: made[name] for name in ("matrix", "calendar", "amount", "deadline")} == {
            name: now[name] for name in ("matrix", "calendar", "amount", "deadline")
        }

    def test_contract(self, folder: Path) -> None:
        matrix = Matrix.model_validate(read(folder, "contract"))
        assert matrix.fingerprint() == read(folder, "answers")["fingerprint"]

    def test_deadline(self, folder: Path) -> None:
        matrix = Matrix.model_validate(read(folder, "contract"))
        made = Deadline.from_dict(read(folder, "deadline"), matrix=matrix)
        assert made["resolution"].due_at.isoformat() == read(folder, "answers")["due"]

    def test_ledger(self, folder: Path) -> None:
        assert str(Ledger.from_dict(read(folder, "ledger"))) == read(folder, "answers")["account"]

    def test_log(self, folder: Path) -> None:
        matrix = Matrix.model_validate(read(folder, "contract"))
        clock = Clock.from_dicts(read(folder, "log"), matrix=matrix)
        assert clock.to_dicts() == read(folder, "log")
        state = json.loads(json.dumps(clock.at(NOW).to_dict()))
        kept = read(folder, "state")
        assert {**state, "provenance": None} == {**kept, "provenance": None}

    def test_bundle(self, folder: Path) -> None:
        made = read(folder, "bundle")
        assert verify.check(canonical_json(made)) == made["chain"][-1]["sha256"]
