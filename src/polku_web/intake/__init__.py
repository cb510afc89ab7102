"""Clients in from the national system's files, row by row, and out by date."""
