"""A pilot file as objects: everything of the format, its exact numbers, its warnings, its schema and its words."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from polku.base import Period, PolkuError
from polku.definition import (
    DefinitionError,
    EarningsFee,
    EmploymentFee,
    MissingPart,
    Pilot,
    Process,
    ResultRateFee,
    check_pilot,
    describe,
    load_pilot,
    new_pilot,
    pilot_path,
    require,
    shipped_pilots,
)

EXAMPLE = Path(__file__).with_name("test_definition_example.yaml")
MINIMAL = "pilot: x\nname: X\nsource: S\norganiser: {id: o, name: O}\nmodel: municipal\n"


@pytest.fixture(scope="module")
def example() -> Pilot:
    return load_pilot(EXAMPLE)


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def written(text: str) -> Path:
        path = tmp_path / "pilot.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


class TestTheExample:
    def test_who_and_when(self, example: Pilot) -> None:
        assert (example.pilot, example.model, example.takeover) == ("pirkanmaa-2021", "municipal", date(2021, 3, 1))
        assert example.name.in_language("sv") == "Kommunförsöket i Birkaland"
        assert example.organiser.name.in_language("sv") == "Tampereen kaupunki"
        assert isinstance(example.period, Period)
        assert date(2024, 12, 31) in example.period
        assert example.municipalities[:2] == ("020", "108")
        assert (example.areas[0].lead, example.areas[0].shares) == ("536", "population")

    def test_who_belongs(self, example: Pilot) -> None:
        group = example.target_group
        assert group is not None
        assert group.scope is not None
        assert group.scope.columns == ("status",)
        assert [criterion.id for criterion in group.any_of] == [
            "no-earnings-related",
            "under-30",
            "foreign-language",
            "immigrant",
        ]
        assert group.any_of[1].when.sql == "(age < 30)"

    def test_services_choices_vouchers_providers(self, example: Pilot) -> None:
        coach, sparring = example.services
        assert coach.unit_cost is not None
        assert (coach.capacity, coach.unit_cost.eur, coach.unit_cost.per) == (400, 95_00, "month")
        assert coach.conditions is not None
        assert (sparring.name.fi, sparring.choice, sparring.languages) == (
            "job-search-sparring",
            "job-search",
            ("fi", "en"),
        )
        assert (example.choices[0].offer, example.choices[0].no_choice) == (3, "draw")
        assert (example.vouchers[0].value, example.vouchers[0].budget) == (1200_00, 240_000_00)
        assert (example.providers[0].invented, example.providers[0].business_id) == (True, "1234567-1")

    def test_the_rest(self, example: Pilot) -> None:
        experiment = example.experiments[0]
        assert experiment.arms == {"offered": 5000, "waiting": 5000}
        assert experiment.voluntary is True
        assert (example.surveys[0].every, example.surveys[0].sample) == ("quarter", "all")
        assert example.goals[0].change == -1000
        assert example.evaluation[0].horizon_days == 365
        assert example.budget[0].own == 12_000_000_00
        assert example.procurement is not None
        assert example.procurement.decided == date(2022, 11, 30)
        assert [heir.municipalities for heir in example.successors] == [("837",), ("508",)]

    def test_the_contract(self, example: Pilot) -> None:
        contract = example.contracts[0]
        assert (contract.cap_per_person, contract.ceiling, contract.max_participants) == (2500_00, 450_000_00, 300)
        assert (contract.tail_days, contract.former_employer_days, contract.accepts) == (
            365,
            365,
            ("register", "employer"),
        )
        assert [fee.pays_for for fee in contract.fees] == [
            "start",
            "milestone",
            "delivery",
            "employment",
            "education",
            "earnings",
            "earnings",
            "result_rate",
        ]

    def test_its_fees(self, example: Pilot) -> None:
        by_id = {fee.id: fee for fee in example.contracts[0].fees}
        job, wages, part, more = (by_id[name] for name in ("job-90", "wages", "share", "above-expected"))
        assert isinstance(job, EmploymentFee)
        assert job.amount.rows() == [(None, "low", 500_00), (None, "medium", 800_00), (None, "high", 1200_00)]
        assert (job.min_weekly_hours, job.ladder, job.self_employed, job.subsidised) == (
            Decimal(18),
            "job",
            True,
            False,
        )
        assert isinstance(wages, EarningsFee)
        assert (wages.threshold, wages.share) == (9000_00, None)
        assert isinstance(part, EarningsFee)
        assert (part.amount, part.share) == (None, 1250)
        assert isinstance(more, ResultRateFee)
        assert more.expected.rows() == [(None, "low", 4500), (None, "medium", 3000), (None, "high", 1500)]
        assert (more.amount.rows(), more.min_participants) == ([(None, None, 3000_00)], 100)

    def test_it_is_frozen(self, example: Pilot) -> None:
        with pytest.raises(ValidationError, match="frozen"):
            example.contracts[0].ceiling = 1  # type: ignore[misc]

    def test_its_warnings(self) -> None:
        told = [(fault.line, fault.message) for fault in check_pilot(EXAMPLE).warnings]
        lines = EXAMPLE.read_text().splitlines()
        assert [message for _, message in told] == [
            "job-search offers 3 providers, but 1 give the service.",
            "The ladder job has one step.",
        ]
        assert "offer: 3" in lines[told[0][0] - 1]
        assert "ladder: job" in lines[told[1][0] - 1]


CONTRACT = """
services: [{id: s, kind: coaching, production: purchased}]
providers: [{id: p, name: P, services: [s]}]
contracts:
  - id: c
    provider: p
    services: [s]
    period: {start: 2024-01-01, end: 2025-12-31}
