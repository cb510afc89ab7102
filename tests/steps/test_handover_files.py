"""A pilot's end moves, and a new pilot begins from a finished one: as text, with comments kept."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from polku.base import PolkuError
from polku.base.engine import DuckDB, Settings
from polku.definition import DefinitionError, MissingPart, agreed_at, check_pilot, load_pilot, shipped_pilots
from polku.facts import put
from polku.handover import carry_over, extend, lessons
from polku.outcome import outcomes
from polku.page import LANGUAGES
from polku.path import path as follow_paths
from polku.settlement import fee_lines
from tests.steps.command_line import PILOT, make_facts, make_pilot, polku, refused, told

LATER = date(2022, 6, 30)


def written(folder: Path, text: str) -> Path:
    path = folder / "written.yaml"
    path.write_bytes(text.encode("utf-8"))
    return path


def changes(old: str, new: str) -> list[str]:
    """The lines that went and came."""
    lines = difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=0)
    return [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]


def test_only_the_end_and_a_comment_change(tmp_path: Path) -> None:
    made = extend(make_pilot(tmp_path), LATER)
    assert changes(PILOT, made.text) == [
        "-period: {start: 2021-01-01, end: 2021-12-31}",
        "+# The end was 2021-12-31 before it was moved.",
        "+period: {start: 2021-01-01, end: 2022-06-30}",
    ]


@pytest.mark.parametrize(
    "period",
    [
        "period:  # agreed\n  start: 2021-01-01\n  end: 2021-12-31  # the council's decision\n",
        "period: { end: 2021-12-31 , start: 2021-01-01 }\n",
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_however_the_period_is_written(tmp_path: Path, period: str, line_end: str) -> None:
    text = PILOT.replace("period: {start: 2021-01-01, end: 2021-12-31}\n", period, 1).replace("\n", line_end)
    made = extend(written(tmp_path, text), LATER)
    assert made.text.count("\n") == text.count("\n") + 1
    assert made.text.count("\r") == made.text.count("\n") * (line_end == "\r\n")
    assert (
        made.text.replace(f"# The end was 2021-12-31 before it was moved.{line_end}", "").replace(
            "2022-06-30", "2021-12-31", 1
        )
        == text
    )
    assert load_pilot(written(tmp_path, made.text)).period.end == LATER  # type: ignore[union-attr]


IN_BRACES = """\
contracts:
  - {id: contract-a, provider: provider-a, services: [sparring], period: {start: 2021-01-01, end: 2021-12-31},
     fees: [{id: start, pays_for: start, amount: 1.00}]}
"""
AMENDED = """\
    amendments:
      # agreed in the spring
      - from: 2021-06-01
        reason: {fi: Ohjausryhmä}
        changes: {tail_days: 100}
