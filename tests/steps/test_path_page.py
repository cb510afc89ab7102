"""The page on paths: figures that can be counted by hand, what is hidden, and the words in three languages."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from polku import facts, path
from polku.base.engine import DuckDB
from polku.definition import Text, load_pilot
from polku.page import LANGUAGES, Language, texts
from tests.steps.test_report_page import Row, sentences, table

ROOM = Path(path.__file__).parent
FRAME = ROOM.parent / "page"
UNTIL = date(2024, 12, 31)
START = date(2024, 1, 1)
GAP = "\u00a0"

# How many people went which way: the first service, the days until the next one, the next one.
WAYS = [
    (10, "own-coach", 5, "network-services"),
    (20, "own-coach", 30, "network-services"),
    (30, "own-coach", None, None),
    (12, "network-services", None, None),
    (3, "network-services", 10, "own-coach"),
]


def stay(person: str, number: int, service: str, start: date, days: int | None) -> Row:
    return {
        "participation_id": f"{person}-{number}",
        "person_id": person,
        "service_id": service,
        "referral_date": start - timedelta(days=40 if service == "own-coach" else 10),
        "start_date": start,
        "end_date": None if days is None else start + timedelta(days=days - 1),
    }


def town() -> dict[str, list[Row]]:
    """75 unemployed people who were in one service for 30 days, and 33 of them in another one that goes on."""
    rows: list[Row] = []
    people = (f"p{n:02}" for n in itertools.count())
    for count, service, gap, following in WAYS:
        for person in itertools.islice(people, count):
            rows.append(stay(person, 1, service, START, 30))
            if following is not None and gap is not None:
                rows.append(stay(person, 2, following, START + timedelta(days=29 + gap), None))
    known = sorted({str(row["person_id"]) for row in rows})
    return {
        "persons": [{"person_id": person, "birth_date": date(1990, 1, 1)} for person in known],
        "statuses": [{"person_id": p, "status": "unemployed", "start_date": date(2023, 1, 1)} for p in known],
        "participations": rows,
    }


def page(rows: dict[str, list[Row]], lang: Language = "fi", **changes: object) -> str:
    pilot = load_pilot("pirkanmaa-2021").model_copy(update=changes)
    with DuckDB() as engine:
        facts.put(engine, rows)
        path.path(engine, UNTIL)
        return path.page(engine, pilot, until=UNTIL, lang=lang, notes=["10 rows were set aside."])


@pytest.fixture(scope="module")
def finnish() -> str:
    return page(town())


def test_three_people_are_hidden_with_what_would_tell_them(finnish: str) -> None:
    """Their row and their column have sums, and so have the rows and columns of what is hidden for them."""
    found = table(finnish, "what-followed")
    hidden = "–ei näytetä"
    assert found["OMA-valmennus"] == ["60", hidden, "0", "0", hidden, "0", "0"]
    assert found["Kumppaniverkoston palvelut"] == ["15", "0", f"alle{GAP}5", "0", hidden, "0", "0"]
    assert found["Yhteensä"] == ["75", hidden, f"alle{GAP}5", "0", "42", "0", "0"]


def test_what_is_hidden_in_one_table_is_hidden_in_all(finnish: str) -> None:
    """All that went on are 33; 20 after a gap beside 13 soon would tell the hidden 30 and 3."""
    breaks = table(finnish, "breaks-kinds")
    assert breaks["Umpikuja"] == ["42", "336"]
    assert breaks["Tauko palvelujen välissä"] == ["–ei näytetä", "–ei näytetä"]
    assert "– päättyneistä jaksoista" in sentences(finnish)


def test_waits_by_service_with_those_that_were_long(finnish: str) -> None:
    found = table(finnish, "waits-services")
    assert found["OMA-valmennus"] == ["63", "63", "40"]
    assert found["Kumppaniverkoston palvelut"] == ["45", "0", "10"]
    assert found["Yhteensä"] == ["108", "63", "40"]
    assert table(finnish, "breaks-kinds")["Pitkä odotus"] == ["63", "40"]


def test_the_drawing_has_a_name_and_hidden_bands_have_no_thickness(finnish: str) -> None:
    drawing = re.findall(r"<svg.*?</svg>", finnish, re.DOTALL)[0]
    assert "<title" in drawing
    assert "<desc" in drawing
    assert drawing.count("<path") == drawing.count("stroke-dasharray") == 4
    heights = set(re.findall(r'<rect [^>]*height="([^"]+)"', drawing))
    assert heights == {"2.5", "5.0"}  # of one hidden band and of two, 30 people as well as 3


def test_where_nothing_is_small_the_page_shows_all() -> None:
    rows = town()
    rows["participations"] = [row for row in rows["participations"] if str(row["person_id"]) < "p72"]
    html = page(rows, "en")
    found = table(html, "what-followed")
    assert found["Own coach"] == ["60", "30", "0", "30", "0", "0"]
    assert found["Total"] == ["72", "30", "0", "42", "0", "0"]
    assert "14% of the ended periods went on" in sentences(html)  # 10 of 72
    assert table(html, "breaks-kinds")["Gap between services"] == ["20", "30"]
    assert table(html, "breaks-kinds")["Dead end"] == ["42", "336"]
    drawing = re.findall(r"<svg.*?</svg>", html, re.DOTALL)[0]
    thick = [float(height) for height in re.findall(r'<rect [^>]*height="([^"]+)"', drawing)]
    assert thick[0] == pytest.approx(5 * thick[1], abs=0.2)  # 60 and 12 people


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_services_the_page_says_so(lang: Language) -> None:
    html = page({}, lang)
    said = {
        "fi": ["Yhtään ihmisen palvelujaksoa ei ole päättynyt", "Odotusta ei voi laskea", "Polku ei katkennut"],
        "sv": ["Ingen persons serviceperiod hade slutat", "Väntan kan inte räknas", "Stigen bröts inte"],
        "en": ["No person's service period had ended", "The wait cannot be computed", "The path broke in no known"],
    }[lang]
    text = sentences(html).replace("&#39;", "'")
    assert [words for words in said if words not in text] == []
    assert f'<html lang="{lang}">' in html
    assert "10 rows were set aside." in html


def test_names_from_a_pilot_file_are_text_and_nothing_else() -> None:
    evil = Text(fi='<script>alert("x")</script> & kumppanit')
    services = tuple(s.model_copy(update={"name": evil}) for s in load_pilot("pirkanmaa-2021").services)
    html = page(town(), services=services, name=evil)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


# The words


def names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("folder", [ROOM / "texts", FRAME / "texts"], ids=["path", "frame"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_key_is_in_every_language_with_the_same_names(folder: Path, lang: Language) -> None:
    first, other = texts(folder, "fi"), texts(folder, lang)
    assert set(other) == set(first)
    assert not [key for key in first if names(first[key]) != names(other[key])]


def test_nothing_was_left_in_finnish() -> None:
    same = {
        (key, lang)
        for lang in ("sv", "en")
        for key, text in texts(ROOM / "texts", lang).items()
        if text == texts(ROOM / "texts", "fi")[key]
    }
    assert same == {("followed.next", "sv"), ("followed.next", "en")}


def test_every_key_is_asked_for() -> None:
    code = "\n".join(file.read_text(encoding="utf-8") for file in [*ROOM.glob("*.py"), *ROOM.glob("templates/*.j2")])
    ends = ("work_or_studies", "dead_end", "elsewhere", "not_known_yet", "next")
    kinds = ("long_wait", "not_started", "gap", "dead_end", "voucher_unused")
    made = {f"followed.{part}" for part in ends} | {f"followed.definition-{part}" for part in ends}
    made |= {f"breaks.{kind}" for kind in kinds} | {f"breaks.definition-{kind}" for kind in kinds}
    made |= {"how.small", "how.tables", "how.not", "page.made"}
    assert [key for key in texts(ROOM / "texts", "fi") if key not in made and f'"{key}"' not in code] == []
