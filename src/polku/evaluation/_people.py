"""The people of all studies: who they are, what came before day 0 and what came after, in one pass over the facts."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from polku.base.engine import Columns, Engine
from polku.definition import Pilot
from polku.evaluation._counted import FOLDER, what_counts
from polku.evaluation._outcomes import USUAL_DAYS
from polku.evaluation._studies import Study, first_day
from polku.evaluation._waves import stand, with_steps

ARMS: Columns = {"study": "VARCHAR", "experiment_id": "VARCHAR", "arm": "VARCHAR", "treated": "BOOLEAN"}
SERVICES: Columns = {"study": "VARCHAR", "service_id": "VARCHAR", "drawn": "BOOLEAN"}
AREAS: Columns = {"study": "VARCHAR", "day0": "DATE"}
LENGTHS: Columns = {"study": "VARCHAR", "days": "INTEGER"}
GIVEN = ("study_arms", "study_services", "study_areas", "study_lengths", "pilot_places")
STEPS = ("broad_spells", "drawn", "chosen", "residents", "served", "subjects", "windows", "traits")
COVARIATES = (
    "age_band", "sex", "language", "immigrant", "education", "benefit", "spell", "services_before",
    "before_employed_days", "before_broadly_unemployed_days",
)  # fmt: skip
PRODUCERS_STUDY = "producers"  # participations with a producer, whose year is followed as well
SMALL = 5  # people; a municipality or block with fewer stands under "other"


def gather(engine: Engine, pilot: Pilot, asked: Sequence[Study], until: date) -> None:
    """Keep `subjects` (everybody of the studies) and `studied`: a row for each of them and each length of window that
    is over by `until`, with traits on day 0, what came after it and what came before. All studies in one pass.
    """
    _give(engine, pilot, asked)
    waves = {one.id: (one.service, one.waves, one.waves.grid(one.days)) for one in asked if one.waves is not None}
    stand(engine, pilot, waves, until)
    for step in STEPS:
        engine.run(FOLDER, step, until=until, pilot=pilot.pilot)
    what_counts(engine, pilot, until)
    engine.run(FOLDER, "studied")
    engine.drop("in_waves", "drawn", "chosen", "residents", "served", *GIVEN)


def _give(engine: Engine, pilot: Pilot, asked: Sequence[Study]) -> None:
    arms = [
        (one.id, one.experiment.id, arm, arm == one.treated_arm)
        for one in asked
        if one.experiment is not None and one.kind == "draw"
        for arm in (one.treated_arm, one.compared_arm)
    ]
    engine.load("study_arms", ARMS, arms)
    services = [(one.id, one.service, one.kind != "service") for one in asked if one.service is not None]
    engine.load("study_services", SERVICES, services)
    engine.load("study_areas", AREAS, [(one.id, first_day(pilot)) for one in asked if one.kind == "area"])
    lengths = [(one.id, days) for one in asked for days in one.days]
    engine.load("study_lengths", LENGTHS, [*lengths, (PRODUCERS_STUDY, USUAL_DAYS)])
    engine.load("pilot_places", {"municipality": "VARCHAR"}, [(code,) for code in pilot.municipalities])


def frame(engine: Engine, study: Study, days: int) -> Any:
    """The rows of a study and a length of window as a pandas DataFrame: no ids, no days.

    `took` is 1 where the study's service was begun within the window. Municipalities (kept where errors go together by
    them) and blocks of fewer than five people are one, "other". Of a staggered start they have `step` and `begins`, the
    running numbers of their day and of their municipality's start. Rows are in the order of what they say, so the same
    figures come from the table alone, and their order tells of nobody.
    """
    import pandas as pd
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.parquet"
        rows = "SELECT * FROM studied WHERE study = $study AND days = $days"
        engine.make("study_rows", rows, study=study.id, days=days)
        engine.copy("SELECT * FROM study_rows ORDER BY subject_id", path, "parquet")
        engine.drop("study_rows")
        found = pq.read_table(path).to_pandas()
    waited = (pd.to_datetime(found["taken_on"]) - pd.to_datetime(found["day0"])).dt.days
    found["took"] = (waited <= days).astype(int)
    found["treated"] = found["treated"].astype(int)
    if study.waves is not None:
        found = with_steps(found, study.waves, study.waves.grid(study.days), days).assign(block="")
    for column in ("municipality", "block"):
        size = found.groupby(column)[column].transform("size")
        found[column] = found[column].where(size >= SMALL, "other")
    if study.kind not in ("area", "staggered"):
        found["municipality"] = ""
    found = found.drop(columns=["subject_id", "study", "person_id", "day0", "taken_on", "days"])
    return found.sort_values(sorted(found.columns), ignore_index=True)
