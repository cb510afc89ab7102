"""The team lead's page: caseload by coach, absences and covers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from polku_web.base.forms import with_faults
from polku_web.base.rights import page
from polku_web.casework import desk
from polku_web.casework import team as reading
from polku_web.casework.forms import AbsenceForm
from polku_web.casework.models import Absence


@require_GET
@page("client", "lead")
def team(request: Any) -> HttpResponse:
    """The unit in numbers: what is without a coach, late or stalled, and each coach's caseload."""
    asked = desk.Asked(scope="unit", show="stalled")
    clients = desk.in_scope(request.actor, asked)
    parts = {
        "lists": desk.choices(request.actor, asked, clients, ("no_coach", "overdue", "stalled", "new")),
        "days": asked.days,
        "loads": reading.caseload(request.actor),
        "absences": reading.absences(request.actor),
        "day": timezone.localdate(request.actor.at),
    }
    return render(request, "casework/team.html", parts)


@require_http_methods(["GET", "POST"])
@page("absence", "manage")
def add_absence(request: Any) -> HttpResponse:
    """A coach will be away, and somebody covers."""
    actor = request.actor
    people = {"coaches": reading.coaches_of_lead(actor), "covers": reading.covers_for_lead(actor)}
    form = AbsenceForm(request.POST or None, **people, initial={"start_date": timezone.localdate(actor.at)})
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            reading.add_absence(**form.cleaned_data, by=actor)
            messages.success(request, _("Poissaolo on tallennettu. Sijaistaja näkee asiakkaat ensimmäisestä päivästä."))
            return redirect("team")
    return render(request, "casework/absence.html", {"form": form})


@require_POST
@page("absence", "manage", key="absence_id")
def end_absence(request: Any, absence: Absence) -> HttpResponse:
    """The coach is back, or does not go."""
    reading.end_absence(absence=absence, by=request.actor)
    messages.success(request, _("Poissaolo on päättynyt. Sijaistaja ei enää näe asiakkaita sen perusteella."))
    return redirect("team")
