"""What the client tells of the service."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku_web.market.models import Participation


class Feedback(models.Model):
    """The client's word on a service, from 1 (poor) to 5 (good), with free text."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="feedback")
    answered_on = models.DateField()
    value = models.PositiveSmallIntegerField(_("arvosana"))
    text = models.TextField(_("omin sanoin"), blank=True)

    class Meta:
        ordering = ["-answered_on"]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="feedback_1_to_5"),
            models.UniqueConstraint(fields=["participation", "answered_on"], name="feedback_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} {self.value}"
