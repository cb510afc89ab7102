"""The benchmark of `situation` asks one question: SQL by hand and pandas give Polku's answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks import situation
from benchmarks.place import Clock, Place
from benchmarks.situation_facts import make_situation

from polku.base.engine import DuckDB
from polku.facts import check


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    make_situation(600, folder)
    return folder


@pytest.fixture(autouse=True)
def few_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(situation, "FIRST_OF_FEW", situation.LAST)


def test_the_facts_are_sound_and_made_twice_the_same(people: Path, tmp_path: Path) -> None:
    with DuckDB() as engine:
        assert check(engine, people, warnings=True).by_kind == {}
    make_situation(600, tmp_path)
    for path in people.glob("*.parquet"):
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()


def test_every_way_gives_the_same_figures(people: Path, tmp_path: Path) -> None:
    place = Place(people, tmp_path)
    ours = situation.product(place, Clock())
    assert all(ours.values())
    assert situation.by_hand(place, Clock()) == ours
    assert situation.in_pandas(place, Clock()) == ours


def test_a_month_on_top(people: Path, tmp_path: Path) -> None:
    place = Place(people, tmp_path)
    assert situation.one_month(place, Clock()) == situation.one_month_by_hand(place, Clock())
    assert (people / situation.EARLIER / "situation.json").is_file()
