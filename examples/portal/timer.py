"""The one timer of the portal: it sleeps until the next change of any ticket."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from portal import desk

__all__ = ["Timer"]

# Another process may write into the same database, so it looks now and then.
LONGEST_SLEEP = 60.0
SHORTEST_SLEEP = 0.05


class Timer:
    """Sweeps when something changes by itself; a deed wakes it, since that may be sooner now."""

    def __init__(self, open_session: Callable[[], Session], now: Callable[[], datetime]) -> None:
        self._open_session, self._now = open_session, now
        self._loop: asyncio.AbstractEventLoop | None = None
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Look again at once; called from any thread."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._woken.set)

    async def run(self) -> None:
        self._loop = asyncio.get_running_loop()
        while True:
            self._woken.clear()
            try:
                sleep = await asyncio.to_thread(self._sweep)
            except Exception:
                logging.getLogger("portal").exception("the sweep failed; it is tried again")
                sleep = LONGEST_SLEEP
            try:
                await asyncio.wait_for(self._woken.wait(), sleep)
            except TimeoutError:
                continue

    def _sweep(self) -> float:
        """Sweep; return for how many seconds to sleep."""
        with self._open_session() as db:
            change = desk.sweep(db, self._now())
        if change is None:
            return LONGEST_SLEEP
        left = (change - self._now()).total_seconds()
        return min(max(left, SHORTEST_SLEEP), LONGEST_SLEEP)
