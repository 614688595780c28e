"""What bulk computes with: numpy alone, no data frames; reports use this too."""
