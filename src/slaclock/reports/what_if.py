"""The old path of `slaclock.reports.figures.what_if`."""

from slaclock.reports.figures.what_if import *  # noqa: F403
from slaclock.reports.figures.what_if import __all__ as __all__
