"""Finnish forms."""
