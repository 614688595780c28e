"""pandas: `python pandas_deadlines.py TICKETS.csv` prints the tickets with their deadlines."""

import sys

import pandas as pd

from slaclock.bulk import add_deadlines

tickets = pd.read_csv(sys.argv[1])
tickets["opened_at"] = pd.to_datetime(tickets["opened_at"], utc=True)
print(add_deadlines(tickets).to_string())
