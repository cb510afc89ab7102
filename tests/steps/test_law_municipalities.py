"""Municipalities 2017-2026, what became of those that ended, and the employment areas of 2025."""

import shutil
from collections import Counter
from datetime import date

import pytest

from polku.definition import (
    DefinitionError,
    UnknownMunicipality,
    employment_areas,
    municipalities,
    municipalities_near,
    municipality,
    municipality_exists,
    municipality_known,
    municipality_name,
    municipality_successor,
)
from polku.law import FOLDER

TAMPERE_REGION = [
    "020",
    "177",
    "211",
    "291",
    "418",
    "536",
    "562",
    "604",
    "635",
    "702",
    "837",
    "887",
    "908",
    "922",
    "936",
    "980",
]
WESTERN_PIRKANMAA = ["108", "143", "250", "581", "619", "790"]


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2017, 1, 1), 311),
        (date(2019, 12, 31), 311),
        (date(2020, 1, 1), 310),
        (date(2021, 1, 1), 309),
        (date(2024, 12, 31), 309),
        (date(2025, 1, 1), 308),
        (date(2026, 1, 1), 308),
    ],
)
def test_number_of_municipalities(day, number):
    assert len(municipalities(day)) == number


@pytest.mark.parametrize(
    ("code", "last", "into"),
    [
        ("911", date(2019, 12, 31), "541"),
        ("099", date(2020, 12, 31), "214"),
        ("588", date(2024, 12, 31), "507"),
    ],
)
def test_a_merged_municipality_ends_and_its_area_goes_on(code, last, into):
    after = date(last.year + 1, 1, 1)
    assert (municipality_exists(code, last), municipality_exists(code, after)) == (True, False)
    assert (municipality_successor(code, last), municipality_successor(code, after)) == (code, into)
    assert municipality_known(code)
    assert municipality(code).unverified


def test_the_first_known_validity_counts_for_all_earlier_days():
    assert municipality_exists("837", date(1950, 1, 1))
    assert not municipality_exists("838", date(2021, 3, 1))


def test_names_in_three_languages():
    assert [municipality_name("837", language) for language in ("fi", "sv", "en")] == [
        "Tampere",
        "Tammerfors",
        "Tampere",
    ]
    assert [municipality_name("598", language) for language in ("fi", "sv", "en")] == [
        "Pietarsaari",
        "Jakobstad",
        "Jakobstad",
    ]


def test_each_mainland_municipality_is_in_exactly_one_of_45_areas():
    areas = [area for area in employment_areas() if area.in_reform]
    assert [area.code for area in areas] == [f"{code:02}" for code in range(1, 46)]
    members = Counter(code for area in areas for code in area.municipalities)
    mainland = {place.code for place in municipalities(date(2025, 1, 1)) if place.region_fi != "Ahvenanmaa"}
    assert set(members) == mainland
    assert set(members.values()) == {1}
    (aland,) = [area for area in employment_areas() if not area.in_reform]
    assert (aland.name.sv, len(aland.municipalities)) == ("Åland", 16)


@pytest.mark.parametrize(("code", "name", "codes"), [
    ("39", "Tampereen seutu", TAMPERE_REGION), ("21", "Läntinen Pirkanmaa", WESTERN_PIRKANMAA),
])  # fmt: skip
def test_the_areas_that_follow_the_pilot_of_pirkanmaa(code, name, codes):
    (area,) = [area for area in employment_areas() if area.code == code]
    assert (area.name.fi, list(area.municipalities)) == (name, codes)


def test_the_pilot_of_pirkanmaa_is_its_region_of_2020():
    of_region = {place.code for place in municipalities() if place.region_on(date(2020, 12, 31)) == "Pirkanmaa"}
    pilot = {place.code for place in municipalities() if place.pilot_2021_area == "kuntakokeilu-pirkanmaa"}
    assert of_region == pilot
    assert len(pilot) == 22
    assert municipality("291").region_on(date(2021, 1, 1)) == "Pirkanmaa"


@pytest.mark.parametrize(("asked", "meant"), [("20", "020"), ("Tampre", "837"), ("åbo", "853"), ("838", "837")])
def test_what_may_have_been_meant(asked, meant):
    assert municipalities_near(asked)[0].code == meant
    with pytest.raises(UnknownMunicipality, match=f"Did you mean {meant} "):
        municipality(asked)


def test_a_code_that_is_like_none_says_what_a_code_is():
    with pytest.raises(UnknownMunicipality, match="A code has three digits, such as 837"):
        municipality_name("xyzzyx")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("005,Alajärvi,", "5,Alajärvi,", "2: The code '5' is not three digits."),
        ("009,Alavieska,", "005,Alavieska,", "3: The code '005' is here twice."),
        (",fi,18,14,", ",fin,18,14,", "2: The language 'fin' is none of"),
        (",fi,18,14,", ",fi,99,14,", "2: The employment area '99' is not in"),
        (",9183,2022,", ",9183,", "2: The row has more or fewer columns"),
        ("2020-12-31,214,", "2020-12-32,214,", "Compare the row with its neighbours."),
        ("2020-12-31,214,", "2020-12-31,215,", "099 merged into 215, which is no municipality here."),
    ],
)
def test_a_faulty_row_is_told_with_its_line(tmp_path, old, new, words):
    shutil.copy(FOLDER / "employment_areas.csv", tmp_path)
    text = (FOLDER / "municipalities.csv").read_text(encoding="utf-8")
    (tmp_path / "municipalities.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        municipalities(folder=tmp_path)
    assert words in str(error.value)
    assert "municipalities.csv:" in str(error.value)
