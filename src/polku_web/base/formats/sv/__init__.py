"""Swedish forms."""
