"""The report's page on a small town whose figures can be counted by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from polku import cost, facts, outcome, path, report, settlement, situation, targeting
from polku.base.engine import DuckDB, Engine
from polku.definition import Pilot, Text, load_pilot

ON, UNTIL = date(2021, 3, 1), date(2024, 12, 31)
GAP = "\u00a0"
Row = dict[str, object]


def town() -> dict[str, list[Row]]:
    """120 unemployed people: 100 in Tampere, 14 in Nokia (2 of them under a non-disclosure order), 3 in Kangasala,
    2 in Virrat, 1 whose municipality is not known. The first 60 began a service; every second of them found work.
    """
    places = ["837"] * 100 + ["536"] * 14 + ["211"] * 3 + ["936"] * 2
    people = [f"p{i:03}" for i in range(120)]
    served = [(i, date(2021, 6, 1) + timedelta(days=7 * i)) for i in range(60)]
    return {
        "persons": [
            {
                "person_id": person,
                "birth_date": date(1965 + i % 40, 1, 15),
                "native_language": "fi",
                "immigrant": i % 10 == 0,
                "non_disclosure": i in (100, 101),
            }
            for i, person in enumerate(people)
        ],
        "residences": [
            {"person_id": person, "municipality": place, "start_date": date(2010, 1, 1)}
            for person, place in zip(people, places, strict=False)
        ],
        "statuses": [{"person_id": p, "status": "unemployed", "start_date": date(2020, 6, 1)} for p in people],
        "rights": [{"person_id": p, "earnings_related": False, "start_date": date(2020, 6, 1)} for p in people],
        "participations": [
            {
                "participation_id": f"s{i:03}",
                "person_id": people[i],
                "service_id": "own-coach" if i < 57 else "network-services",
                "referral_date": start - timedelta(days=10),
                "start_date": start,
                "end_date": start + timedelta(days=60),
                "end_reason": "completed" if i % 3 else "job",
            }
            for i, start in served
        ],
        "employment": [
            {
                "employment_id": f"e{i:03}",
                "person_id": people[i],
                "start_date": start + timedelta(days=100),
                "end_date": start + timedelta(days=300),
                "weekly_hours": 30,
            }
            for i, start in served
            if i % 2 == 0
        ],
    }


def run(engine: Engine, pilot: Pilot, rows: dict[str, list[Row]], until: date = UNTIL) -> None:
    facts.put(engine, rows)
    targeting.members(engine, pilot, ON)
    outcome.outcomes(engine, until)
    settlement.fee_lines(engine, pilot, until)
    path.path(engine, until)
    engine.load("published", situation.INDICATORS, [])
    cost.municipal_share(engine, ON, until)
    cost.service_cost(engine, pilot, ON, until)


def page(pilot: Pilot, rows: dict[str, list[Row]], lang: report.Language = "fi", until: date = UNTIL) -> str:
    with DuckDB() as engine:
        run(engine, pilot, rows, until)
        return report.html(report.compose(engine, pilot, on=ON, until=until, lang=lang))


@pytest.fixture(scope="module")
def pilot() -> Pilot:
    return load_pilot("pirkanmaa-2021")


@pytest.fixture(scope="module")
def finnish(pilot: Pilot) -> str:
    return page(pilot, town())


class Tables(HTMLParser):
    """The tables of a page by the id of their block: rows as lists of texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.block, self.rows, self.inside = "", {}, ""  # type: ignore[var-annotated]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "h3":
            self.block = found.get("id") or ""
        if tag == "tr":
            self.rows.setdefault(self.block, []).append([])
        if tag in ("th", "td"):
            self.inside = tag
            self.rows[self.block][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[self.block][-1][-1] += data.strip()


def table(html: str, block: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in Tables(html).rows[block][1:]}


def sentences(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html.partition("<main")[2]))


def test_the_summary_says_the_figures_in_sentences(finnish: str) -> None:
    text = sentences(finnish)
    assert "119 ihmistä kuului kohderyhmään 1.3.2021." in text
    assert "alle 5 ihmisestä ei tiedetä" in text
    assert "60 palvelujaksoa alkoi 1.3.2021–31.12.2024. Niissä oli 60 eri ihmistä." in text
    assert "50 % palvelujaksoista" in text
    assert "(30 jaksoa niistä 60 jaksosta" in text
    assert "Tämä raportti ei kerro, toimiko kokeilu." in text


