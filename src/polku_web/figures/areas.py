"""Areas and groups of the picture in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from polku.definition import employment_areas, municipality_name
from polku_web.figures.apart import KEPT_KINDS

ORDER = KEPT_KINDS
GROUPS: dict[str, Promise] = {
    "all": _("kaikki"),
    "age:under-25": _("alle 25-vuotiaat"),
    "age:25-54": _("25–54-vuotiaat"),
    "age:55-plus": _("55 vuotta täyttäneet"),
    "sex:f": _("naiset"),
    "sex:m": _("miehet"),
    "sex:x": _("muu sukupuoli"),
    "language:domestic": _("kotimaisia kieliä puhuvat"),
    "language:foreign": _("vieraskieliset"),
    "language:unknown": _("kieli ei tiedossa"),
    "education:0-2": _("perusasteen koulutus"),
    "education:3-4": _("toisen asteen koulutus"),
    "education:5-8": _("korkea-asteen koulutus"),
    "education:unknown": _("koulutus ei tiedossa"),
    "duration:0-2": _("työttömänä alle 3 kuukautta"),
    "duration:3-11": _("työttömänä 3–11 kuukautta"),
    "duration:12-23": _("työttömänä 12–24 kuukautta"),
    "duration:24-plus": _("työttömänä yli 2 vuotta"),
}


def area_name(kind: str, area: str) -> str:
    """The area in the reader's language."""
    language = get_language() or "fi"
    if kind == "municipality":
        return municipality_name(area, language)
    if kind == "employment_area":
        names = {one.code: one.name for one in employment_areas()}
        return names[area].in_language(language) if area in names else area
    return gettext("Kokeilun asiakkaat")


def area_choices(areas: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Areas (kind and code) as choices: key and name, the widest first, municipalities by name."""
    told = ((ORDER.index(kind), area_name(kind, area), f"{kind}:{area}") for kind, area in areas)
    return [(key, name) for _place, name, key in sorted(told)]
