"""Wages of invented people: those of their jobs, once, in proportion to days, known some weeks later."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku import facts
from polku.base.engine import DuckDB
from polku.definition import Pilot, load_pilot
from polku.simulation import Records, Settings, carry_out, plan
from polku.simulation._rates import AT_WORK, OPEN, SUBSIDISED, Ints
from polku.simulation._wages import LEAST_LATE, earnings
from polku.simulation._world import World, day_number, draw_world
from tests.readings.wages import Job, wages
from tests.steps.invented import PILOT, START, UNTIL, one, small

SINCE = date(2018, 6, 1)  # two years before the first day


def by_numbers(jobs: list[Job], recorded: date | None = None) -> dict[str, Ints]:
    """Jobs as the simulation holds them."""
    rows: list[dict[str, int]] = [
        {
            "person": job.person, "employer": job.employer,
            "start": day_number(job.first), "paid": day_number(job.last),
            "state": SUBSIDISED if job.subsidised else AT_WORK, "monthly": job.monthly, "own": 0,
            "recorded": day_number(recorded) if recorded else OPEN,
        }
        for job in jobs
    ]  # fmt: skip
    names = ("person", "employer", "start", "paid", "state", "monthly", "own", "recorded")
    return {name: np.array([row[name] for row in rows], np.int64) for name in names}


@pytest.fixture(scope="module")
def world() -> World:
    return draw_world(load_pilot(PILOT), 10, 1, START, UNTIL, Settings())


def told(world: World, jobs: dict[str, Ints]) -> list[dict[str, Any]]:
    lots = list(earnings(np.random.default_rng(1), world, 1, jobs))
    return [
        {name: column[n].as_py() for name, column in lot.items()} for lot in lots for n in range(len(lot["person_id"]))
    ]


@st.composite
def jobs(draw: st.DrawFn) -> list[Job]:
    """Jobs of three people at two employers each; those at one employer follow each other, some in the same month."""
    found = []
    for person in range(3):
        for employer in range(2):
            day = draw(st.dates(date(2018, 1, 1), date(2022, 12, 31)))
            for _ in range(draw(st.integers(0, 3))):
                last = day + timedelta(draw(st.integers(-1, 100)))
                cents, subsidised = draw(st.integers(0, 500_000)), draw(st.booleans())
                found.append(Job(person, employer, day, last, cents, subsidised))
                day = max(day, last) + timedelta(draw(st.integers(1, 40)))
    return sorted(found, key=lambda job: (job.person, job.first, job.employer))


@given(jobs())
def test_two_readings_agree(world: World, jobs: list[Job]) -> None:
    """Whatever is known on the last day is what was earned; what was earned and is not there is of the last months."""
    found = {
        (int(row["person_id"][1:]) - 1, int(row["employer_id"][1:]) - 1, row["month"]): row
        for row in told(world, by_numbers(jobs))
    }
    earned = wages(jobs, SINCE, UNTIL)
    assert {key: (int(100 * row["eur"]), row["subsidised"]) for key, row in found.items()} == {
        key: earned[key] for key in found
    }
    assert all(month > UNTIL - timedelta(180) for _, _, month in earned.keys() - found.keys())


def test_wages_are_known_some_weeks_after_the_month_and_not_before_the_job(world: World) -> None:
    job = Job(0, 0, date(2020, 4, 10), UNTIL, 300_000)
    rows = {row["month"]: row for row in told(world, by_numbers([job], recorded=date(2020, 9, 1)))}
    assert [rows[month]["recorded_on"] for month in (date(2020, 4, 1), date(2020, 5, 1))] == [None, None]
    assert rows[date(2020, 4, 1)]["eur"] == Decimal("2100.00")  # 21 of 30 days
    assert rows[date(2020, 6, 1)]["recorded_on"] == date(2020, 9, 1)
    for month, row in rows.items():
        end = (month + timedelta(31)).replace(day=1) - timedelta(1)
        if month >= date(2020, 9, 1):
            assert end + timedelta(LEAST_LATE) <= row["recorded_on"] <= UNTIL
        assert (row["source"], row["eur"] <= 3000) == ("register", True)
    assert date(2022, 12, 1) not in rows


@pytest.fixture(scope="module")
def plain(pilot: Pilot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every job is told once and with its end."""
    out = tmp_path_factory.mktemp("plain")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("polku.simulation._flow.CROWD", 300)
        small(pilot, out, settings=Settings(records=Records(twice=0, no_end=0)))
    return out


