"""Deadlines as SQL: the text of a query, and the tables that it reads.

The text needs neither numpy nor narwhals; only `answer_tables` and `open_table`, which fill the
tables, need numpy.
"""

from slaclock._lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, extra="bulk", needs=("numpy",))
