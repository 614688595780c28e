"""Data frames: deadlines and verdicts as added columns, and the states of logs."""

from slaclock.bulk.frames.deadlines import add_deadlines, deadline, elapsed
from slaclock.bulk.frames.states import clock_states, next_changes

__all__ = ["add_deadlines", "clock_states", "deadline", "elapsed", "next_changes"]
