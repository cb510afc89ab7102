"""What a client tells of a service: a function, a transaction and an entry in the log."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.market.models import Participation
from polku_web.mypath.models import Feedback


@transaction.atomic
def give_feedback(*, participation: Participation, value: int, text: str, by: Actor) -> Feedback:
    """The client's word on a service. Raises ValidationError for a second one on a day, or a grade not from 1 to 5."""
    participation = Participation.objects.select_for_update(of=("self",)).get(pk=participation.pk)
    day = timezone.localdate(by.at)
    if participation.feedback.filter(answered_on=day).exists():
        raise ValidationError(_("Annoit tästä palvelusta palautteen jo tänään. Kiitos siitä!"))
    feedback = Feedback(participation=participation, answered_on=day, value=value, text=text.strip())
    feedback.full_clean()
    feedback.save(force_insert=True)
    record(by, "mypath.feedback_given", feedback, subject_id=participation.client_id, basis="own_data")
    return feedback
