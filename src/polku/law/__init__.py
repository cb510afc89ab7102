"""The nation's law as data: dated values in YAML, each with its source, and reference lists in CSV.

Read them through `polku.definition`. A change of law is a value here, a worked case and a line of the changelog.
"""

from pathlib import Path

FOLDER = Path(__file__).parent

__all__ = ["FOLDER"]
