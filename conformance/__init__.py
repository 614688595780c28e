"""Cases as data, and a score for any implementation that answers them line by line."""