def test_small_municipalities_are_hidden_and_secret_places_counted_apart(finnish: str) -> None:
    """Kangasala 3, Virrat 2 and two people whose municipality is secret: none of them can be worked out."""
    found = table(finnish, "people-municipalities")
    assert found["Tampere"] == ["100"]
    assert found["Nokia"] == ["12"]
    assert found["Kangasala"] == found["Virrat"] == found["Kuntaa ei näytetä"] == [f"alle{GAP}5"]
    assert found["Akaa"] == ["0"]
    assert found["Yhteensä"] == ["119"]


def test_a_service_of_three_people_is_hidden_with_what_would_reveal_it(finnish: str) -> None:
    found = table(finnish, "path-services")
    assert found["Kumppaniverkoston palvelut"][0] == f"alle{GAP}5"
    assert found["OMA-valmennus"][0].startswith("–")
    assert found["Yhteensä"] == ["60", "0", "60"]
    results = table(finnish, "after-results")
    assert results["Kumppaniverkoston palvelut"][0] == f"alle{GAP}5"
    assert results["OMA-valmennus"][0].startswith("–")


def test_work_is_counted_on_the_day_and_has_its_denominator(finnish: str) -> None:
    found = table(finnish, "after-work")
    assert found["90 päivää"] == ["60", "0", "0", "60", f"0{GAP}%"]
    assert found["180 päivää"] == ["60", "30", "0", "30", f"50{GAP}%"]
    assert found["365 päivää"] == ["60", "0", "0", "60", f"0{GAP}%"]


def test_windows_that_are_not_over_are_left_out(pilot: Pilot) -> None:
    html = page(pilot, town(), until=date(2022, 6, 1))
    found = table(html, "after-work")
    served = [date(2021, 6, 1) + timedelta(days=7 * i) for i in range(60)]
    for days in (90, 180, 365):
        over = sum(start + timedelta(days=days) <= date(2022, 6, 1) for start in served)
        shown = "–" if over < 5 else str(over)
        assert found[f"{days} päivää"][0].startswith(shown) or over < 5


def test_a_broad_measure_stands_beside_unemployment(finnish: str) -> None:
    assert table(finnish, "after-statuses")["Työttömänä"] == ["60", f"100{GAP}%"]
    broad = "Laajasti työttömiä, siis työttömänä tai palvelussa, oli 100 % (60 jaksoa 60 jaksosta)."
    assert broad in sentences(finnish)


@pytest.mark.parametrize("lang", report.LANGUAGES)
def test_an_empty_run_says_so_in_sentences(pilot: Pilot, lang: report.Language) -> None:
    html = page(pilot, {}, lang)
    assert f'<html lang="{lang}">' in html
    said = {
        "fi": ["Kukaan ei kuulunut kohderyhmään", "ei ole palvelujaksoja", "Yhtään palkkiota ei ole"],
        "sv": ["Ingen hörde till målgruppen", "finns inga serviceperioder", "Inget arvode har tjänats in"],
        "en": ["Nobody belonged to the target group", "no service periods", "No fee had been earned"],
    }[lang]
    assert [words for words in said if words not in sentences(html)] == []


def test_a_pilot_without_contracts_owes_nothing(pilot: Pilot) -> None:
    html = page(pilot.model_copy(update={"contracts": ()}), {})
    assert "Kokeilun tiedostossa ei ole sopimuksia, joten maksettavaa ei ole." in sentences(html)
    assert "ansaittu maksettavaksi" not in sentences(html)


def contract_town() -> dict[str, list[Row]]:
    rows = town()
    for i, row in enumerate(rows["participations"]):
        row |= {"service_id": "tyonhakuvalmennus", "contract_id": "valmennus-t1" if i < 57 else "valmennus-t2"}
    return rows


@pytest.fixture(scope="module")
def paid(pilot: Pilot) -> str:
    return page(pilot, contract_town())


