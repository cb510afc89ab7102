"""Rights at the door: every page has a rule, what is refused is logged, and staff have two factors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from polku_web.audit.actions import record_refusal
from polku_web.base.rights import Access, Refused, roles_of
from polku_web.organisations.page_rules import access_of
from polku_web.organisations.queries import actor_of


class Rights:
    """Puts the actor on the request, and lets through only whom the page's rule lets."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to the request; the actor is looked up once, where a page needs one."""
        return self.answer(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], args: Any, parts: Any
    ) -> HttpResponse | None:
        """None lets the request through. A page without a rule is open to nobody."""
        access = access_of(view, request.resolver_match.view_name)
        if access is not None and access.who in ("anyone", "token"):  # the API asks for its token itself
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        request.actor = actor_of(request.user, timezone.now())
        if access is None or not _lets(access, request):
            record_refusal(request.actor, "page.refused", "page")
            return render(request, "403.html", status=403)
        request.actor = request.actor.foremost(roles_of(access))
        if request.method in ("GET", "HEAD"):
            request.actor = replace(request.actor, answers={})
        if access.who == "roles" and _lacks_second_factor(request):
            return redirect("mfa_activate_totp")
        return None

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        """An object that is not for the actor is answered like one that does not exist."""
        if not isinstance(error, Refused):
            return None
        record_refusal(request.actor, "object.refused", error.kind, error.object_id)
        return render(request, "404.html", status=404)


def _lets(access: Access, request: Any) -> bool:
    return access.who == "signed_in" or bool(roles_of(access) & request.actor.roles)


def _lacks_second_factor(request: Any) -> bool:
    """Staff who came by password need an authenticator; an identity provider sees to it itself."""
    if not request.actor.is_staff or not settings.SECOND_FACTOR or is_mfa_enabled(request.user):
        return False
    methods = get_authentication_records(request, request.user)
    return not any(one.get("method") == "socialaccount" for one in methods)
