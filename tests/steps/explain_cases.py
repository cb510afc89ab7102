"""Cases worked by hand of what a client is told: one for every reason of a participation, a fee and a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tests.readings.days import Row
from tests.readings.test_settlement import JOB_FEE, START_FEE, contract, job, participation
from tests.readings.test_settlement_full import HOURS, SHARE, STUDY, WAGES, delivered, wage

PLAN = {"id": "plan", "pays_for": "milestone", "milestone": "plan", "within_days": 30, "amount": Decimal("150.00")}
ONE_DAY = JOB_FEE | {"days": 1}
ABOVE = {"id": "above", "pays_for": "result_rate", "of": "job", "cohort": "year", "settled_after_days": 0} | {
    "expected": "50 %",
    "amount": Decimal("10.00"),
}
IN_JUNE = date(2024, 6, 30)
REGISTER = ["register"]
SAID = {"source": "client"}
TWICE = [participation("p", "2024-02-01"), participation("q", "2024-03-01")]


@dataclass(frozen=True)
class Case:
    """Of participation p (or `of`): the code, and words of the Finnish sentence. A row's code stands by its id."""

    code: str
    words: str
    terms: Row
    facts: dict[str, list[Row]]
    until: date = IN_JUNE
    of: str = "p"
    row: str | None = None
    open_until: str | None = None


def of_fee(code: str, words: str, terms: Row, open_until: str | None = None, **facts: Any) -> Case:
    return _case(Case(code, words, terms, facts, open_until=open_until))


def of_row(code: str, words: str, row: str, terms: Row, **facts: Any) -> Case:
    return _case(Case(code, words, terms, facts, row=row))


def of_participation(code: str, words: str, one: Row, until: date = IN_JUNE) -> Case:
    return Case(code, words, contract(START_FEE), {"participations": [one]}, until)


def _case(case: Case) -> Case:
    facts: dict[str, Any] = {"participations": [participation("p", "2024-02-01")]} | case.facts
    of, until = facts.pop("of", "p"), facts.pop("until", IN_JUNE)
    return Case(case.code, case.words, case.terms, facts, until, of, case.row, case.open_until)


def planned(on: str, **columns: Any) -> Row:
    return {"participation_id": "p", "milestone": "plan", "date": date.fromisoformat(on), **columns}


def studied(on: str, **columns: Any) -> Row:
    return {"person_id": "a", "start_date": date.fromisoformat(on), **columns}


