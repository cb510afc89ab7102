"""Services on offer, referrals to them with their states, and what came of them: participations, jobs, claims."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from polku_web.clients.models import Client, Period
from polku_web.contracts.models import Pilot
from polku_web.market import codes
from polku_web.organisations.models import Organisation, User

# What makes a job, and work done, the same one that is told already. A register may tell a job beside somebody's word.
JOB_IS = ("employer_key", "start_date", "self_employed", "source")
DELIVERY_IS = ("date", "unit", "quantity", "evidence")


class Offer(models.Model):
    """A service of a pilot that a provider, or the organiser's own staff, gives: its places and whom to ask."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="offers")
    service_key = models.CharField(max_length=80)  # the pilot file's service
    # What the pilot file tells of the service, as it stood when the offer was opened last: lists need no file.
    names = models.JSONField(default=dict, blank=True)  # by language
    kind = models.CharField(max_length=40, blank=True)
    production = models.CharField(max_length=10, blank=True)
    provider = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="offers")
    contract_key = models.CharField(max_length=80, blank=True)  # the pilot file's contract, where there is one
    places = models.PositiveIntegerField(_("paikkoja"), null=True, blank=True)  # none: no limit
    voluntary = models.BooleanField(_("vapaaehtoinen"), default=True)
    about = models.TextField(_("mitä palvelussa tehdään"), blank=True)
    contact_name = models.CharField(_("yhteyshenkilö"), max_length=120, blank=True)
    contact_phone = models.CharField(_("puhelin"), max_length=40, blank=True)
    start_date = models.DateField(_("alkaa"))
    end_date = models.DateField(_("päättyy"), null=True, blank=True)

    class Meta:
        ordering = ["service_key", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["pilot", "service_key", "provider", "contract_key"],
                name="offer_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(end_date=None) | Q(end_date__gte=F("start_date")), name="offer_days_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_key} {self.provider_id or ''}"

    @property
    def service_name(self) -> str:
        """The service's name in the reader's language; Finnish, then the pilot file's id, where it has none."""
        return self.names.get(get_language() or "fi") or self.names.get("fi") or self.service_key

    @property
    def provider_name(self) -> str:
        """The provider's name; empty when the offer is the organiser's own, or partners' together."""
        return self.provider.name if self.provider else ""

    @property
    def giver(self) -> str:
        """Who gives it, in the reader's words."""
        together = gettext("Kumppanit yhdessä") if self.production == "partner" else gettext("Oma palvelu")
        return self.provider_name or together


class Referral(models.Model):
    """A client sent to a service. One is open for a client and a service at a time."""

    class State(models.TextChoices):
        """Where the referral is."""

        SENT = "sent", _("lähetetty")
        SEEN = "seen", _("nähty")
        ACCEPTED = "accepted", _("otettu vastaan")
        DECLINED = "declined", _("ei otettu vastaan")
        STARTED = "started", _("palvelu alkoi")
        ENDED = "ended", _("palvelu päättyi")
        EXPIRED = "expired", _("vanheni vastausta odottaessa")
        WITHDRAWN = "withdrawn", _("peruttu")

    OPEN = ("sent", "seen", "accepted", "started")
    UNANSWERED = ("sent", "seen")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="referrals")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="referrals")
    state = models.CharField(max_length=10, choices=State.choices, default=State.SENT)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="referrals_made")
    made_on = models.DateField()
    answer_by = models.DateField()  # expires after this day when nobody has answered
    chosen_by = models.CharField(max_length=10, choices=codes.Chooser.choices)
    offered = models.JSONField(default=list, blank=True)  # ids of the offers that were shown beside each other
    condition = models.CharField(max_length=10, choices=codes.Condition.choices, blank=True)
    rule_version = models.CharField(max_length=64, blank=True)  # the pilot version by which it was decided
    voluntary = models.BooleanField()
    message = models.TextField(_("viesti tuottajalle"), blank=True)
    starts_on = models.DateField(_("alkaa"), null=True, blank=True)  # agreed when accepted
    planned_end = models.DateField(_("kestää arviolta"), null=True, blank=True)
    decline_reason = models.CharField(_("syy"), max_length=40, choices=codes.DeclineReason.choices, blank=True)
    answer_note = models.CharField(_("viesti lähettäjälle"), max_length=300, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    shown_until = models.DateField(null=True, blank=True)  # the provider sees it so long after the end
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_on", "-id"]
        indexes = [models.Index(fields=["offer", "state"]), models.Index(fields=["state", "answer_by"])]
        constraints = [
            models.UniqueConstraint(
                fields=["client", "offer"],
                condition=Q(state__in=("sent", "seen", "accepted", "started")),
                name="referral_one_open",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="referral_declined_has_reason"
            ),
            models.CheckConstraint(condition=Q(answer_by__gte=F("made_on")), name="referral_days_in_order"),
            models.CheckConstraint(
                condition=~Q(state__in=("accepted", "started", "ended")) | Q(starts_on__isnull=False),
                name="referral_accepted_has_start",
            ),
            models.CheckConstraint(
                condition=Q(planned_end=None) | Q(planned_end__gte=F("starts_on")), name="referral_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=("sent", "seen", "accepted", "declined", "started", "ended", "expired", "withdrawn")
                ),
                name="referral_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.state}"

    @property
    def is_open(self) -> bool:
        """Whether it still keeps a place."""
        return self.state in self.OPEN


class ReferralEvent(models.Model):
    """A change of a referral's state: who and when. The database lets rows only be added (migrations/0002)."""

    id = models.BigAutoField(primary_key=True)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="events")
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=Referral.State.choices)
    by_name = models.CharField(max_length=160)  # as it is told to the sender
    detail = models.CharField(max_length=300, blank=True)  # a code, never free text: it stays for ever

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.state}"


