"""Coaches for many clients: whom they can take, a proposal, its confirmation, and back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from polku_web.audit.actions import record_views
from polku_web.base.pages import paged
from polku_web.base.rights import page
from polku_web.clients.queries import coaches_in
from polku_web.intake import allocating
from polku_web.intake.models import Allocation, CoachScope
from polku_web.intake.people_forms import ScopesForm
from polku_web.intake.people_queries import by_coach, units_to_allocate
from polku_web.organisations.models import Unit


@require_GET
@page("unit", "allocate")
def allocations(request: Any) -> HttpResponse:
    """The units, and how many of their clients have no coach."""
    plans = Allocation.objects.filter(unit__in=units_to_allocate(request.actor).values("pk"), state="done")
    today = plans.filter(on=timezone.localdate(request.actor.at)).select_related("unit", "made_by")
    return render(request, "intake/allocations.html", {"units": units_to_allocate(request.actor), "today": today})


@require_POST
@page("unit", "allocate", key="unit_id")
def propose(request: Any, unit: Unit) -> HttpResponse:
    """A proposal for the unit."""
    try:
        plan = allocating.propose(unit=unit, on=timezone.localdate(request.actor.at), by=request.actor)
    except ValidationError as error:
        messages.warning(request, error.messages[0])
        return redirect("allocations")
    return redirect("allocation", allocation_id=plan.pk)


@require_http_methods(["GET", "POST"])
@page("unit", "allocate", key="unit_id")
def scopes(request: Any, unit: Unit) -> HttpResponse:
    """Whom each coach of the unit can take."""
    day = timezone.localdate(request.actor.at)
    there = {one.coach_id: one for one in CoachScope.objects.filter(unit=unit)}
    form = ScopesForm(request.POST or None, coaches=coaches_in(unit.pk, day), scopes=there)
    if request.method == "POST" and form.is_valid():
        allocating.set_scopes(unit=unit, told=form.told(), by=request.actor)
        messages.success(request, _("Valmentajien tiedot on tallennettu."))
        return redirect("allocations")
    return render(request, "intake/scopes.html", {"form": form, "unit": unit})


@require_GET
@page("allocation", "make", key="allocation_id")
def allocation(request: Any, allocation: Allocation) -> HttpResponse:
    """The plan: how many each coach would get, and who is left without."""
    left = paged(request, allocation.clients.filter(coach=None).select_related("client").order_by("client__sort_name"))
    record_views(request.actor, "clients.listed", [one.client_id for one in left], basis="intake")
    parts = {"plan": allocation, "rows": by_coach(allocation), "page": left}
    return render(request, "intake/allocation.html", parts)


@require_POST
@page("allocation", "make", key="allocation_id")
def confirm(request: Any, allocation: Allocation) -> HttpResponse:
    """Name the coaches as planned."""
    try:
        named, others = allocating.confirm(plan=allocation, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("%(number)s asiakasta sai omavalmentajan.") % {"number": named})
        if others:
            messages.warning(request, _("%(number)s asiakkaan tilanne oli muuttunut.") % {"number": others})
    return redirect("allocation", allocation_id=allocation.pk)


@require_POST
@page("allocation", "make", key="allocation_id")
def undo(request: Any, allocation: Allocation) -> HttpResponse:
    """Take it back, on the same day."""
    try:
        number = allocating.undo(plan=allocation, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Nimeäminen peruttiin %(number)s asiakkaalta.") % {"number": number})
    return redirect("allocation", allocation_id=allocation.pk)
