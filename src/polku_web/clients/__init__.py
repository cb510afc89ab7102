"""Clients: who they are, whose clients they are and were, and who may open their data, in an emergency too."""
