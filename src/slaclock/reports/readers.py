"""The old path of `slaclock.reports.reading.readers`."""

from slaclock.reports.reading.readers import *  # noqa: F403
from slaclock.reports.reading.readers import __all__ as __all__
