"""The older address of `slaclock.calendars.base` and `slaclock.calendars.open_time`."""

from slaclock.calendars.base import BaseCalendar, ClosedStretch, Window
from slaclock.calendars.open_time import HORIZON, LONGEST_SPAN

__all__ = ["HORIZON", "LONGEST_SPAN", "BaseCalendar", "ClosedStretch", "Window"]
