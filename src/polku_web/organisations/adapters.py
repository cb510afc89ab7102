"""How allauth behaves here: nobody signs up; an identity provider only tells who of our people it is.

A provider's `match` setting says by what: `email` for staff (Entra ID), `identity_number` for clients (Suomi.fi).
What it tells besides is not stored.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.module_loading import import_string

from polku_web.base.secrets import decrypted, encrypted
from polku_web.organisations.models import User

MATCHES = {
    "email": "polku_web.organisations.adapters.person_by_email",
    # Clients are known by an app above this one, so it is named and not imported.
    "identity_number": "polku_web.clients.sign_in.person_by_identity_number",
}


def person_by_email(claims: dict[str, Any], claim: str) -> User | None:
    """The worker of this address; None when there is none, or the provider says that it is not verified."""
    address = str(claims.get(claim, "")).lower()
    if not address or claims.get("email_verified") is False:
        return None
    return User.objects.filter(email=address, is_active=True).first()


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator, never by a visitor. No e-mail is sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """No."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: what happened to an account stands in the log."""


class SocialAdapter(DefaultSocialAccountAdapter):
    """Finds our person for the provider's, and keeps no more than the tie between the two."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """No."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Tie the login to our person, or end here with a page that says what to do.

        The person is looked up at each sign-in: an address that has moved to somebody else must not open the old
        account.
        """
        settings = sociallogin.account.get_provider(request).app.settings
        told = sociallogin.account.extra_data
        claims = told.get("id_token", {}) | told.get("userinfo", {}) or told
        sociallogin.account.extra_data = {}
        match = import_string(MATCHES[settings.get("match", "email")])
        person = match(claims, settings.get("claim", settings.get("match", "email")))
        if person is None:
            raise ImmediateHttpResponse(render(request, "socialaccount/unknown_person.html", status=403))
        known = SocialAccount.objects.filter(provider=sociallogin.account.provider, uid=sociallogin.account.uid).first()
        if known is not None and known.user_id != person.pk:
            known.delete()
            known = None
        if known is None:
            sociallogin.account = SocialAccount(
                user=person, provider=sociallogin.account.provider, uid=sociallogin.account.uid, extra_data={}
            )
            sociallogin.account.save()
        else:
            known.extra_data = {}
            sociallogin.account = known
        sociallogin.user = person


class SecondFactorAdapter(DefaultMFAAdapter):
    """The authenticator's secret is kept encrypted."""

    def encrypt(self, text: str) -> str:
        """The secret as it is stored."""
        return encrypted(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret as the authenticator has it."""
        return decrypted(encrypted_text)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: what happened to an account stands in the log."""
