"""What goes with rows of the national system: the links back to it, and what a row told before it changed there."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku_web.casework.models.meetings import Meeting, Origin
from polku_web.clients.models import Client
from polku_web.organisations.models import Organisation


class NationalLinks(models.Model):
    """Where an organiser's staff and clients find a meeting or a plan in the national system. Empty: no link.

    `{reference}` in an address is the row's number there.
    """

    PLACE: ClassVar[str] = "{reference}"

    organisation = models.OneToOneField(
        Organisation, models.PROTECT, primary_key=True, related_name="national_links", editable=False
    )
    meeting = models.CharField(_("tapaaminen työntekijälle"), max_length=300, blank=True)
    plan = models.CharField(_("suunnitelma työntekijälle"), max_length=300, blank=True)
    own_meeting = models.CharField(_("tapaaminen asiakkaalle"), max_length=300, blank=True)
    own_plan = models.CharField(_("suunnitelma asiakkaalle"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(**{name: ""}) | Q(**{f"{name}__startswith": "https://"}), name=f"national_{name}_secure"
            )
            for name in ("meeting", "plan", "own_meeting", "own_plan")
        ]

    def __str__(self) -> str:
        return str(self.organisation_id)

    def to(self, row: Origin, *, own: bool = False) -> str:
        """The address of the row there, for staff or for the client whose own it is; empty when there is none."""
        if not row.imported:
            return ""
        if isinstance(row, Meeting):
            address = self.own_meeting if own else self.meeting
        else:
            address = self.own_plan if own else self.plan
        return str(address).replace(self.PLACE, quote(row.source_key, safe=""))


class Former(models.Model):
    """What a meeting or a plan of the national system told before it changed there, or before it was gone."""

    class About(models.TextChoices):
        """What it was."""

        MEETING = "meeting", _("tapaaminen")
        PLAN = "plan", _("suunnitelma")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="formers")
    about = models.CharField(max_length=8, choices=About.choices)
    source_key = models.CharField(max_length=120)
    told = models.JSONField()  # field → what it was, as text or a list of texts
    until = models.DateTimeField()  # when we came to know that it is no longer so
    withdrawn = models.BooleanField()  # it is gone there; else it says something else now

    class Meta:
        ordering = ["-until", "-id"]
        indexes = [models.Index(fields=["client", "about"])]
        constraints = [
            models.CheckConstraint(condition=Q(about__in=("meeting", "plan")), name="former_about_known"),
            models.CheckConstraint(condition=~Q(source_key=""), name="former_was_imported"),
        ]

    def __str__(self) -> str:
        return f"{self.about} {self.source_key} {self.until:%Y-%m-%d}"
