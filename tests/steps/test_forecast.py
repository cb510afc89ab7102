"""Forecasts: the same each time, sums that add up, and scenarios that are what they are called."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Formatter
from typing import Any

import duckdb
import pytest

from polku import forecast as forecasting
from polku.base import PolkuError
from polku.base.engine import DuckDB
from polku.definition import MissingPart, Pilot, load_pilot
from polku.facts import put
from polku.forecast import FORECAST, LANGUAGES, SCENARIOS, Language, forecast
from polku.forecast._low_risk import serve_low_risk_only
from polku.forecast._page import Asked, page
from polku.forecast._runs import Sums, days, run_all
from polku.forecast._table import make_table
from polku.page import texts

PILOT = Path(__file__).with_name("test_forecast_pilot.yaml")
TEXTS = Path(forecasting.__file__).parent / "texts"
CLIENTS, RUNS = 150, 2


@pytest.fixture(scope="module")
def terms() -> Pilot:
    return load_pilot(PILOT)


@pytest.fixture(scope="module")
def out(terms: Pilot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forecast")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("polku.simulation._flow.CROWD", 300)
        forecast(terms, clients=CLIENTS, seed=1, runs=RUNS, out=folder, lang="en")
    return folder


def ask(out: Path, query: str) -> list[tuple[Any, ...]]:
    table = out / "forecast.parquet"
    with duckdb.connect() as connection:
        return connection.execute(query.replace("forecast", f"'{table}'")).fetchall()


@pytest.mark.usefixtures("quick")
def test_the_same_seed_gives_the_same_sums(terms: Pilot, monkeypatch: pytest.MonkeyPatch) -> None:
    """With any number of threads."""
    monkeypatch.setenv("POLKU_THREADS", "1")
    first = run_all(terms, 60, 3, 1, print)
    monkeypatch.setenv("POLKU_THREADS", "2")
    again = run_all(terms, 60, 3, 1, print)
    assert first.pay == again.pay != []
    assert first.served == again.served


def test_the_table_has_its_columns_and_a_row_for_each_fee_band_and_scenario(out: Path) -> None:
    assert {row[0]: row[1] for row in ask(out, "describe select * from forecast")} == FORECAST
    counts = dict(ask(out, "select contract_id, count(*) from forecast where band = 'all' group by all"))
    assert counts == {"banded": 5 * len(SCENARIOS), "flat": 3 * len(SCENARIOS), "visits": 2 * len(SCENARIOS)}
    assert ask(out, "select count(*) from forecast where fee_id = 'above' and band <> 'all'") == [(0,)]
    assert ask(out, f"select distinct runs from forecast where runs <> {RUNS}") == []


def test_fees_and_bands_add_up_to_the_whole(out: Path) -> None:
    """To the cent that rounding may move."""
    by_fee = ask(
        out,
        """select contract_id, scenario,
                sum(case when fee_id <> 'all' then payable_mean_cents end),
                sum(case when fee_id = 'all' then payable_mean_cents end)
           from forecast where band = 'all' group by all""",
    )
    by_band = ask(
        out,
        """select contract_id, scenario,
                sum(case when band <> 'all' then payable_mean_cents end),
                sum(case when band = 'all' then payable_mean_cents end)
           from forecast where fee_id = 'job-30' group by all""",
    )
    assert any(whole for _, _, _, whole in by_fee)
    assert all(abs(parts - whole) <= 4 for _, _, parts, whole in [*by_fee, *by_band])


def test_low_risk_only_is_low_risk_only(out: Path) -> None:
    bands = ask(
        out,
        """select contract_id, scenario, sum(case when band = 'low' then participants_mean else 0 end),
                sum(participants_mean)
           from forecast where fee_id = 'all' and band <> 'all' and contract_id <> 'visits' group by all""",
    )
    for contract, scenario, low, everyone in bands:
        assert everyone > 0, (contract, scenario)
        assert (low == everyone) == scenario.startswith("low_risk"), (contract, scenario)


def test_what_cannot_be_told_is_null(out: Path) -> None:
    starts = ask(out, "select distinct came_anyway_share from forecast where fee_id in ('start', 'plan')")
    assert starts == [(None,)]
    nobody = ask(out, "select distinct payable_per_participant_cents from forecast where contract_id = 'visits'")
    assert nobody == [(None,)]


def test_wages_are_paid_for(out: Path) -> None:
    """Nine thousand euros within a year are reached by some, and are a result."""
    query = "select payable_mean_cents, came_anyway_share from forecast where fee_id = 'wages' and band = 'all'"
    mean, anyway = ask(out, f"{query} and scenario = 'strong_effect'")[0]
    assert mean > 0
    assert anyway is not None


def test_without_effect_all_pay_for_results_came_anyway(out: Path) -> None:
    shares = ask(out, "select came_anyway_share from forecast where scenario = 'no_effect' and fee_id = 'job-30'")
    assert {share for (share,) in shares} <= {10000, None}
    assert (10000,) in shares


def test_the_page_says_that_nobody_in_it_exists(out: Path) -> None:
    told = (out / "forecast.html").read_text(encoding="utf-8")
    assert "Nobody on this page exists" in told
    assert "Terms of these contracts are invented, too: banded." in told
    assert "have no wages" not in told
    assert "The fee above" in told
    assert "None of the invented people took part under this contract" in told
    assert "<script" not in told
    assert told.count("<svg") == 4  # two contracts with clients, each in two widths


def test_the_days_go_on_until_the_last_cohort_is_ripe(terms: Pilot) -> None:
    assert str(days(terms).until) == "2023-12-31"  # 31.12.2022, the end of the quarter and of the other contract, + 365


# Sums by hand


def table_of(terms: Pilot, sums: Sums, runs: int) -> dict[tuple[str, ...], tuple[Any, ...]]:
    with DuckDB() as engine:
        make_table(engine, terms, sums, runs)
        return {row[:4]: row[4:] for row in engine.rows("select * from forecast")}


def test_means_ranks_and_shares(terms: Pilot) -> None:
    """Ten runs that pay 100, 200, … 1 000 euros for results with a strong effect, and 90 % of it without."""
    sums = Sums()
    for run in range(10):
        sums.served.append(("strong_effect", run, "flat", "low", 3))
        sums.pay.append(("strong_effect", run, "flat", "job-30", "low", 10_000 * (run + 1)))
        sums.pay.append(("strong_effect", run, "flat", "plan", "low", 15_000))
        sums.pay.append(("no_effect", run, "flat", "job-30", "low", 9_000 * (run + 1)))
    found = table_of(terms, sums, 10)
    job = found["flat", "job-30", "all", "strong_effect"]
    assert (str(job[1]), *job[2:]) == ("3.00", 55_000, 10_000, 90_000, 18_333, 9000, 9000, 9000)
    whole = found["flat", "all", "low", "strong_effect"]
    assert (str(whole[1]), *whole[2:6]) == ("3.00", 70_000, 25_000, 105_000, 23_333)
    assert whole[6] == 9000  # of the pay for results, not of the plan's
    assert found["banded", "job-30", "high", "strong_effect"][2:] == (0, 0, 0, None, None, None, None)


def test_a_share_has_the_range_that_chance_leaves(terms: Pilot) -> None:
    sums = Sums()
    for run, without in enumerate((50, 70)):
        sums.pay.append(("strong_effect", run, "flat", "job-30", "low", 100))
        sums.pay.append(("no_effect", run, "flat", "job-30", "low", without))
    share, low, high = table_of(terms, sums, 2)["flat", "job-30", "all", "strong_effect"][-3:]
    assert (share, low, high) == (6000, 4000, 8000)  # without one run 0.7, without the other 0.5: standard error 0.1
    one = table_of(terms, Sums(sums.pay[:2], []), 1)["flat", "job-30", "all", "strong_effect"]
    assert one[-3:] == (5000, None, None)


def test_a_low_risk_client_takes_the_place_with_the_whole_path() -> None:
    """Of three clients two are of high risk: each gets the low-risk one's job and milestone, under ids of its own."""
    day = date(2022, 3, 1)
    risks = {"a": "low", "b": "high", "c": "medium"}
    with DuckDB() as engine:
        put(
            engine,
            {
                "persons": [{"person_id": p, "birth_date": date(1990, 1, 1)} for p in risks],
                "risk_scores": [{"person_id": p, "scored_on": day, "risk_band": band} for p, band in risks.items()],
                "participations": [
                    {"participation_id": f"s-{p}", "person_id": p, "contract_id": "flat", "service_id": "coaching",
                     "start_date": day, "risk_band": band}
                    for p, band in risks.items()
                ],
                "employment": [
                    {"employment_id": "e1", "person_id": "a", "start_date": date(2022, 5, 1)},
                    {"employment_id": "e2", "person_id": "b", "start_date": date(2022, 6, 1)},
                ],
                "milestones": [{"participation_id": "s-a", "milestone": "plan_accepted", "date": date(2022, 3, 9)}],
            },
        )  # fmt: skip
        serve_low_risk_only(engine)
        assert engine.rows("select participation_id, person_id, risk_band from participations order by all") == [
            ("s-a", "a", "low"), ("s-a-b", "a-b", "low"), ("s-a-c", "a-c", "low"),
        ]  # fmt: skip
        assert engine.rows("select employment_id, person_id from employment order by all") == [
            ("e1", "a"), ("e1-b", "a-b"), ("e1-c", "a-c"),
        ]  # fmt: skip
        assert engine.rows("select participation_id from milestones order by all") == [("s-a",), ("s-a-b",), ("s-a-c",)]


