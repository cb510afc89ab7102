"""Amendments of a contract: what they come to for a participation, which are refused, and how they are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from polku.base import DAY_MAX, DAY_MIN
from polku.definition import (
    CheckResult,
    EmploymentFee,
    agreed_at,
    check_pilot,
    contract_invented,
    describe,
    fees_ever,
    in_all,
    load_pilot,
    terms_at,
)

HEAD = """\
pilot: amended
name: Muutettu
source: S0
organiser: {id: town, name: Kaupunki}
model: purchase
services: [{id: sparring, kind: coaching, production: purchased}, {id: visits, kind: coaching, production: purchased}]
providers: [{id: firm, name: Yritys, services: [sparring, visits]}]
contracts:
  - id: c1
    provider: firm
    services: [sparring]
    period: {start: 2024-01-01, end: 2024-12-31}
    ceiling: 9000.00
    fees:
      - {id: job, pays_for: employment, days: 90, window_days: 365, amount: 800.00}
      - {id: hours, pays_for: delivery, unit: hour, amount: 60.00}
      - {id: share, pays_for: earnings, window_days: 365, share: 10 %}
      - {id: above, pays_for: result_rate, of: job, cohort: year, expected: 30 %, settled_after_days: 400,
         amount: 1000.00}
"""
BOTH = """\
      - {from: 2024-07-01, reason: {fi: Lyhyempi työ riittää, en: A shorter job is enough},
         changes: {fees: [{id: job, pays_for: employment, days: 60, window_days: 365, amount: 700.00}]}}
      - {from: 2024-10-01, reason: Opinnot, participations_from: 2024-04-01,
         changes: {ceiling: null, period_end: 2025-06-30, without: [hours], former_employer_days: 0,
                   fees: [{id: study, pays_for: education, window_days: 180, amount: 300.00}]}}
