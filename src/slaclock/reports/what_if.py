"""The old path of `slaclock.reports.figures.what_if`, and of `slaclock.reports.replaying`."""

from slaclock.reports.figures.what_if import CellChange, Example, WhatIf, without_holidays
from slaclock.reports.replaying import replay

__all__ = ["CellChange", "Example", "WhatIf", "replay", "without_holidays"]
