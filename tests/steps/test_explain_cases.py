"""What a client is told, worked by hand, in three languages, and by the command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from polku import settlement
from polku.base.engine import DuckDB, Settings
from polku.definition import read_yaml
from polku.facts import put
from polku.settlement import ToldFee, ToldParticipation, explain
from tests.readings.pilot_files import paying_pilot
from tests.readings.test_settlement import contract, job
from tests.readings.test_settlement_full import WAGES, wage
from tests.steps.command_line import make_facts, make_pilot, polku, refused, told
from tests.steps.explain_cases import FORMER, PARTICIPATIONS, ROWS, TOLD_FEES, Case, of_fee


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


def asked(engine: DuckDB, folder: Path, case: Case, lang: Any = "fi") -> ToldParticipation:
    persons = {row["person_id"] for row in case.facts["participations"] if row["person_id"]}
    put(engine, case.facts | {"persons": [{"person_id": p, "birth_date": date(1990, 1, 1)} for p in sorted(persons)]})
    told_all = explain(engine, paying_pilot(folder, [case.terms]), "a", case.until, lang)
    [one] = [told for told in told_all.participations if told.participation_id == case.of]
    return one


def fee_of(case: Case, told_one: ToldParticipation) -> ToldFee:
    """The last fee of the contract, but of a cohort's fee that fee itself."""
    return told_one.fees[0] if case.code == "cohorts" else told_one.fees[-1]


def spaced(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize("case", PARTICIPATIONS, ids=lambda case: case.code)
def test_why_a_participation_does_not_belong(engine: DuckDB, tmp_path: Path, case: Case) -> None:
    one = asked(engine, tmp_path, case)
    assert (one.belongs, one.reason, one.fees) == (False, case.code, ())
    assert case.words in one.sentence


@pytest.mark.parametrize("case", TOLD_FEES, ids=lambda case: f"{case.code}: {case.words[:30]}")
def test_why_a_fee_was_earned_or_not(engine: DuckDB, tmp_path: Path, case: Case) -> None:
    fee = fee_of(case, asked(engine, tmp_path, case))
    assert fee.reason_code == case.code
    assert case.words in spaced(fee.sentence)
    assert (fee.open_until and fee.open_until.isoformat()) == case.open_until
    assert fee.earned == (fee.earned_on is not None) == (fee.status is not None)


@pytest.mark.parametrize("case", ROWS, ids=lambda case: case.code)
def test_why_a_row_counted_or_not(engine: DuckDB, tmp_path: Path, case: Case) -> None:
    fee = fee_of(case, asked(engine, tmp_path, case))
    row = [row for row in fee.rows if row.row == case.row][-1]
    assert row.reason_code == case.code.removesuffix("_days")
    assert case.words in spaced(row.sentence)
    assert row.counted == (case.code.startswith(("counted", "unproved")))


def texts() -> dict[str, dict[str, dict[str, str]]]:
    catalogue: dict[str, dict[str, dict[str, str]]] = read_yaml(
        Path(settlement.__file__).parent / "explain.yaml"
    ).plain()
    return catalogue


def test_every_reason_has_its_case() -> None:
    told_codes = {case.code for case in TOLD_FEES}
    parts = {"awaits", "most", "stretch_missing", "window_open", "window_over"}  # of other sentences
    assert set(texts()["fi"]["fee"]) == told_codes | parts
    assert set(texts()["fi"]["row"]) == {case.code for case in ROWS} | {"studies"}
    assert set(texts()["fi"]["participation"]) == {case.code for case in PARTICIPATIONS} | {"belongs", "over_maximum"}


def test_every_sentence_is_in_all_languages() -> None:
    def places(sentences: dict[str, dict[str, str]]) -> dict[str, set[str]]:
        return {
            f"{section}.{key}": set(re.findall(r"\{(\w+)\}", text))
            for section, part in sentences.items()
            for key, text in part.items()
        }

    finnish, swedish, english = (places(texts()[lang]) for lang in ("fi", "sv", "en"))
    assert finnish == swedish == english
    assert all(text.strip() for part in texts().values() for section in part.values() for text in section.values())


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("case", TOLD_FEES[2:13:5] + ROWS[::8], ids=lambda case: case.code)
def test_other_languages_tell_the_same(engine: DuckDB, tmp_path: Path, case: Case, lang: str) -> None:
    finnish, other = asked(engine, tmp_path, case), asked(engine, tmp_path, case, lang)
    assert [fee.reason_code for fee in finnish.fees] == [fee.reason_code for fee in other.fees]
    assert [fee.sentence for fee in finnish.fees] != [fee.sentence for fee in other.fees]
    assert "{" not in "".join(fee.sentence for fee in other.fees)


def test_months_of_wages_are_told_one_by_one(engine: DuckDB, tmp_path: Path) -> None:
    terms = contract(WAGES | {"window_days": 100}, **FORMER)
    earnings = [
        wage(2, "1"),  # its first day is the participation's
        wage(3, "2"),
        wage(4, "3", subsidised=True),
        wage(4, "4", employer="y"),
        wage(5, "5"),  # the window ends on 11 May
    ]
    jobs = [job(1, "2023-01-01", "2024-01-20", employer_id="y")]
    case = of_fee("wages_below", "", terms, earnings=earnings, employment=jobs)
    fee = fee_of(case, asked(engine, tmp_path, case))
    codes = {row.amount_cents: (row.reason_code, row.other) for row in fee.rows}
    assert codes == {
        100: ("began_before", None),
        200: ("counted", None),
        300: ("subsidised", None),
        400: ("former_employer", "e1"),
        500: ("after_window", None),
    }
    assert "1/2024" not in fee.sentence


def test_the_command_tells_in_text_and_for_machines(tmp_path: Path) -> None:
    facts, pilot = make_facts(tmp_path / "facts"), make_pilot(tmp_path)
    person = (facts / "participations.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[1]
    words = ("explain", pilot, facts, "--person", person, "--until", "2021-12-31")
    text = polku(*words).stdout
    assert "job-90" in text
    assert "plan" in text
    summary = told(*words)
    assert set(summary) == {"subject", "until", "participations"}
    [one] = summary["participations"]
    assert [fee["fee_id"] for fee in one["fees"]] == ["start", "plan", "job-90"]
    assert {"fee_id", "earned", "earned_on", "amount_cents", "payable_cents", "status", "reason_code"} < set(
        one["fees"][0]
    )
    assert "Participation" in polku(*words, "--lang", "en").stdout


def test_a_stranger_and_one_without_participations(tmp_path: Path) -> None:
    facts, pilot = make_facts(tmp_path / "facts"), make_pilot(tmp_path)
    until = ("--until", "2021-12-31")
    assert "No client 'nobody' in the facts" in refused("explain", pilot, facts, "--person", "nobody", *until)
    people = (facts / "persons.csv").read_text(encoding="utf-8").splitlines()[1:]
    other = people[1].split(",")[0]
    assert "ei ole yhtään palvelujaksoa" in polku("explain", pilot, facts, "--person", other, *until).stdout
    assert told("explain", pilot, facts, "--person", other, *until)["participations"] == []
