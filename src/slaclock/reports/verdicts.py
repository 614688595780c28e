"""The old path of `slaclock.reports.figures.verdicts`."""

from slaclock.reports.figures.verdicts import *  # noqa: F403
from slaclock.reports.figures.verdicts import __all__ as __all__
