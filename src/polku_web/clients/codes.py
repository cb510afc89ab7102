"""Codes of a client's record that have no choices in the model, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku.definition import column_in_words, value_in_words
from polku_web.base.languages import spoken
from polku_web.contracts.models import PilotVersion
from polku_web.contracts.queries import reads, version_of

# The levels of Statistics Finland's classification of education, whose first figure facts carry.
EDUCATION: dict[int, Promise] = {
    0: gettext_lazy("varhaiskasvatus"),
    1: gettext_lazy("alempi perusaste"),
    2: gettext_lazy("ylempi perusaste"),
    3: gettext_lazy("toinen aste"),
    4: gettext_lazy("erikoisammattikoulutus"),
    5: gettext_lazy("alin korkea-aste"),
    6: gettext_lazy("alempi korkeakouluaste"),
    7: gettext_lazy("ylempi korkeakouluaste"),
    8: gettext_lazy("tutkijakoulutus"),
}
# Why somebody left, and why the data were opened in an emergency, to the client.
LEFT: dict[str, Promise] = {
    "moved": gettext_lazy("muutit muualle"),
    "changed_group": gettext_lazy("et kuulu enää kokeilun kohderyhmään"),
    "pilot_ends": gettext_lazy("kokeilu päättyi"),
    "register": gettext_lazy("asiakkuutesi päättyi valtakunnallisessa järjestelmässä"),
    "other": gettext_lazy("muu syy"),
}
OPENED: dict[str, Promise] = {
    "at_the_desk": gettext_lazy("olit paikalla ja tarvitsit palvelua heti"),
    "safety": gettext_lazy("sinun tai jonkun muun turvallisuus"),
    "cover": gettext_lazy("yksikkösi työntekijät olivat poissa"),
    "other": gettext_lazy("muu syy"),
}
SIGNED_BY: dict[str, Promise] = {
    "totp": gettext_lazy("koodit tunnistussovelluksesta"),
    "recovery_codes": gettext_lazy("varakoodit"),
    "webauthn": gettext_lazy("pääsyavain"),
}


def missing_words(columns: list[str], row: Mapping[str, Any]) -> str:
    """What a rule asks and nobody knows."""
    return ", ".join(column_in_words(one, spoken()) for one in columns)


def reason_words(reasons: list[str], row: Mapping[str, Any]) -> str:
    """The conditions of a target group that hold, by the names of the pilot file's version that decided."""
    try:
        group = reads(version_of(row["pilot_id"], row["rule_version"])).target_group
    except PilotVersion.DoesNotExist:
        group = None
    names = {one.id: one.name.in_language(spoken()) for one in group.any_of} if group else {}
    return ", ".join(names.get(one, one.replace("_", " ").replace("-", " ")) for one in reasons)


def version_words(digest: str, row: Mapping[str, Any]) -> str:
    """A version of the pilot file by number and day; its digest when it is not there."""
    try:
        version = version_of(row["pilot_id"], digest)
    except PilotVersion.DoesNotExist:
        return digest
    day = date_format(localdate(version.added_at), "SHORT_DATE_FORMAT")
    return _("%(number)s, %(day)s alkaen") % {"number": version.number, "day": day}


def band_words(band: str) -> str:
    """A class of risk: those of the pilot file stay as the pilot named them."""
    return value_in_words("band", band, spoken())


def share_words(share: float) -> str:
    """A probability as people read it."""
    return f"{number_format(round(share * 100), decimal_pos=0)}\u00a0%"