def test_wages_are_those_that_the_jobs_tell(plain: Path) -> None:
    """Of people at employers where each job tells its wages."""
    until = date(2021, 6, 30)
    with DuckDB() as engine:
        facts.load(engine, plain)
        rows = engine.rows(
            "select cast(person_id[2:] as int), cast(employer_id[2:] as int), start_date, coalesce(end_date, $until),"
            " monthly_cents, subsidised from employment where not self_employed",
            until=until,
        )
        found = engine.rows(
            "select cast(person_id[2:] as int), cast(employer_id[2:] as int), month, cents, subsidised from earnings"
        )
    silent = {(person, employer) for person, employer, *_, cents, _ in rows if cents is None}
    jobs = [Job(*row) for row in rows if row[:2] not in silent]
    earned = wages(jobs, SINCE, until)
    known = {(p, e, month): (cents, flag) for p, e, month, cents, flag in found if (p, e) not in silent}
    assert len(known) > 1000
    assert known == {key: earned[key] for key in known}
    assert all(month > until - timedelta(180) for _, _, month in earned.keys() - known.keys())


def test_a_job_told_twice_is_paid_once_and_one_without_end_no_longer_than_it_lasted(engine: DuckDB) -> None:
    """No month has more than the dearest job's full wages where one job was told twice."""
    twice = one(
        engine,
        """select count(*) from employment as a join employment as b
           on a.person_id = b.person_id and a.employer_id = b.employer_id and a.source <> 'register'
              and b.source = 'register' and b.start_date between a.start_date - 3 and a.start_date + 3""",
    )
    assert twice > 5
    assert one(engine, "select max(cents) from earnings") <= one(engine, "select max(monthly_cents) from employment")
    paid_after = one(
        engine,
        """select count(*) from employment where source <> 'register' and end_date is null
           and not self_employed and start_date < date '2022-01-01'
           and not exists (from earnings where earnings.person_id = employment.person_id
                and earnings.employer_id = employment.employer_id and month >= date '2022-08-01')""",
    )
    assert paid_after > 0


def test_own_business_has_no_wages_and_a_subsidised_job_is_marked(engine: DuckDB) -> None:
    assert one(engine, "select count(*) from earnings where employer_id is null or cents <= 0") == 0
    assert one(engine, "select count(*) from earnings where subsidised") > 50
    assert one(engine, "select count(*) from earnings where recorded_on > $until", until=UNTIL) == 0
    mean = one(engine, "select avg(monthly_cents) from employment where weekly_hours = 37.5 and not self_employed")
    assert 2_550_00 < mean < 2_850_00


@pytest.mark.usefixtures("quick")
def test_lots_change_no_row(pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(pilot, tmp_path / "whole")
    monkeypatch.setattr("polku.simulation._wages.LOT", 7)
    small(pilot, tmp_path / "lots")
    tables = []
    for name in ("whole", "lots"):
        with DuckDB() as engine:
            facts.load(engine, tmp_path / name)
            tables.append(engine.rows("select * from earnings"))
    assert tables[0] == tables[1] != []


# Plans


@pytest.mark.usefixtures("quick")
def test_some_tables_have_the_rows_of_the_whole(pilot: Pilot, tmp_path: Path) -> None:
    planned = plan(pilot, clients=150, seed=1, start=START, until=date(2021, 6, 30))
    counts = carry_out(planned, out=tmp_path / "some", tables=("persons", "earnings"))
    small(pilot, tmp_path / "whole")
    assert {path.name for path in (tmp_path / "some").iterdir()} == {
        "persons.parquet",
        "earnings.parquet",
        "truth.json",
    }
    assert set(counts) == {"persons", "earnings"}
    for name in ("persons", "earnings"):
        some, whole = ((tmp_path / run / f"{name}.parquet").read_bytes() for run in ("some", "whole"))
        assert some == whole, name


@pytest.mark.usefixtures("quick")
def test_a_plan_is_carried_out_with_any_effects(pilot: Pilot, tmp_path: Path) -> None:
    planned = plan(pilot, clients=150, seed=1, start=START, until=date(2021, 6, 30))
    for effect in (1.0, 3.0):
        carry_out(planned, out=tmp_path / "planned", effects={"coaching": effect})
        small(pilot, tmp_path / "anew", effects={"coaching": effect})
        for path in (tmp_path / "anew").iterdir():
            assert path.read_bytes() == (tmp_path / "planned" / path.name).read_bytes(), path.name
