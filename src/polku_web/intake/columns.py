"""What a file of clients may tell: our fields, the names that files give them, and their words for our codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polku.definition import municipalities, municipality_name


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a row: its label, its names in files, and where it goes in the fact tables, if it does."""

    name: str
    label: Promise
    names: tuple[str, ...] = ()
    table: str = ""
    column: str = ""
    longest: int = 200
    must: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    example: str = ""


YES_NO = {"k": "true", "e": "false", "x": "true", "on": "true", "kyllä": "true", "ei": "false"}
SEX = {"nainen": "f", "n": "f", "2": "f", "mies": "m", "1": "m", "muu": "x"}
STATUS = {
    "palkkatuettu": "subsidised",
    "palkkatuella työssä": "subsidised",
    "työssä": "employed",
    "työssä yleisillä työmarkkinoilla": "employed",
    "työtön": "unemployed",
    "lomautettu": "laid_off",
    "kokoaikaisesti lomautettu": "laid_off",
    "lyhennetyllä työviikolla": "reduced_hours",
    "työvoiman ulkopuolella": "outside",
    "työttömyyseläkkeellä": "pension",
    "eläkkeellä": "pension",
    "palvelussa": "in_service",
    "työllistymistä edistävässä palvelussa": "in_service",
    "koulutuksessa": "in_training",
}
LANGUAGE = {
    "suomi": "fi",
    "ruotsi": "sv",
    "saame": "se",
    "venäjä": "ru",
    "viro": "et",
    "arabia": "ar",
    "englanti": "en",
    "somali": "so",
    "ukraina": "uk",
    "persia": "fa",
    "kurdi": "ku",
    "thai": "th",
    "vietnam": "vi",
    "kiina": "zh",
}


@cache
def municipality_words() -> dict[str, str]:
    """Codes by the municipalities' names, Finnish and Swedish; a code that lost its leading zeros finds them."""
    found: dict[str, str] = {}
    for one in municipalities():
        for language in ("fi", "sv"):
            found[municipality_name(one.code, language).casefold()] = one.code
        found[one.code.lstrip("0")] = one.code
    return found


FIELDS: tuple[Field, ...] = (
    Field("number", _("henkilötunnus"), ("hetu", "henkilotunnus", "identitynumber"), longest=20, must=True),
    Field("family_name", _("sukunimi"), ("sukunimi", "familyname", "lastname"), longest=80, must=True),
    Field("given_name", _("etunimi"), ("etunimi", "etunimet", "givenname", "firstname"), longest=80, must=True),
    Field("register_key", _("asiakasnumero rekisterissä"), ("asiakasnumero", "asiakasid", "registerkey"), longest=80),
    Field("unit", _("yksikkö"), ("yksikko", "tiimi", "toimipiste", "unit"), longest=120),
    Field(
        "municipality",
        _("kotikunta"),
        ("kotikunta", "kunta", "kuntakoodi", "kotikuntakoodi", "municipality"),
        "residences",
        "municipality",
        example="837",
    ),
    Field(
        "municipality_since",
        _("kotikunta alkaen"),
        ("kotikuntaalkaen", "muuttopaiva", "municipalitysince"),
        "residences",
        "start_date",
    ),
    Field(
        "non_disclosure", _("turvakielto"), ("turvakielto", "nondisclosure"), "persons", "non_disclosure", words=YES_NO
    ),
    Field("phone", _("puhelin"), ("puhelin", "puhelinnumero", "matkapuhelin", "phone"), longest=40),
    Field("email", _("sähköposti"), ("sahkoposti", "sahkopostiosoite", "email"), longest=254),
    Field("address", _("postiosoite"), ("osoite", "postiosoite", "lahiosoite", "address"), longest=200),
    Field("sex", _("sukupuoli"), ("sukupuoli", "sex"), "persons", "sex", words=SEX),
    Field(
        "native_language",
        _("äidinkieli"),
        ("aidinkieli", "kieli", "nativelanguage"),
        "persons",
        "native_language",
        words=LANGUAGE,
    ),
    Field(
        "immigrant",
        _("kotoutumislaki koskee"),
        ("kotoutuja", "kotoutumislaki", "maahanmuuttaja", "immigrant"),
        "persons",
        "immigrant",
        words=YES_NO,
    ),
    Field(
        "education_level",
        _("koulutusaste"),
        ("koulutusaste", "koulutustaso", "educationlevel"),
        "persons",
        "education_level",
    ),
    Field("occupation", _("ammatti"), ("ammatti", "ammattikoodi", "isco", "occupation"), "persons", "occupation", 4),
    Field("service_line", _("palvelulinja"), ("palvelulinja", "serviceline"), "persons", "service_line", 60),
    Field(
        "status",
        _("työmarkkinatilanne"),
        ("tyollisyyskoodi", "tila", "tyomarkkinatilanne", "status"),
        "statuses",
        "status",
        words=STATUS,
        example="02",
    ),
    Field("status_since", _("tilanne alkaen"), ("tilaalkaen", "koodialkaen", "statussince"), "statuses", "start_date"),
    Field(
        "earnings_related",
        _("oikeus ansiopäivärahaan"),
        ("ansiopaiva", "ansiopaivaraha", "oikeusansiopaivarahaan", "earningsrelated"),
        "rights",
        "earnings_related",
        words=YES_NO,
    ),
    Field(
        "earnings_related_since",
        _("oikeus tai sen puute alkaen"),
        ("oikeusalkaen", "ansiopaivarahaalkaen", "earningsrelatedsince"),
        "rights",
        "start_date",
    ),
    Field("last_day", _("asiakkuus päättyy"), ("asiakkuuspaattyy", "asiakkuuspaattynyt", "lastday"), longest=20),
    Field("left_for", _("minne siirtyy"), ("minnesiirtyy", "uusiviranomainen", "leftfor"), longest=160),
)
BY_NAME: dict[str, Field] = {one.name: one for one in FIELDS}
MUST = tuple(one.name for one in FIELDS if one.must)


def plain(header: str) -> str:
    """A column's name without case, marks and spaces, so that small differences do not matter."""
    return re.sub(r"[^a-z0-9]", "", header.casefold().translate(str.maketrans("äöåé", "aoae")))


def guessed(header: Sequence[str], remembered: Mapping[str, str], fields: Sequence[Field] = FIELDS) -> dict[str, int]:
    """Field → column's place: as the organiser had it the last time, else by the column's name."""
    found: dict[str, int] = {}
    names = {one.name for one in fields}
    for place, name in enumerate(header):
        known = remembered.get(plain(name))
        if known is None:
            known = next((one.name for one in fields if plain(name) in (*one.names, plain(one.name))), "")
        if known in names and known not in found:
            found[known] = place
    return found


def in_our_words(name: str, text: str) -> str:
    """A value with another system's word replaced by our code; others stay as they are, for the check to judge."""
    if name == "municipality":
        return municipality_words().get(text.casefold(), text)
    return BY_NAME[name].words.get(text.casefold(), text)
