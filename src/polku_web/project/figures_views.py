"""Having the figures made now, by the background."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from polku_web.base.rights import allowed, page
from polku_web.project.figures_tasks import ask


@require_POST
@page("organisation", "make_figures")
def make(request: Any) -> HttpResponse:
    """Ask for fresh figures, and go back to where they were wanted. Of two who ask, one is told."""
    back = "pictures" if request.POST.get("back") == "picture" else "contracts"
    organisation = allowed(request.actor, "make_figures", "organisation").first()
    if request.POST.get("do") == "make" and organisation is not None:
        try:
            ask(organisation=organisation, by=request.actor)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
    return redirect(back)