"""


def contract_with(*fees: str, terms: str = "") -> str:
    """A minimal pilot with one contract; each fee on a line of its own, the first on line 16."""
    listed = "".join(f"      - {fee}\n" for fee in fees)
    return f"{MINIMAL}{CONTRACT}    {terms or 'tail_days: 365'}\n    fees:\n{listed}"


def test_what_is_left_out_has_its_default(write: Any) -> None:
    contract = load_pilot(
        write(contract_with("{id: j, pays_for: employment, days: 9, window_days: 30, amount: 1}"))
    ).contracts[0]
    job = contract.fees[0]
    assert (contract.tail_days, contract.attribution, contract.former_employer_days) == (365, "latest", 0)
    assert contract.accepts == ("register", "employer", "provider", "client")
    assert (contract.max_participants, contract.cap_per_person, contract.ceiling) == (None, None, None)
    assert isinstance(job, EmploymentFee)
    assert (job.counting, job.max_gap_days, job.min_weekly_hours) == ("cumulative", 0, Decimal(0))
    assert (job.subsidised, job.self_employed, job.ladder, job.invented) == (False, True, None, False)


@pytest.mark.parametrize(
    ("written", "rows"),
    [
        ("250", [(None, None, 250_00)]),
        ("250.5", [(None, None, 250_50)]),
        ("0.07", [(None, None, 7)]),
        ("{a: 1.10, b: 2}", [(None, "a", 1_10), (None, "b", 2_00)]),
        ("{2023-01-01: 8, 2025-01-01: 8.50}", [(date(2023, 1, 1), None, 8_00), (date(2025, 1, 1), None, 8_50)]),
        ("{2025-01-01: 9, 2023-01-01: 8}", [(date(2023, 1, 1), None, 8_00), (date(2025, 1, 1), None, 9_00)]),
        (
            "{2024-01-01: {low: 1, high: 2}, 2025-01-01: 3}",
            [(date(2024, 1, 1), "low", 1_00), (date(2024, 1, 1), "high", 2_00), (date(2025, 1, 1), None, 3_00)],
        ),
    ],
)
def test_amounts_by_date_and_band(write: Any, written: str, rows: list[tuple[date | None, str | None, int]]) -> None:
    amount = (
        load_pilot(write(contract_with(f"{{id: s, pays_for: start, amount: {written}}}"))).contracts[0].fees[0].amount
    )
    assert amount is not None
    assert amount.rows() == rows


@pytest.mark.parametrize(
    ("written", "points"), [("12.5 %", 1250), ("0.125", 1250), ("1", 10_000), ("0 %", 0), ("7%", 700)]
)
def test_shares_are_basis_points(write: Any, written: str, points: int) -> None:
    fee = (
        load_pilot(write(contract_with(f"{{id: s, pays_for: earnings, window_days: 9, share: {written}}}")))
        .contracts[0]
        .fees[0]
    )
    assert isinstance(fee, EarningsFee)
    assert fee.share == points


JOB = "{id: j, pays_for: employment, days: 9, window_days: 30, amount: 10.00"
START = "{id: s, pays_for: start, amount: 10.00}"
RATE = "{id: r, pays_for: result_rate, of: j, cohort: year, expected: 10 %, amount: 9.00"


@pytest.mark.parametrize(
    ("fees", "terms", "line", "message"),
    [
        (["{id: j, pays_for: employment, days: 31, window_days: 30, amount: 1}"], "", 16, "31 days in a window of 30"),
        (["{id: s, pays_for: start, amount: 0}"], "", 16, "amount of s is 0"),
        (["{id: s, pays_for: start, amount: {2024-01-01: 5, 2025-01-01: 0.00}}"], "", 16, "amount of s is 0"),
        ([START, f"{JOB}, ladder: l}}"], "", 17, "ladder l has one step"),
        ([START], "cap_per_person: 9.99", 16, "9.99, is below the fee s, 10.00"),
        ([START], "ceiling: 0", 14, "nothing is ever paid"),
        ([START], "max_participants: 0", 14, "0 participants"),
        ([START], "accepts: []", 14, "accepts no proof"),
        ([f"{JOB}, max_gap_days: 3}}"], "", 16, "gaps do not matter"),
        ([f"{JOB}, min_weekly_hours: 60}}"], "", 16, "over 40 hours"),
        (["{id: e, pays_for: earnings, window_days: 9, share: 0 %}"], "", 16, "share of e is 0"),
        (["{id: d, pays_for: delivery, unit: hour, amount: 1, max_quantity: 0}"], "", 16, "max_quantity of d is 0"),
        (["{id: s, pays_for: start, amount: {2024-01-01: 5, 2026-01-01: 6}}"], "", 16, "begins after the contract"),
        (["{id: s, pays_for: start, amount: {2024-01-01: {a: 5}, 2025-01-01: {b: 6}}}"], "", 16, "same bands"),
        ([f"{JOB}}}", f"{RATE}, settled_after_days: 29}}"], "", 17, "looks 30 days ahead"),
        (
            [f"{JOB}}}", f"{RATE}, settled_after_days: 99, min_participants: 9}}"],
            "max_participants: 8",
            17,
            "than the contract",
        ),
    ],
)
def test_what_is_odd_in_a_contract_is_a_warning(
    write: Any, fees: list[str], terms: str, line: int, message: str
) -> None:
    result = check_pilot(write(contract_with(*fees, terms=terms)))
    assert not result.faults
    assert result.pilot is not None
    assert [(fault.line, message in fault.message) for fault in result.warnings] == [(line, True)]


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ("period: {start: 2024-01-01}\ntakeover: 2023-01-01", "outside the pilot's period"),
        ("target_group: {any_of: []}", "nobody belongs"),
        ("target_group: {any_of: [{id: a, when: status = 'unemploied'}]}", "never 'unemploied'"),
        ("target_group: {scope: true, any_of: [{id: a, when: age > 3}]}", "same for everyone"),
        ("target_group: {any_of: [{id: a, when: municipality = '5'}]}", "no municipality '5'"),
        ("providers: [{id: p, name: P, services: []}]", "no services"),
        ("providers: [{id: p, name: P, services: [s], business_id: 1234567-2}]\nservices: "
         "[{id: s, kind: coaching, production: own}]", "check digit"),
        ("experiments: [{id: e, legal_basis: L, voluntary: false, everyone_keeps: K}]", "not voluntary"),
        ("experiments: [{id: e, legal_basis: L, voluntary: true, everyone_keeps: K, arms: {a: 0.5, b: 0.4}}]", "90 %"),
        ("areas: [{id: a, municipalities: ['020', '837'], shares: {'020': 50 %, '837': 40 %}}]", "90 %"),
        ("period: {start: 2024-01-01, end: 2024-12-31}\nbudget: [{year: 2025, own: 1}]", "outside the pilot's period"),
    ],
)  # fmt: skip
def test_what_is_odd_elsewhere_is_a_warning(write: Any, part: str, message: str) -> None:
    result = check_pilot(write(f"{MINIMAL}{part}\n"))
    assert not result.faults
    assert [message in fault.message for fault in result.warnings] == [True]
    assert result.warnings[0].line >= 6


class TestProcess:
    OWN = """process:
  label: {fi: Omat säännöt, sv: Egna regler, en: Own rules}
  unit: times
  items:
    first_meeting_days:
      label: {fi: Ensitapaaminen, sv: Första mötet, en: First meeting}
      unit: working_days
      values:
        2024-01-01: {value: 3, source: kunnan päätös}
