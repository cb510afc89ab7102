"""Conditions in plain words, with the text as written behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from polku.definition import (
    MilestoneFee,
    column_in_words,
    condition_in_words,
    describe,
    load_pilot,
    parse_expression,
    shipped_pilots,
    value_in_words,
)
from polku.definition._condition_words import CONDITION_WORDS
from polku.definition._conditions import condition_text
from polku.definition._expression import COLUMNS
from polku.definition._words import LANGUAGES, Language, Speaker
from tests.steps.command_line import PILOT, make_pilot

FINNISH = [
    ("age < 30", "ikä alle 30"),
    ("30 > age", "ikä alle 30"),
    ("30 <= age", "ikä vähintään 30"),
    ("age = 30", "ikä on 30"),
    ("not (age <= 30)", "ei niin, että ikä enintään 30"),
    ("unemployed_days_365 > 100", "työttömyyspäiviä viimeisten 365 päivän aikana yli 100"),
    ("risk >= 0.45", "pitkittyvän työttömyyden riski vähintään 0,45"),
    ("age between 18 and 24", "ikä 18–24"),
    ("age not between 18 and 24", "ikä muu kuin 18–24"),
    ("native_language in ('sv', 'xx')", "äidinkieli on jokin näistä: ruotsi, xx"),
    ("native_language not in ('fi')", "äidinkieli ei ole mikään näistä: suomi"),
    ("benefit is null", "työttömyysetuus ei ole tiedossa"),
    ("benefit is not null", "työttömyysetuus on tiedossa"),
    ("immigrant is null", "maahanmuuttajuus ei ole tiedossa"),
    ("benefit = 'labour_market_subsidy'", "työttömyysetuus on työmarkkinatuki"),
    ("municipality <> '837'", "kotikunta on muu kuin Tampere"),
    ("service_line = 'nuoret'", "palvelulinja on ”nuoret”"),
    ("risk_band = 'high'", "riskiluokka on korkea"),
    ("status <> 'none'", "on työnhakija"),
    ("status = 'laid_off'", "työllisyyskoodi on lomautettu"),
    ("not unemployed", "ei ole työtön työnhakija"),
    ("unemployed = false", "ei ole työtön työnhakija"),
    ("unemployed <> false", "on työtön työnhakija"),
    ("age < 25 and unemployed or in_services", "(ikä alle 25 ja on työtön työnhakija) tai on palvelussa"),
    ("age < 25 and (unemployed or in_services)", "ikä alle 25 ja (on työtön työnhakija tai on palvelussa)"),
    ("unemployed or in_services or immigrant", "on työtön työnhakija tai on palvelussa tai on maahanmuuttaja"),
]


ALIKE = {("age", "en"), ("sex", "en"), ("occupation", "en")}


def in_words(text: str, language: Language = "fi") -> str:
    return condition_text(parse_expression(text), Speaker(language))


@pytest.mark.parametrize(("text", "words"), FINNISH, ids=[text for text, _ in FINNISH])
def test_in_finnish(text: str, words: str) -> None:
    assert in_words(text) == f"{words} ({text})"


def test_words_alone_and_what_is_missing() -> None:
    assert condition_in_words(parse_expression("age < 30"), "fi") == "ikä alle 30"
    assert condition_in_words(parse_expression("age + 1 <  30"), "en") == "age + 1 < 30", "no words: as written"
    assert [column_in_words(name, "fi") for name in ("age", "immigrant")] == ["ikä", "maahanmuuttajuus"]
    for name in COLUMNS:
        for language in LANGUAGES:
            assert column_in_words(name, language) not in (name, "") or (name, language) in ALIKE
    assert value_in_words("language", "sv", "en") == "Swedish"
    assert value_in_words("milestone", "something_else", "fi") == "something_else"


def test_every_shipped_milestone_has_words() -> None:
    for name in shipped_pilots():
        for contract in load_pilot(name).contracts:
            for fee in contract.fees:
                if isinstance(fee, MilestoneFee):
                    assert value_in_words("milestone", fee.milestone, "sv") != fee.milestone, fee.milestone


def test_in_the_other_languages() -> None:
    assert in_words("not earnings_related_right", "sv").startswith("har inte rätt till inkomstrelaterad dagpenning (")
    assert in_words("risk >= 0.45", "en") == "risk of prolonged unemployment at least 0.45 (risk >= 0.45)"
    assert in_words("status in ('unemployed', 'laid_off')", "en").startswith(
        "labour-market status is one of unemployed,"
    )


@pytest.mark.parametrize("text", ["age + 1 < 30", "unemployed_days > status_days", "unemployed = in_services", "1 < 2"])
def test_a_form_without_words_stands_as_written(text: str) -> None:
    assert in_words(text) == text


def test_line_breaks_in_the_text_are_spaces() -> None:
    assert in_words("age < 30\n  and unemployed") == "ikä alle 30 ja on työtön työnhakija (age < 30 and unemployed)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_has_words(language: Language) -> None:
    for column, kind in COLUMNS.items():
        text = {"boolean": column, "text": f"{column} = 'x'", "number": f"{column} > 1"}[kind]
        assert in_words(text, language).endswith(f" ({text})")
        assert in_words(f"{column} is null", language).endswith(f" ({column} is null)")


def test_each_phrase_is_in_three_languages() -> None:
    assert all(len(texts) == 3 and all(texts) for texts in CONDITION_WORDS.values())


@pytest.mark.parametrize("name", shipped_pilots())
def test_no_condition_of_a_shipped_pilot_is_without_words(name: str) -> None:
    pilot = load_pilot(name)
    conditions = [service.conditions for service in pilot.services if service.conditions is not None]
    if pilot.target_group is not None:
        conditions += [criterion.when for criterion in pilot.target_group.any_of]
        conditions += [pilot.target_group.scope] if pilot.target_group.scope is not None else []
    for condition in conditions:
        assert condition_text(condition, Speaker("fi")).endswith(f" ({' '.join(condition.text.split())})")


CONSENT = """\
    self_billing:
      consent: 2021-01-01
      reference: D/1/2021
      buyer: {name: O, business_id: "9990010-4", ovt: "003799900104", street: K, post_code: "33100", city: T}
      seller:
        {name: V, business_id: "9990021-9", ovt: "003799900219", street: K, post_code: "33100", city: T,
         vat_number: FI99900219, iban: FI2112345600000785}
      buyer_reference: tilaus 7
"""


@pytest.mark.parametrize(
    ("days", "said"), [("", "maksuaika 30 päivää"), ("      payment_terms_days: 1\n", "maksuaika 1 päivä;")]
)
def test_the_consent_to_self_billing_is_told(tmp_path: Path, days: str, said: str) -> None:
    text = PILOT.replace("    cap_per_person", CONSENT + days + "    cap_per_person")
    told = describe(load_pilot(make_pilot(tmp_path, text)), "fi")
    assert "järjestäjä kirjoittaa tuottajan laskut (itselaskutus): suostumus 1.1.2021 (D/1/2021)" in told
    assert said in told
    assert "ostajan viite tilaus 7; lisätään arvonlisävero" in told
