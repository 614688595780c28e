"""The older address of `slaclock.calendars.holidays.recurrences`."""

from slaclock.calendars.holidays.recurrences import Recurrence

__all__ = ["Recurrence"]
