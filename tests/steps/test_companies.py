"""Companies as clients: what a pilot may say of them, invented ones, and the chain on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from polku import facts
from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot, check_pilot, load_pilot, service_kinds
from polku.outcome import outcomes
from polku.settlement import fee_lines
from polku.simulation import simulate
from polku.targeting import asks_nobody, nobody
from tests.steps.command_line import told
from tests.steps.invented import one

PILOT = Path(__file__).with_name("test_companies_pilot.yaml")
START, UNTIL = date(2021, 1, 4), date(2022, 10, 15)
CLIENTS = 800
FOR_PEOPLE = {"coaching", "own-coaching", "guidance"}


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return load_pilot(PILOT)


@pytest.fixture(scope="module")
def folder(pilot: Pilot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("companies")
    simulate(pilot, clients=CLIENTS, seed=3, start=START, until=UNTIL, out=out)
    return out


@pytest.fixture(scope="module")
def engine(folder: Path, pilot: Pilot) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=2)) as engine:
        facts.load(engine, folder, pilot=pilot)
        yield engine


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


# What a pilot may say of them


def test_the_law_tells_which_kinds_have_companies_as_clients() -> None:
    assert {kind.kind for kind in service_kinds() if kind.for_companies} == {
        "employer_visit", "company_network", "company_advice", "business_finance",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fee", "message"),
    [
        ("pays_for: employment, days: 90, window_days: 365, amount: 1.00", "f needs a person"),
        ("pays_for: education, window_days: 365, amount: 1.00", "f needs a person"),
        ("pays_for: earnings, window_days: 365, share: 10 %", "f needs a person"),
        ("pays_for: start, amount: {low: 1.00, high: 2.00}", "f is paid by risk band"),
        ("pays_for: start, amount: 1.00", None),
    ],
)
def test_what_asks_for_a_person_in_a_company_s_contract_is_a_warning(
    tmp_path: Path, fee: str, message: str | None
) -> None:
    text = PILOT.read_text(encoding="utf-8")
    path = tmp_path / "pilot.yaml"
    old = "{id: visit, pays_for: delivery, unit: visit, amount: 150.00, max_quantity: 1}"
    assert old in text
    path.write_text(text.replace(old, f"{{id: f, {fee}}}"), encoding="utf-8")
    found = [odd.message for odd in check_pilot(path).warnings]
    assert len(found) == (message is not None)
    assert all(said.startswith(message or "") for said in found)


def test_a_condition_of_a_service_for_companies_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "pilot.yaml"
    old, new = "kind: employer_visit,", "kind: employer_visit, conditions: age < 30,"
    path.write_text(PILOT.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    (odd,) = check_pilot(path).warnings
    assert "visits are companies" in odd.message


# Invented ones


def test_nothing_is_odd_about_them(folder: Path, pilot: Pilot) -> None:
    beside = {
        "participations",
        "milestones",
        "deliveries",
        "vouchers",
        "employers",
        "vacancies",
        "introductions",
        "costs",
    }
    with DuckDB() as engine:
        found = facts.check(engine, folder, pilot=pilot)
        assert found.errors == 0
        assert [str(fault) for fault in found.faults() if fault.table in beside] == []


@pytest.mark.usefixtures("quick")
def test_the_same_seed_gives_the_same_bytes(pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"clients": 100, "start": START, "until": date(2021, 12, 31)}
    simulate(pilot, seed=1, out=tmp_path / "first", **given)  # type: ignore[arg-type]
    monkeypatch.setenv("POLKU_THREADS", "1")
    simulate(pilot, seed=1, out=tmp_path / "again", **given)  # type: ignore[arg-type]
    assert hashes(tmp_path / "first") == hashes(tmp_path / "again")


@pytest.mark.usefixtures("quick")
def test_nobody_gives_no_company_either(pilot: Pilot, tmp_path: Path) -> None:
    counts = simulate(pilot, clients=0, seed=1, start=START, until=UNTIL, out=tmp_path)
    assert set(counts.values()) == {0}


def test_companies_are_clients_of_their_services_and_people_of_theirs(engine: DuckDB) -> None:
    rows = engine.rows("SELECT service_id, person_id IS NOT NULL, employer_id IS NOT NULL FROM participations")
    assert {service for service, *_ in rows} == FOR_PEOPLE | {"visits", "development", "network", "finance"}
    assert all(person == (service in FOR_PEOPLE) and person != employer for service, person, employer in rows)


def test_they_come_on_contract_days_and_within_the_maximum(engine: DuckDB) -> None:
    rows = engine.rows(
        "SELECT min(start_date), max(start_date), count(*), count(DISTINCT employer_id), max(isodow(start_date))"
        " FROM participations WHERE contract_id = 'visits-a'"
    )
    ((first, last, n, companies, weekday),) = rows
    assert date(2021, 3, 1) <= first <= last <= date(2022, 6, 30)
    assert 10 < n <= 30
    assert companies == n
    assert weekday <= 5
    assert (
        one(engine, "SELECT count(*) FROM participations WHERE employer_id IS NOT NULL AND risk_band IS NOT NULL") == 0
    )


def test_a_visit_is_a_day_and_what_was_done_lies_within_it(engine: DuckDB) -> None:
    assert one(engine, "SELECT bool_and(end_date = start_date) FROM participations WHERE service_id = 'visits'")
    assert one(
        engine,
        "SELECT bool_and(date >= start_date AND date <= coalesce(end_date, date)) FROM deliveries"
        " JOIN participations USING (participation_id) WHERE employer_id IS NOT NULL",
    )
    assert {unit for (unit,) in engine.rows("SELECT DISTINCT unit FROM deliveries")} == {"hour", "visit"}


def test_growth_companies_come_more_often(engine: DuckDB) -> None:
    grown, others = (
        one(
            engine,
            "SELECT count(DISTINCT p.employer_id) / count(DISTINCT e.employer_id) FROM employers AS e"
            " LEFT JOIN participations AS p USING (employer_id) WHERE growth_company = $grown",
            grown=grown,
        )
        for grown in (True, False)
    )
    assert grown > others


# Vouchers


def test_a_voucher_is_its_client_s_and_redeemed_on_the_first_day(engine: DuckDB) -> None:
    rows = engine.rows(
        "SELECT v.service_id = p.service_id, v.person_id IS NOT DISTINCT FROM p.person_id,"
        " v.employer_id IS NOT DISTINCT FROM p.employer_id,"
        " v.provider_id = p.provider_id, redeemed_on = start_date, start_date BETWEEN issued_on AND expires_on"
        " FROM participations AS p JOIN vouchers AS v USING (voucher_id)"
    )
    assert len(rows) > 20
    assert all(all(row) for row in rows)
    used = "SELECT count(*), count(DISTINCT voucher_id) FROM participations WHERE voucher_id IS NOT NULL"
    ((n, distinct),) = engine.rows(used)
    assert n == distinct == one(engine, "SELECT count(*) FROM vouchers WHERE redeemed_on IS NOT NULL")


def test_a_budget_is_not_overspent(engine: DuckDB) -> None:
    """5 250 euros are ten vouchers of 500."""
    assert one(engine, "SELECT count(redeemed_on) FROM vouchers WHERE service_id = 'coaching'") == 10
    assert one(engine, "SELECT min(issued_on) FROM vouchers") >= date(2021, 2, 1)


@pytest.mark.usefixtures("quick")
def test_nor_is_it_when_people_are_made_in_pieces(
    pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("polku.simulation._simulate.CHUNK", 60)
    simulate(pilot, clients=200, seed=1, start=START, until=UNTIL, out=tmp_path)
    with DuckDB() as engine:
        assert facts.load(engine, tmp_path, pilot=pilot).errors == 0
        assert one(engine, "SELECT count(redeemed_on) FROM vouchers WHERE service_id = 'coaching'") == 10


def test_what_expired_was_not_redeemed(engine: DuckDB) -> None:
    unused = engine.rows("SELECT expires_on, provider_id FROM vouchers WHERE redeemed_on IS NULL")
    assert unused
    assert all(expired <= UNTIL and provider is None for expired, provider in unused)


# Costs


def test_own_and_partner_work_is_booked_by_whole_month(engine: DuckDB) -> None:
    rows = engine.rows("SELECT service_id, production, provider_id, month, cents, units FROM costs")
    assert {row[:3] for row in rows} == {
        ("own-coaching", "own", None),
        ("guidance", "partner", None),
        ("network", "partner", "partner"),
        ("finance", "own", None),
    }
    assert max(row[3] for row in rows) == date(2022, 9, 1)
    prices = {"own-coaching": 10_000, "guidance": 5_000, "network": 1_000, "finance": 4_000}
    assert all(0.93 < cents / (prices[service] * float(units)) < 1.09 for service, *_, cents, units in rows)


def test_units_are_what_the_price_is_of(engine: DuckDB) -> None:
    monthly = (
        "SELECT count(*) FROM participations WHERE service_id = 'own-coaching' AND start_date <= DATE '2022-03-31'"
    )
    booked = "SELECT sum(units) FROM costs WHERE service_id = $service AND month = DATE '2022-03-01'"
    there = one(engine, f"{monthly} AND coalesce(end_date >= DATE '2022-03-01', true)")
    assert one(engine, booked, service="own-coaching") == there
    begun = (
        "SELECT count(*) FROM participations WHERE service_id = 'guidance' AND date_trunc('month', start_date) = $month"
    )
    assert one(engine, booked, service="guidance") == one(engine, begun, month=date(2022, 3, 1))
    days = (
        "SELECT sum(least(coalesce(end_date, DATE '2022-03-31'), DATE '2022-03-31')"
        " - greatest(start_date, DATE '2022-03-01') + 1) FROM participations WHERE service_id = 'network'"
        " AND start_date <= DATE '2022-03-31' AND coalesce(end_date >= DATE '2022-03-01', true)"
    )
    assert one(engine, booked, service="network") == one(engine, days)


# Vacancies and introductions


def test_vacancies_open_at_the_published_pace(engine: DuckDB) -> None:
    """About 0.12 a month for each unemployed, who are 1 / 1.39 of the clients; open for about three weeks."""
    n, days = engine.rows("SELECT count(*), avg(closed_on - opened_on) FROM vacancies WHERE closed_on IS NOT NULL")[0]
    months = (UNTIL - START).days / 30.4
    assert 0.07 < n / months / CLIENTS < 0.12
    assert 15 < days < 30
    assert one(engine, "SELECT bool_and(opened_on BETWEEN $first AND $last) FROM vacancies", first=START, last=UNTIL)


def test_an_introduction_falls_on_an_open_vacancy(engine: DuckDB) -> None:
    joined = "FROM introductions JOIN vacancies USING (vacancy_id)"
    assert one(engine, f"SELECT bool_and(date >= opened_on AND coalesce(date <= closed_on, true)) {joined}")
    assert one(engine, f"SELECT count(*) {joined}") == one(engine, "SELECT count(*) FROM introductions")
    results = {result for (result,) in engine.rows("SELECT DISTINCT result FROM introductions")}
    assert results == {"pending", "interview", "hired", "declined", "rejected"}


def test_who_was_hired_has_the_job(engine: DuckDB) -> None:
    hired = "FROM introductions AS i JOIN vacancies AS v USING (vacancy_id) WHERE result = 'hired'"
    n = one(engine, f"SELECT count(*) {hired}")
    assert n > 10
    with_job = (
        f"SELECT count(*) {hired} AND EXISTS (SELECT 1 FROM employment AS e WHERE e.person_id = i.person_id"
        " AND e.employer_id = v.employer_id AND e.start_date > i.date AND e.start_date <= i.date + 60)"
    )
    assert one(engine, with_job) == n


# The chain on them


def test_companies_are_settled_by_their_contracts(engine: DuckDB, pilot: Pilot) -> None:
    fee_lines(engine, pilot, UNTIL)
    rows = engine.rows(
        "SELECT contract_id, subject, sum(payable_cents), max(status = 'claimed') FROM fee_lines"
        " WHERE contract_id IN ('visits-a', 'development-b') AND person_id IS NULL GROUP BY ALL"
    )
    assert {contract for contract, *_ in rows} == {"visits-a", "development-b"}
    assert all(subject.startswith("t") for _, subject, *_ in rows)
    assert all(cents <= 200_000 for contract, _, cents, _ in rows if contract == "development-b")
    assert any(claimed for *_, claimed in rows)


def test_nothing_of_a_person_comes_of_a_company(engine: DuckDB) -> None:
    outcomes(engine, UNTIL)
    companies = "FROM outcomes WHERE service_id IN ('visits', 'development', 'network', 'finance')"
    assert one(engine, f"SELECT count(*) {companies}") > 50
    assert one(engine, f"SELECT count(*) {companies} AND (person_id IS NOT NULL OR employed_days_90 IS NOT NULL)") == 0


def test_a_pilot_without_a_target_group_asks_nobody(pilot: Pilot, engine: DuckDB) -> None:
    assert not asks_nobody(pilot)
    assert asks_nobody(load_pilot("yritysyhteistyo-2016"))
    assert asks_nobody(load_pilot("avgs-mpav"))
    nobody(engine)
    assert engine.rows("FROM members") == engine.rows("FROM undecided") == []


@pytest.mark.parametrize(
    ("lang", "said"),
    [("fi", "ei kysytty"), ("sv", "ingen prövades"), ("en", "nobody was held against one")],
)
def test_a_company_pilot_runs_to_the_report(tmp_path: Path, folder: Path, lang: str, said: str) -> None:
    lines = PILOT.read_text(encoding="utf-8").splitlines(keepends=True)
    cut = "".join(line for line in lines if not line.startswith(("target_group", "  scope", "  any_of")))
    path = tmp_path / "pilot.yaml"
    path.write_text(cut, encoding="utf-8")
    found = told("run", path, folder, "--until", str(UNTIL), "--lang", lang, "--out", tmp_path / "out")
    assert (found["members"], found["undecided"]) == (0, 0)
    assert found["fee_lines"] > 50
    assert said in found["told"][0]
    assert said in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_truth_tells_effects_on_people_only(folder: Path) -> None:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert set(truth["services"]) == FOR_PEOPLE