def test_what_is_computed_from_invented_contracts_says_so(paid: str) -> None:
    found = table(paid, "due-valmennus-t1")
    assert found["Palvelun alku"] == ["57", f"11{GAP}400{GAP}€"]
    assert re.search(r'<h3 id="due-valmennus-t1">[^<]*<em class="mark">keksitty</em>', paid)
    assert "sopimus ja sen palkkiot: valmennus-t1" in paid
    assert "Osa tiedoista on keksitty" in sentences(paid)


def test_sums_are_rounded_where_an_exact_one_would_reveal_a_small_one(paid: str) -> None:
    assert table(paid, "due-valmennus-t2")["Palvelun alku"] == ["–ei näytetä", "–ei näytetä"]
    assert table(paid, "due-valmennus-t1")["Yhteensä"][-1].startswith("noin ")
    assert "Siksi yhteissummat on pyöristetty tuhansiin euroihin." in sentences(paid)


def test_names_from_a_pilot_file_are_text_and_nothing_else(pilot: Pilot) -> None:
    evil = Text(fi='<script>alert("x")</script> & kumppanit')
    assert pilot.target_group is not None
    criteria = tuple(c.model_copy(update={"name": evil}) for c in pilot.target_group.any_of)
    services = tuple(s.model_copy(update={"name": evil}) for s in pilot.services)
    changed = pilot.model_copy(
        update={
            "name": evil,
            "organiser": pilot.organiser.model_copy(update={"name": evil}),
            "target_group": pilot.target_group.model_copy(update={"any_of": criteria}),
            "services": services,
            "unknown": ("<img src=x onerror=alert(1)>",),
        }
    )
    html = page(changed, town())
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(finnish: str) -> None:
    assert "default-src 'none'" in finnish
    assert not re.search(r"<(script|link|iframe|object|embed)\b|\bon\w+=|javascript:|url\(|@import", finnish)
    assert not re.search(r'(?:src|href)="(?!#)', finnish)


def test_ids_are_unique_and_headings_in_order(finnish: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', finnish)
    assert len(ids) == len(set(ids))
    levels = [int(level) for level in re.findall(r"<h([1-6])", finnish)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    referred = [word for words in re.findall(r'aria-labelledby="([^"]+)"', finnish) for word in words.split()]
    assert set(referred) <= set(ids)


def test_the_same_facts_give_the_same_page(pilot: Pilot, finnish: str) -> None:
    assert page(pilot, {name: rows[::-1] for name, rows in town().items()}) == finnish


def test_unknowns_of_the_pilot_and_unverified_values_are_told(pilot: Pilot, finnish: str) -> None:
    text = sentences(finnish)
    assert "Mitä kokeilusta ei tiedetä" in text
    assert "the pilot had no comparison design" in text
    assert "vahvistamatta" in text


def test_the_tables_of_the_report_are_gone_afterwards(pilot: Pilot) -> None:
    with DuckDB() as engine:
        run(engine, pilot, {})
        before = engine.rows("SHOW TABLES")
        report.compose(engine, pilot, on=ON, until=UNTIL)
        report.summary(engine, pilot, on=ON, until=UNTIL)
        assert engine.rows("SHOW TABLES") == before


@pytest.fixture
def engine(pilot: Pilot) -> Iterator[Engine]:
    with DuckDB() as engine:
        run(engine, pilot, town())
        yield engine


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "fi",
            [
                "Kohderyhmässä 1.3.2021: 119",
                "Ei tiedetä, kuuluuko kohderyhmään: 1",
                "Palvelujaksoja: 60",
                f"Työssä vähintään 30 päivää vuoden kuluessa: 50{GAP}% (30/60 jaksoa)",
                f"Maksettavaa palveluntuottajille: 0{GAP}€ (keksittyjä sopimuksia)",
            ],
        ),
        (
            "en",
            [
                f"In the target group on 1{GAP}March 2021: 119",
                "Not known whether in the target group: 1",
                "Service periods: 60",
                "At work for at least 30 days within a year: 50% (30/60 periods)",
                "Payable to service providers: €0 (invented contracts)",
            ],
        ),
    ],
)
def test_the_console_gets_the_true_figures(
    engine: Engine, pilot: Pilot, lang: report.Language, lines: list[str]
) -> None:
    assert report.summary(engine, pilot, on=ON, until=UNTIL, lang=lang) == lines
