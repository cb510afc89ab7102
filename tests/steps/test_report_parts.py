"""The parts on costs, the path and the picture, on figures that can be counted by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from polku import cost, facts, outcome, path, report, settlement, situation, targeting
from polku.base.engine import DuckDB
from polku.definition import Pilot, load_pilot
from polku.page import Block
from polku.report import Report

ON, UNTIL = date(2021, 3, 1), date(2021, 4, 30)
GAP = "\u00a0"
Facts = dict[str, list[dict[str, object]]]


def village(people: int, **more: object) -> Facts:
    """People of Tampere on labour-market subsidy of 30 € a day, so long that the municipality pays a half of it."""
    ids = [f"p{i:02}" for i in range(people)]
    return {
        "persons": [{"person_id": p, "birth_date": date(1980, 1, 1), "native_language": "fi", **more} for p in ids],
        "residences": [{"person_id": p, "municipality": "837", "start_date": date(2010, 1, 1)} for p in ids],
        "statuses": [{"person_id": p, "status": "unemployed", "start_date": date(2019, 1, 1)} for p in ids],
        "enrolments": [{"pilot_id": "pirkanmaa-2021", "person_id": p, "start_date": ON} for p in ids],
        "benefits": [
            {
                "person_id": p,
                "benefit": "labour_market_subsidy",
                "start_date": ON,
                "end_date": UNTIL,
                "daily_eur": Decimal(30),
                "paid_days_before": 400,
            }
            for p in ids
        ],
    }


def composed(pilot: Pilot, rows: Facts, until: date = UNTIL, lang: report.Language = "fi") -> Report:
    with DuckDB() as engine:
        facts.put(engine, rows)
        targeting.members(engine, pilot, ON)
        outcome.outcomes(engine, until)
        settlement.fee_lines(engine, pilot, until)
        path.path(engine, until)
        situation.situation(engine, situation.months_between(ON, until.replace(day=1)), pilot, near=True)
        situation.published(engine)
        cost.municipal_share(engine, ON, until)
        cost.service_cost(engine, pilot, ON, until)
        return report.compose(engine, pilot, on=ON, until=until, lang=lang)


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return load_pilot("pirkanmaa-2021")


def block(told: Report, id: str) -> Block:
    return next(one for section in told.sections for one in section.blocks if one.id == id)


def rows(told: Report, id: str) -> dict[str, list[str]]:
    table = block(told, id).table
    assert table is not None
    return {row.label: list(row.cells) for row in (*table.rows, *([table.total] if table.total else []))}


def test_the_municipal_share_is_told_by_month_and_bracket(pilot: Pilot) -> None:
    """Ten people, 23 paid days in March and 22 in April: 30 € a day, a half of it."""
    found = rows(composed(pilot, village(10)), "costs-share")
    assert found["maaliskuu 2021"] == [f"3{GAP}450{GAP}€"] * 2
    assert found["huhtikuu 2021"] == [f"3{GAP}300{GAP}€"] * 2
    assert found["Yhteensä"] == [f"6{GAP}750{GAP}€"] * 2


def test_the_share_of_a_few_people_is_hidden_wherever_it_stands(pilot: Pilot) -> None:
    told = composed(pilot, village(4))
    cells = {cell for row in rows(told, "costs-share").values() for cell in row}
    assert cells <= {f"alle{GAP}5", "–"}
    assert not [one for one in told.headlines if "€" in one.figure and "osuus" in one.sentence]


def test_people_under_a_non_disclosure_order_are_not_in_the_share(pilot: Pilot) -> None:
    told = composed(pilot, village(10, non_disclosure=True))
    assert block(told, "costs-share").sentences == [
        "Kunnan maksettavaa osuutta ei ole ollut: kenenkään etuuspäivät eivät ole yltäneet siihen."
    ]


def test_only_residents_of_the_pilots_municipalities_are_in_the_share(pilot: Pilot) -> None:
    elsewhere = village(10)
    for row in elsewhere["residences"]:
        row["municipality"] = "091"
    assert block(composed(pilot, elsewhere), "costs-share").table is None


def test_broad_unemployment_stands_beside_unemployment_of_the_pilots_clients(pilot: Pilot) -> None:
    served = village(20)
    for i, row in enumerate(served["statuses"][:8]):
        served["statuses"][i] = row | {"status": "in_service"}
    told = composed(pilot, served)
    assert rows(told, "picture-broad")["huhtikuu 2021"] == ["12", "8", "20"]
    assert rows(told, "picture-now")["Laaja työttömyys"] == ["20", "20"]
    assert any(one.figure == "20" and "Työttömänä heistä oli 12." in one.sentence for one in told.headlines)


def test_every_indicator_that_is_told_has_its_meaning_source_and_version(pilot: Pilot) -> None:
    told = composed(pilot, village(20))
    meanings = rows(told, "picture-meanings")
    assert set(meanings) == set(rows(told, "picture-now"))
    assert all("määritelmän versio" in cells[-1] for cells in meanings.values())
    assert any("Pandemia" in item for item in block(told, "picture-notes").items)


def test_small_figures_of_the_picture_are_hidden_as_its_own_door_says(pilot: Pilot) -> None:
    found = rows(composed(pilot, village(3)), "picture-now")
    assert found["Työttömät työnhakijat"] == ["–", "–"]


def test_service_costs_are_told_by_form_of_production_and_client(pilot: Pilot) -> None:
    served = village(20)
    served["participations"] = [
        {"participation_id": f"s{i}", "person_id": f"p{i:02}", "service_id": service, "start_date": date(2021, 3, 10)}
        for i, service in enumerate(["own-coach"] * 12 + ["network-services"] * 8)
    ]
    served["costs"] = [
        {"service_id": service, "production": production, "month": ON, "eur": Decimal(cents) / 100}
        for service, production, cents in (("own-coach", "own", 120_000), ("network-services", "partner", 40_000))
    ]
    told = composed(pilot, served)
    assert rows(told, "costs-services")["OMA-valmennus"] == [f"1{GAP}200{GAP}€", f"0{GAP}€", f"1{GAP}200{GAP}€"]
    assert rows(told, "costs-services")["Yhteensä"][-1] == f"1{GAP}600{GAP}€"
    assert rows(told, "costs-client")["Kumppaniverkoston palvelut"] == ["8", f"50{GAP}€"]


def test_the_cost_of_a_few_clients_hides_what_would_reveal_it(pilot: Pilot) -> None:
    served = village(20)
    served["participations"] = [
        {"participation_id": f"s{i}", "person_id": f"p{i:02}", "service_id": service, "start_date": date(2021, 3, 10)}
        for i, service in enumerate(["own-coach"] * 12 + ["network-services"] * 3)
    ]
    served["costs"] = [
        {"service_id": service, "production": "own", "month": ON, "eur": Decimal(cents) / 100}
        for service, cents in (("own-coach", 120_000), ("network-services", 40_000))
    ]
    told = composed(pilot, served)
    shown = [rows(told, "costs-services")[name][0] for name in ("OMA-valmennus", "Kumppaniverkoston palvelut")]
    assert f"1{GAP}200{GAP}€" not in shown
    assert f"400{GAP}€" not in shown
    assert rows(told, "costs-client")["Kumppaniverkoston palvelut"] == [f"alle{GAP}5", "–"]


def test_the_path_counts_what_began_in_the_pilot(pilot: Pilot) -> None:
    """Services before the pilot are not in the report's other parts, so they are not in this one."""
    served = village(20)
    served["participations"] = [
        {"participation_id": f"{part}{i}", "person_id": f"p{i:02}", "service_id": "own-coach"}
        | {"start_date": start, "end_date": end, "end_reason": "completed"}
        for i in range(20)
        for part, start, end in (
            ("early", date(2020, 1, 1), date(2020, 2, 1)),
            ("late", date(2021, 3, 5), date(2021, 4, 1)),
        )
    ]
    told = composed(pilot, served)
    assert rows(told, "what-followed")["OMA-valmennus"][0] == rows(told, "path-services")["OMA-valmennus"][2] == "20"


