"""What in a usable matrix is probably not meant: the findings of `slaclock check`.

A finding is no error: the matrix answers, and may well be what was agreed. Each has a code,
which docs/reference/findings.md describes, and can be silenced in the file with a reason.
"""

from __future__ import annotations

# Each module registers what it looks for; the order is that of the findings.
from slaclock.matrices.lint import promises, cutoffs, parts  # noqa: F401  isort: skip
from slaclock.matrices.lint import hours, holidays, combined, goals, names  # noqa: F401  isort: skip
from slaclock.matrices.lint.checking import Checked, check_matrix, lint
from slaclock.matrices.lint.findings import CODES, Finding
from slaclock.matrices.lint.silences import IDLE, Silenced

__all__ = ["CODES", "IDLE", "Checked", "Finding", "Silenced", "check_matrix", "lint"]
