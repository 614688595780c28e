"""A fixture for pytest, registered as a plug-in: a small contract to begin a test with.

Every run of pytest loads this module where slaclock is installed, so it loads nothing itself:
what it needs of slaclock comes in when the fixture is used.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from slaclock.matrices.model import Matrix

__all__ = ["sla_contract"]

_CONTRACT: dict[str, Any] = {
    "id": "test",
    "business_day": "full_day",
    "calendars": {"office": {"timezone": "Asia/Kolkata", "hours": {"mon-fri": ["09:00-19:00"]}}},
    "priorities": {"P1": {}, "P2": {}},
    "plans": {
        "gold": {
            "calendar": "office",
            "first_response": "< 2 h",
            "targets": {
                "P1": {"response": "1 h", "resolution": "8 h"},
                "P2": {"response": "4 h", "resolution": "2 BD"},
            },
        }
    },
}


@pytest.fixture
def sla_contract() -> Callable[..., Matrix]:
    """Return a function that makes a small contract; what is given replaces a part of it.

    `sla_contract()` has one plan, `gold`, with priorities P1 and P2, in office hours in
    Kolkata; `sla_contract(on_reopen="ignore")` is the same with another clause.
    """
    from slaclock.matrices.model import Matrix

    def make(**changes: Any) -> Matrix:
        return Matrix.model_validate({**_CONTRACT, **changes})

    return make
