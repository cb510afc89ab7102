"""Meetings and plans: read from the national system, or recorded here; and the meetings that the law asks for."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku_web.clients.models import Client
from polku_web.organisations.models import User


class Origin(models.Model):
    """Where a row comes from: the national system (read only, with a link back), or staff here."""

    source_key = models.CharField(max_length=120, blank=True)  # the row's number there; empty: recorded here

    class Meta:
        abstract = True

    @property
    def imported(self) -> bool:
        """Whether the row is the national system's."""
        return bool(self.source_key)


class Meeting(Origin):
    """A meeting with the client, planned or held."""

    class Kind(models.TextChoices):
        """The kinds of docs/path/facts.md."""

        INITIAL = "initial_interview", _("alkuhaastattelu")
        DISCUSSION = "job_search_discussion", _("työnhakukeskustelu")
        SUPPLEMENTARY = "supplementary_discussion", _("täydentävä työnhakukeskustelu")
        OTHER = "other", _("muu tapaaminen")

    class Mode(models.TextChoices):
        """How it is held."""

        FACE_TO_FACE = "face_to_face", _("paikan päällä")
        PHONE = "phone", _("puhelimessa")
        VIDEO = "video", _("videolla")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="meetings")
    coach = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="meetings")
    kind = models.CharField(_("laji"), max_length=30, choices=Kind.choices)
    date = models.DateField(_("päivä"))
    time = models.TimeField(_("kello"), null=True, blank=True)
    mode = models.CharField(_("tapa"), max_length=12, choices=Mode.choices, blank=True)
    place = models.CharField(_("paikka"), max_length=160, blank=True)
    held = models.BooleanField(_("pidetty"), null=True, blank=True)  # none: not told yet

    class Meta:
        ordering = ["-date", "-time", "-id"]
        indexes = [
            models.Index(fields=["client", "date"]),
            models.Index(fields=["coach", "date"]),
            models.Index(fields=["client"], condition=~Q(source_key=""), name="meeting_imported"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "source_key"], condition=~Q(source_key=""), name="meeting_imported_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"


class Plan(Origin):
    """A statutory plan as the national system tells it; it is never written here."""

    class Kind(models.TextChoices):
        """Which plan."""

        EMPLOYMENT = "employment", _("työllistymissuunnitelma")
        INTEGRATION = "integration", _("kotoutumissuunnitelma")
        MULTI_SECTOR = "multi_sector", _("monialainen työllistymissuunnitelma")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="plans")
    kind = models.CharField(_("laji"), max_length=12, choices=Kind.choices)
    made_on = models.DateField(_("tehty"))
    check_on = models.DateField(_("tarkistetaan"), null=True, blank=True)
    lines = models.JSONField(_("sisältö"), default=list)  # texts, in order

    class Meta:
        ordering = ["-made_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source_key=""), name="plan_is_imported"),
            models.CheckConstraint(
                condition=Q(check_on=None) | Q(check_on__gte=models.F("made_on")), name="plan_in_order"
            ),
            models.UniqueConstraint(fields=["client", "source_key"], name="plan_imported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_on}"


class Duty(models.Model):
    """A meeting that the law's process asks for, as `polku` said it. Counted again when facts of the client change."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(Client, models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=30, choices=Meeting.Kind.choices)
    since = models.DateField()
    due_on = models.DateField()
    wanted = models.PositiveSmallIntegerField(default=1)
    planned_on = models.DateField(null=True, blank=True)
    law = models.CharField(max_length=60)  # the process's duty, and its value with the source
    law_value = models.CharField(max_length=40)
    law_source = models.CharField(max_length=300)
    unverified = models.BooleanField(default=False)
    counted_on = models.DateField()

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name_plural = "duties"
        indexes = [models.Index(fields=["due_on", "client"]), models.Index(fields=["client", "due_on"])]
        constraints = [models.UniqueConstraint(fields=["client", "law"], name="duty_once")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.kind} {self.due_on}"
