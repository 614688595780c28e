"""From the file of an export to tickets: every row is one, part of one, or listed."""
