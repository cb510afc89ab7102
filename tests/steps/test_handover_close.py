"""Who takes over what, what can still come due, and the files and the page that tell it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from polku.base.engine import DuckDB, Settings
from polku.definition import MissingPart, Pilot, load_pilot
from polku.facts import put
from polku.handover import Closing, close, closing, closing_json, closing_page
from polku.page import LANGUAGES
from tests.steps.command_line import PILOT, content, make_facts, make_pilot, polku, refused, told
from tests.steps.fact_folders import sound

Row = dict[str, Any]
Facts = dict[str, list[Row]]

ON = date(2024, 12, 31)
HEAD = """\
pilot: ending
name: {fi: Päättyvä kokeilu, sv: Ett försök som slutar, en: A pilot that ends}
source: invented
organiser: {id: somewhere, name: Jossain}
model: purchase
period: {start: 2024-01-01, end: 2024-12-31}
municipalities: ["837", "508"]
services: [{id: sparring, kind: coaching, production: purchased}]
providers: [{id: p, name: Valmentaja, invented: true, services: [sparring]}]
successors:
  - {organiser: city, municipalities: ["837"]}
  - {organiser: village, municipalities: ["508"]}
contracts:
"""
CONTRACT = "  - {{id: c, provider: p, services: [sparring], period: {{start: 2024-01-01, end: 2024-12-31}}, {terms}}}\n"
JOB_90 = "{id: job-90, pays_for: employment, days: 90, window_days: 365, amount: 800.00}"


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


def pilot(folder: Path, terms: str) -> Pilot:
    path = folder / "ending.yaml"
    path.write_text(HEAD + CONTRACT.format(terms=terms), encoding="utf-8")
    return load_pilot(path)


def anna(start: str = "2024-03-01", **tables: list[Row]) -> Facts:
    """One client in Tampere, in the service since the day, and what else is told of her."""
    facts: Facts = {
        "persons": [{"person_id": "anna", "birth_date": date(1990, 1, 1)}],
        "residences": [{"person_id": "anna", "municipality": "837", "start_date": date(2020, 1, 1)}],
        "enrolments": [{"pilot_id": "ending", "person_id": "anna", "start_date": date(2024, 1, 1)}],
        "participations": [
            {
                "participation_id": "p1",
                "person_id": "anna",
                "service_id": "sparring",
                "provider_id": "p",
                "contract_id": "c",
                "start_date": date.fromisoformat(start),
                "end_date": date(2024, 9, 1),
            }
        ],
    }
    return facts | tables


def job(days: int, last: date = ON, **more: object) -> Row:
    first = date.fromordinal(last.toordinal() - days + 1)
    return {
        "employment_id": "e",
        "person_id": "anna",
        "start_date": first,
        "end_date": last,
        "weekly_hours": Decimal(38),
    } | more


def tail(engine: DuckDB, folder: Path, terms: str, facts: Facts) -> list[tuple[object, ...]]:
    put(engine, facts)
    close(engine, pilot(folder, terms), ON)
    return engine.rows("SELECT fee_id, last_day, participations, most_cents FROM tail_fees ORDER BY fee_id")


@pytest.mark.parametrize(
    ("sentence", "worked", "expected"),
    [
        ("twenty days and sixty to come are eighty: nothing can come", 20, []),
        ("thirty days and sixty to come are ninety", 30, [("job-90", date(2025, 3, 1), 1, 80000)]),
        ("ninety days are earned already", 90, []),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_a_window_that_is_still_open(
    engine: DuckDB, tmp_path: Path, sentence: str, worked: int, expected: list[tuple[object, ...]]
) -> None:
    facts = anna(employment=[job(worked, last=date(2024, 12, 15))])
    assert tail(engine, tmp_path, f"fees: [{JOB_90}]", facts) == expected


def test_the_tail_of_the_contract_ends_a_window(engine: DuckDB, tmp_path: Path) -> None:
    """Started on 1.12.2024: the window is open until 1.12.2025, the tail until 31.3.2025, its ninetieth day."""
    facts = anna("2024-12-01")
    assert tail(engine, tmp_path, f"tail_days: 90, fees: [{JOB_90}]", facts) == [
        ("job-90", date(2025, 3, 31), 1, 80000)
    ]
    assert tail(engine, tmp_path, f"tail_days: 89, fees: [{JOB_90}]", facts) == []


def test_a_claim_can_still_be_proved(engine: DuckDB, tmp_path: Path) -> None:
    facts = anna(employment=[job(90, source="client")])
    terms = f"accepts: [register], fees: [{JOB_90}]"
    assert tail(engine, tmp_path, terms, facts) == []  # sixty days are left to be proved by the register
    facts = anna("2024-10-01", employment=[job(90, source="client")])
    assert tail(engine, tmp_path, terms, facts) == [("job-90", date(2025, 10, 1), 1, 80000)]


def test_steps_hours_studies_and_wages(engine: DuckDB, tmp_path: Path) -> None:
    fees = (
        "fees: [{id: start, pays_for: start, amount: 100.00},"
        " {id: plan, pays_for: milestone, milestone: plan, within_days: 30, amount: 150.00},"
        " {id: end, pays_for: milestone, milestone: end, amount: 50.00},"
        " {id: hours, pays_for: delivery, unit: hour, amount: 65.00, max_quantity: 18},"
        " {id: study, pays_for: education, window_days: 180, amount: 400.00},"
        " {id: wages, pays_for: earnings, window_days: 365, threshold: 9000.00, amount: 900.00}]"
    )
    hours = [{"participation_id": "p1", "date": date(2024, 12, 20), "unit": "hour", "quantity": Decimal("10.5")}]
    told = tail(engine, tmp_path, fees, anna("2024-12-10", deliveries=hours))
    assert told == [
        ("end", date(2025, 12, 31), 1, 5000),
        ("hours", date(2025, 12, 31), 1, 48750),  # 7.5 of 18 hours are left
        ("plan", date(2025, 1, 9), 1, 15000),
        ("study", date(2025, 6, 8), 1, 40000),
        ("wages", date(2025, 12, 10), 1, 90000),
    ]
    assert tail(engine, tmp_path, fees, anna("2024-06-01"))[-1] == ("wages", date(2025, 6, 1), 1, 90000)
    assert "study" not in {row[0] for row in tail(engine, tmp_path, fees, anna("2024-06-01"))}


def test_caps_and_what_has_no_limit(engine: DuckDB, tmp_path: Path) -> None:
    share = "{id: share, pays_for: earnings, window_days: 365, share: 10 %}"
    fees = f"fees: [{{id: start, pays_for: start, amount: 100.00}}, {share}]"
    assert tail(engine, tmp_path, fees, anna()) == [("share", date(2025, 3, 1), 1, None)]
    assert tail(engine, tmp_path, f"cap_per_person: 1500.00, {fees}", anna()) == [
        ("share", date(2025, 3, 1), 1, 140000)
    ]
    assert tail(engine, tmp_path, f"ceiling: 300.00, {fees}", anna()) == [("share", date(2025, 3, 1), 1, 20000)]


def test_results_above_the_expected(engine: DuckDB, tmp_path: Path) -> None:
    """One client, 45 % expected: 0.55 of 3 000 euros when the cohort is counted, 400 days after its quarter."""
    rate = (
        "{id: above, pays_for: result_rate, of: job-90, cohort: quarter, expected: 45 %, settled_after_days: 400,"
        " amount: 3000.00}"
    )
    told = tail(engine, tmp_path, f"fees: [{JOB_90}, {rate}]", anna("2024-11-01"))
    assert told == [("above", date(2026, 2, 4), 0, 165000), ("job-90", date(2025, 11, 1), 1, 80000)]


def test_what_starts_later_is_no_part_of_it(engine: DuckDB, tmp_path: Path) -> None:
    facts = anna("2025-02-01")
    facts["participations"][0] |= {"referral_date": date(2024, 12, 1), "end_date": None}
    assert tail(engine, tmp_path, f"fees: [{JOB_90}]", facts) == []
    assert engine.rows("SELECT kind, organiser FROM closing_cases") == [("open_referral", "city")]


def summary(engine: DuckDB, folder: Path, facts: Facts) -> tuple[Closing, Pilot]:
    put(engine, facts)
    ending = pilot(folder, f"fees: [{JOB_90}]")
    close(engine, ending, ON)
    return closing(engine, ending, ON), ending


def crowd() -> Facts:
    """Anna in Tampere with a tail, Ida (protected) in the village, Ville in Helsinki, Olga nowhere; a firm."""
    facts = anna("2024-10-01")
    names = ("ida", "ville", "olga")
    facts["persons"] += [{"person_id": n, "birth_date": date(1990, 1, 1), "non_disclosure": n == "ida"} for n in names]
    facts["enrolments"] += [{"pilot_id": "ending", "person_id": n, "start_date": date(2024, 1, 1)} for n in names]
    for name, code in (("ida", "508"), ("ville", "091")):
        facts["residences"].append({"person_id": name, "municipality": code, "start_date": date(2020, 1, 1)})
    facts["coach_assignments"] = [{"person_id": "ida", "coach_id": "kim", "start_date": date(2024, 1, 1)}]
    facts["contacts"] = [{"person_id": "ida", "kind": "other", "date": date(2025, 1, 9)}]
    facts["employers"] = [{"employer_id": "firm", "municipality": "508"}]
    voucher = {"voucher_id": "v", "employer_id": "firm", "service_id": "sparring", "value_eur": Decimal("1200")}
    facts["vouchers"] = [voucher | {"issued_on": date(2024, 12, 1), "expires_on": date(2025, 2, 1)}]
    return facts


def test_the_summary(engine: DuckDB, tmp_path: Path) -> None:
    found, _ = summary(engine, tmp_path, crowd())
    assert (found.clients, found.non_disclosure, found.clients_by, found.voucher_cents) == (4, 1, "enrolments", 120000)
    assert dict(found.without_successor) == {"no_residence": 1, "no_successor": 1, "undecided": 0}
    city, village = found.successors
    assert (city.clients, city.tails, city.vouchers) == (1, 1, 0)
    assert (village.clients, village.tails, village.vouchers) == (1, 0, 1)
    [contract] = found.contracts
    assert (contract.results_until, contract.participations, contract.most_cents) == (date(2025, 12, 31), 1, 80000)
    assert contract.invented  # its provider is


def test_a_non_disclosure_order_hides_place_and_contact(engine: DuckDB, tmp_path: Path) -> None:
    summary(engine, tmp_path, crowd())
    query = "SELECT municipality, non_disclosure, coach_id, next_meeting_on FROM handed_over WHERE organiser = $o"
    assert engine.rows(query, o="village") == [(None, True, None, None)]
    assert engine.rows(query, o="city") == [("837", False, None, None)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_it_in_three_languages_and_names_nobody(engine: DuckDB, tmp_path: Path, lang: str) -> None:
    found, ending = summary(engine, tmp_path, crowd())
    page = closing_page(found, ending, lang)  # type: ignore[arg-type]
    assert ending.name.in_language(lang) in page
    for name in ("anna", "ida", "ville", "olga", "kim", "firm", "p1"):
        assert not re.search(rf"\b{name}\b", re.sub(r"<[^>]*>", " ", page.split("</style>")[1])), name
        assert f'"{name}"' not in json.dumps(closing_json(found))
    assert not re.search(r"\{\w+\}|\bNone\b", page.split("</style>")[1])


def test_every_text_is_in_all_languages() -> None:
    from polku.handover import _words
    from polku.page import texts

    keys = [set(texts(_words.Words.folder, lang)) for lang in LANGUAGES]
    assert keys[0] == keys[1] == keys[2]
    fills = [
        {key: sorted(re.findall(r"{(\w+)}", text)) for key, text in texts(_words.Words.folder, lang).items()}
        for lang in LANGUAGES
    ]
    assert fills[0] == fills[1] == fills[2]


def test_the_target_group_where_nobody_is_enrolled(engine: DuckDB, tmp_path: Path) -> None:
    """The undecided are listed with what is missing; no successor gets them."""
    path = tmp_path / "group.yaml"
    group = "target_group: {any_of: [{id: right, when: not earnings_related_right}]}\n"
    path.write_text(HEAD.replace("contracts:\n", group), encoding="utf-8")
    facts = anna()
    facts["enrolments"] = []
    facts["persons"].append({"person_id": "bo", "birth_date": date(1990, 1, 1)})
    facts["residences"].append({"person_id": "bo", "municipality": "837", "start_date": date(2020, 1, 1)})
    facts["rights"] = [{"person_id": "bo", "earnings_related": False, "start_date": date(2020, 1, 1)}]
    put(engine, facts)
    close(engine, load_pilot(path), ON)
    assert engine.rows("SELECT person_id FROM handed_over") == [("bo",)]
    left = engine.rows("SELECT person_id, reason, missing, municipality FROM without_successor")
    assert left == [("anna", "undecided", "earnings_related_right", "837")]
    assert closing(engine, load_pilot(path), ON).clients_by == "target_group"


def test_a_merged_municipality_goes_with_the_one_that_took_it_in(engine: DuckDB, tmp_path: Path) -> None:
    """Valtimo (911) was merged into Nurmes (541) on 1.1.2020."""
    path = tmp_path / "merged.yaml"
    text = HEAD.replace('"508"]', '"541"]').replace("contracts:\n", "")
    path.write_text(text, encoding="utf-8")
    facts = anna()
    facts["residences"][0]["municipality"] = "911"
    put(engine, facts)
    close(engine, load_pilot(path), ON)
    assert engine.rows("SELECT organiser, municipality FROM handed_over") == [("village", "911")]


def test_a_pilot_without_successors_is_told_so(engine: DuckDB, tmp_path: Path) -> None:
    path = tmp_path / "alone.yaml"
    path.write_text(HEAD.split("successors:")[0], encoding="utf-8")
    with pytest.raises(MissingPart, match="pilot close needs successors; pilot ending leaves it out"):
        close(engine, load_pilot(path), ON)


SUCCESSORS = 'successors: [{organiser: city, municipalities: ["837"]}, {organiser: ring, municipalities: ["536"]}]\n'


def test_the_command_writes_two_files_for_each_successor(tmp_path: Path) -> None:
    facts = make_facts(tmp_path / "facts", enrolments=[sound("enrolments", pilot_id="small-pilot")])
    path = make_pilot(tmp_path, PILOT + SUCCESSORS)
    out = tmp_path / "out"
    found = told("pilot", "close", path, facts, "--on", "31.12.2021", "--out", out, "--format", "csv")
    assert set(content(out)) == {
        "city.csv", "city_cases.csv", "ring.csv", "ring_cases.csv", "without_successor.csv",
        "without_successor_cases.csv", "tail_fees.csv", "close.json", "close.html",
    }  # fmt: skip
    assert found["closing"] == json.loads((out / "close.json").read_text(encoding="utf-8"))
    assert (out / "ring.csv").read_text(encoding="utf-8").count("\n") == 1  # its header
    spoken = polku("pilot", "close", path, facts, "--on", "2021-12-31", "--out", out, "--lang", "sv")
    assert spoken.exit_code == 0
    assert "The summary:" in spoken.stdout
    assert not (out / "city.csv").exists()  # the earlier run's other form is gone
    assert 'lang="sv"' in (out / "close.html").read_text(encoding="utf-8")
    (out / "ring_notes.csv").write_text("somebody's own", encoding="utf-8")
    fewer = make_pilot(tmp_path, PILOT + SUCCESSORS.replace("ring", "belt"))
    assert polku("pilot", "close", fewer, facts, "--on", "2021-12-31", "--out", out).exit_code == 0
    assert {path.stem for path in out.iterdir() if "belt" in path.stem} == {"belt", "belt_cases"}
    assert {path.stem for path in out.iterdir() if "ring" in path.stem} == {"ring_notes"}  # the earlier heir's are gone


def test_the_command_refuses_and_writes_nothing(tmp_path: Path) -> None:
    facts, path, out = make_facts(tmp_path / "facts"), make_pilot(tmp_path), tmp_path / "out"
    said = refused("pilot", "close", path, facts, "--on", "2021-12-31", "--out", out)
    assert "needs successors" in said
    assert not out.exists()
    refused("pilot", "close", path, facts, "--out", out, code=2)
