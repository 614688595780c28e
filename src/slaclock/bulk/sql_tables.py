"""The old path of `slaclock.bulk.sql.tables`."""

from slaclock.bulk.sql.tables import *  # noqa: F403
from slaclock.bulk.sql.tables import __all__ as __all__
