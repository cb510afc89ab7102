"""The front page and the choice of language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from polku_web.base.actors import Role
from polku_web.base.rights import ANYONE, SIGNED_IN, allowed, page
from polku_web.project.frame import rooms

OF_ORGANISER = {"appearance": "appearance", "links": "link"}  # an organiser's own pages, and what they allow
STARTS = ("desk", "inbox", "contracts")  # whose first room is one of these begins the day there


@require_GET
@page(access=SIGNED_IN)
def home(request: Any) -> HttpResponse:
    """Where a signed-in person can go; straight there when there is one place only. A client comes to the own path."""
    if request.actor.client_id and not request.actor.is_staff:
        return redirect("own_path")
    found = rooms(request)
    if len(found) == 1 or (found and found[0].address in [reverse(name) for name in STARTS]):
        return redirect(found[0].address)
    own = {name: allowed(request.actor, action, "organisation").first() for name, action in OF_ORGANISER.items()}
    parts = own | {"employer": request.actor.posts_as(Role.EMPLOYER)}
    return render(request, "project/home.html", parts)


@require_POST
@page(access=ANYONE)
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and go back to where it was chosen."""
    back = request.POST.get("back", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    answer = redirect(back)
    if (chosen := request.POST.get("language", "")) in dict(settings.LANGUAGES):
        _keep(answer, chosen)
    return answer


def _keep(answer: HttpResponse, language: str) -> None:
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
