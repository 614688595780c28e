"""Work on parts of a whole, on as many threads as there are processors.

It pays where numpy and polars do the work: they let other threads run meanwhile.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

__all__ = ["side_by_side", "slices"]

PartT = TypeVar("PartT")
ResultT = TypeVar("ResultT")


def side_by_side(
    work: Callable[[PartT], ResultT], parts: Iterable[PartT], threads: int | None = None
) -> Iterator[ResultT]:
    """Yield what *work* makes of each part, in their order.

    Of parts that are still to come, only a few are taken ahead; so memory stays bounded.

    >>> list(side_by_side(len, ["a", "bcd"]))
    [1, 3]

    Args:
        work: What is done with a part; it must not depend on that of another part.
        parts: In order.
        threads: How many; None for as many as there are processors.
    """
    threads = threads or os.cpu_count() or 1
    waiting: deque[Future[ResultT]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for part in parts:
            waiting.append(pool.submit(work, part))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def slices(size: int, most: int) -> list[slice]:
    """Return slices of at most so many rows that make up a whole; of nothing, one."""
    return [slice(start, min(start + most, size)) for start in range(0, max(size, 1), most)]
