"""Files as such: tables, CSV records, and files that appear whole or not at all."""
