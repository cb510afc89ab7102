"""A pilot file of an organiser, every version of it, and the organisations behind the providers it names."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from polku_web.organisations.models import Organisation


class Pilot(models.Model):
    """A pilot that an organiser runs. Its rules stand in its versions, in the words of docs/path/definition.md."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="pilots")
    key = models.CharField(_("tunnus"), max_length=80)
    name = models.CharField(_("nimi"), max_length=200)
    start_date = models.DateField(_("alkaa"), null=True, blank=True)
    end_date = models.DateField(_("päättyy"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key"], name="pilot_key_once"),
            models.CheckConstraint(
                condition=Q(start_date=None) | Q(end_date=None) | Q(end_date__gte=F("start_date")),
                name="pilot_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PilotVersion(models.Model):
    """The pilot file's text as it stood from a moment on. Never changed: a new text is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    digest = models.CharField(max_length=64)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["pilot", "number"], name="pilot_version_once")]

    def __str__(self) -> str:
        return f"{self.pilot_id} {self.number}"


class Supplier(models.Model):
    """Which organisation a provider of the pilot file is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="suppliers")
    provider_key = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="supplies")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pilot", "provider_key"], name="supplier_once")]

    def __str__(self) -> str:
        return self.provider_key
