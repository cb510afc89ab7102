"""The language of whoever reads, as `polku` knows languages; and the names of languages in it."""

from __future__ import annotations

from django.utils.translation import get_language, get_language_info

from polku.definition import Language, value_in_words


def spoken() -> Language:
    """The reader's language: Finnish, Swedish or English."""
    found = (get_language() or "fi")[:2]
    return "sv" if found == "sv" else "en" if found == "en" else "fi"


def language_name(code: str) -> str:
    """A language's name in the reader's language; the code of one that nobody has named."""
    told = value_in_words("language", code, spoken())
    if told != code:
        return told
    try:
        return str(get_language_info(code)["name_translated"]).lower()
    except KeyError:
        return code