"""

    def test_own_rules_in_the_form_of_the_law(self, write: Any) -> None:
        process = load_pilot(write(MINIMAL + self.OWN)).process
        assert isinstance(process, Process)
        assert process.duty("first_meeting_days").on(date(2025, 1, 1)) == 3

    def test_their_faults_have_lines(self, write: Any) -> None:
        faults = check_pilot(write(MINIMAL + self.OWN.replace("value: 3", "value: three"))).faults
        assert [fault.line for fault in faults] == [14]


class TestRequire:
    def test_a_part_that_is_there(self, example: Pilot) -> None:
        require(example, "target_group", "target")
        require(example, "period.end", "run")

    @pytest.mark.parametrize("part", ["target_group", "municipalities", "period", "period.end", "contracts"])
    def test_a_part_that_is_not(self, write: Any, part: str) -> None:
        with pytest.raises(MissingPart, match=f"target needs {part}; pilot x leaves it out"):
            require(load_pilot(write(MINIMAL)), part, "target")

    def test_a_part_that_is_listed_as_unknown(self, write: Any) -> None:
        pilot = load_pilot(write(MINIMAL + "period: {start: 2024-01-01}\nunknown: ['period.end: not told']\n"))
        with pytest.raises(MissingPart, match="listed under unknown"):
            require(pilot, "period.end", "run")
        assert issubclass(MissingPart, PolkuError)


class TestNew:
    @pytest.mark.parametrize("name", ["my-pilot", "p12", "2026", "true", "null", "2026-01-01", "no"])
    def test_a_new_file_passes(self, write: Any, name: str) -> None:
        result = check_pilot(write(new_pilot(name)))
        assert (result.faults, result.warnings) == ((), ())
        assert result.pilot is not None
        assert result.pilot.pilot == name

    def test_so_do_its_examples(self, write: Any) -> None:
        text = re.sub(r"^( *)# ((?:[a-z_]+:| ).*)$", r"\1\2", new_pilot("my-pilot"), flags=re.MULTILINE)
        result = check_pilot(write(text))
        assert (result.faults, result.warnings) == ((), ())
        assert result.pilot is not None
        assert result.pilot.contracts

    @pytest.mark.parametrize("name", ["My Pilot", "pilotti_1", "", "ä", "../x", "a\nb"])
    def test_a_name_that_is_no_id_is_refused(self, name: str) -> None:
        with pytest.raises(DefinitionError, match="For instance"):
            new_pilot(name)


class TestShipped:
    @pytest.mark.parametrize("name", shipped_pilots())
    def test_it_loads_under_its_folder_s_name(self, name: str) -> None:
        assert load_pilot(name).pilot == name
        assert pilot_path(name).parent.name == name

    @pytest.mark.parametrize("lang", ["fi", "sv", "en"])
    @pytest.mark.parametrize("name", shipped_pilots())
    def test_it_can_be_told_in_every_language(self, name: str, lang: Any) -> None:
        pilot = load_pilot(name)
        text = describe(pilot, lang)
        assert pilot.name.in_language(lang) in text
        assert all(service.name.in_language(lang) in text for service in pilot.services)
        assert all(line in text for line in pilot.unknown)
        assert "{" not in text


def test_a_description_says_each_criterion_as_a_sentence(example: Pilot) -> None:
    text = describe(example, "fi")
    assert "- plan: 150,00 €, kun sovittu vaihe ”plan_accepted” saavutetaan 30 päivän kuluessa aloituksesta" in text
    assert "matala 500,00 €, keskitaso 800,00 €, korkea 1 200,00 €, kun asiakas on ollut työssä 90 päivää" in text
    assert "12,5 % palkasta 1095 päivän ajalta" in text
    assert "odotettu osuus matala 45 %, keskitaso 30 %, korkea 15 %" in text
    assert "Valmentaja A (valmentaja-a): job-search-sparring; 1234567-1; Tampere; kielet: suomi, ruotsi [keksitty]" in text
    assert "at least 18 hours a week; unsubsidised work only" in describe(example, "en")
    with pytest.raises(ValueError, match="none of the languages"):
        describe(example, "de")  # type: ignore[arg-type]


def test_an_invented_pilot_says_so(write: Any) -> None:
    pilot = load_pilot(write(MINIMAL + "invented: true\n"))
    assert pilot.invented
    assert "Hela försöket är påhittat." in describe(pilot, "sv")
