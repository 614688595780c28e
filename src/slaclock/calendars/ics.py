"""The older address of `slaclock.calendars.holidays.ics`."""

from slaclock.calendars.holidays.ics import read_closures

__all__ = ["read_closures"]