PARTICIPATIONS = [
    of_participation("no_contract", "ei ole merkitty sopimusta", participation("p", "2024-02-01", of=None)),  # type: ignore[arg-type]
    of_participation("unknown_contract", "c9 ei ole tässä pilotissa", participation("p", "2024-02-01", of="c9")),
    of_participation("before_period", "alkua 1.1.2024", participation("p", "2023-12-31")),
    of_participation("after_period", "päättymisen 31.12.2024", participation("p", "2025-01-01"), date(2025, 6, 30)),
    of_participation("after_until", "päivän 30.6.2024 jälkeen", participation("p", "2024-07-01")),
]
TOLD_FEES = [
    of_fee("earned", "Palvelu alkoi 1.2.2024: p. Palkkio on 100,00 €, ja se maksetaan kokonaan", contract(START_FEE)),
    of_fee(
        "ladder",  # 500 for a day, then 500 for the thirtieth: nothing on top
        "Täysi palkkio on 500,00 €; saman portaikon aiempi palkkio kattaa siitä 500,00 €",
        contract(ONE_DAY | {"id": "day", "ladder": "job"}, JOB_FEE | {"ladder": "job"}),
        employment=[job(1, "2024-02-02")],
    ),
    of_fee("cap", "katto jättää siitä maksettavaksi 60,00 €", contract(START_FEE, cap_per_person=Decimal("60.00"))),
    of_fee("ceiling", "enimmäissumma jättää siitä maksettavaksi 0,00 €", contract(START_FEE, ceiling=Decimal("0.00"))),
    of_fee(
        "cap_and_ceiling",
        "maksettavaksi 10,00 €",
        contract(START_FEE, cap_per_person=Decimal("60.00"), ceiling=Decimal("10.00")),
    ),
    of_fee("over_maximum", "enimmäisasiakasmäärän (0)", contract(START_FEE, max_participants=0)),
    of_fee(
        "claimed",
        "ei vielä makseta, koska sopimuksen hyväksymä näyttö puuttuu. Näyttöä odottaa: plan 9.2.2024 (asiakas)."
        " Sopimus hyväksyy näytön näiltä: rekisteri.",
        contract(PLAN, accepts=REGISTER),
        milestones=[planned("2024-02-09", **SAID)],
    ),
    of_fee(
        "earned",
        "Yhdestä palvelujaksosta maksetaan enintään 3 × hour; kirjattu on 4,5.",
        contract(HOURS),
        deliveries=[delivered("p", "2024-02-05", "4"), delivered("p", "2024-02-06", "0.5")],
    ),
    of_fee(
        "earned_elsewhere",
        "jo kirjattu palvelujaksolle p päivälle 1.2.2024",
        contract(START_FEE),
        participations=TWICE,
        of="q",
    ),
    of_fee(
        "gathered_elsewhere",
        "rivi on palvelujaksolla q päivällä 5.3.2024",
        contract(HOURS),
        participations=TWICE,
        deliveries=[delivered("p", "2024-02-05", "1"), delivered("q", "2024-03-05", "1")],
    ),
    of_fee(
        "not_gathered", "yli enimmäisasiakasmäärän", contract(HOURS, max_participants=1), participations=TWICE, of="q"
    ),
    of_fee(
        "client_is_company",
        "Asiakas on yritys",
        contract(JOB_FEE),
        participations=[participation("p", "2024-02-01", person=None, employer_id="a")],
    ),
    of_fee("cohorts", "palkkion job tuloksista", contract(ABOVE, JOB_FEE)),
    of_fee("milestone_missing", "plan ei ole kirjattu. Aika päättyi 2.3.2024", contract(PLAN)),
    of_fee(
        "milestone_missing",
        "aikaa on 31.12.2025 asti",  # the year that results are counted after the contract
        contract({name: value for name, value in PLAN.items() if name != "within_days"}),
        open_until="2025-12-31",
    ),
    of_fee(
        "milestone_late",
        "kirjattiin päivälle 3.3.2024, mutta viimeinen päivä oli 2.3.2024",  # 1.2. + 30 days over 29 February
        contract(PLAN),
        milestones=[planned("2024-03-03")],
    ),
    of_fee(
        "milestone_early",
        "31.1.2024, ennen palvelujakson alkua 1.2.2024",
        contract(PLAN),
        milestones=[planned("2024-01-31")],
    ),
    of_fee("delivery_none", "Työtä ei ole kirjattu", contract(HOURS), open_until="2025-12-31"),
    of_fee(
        "delivery_other_unit",
        "vain muissa yksiköissä (visit); palkkio maksetaan yksiköstä hour",
        contract(HOURS),
        open_until="2025-12-31",
        deliveries=[delivered("p", "2024-02-05", "1", unit="visit")],
    ),
    of_fee(
        "delivery_outside",
        "eivät ole ajalta 1.2.2024–31.12.2025",
        contract(HOURS),
        open_until="2025-12-31",
        deliveries=[delivered("p", "2024-01-31", "1")],
    ),
    of_fee(
        "delivery_zero",
        "maksettava määrä on 0",
        contract(HOURS),
        open_until="2025-12-31",
        deliveries=[delivered("p", "2024-02-05", "0")],
    ),
    of_fee("no_jobs", "Työsuhteita ei ole kirjattu; palkkioon tarvitaan 30", contract(JOB_FEE)),
    of_fee(
        "days_missing",
        "Oikeuttavia päiviä on 29, palkkioon tarvitaan 30. Aika päättyi 1.4.2024.",
        contract(JOB_FEE),
        employment=[job(1, "2024-02-02", "2024-03-01")],  # 28 days of February and one of March
    ),
    of_fee(
        "days_missing",
        "jaksossa on 20 oikeuttavaa päivää, palkkioon tarvitaan 30; oikeuttavia päiviä on kaikkiaan 32. Palkkion voi"
        " vielä ansaita: aikaa on 31.7.2024 asti.",  # 1.2. + 181 days
        contract(JOB_FEE | {"counting": "continuous", "window_days": 181}),
        open_until="2024-07-31",
        employment=[job(1, "2024-02-10", "2024-02-29"), job(2, "2024-03-02", "2024-03-13")],
    ),
    of_fee(
        "days_missing",
        "Oikeuttavia päiviä on 9, palkkioon tarvitaan 30. Aika päättyi 1.4.2024. Näyttöä odottaa: e2"
        " 11.2.2024–20.2.2024 (asiakas).",
        contract(JOB_FEE, accepts=REGISTER),
        employment=[job(1, "2024-02-02", "2024-02-10"), job(2, "2024-02-11", "2024-02-20", **SAID)],
    ),
    of_fee("studies_none", "Opintoja ei ole kirjattu. Palkkion voi vielä", contract(STUDY), open_until="2024-07-30"),
    of_fee(
        "studies_outside",
        "alkoivat 1.2.2024; palkkioon niiden pitää alkaa päivän 1.2.2024 jälkeen",
        contract(STUDY),
        open_until="2024-07-30",
        education=[studied("2024-02-01")],
    ),
    of_fee("wages_none", "Palkkoja, jotka lasketaan, ei ole", contract(SHARE), open_until="2025-01-31"),
    of_fee(
        "wages_below",
        "Laskettavia palkkoja on 1 500,50 €, palkkioon tarvitaan 3 000,00 €",
        contract(WAGES),
        open_until="2025-01-31",
        earnings=[wage(2, "900"), wage(3, "1000"), wage(4, "500.50")],
    ),
]
FORMER: dict[str, Any] = {"former_employer_days": 30}
ROWS = [
    of_row(
        "counted_days",
        "e1 2.2.2024–: laskettiin, päiviä 30",
        "e1",
        contract(JOB_FEE),
        employment=[job(1, "2024-02-02")],
    ),
    of_row(
        "counted_days",
        "laskettiin, päiviä 1",  # the last day of the window
        "e1",
        contract(JOB_FEE),
        employment=[job(1, "2024-04-01")],
    ),
    of_row("counted", "plan 9.2.2024: laskettiin", "plan", contract(PLAN), milestones=[planned("2024-02-09")]),
    of_row(
        "unproved_days",
        "odottaa näyttöä (päiviä 1), koska tieto on vain lähteestä asiakas; sopimus hyväksyy: rekisteri",
        "e1",
        contract(ONE_DAY, accepts=REGISTER),
        employment=[job(1, "2024-02-02", **SAID)],
    ),
    of_row(
        "unproved",
        "ei laskettu, koska tieto on vain lähteestä asiakas",
        "plan",
        contract(PLAN, accepts=REGISTER),
        milestones=[planned("2024-02-09", **SAID)],
    ),
    of_row(
        "later_row",
        "plan 10.2.2024: ei tarvittu, koska palkkio oli ansaittu jo 9.2.2024",
        "plan",
        contract(PLAN),
        milestones=[planned("2024-02-09"), planned("2024-02-10")],
    ),
    of_row(
        "after_earned",
        "ansaittu jo 2.2.2024",
        "e2",
        contract(ONE_DAY),
        employment=[job(1, "2024-02-02"), job(2, "2024-02-03")],
    ),
    of_row("before_start", "ennen palvelujakson alkua", "plan", contract(PLAN), milestones=[planned("2024-01-31")]),
    of_row("late", "viimeinen päivä oli 2.3.2024", "plan", contract(PLAN), milestones=[planned("2024-03-03")]),
    of_row(
        "other_unit",
        "5.2.2024 1,5 × visit: ei laskettu",
        "visit",
        contract(HOURS),
        deliveries=[delivered("p", "2024-02-05", "1.5", unit="visit")],
    ),
    of_row(
        "began_before",
        "alkoi viimeistään palvelujakson alkaessa 1.2.2024",
        "e1",
        contract(JOB_FEE),
        employment=[job(1, "2024-02-01")],
    ),
    of_row(
        "taken_over",
        "palvelujaksolle q",
        "e1",
        contract(JOB_FEE),
        participations=TWICE,
        employment=[job(1, "2024-03-02")],
    ),
    of_row("subsidised", "palkkatuettu", "e1", contract(JOB_FEE), employment=[job(1, "2024-02-02", subsidised=True)]),
    of_row(
        "own_business",
        "omaa yritystoimintaa",
        "e1",
        contract(JOB_FEE | {"self_employed": False}),
        employment=[job(1, "2024-02-02", self_employed=True)],
    ),
    of_row(
        "former_employer",
        "entinen työnantaja (työsuhde e1)",
        "e2",
        contract(JOB_FEE, **FORMER),
        employment=[job(1, "2023-12-01", "2024-01-02", employer_id="x"), job(2, "2024-02-02", employer_id="x")],
    ),
    of_row(
        "few_hours",
        "viikkotunteja on 17,5 ja rinnakkaistenkin töiden kanssa alle 18",
        "e1",
        contract(JOB_FEE | {"min_weekly_hours": 18}),
        employment=[job(1, "2024-02-02", weekly_hours=Decimal("17.50"))],
    ),
    of_row(
        "hours_unknown",
        "ei ole kirjattu ja tarvitaan 18",
        "e1",
        contract(JOB_FEE | {"min_weekly_hours": 18}),
        employment=[job(1, "2024-02-02")],
    ),
    of_row(
        "other_stretch",
        "siihen yhtenäiseen jaksoon",
        "e1",
        contract(JOB_FEE | {"counting": "continuous"}),
        employment=[job(1, "2024-02-02", "2024-02-10"), job(2, "2024-02-15")],
    ),
    of_row(
        "other_participation",
        "kirjattu palvelujaksolle p",
        "plan",
        contract(PLAN),
        participations=TWICE,
        milestones=[planned("2024-02-09"), planned("2024-03-05", participation_id="q")],
        of="q",
    ),
    of_row(
        "not_gathered",
        "yli enimmäisasiakasmäärän",
        "hour",
        contract(HOURS, max_participants=1),
        participations=TWICE,
        deliveries=[delivered("q", "2024-03-05", "1")],
        of="q",
    ),
    of_row("after_window", "aika päättyi 1.4.2024", "e1", contract(JOB_FEE), employment=[job(1, "2024-04-02")]),
    of_row(
        "month_not_over",
        "kuukausi ei ole päättynyt",
        "x",
        contract(WAGES),
        earnings=[wage(7, "900")],
        until=date(2024, 7, 15),
    ),
]
