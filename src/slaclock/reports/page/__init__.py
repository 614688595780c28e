"""The page of a report: charts, stories, values, templates."""
