"""A world that differs from the published one: what the file may say, and what comes of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from polku import facts
from polku.base import PolkuError
from polku.base.engine import DuckDB
from polku.definition import DefinitionError, Pilot
from polku.simulation import Comparison, Downturn, Records, Selection, Settings, read_settings
from tests.steps.invented import START, one, small

pytestmark = pytest.mark.usefixtures("smaller_crowd")


@pytest.fixture
def smaller_crowd(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough where bands are wide."""
    monkeypatch.setattr("polku.simulation._flow.CROWD", 1000)


WHOLE = """
seasons: false
cycle: false
downturn: {start: 2021-01-01, end: 2021-12-31, unemployed: 1.3, work: 0.75}
inflow: 1.1
others: 0
comparison: {municipalities: ["398"], areas: ["33"], clients: 70}
selection: {seen: 0.5, unseen: -0.25}
records: {twice: 0.5}
effects: {coaching: 1.4}
"""


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "settings.yaml"
    path.write_text(text, encoding="utf-8")
    return path


# The file


def test_every_key_is_read(tmp_path: Path) -> None:
    assert read_settings(_file(tmp_path, WHOLE)) == Settings(
        seasons=False,
        cycle=False,
        downturn=Downturn(date(2021, 1, 1), date(2021, 12, 31), 1.3, 0.75),
        inflow=1.1,
        others=0,
        comparison=Comparison(("398", "683", "698"), 70),
        selection=Selection(0.5, -0.25),
        records=Records(twice=0.5),
        effects={"coaching": 1.4},
    )


