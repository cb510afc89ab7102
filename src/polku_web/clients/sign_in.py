"""Which client an identity service means."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from polku_web.clients.identity import identity_number, key_of
from polku_web.clients.models import Client
from polku_web.organisations.models import User


def person_by_identity_number(claims: dict[str, Any], claim: str) -> User | None:
    """The client of the identity number that the service tells; None when nobody has it here.

    A client's user is made at the first sign-in. It has no password and no e-mail address.
    """
    try:
        number = identity_number(str(claims.get(claim, "")))
    except ValidationError:
        return None
    with transaction.atomic():
        client = Client.objects.select_for_update(of=("self",)).filter(identity_key=key_of(number)).first()
        if client is None:
            return None
        if client.user is None:
            client.user = User.objects.create_user(given_name=client.given_name, family_name=client.family_name)
            client.save(update_fields=["user"])
        return client.user if client.user.is_active else None
