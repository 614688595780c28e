"""Proves the laws of the open clock; run it with `make proof`.

Each line is a law, the timelines it was tried on, and what came out. The exit code is 1 if one
does not hold.
"""

from __future__ import annotations

import sys
from time import perf_counter

from induction import STEPS, holds
from open_clock import LAWS, prove

WINDOWS = (1, 2, 3, 4, 8, 30)


def main() -> int:
    begin = perf_counter()
    failed = 0
    for law in LAWS:
        proofs = [prove(law, windows) for windows in WINDOWS]
        refuted = [proof.refuted_by for proof in proofs if proof.refuted_by is not None]
        failed += bool(refuted)
        ways = sum(proof.ways for proof in proofs)
        questions = sum(proof.questions for proof in proofs)
        verdict = f"REFUTED by {refuted[0]}" if refuted else "proved"
        print(f"{law.name:16}{ways:6,} ways, {questions:7,} questions   {verdict}: {law.says}")
    for step in STEPS:
        is_kept = holds(step)
        failed += not is_kept
        print(f"one window more, {step:12}{'proved' if is_kept else 'REFUTED'}")
    shown = ", ".join(map(str, WINDOWS))
    print(f"timelines of {shown} windows; {perf_counter() - begin:.0f} s")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
