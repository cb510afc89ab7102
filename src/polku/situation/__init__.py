"""The situational picture: indicators by month, area and group, and the door through which they are published.

Reads the fact tables; gives `indicators` with the true values and a mark on each figure that the door blanks, and
beside them what each indicator means (`definitions`) and where data break (`notes`). `published` gives the table with
the marked figures blank.
"""

from polku.situation._calendar import count_day, months_between
from polku.situation._catalogue import DEFINITIONS, NOTES, Indicator, Note, catalogue, indicators, notes, version
from polku.situation._door import published, published_rows
from polku.situation._earlier import RECORD, EarlierRunError, Run, add_earlier, earlier_run, facts_until
from polku.situation._situation import situation
from polku.situation._tables import INDICATORS, INDICATORS_ORDER

__all__ = [
    "DEFINITIONS",
    "INDICATORS",
    "INDICATORS_ORDER",
    "NOTES",
    "RECORD",
    "EarlierRunError",
    "Indicator",
    "Note",
    "Run",
    "add_earlier",
    "catalogue",
    "count_day",
    "earlier_run",
    "facts_until",
    "indicators",
    "months_between",
    "notes",
    "published",
    "published_rows",
    "situation",
    "version",
]
