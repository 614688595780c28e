"""The errors of reading tickets and of writing reports, under the names they had here first."""

from slaclock.errors import OutputError, ProfileError, TicketFileError, UndecidedTimesError

__all__ = ["OutputError", "ProfileError", "TicketFileError", "UndecidedTimesError"]
