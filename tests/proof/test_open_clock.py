"""The proofs hold on short timelines, and refuse a clock that is wrong."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import Any

import pytest

from slaclock.calendars.timeline import OpenClock

pytest.importorskip("z3", reason="z3-solver is not installed; `make proof` brings it")
sys.path.insert(0, str(Path(__file__).parents[2] / "proof"))

import induction
from open_clock import LAWS, prove


class DueAtOpening(OpenClock[Any]):
    """A reading reached at a closing is due at the next opening."""

    def at_reading(self, reading: Any) -> Any:
        index = bisect_right(self.open_through, reading)
        if index == len(self._lags):
            return None
        return self.opens[index] + (reading - self.open_before[index])


class RunsWhileClosed(OpenClock[Any]):
    """The reading grows by one over each night."""

    def reading(self, instant: Any) -> Any:
        return super().reading(instant) + bisect_right(self.opens, instant)


class OneLess(OpenClock[Any]):
    """An amount is reached one too early."""

    def at_reading(self, reading: Any) -> Any:
        index = bisect_left(self.open_through, reading)
        return reading + self._lags[index] - 1 if index < len(self._lags) else None


class FallsBack(OpenClock[Any]):
    """Time between two instants counts from the later one."""

    def elapsed(self, start: Any, end: Any) -> Any:
        return self.reading(start) - self.reading(end)


class NeverEnds(OpenClock[Any]):
    """What lies past the last closing is found all the same."""

    def at_reading(self, reading: Any) -> Any:
        found = super().at_reading(reading)
        return self.closes[-1] if found is None else found


@pytest.mark.parametrize("windows", [1, 2, 3])
@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_law_holds(law: Any, windows: int) -> None:
    proof = prove(law, windows)
    assert proof.refuted_by is None
    assert proof.ways >= 1


@pytest.mark.parametrize(
    ("wrong", "laws"),
    [
        (DueAtOpening, {"reaches", "back and forth", "later"}),
        (RunsWhileClosed, {"reaches", "back and forth", "adds up"}),
        (OneLess, {"reaches", "back and forth"}),
        (FallsBack, {"monotone", "adds up"}),
        (NeverEnds, {"ends"}),
    ],
)
def test_wrong_clock_is_refuted(wrong: type[OpenClock[Any]], laws: set[str]) -> None:
    refuted = {law.name for law in LAWS if prove(law, 2, wrong).refuted_by is not None}
    assert laws <= refuted


@pytest.mark.parametrize("step", induction.STEPS)
def test_one_window_more_keeps_the_law(step: str) -> None:
    assert induction.holds(step)


def test_wrong_window_is_refuted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A window that counts while it is closed breaks the law that time only adds what passes."""
    monkeypatch.setattr(induction, "passed", lambda instant: instant - induction.opens)
    assert not induction.holds("monotone")
    assert not induction.holds("ends")
