"""A lottery on invented people whose effect is known: each person lived twice, with the service's effect and without.

`simulate` gives the same people in both worlds. Those who begin the service on one day in both are drawn: the ones keep
their life with the effect, the others get the one without, and their place in the service is taken out.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from polku import facts
from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot, load_pilot
from polku.estimation import Question, estimate
from polku.evaluation import WINDOWS, what_counts
from polku.simulation import simulate

SERVICE, EXPERIMENT = "tyonhakuvalmennus", "coaching-lottery"
START, UNTIL = date(2021, 3, 1), date(2022, 12, 31)
TABLES = ("statuses", "rights", "benefits", "employment", "education", "enrolments", "residences", "earnings")
PILOT_TEXT = f"""
experiments:
  - id: {EXPERIMENT}
    service: {SERVICE}
    design: lottery
    arms: {{offered: 0.5, waiting: 0.5}}
    period: {{start: 2021-03-01, end: 2022-12-31}}
    legal_basis: Keksitty
    voluntary: true
    everyone_keeps: Kaikki
    invented: true
evaluation:
  - {{id: effect-of-coaching, experiment: {EXPERIMENT}, outcomes: [employed-days-6m, employed-6m], horizon_days: 182}}
unknown:"""


def pilot_file(folder: Path) -> Path:
    """Pirkanmaa 2021 with a lottery of its coaching and no other evaluation."""
    import polku.pilots

    text = (Path(str(polku.pilots.__file__)).parent / "pirkanmaa-2021" / "pilot.yaml").read_text(encoding="utf-8")
    kept = text[: text.index("\nunknown:")]
    for part in ("\nexperiments:", "\nevaluation:"):
        if part in kept:
            before, _, rest = kept.partition(part)
            kept = before + "\n" + "\n".join(_after_part(rest.splitlines()[1:]))
    path = folder / "pilot.yaml"
    path.write_text(kept + PILOT_TEXT + text[text.index("\nunknown:") + len("\nunknown:") :], encoding="utf-8")
    return path


def _after_part(lines: list[str]) -> list[str]:
    """The lines from the next part of the file on."""
    first = next((n for n, line in enumerate(lines) if line and line[0].isalpha()), len(lines))
    return lines[first:]


def worlds(folder: Path, clients: int, seed: int, effect: float) -> tuple[Pilot, Path, Path]:
    """The pilot, and its people's facts with the planted effect and without any."""
    pilot = load_pilot(pilot_file(folder))
    others = {service.id: 1.0 for service in pilot.services}
    for name, planted in (("with", effect), ("without", 1.0)):
        simulate(
            pilot, clients=clients, seed=seed, start=START, until=UNTIL, out=folder / name,
            effects={**others, SERVICE: planted},
        )  # fmt: skip
    return pilot, folder / "with", folder / "without"


def drawn(folder: Path, with_it: Path, without: Path, seed: int) -> Path:
    """The facts folder of the lottery: whom chance lets keep the effect, and whom it does not."""
    out = folder / f"lottery-{seed}"
    out.mkdir()
    connection = duckdb.connect()
    run = connection.execute
    first = (
        "SELECT person_id, min(start_date) AS day0 FROM '{}' WHERE service_id = '" + SERVICE + "' GROUP BY person_id"
    )
    ones, others = (first.format(world / "participations.parquet") for world in (with_it, without))
    run(
        "CREATE TABLE arms AS SELECT one.person_id, one.day0, md5(one.person_id || $1) < '8' AS offered"
        f" FROM ({ones}) AS one JOIN ({others}) AS other ON one.person_id = other.person_id AND one.day0 = other.day0",
        [str(seed)],
    )

    def save(name: str, query: str) -> None:
        run(f"COPY ({query}) TO '{out / name}.parquet' (FORMAT parquet)")

    kept = "person_id NOT IN (SELECT person_id FROM arms WHERE NOT offered)"
    lost = "person_id IN (SELECT person_id FROM arms WHERE NOT offered)"
    for name in TABLES:
        if (with_it / f"{name}.parquet").exists():
            ones, others = (f"'{world / name}.parquet'" for world in (with_it, without))
            save(name, f"SELECT * FROM {ones} WHERE {kept} UNION ALL SELECT * FROM {others} WHERE {lost}")
    save("persons", f"SELECT * FROM '{with_it / 'persons.parquet'}'")
    run(f"CREATE TABLE jobs AS SELECT * FROM '{out / 'employment.parquet'}'")
    save("employment", "SELECT * REPLACE ('e' || row_number() OVER () AS employment_id) FROM jobs")
    save(
        "participations", f"SELECT * FROM '{with_it / 'participations.parquet'}' WHERE person_id IS NOT NULL AND {kept}"
    )
    save("costs", f"SELECT * FROM '{with_it / 'costs.parquet'}'")
    save(
        "assignments",
        f"SELECT person_id, '{EXPERIMENT}' AS experiment_id, if(offered, 'offered', 'waiting') AS arm,"
        ' day0 AS "date", 0.5 AS probability, CAST(NULL AS VARCHAR) AS block FROM arms',
    )
    return out


def people_drawn(facts: Path) -> list[tuple[Any, ...]]:
    """person_id and day 0 of everybody in the draw."""
    return duckdb.connect().execute(f"SELECT person_id, date FROM '{facts / 'assignments.parquet'}'").fetchall()


def both_lives(pilot: Pilot, with_it: Path, without: Path, drawn_facts: Path, days: int) -> pd.DataFrame:
    """Days at work of everybody drawn: `before` day 0, and after it `treated` (with the effect) and `compared`."""
    people = [(person, day) for person, day in people_drawn(drawn_facts) if day + timedelta(days) <= UNTIL]
    lives = {}
    for name, world in (("with", with_it), ("without", without)):
        with DuckDB(Settings(threads=1)) as engine:
            facts.load(engine, world)
            windows = [(n, who, day + timedelta(1), day + timedelta(days)) for n, (who, day) in enumerate(people)]
            before = [(-n - 1, who, day - timedelta(days), day - timedelta(1)) for n, (who, day) in enumerate(people)]
            engine.load("windows", WINDOWS, [*windows, *before])
            what_counts(engine, pilot, UNTIL)
            lives[name] = dict(engine.rows("SELECT window_id, employed_days FROM what_counts"))
    rows = [(lives["with"][n], lives["without"][n], lives["without"][-n - 1]) for n in range(len(people))]
    return pd.DataFrame(rows, columns=["treated", "compared", "before"], dtype=float)


def draws(both: pd.DataFrame, count: int) -> tuple[float, list[tuple[float, float, float]]]:
    """The true mean effect, and what so many lotteries say of it: estimate, low, high of each.

    For each, as many people are taken anew from these, some twice and some not. (Of just the same people drawn again
    the intervals hold the truth more often than they promise: an effect that is not the same for all makes one arm's
    spread larger than chance of the draw alone.)
    """
    found = []
    for seed in range(count):
        random = np.random.default_rng(seed)
        taken = both.iloc[random.integers(0, len(both), len(both))]
        arm = random.permutation(len(taken)) < len(taken) // 2
        outcome = np.where(arm, taken["treated"], taken["compared"])
        frame = pd.DataFrame({"outcome": outcome, "arm": arm.astype(int)})
        made = estimate(frame, Question(design="randomised", outcome="outcome", treatment="arm"))
        found.append((made.estimate, made.low, made.high))
    return float((both["treated"] - both["compared"]).mean()), found
