"""Runs, and what each kept of a pilot: sums of fee lines by contract, and published series of indicators.

Nothing here refers to a client. A run's figures are there whole or not at all.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from polku_web.contracts.models import Pilot, PilotVersion
from polku_web.organisations.models import Organisation


class Run(models.Model):
    """Figures of an organiser's pilots, asked for at a time. An organiser has one under way at a time."""

    class State(models.TextChoices):
        """How far the run is."""

        RUNNING = "running", _("lasketaan")
        DONE = "done", _("valmis")
        FAILED = "failed", _("ei onnistunut")

    class Fault(models.TextChoices):
        """Why a run failed."""

        FACTS = "facts", _("Asiakastiedoissa on virheitä.")
        SETTLEMENT = "settlement", _("Palkkioita ei voi laskea ennen kuin tiedot on korjattu.")
        PILOT = "pilot", _("Kokeilun tiedostosta puuttuu jotain, mitä lukuihin tarvitaan.")
        BROKEN = "broken", _("Laskenta katkesi kesken.")
        OTHER = "other", _("Laskennassa tapahtui virhe. Ylläpito näkee sen lokista.")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="figure_runs")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField()  # the last sign of life
    at = models.DateTimeField(null=True, blank=True)  # the moment of which the figures are
    program = models.CharField(max_length=40, blank=True)  # the version of polku
    fault = models.CharField(max_length=10, choices=Fault.choices, blank=True)
    detail = models.CharField(max_length=1000, blank=True)  # what settlement said: ids of the pilot file, nobody's name

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(state="running"), name="figures_one_run_at_a_time"
            ),
            models.CheckConstraint(condition=Q(state__in=("running", "done", "failed")), name="figures_state_known"),
            models.CheckConstraint(condition=~Q(state="done") | Q(at__isnull=False), name="figures_done_has_moment"),
            models.CheckConstraint(condition=~Q(state="failed") | ~Q(fault=""), name="figures_failed_has_fault"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.asked_at:%Y-%m-%d %H:%M}"


class PilotFigures(models.Model):
    """What a run kept of a pilot: of which version of its file, and up to which day."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="pilots")
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="figures")
    version = models.ForeignKey(PilotVersion, models.PROTECT, related_name="+")
    until = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "pilot"], name="figures_pilot_once")]

    def __str__(self) -> str:
        return f"{self.pilot_id} {self.until}"


class Contract(models.Model):
    """A contract of a pilot file, once for all runs, so that its page keeps its address."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    pilot = models.ForeignKey(Pilot, models.PROTECT, related_name="contracts")
    key = models.CharField(max_length=80)  # the pilot file's id
    provider_key = models.CharField(max_length=80)

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["pilot", "key"], name="contract_once")]

    def __str__(self) -> str:
        return self.key


class ContractFigures(models.Model):
    """A contract as it read on the day of the figures."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    figures = models.ForeignKey(PilotFigures, models.CASCADE, related_name="contracts")
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="figures")
    provider_name = models.CharField(max_length=200)
    start_date = models.DateField()
    end_date = models.DateField()
    counts_until = models.DateField()  # results count up to this day
    cap_cents = models.BigIntegerField(null=True, blank=True)  # for a client
    ceiling_cents = models.BigIntegerField(null=True, blank=True)  # for the whole contract
    invented = models.BooleanField(default=False)

    class Meta:
        ordering = ["provider_name", "contract__key"]
        constraints = [
            models.UniqueConstraint(fields=["figures", "contract"], name="contract_figures_once"),
            models.CheckConstraint(condition=Q(end_date__gte=F("start_date")), name="contract_figures_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.provider_name} {self.contract_id}"


class FeeSum(models.Model):
    """The lines of a contract's fee in a month and a status: how many, for how much, and what of it is payable."""

    class Status(models.TextChoices):
        """As docs/path/settlement.md tells them."""

        PAYABLE = "payable", _("maksettava")
        PARTLY = "partly", _("osittain maksettava")
        CAPPED = "capped", _("katto täynnä")
        OVER_MAXIMUM = "over_maximum", _("yli enimmäisasiakasmäärän")
        CLAIMED = "claimed", _("odottaa näyttöä")

    id = models.BigAutoField(primary_key=True)
    contract = models.ForeignKey(ContractFigures, models.CASCADE, related_name="fees")
    fee_key = models.CharField(max_length=80)
    names = models.JSONField(default=dict)  # what it is paid for, by language
    order = models.PositiveIntegerField()  # in the contract
    month = models.DateField()
    status = models.CharField(max_length=12, choices=Status.choices)
    lines = models.PositiveIntegerField()
    amount_cents = models.BigIntegerField()
    payable_cents = models.BigIntegerField()

    class Meta:
        ordering = ["order", "month", "status"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "fee_key", "month", "status"], name="fee_sum_once"),
            models.CheckConstraint(
                condition=Q(status__in=("payable", "partly", "capped", "over_maximum", "claimed")),
                name="fee_sum_status_known",
            ),
            models.CheckConstraint(
                condition=Q(payable_cents__gte=0, payable_cents__lte=F("amount_cents")), name="fee_sum_within_amount"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("claimed", "over_maximum", "capped")) | Q(payable_cents=0),
                name="fee_sum_nothing_unpaid",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fee_key} {self.month}"


class Measure(models.Model):
    """An indicator of the picture with what stands beside its figures, as it was when they were counted."""

    id = models.BigAutoField(primary_key=True)
    figures = models.ForeignKey(PilotFigures, models.CASCADE, related_name="measures")
    indicator = models.CharField(max_length=60)
    order = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)  # count, share, median, positions or cents
    version = models.PositiveIntegerField()
    # Texts by language.
    names = models.JSONField()
    definitions = models.JSONField()
    denominators = models.JSONField(null=True, blank=True)
    sources = models.JSONField()
    notes = models.JSONField(default=list)  # breaks in data on the figures' days: first, last, and texts

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(fields=["figures", "indicator"], name="measure_once")]

    def __str__(self) -> str:
        return self.indicator


class Series(models.Model):
    """An indicator's published figures of an area and a group, month by month.

    points: by month (2026-01) value, numerator and denominator; null is a figure that the publishing door blanked.
    """

    id = models.BigAutoField(primary_key=True)
    measure = models.ForeignKey(Measure, models.CASCADE, related_name="series")
    area_kind = models.CharField(max_length=16)
    area = models.CharField(max_length=80)
    group = models.CharField(max_length=40)
    points = models.JSONField()

    class Meta:
        ordering = ["area_kind", "area", "group"]
        constraints = [models.UniqueConstraint(fields=["measure", "area_kind", "area", "group"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.area} {self.group}"
