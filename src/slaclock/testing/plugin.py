"""What Hypothesis calls when it starts: `st.from_type(Calendar)` and its like then draw.

Registered as an entry point of the group `hypothesis`, so nobody has to import it.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["register"]

_DRAWN = {
    "slaclock.calendars.calendar:Calendar": "calendars",
    "slaclock.clock.clock:Clock": "clocks",
    "slaclock.durations:Amount": "amounts",
    "slaclock.matrices.model:Matrix": "contracts",
}


def register() -> None:
    """Tell Hypothesis how the types of slaclock are drawn."""
    from hypothesis import strategies as st

    for place, name in _DRAWN.items():
        st.register_type_strategy(_type(place), _drawing(name))


def _type(place: str) -> Any:
    module, _, name = place.partition(":")
    __import__(module)
    return getattr(sys.modules[module], name)


def _drawing(name: str) -> Any:
    def strategy(_: object) -> Any:
        from slaclock.testing import strategies

        return getattr(strategies, name)()

    return strategy
