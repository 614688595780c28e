"""Where the portal is found: it is an example, not part of the package."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

# No test, but looked through for examples in docstrings; it imports what only the portal needs.
collect_ignore = [] if find_spec("sqlalchemy") else ["world.py"]
