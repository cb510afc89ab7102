"""Oma polku: the client's own pages."""
