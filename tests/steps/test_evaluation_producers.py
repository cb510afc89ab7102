"""Producers of known quality, and planted signs of gaming."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
from benchmarks.producers import clients, picture, year

from polku import facts
from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot
from polku.evaluation import PRODUCERS
from polku.evaluation._gaming import gaming
from polku.evaluation._producers import FEWEST_CASES, expect, producers, shrink

PLACE = list(PRODUCERS).index


def test_what_the_case_mix_lets_expect_ranks_better_than_raw_rates() -> None:
    """What the picture in docs shows, on fewer years."""
    years = [year(seed) for seed in range(8)]
    fair, raw = (float(np.mean([one.correlation(getattr(one, name)) for one in years])) for name in ("fair", "raw"))
    assert fair > raw + 0.3
    assert fair > 0.6
    drawn = picture(years)
    assert drawn.startswith("<svg")
    assert f"rank correlation with quality: {fair:+.2f}" in drawn


def test_all_producers_together_are_as_expected() -> None:
    frame, _ = clients(3)
    cases = expect(frame)
    assert cases["expected"].sum() == pytest.approx(frame["result"].sum(), rel=0.01)
    assert cases["adjusted"].all()


def test_a_small_producer_is_drawn_towards_one() -> None:
    small, large = shrink([3, 300], [1.5, 150.0])
    assert small is not None
    assert large is not None
    assert 1 < small.shrunk < large.shrunk < 2
    assert small.high - small.low > large.high - large.low
    assert shrink([0], [0.0]) == [None]


def test_a_new_producer_is_too_new_and_a_tiny_one_has_no_figures() -> None:
    frame, _ = clients(1)
    kept = pd.concat([frame[frame["provider_id"] != "t03"], frame[frame["provider_id"] == "t03"].head(4)])
    kept = pd.concat([kept[kept["provider_id"] != "t05"], kept[kept["provider_id"] == "t05"].head(FEWEST_CASES - 1)])
    rows = {row[1]: row for row in producers(expect(kept))}
    assert rows["t03"][2:11] == (None,) * 9
    assert rows["t05"][PLACE("cases")] == FEWEST_CASES - 1
    assert {rows["t03"][-1], rows["t05"][-1]} == {"too_new"}


PILOT = Pilot.model_validate(
    {
        "pilot": "small",
        "name": {"fi": "Pieni"},
        "source": "-",
        "organiser": {"id": "o"},
        "model": "municipal",
        "services": [{"id": "sparring", "kind": "coaching", "production": "purchased"}],
        "providers": [{"id": "a", "name": "A", "services": ["sparring"]}],
        "contracts": [
            {
                "id": "c",
                "provider": "a",
                "services": ["sparring"],
                "period": {"start": date(2024, 1, 1), "end": date(2025, 12, 31)},
                "fees": [
                    {"id": "job-30", "pays_for": "employment", "days": 30, "window_days": 180, "amount": "100.00"}
                ],
            }
        ],
    }
)


def world(lengths: list[int], paid_days: list[int]) -> dict[str, Any]:
    """One participation a person: a job of each length after it, and so many paid days before it began."""
    start = date(2025, 3, 3)
    tables: dict[str, Any] = {"persons": [], "participations": [], "employment": [], "benefits": []}
    for n, (length, days) in enumerate(zip(lengths, paid_days, strict=True)):
        person = f"p{n}"
        tables["persons"].append({"person_id": person, "birth_date": date(1990, 1, 1)})
        tables["participations"].append(
            {"participation_id": f"q{n}", "person_id": person, "service_id": "sparring", "provider_id": "a",
             "contract_id": "c", "start_date": start}
        )  # fmt: skip
        first = start + timedelta(7)
        tables["employment"].append(
            {"employment_id": f"e{n}", "person_id": person, "start_date": first,
             "end_date": first + timedelta(length - 1)}
        )  # fmt: skip
        tables["benefits"].append(
            {"person_id": person, "benefit": "labour_market_subsidy", "start_date": start, "paid_days_before": days}
        )
    return tables


def signs(lengths: list[int], paid_days: list[int]) -> dict[str, tuple[Any, ...]]:
    cases = pd.DataFrame({"service_id": [], "provider_id": [], "expected": []})
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, world(lengths, paid_days))
        return {str(row[0]): row for row in gaming(engine, PILOT, cases, date(2025, 12, 31))}


def test_jobs_that_end_at_the_pay_line_are_seen() -> None:
    planted = signs([30, 31] * 15 + [26, 40] * 5, [100 - n % 10 for n in range(40)])
    assert planted["bunching"][4:6] == (40, 0.75)
    assert planted["bunching"][-1] == "look"
    # Each start is 0–9 paid days before the 100th is full, after which a tenth is the municipality's.
    assert planted["activation_before_step"][5] == 1.0
    assert planted["activation_before_step"][-1] == "look"


def test_a_smooth_flow_is_usual_and_a_small_one_says_nothing() -> None:
    smooth = signs([23 + n % 21 for n in range(42)], [81 + n % 30 for n in range(42)])
    assert smooth["bunching"][5] == pytest.approx(1 / 3)
    assert (smooth["bunching"][-1], smooth["activation_before_step"][-1]) == ("usual", "usual")
    few = signs([30] * 5, [95] * 5)
    assert few["bunching"][4:] == (None,) * 6 + ("too_few",)


def test_easy_clients_hours_and_returns_by_producer() -> None:
    """Of two producers one has the easy clients, gives the hard ones few hours, and gets its clients back."""
    random = np.random.default_rng(1)
    expected = np.concatenate([random.uniform(0.5, 0.9, 90), random.uniform(0.1, 0.5, 90)])
    provider = np.repeat(["a", "b"], 90)
    hours = np.where(provider == "a", 20 * expected + random.uniform(0, 1, 180), random.uniform(8, 12, 180))
    again = np.where(provider == "a", random.random(180) < 0.4, random.random(180) < 0.05).astype(int)
    cases = pd.DataFrame(
        {"service_id": "sparring", "provider_id": provider, "expected": expected, "hours": hours, "again": again,
         "at_former": 0.0, "block": [f"q{n:03d}" for n in range(180)]}
    )  # fmt: skip
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, {})
        found = {(row[0], row[2]): row[-1] for row in gaming(engine, PILOT, cases, date(2025, 12, 31))}
    assert [found[sign, "a"] for sign in ("creaming", "parking", "revolving_door")] == ["look"] * 3
    assert [found[sign, "b"] for sign in ("creaming", "parking", "revolving_door")] == ["usual"] * 3
    assert found["former_employer", "a"] == "usual"