# The page


def page_of(terms: Pilot, lang: Language) -> str:
    """A page on sums by hand: one contract with clients in every band, one with a few, one with none."""
    sums = Sums()
    for scenario in SCENARIOS:
        for run in range(10):
            for band, cents in (("low", 150_000), ("medium", 240_000), ("high", 360_000)):
                sums.served.append((scenario.id, run, "banded", band, 12))
                sums.pay.append((scenario.id, run, "banded", "start", band, 240_000))
                sums.pay.append((scenario.id, run, "banded", "job-30", band, cents + run * 10_000))
            sums.pay.append((scenario.id, run, "banded", "above", None, 30_000 * run))
            sums.served.append((scenario.id, run, "flat", "low", 1))
            sums.pay.append((scenario.id, run, "flat", "job-30", "low", 80_000 if run % 2 else 0))
    with DuckDB() as engine:
        make_table(engine, terms, sums, 10)
        return page(engine, Asked(terms, 1000, 7, 10, date(2023, 12, 31), lang))


def test_the_page_tells_means_and_ranges_in_each_language(terms: Pilot) -> None:
    told = {lang: page_of(terms, lang).replace("\u00a0", " ") for lang in LANGUAGES}
    assert "would pay €17,400 on average, and between €14,700 and €19,500 in most runs" in told["en"]
    assert "keskimäärin 17 400 € ja useimmissa ajoissa 14 700 € – 19 500 €" in told["fi"]
    assert "i genomsnitt 17 400 €" in told["sv"]
    assert "it would still pay €1,350 on average (€0 – €2,400 in most runs)" in told["en"]