def test_what_is_left_out_stays_usual(tmp_path: Path) -> None:
    assert read_settings(_file(tmp_path, "seasons: true\n")) == Settings()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("season: true\n", 1, "There is no key season. Did you mean seasons?"),
        ("cycle: often\n", 1, "often is neither true nor false"),
        ("inflow: true\n", 1, "True is no number from 0 to 10"),
        ("inflow: -1\n", 1, "-1 is no number from 0 to 10"),
        ("selection:\n  seen: much\n", 2, "much is no number"),
        ("selection: 1\n", 1, "Here should be keys with values"),
        ("records: {late: 1}\n", 1, "There is no key late"),
        ("downturn: {start: 2021-01-01}\n", 1, "The key end is missing"),
        ("downturn: {start: 2021-01-01, end: 2020-01-01}\n", 1, "before it starts"),
        ("downturn: {start: spring, end: 2020-01-01}\n", 1, "spring is no day"),
        ("comparison: {clients: 5}\n", 1, "The comparison has no municipalities"),
        ("comparison: {municipalities: 398}\n", 1, "Here should be a list of codes"),
        ('comparison: {municipalities: ["999"]}\n', 1, "There is no municipality 999"),
        ('comparison: {areas: ["99"]}\n', 1, "There is no employment area 99"),
        ('comparison: {municipalities: ["398"], clients: few}\n', 1, "few is no whole number"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_settings(_file(tmp_path, text))
    assert said in str(caught.value)
    assert caught.value.faults[0].line == line
    assert caught.value.faults[0].file == "settings.yaml"


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_settings(_file(tmp_path, "season: true\ninflow: much\nothers: -1\n"))
    assert [fault.line for fault in caught.value.faults] == [1, 2, 3]


# What comes of it


def _loaded(pilot: Pilot, out: Path, settings: Settings, **more: Any) -> DuckDB:
    small(pilot, out, settings=settings, **more)
    engine = DuckDB()
    facts.load(engine, out, pilot=pilot)
    return engine


def _unemployed(engine: DuckDB, day: date) -> int:
    facts.persons_at(engine, day, name="on_the_day")
    return int(one(engine, "select count(*) from on_the_day where unemployed"))


def test_the_comparison_lives_elsewhere_and_gets_nothing_of_the_pilot(pilot: Pilot, tmp_path: Path) -> None:
    with _loaded(pilot, tmp_path, Settings(comparison=Comparison(("398",), 100), others=0)) as engine:
        facts.persons_at(engine, START, name="first")
        homes = dict(
            engine.rows("select municipality in ('398'), count(*) from first where status <> 'none' group by 1")
        )
        assert (homes[True], homes[False]) == (pytest.approx(100, abs=3), pytest.approx(150, abs=3))
        served = """
            select count(*) from participations p join residences r on r.person_id = p.person_id
            and r.start_date <= p.start_date and coalesce(r.end_date, date '2100-01-01') >= p.start_date
            where r.municipality = '398'
        """
        assert one(engine, served) == 0
        assert one(engine, "select count(*) from participations") > 0
        later = "select count(distinct person_id) from residences where municipality = '398' and start_date > $day"
        assert one(engine, later, day=START) > 0


def test_a_comparison_in_the_pilot_is_refused(pilot: Pilot, tmp_path: Path) -> None:
    with pytest.raises(PolkuError, match="609 is in the pilot and in its comparison"):
        small(pilot, tmp_path / "out", settings=Settings(comparison=Comparison(("609", "398"))))
    assert not (tmp_path / "out").exists()


def test_a_downturn_raises_unemployment(pilot: Pilot, tmp_path: Path) -> None:
    day = date(2021, 6, 30)
    bad = Downturn(date(2020, 9, 1), date(2021, 9, 30), unemployed=1.5, work=0.5)
    counts = []
    for name, settings in (("usual", Settings()), ("bad", Settings(downturn=bad))):
        with _loaded(pilot, tmp_path / name, settings, clients=600) as engine:
            counts.append(_unemployed(engine, day))
    assert 1.2 * counts[0] < counts[1] < 1.8 * counts[0]


def test_without_seasons_and_years_unemployment_holds(pilot: Pilot, tmp_path: Path) -> None:
    with _loaded(pilot, tmp_path, Settings(seasons=False, cycle=False), clients=600) as engine:
        counts = [_unemployed(engine, date(2021, month, 28)) for month in range(1, 7)]
    assert max(counts) < 1.15 * min(counts)


@pytest.mark.parametrize("what", ["seen", "unseen"])
def test_selection_changes_who_comes_into_services(pilot: Pilot, tmp_path: Path, what: str) -> None:
    """By what is seen the younger come; by what is not, no column but the later jobs tells."""
    found = []
    for strength in (-2.0, 2.0):
        settings = Settings(selection=Selection(**{what: strength}), effects={"coaching": 1.0, "guidance": 1.0})
        with _loaded(pilot, tmp_path / str(strength), settings, clients=900) as engine:
            served = "from persons semi join participations using (person_id)"
            age = one(engine, f"select avg(date_diff('year', birth_date, date '2021-01-01')) {served}")
            work = one(engine, "select avg((end_reason = 'job')::int) from participations where end_date is not null")
            found.append((age, work))
        truth = json.loads((tmp_path / str(strength) / "truth.json").read_text(encoding="utf-8"))
        assert truth["selection"] == {"seen": 0.0, "unseen": 0.0} | {what: strength}
    if what == "seen":
        assert found[1][0] < found[0][0] - 3
    assert found[1][1] > found[0][1]


def test_selection_changes_nobody(pilot: Pilot, tmp_path: Path) -> None:
    rows = []
    for name, settings in (("plain", Settings()), ("chosen", Settings(selection=Selection(1.0, 1.0)))):
        with _loaded(pilot, tmp_path / name, settings) as engine:
            rows.append(engine.rows("select person_id, birth_date, education_level from persons order by 1 limit 150"))
    assert rows[0] == rows[1]


def test_more_or_fewer_come_in(pilot: Pilot, tmp_path: Path) -> None:
    people = [
        small(pilot, tmp_path / str(factor), settings=Settings(inflow=factor, others=0))["persons"] for factor in (0, 2)
    ]
    assert people[0] == 150
    assert people[1] > 250  # type: ignore[operator]


def test_other_jobseekers_are_there_from_the_first_day(pilot: Pilot, tmp_path: Path) -> None:
    with _loaded(pilot, tmp_path, Settings(others=0.5)) as engine:
        facts.persons_at(engine, START, name="first")
        there = dict(engine.rows("select status, count(*) from first where status <> 'none' group by 1"))
    assert sum(there.get(status, 0) for status in ("employed", "reduced_hours", "outside")) == pytest.approx(75, abs=2)
    assert sum(there.values()) == pytest.approx(225, abs=4)


def test_records_fall_short_as_told(pilot: Pilot, tmp_path: Path) -> None:
    """Told twice: first by another, then by the register, and not alike; known on an earlier day, only once."""
    twice = """
        select count(*), count(*) filter (a.recorded_on < b.recorded_on),
            count(*) filter (a.weekly_hours <> b.weekly_hours)
        from employment a join employment b on a.person_id = b.person_id and a.employer_id = b.employer_id
        where a.source <> 'register' and b.source = 'register' and abs(a.start_date - b.start_date) <= 3
    """
    with _loaded(pilot, tmp_path / "much", Settings(records=Records(twice=1, no_end=0)), clients=400) as engine:
        pairs, later, unlike = engine.rows(twice)[0]
        assert pairs > 30
        assert later > 0.9 * pairs
        assert 0.1 * pairs < unlike < 0.9 * pairs
    with _loaded(pilot, tmp_path / "none", Settings(records=Records(0, 1, 0)), clients=400) as engine:
        assert one(engine, "select count(end_date) from employment where source <> 'register'") == 0
        assert one(engine, "select bool_and(mode is not null) from contacts")
        found = facts.check(engine, tmp_path / "none", pilot=pilot)
        assert found.errors == 0
