"""What runs in the background, beside the web process (`polku work`)."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone
from django_tasks import task

from polku_web.base.actors import Actor
from polku_web.intake.models import Batch
from polku_web.intake.staging import check_batch
from polku_web.intake.taking_in import take_in
from polku_web.organisations.queries import actor_of


@task()
def check(batch_id: str) -> None:
    """Read and check the batch's file."""
    check_batch(UUID(batch_id))


@task()
def take(batch_id: str) -> None:
    """Take the batch's sound rows in, as the person who made the batch, with the posts of the moment."""
    take_in(UUID(batch_id), actor_for(Batch.objects.select_related("made_by").get(pk=batch_id)))


def actor_for(batch: Batch) -> Actor:
    """Who takes the batch in: whoever made it, or the system where another system sent it."""
    if batch.made_by is not None:
        return actor_of(batch.made_by, timezone.now())
    return Actor(timezone.now(), name="polku import", client_organiser_id=batch.organisation_id)
