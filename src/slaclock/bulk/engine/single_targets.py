"""Which single target holds for each of many tickets, where several are put together."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from slaclock.bulk.engine.kernel import kernel_of
from slaclock.bulk.engine.steps import Ints
from slaclock.matrices.promises import Target

__all__ = ["single_targets"]


def single_targets(target: Target, started: Ints, due: Ints) -> Iterator[tuple[Target, Ints]]:
    """Yield single targets, each with the places of the tickets that it holds for.

    This is `Target.binding` for many.

    Args:
        target: What is promised.
        started: When the metric started.
        due: When it falls due; all tickets have a deadline.
    """
    left = np.arange(len(started))
    if not target.parts:
        yield target, left
    for part in target.parts:
        if target.is_choice and part.opened_in is not None:
            kernel = kernel_of(part.opened_in.calendar)
            # It is open at an instant if the microsecond that begins there counts.
            holds = kernel.elapsed(started[left], started[left] + 1)[0] > 0
        elif target.is_choice:
            holds = np.ones(len(left), np.bool_)
        else:
            found, _ = kernel_of(part.calendar).due(started[left], part.promise)
            holds = found == due[left]
        chosen, left = left[holds], left[~holds]
        for single, places in single_targets(part, started[chosen], due[chosen]):
            yield single, chosen[places]
