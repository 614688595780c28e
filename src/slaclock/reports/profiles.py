"""The old path of `slaclock.reports.reading.profiles`."""

from slaclock.reports.reading.profiles import *  # noqa: F403
from slaclock.reports.reading.profiles import __all__ as __all__
