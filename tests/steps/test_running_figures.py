"""A running pilot's figures: the sums of `run`'s fee lines, and its published picture."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from polku import pipeline
from polku.base.engine import DuckDB
from polku.definition import MissingPart, load_pilot
from polku.pipeline import Input, Target, figures

UNTIL = date(2021, 9, 30)


def nothing(_text: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    pipeline.simulate("pirkanmaa-2021", clients=300, seed=5, start=None, until=UNTIL, to=Target(folder), tell=nothing)
    return folder


def test_figures_are_the_sums_of_fee_lines_and_the_published_picture(invented: Path, tmp_path: Path) -> None:
    pilot = load_pilot("pirkanmaa-2021")
    found = figures(pilot, Input(invented), UNTIL, nothing)
    pipeline.settle("pirkanmaa-2021", Input(invented), Target(tmp_path), UNTIL, "fi", None, nothing)
    with DuckDB() as engine:
        lines = engine.rows(f"SELECT contract_id, fee_id, earned_on, status, amount_cents, payable_cents"
                            f" FROM read_parquet('{tmp_path / 'fee_lines.parquet'}')")  # fmt: skip
    wanted: Counter[Any] = Counter()
    for contract, fee, day, status, amount, payable in lines:
        key = (contract, fee, day.replace(day=1), status)
        wanted.update({(*key, "lines"): 1, (*key, "amount"): amount, (*key, "payable"): payable})
    told: Counter[Any] = Counter()
    for one in found.fees:
        key = (one.contract_id, one.fee_id, one.month, one.status)
        told.update(
            {(*key, "lines"): one.lines, (*key, "amount"): one.amount_cents, (*key, "payable"): one.payable_cents}
        )
    assert told == wanted
    assert found.fees
    assert found.months == [date(2021, month, 1) for month in range(3, 10)]
    assert {row[1] for row in found.picture} == set(found.months)
    assert all(row[5:8] == (None, None, None) for row in found.picture if row[8])
    assert {row[8] for row in found.picture} == {True, False}


def test_before_the_first_month_is_over_there_is_no_picture(invented: Path) -> None:
    found = figures(load_pilot("pirkanmaa-2021"), Input(invented), date(2021, 3, 15), nothing)
    assert (found.months, found.picture) == ([], [])


def test_a_pilot_without_a_first_day_has_no_figures(invented: Path) -> None:
    pilot = load_pilot("pirkanmaa-2021").model_copy(update={"period": None})
    with pytest.raises(MissingPart):
        figures(pilot, Input(invented), UNTIL, nothing)
