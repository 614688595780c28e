"""The old path of `slaclock.reports.figures.attainment`."""

from slaclock.reports.figures.attainment import *  # noqa: F403
from slaclock.reports.figures.attainment import __all__ as __all__
