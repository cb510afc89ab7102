"""The log's two tables. Triggers refuse every change and removal of a row (migrations/0002)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Entry(models.Model):
    """One thing that somebody did, saw or was refused. It refers to nothing: a log outlives what it tells of."""

    class Kind(models.TextChoices):
        """What sort of thing happened."""

        CHANGE = "change"
        VIEW = "view"
        REFUSAL = "refusal"

    at = models.DateTimeField(db_index=True)
    sort = models.CharField(max_length=8, choices=Kind.choices)
    action = models.CharField(max_length=60)  # clients.viewed
    actor_id = models.UUIDField(null=True, db_index=True)
    actor_name = models.CharField(max_length=200, blank=True)
    actor_role = models.CharField(max_length=40, blank=True)
    actor_place = models.CharField(max_length=300, blank=True)
    organiser_id = models.UUIDField(null=True)
    object_kind = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    subject_id = models.UUIDField(null=True)  # the client whom it concerns
    basis = models.CharField(max_length=40, blank=True)  # why it was allowed: own_client, unit_client, emergency …
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    request = models.CharField(max_length=32, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["subject_id", "-id"]),
            models.Index(fields=["organiser_id", "-id"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sort__in=["change", "view", "refusal"]), name="entry_sort_known"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"


class Seal(models.Model):
    """A hash over the entries from one id to another and over the seal before it."""

    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField(unique=True)
    entries = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, unique=True)  # a chain does not fork
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last_entry__gte=models.F("first_entry")), name="seal_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_entry}–{self.last_entry}"
