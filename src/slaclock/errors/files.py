"""The errors about files that are read and written, and about what reads them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from slaclock.errors.core import Problem, SlaClockError
from slaclock.messages import plain, shown

__all__ = [
    "MissingExtraError",
    "OutputError",
    "ProfileError",
    "TicketFileError",
    "UndecidedTimesError",
]

_MOST_CHARACTERS = 700


class ProfileError(SlaClockError, ValueError):
    """List what is wrong with a profile.

    Attributes:
        problems: At least one, each with its key path.
        source: The profile's name or file.
    """

    def __init__(self, problems: Sequence[Problem], source: str) -> None:
        super().__init__(tuple(problems), source)
        self.problems, self.source = tuple(problems), source

    def __str__(self) -> str:
        texts = [str(item) for item in self.problems]
        lengths = list(accumulate(map(len, texts)))
        # The first, and those after it that fit; a list of roles alone takes 200 characters.
        count = max(1, bisect_right(lengths, _MOST_CHARACTERS))
        rest = [f"and {len(texts) - count} more"] if count < len(texts) else []
        return f"profile {plain(self.source)}: " + "; ".join([*texts[:count], *rest])


class TicketFileError(SlaClockError, ValueError):
    """Say why a file cannot be read as tickets.

    Attributes:
        file: Its name.
        problem: What is wrong, and what would be right.
    """

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(file, problem)
        self.file, self.problem = file, problem

    def __str__(self) -> str:
        return f"{plain(self.file)}: {self.problem}"


class UndecidedTimesError(TicketFileError):
    """Say that the times of a column can be read in more than one way, or in none.

    Attributes:
        column: The column's name.
        value: A value of it.
    """

    def __init__(self, file: str, column: str, value: object, problem: str) -> None:
        super().__init__(file, problem)
        self.args = (file, column, value, problem)
        self.column, self.value = column, value

    def __str__(self) -> str:
        return (
            f"{plain(self.file)}: column {shown(self.column)}: {shown(self.value)} {self.problem}"
        )


class OutputError(SlaClockError, ValueError):
    """Say why a report is not written to a place.

    Attributes:
        path: The place.
        problem: What is wrong with it.
    """

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.path, self.problem = path, problem

    def __str__(self) -> str:
        return f"{plain(self.path)}: {self.problem}"


class MissingExtraError(SlaClockError, ImportError):
    """Say which extra brings a package that is not installed."""

    def __init__(self, purpose: str, package: str, extra: str) -> None:
        super().__init__(purpose, package, extra)
        self.purpose, self.package, self.extra = purpose, package, extra

    def __str__(self) -> str:
        return (
            f"{self.purpose} needs the package {self.package}; "
            f"install it with: pip install 'slaclock[{self.extra}]'"
        )
