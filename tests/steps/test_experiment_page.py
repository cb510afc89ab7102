"""The page on designs: its figures, a design that finds nothing, and the words in three languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from polku import experiment
from polku.experiment import Asked, Outcome, designs, page
from polku.page import LANGUAGES, Language, texts
from tests.steps.test_report_page import sentences, table

ROOM = Path(experiment.__file__).parent
GAP = "\u00a0"
OUTCOMES = [
    Outcome("employed-365d", "share", 0.3, 0.0, icc=0.02, explained=0.1, blocks=30, clusters=24),
    Outcome("benefit-eur-365d", "eur", 6000.0, 4000.0, icc=0.02, explained=0.1, blocks=30, clusters=24),
]


def three_designs(lang: Language = "fi") -> str:
    found = designs(OUTCOMES, Asked(clients=(400, 1600), take_up=0.8))
    return page(found, heading="Pieni <pilotti>", people=1234, on=date(2021, 3, 1), lang=lang)


def nothing_found(lang: Language = "fi") -> str:
    outcome = Outcome("employed-days-365d", "days", 100.0, 120.0, icc=0.02, clusters=3)
    return page(designs([outcome], Asked(clients=(400,), units=("clustered",), effect=10.0)), lang=lang)


def test_the_table_has_the_designs_as_they_were_computed() -> None:
    html = three_designs()
    shown = table(html, "table-0")  # by design: the rows of the larger number of clients stay
    for one, label in zip(designs(OUTCOMES[:1], Asked(clients=(1600,), take_up=0.8)), shown, strict=True):
        assert one.smallest is not None
        effects = [f"{100 * effect:.1f} %-yks.".replace(".", ",", 1) for effect in (one.smallest, one.smallest / 0.8)]
        assert shown[label] == [f"1{GAP}600", f"50{GAP}% / 50{GAP}%", *effects]
    assert "1\u00a0234 asiakasta, jotka täyttivät ehdon 1.3.2021" in html
    assert "&lt;pilotti&gt;" in html
    assert "<script" not in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_design_that_finds_nothing_says_so(lang: Language) -> None:
    html = nothing_found(lang)
    said = {"fi": "ei havaitse mitään vaikutusta", "sv": "upptäcker någon effekt", "en": "finds any effect"}[lang]
    assert said in sentences(html)
    assert "<svg" not in html
    assert f'<html lang="{lang}">' in html


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_is_in_every_language_with_the_same_names(lang: Language) -> None:
    first, other = texts(ROOM / "texts", "fi"), texts(ROOM / "texts", lang)
    assert set(other) == set(first)
    assert not [key for key in first if names(first[key]) != names(other[key])]


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_nothing_was_left_in_finnish() -> None:
    same = {
        (key, lang)
        for lang in ("sv", "en")
        for key, text in texts(ROOM / "texts", lang).items()
        if text == texts(ROOM / "texts", "fi")[key]
    }
    assert same == {("none", "sv"), ("none", "en")}


def test_every_key_is_asked_for() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in [*ROOM.glob("*.py"), *ROOM.glob("templates/*.j2")])
    made = {f"unit.{unit}" for unit in experiment.UNITS} | {
        f"outcome.{name}" for name in (*experiment.READABLE, "benefit-eur", "earnings-eur")
    }
    made |= {f"how.{part}" for part in ("power", "itt", "units", "not")} | {"page.made"}
    made |= {f"table.{head}" for head in ("design", "clients", "share", "smallest", "takers")}
    made |= {f"axis.{kind}" for kind in ("share", "days", "eur")}
    assert [key for key in texts(ROOM / "texts", "fi") if key not in made and f'"{key}"' not in code] == []
