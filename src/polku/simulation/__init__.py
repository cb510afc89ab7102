"""Invented people and their years in a pilot, as facts.

`simulate` writes a facts folder for a pilot: a stock of clients on the first day and others who come in, their
statuses, benefits, jobs, services of the pilot and meetings. Nothing in it is about anyone. The effects that were
planted in the services stand only in `truth.json`, so a method of evaluation can be tried against a known answer.
Who wants the same people with several effects makes a `plan` once and carries it out for each.
"""

from polku.simulation._settings import Comparison, Downturn, Records, Selection, Settings, read_settings
from polku.simulation._simulate import Plan, carry_out, plan, simulate

__all__ = [
    "Comparison",
    "Downturn",
    "Plan",
    "Records",
    "Selection",
    "Settings",
    "carry_out",
    "plan",
    "read_settings",
    "simulate",
]