def test_what_followed_is_left_out_where_it_would_reveal_a_few_companies(pilot: Pilot) -> None:
    served = village(20)
    served["employers"] = [{"employer_id": f"e{i}"} for i in range(2)]
    served["participations"] = [
        {"participation_id": f"s{i}", "service_id": "own-coach", **who}
        | {"start_date": date(2021, 3, 5), "end_date": date(2021, 4, 1), "end_reason": "completed"}
        for i, who in enumerate(
            [{"person_id": f"p{i:02}"} for i in range(20)] + [{"employer_id": f"e{i}"} for i in (0, 1)]
        )
    ]
    followed = next(section for section in composed(pilot, served).sections if section.id == "followed")
    assert not followed.blocks
    assert "muutaman yrityksen" in followed.sentences[0]


@pytest.mark.parametrize("lang", report.LANGUAGES)
def test_parts_without_facts_say_so(pilot: Pilot, lang: report.Language) -> None:
    told = composed(pilot, {}, lang=lang)
    said = {
        "fi": ["Aineistossa ei ole etuuksia", "Palvelujen kustannuksista ei ole tietoa"],
        "sv": ["Det finns inga förmåner", "Det finns inga uppgifter om servicens kostnader"],
        "en": ["There are no benefits in the data", "Nothing is known of what the services cost"],
    }[lang]
    html = report.html(told)
    assert [words for words in said if words not in html] == []
