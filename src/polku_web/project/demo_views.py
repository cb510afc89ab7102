"""Signing in by picking a person: in the demo only, whose people are invented."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from polku_web.base.rights import ANYONE, page
from polku_web.organisations.models import User
from polku_web.project.demo import demo_people


@require_http_methods(["GET", "POST"])
@page(access=ANYONE)
def people(request: HttpRequest) -> HttpResponse:
    """The demo's people with their roles; the page does not exist elsewhere."""
    if not settings.DEMO:
        raise Http404
    if request.method == "POST":
        person = get_object_or_404(User, pk=request.POST.get("person"))
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        record_authentication(request, person, "demo")
        return redirect("home")
    return render(request, "project/demo.html", {"people": demo_people()})