def test_the_languages_have_the_same_texts_with_the_same_gaps() -> None:
    def gaps(lang: Language) -> dict[str, set[str | None]]:
        return {key: {name for _, name, _, _ in Formatter().parse(text)} for key, text in texts(TEXTS, lang).items()}

    assert gaps("fi") == gaps("sv") == gaps("en")


# What may be asked of it


def test_a_pilot_without_contracts_is_told_so(tmp_path: Path) -> None:
    text = "pilot: bare\nname: {fi: Paljas}\nsource: test\norganiser: {id: o, name: O}\nmodel: regional\n"
    (tmp_path / "pilot.yaml").write_text(text + 'municipalities: ["837"]\n', encoding="utf-8")
    with pytest.raises(MissingPart, match="contracts"):
        forecast(load_pilot(tmp_path / "pilot.yaml"), clients=10, seed=1, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_no_runs_and_a_fee_called_all_are_refused(terms: Pilot, tmp_path: Path) -> None:
    with pytest.raises(PolkuError, match="0 runs"):
        forecast(terms, clients=10, seed=1, runs=0, out=tmp_path)
    text = PILOT.read_text(encoding="utf-8").replace("id: plan,", "id: all,")
    (tmp_path / "pilot.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PolkuError, match="called all"):
        forecast(load_pilot(tmp_path / "pilot.yaml"), clients=10, seed=1, out=tmp_path)


@pytest.mark.usefixtures("quick")
def test_no_clients_give_a_forecast_of_nothing(terms: Pilot, tmp_path: Path) -> None:
    forecast(terms, clients=0, seed=1, runs=1, out=tmp_path, form="csv")
    with duckdb.connect() as connection:
        pay = connection.sql(f"select distinct participants_mean from '{tmp_path / 'forecast.csv'}'").fetchall()
    assert [float(count) for (count,) in pay] == [0.0]
