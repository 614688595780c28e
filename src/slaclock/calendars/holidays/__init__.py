"""Holidays: where they come from, and which dates of a year they close.

The names below are imported when they are first used: a contract without holidays needs none
of the sources.
"""

from slaclock._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__)
