"""Every pilot that ships: sound, told of on a page, and run from invented people to the report."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from polku.base.engine import DuckDB, Settings
from polku.definition import check_pilot, load_pilot, service_kinds
from polku.facts import put
from polku.pilots import FOLDER
from polku.targeting import members
from tests.cases.reading import cases, shipped
from tests.house.tree import ROOT
from tests.steps.command_line import told

SHIPPED = shipped()
# A scheme of another country: it has no Finnish municipality, so nobody can be invented for it.
ABROAD = {"avgs-mpav"}
FOR_COMPANIES = {kind.kind for kind in service_kinds() if kind.for_companies}
# How many municipalities a pilot has, where the documents tell it.
MUNICIPALITIES = {
    "kasvupalvelut": 30,
    "kasvuyritykset-2016": 66,
    "keski-pohjanmaa-2017": 8,
    "keski-suomi-2017": 23,
    "lantinen-pirkanmaa": 6,
    "lappi-2017": 5,
    "pirkanmaa-2017": 10,
    "pirkanmaa-2021": 22,
    "palveluseteli": 30,
    "pohjois-karjala-2017": 13,
    "pohjois-pohjanmaa-2017": 8,
    "pohjois-savo-2017": 4,
    "prostart-2016": 26,
    "satakunta-2017": 1,
    "tampereen-seutu": 16,
    "valmentajaosto-kunnat": 10,
    "valmentajaosto-te": 22,
    "varsinais-suomi-2017": 4,
}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_pilot_is_sound_and_has_its_cases_and_its_page(name: str) -> None:
    checked = check_pilot(FOLDER / name / "pilot.yaml")
    assert ([str(fault) for fault in checked.faults], [str(odd) for odd in checked.warnings]) == ([], [])
    assert len(cases(name)) >= 3
    page = (ROOT / "docs" / "pilots" / f"{name}.md").read_text(encoding="utf-8")
    assert f"\n`{name}` · " in page
    assert f"$ polku pilot show {name}\n" in page
    assert "\n## What is known\n" in page
    assert name in ABROAD or "\n## What Polku adds\n" in page


@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_not_told_is_invented_or_unknown(name: str) -> None:
    """No document tells a real fee or provider, so none stands in a file as if one did."""
    pilot = load_pilot(name)
    assert pilot.invented or all(contract.invented for contract in pilot.contracts)
    assert pilot.invented or all(provider.invented for provider in pilot.providers)
    assert pilot.invented or pilot.unknown


@pytest.mark.parametrize(("name", "n"), MUNICIPALITIES.items())
def test_the_number_of_municipalities(name: str, n: int) -> None:
    found = load_pilot(name).municipalities
    assert len(set(found)) == len(found) == n


def test_only_a_scheme_from_abroad_has_no_municipalities() -> None:
    assert {name for name in SHIPPED if not load_pilot(name).municipalities} == ABROAD


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in ABROAD])
def test_a_shipped_pilot_runs_on_invented_people(name: str, tmp_path: Path) -> None:
    """As anyone would call it: no day given, so the pilot's own days."""
    facts, out = tmp_path / "facts", tmp_path / "out"
    told("simulate", name, "--clients", "40", "--seed", "1", "--out", facts)
    found = told("check", facts, "--pilot", name)
    assert found["errors"] == 0, found["faults"][:3]
    told("run", name, facts, "--out", out)
    assert (out / "report.html").stat().st_size > 0
    services = {service.id for service in load_pilot(name).services if service.kind not in FOR_COMPANIES}
    assert set(json.loads((facts / "truth.json").read_text(encoding="utf-8"))["services"]) == services


def test_the_successors_of_2021_are_the_areas_of_2025() -> None:
    """Each takes over municipalities of its own; Mänttä-Vilppula goes to an area that does not ship."""
    for heir in load_pilot("pirkanmaa-2021").successors:
        if heir.organiser == "etelainen-keski-suomi":
            assert heir.municipalities == ("508",)
            continue
        area = load_pilot(heir.organiser)
        assert area.organiser.id == heir.organiser
        assert set(heir.municipalities) <= set(area.municipalities)


PAID = {
    "kela": [{"benefit": "labour_market_subsidy"}],
    "fund": [{"benefit": "earnings_related_allowance"}],
    "nothing": [],
}


@pytest.mark.parametrize("right", [True, False, None])
@pytest.mark.parametrize("paid", PAID)
@pytest.mark.parametrize("municipality", ["837", "619", "020", "508"])
def test_the_two_buyers_of_2017_have_no_client_in_common_and_leave_none(
    municipality: str, paid: str, right: bool | None
) -> None:
    """An unemployed person of Pirkanmaa is the TE Office's or a municipality's; undecided at both, or at neither."""
    begins = date(2017, 3, 1)
    rows = {
        "persons": [{"person_id": "a", "birth_date": date(1980, 1, 1)}],
        "residences": [{"person_id": "a", "municipality": municipality, "start_date": begins}],
        "statuses": [{"person_id": "a", "status": "unemployed", "start_date": begins}],
        "benefits": [{"person_id": "a", "start_date": begins} | row for row in PAID[paid]],
        "rights": [] if right is None else [{"person_id": "a", "earnings_related": right, "start_date": begins}],
    }
    belongs = []
    with DuckDB(Settings(threads=1)) as engine:
        put(engine, rows)
        for name in ("valmentajaosto-te", "valmentajaosto-kunnat"):
            members(engine, load_pilot(name), date(2017, 9, 1))
            belongs.append((len(engine.rows("FROM members")), len(engine.rows("FROM undecided"))))
    assert sorted(belongs) in ([(0, 0), (1, 0)], [(0, 1), (0, 1)])
    assert load_pilot("valmentajaosto-kunnat").municipalities == load_pilot("pirkanmaa-2017").municipalities
