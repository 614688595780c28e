from slaclock.bulk.sql.query import create_tables as create_tables
from slaclock.bulk.sql.query import deadlines as deadlines
from slaclock.bulk.sql.query import elapsed as elapsed
from slaclock.bulk.sql.query import insert_rows as insert_rows
from slaclock.bulk.sql.query import verdicts as verdicts
from slaclock.bulk.sql.tables import answer_tables as answer_tables
from slaclock.bulk.sql.tables import open_table as open_table
from slaclock.bulk.sql.tables import sql_tables as sql_tables
