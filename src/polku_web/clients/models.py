"""A client, what the national system tells of the client by day, the coaches, and openings in an emergency."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from polku.definition import municipality_known, municipality_name
from polku_web.base.secrets import decrypted
from polku_web.contracts.models import Pilot
from polku_web.organisations.models import Unit, User

SEXES = [("f", _("nainen")), ("m", _("mies")), ("x", _("muu"))]
# The nine of the employment-service statistics, by docs/path/facts.md.
STATUSES = [
    ("subsidised", _("palkkatuella työssä")),
    ("employed", _("työssä")),
    ("unemployed", _("työtön")),
    ("laid_off", _("lomautettu")),
    ("reduced_hours", _("lyhennetyllä työviikolla")),
    ("outside", _("työvoiman ulkopuolella")),
    ("pension", _("eläkkeellä")),
    ("in_service", _("palvelussa")),
    ("in_training", _("koulutuksessa")),
]


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
    # What target groups and statistics ask for, given and never derived; the forms of docs/path/facts.md.
    sex = models.CharField(_("sukupuoli"), max_length=1, blank=True, choices=SEXES)
    native_language = models.CharField(_("äidinkieli"), max_length=3, blank=True)
    immigrant = models.BooleanField(_("kotoutumislaki koskee"), null=True, blank=True)
    education_level = models.PositiveSmallIntegerField(_("koulutusaste"), null=True, blank=True)
    occupation = models.CharField(_("ammatti"), max_length=4, blank=True)
    service_line = models.CharField(_("palvelulinja"), max_length=60, blank=True)
    # The client's number in the national system: by it a row of a file finds the client, and a link leads back.
    register_key = models.CharField(max_length=80, blank=True, db_index=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="clients", verbose_name=_("yksikkö"))
    user = models.OneToOneField(User, models.PROTECT, null=True, blank=True, related_name="client")
    # The last day as a client here, when the client has been or will be handed over. Staff see no further.
    last_day = models.DateField(_("viimeinen päivä asiakkaana"), null=True, blank=True)
    left_for = models.CharField(_("minne siirtyi"), max_length=160, blank=True)

    class Meta:
        ordering = ["sort_name", "id"]
        indexes = [models.Index(fields=["unit", "sort_name"])]
        constraints = [
            models.CheckConstraint(condition=Q(left_for="") | ~Q(last_day=None), name="client_left_on_a_day"),
            models.CheckConstraint(condition=~Q(identity_key="") & ~Q(identity_sealed=""), name="client_has_identity"),
            models.CheckConstraint(condition=Q(education_level=None) | Q(education_level__lte=8), name="client_isced"),
        ]

    def __str__(self) -> str:
        return f"{self.family_name} {self.given_name}"

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the name by which lists are ordered and searched."""
        self.sort_name = self.name_for_lists()
        super().save(*args, **kwargs)

    def name_for_lists(self) -> str:
        """The name by which lists are ordered and searched."""
        return f"{self.family_name} {self.given_name}".casefold()

    @property
    def identity_number(self) -> str:
        """The code itself, decrypted."""
        return decrypted(self.identity_sealed)

    @property
    def place(self) -> str:
        """The municipality's name; empty when it is not known. Hide it where there is a non-disclosure order."""
        return municipality_name(self.municipality, get_language() or "fi") if self.municipality else ""


class Period(models.Model):
    """Something that is so on the days from start to end inclusive; without an end it still is."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    start_date = models.DateField(_("alkaa"))
    end_date = models.DateField(_("päättyy"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-start_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")), name="%(class)s_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start_date}–{self.end_date or ''}"


class Residence(Period):
    """The municipality of residence. The open one is the client's `municipality`."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="residences")
    municipality = models.CharField(max_length=3, validators=[known_municipality])

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["client"], condition=Q(end_date=None), name="residence_one_open"),
            models.UniqueConstraint(fields=["client", "start_date"], name="residence_one_a_day"),
        ]


class StatusPeriod(Period):
    """A labour-market status, as the national system tells it; one at a time."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="statuses")
    status = models.CharField(max_length=20, choices=STATUSES)

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["client"], condition=Q(end_date=None), name="status_one_open"),
            models.UniqueConstraint(fields=["client", "start_date"], name="status_one_a_day"),
            models.CheckConstraint(condition=Q(status__in=[code for code, _l in STATUSES]), name="status_known"),
        ]


class AllowanceRight(Period):
    """Whether the client has a right to earnings-related allowance; it decides about target groups."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="allowance_rights")
    earnings_related = models.BooleanField()

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["client", "start_date"], name="allowance_right_one_a_day"),
        ]


class RiskScore(models.Model):
    """A profiling result of a day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="risk_scores")
    scored_on = models.DateField()
    risk = models.FloatField(null=True, blank=True)
    risk_band = models.CharField(max_length=40, blank=True)
    model_version = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-scored_on"]
        constraints = [models.UniqueConstraint(fields=["client", "scored_on"], name="risk_score_one_a_day")]

    def __str__(self) -> str:
        return f"{self.client_id} {self.scored_on}"


class Decision(models.Model):
    """Whether the client belongs to a pilot's target group on a day, with the rule and its reasons. Never changed."""

    class Result(models.TextChoices):
        """What the rule said."""

        MEMBER = "member", _("kuuluu")
        OUTSIDE = "outside", _("ei kuulu")
        UNDECIDED = "undecided", _("ei voida päättää")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="decisions")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="decisions")
    on = models.DateField()
    result = models.CharField(max_length=10, choices=Result.choices)
    reasons = models.JSONField(default=list)  # ids of the target group's conditions that hold
    missing = models.JSONField(default=list)  # what is not known and would decide
    rule_version = models.CharField(max_length=64)  # the pilot version's digest
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["-decided_at", "-id"]
        indexes = [models.Index(fields=["pilot", "result", "client"])]

    def __str__(self) -> str:
        return f"{self.client_id} {self.result}"


class Enrolment(Period):
    """A client in a pilot."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="enrolments")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="enrolments")
    end_reason = models.CharField(max_length=40, blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, blank=True, related_name="enrolments")

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["client", "pilot"], condition=Q(end_date=None), name="enrolment_one_open"),
        ]


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
        # Whose clients somebody has on a day, and who came to anybody since one, from the index alone.
        indexes = [
            models.Index(fields=["coach", "start_date", "end_date", "client"], name="coach_clients"),
            models.Index(fields=["start_date", "end_date", "client"], name="coach_since"),
        ]
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
