"""Where the portal is found: it is an example, not part of the package."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

# No test, but looked through for examples in docstrings; it imports what only the portal needs.
PORTAL = all(map(find_spec, ("sqlalchemy", "itsdangerous", "multipart")))
"""Whether the portal can run; packages of other groups may bring some of what it needs."""
collect_ignore = [] if PORTAL else ["world.py"]


@pytest.fixture(autouse=True)
def no_connection_stays_open() -> Iterator[None]:
    """Close what a test leaves open: a portal lives as long as its process."""
    if not PORTAL:
        yield
        return
    from sqlalchemy import Engine, event

    engines = set()

    def note(connection: Any) -> None:
        engines.add(connection.engine)

    event.listen(Engine, "engine_connect", note)
    yield
    event.remove(Engine, "engine_connect", note)
    for engine in engines:
        engine.dispose()
