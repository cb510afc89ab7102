"""What the pages of figures are made of."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from polku_web.base.actors import Actor, Role
from polku_web.base.rights import allowed
from polku_web.contracts.models import Pilot
from polku_web.figures import money, picture, queries
from polku_web.figures.areas import GROUPS, area_choices, area_name
from polku_web.figures.forms import ALL, AREA, PILOT, PictureForm
from polku_web.figures.models import Contract, PilotFigures, Series
from polku_web.figures.speaking import in_language


def standing(actor: Actor) -> dict[str, Any]:
    """How the figures of the actor's organiser stand, and whether the actor may have them made: two queries.

    What settlement says names participations: it is for those who check money, not for those who read the picture.
    """
    found = queries.standing_of(actor.posts[0].organiser_id, actor.at)
    may_make = allowed(actor, "make_figures", "organisation").exists()
    return {"standing": found, "may_make": may_make, "may_read_detail": bool(actor.posts_as(Role.CONTROLLER))}


def file_name(what: str, actor: Actor) -> str:
    """A file's name without its ending."""
    return f"polku-{what}-{timezone.localdate(actor.at).isoformat()}"


def of_contract(contract: Contract) -> dict[str, Any]:
    """The contract's page: two queries."""
    found = queries.figures_of(contract)
    if found is None:
        return {"contract": contract, "told": None}
    rows = list(queries.fees_of([found]))
    fees = money.by_fee(rows)
    return {
        "contract": contract,
        "told": money.told(found),
        "fees": fees,
        "sums": money.total(fee.sums for fee in fees),
        "months": money.by_month(rows, fees),
    }


def of_picture(pilot: Pilot, asked: Any) -> dict[str, Any]:
    """The picture's page: six queries, whatever is asked."""
    figures = queries.newest_of(pilot)
    measures = queries.measures_of(figures) if figures else []
    parts: dict[str, Any] = {"pilot": pilot, "figures": figures, "faulty": False}
    return parts | _asked(figures, measures, asked) if figures and measures else parts


def _asked(figures: PilotFigures, measures: list[Any], asked: Any) -> dict[str, Any]:
    named = next((one for one in measures if one.indicator == asked.get("indicator")), None)
    named = named or next((one for one in measures if one.indicator == picture.FIRST), measures[0])
    places = list(Series.objects.filter(measure=named).values_list("area_kind", "area", "group").distinct())
    areas = area_choices({(kind, area) for kind, area, _group in places})
    groups = {group for _kind, _area, group in places}
    form = PictureForm(asked, measures=measures, areas=areas, groups=groups, first=_first_area(named))
    if not form.is_valid():
        return {"form": form, "faulty": True}
    area, group = form.cleaned_data["area"], form.cleaned_data["group"]
    beside = picture.companions(measures, named.indicator)
    series = list(Series.objects.filter(measure__in=beside, group=group))
    return {
        "form": form,
        "faulty": False,
        "shown": picture.shown(beside, series, area, group),
        "overview": picture.overview(figures, measures, area),
        "area": area,
        "meaning": meaning(named),
    }


def _first_area(measure: Any) -> str:
    """The pilot's own clients, where there is anybody; else an employment area."""
    own = Series.objects.filter(measure=measure, area_kind=PILOT, group=ALL).first()
    return PILOT if own and any(point is None or point[0] for point in own.points.values()) else AREA


def meaning(measure: Any) -> dict[str, Any]:
    """What stands beside an indicator's figures, in the reader's language."""
    return {
        "definition": in_language(measure.definitions),
        "denominator": in_language(measure.denominators),
        "source": in_language(measure.sources),
        "version": measure.version,
        "notes": [in_language(note) for note in measure.notes],
    }


def picture_table(pilot: Pilot, indicator: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Heads and rows of an indicator in all areas, groups and months; of all indicators when it names none."""
    heads = [_("Tunnusluku"), _("Kuukausi"), _("Alue"), _("Alueen tunnus"), _("Ryhmä"), _("Luku"), _("Osa"),
             _("Kaikki"), _("Peitetty")]  # fmt: skip
    figures = queries.newest_of(pilot)
    found = Series.objects.filter(measure__figures=figures).select_related("measure")
    if indicator:
        found = found.filter(measure__indicator=indicator)
    rows: list[tuple[Any, ...]] = []
    for one in found.order_by("measure__order", "area_kind", "area", "group"):
        names = (in_language(one.measure.names), area_name(one.area_kind, one.area), str(GROUPS[one.group]))
        for month, point in sorted(one.points.items()):
            value = point or (None, None, None)
            hidden = _("kyllä") if point is None else ""
            rows.append((names[0], month, names[1], one.area, names[2], *value, hidden))
    return heads, rows
