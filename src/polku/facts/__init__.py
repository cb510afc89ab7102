"""The tables all agree on; files in, checked at the door.

`load` reads a facts folder (Parquet or CSV, under a mapping when the names are another system's), finds its faults and
keeps the sound rows as typed tables in the engine; `persons_at` gives one row for every person on a day. Money is whole
cents in the engine (`daily_eur` of a file is `daily_cents` there).
"""

from polku.facts._check import FAULTS, Check, FactFault, FactsError, check
from polku.facts._last_fact import last_fact
from polku.facts._load import load
from polku.facts._mapping import load_mapping, shipped_mappings
from polku.facts._persons_at import PERSONS_AT, persons_at
from polku.facts._put import put
from polku.facts._quarantine import set_aside
from polku.facts._schema import BENEFITS, SOURCES, STATUSES, TABLES

__all__ = [
    "BENEFITS",
    "FAULTS",
    "PERSONS_AT",
    "SOURCES",
    "STATUSES",
    "TABLES",
    "Check",
    "FactFault",
    "FactsError",
    "check",
    "last_fact",
    "load",
    "load_mapping",
    "persons_at",
    "put",
    "set_aside",
    "shipped_mappings",
]
