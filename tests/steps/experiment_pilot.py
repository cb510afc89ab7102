"""A small pilot with an experiment, and people among whom places are drawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.steps.fact_folders import Row, World, sound, write_csv

TEXT = """\
pilot: small-pilot
name: {{fi: Pieni pilotti, sv: Litet pilotförsök, en: Small pilot}}
source: invented
organiser: {{id: somewhere, name: Jossain}}
model: purchase
period: {{start: 2021-01-01, end: 2026-12-31}}
municipalities: ["837", "536", "211", "108"]
{target_group}
services: [{{id: sparring, kind: coaching, production: own}}]
experiments:
  - id: places
    service: sparring
    {design}
    arms: {arms}
    block_by: {block_by}
    period: {{start: 2021-01-01, end: 2021-12-30}}
    {seed}
    legal_basis: {{fi: Laki 1269/2020}}
    voluntary: {voluntary}
    everyone_keeps: {{fi: Lakisääteiset palvelut kuuluvat kaikille}}
evaluation:
  - {{id: effect, experiment: places, outcomes: {outcomes}, horizon_days: {horizon}}}
"""
USUAL = {
    "target_group": "target_group: {any_of: [{id: unemployed, when: unemployed}]}",
    "design": "design: lottery",
    "arms": "{offered: 0.5, waiting: 0.5}",
    "block_by": "[municipality]",
    "seed": "seed: 7",
    "voluntary": "true",
    "outcomes": "[employed-180d, employed-days-365d]",
    "horizon": "365",
}


def pilot_text(**changes: str) -> str:
    """The pilot's file, some parts in place of the usual ones."""
    return TEXT.format(**(USUAL | changes))


def make_pilot(folder: Path, **changes: str) -> Path:
    """The pilot's file in a folder."""
    path = folder / "small-pilot.yaml"
    path.write_text(pilot_text(**changes), encoding="utf-8")
    return path


def people(many: int, places: tuple[str, ...] = ("837", "536", "211")) -> World:
    """So many unemployed people, one after the other in the municipalities."""
    ids = [f"p{n}" for n in range(many)]
    start = "2020-01-01"
    return {
        "persons": [sound("persons", person_id=one, birth_date="1980-01-01") for one in ids],
        "residences": [
            sound("residences", person_id=one, municipality=places[n % len(places)], start_date=start, end_date="")
            for n, one in enumerate(ids)
        ],
        "statuses": [
            sound("statuses", person_id=one, status="unemployed", start_date=start, end_date="") for one in ids
        ],
    }


def make_facts(folder: Path, many: int = 12, **tables: list[Row]) -> Path:
    """A facts folder of these people, with more tables."""
    write_csv(folder, people(many) | tables)
    return folder


def assignment(person: str, day: str, **more: Any) -> Row:
    """A row of assignments."""
    return {"person_id": person, "experiment_id": "places", "arm": "offered", "date": day, "probability": "0.5"} | more
