"""The API's addresses, each with what it asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from polku_web.api import calls as calls  # ties the calls to the router
from polku_web.api.document import document_of, made
from polku_web.api.door import CALLS, access_of_path, router
from polku_web.api.problems import POLICY, problem

ROOT = "api/v1/"
api = made(router)


def _guarded(view: Any, asked: str) -> Any:
    """The view with its rule, a policy that lets nothing be loaded, and a problem where the method is not one."""

    def answered(request: HttpRequest, **parts: Any) -> HttpResponse:
        answer = view(request, **parts)
        if answer.status_code == 405:
            there, answer = answer["Allow"], problem("wrong-method")
            answer["Allow"] = there
        answer["Content-Security-Policy"] = POLICY
        return answer

    answered.csrf_exempt = True  # type: ignore[attr-defined] # cookies sign nobody in here (`api.middleware`)
    answered.access = access_of_path(asked)  # type: ignore[attr-defined]
    return answered


def _patterns() -> list[URLPattern]:
    """One for each path, whatever its methods; a path that no call is tied to has no rule and fails here."""
    found: dict[str, URLPattern] = {}
    for pattern in api.urls[0]:
        route = str(pattern.pattern).replace("<uuidstr:", "<uuid:")  # one kind of id in all addresses
        asked = route.replace("<", "{").replace(">", "}")
        if route and route not in found:
            found[route] = path(ROOT + route, _guarded(pattern.callback, asked), name=pattern.name)
    if set(CALLS) != {route.replace("<", "{").replace(">", "}") for route in found}:
        raise ValueError("a path of the API has no rule")
    return list(found.values())


urlpatterns = [path(f"{ROOT}openapi.json", document_of(api), name="api_document"), *_patterns()]
