"""A starting pilot.yaml for a new pilot."""

from __future__ import annotations

import re

from polku.base import Fault
from polku.definition._faults import DefinitionError
from polku.definition._scalars import ID

_START = """\
# A pilot as a file. `polku pilot check` says with its line what is wrong; `polku pilot schema` gives the JSON Schema
# with which an editor completes and checks. What is not known is left out, or listed under unknown; what is invented
# says invented: true, and so does everything computed from it.
pilot: {name}
name:
  fi: {name}
  # sv: …
  # en: …
source: Write here where the pilot is told of
organiser: {{id: organiser, name: Write here who organises the pilot}}
model: municipal  # municipal | regional | purchase | employment_area

# Days are inclusive, municipalities are Statistics Finland's codes in quotes, valid on the first day of the period.
# period: {{start: 2026-01-01, end: 2027-12-31}}
# municipalities: ["837"]

# Who belongs: the scope, the municipality and one of any_of must be true. SQL over the columns of persons_at.
# target_group:
#   scope: status in ('unemployed', 'laid_off', 'in_service', 'in_training')
#   any_of:
#     - {{id: under-30, name: {{fi: Alle 30-vuotias, sv: Under 30 år, en: Under 30}}, when: age < 30}}

# services:
#   - {{id: job-search-sparring, kind: job_search_coaching, production: purchased}}
# providers:
#   - {{id: provider-a, name: Provider A, services: [job-search-sparring], invented: true}}
# contracts:
#   - id: sparring-a
#     provider: provider-a
#     services: [job-search-sparring]
#     period: {{start: 2026-01-01, end: 2027-12-31}}
#     invented: true
#     fees:
#       - {{id: start, pays_for: start, amount: 250.00}}
#       - {{id: job-90, pays_for: employment, days: 90, window_days: 365, min_weekly_hours: 18, amount: 800.00}}

unknown:
  - "period: not yet decided"
  - "municipalities: not yet decided"
"""


def new_pilot(name: str) -> str:
    """The text of a commented pilot.yaml that passes `check_pilot`, as do the examples in it without their # signs.

    Raises DefinitionError when the name is no id (lower-case letters, digits and hyphens).
    """
    if not re.fullmatch(ID, name):
        likely = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "my-pilot"
        message = f"{name} cannot be a pilot's name: lower-case letters, digits and hyphens."
        raise DefinitionError([Fault("pilot", 0, message, f"For instance {likely}.")])
    reads_as_text = name[0].isalpha() and name not in ("true", "false", "null")
    return _START.format(name=name if reads_as_text else f'"{name}"')
