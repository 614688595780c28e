"""Calendars: when support is open, and how much open time lies between two instants."""
