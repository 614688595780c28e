from slaclock.bulk.frames.deadlines import add_deadlines as add_deadlines
from slaclock.bulk.frames.deadlines import deadline as deadline
from slaclock.bulk.frames.deadlines import elapsed as elapsed
from slaclock.bulk.frames.states import clock_states as clock_states
from slaclock.bulk.frames.states import next_changes as next_changes
from slaclock.bulk.frames.verdicts import add_verdicts as add_verdicts
