"""The old path of `slaclock.bulk.frames.verdicts`."""

from slaclock.bulk.frames.verdicts import *  # noqa: F403
from slaclock.bulk.frames.verdicts import __all__ as __all__
