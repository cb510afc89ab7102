"""Pilot files and law files as frozen, typed, dated objects, and every fault of a file with its line and its cure."""

from polku.definition._faults import DefinitionError, MissingPart

__all__ = ["DefinitionError", "MissingPart"]
