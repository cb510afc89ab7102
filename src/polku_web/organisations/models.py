"""Organisations and their units, people and their posts, and the tokens by which other systems call."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polku_web.base.actors import Role

POST_ROLES = [(role.value, role.label) for role in Role if role not in (Role.CLIENT, Role.SYSTEM)]


class Organisation(models.Model):
    """An organiser, or a provider or an employer that works with one. An organiser has its own colour and logo."""

    class Kind(models.TextChoices):
        """What the organisation is."""

        ORGANISER = "organiser", _("järjestäjä")
        PROVIDER = "provider", _("palveluntuottaja")
        EMPLOYER = "employer", _("työnantaja")

    COLOUR: ClassVar[re.Pattern[str]] = re.compile(r"#[0-9a-f]{6}")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("laji"), max_length=10, choices=Kind.choices)
    name = models.CharField(_("nimi"), max_length=120)
    business_id = models.CharField(_("Y-tunnus"), max_length=9, blank=True)
    partner_of = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="partners")
    colour = models.CharField(
        _("tunnusväri"), max_length=7, default="#0b4f7d", validators=[RegexValidator(r"^#[0-9a-f]{6}\Z")]
    )
    logo = models.BinaryField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="organiser", partner_of=None) | Q(~Q(kind="organiser"), partner_of__isnull=False),
                name="organisation_partner_has_organiser",
            ),
            models.UniqueConstraint(fields=["partner_of", "name"], name="organisation_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organiser_id_of(self) -> Any:
        """The organiser itself, or the one that this organisation works with."""
        return self.partner_of_id or self.pk


class Unit(models.Model):
    """A part of an organisation that has its own clients or workers."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="units")
    name = models.CharField(_("yksikön nimi"), max_length=120)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="unit_name_once")]

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["User"]):
    """Making people; also what Django and allauth call when they need one."""

    def create_user(self, email: str | None = None, password: str | None = None, **fields: Any) -> User:
        """A person; without a password only another way of signing in is left."""
        person = self.model(email=self.normalize_email(email).lower() or None, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class User(AbstractBaseUser):
    """Somebody who signs in: staff by e-mail, a client by strong identification and without an e-mail address."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(_("sähköposti"), unique=True, null=True, blank=True)
    given_name = models.CharField(_("etunimi"), max_length=80)
    family_name = models.CharField(_("sukunimi"), max_length=80)
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="fi")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["given_name", "family_name"]
    objects = People()

    class Meta:
        ordering = ["family_name", "given_name"]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"


class Membership(models.Model):
    """A post: a person has a role in a unit, or in a whole organisation, on the days from start to end inclusive."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="memberships")
    role = models.CharField(_("rooli"), max_length=40, choices=POST_ROLES)
    start_date = models.DateField(_("alkaa"))
    end_date = models.DateField(_("päättyy"), null=True, blank=True)

    class Meta:
        ordering = ["start_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")), name="membership_in_order"
            ),
            models.CheckConstraint(condition=Q(role__in=[value for value, _l in POST_ROLES]), name="membership_role"),
            models.CheckConstraint(
                condition=~Q(role__in=["coach", "team_lead"]) | Q(unit__isnull=False), name="membership_coach_has_unit"
            ),
            models.UniqueConstraint(
                fields=["user", "unit", "role"],
                condition=Q(end_date=None, unit__isnull=False),
                name="membership_open_once_in_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role"],
                condition=Q(end_date=None, unit=None),
                name="membership_open_once_in_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Token(models.Model):
    """What another system calls the API with. Of the token itself only a keyed hash is kept.

    It does what it may in its units or, when `whole`, in the organiser's whole organisation, until its last day.
    """

    ABILITIES: ClassVar[dict[str, Promise]] = {
        "reads": _("lukea tiedostojen vaiheen ja korjattavat rivit"),
        "sends": _("lähettää tiedostoja ja korjauksia sekä perua tiedostoja"),
        "takes_in": _("viedä tarkistettuja asiakkaita rekisteriin"),
    }

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="tokens")
    name = models.CharField(_("nimi"), max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    whole = models.BooleanField(default=False)
    units = models.ManyToManyField(Unit, blank=True, related_name="tokens")
    reads = models.BooleanField(default=False)
    sends = models.BooleanField(default=False)
    takes_in = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="tokens")
    made_at = models.DateTimeField()
    last_day = models.DateField(_("viimeinen voimassaolopäivä"))
    used_at = models.DateTimeField(null=True, blank=True)  # to the ten minutes
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["name", "made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reads=True) | Q(sends=True) | Q(takes_in=True), name="token_can_something"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(revoked_at=None), name="token_name_once_in_use"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_good(self, on: date) -> bool:
        """Whether it opens anything on the day."""
        return self.revoked_at is None and on <= self.last_day

    def abilities(self) -> list[str]:
        """What it may do, in the order of `ABILITIES`."""
        return [name for name in self.ABILITIES if getattr(self, name)]
