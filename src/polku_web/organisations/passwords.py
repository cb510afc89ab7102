"""Setting the first password, by the link that an administrator handed over."""

from __future__ import annotations

from typing import Any

from allauth.account.views import password_change
from django.contrib import messages
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _

from polku_web.audit.actions import record
from polku_web.base.rights import ANYONE, SIGNED_IN, page
from polku_web.organisations.queries import actor_of


class SetPassword(PasswordResetConfirmView):
    """Django's own page: the token goes from the address into the session before the form is shown, and works once."""

    access = ANYONE
    template_name = "account/password_set.html"
    success_url = reverse_lazy("account_login")

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """The address calls the person `who`; Django's view expects its own word."""
        kwargs["uidb64"] = kwargs.pop("who")
        return super().dispatch(*args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it, and say so in the log."""
        answer = super().form_valid(form)
        record(actor_of(self.user, timezone.now()), "organisations.password_set", self.user)
        messages.success(self.request, _("Salasana on asetettu. Kirjaudu sillä."))
        return answer


@page(access=SIGNED_IN)
def change_password(request: HttpRequest) -> HttpResponse:
    """allauth's page; whoever signs in by an identity service has no password to change."""
    if not request.user.has_usable_password():
        return redirect("mfa_index")
    return password_change(request)
