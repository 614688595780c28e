"""Proves the laws of the open clock, and that steps are their rules; run it with `make proof`.

Each line is a law, the timelines it was tried on, and what came out. The exit code is 1 if one
does not hold. Two processors share the work, the longest first.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

from induction import STEPS, holds
from open_clock import LAWS, prove
from step_rules import CASES, prove_steps
from symbols import Proof

WINDOWS = (1, 2, 3, 4, 8, 30)


def main() -> int:
    begin = perf_counter()
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        laws = [(law, windows) for law in range(len(LAWS)) for windows in WINDOWS]
        cases = [processes.submit(prove_case, number) for number in reversed(range(len(CASES)))]
        proofs = list(processes.map(prove_law, *zip(*laws, strict=True)))
        steps = [case.result() for case in reversed(cases)]
    refuted = 0
    for number, law in enumerate(LAWS):
        own = proofs[number * len(WINDOWS) :][: len(WINDOWS)]
        refuted += told(law.name, law.says, own)
    for step in STEPS:
        is_kept = holds(step)
        refuted += not is_kept
        print(f"one window more, {step:12}{'proved' if is_kept else 'REFUTED'}")
    for meaning in dict.fromkeys(case.meaning for case in CASES):
        own = [one for one, case in zip(steps, CASES, strict=True) if case.meaning == meaning]
        refuted += told(meaning, "the steps give what the rule for one ticket gives", own)
    shown = ", ".join(map(str, WINDOWS))
    print(f"timelines of {shown} windows, steps of up to five; {perf_counter() - begin:.0f} s")
    return 1 if refuted else 0


def prove_law(number: int, windows: int) -> Proof:
    return prove(LAWS[number], windows)


def prove_case(number: int) -> Proof:
    return prove_steps(CASES[number])


def told(name: str, says: str, proofs: Sequence[Proof]) -> bool:
    """Print what came of some proofs, and return whether one of them was refuted."""
    refuted = [proof.refuted_by for proof in proofs if proof.refuted_by is not None]
    ways, questions = (sum(counts) for counts in zip(*(proof[:2] for proof in proofs), strict=True))
    verdict = f"REFUTED by {refuted[0]}" if refuted else "proved"
    print(f"{name:18}{ways:6,} ways, {questions:7,} questions   {verdict}: {says}")
    return bool(refuted)


if __name__ == "__main__":
    sys.exit(main())
