"""What staff and the client agree, write to each other and keep in mind, and who supports."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku_web.clients.models import Client, Period
from polku_web.organisations.models import Organisation, User


class Agreement(models.Model):
    """A version of the next steps that coach and client agree on. Accepted by both, it is in force."""

    class How(models.TextChoices):
        """Where the client accepted."""

        OWN_PATH = "own_path", _("Omassa polussa")
        MEETING = "meeting", _("tapaamisessa")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="agreements")
    version = models.PositiveIntegerField()
    made_by = models.ForeignKey(User, models.PROTECT, related_name="agreements")
    made_at = models.DateTimeField()
    coach_accepted_at = models.DateTimeField(null=True, blank=True)
    client_accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_how = models.CharField(max_length=8, choices=How.choices, blank=True)
    client_answer = models.CharField(max_length=500, blank=True)  # what the client would change

    class Meta:
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["client", "version"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=Q(client_accepted_at=None, accepted_how="")
                | Q(~Q(accepted_how=""), client_accepted_at__isnull=False),
                name="agreement_accepted_somehow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.version}"


class Step(models.Model):
    """A next step of an agreement, in one plain sentence, with what follows if the client says no."""

    class Doer(models.TextChoices):
        """Whose step it is."""

        CLIENT = "client", _("asiakas")
        COACH = "coach", _("omavalmentaja")
        PROVIDER = "provider", _("palveluntuottaja")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(_("askel"), max_length=300)
    if_no = models.CharField(_("jos asiakas kieltäytyy"), max_length=300, blank=True)
    doer = models.CharField(_("kuka tekee"), max_length=10, choices=Doer.choices, default=Doer.CLIENT)
    due_on = models.DateField(_("mihin mennessä"), null=True, blank=True)
    done_on = models.DateField(_("tehty"), null=True, blank=True)

    class Meta:
        ordering = ["agreement", "order"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "order"], name="step_order_once"),
            models.CheckConstraint(condition=~Q(text=""), name="step_has_text"),
        ]

    def __str__(self) -> str:
        return self.text


class Note(models.Model):
    """A note about the client: internal to staff, or shared with the client. A correction is a new note."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="notes")
    author = models.ForeignKey(User, models.PROTECT, related_name="notes")
    at = models.DateTimeField()
    text = models.TextField(_("merkintä"))
    shared = models.BooleanField(_("näkyy asiakkaalle"), default=False)

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["client", "at"])]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_has_text")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.at}"


class Message(models.Model):
    """A message between the client and the coach. Kept as sent."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="messages")
    author = models.ForeignKey(User, models.PROTECT, related_name="messages_sent")
    from_client = models.BooleanField()
    at = models.DateTimeField()
    text = models.TextField(_("viesti"))
    read_at = models.DateTimeField(null=True, blank=True)  # by the other side

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["client", "at"]), models.Index(fields=["from_client", "read_at"])]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="message_has_text")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.at}"


class Supporter(Period):
    """Somebody of the client's support group, here or in another organisation, for a time."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="supporters")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="supports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="supports")
    name = models.CharField(_("nimi"), max_length=160)
    task = models.CharField(_("tehtävä"), max_length=200, blank=True)
    phone = models.CharField(_("puhelin"), max_length=40, blank=True)
