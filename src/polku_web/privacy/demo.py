"""What the demo's clients ask of their own data: one request waits for an answer, one has been answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from polku_web.base.actors import Actor
from polku_web.clients.models import Client
from polku_web.organisations.models import User
from polku_web.organisations.queries import actor_of
from polku_web.privacy.actions import answer_request, make_request
from polku_web.privacy.models import DataRequest


def load(*, clients: Sequence[Client], by: Actor) -> None:
    """Two requests, of the clients who sign in themselves."""
    asks = [one for one in clients if one.user_id][:2]
    officer = User.objects.filter(email="tuomas.tietosuoja@polku.example").first()
    for client, days_ago, text in zip(asks, (30, 3), ("Miksi minusta on arvio?", "Osoitteeni on vanha."), strict=False):
        asked = _asked(client, text, replace(by, at=by.at - timedelta(days_ago)))
        if days_ago > 7 and officer is not None:
            then = replace(actor_of(officer, by.at), at=by.at - timedelta(days_ago - 4))
            told = "Sinusta ei ole tehty arviota. Kerromme sinulle, jos se tehdään."
            answer_request(request=asked, result=DataRequest.Result.DONE, answer=told, user=officer, by=then)


def _asked(client: Client, text: str, by: Actor) -> DataRequest:
    kind = DataRequest.Kind.QUESTION if text.endswith("?") else DataRequest.Kind.CORRECTION
    assert client.user is not None  # noqa: S101 - they sign in
    return make_request(
        client=client, kind=kind, about="", text=text, by=replace(actor_of(client.user, by.at), at=by.at)
    )
