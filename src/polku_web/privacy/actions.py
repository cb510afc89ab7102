"""What is done to a client's own data: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.clients.models import Client
from polku_web.organisations.models import User
from polku_web.privacy.models import DataRequest
from polku_web.privacy.own_data import as_file
from polku_web.privacy.terms import months_after

MONTHS_TO_ANSWER = 1  # GDPR article 12(3)


@transaction.atomic
def give_own_data(*, client: Client, by: Actor, by_hand: bool = False, reason: str = "") -> bytes:
    """The file with everything kept about the client; that it was given is in the log first."""
    basis = "own_data" if by.client_id == client.pk else "data_request"
    after = {"own_notes": by_hand}
    record(by, "privacy.own_data_given", client, subject_id=client.pk, basis=basis, reason=reason, after=after)
    return as_file(client, at=by.at, by_hand=by_hand)


@transaction.atomic
def make_request(*, client: Client, kind: str, about: str, text: str, by: Actor) -> DataRequest:
    """The client asks that data be corrected or removed; it is answered within a month."""
    request = DataRequest(
        client=client,
        kind=kind,
        about=about,
        text=text.strip(),
        made_at=by.at,
        answer_by=months_after(timezone.localdate(by.at), MONTHS_TO_ANSWER),
    )
    request.full_clean()
    request.save(force_insert=True)
    record(by, "privacy.request_made", request, subject_id=client.pk, basis="own_data", after={"kind": kind})
    return request


@transaction.atomic
def answer_request(*, request: DataRequest, result: str, answer: str, user: User, by: Actor) -> DataRequest:
    """Answer a request, once. Raises ValidationError when somebody else has answered meanwhile."""
    request = DataRequest.objects.select_for_update().get(pk=request.pk)
    if request.result:
        raise ValidationError(_("Pyyntöön on jo vastattu."))
    request.result, request.answer = result, answer.strip()
    request.answered_at, request.answered_by = by.at, user
    request.full_clean()
    request.save(update_fields=["result", "answer", "answered_at", "answered_by"])
    record(by, "privacy.request_answered", request, subject_id=request.client_id, after={"result": result})
    return request