class ReferralLink(models.Model):
    """A way for a provider without an account to one referral, until a time. Only the token's hash is kept."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    referral = models.ForeignKey(Referral, models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("made_at")), name="referral_link_in_order")]

    def __str__(self) -> str:
        return f"{self.referral_id} {self.ends_at}"


class Participation(Period):
    """A client in a service, under the contract of the pilot file where there is one."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="participations")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="participations")
    referral = models.OneToOneField(Referral, models.PROTECT, null=True, blank=True, related_name="participation")
    referral_date = models.DateField(null=True, blank=True)
    planned_end = models.DateField(_("kestää arviolta"), null=True, blank=True)
    end_reason = models.CharField(_("miksi päättyi"), max_length=12, choices=codes.EndReason.choices, blank=True)
    risk_band = models.CharField(max_length=40, blank=True)
    chosen_by = models.CharField(max_length=10, blank=True)

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(
                fields=["client", "offer"], condition=Q(end_date=None), name="participation_one_open"
            ),
            models.CheckConstraint(
                condition=Q(end_reason="") | Q(end_date__isnull=False), name="participation_reason_has_end"
            ),
        ]


class Proof(models.Model):
    """Who told a fact, who confirmed it and when it came to be known: docs/path/facts.md, proof."""

    source = models.CharField(
        _("mistä tieto on"), max_length=10, choices=codes.Source.choices, default=codes.Source.REGISTER
    )
    confirmed_on = models.DateField(null=True, blank=True)
    recorded_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(source__in=("register", "employer", "provider", "client")), name="%(class)s_source_known"
            ),
        ]

    @property
    def awaits_proof(self) -> bool:
        """Whether somebody other than a register told it and nobody of the organiser has confirmed it."""
        return self.source != codes.Source.REGISTER and self.confirmed_on is None


class Job(Period, Proof):
    """A job or own business."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="jobs")
    participation = models.ForeignKey(Participation, models.PROTECT, null=True, blank=True, related_name="jobs")
    employer_key = models.CharField(max_length=80, blank=True)
    employer_name = models.CharField(_("työnantaja"), max_length=160, blank=True)
    weekly_hours = models.DecimalField(_("tunteja viikossa"), max_digits=5, decimal_places=2, null=True, blank=True)
    subsidised = models.BooleanField(_("palkkatuettu"), default=False)
    self_employed = models.BooleanField(_("oma yritys"), default=False)
    monthly_cents = models.BigIntegerField(null=True, blank=True)
    occupation = models.CharField(max_length=4, blank=True)

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            *Proof.Meta.constraints,
            models.CheckConstraint(
                condition=Q(weekly_hours=None) | Q(weekly_hours__gte=0, weekly_hours__lte=168),
                name="job_hours_of_a_week",
            ),
            models.CheckConstraint(
                condition=Q(monthly_cents=None) | Q(monthly_cents__gte=0), name="job_pay_not_negative"
            ),
            models.UniqueConstraint(fields=["client", *JOB_IS], name="job_once"),
        ]


class Milestone(Proof):
    """Something agreed that was reached in a service."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="milestones")
    milestone = models.CharField(max_length=80)
    date = models.DateField()
    evidence = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            *Proof.Meta.constraints,
            models.UniqueConstraint(fields=["participation", "milestone", "date"], name="milestone_once_a_day"),
        ]

    def __str__(self) -> str:
        return self.milestone


class Delivery(Proof):
    """Work done for a client, as agreed in units."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    participation = models.ForeignKey(Participation, models.PROTECT, related_name="deliveries")
    date = models.DateField()
    unit = models.CharField(max_length=20)
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    evidence = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["date", "id"]
        constraints = [
            *Proof.Meta.constraints,
            models.CheckConstraint(condition=Q(quantity__gt=0), name="delivery_is_something"),
            models.UniqueConstraint(fields=["participation", *DELIVERY_IS], name="delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.date} {self.unit}"
