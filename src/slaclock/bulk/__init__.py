"""Deadlines in bulk: data frames, arrays, SQL, Spark; all with the answers of single calls.

    from slaclock.bulk import add_deadlines

The names below are imported when they are first used; `sql` needs neither numpy nor narwhals.
"""

from slaclock._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, extra="bulk", needs=("narwhals", "numpy"))