"""


def checked(folder: Path, amendments: str) -> CheckResult:
    path = folder / "pilot.yaml"
    path.write_text(f"{HEAD}    amendments:\n{amendments}", encoding="utf-8")
    return check_pilot(path)


def test_each_first_day_has_the_amendments_that_are_for_it(tmp_path: Path) -> None:
    pilot = checked(tmp_path, BOTH).pilot
    assert pilot is not None
    contract = pilot.contracts[0]
    told = [
        (terms.begins, terms.ends, [fee.id for fee in terms.contract.fees], _days(terms.contract.fees[0]))
        for terms in terms_at(contract, date(2024, 10, 1))
    ]
    assert told == [
        (DAY_MIN, date(2024, 3, 31), ["job", "hours", "share", "above"], 90),
        (date(2024, 4, 1), date(2024, 6, 30), ["job", "share", "above", "study"], 90),
        (date(2024, 7, 1), DAY_MAX, ["job", "share", "above", "study"], 60),
    ]
    assert [terms.begins for terms in terms_at(contract, date(2024, 9, 30))] == [DAY_MIN, date(2024, 7, 1)]
    assert [fee.id for fee in fees_ever(contract)] == ["job", "hours", "share", "above", "study"]


def _days(fee: object) -> int:
    assert isinstance(fee, EmploymentFee)
    return fee.days


def test_what_is_agreed_for_the_whole_contract(tmp_path: Path) -> None:
    contract = load_pilot(_path(tmp_path)).contracts[0]
    assert agreed_at(contract, date(2024, 9, 30)).ceiling == 9000_00
    later = agreed_at(contract, date(2024, 10, 1))
    assert (later.ceiling, later.period.end, later.amendments) == (None, date(2025, 6, 30), ())
    assert contract.ceiling == 9000_00  # the old text stays


def _path(folder: Path) -> Path:
    checked(folder, BOTH)
    return folder / "pilot.yaml"


JOB = "{id: job, pays_for: employment, days: 60, window_days: 365, amount: 700.00}"
WRONG = {
    "out of order": ("{from: 2024-07-01, reason: r, changes: {tail_days: 1}}, "
                     "{from: 2024-07-01, reason: r, changes: {tail_days: 2}}", "in the order of their days"),
    "nothing": ("{from: 2024-07-01, reason: r, changes: {}}", "changes nothing"),
    "no changes": ("{from: 2024-07-01, reason: r}", "changes"),
    "no reason": ("{from: 2024-07-01, changes: {tail_days: 1}}", "reason"),
    "no value": ("{from: 2024-07-01, reason: r, changes: {tail_days: null}}", "tail_days has no value"),
    "unknown key": ("{from: 2024-07-01, reason: r, changes: {provider: other}}", "provider"),
    "no such fee": ("{from: 2024-07-01, reason: r, changes: {without: [jobs]}}", "jobs is no fee of c1 then. Did you"),
    "ends and stays": (f"{{from: 2024-07-01, reason: r, changes: {{without: [job], fees: [{JOB}]}}}}", "among fees as"),
    "of a fee that ends": ("{from: 2024-07-01, reason: r, changes: {without: [job]}}", "list above under without too"),
    "another kind": ("{from: 2024-07-01, reason: r, changes: {fees: [{id: job, pays_for: start, amount: 1.00}]}}",
                     "pays_for of job cannot change"),
    "another unit": ("{from: 2024-07-01, reason: r, changes: {fees: "
                     "[{id: hours, pays_for: delivery, unit: day, amount: 1.00}]}}", "unit of hours cannot change"),
    "another share": ("{from: 2024-07-01, reason: r, changes: {fees: "
                      "[{id: share, pays_for: earnings, window_days: 365, share: 12 %}]}}", "share of share cannot"),
    "another cohort": ("{from: 2024-07-01, reason: r, changes: {fees: [{id: above, pays_for: result_rate, of: job, "
                       "cohort: quarter, expected: 30 %, settled_after_days: 400, amount: 1000.00}]}}",
                       "cohort of above cannot change"),
    "twice": (f"{{from: 2024-07-01, reason: r, changes: {{fees: [{JOB}, {JOB}]}}}}", "job is in fees twice"),
    "later than itself": ("{from: 2024-07-01, reason: r, participations_from: 2024-08-01, changes: {tail_days: 1}}",
                          "is after from"),
    "ends before it starts": ("{from: 2024-07-01, reason: r, changes: {period_end: 2023-12-31}}",
                              "before the contract"),
    "a late amount": ("{from: 2024-07-01, reason: r, changes: {fees: [{id: new, pays_for: start, "
                      "amount: {2024-08-01: 1.00}}]}}", "Begin with 2024-07-01 or earlier"),
    "no such service": ("{from: 2024-07-01, reason: r, changes: {services: [sparing]}}", "no service sparing"),
    "no day": ("{from: July, reason: r, changes: {tail_days: 1}}", "July"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_refused(tmp_path: Path, name: str) -> None:
    written, told = WRONG[name]
    result = checked(tmp_path, f"      [{written}]\n")
    assert [told in str(fault) for fault in result.faults] == [True], [str(fault) for fault in result.faults]
    assert result.faults[0].line == HEAD.count("\n") + 2


def test_what_is_odd(tmp_path: Path) -> None:
    odd = (
        "      - {from: 2024-01-01, reason: r, changes: {tail_days: 1}}\n"
        "      - {from: 2025-01-01, reason: r, changes: {ceiling: 1.00}}\n"
        "      - {from: 2025-02-01, reason: r, participations_from: 2024-02-01,\n"
        "         changes: {fees: [{id: new, pays_for: start, amount: 0.00}]}}\n"
    )
    result = checked(tmp_path, odd)
    assert not result.faults
    told = [str(warning) for warning in result.warnings]
    assert ["first day" in told[0], "starts on or after 2025-01-01" in told[1], "is 0" in told[2]] == [True] * 3


@pytest.mark.parametrize(
    ("lang", "sentences"),
    [
        ("fi", ["muutos 1.7.2024 alkaen: Lyhyempi työ riittää; koskee 1.7.2024 tai myöhemmin alkavia jaksoja",
                "aloituksia 30.6.2025 asti", "ei enää ylärajaa sopimukselle", "hours: ei enää makseta"]),
        ("sv", ["ändring från 1.7.2024", "gäller perioder som börjar 1.4.2024 eller senare"]),
        ("en", ["A shorter job is enough", "starts until", "hours: no longer paid"]),
    ],
)  # fmt: skip
def test_amendments_are_told(tmp_path: Path, lang: str, sentences: list[str]) -> None:
    pilot = load_pilot(_path(tmp_path))
    told = describe(pilot, lang)  # type: ignore[arg-type]  # one of the three
    text = told if isinstance(told, str) else "\n".join(told)
    assert [sentence for sentence in sentences if sentence not in text] == []


def test_how_far_a_contract_reaches(tmp_path: Path) -> None:
    (contract,) = in_all(load_pilot(_path(tmp_path))).contracts
    assert (contract.period.end, contract.tail_days, contract.amendments) == (date(2025, 6, 30), 365, ())
    assert [fee.id for fee in contract.fees] == ["job", "hours", "share", "above", "study"]


def test_an_invented_amendment_makes_what_the_contract_pays_invented(tmp_path: Path) -> None:
    true, invented = (
        checked(tmp_path, text).pilot for text in (BOTH, BOTH.replace("Opinnot,", "Opinnot, invented: true,"))
    )
    assert true is not None
    assert invented is not None
    assert [contract_invented(pilot, pilot.contracts[0]) for pilot in (true, invented)] == [False, True]
