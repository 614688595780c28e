"""The old path of `slaclock.reports.reading.tickets`."""

from slaclock.reports.reading.tickets import *  # noqa: F403
from slaclock.reports.reading.tickets import __all__ as __all__
