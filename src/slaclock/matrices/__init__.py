"""Matrices: the whole contract of plans, priorities, targets and calendars, as data."""
