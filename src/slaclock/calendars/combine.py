"""The older address of `slaclock.calendars.combined`."""

from slaclock.calendars.combined import Combinable, CombinedCalendar, Operation

__all__ = ["Combinable", "CombinedCalendar", "Operation"]
