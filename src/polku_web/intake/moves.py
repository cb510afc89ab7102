"""How a batch goes from state to state: held while it moves, so that of two who move it one is told."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.intake.models import Batch, Row

MOVED = "moved"  # the code of a refusal that says: it is elsewhere by now


def locked(batch: Batch, *states: str) -> Batch:
    """The batch, held until the end of the transaction. Raises ValidationError when it is elsewhere by now."""
    found = Batch.objects.select_for_update(of=("self",)).select_related("organisation", "unit").get(pk=batch.pk)
    if found.state not in states:
        raise ValidationError(_("Tiedosto on jo toisessa vaiheessa. Lataa sivu uudelleen."), code=MOVED)
    return found


def at_work(batch: Batch, state: str, by: Actor) -> Batch:
    """The batch waits for whoever works on it next. The caller sees to it that somebody does."""
    batch.state, batch.worker, batch.step, batch.told, batch.beat_at = state, None, "", "", by.at
    batch.save(update_fields=["state", "worker", "step", "told", "beat_at", "columns"])
    return batch


@transaction.atomic
def start_taking_in(*, batch: Batch, by: Actor) -> Batch:
    """From checked to taking in. Raises ValidationError when no row is sound, or somebody was quicker."""
    batch = locked(batch, "checked")
    if not Row.objects.filter(batch=batch, state=Row.State.SOUND).exists():
        raise ValidationError(_("Yhtään riviä ei ole valmiina. Korjaa ensin rivejä."), code="none_sound")
    record(by, "intake.taking_in", batch)
    return at_work(batch, "taking_in", by)
