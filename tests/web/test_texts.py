"""The texts: every one in three languages, no catalogue behind the code, Finnish on no Swedish or English page."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import translation
from django.utils.formats import date_format, localize

from polku_web.base.actors import Role
from tests.web.catalogue import APPS, LANGUAGES, WEB, catalogue, compiled, folder, texts

SAME = {("en", "Logo")}  # words that are the same in both languages


def _strings(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [value or ""] if value is None or isinstance(value, str) else list(value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_the_catalogue_has_the_texts_of_the_code(app: str, language: str) -> None:
    found = catalogue(app, language)
    there = {message.id if isinstance(message.id, str) else message.id[0] for message in found if message.id}
    wanted = {text[0] for text in texts(app)}
    cure = f"python -m tests.web.catalogue --write {app}, then translate"
    assert (sorted(wanted - there), sorted(there - wanted)) == ([], []), cure


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_left_in_finnish(language: str) -> None:
    for message in (one for app in APPS for one in catalogue(app, language)):
        if not message.id:
            continue
        for finnish, other in zip(_strings(message.id), _strings(message.string), strict=True):
            assert other, finnish
            assert other != finnish or (language, finnish) in SAME or finnish in ("Person", "Organisation"), finnish
            assert set(re.findall(r"%\(\w+\)s", finnish)) == set(re.findall(r"%\(\w+\)s", other)), finnish


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_has_one_translation(language: str) -> None:
    """Of two catalogues with one text Django takes one for both."""
    told: dict[Any, set[Any]] = {}
    for message in (one for app in APPS for one in catalogue(app, language) if one.id):
        told.setdefault(message.id, set()).add(message.string)
    assert {text: ways for text, ways in told.items() if len(ways) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", APPS)
def test_what_is_compiled_is_what_is_written(app: str, language: str) -> None:
    path = folder(app, language) / "django.mo"
    if texts(app):
        assert path.read_bytes() == compiled(catalogue(app, language)), f"python -m tests.web.catalogue --write {app}"


def test_templates_have_no_text_outside_the_catalogue() -> None:
    """Letters between tags that no translation has seen, other than the product's name."""
    loose = []
    for path in WEB.rglob("*.html"):
        text = re.sub(r"\{% ?blocktranslate.*?endblocktranslate %\}", "", path.read_text(), flags=re.S)
        text = re.sub(r"\{% block body_class %\}\w+", "", text)
        text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", text, flags=re.S)
        loose += [f"{path.name}: {word}" for word in re.findall(r"[^\W\d_]{2,}", text) if word != "Polku"]
    assert loose == []


def test_django_itself_speaks_the_language(db: None) -> None:
    for language, told in (("fi", "vaaditaan"), ("sv", "måste"), ("en", "required")):
        answer = Browser().post("/account/login/", {}, headers={"accept-language": language})
        assert told in answer.content.decode()
        assert f'<html lang="{language}">' in answer.content.decode()


def test_days_and_numbers_have_the_languages_form() -> None:
    from datetime import date

    shown = {}
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            shown[language] = (date_format(date(2026, 2, 1), "SHORT_DATE_FORMAT"), localize(12345.5))
    assert shown == {
        "fi": ("1.2.2026", "12\u00a0345,5"),
        "sv": ("1.2.2026", "12\u00a0345,5"),
        "en": ("1 Feb 2026", "12,345.5"),
    }


def test_roles_have_names_of_their_own() -> None:
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            names = [str(role.label) for role in Role]
        assert len(set(names)) == len(names)


def test_the_language_is_chosen_and_kept(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.coach)
    answer = browser.post("/language/", {"language": "sv", "back": "/clients/"})
    assert answer["Location"] == "/clients/"
    assert "Kunder" in browser.get("/clients/").content.decode()
    assert browser.post("/language/", {"language": "xx", "back": "//evil.example/"})["Location"] == "/"
