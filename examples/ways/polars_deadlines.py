"""polars: `python polars_deadlines.py TICKETS.csv` prints the tickets with their deadlines."""

import sys

import polars as pl

from slaclock.bulk import add_deadlines

opened = pl.col("opened_at").str.to_datetime(time_zone="UTC")
print(add_deadlines(pl.scan_csv(sys.argv[1]).with_columns(opened).collect()))
