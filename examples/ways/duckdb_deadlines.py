"""DuckDB: `python duckdb_deadlines.py TICKETS.csv` prints the deadlines, computed in SQL."""

import sys
from datetime import UTC, datetime

import duckdb

from slaclock import load_matrix
from slaclock.bulk import sql

sla, database = load_matrix("wotnot"), duckdb.connect()
year = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
for name, table in sla.answer_tables(*year).items():
    database.register(name, table.to_arrow())
database.read_csv(sys.argv[1]).create("tickets")
print(database.sql(sql.deadlines(sla, keep=["id"])))
