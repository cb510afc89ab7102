"""Organisers, units, providers and employers; people, their posts and how they sign in."""
