"""What is told when something went wrong, in the visitor's language: a page, or a problem of the API. No database."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from polku_web.api.middleware import ROOT
from polku_web.api.problems import problem


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """What came could not be read."""
    return problem("unreadable") if _of_api(request) else render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Not for this role."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """Not there, or not for this person."""
    return problem("not-found") if _of_api(request) else render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Our own fault. The page quotes the request's id, by which the log tells the rest."""
    return problem("broken") if _of_api(request) else render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open for too long, or did not come from here."""
    return render(request, "403_csrf.html", status=403)


def _of_api(request: HttpRequest) -> bool:
    return request.path_info.startswith(ROOT)
