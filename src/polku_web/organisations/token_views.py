"""The administrator's page of tokens, by which other systems call the API."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from polku_web.base.forms import with_faults
from polku_web.base.pages import paged
from polku_web.base.rights import page
from polku_web.organisations.models import Token
from polku_web.organisations.token_forms import TokenForm
from polku_web.organisations.tokens import make_token, revoke_token, tokens_of


@require_http_methods(["GET", "POST"])
@page("token", "administer")
def tokens(request: Any) -> HttpResponse:
    """The tokens there are, and a new one, which is shown once."""
    form = TokenForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            token, text = make_token(**form.told(), by=request.actor)
            return render(request, "organisations/token_made.html", {"token": token, "text": text})
    shown = paged(request, tokens_of(request.actor))
    parts = {"form": form, "page": shown, "today": timezone.localdate(request.actor.at)}
    return render(request, "organisations/tokens.html", parts, status=422 if form.errors else 200)


@require_POST
@page("token", "administer", key="token_id")
def revoke(request: Any, token: Token) -> HttpResponse:
    """From now on the token opens nothing."""
    try:
        revoke_token(token=token, by=request.actor)
        messages.success(request, _("Avain on poistettu käytöstä. Sillä ei pääse enää mihinkään."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("tokens")