"""


@pytest.mark.parametrize(
    "text",
    [PILOT, PILOT + AMENDED, PILOT + "unknown: [budget]\n", PILOT[: PILOT.index("contracts:")] + IN_BRACES],
    ids=["lines", "amended", "not last", "braces"],
)
def test_a_contract_is_extended_by_an_amendment(tmp_path: Path, text: str) -> None:
    """In force from the day after its old end: what was settled before is settled the same."""
    made = extend(written(tmp_path, text), LATER, contracts=["contract-a"])
    [contract] = load_pilot(written(tmp_path, made.text)).contracts
    assert contract.period.end == date(2021, 12, 31)
    assert agreed_at(contract, date(2021, 12, 31)).period.end == date(2021, 12, 31)
    assert agreed_at(contract, date(2022, 1, 1)).period.end == LATER
    assert contract.amendments[-1].reason.sv == "Försöket förlängs till 30.6.2022"


def test_what_else_is_to_be_decided(tmp_path: Path) -> None:
    text = PILOT + (
        'successors: [{organiser: city, municipalities: ["837"]}]\n'
        "vouchers: [{id: v, service: sparring, issued: {start: 2021-01-01, end: 2021-12-31}, budget: 1000.00}]\n"
        "procurement: {procedure: open, reference: HEL 12/2020}\n"
        "budget: [{year: 2021, own: 1.00}]\n"
        "surveys: [{id: quarterly, every: quarter, questions: [nps]}]\n"
        "experiments: [{id: draw, service: sparring, design: lottery, arms: {in: 0.5, out: 0.5}, legal_basis: L,"
        " voluntary: true, everyone_keeps: K, period: {start: 2021-01-01, end: 2021-06-30}}]\n"
        "evaluation: [{id: effect, experiment: draw, outcomes: [employed-12m], horizon_days: 365}]\n"
    )
    told = "\n".join(extend(written(tmp_path, text), LATER, lang="en").told)
    for said in (
        "the law the pilot rests on",
        "Contract contract-a takes no new clients after 31\u00a0December 2021",
        "and counts results until 31\u00a0December 2022.",
        "The procurement decision (HEL 12/2020)",
        "Voucher v is issued until 31\u00a0December 2021.",
        "Voucher v has a budget of €1,000",
        "No budget for: 2022.",
        "Experiment draw ends on 30\u00a0June 2021.",
        "Survey quarterly goes on",
        "Evaluation effect looks 365 days ahead, so the last result is known on 30\u00a0June 2023.",
        "The successors (city)",
    ):
        assert said in told
    extended = extend(
        written(tmp_path, PILOT.replace("cap_per", "ceiling: 9.00\n    cap_per")),
        LATER,
        contracts=["contract-a"],
        lang="en",
    )
    assert "Contract contract-a keeps its limits: €9 in all." in "\n".join(extended.told)


def test_a_municipality_that_is_merged_by_then(tmp_path: Path) -> None:
    text = PILOT.replace("2021", "2019").replace('["837", "536"]', '["911"]')
    said = "\n".join(extend(written(tmp_path, text), date(2020, 6, 30), lang="en").told)
    assert "Valtimo is no municipality of its own on 30\u00a0June 2020: Nurmes has taken it in." in said


LONG = PILOT.replace("2021-12-31}\n    cap", "2023-12-31}\n    cap")
BRACES = """\
{pilot: a, name: A, source: s, organiser: {id: o}, model: purchase, period: {start: 2021-01-01, end: 2021-12-31}}
"""


@pytest.mark.parametrize(
    ("text", "end", "contracts", "error", "said"),
    [
        (PILOT, date(2021, 12, 31), [], PolkuError, "2021-12-31 is not later"),
        (PILOT, LATER, ["contract-b"], PolkuError, "has no contract contract-b. Its contracts: contract-a"),
        (PILOT.replace(", end: 2021-12-31}", "}", 1), LATER, [], MissingPart, "pilot extend needs period.end"),
        (LONG, LATER, ["contract-a"], PolkuError, "until 2023-12-31 already"),
        (PILOT.replace("model: purchase\n", ""), LATER, [], DefinitionError, "The key model is missing"),
        (BRACES, LATER, [], PolkuError, "stand in braces"),
    ],
)
def test_what_is_refused(
    tmp_path: Path, text: str, end: date, contracts: list[str], error: type[PolkuError], said: str
) -> None:
    with pytest.raises(error, match=said):
        extend(written(tmp_path, text), end, contracts=contracts)


@pytest.mark.parametrize("name", shipped_pilots())
def test_every_shipped_pilot_is_carried_over(tmp_path: Path, name: str) -> None:
    made = carry_over(name, "next-pilot", ["services: so it went"])
    result = check_pilot(written(tmp_path, made.text))
    assert result.pilot is not None, result.faults
    assert (result.pilot.pilot, result.pilot.period, result.pilot.contracts) == ("next-pilot", None, ())
    old = load_pilot(name)
    assert result.pilot.services == old.services
    assert result.pilot.target_group == old.target_group
    assert result.pilot.learned == (*old.learned, "services: so it went")
    assert set(old.unknown) | set(made.told) == set(result.pilot.unknown)
    lost = set(_comments(_text_of(name))) - set(_comments(made.text))
    assert not lost


def _text_of(name: str) -> str:
    from polku.definition import pilot_path

    return pilot_path(name).read_text(encoding="utf-8")


def _comments(text: str) -> Iterable[str]:
    return (line.strip().lstrip("# ") for line in text.splitlines() if line.strip().startswith("#"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_carried_over_twice(tmp_path: Path, lang: str) -> None:
    """Lists that stand last, that are there and that are not: lines come where they belong."""
    text = "# Head\n" + PILOT.replace("contracts:", "# What is paid\ncontracts:") + "learned: [first]"
    once = carry_over(written(tmp_path, text), "second-pilot", ["second"], lang)  # type: ignore[arg-type]
    assert "# # What" not in once.text
    assert "# contracts:" in once.text
    path = written(tmp_path, once.text)
    assert load_pilot(path).learned == ("first", "second")
    twice = carry_over(path, "2027", ['third: it\'s "so"'], lang)  # type: ignore[arg-type]
    third = load_pilot(written(tmp_path, twice.text))
    assert third.pilot == "2027"
    assert third.learned == ("first", "second", 'third: it\'s "so"')
    assert len(third.unknown) == len(set(third.unknown))


def test_a_name_that_is_no_id_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match="For instance next-pilot"):
        carry_over(make_pilot(tmp_path), "Next Pilot")


def learned(folder: Path, clients: int, with_result: int, invented: bool = False) -> str:
    """The lessons of the small pilot: so many clients, of whom so many were in work for a month."""
    day = date(2021, 2, 1)
    names = [f"a{n:02}" for n in range(clients)]
    facts = {
        "persons": [{"person_id": name, "birth_date": date(1990, 1, 1)} for name in names],
        "participations": [
            {"participation_id": f"p{name}", "person_id": name, "service_id": "sparring", "contract_id": "contract-a",
             "referral_date": date(2021, 1, 22), "start_date": day}
            for name in names
        ],
        "employment": [
            {"employment_id": name, "person_id": name, "start_date": date(2021, 3, 1), "end_date": date(2021, 4, 9)}
            for name in names[:with_result]
        ],
    }  # fmt: skip
    pilot = load_pilot(make_pilot(folder))
    with DuckDB(Settings(threads=1)) as engine:
        put(engine, facts)
        outcomes(engine, LATER)
        follow_paths(engine, LATER)
        fee_lines(engine, pilot, LATER)
        return "\n".join(lessons(engine, pilot, LATER, "en", invented_people=invented))


def test_what_was_learned(tmp_path: Path) -> None:
    said = learned(tmp_path, 20, 8, invented=True)
    assert said.splitlines() == [
        "facts: the people are invented, so nothing of this has happened",
        "sparring: 20 participations until 30\u00a0June 2022",
        "sparring: 8 of the 20 whose year was over had 30 days of open-market work within it (40%)",
        "sparring: 16 days of work on average in the first year, of 20 whose year was over",
        "sparring: half waited 10 days or less from referral to start (20 referrals)",
        "contract-a: the fee start was earned 20 times, €5,000 payable (without VAT) [invented]",
    ]


@pytest.mark.parametrize(("clients", "with_result"), [(20, 4), (20, 16), (20, 19)])
def test_a_figure_of_few_is_left_out(tmp_path: Path, clients: int, with_result: int) -> None:
    """Four with a result, or four without one: the share would tell."""
    assert "open-market work" not in learned(tmp_path, clients, with_result)


def test_a_service_of_few_is_left_out(tmp_path: Path) -> None:
    assert learned(tmp_path, 4, 4) == "services: the facts tell of no service with 5 participations or more"


def test_from_facts_or_from_results(tmp_path: Path) -> None:
    """Both ways give one file, in either form of the tables."""
    facts, path = make_facts(tmp_path / "facts"), make_pilot(tmp_path)
    made = []
    for form in ("csv", "parquet"):
        out = tmp_path / form
        for step in ("outcomes", "path", "settle"):
            told(step, path, facts, "--until", "2021-12-31", "--out", out, "--format", form)
        told("pilot", "carry-over", path, out, "--name", "next", "--out", tmp_path / f"{form}.yaml")
        made.append((tmp_path / f"{form}.yaml").read_bytes())
    told("pilot", "carry-over", path, facts, "--name", "next", "--out", tmp_path / "facts.yaml")
    assert made == [(tmp_path / "facts.yaml").read_bytes()] * 2


def test_the_commands(tmp_path: Path) -> None:
    path, out = make_pilot(tmp_path), tmp_path / "later.yaml"
    spoken = polku("pilot", "extend", path, "--end", "30.6.2022", "--contract", "contract-a", "--out", out)
    assert spoken.exit_code == 0
    assert spoken.stdout.startswith(f"Made {out}. To be decided:\n- Tarkistakaa, että laki")
    assert polku("pilot", "check", out).exit_code == 0
    assert "Nothing was written over" in refused("pilot", "extend", path, "--end", "30.6.2022", "--out", out)
    found = told("pilot", "carry-over", path, "--name", "next", "--out", tmp_path / "next.yaml", "--lang", "en")
    assert set(found) == {"file", "to_decide"}
    assert (
        "What an earlier pilot taught" not in polku("pilot", "show", str(tmp_path / "next.yaml"), "--lang", "en").stdout
    )


def test_a_folder_that_is_neither_facts_nor_results(tmp_path: Path) -> None:
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "outcomes.csv").write_text("participation_id\np1\n", encoding="utf-8")
    said = refused(
        "pilot", "carry-over", make_pilot(tmp_path), tmp_path / "odd", "--name", "next", "--out", tmp_path / "n.yaml"
    )
    assert "outcomes in" in said
    assert "has no column person_id" in said
    assert not (tmp_path / "n.yaml").exists()
