"""The older address of `slaclock.calendars.tables`."""

from slaclock.calendars.tables import (
    BUSINESS_DAY_COLUMNS,
    WINDOW_COLUMNS,
    Column,
    Table,
    business_days_table,
    windows_table,
)

__all__ = [
    "BUSINESS_DAY_COLUMNS",
    "WINDOW_COLUMNS",
    "Column",
    "Table",
    "business_days_table",
    "windows_table",
]
