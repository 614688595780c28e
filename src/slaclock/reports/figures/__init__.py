"""What a report counts: verdicts, shares, periods, backlog."""
