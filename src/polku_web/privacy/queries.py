"""Reading what a client asked of the own data, and what staff have to answer."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import Promise

from polku_web.base.actors import Actor
from polku_web.base.keeping import kept
from polku_web.base.rights import allowed
from polku_web.privacy.models import DataRequest, EndNotice


def own_requests(actor: Actor) -> QuerySet[DataRequest]:
    """The client's own requests, the latest first."""
    return allowed(actor, "own", "data_request").order_by("-made_at")


def requests_to_answer(actor: Actor) -> QuerySet[DataRequest]:
    """The requests that the actor may answer: open ones first, by the day by which they are to be answered."""
    found = allowed(actor, "answer", "data_request").select_related("client", "answered_by")
    return found.order_by("result", "answer_by", "made_at")


def end_notices(actor: Actor) -> QuerySet[EndNotice]:
    """What is about to be removed of the client's own data."""
    return EndNotice.objects.filter(client=actor.client_id, removed_on=None)


def tables() -> dict[str, Promise]:
    """What a request can be about: each kind of data by its table, once."""
    found: dict[str, Promise] = {}
    for entry in kept():
        if not entry.by_hand:
            found.setdefault(entry.model._meta.label_lower, entry.title)
    return found
