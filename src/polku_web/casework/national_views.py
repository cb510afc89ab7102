"""The organiser's links to the national system."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from polku_web.base.forms import with_faults
from polku_web.base.rights import page
from polku_web.casework import list_actions
from polku_web.casework.forms import NationalLinksForm
from polku_web.casework.queries import links_of
from polku_web.organisations.models import Organisation


@require_http_methods(["GET", "POST"])
@page("organisation", "link", key="organisation_id")
def national_links(request: Any, organisation: Organisation) -> HttpResponse:
    """Where a meeting and a plan are found in the national system."""
    form = NationalLinksForm(request.POST or None, instance=links_of(organisation.pk))
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            list_actions.set_links(organisation=organisation, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Linkit on tallennettu."))
            return redirect("national_links", organisation_id=organisation.pk)
    status = 422 if form.errors else 200
    return render(request, "casework/links.html", {"form": form, "organisation": organisation}, status=status)
