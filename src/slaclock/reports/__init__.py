"""Reports that people read: from a ticket export to attainment, charts and what-if."""
