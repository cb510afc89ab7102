"""How each language writes days, times and numbers."""
