"""A client, the history of the client's coaches, and openings in an emergency."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.definition import municipality_known, municipality_name
from polku_web.base.secrets import decrypted
from polku_web.organisations.models import Unit, User


def known_municipality(code: str) -> None:
    """Raise ValidationError for a code that no municipality has had."""
    if not municipality_known(code):
        raise ValidationError(_("Kuntaa ei ole. Kirjoita kunnan kolminumeroinen koodi."))


class Client(models.Model):
    """A person who is a client of a unit. The identity number is stored encrypted, and found by its keyed hash."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    identity_sealed = models.TextField()
    identity_key = models.CharField(max_length=64, unique=True)
    given_name = models.CharField(_("etunimi"), max_length=80)
    family_name = models.CharField(_("sukunimi"), max_length=80)
    sort_name = models.CharField(max_length=170, db_index=True, editable=False)
    birth_date = models.DateField(_("syntymäaika"))
    # A person whose domicile is protected may have none in the register.
    municipality = models.CharField(_("kotikunta"), max_length=3, blank=True, validators=[known_municipality])
    non_disclosure = models.BooleanField(_("turvakielto"), default=False)
    phone = models.CharField(_("puhelin"), max_length=40, blank=True)
    email = models.EmailField(_("sähköposti"), blank=True)
    address = models.CharField(_("postiosoite"), max_length=200, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clients", verbose_name=_("yksikkö"))
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="client")

    class Meta:
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["unit", "sort_name"])]
        constraints = [
            models.CheckConstraint(condition=~Q(identity_key="") & ~Q(identity_sealed=""), name="client_has_identity"),
        ]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the name by which lists are ordered and searched."""
        self.sort_name = f"{self.family_name} {self.given_name}".casefold()
        super().save(*args, **kwargs)

    @property
    def identity_number(self) -> str:
        """The code itself, decrypted."""
        return decrypted(self.identity_sealed)

    @property
    def place(self) -> str:
        """The municipality's name; empty when it is not known. Hide it where there is a non-disclosure order."""
        return municipality_name(self.municipality, get_language() or "fi") if self.municipality else ""


class CoachAssignment(models.Model):
    """Whose client somebody is and was. Days are inclusive; one is open at a time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="coach_assignments")
    coach = models.ForeignKey(User, models.PROTECT, related_name="coached")
    start_date = models.DateField()
    end_date = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-start_date", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["client"], condition=Q(end_date=None), name="coach_one_open"),
            models.UniqueConstraint(fields=["client", "start_date"], name="coach_one_a_day"),
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")), name="coach_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.start_date}"


class EmergencyAccess(models.Model):
    """Somebody outside the client's unit opened the data, for a reason and until a time."""

    class Reason(models.TextChoices):
        """Why it could not wait."""

        AT_THE_DESK = "at_the_desk", _("Asiakas on paikalla ja tarvitsee palvelua nyt")
        SAFETY = "safety", _("Asiakkaan tai muun turvallisuus")
        COVER = "cover", _("Yksikön työntekijät ovat poissa")
        OTHER = "other", _("Muu syy")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="emergencies")
    user = models.ForeignKey(User, models.PROTECT, related_name="emergencies")
    reason = models.CharField(_("syy"), max_length=20, choices=Reason.choices)
    explanation = models.CharField(_("selitys"), max_length=300)
    began_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("began_at")), name="emergency_in_order"),
            models.CheckConstraint(condition=~Q(explanation=""), name="emergency_explained"),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.began_at}"
