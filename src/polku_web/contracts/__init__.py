"""Pilots of an organiser as their files tell them, and who the providers in them are."""
