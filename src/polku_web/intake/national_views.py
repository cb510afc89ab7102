"""Files of meetings and of plans: which have come and what they changed, and a new one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from polku_web.base.forms import with_faults
from polku_web.base.pages import paged
from polku_web.base.rights import page
from polku_web.intake import actions, queries
from polku_web.intake.forms import NationalForm
from polku_web.intake.models import Batch
from polku_web.intake.views import too_big


@require_http_methods(["GET", "POST"])
@page("batch", "take_in")
def national(request: Any) -> HttpResponse:
    """The files of meetings and plans, and a new one."""
    units = queries.units_to_choose(request.actor)
    form = NationalForm(request.POST or None, request.FILES or None, units=units, **too_big(request))
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            return redirect("batch_columns", batch_id=_start(request, form.cleaned_data).pk)
    shown = paged(request, queries.batches(request.actor, national=True))
    return render(request, "intake/national.html", {"form": form, "page": shown}, status=422 if form.errors else 200)


def _start(request: Any, told: dict[str, Any]) -> Batch:
    file, unit = told.pop("file"), told.pop("unit", None) or queries.units_of(request.actor)[0]
    whole = queries.may_take_in_all(request.actor, unit)
    about = {"unit": unit, "whole": whole, "pilot": None, "on": timezone.localdate(request.actor.at)}
    return actions.start_batch(content=file.read(), name=file.name, by=request.actor, **about, **told)
