"""The published flow of a ticket as a small web application."""
