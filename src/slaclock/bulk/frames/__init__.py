"""Data frames: deadlines and verdicts as added columns."""

from slaclock.bulk.frames.deadlines import add_deadlines, deadline, elapsed

__all__ = ["add_deadlines", "deadline", "elapsed"]
