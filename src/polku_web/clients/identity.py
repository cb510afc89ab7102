"""Finnish personal identity codes: read as people write them, checked, stored encrypted, found by a keyed hash."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.exceptions import ValidationError as NotANumber
from stdnum.fi import hetu

from polku_web.base.secrets import search_hash


def identity_number(text: str) -> str:
    """The code in its one form, 131052-308T. Numbers of the 900 series, which belong to nobody, are accepted.

    Raises ValidationError when the text is no code or its check character is wrong.
    """
    try:
        return str(hetu.validate(text.strip(), allow_temporary=True))
    except NotANumber as error:
        raise ValidationError(_("Tämä ei ole henkilötunnus. Tarkista numerot ja tarkistusmerkki.")) from error


def looks_like_one(text: str) -> bool:
    """Whether somebody probably meant an identity code: six digits, a sign, and more."""
    return len(text) > 6 and text[:6].isdigit() and not text[6].isdigit()


def birth_date(number: str) -> date:
    """The day of birth that a valid code tells."""
    century = {"+": 1800, "-": 1900, "A": 2000}.get(number[6], 1900 if number[6] in "YXWVU" else 2000)
    return date(century + int(number[4:6]), int(number[2:4]), int(number[:2]))


def key_of(number: str) -> str:
    """By what the code is found in the database."""
    return search_hash(f"identity_number:{number}")
