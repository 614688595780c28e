"""Where the playground is found: it is an example, and draws with what draws the documentation."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "examples" / "playground"), str(ROOT / "docs")]
