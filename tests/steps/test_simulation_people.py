"""Invented people look like those of the published figures, and their rows agree with each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from polku import facts, targeting
from polku.base.engine import DuckDB
from polku.definition import Pilot
from polku.simulation import simulate
from tests.steps.invented import CLIENTS, START, UNTIL, one

ON_DAY = """
    select coalesce(avg({what}) filter ({of}), 0) from (
        select *, year($day) - year(birth_date) as age, $day - start_date as lasted,
            status in ('unemployed', 'laid_off') as out_of_work,
            status in ('unemployed', 'laid_off', 'subsidised', 'in_service', 'in_training') as client
        from statuses join persons using (person_id)
        where start_date <= $day and (end_date is null or end_date >= $day)
    )
"""
BANDS = [
    ("long-term", "(lasted >= 364)::int", "where out_of_work", 0.33, 0.45),
    ("over two years", "(lasted >= 730)::int", "where out_of_work", 0.16, 0.25),
    ("under 25", "(age < 25)::int", "where out_of_work", 0.08, 0.15),
    ("over 55", "(age > 55)::int", "where out_of_work", 0.21, 0.29),
    ("laid off", "(status = 'laid_off')::int", "where out_of_work", 0.03, 0.11),
    ("in services", "(not out_of_work)::int", "where client", 0.22, 0.31),
    ("secondary school", "(education_level in (3, 4))::int", "where out_of_work", 0.47, 0.66),
    ("higher education", "(education_level > 4)::int", "where out_of_work", 0.08, 0.25),
    ("foreign language", "(native_language not in ('fi', 'sv', 'se', 'smn', 'sms'))::int", "where client", 0.08, 0.2),
]


@pytest.mark.parametrize("day", [START, date(2021, 9, 30), UNTIL], ids=str)
@pytest.mark.parametrize(("name", "what", "of", "low", "high"), BANDS, ids=[band[0] for band in BANDS])
def test_shares_are_as_published(
    engine: DuckDB, day: date, name: str, what: str, of: str, low: float, high: float
) -> None:
    assert low <= one(engine, ON_DAY.format(what=what, of=of), day=day) <= high, name


def test_spells_end_as_published(engine: DuckDB) -> None:
    """Published: 56 and 49 % of the spells of the young and of those over 55 ended within three months in 2024."""
    short = one(
        engine,
        """select avg((coalesce(end_date, date '2100-01-01') - start_date < 91)::int) from statuses
        where status = 'unemployed' and start_date between $first and $last""",
        first=START,
        last=date(2022, 9, 30),
    )
    assert 0.40 <= short <= 0.64


def test_the_stock_is_exact_at_first_and_roughly_holds(engine: DuckDB) -> None:
    stock = """
        select count(*) from statuses where start_date <= $day and (end_date is null or end_date >= $day)
        and status in ('unemployed', 'laid_off', 'subsidised', 'in_service', 'in_training')
    """
    assert one(engine, stock, day=START) == CLIENTS
    for year, month in [(2020, 12), (2021, 6), (2021, 12), (2022, 6), (2022, 12)]:
        assert 0.85 * CLIENTS <= one(engine, stock, day=date(year, month, 15)) <= 1.15 * CLIENTS


def test_people_come_in_every_month(engine: DuckDB) -> None:
    months = engine.rows(
        """select date_trunc('month', first) as month, count(*) from (
            select min(start_date) as first from statuses group by person_id
        ) where first > $start group by month""",
        start=date(2020, 6, 30),
    )
    assert len(months) == 30
    assert min(count for _, count in months) > 0


def test_the_statuses_are_all_there(engine: DuckDB) -> None:
    found = {row[0] for row in engine.rows("select distinct status from statuses")}
    assert found == set(facts.STATUSES)


def test_an_ended_municipality_goes_on_in_its_successor(engine: DuckDB) -> None:
    moved = engine.rows(
        """select b.municipality, b.start_date from residences a join residences b using (person_id)
        where a.municipality = '099' and b.start_date = a.end_date + 1 and a.end_date = date '2020-12-31'"""
    )
    assert moved
    assert set(moved) == {("214", date(2021, 1, 1))}


# What they do


def test_benefits_are_paid_to_clients_at_the_laws_amount(engine: DuckDB) -> None:
    outside = one(
        engine,
        """select count(*) from benefits b where not exists (
            select 1 from statuses s where s.person_id = b.person_id and s.start_date <= b.start_date
            and coalesce(s.end_date, date '2100-01-01') >= coalesce(b.end_date, $until)
            and s.status in ('unemployed', 'laid_off', 'in_service', 'in_training'))""",
        until=UNTIL,
    )
    amounts = engine.rows("select distinct daily_cents from benefits where start_date >= date '2022-08-01'")
    assert outside == 0
    assert amounts == [(3572,)]
    assert 0 < one(engine, "select avg((paid_days_before is null)::int) from benefits") < 0.4


def test_jobs_are_of_many_kinds(engine: DuckDB) -> None:
    row = engine.rows("""
        select avg(subsidised::int), avg(self_employed::int), avg((weekly_hours is null)::int),
            avg((weekly_hours < 30)::int), avg((start_date < date '2020-06-01')::int),
            count(*) / count(distinct person_id)
        from employment
    """)[0]
    subsidised, own, unknown, part_time, earlier, each = row
    assert 0.01 < subsidised < 0.15
    assert 0.01 < own < 0.10
    assert 0.03 < unknown < 0.10
    assert 0.2 < part_time < 0.5
    assert 0.3 < earlier < 0.8
    assert 2.5 < each < 5
    assert one(engine, "select max(recorded_on) from employment") <= UNTIL
    assert one(engine, "select count(distinct source) from employment") == 4


def test_some_jobs_run_side_by_side_and_some_are_back_at_the_last_employer(engine: DuckDB) -> None:
    pairs = """
        select count(*) from employment a join employment b
        on a.person_id = b.person_id and a.employment_id < b.employment_id and a.start_date <= b.start_date
        where {which}
    """
    overlap = "coalesce(a.end_date, date '2100-01-01') >= b.start_date"
    assert one(engine, pairs.format(which=overlap)) > 50
    assert one(engine, pairs.format(which=f"not ({overlap}) and a.employer_id = b.employer_id")) > 50


def test_members_are_those_whom_the_target_group_names(engine: DuckDB, pilot: Pilot) -> None:
    day = date(2020, 7, 1)
    targeting.members(engine, pilot, day)
    enrolled = "select person_id, reasons from enrolments where start_date = $day"
    members = "select person_id, array_to_string(reasons, '|') from members"
    if engine.columns("members")["reasons"] == "VARCHAR":
        members = "select person_id, reasons from members"
    assert one(engine, f"select count(*) from ({enrolled})", day=day) > 0.6 * CLIENTS
    assert engine.rows(f"({enrolled}) except ({members})", day=day) == []
    assert engine.rows(f"({members}) except ({enrolled})", day=day) == []
    assert one(engine, "select count(*) from undecided") > 0


def test_participations_keep_to_contracts_and_conditions(engine: DuckDB, pilot: Pilot) -> None:
    for contract in pilot.contracts:
        days = engine.rows(
            "select min(start_date), max(start_date), count(*) from participations where contract_id = $id",
            id=contract.id,
        )[0]
        assert contract.period.start <= days[0] <= days[1] <= contract.period.end
    banded = "select {what} from participations where contract_id = 'banded'"
    assert 20 <= one(engine, banded.format(what="count(*)")) <= 70  # a maximum of 40, roughly kept
    late = engine.rows(banded.format(what="distinct risk_band") + " and start_date >= date '2021-01-01'")
    assert {row[0] for row in late} <= {"low", "high"}  # the contract prices no medium then
    before = """
        select count(*) from participations p join statuses s on s.person_id = p.person_id
        and s.end_date + 1 = p.start_date and s.status in ('unemployed', 'laid_off')
        left join statuses b on b.person_id = s.person_id and b.end_date + 1 = s.start_date
        and b.status in ('unemployed', 'laid_off')
        where service_id = 'long-coaching' and s.end_date - coalesce(b.start_date, s.start_date) + 1 < 180
    """
    assert one(engine, before) == 0
    visited = "select count(*) from participations where service_id = 'employer-visits' and person_id is not null"
    assert one(engine, visited) == 0


def test_participations_follow_the_status(engine: DuckDB) -> None:
    kinds = engine.rows("""
        select distinct p.service_id, s.status from participations p join statuses s on s.person_id = p.person_id
        and s.start_date <= p.start_date and coalesce(s.end_date, date '2100-01-01') >= p.start_date
    """)
    assert set(kinds) == {
        ("coaching", "in_service"),
        ("long-coaching", "in_service"),
        ("wage-subsidy", "subsidised"),
        ("guidance", "unemployed"),
    }


def test_milestones_and_deliveries_are_those_the_contracts_name(engine: DuckDB) -> None:
    named = "select distinct contract_id, {what} from {table} join participations using (participation_id)"
    assert engine.rows(named.format(what="milestone", table="milestones")) == [("banded", "plan_accepted")]
    assert engine.rows(named.format(what="unit", table="deliveries")) == [("hourly", "hour")]


def test_meetings_are_on_weekdays_in_the_pilot(engine: DuckDB) -> None:
    assert one(engine, "select max(isodow(date)) from contacts") == 5
    outside = """
        select count(*) from contacts c where not exists (
            select 1 from enrolments e where e.person_id = c.person_id and e.start_date <= c.date
            and coalesce(e.end_date, date '2100-01-01') >= c.date)
    """
    assert one(engine, outside) == 0
    supplementary = "select min(date) from contacts where kind = 'supplementary_discussion'"
    assert one(engine, supplementary) >= date(2022, 5, 2)
    assert one(engine, "select bool_and(coach_id is not null) from contacts")


def test_a_stronger_effect_sends_more_to_work(pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polku.simulation._flow.CROWD", 1500)
    shares = []
    for effect in (0.3, 4.0):
        monkeypatch.setattr("polku.simulation._world._effects", _all_equal(effect))
        out = tmp_path / str(effect)
        simulate(pilot, clients=800, seed=3, start=START, until=date(2021, 12, 31), out=out)
        with DuckDB() as engine:
            facts.load(engine, out)
            shares.append(
                one(engine, "select avg((end_reason = 'job')::int) from participations where end_date is not null")
            )
    assert shares[1] > 1.5 * shares[0]


def _all_equal(effect: float) -> Any:
    import numpy as np

    return lambda seed, n: np.full(n, effect)
