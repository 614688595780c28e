"""Implementations in Python that the suite scores: ours, SQL, and other libraries."""
