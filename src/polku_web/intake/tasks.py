"""What runs in the background, beside the web process (`polku work`)."""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django_tasks import task

from polku_web.base.actors import Actor
from polku_web.intake.kinds import kind_of
from polku_web.intake.models import Batch
from polku_web.intake.moves import start_taking_in
from polku_web.intake.staging import check_batch
from polku_web.organisations.queries import actor_of
from polku_web.organisations.tokens import actor_of_token


@task()
def check(batch_id: str) -> None:
    """Read and check the batch's file; take in what is sound, where the batch goes onward by itself."""
    check_batch(UUID(batch_id))
    batch = Batch.objects.select_related("made_by", "made_by_token__organisation").get(pk=batch_id)
    if not batch.onward:
        return
    by = actor_for(batch)
    with suppress(ValidationError):  # nothing is sound, or somebody moved it meanwhile
        start_taking_in(batch=batch, by=by)
        kind_of(batch).take_in(batch.pk, by)


@task()
def take(batch_id: str) -> None:
    """Take the batch's sound rows in, as the person who made the batch, with the posts of the moment."""
    batch = Batch.objects.select_related("made_by", "made_by_token__organisation").get(pk=batch_id)
    kind_of(batch).take_in(batch.pk, actor_for(batch))


def actor_for(batch: Batch) -> Actor:
    """Who takes the batch in: whoever made it, or the system where it came from the command line."""
    if batch.made_by is not None:
        return actor_of(batch.made_by, timezone.now())
    if batch.made_by_token is not None:
        return actor_of_token(batch.made_by_token, timezone.now())
    return Actor(timezone.now(), name="polku import", client_organiser_id=batch.organisation_id)
