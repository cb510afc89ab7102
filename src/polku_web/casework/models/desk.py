"""The worker's own desk: absences with their covers, kept filters, things done to many clients at once."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from polku_web.clients.models import Period
from polku_web.organisations.models import User


class Absence(Period):
    """A coach away, and who covers."""

    coach = models.ForeignKey(User, models.PROTECT, related_name="absences")
    cover = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="covers")

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(cover=None) | ~Q(cover=F("coach")), name="absence_covered_by_another"),
        ]


class WorkingList(models.Model):
    """Filters that a worker keeps by a name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="working_lists")
    name = models.CharField(_("nimi"), max_length=80)
    filters = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="working_list_name_once")]

    def __str__(self) -> str:
        return self.name


class BulkAct(models.Model):
    """One thing done to many clients at once, with the rows it made, so that it can be taken back."""

    class Kind(models.TextChoices):
        """What was done."""

        MEETING = "meeting", _("Sovi tapaaminen")
        MESSAGE = "message", _("Lähetä viesti")
        READ = "read", _("Merkitse viestit luetuiksi")
        ASSIGN = "assign", _("Vaihda omavalmentaja")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="bulk_acts")
    made_at = models.DateTimeField()
    rows = models.JSONField(default=list)  # ids of the rows that it made; of a new coach: each with the one it ended
    clients = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at}"

    @property
    def can_be_undone(self) -> bool:
        """What was sent or read cannot be taken back."""
        return self.undone_at is None and self.kind in (self.Kind.MEETING, self.Kind.ASSIGN)
