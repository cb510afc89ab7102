"""What the picture's page is asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polku_web.figures.areas import GROUPS
from polku_web.figures.models import Measure
from polku_web.figures.picture import FIRST
from polku_web.figures.speaking import in_language

PILOT, AREA, ALL = "pilot", "employment_area", "all"


class PictureForm(forms.Form):
    """An indicator, an area and a group. What is not asked is what most ask for."""

    searches = True
    indicator = forms.ChoiceField(label=_("Tunnusluku"), required=False)
    area = forms.ChoiceField(label=_("Alue"), required=False)
    group = forms.ChoiceField(label=_("Ryhmä"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        measures: Sequence[Measure],
        areas: list[tuple[str, str]],
        groups: Collection[str],
        first: str = PILOT,
    ) -> None:
        asked = {name: data.get(name, "") for name in ("indicator", "area", "group")}
        asked["area"] = asked["area"] or first
        super().__init__({"indicator": asked["indicator"] or FIRST, **_fitting(asked, areas, groups)})
        self.fields["indicator"].choices = [(one.indicator, in_language(one.names)) for one in measures]
        self.fields["area"].choices = areas
        self.fields["group"].choices = [(key, name) for key, name in GROUPS.items() if key in groups]


def _fitting(asked: dict[str, str], areas: list[tuple[str, str]], groups: Collection[str]) -> dict[str, str]:
    """Another indicator may not have the area or the group that was chosen before: then all are shown."""
    area, group = asked["area"], asked["group"] or ALL
    keys = [key for key, _name in areas]
    kind = area.partition(":")[0]
    if kind in (PILOT, AREA) and area not in keys:
        area = next((key for key in keys if key.startswith(kind)), keys[0])
    return {"area": area, "group": ALL if group in GROUPS and group not in groups else group}
