"""A file on its way in: the batch with its state, and each row with its faults until it is in.

What a row says is encrypted, and forgotten when the row has been taken in.
"""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from polku_web.clients.models import Client
from polku_web.contracts.models import Pilot
from polku_web.organisations.models import Organisation, Token, Unit, User


class Batch(models.Model):
    """A file, or rows sent by another system. Its state changes as `MOVES` says, and in no other way."""

    class Kind(models.TextChoices):
        """What a row of the file is about. What is done with it, `kinds` knows."""

        CLIENTS = "clients", _("asiakkaat")
        MEETINGS = "meetings", _("tapaamiset")
        PLANS = "plans", _("suunnitelmat")

    class State(models.TextChoices):
        """Where the batch is."""

        UPLOADED = "uploaded", _("odottaa sarakkeita")
        CHECKING = "checking", _("tarkistetaan")
        CHECKED = "checked", _("tarkistettu")
        TAKING_IN = "taking_in", _("viedään rekisteriin")
        TAKEN_IN = "taken_in", _("rekisterissä")
        CANCELLED = "cancelled", _("peruttu")

    MOVES: ClassVar[dict[str, tuple[str, ...]]] = {
        "uploaded": ("checking", "cancelled"),
        "checking": ("checked", "uploaded"),
        "checked": ("taking_in", "cancelled"),
        "taking_in": ("taken_in", "checked"),
        "taken_in": ("checked",),  # a row that was faulty has been repaired
        "cancelled": (),
    }
    WORKING = ("checking", "taking_in")  # somebody works on it in the background

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(_("mitä tiedostossa on"), max_length=8, choices=Kind.choices, default=Kind.CLIENTS)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="batches")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="batches", verbose_name=_("yksikkö"))
    pilot = models.ForeignKey(Pilot, models.PROTECT, null=True, blank=True, related_name="batches")
    on = models.DateField(_("päivä"))  # the day of the take-over: what has no day of its own begins on it
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="batches")
    made_by_token = models.ForeignKey(Token, models.PROTECT, null=True, blank=True, related_name="batches")
    made_at = models.DateTimeField()
    onward = models.BooleanField(default=False)  # what is sound goes in as soon as it is checked, without anybody
    whole = models.BooleanField(default=False)  # it may concern clients of all units, not of its own unit alone
    # The days of which the sender says that the file tells everything: what is not in it is there no more.
    all_from = models.DateField(null=True, blank=True)
    all_until = models.DateField(null=True, blank=True)
    name = models.CharField(max_length=120)  # the file's
    digest = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    columns = models.JSONField(default=dict)  # field → the column's place in the file
    total = models.PositiveIntegerField(null=True, blank=True)  # data rows, once they are counted
    done = models.PositiveIntegerField(default=0)  # rows through the step that is going on
    aside = models.PositiveIntegerField(default=0)  # rows about people who are not clients here: counted, not kept
    step = models.CharField(max_length=20, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True)  # the last sign of life of whoever works on it
    worker = models.UUIDField(null=True, blank=True)
    told = models.CharField(max_length=40, blank=True)  # why the last step did not work: a code of faults.py
    counts = models.JSONField(default=dict)  # what taking in did
    taken_at = models.DateTimeField(null=True, blank=True)  # the last time that rows of it went in

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=("uploaded", "checking", "checked", "taking_in", "taken_in", "cancelled"),
                ),
                name="batch_state_known",
            ),
            models.CheckConstraint(
                condition=Q(made_by=None) | Q(made_by_token=None), name="batch_made_by_person_or_system"
            ),
            models.CheckConstraint(
                condition=Q(total=None) | Q(done__lte=models.F("total")), name="batch_done_in_total"
            ),
            models.CheckConstraint(condition=Q(kind__in=("clients", "meetings", "plans")), name="batch_kind_known"),
            models.CheckConstraint(condition=Q(kind="clients") | Q(pilot=None), name="batch_pilot_of_clients"),
            models.CheckConstraint(
                condition=Q(all_from=None, all_until=None)
                | Q(
                    ~Q(kind="clients"),
                    all_from__isnull=False,
                    all_until__isnull=False,
                    all_until__gte=models.F("all_from"),
                ),
                name="batch_all_of_some_days",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.state}"


class Content(models.Model):
    """The file itself, encrypted, until all its rows have been read."""

    batch = models.OneToOneField(Batch, models.CASCADE, primary_key=True, related_name="content")
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.batch_id)


class Row(models.Model):
    """A row of the file: sound, faulty, taken in, or left out by whoever checked it."""

    class State(models.TextChoices):
        """Where the row is."""

        SOUND = "sound", _("kunnossa")
        FAULTY = "faulty", _("korjattava")
        TAKEN_IN = "taken_in", _("rekisterissä")
        LEFT_OUT = "left_out", _("jätetty pois")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # data rows from 1, as the file has them
    state = models.CharField(max_length=10, choices=State.choices)
    # Of the identity number, as a client is found by; in other files than those of clients, of the client's own row.
    key = models.CharField(max_length=64, blank=True)
    sealed = models.TextField(blank=True)  # what it says; empty when it is in
    faults = models.JSONField(default=list)  # pairs of field and kind
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["batch", "state", "number"])]
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="row_number_once"),
            models.UniqueConstraint(
                fields=["batch", "key"], condition=Q(state__in=("sound", "taken_in")), name="row_person_once"
            ),
            models.CheckConstraint(condition=~Q(state="taken_in") | Q(sealed=""), name="row_in_is_forgotten"),
            models.CheckConstraint(condition=~Q(state="sound") | ~Q(key=""), name="row_sound_has_person"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.number}"


class ColumnMatch(models.Model):
    """Which of our fields a column of this name was in the organiser's files the last time."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="column_matches")
    kind = models.CharField(_("mitä tiedostossa on"), max_length=8, choices=Batch.Kind.choices, default="clients")
    header = models.CharField(_("sarake"), max_length=120)
    field = models.CharField(_("tieto"), max_length=40, blank=True)  # empty: it is not read

    class Meta:
        ordering = ["header"]
        constraints = [models.UniqueConstraint(fields=["organisation", "kind", "header"], name="column_match_once")]

    def __str__(self) -> str:
        return f"{self.header} → {self.field}"


class CoachScope(models.Model):
    """Whom a coach can take: from which municipalities, in which languages, and how many in all."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    coach = models.ForeignKey(User, models.PROTECT, related_name="coach_scopes")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="coach_scopes")
    municipalities = models.JSONField(default=list, blank=True)  # codes; none: all of them
    languages = models.JSONField(default=list, blank=True)  # beside Finnish; codes as of native languages
    most = models.PositiveSmallIntegerField(_("asiakkaita enintään"), null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coach", "unit"], name="coach_scope_once")]

    def __str__(self) -> str:
        return f"{self.coach_id} {self.unit_id}"


class Allocation(models.Model):
    """A plan of which coach gets whom: shown first, then done, and undone as a whole on the same day."""

    class State(models.TextChoices):
        """Where the plan is."""

        PREVIEW = "preview", _("ehdotus")
        DONE = "done", _("vahvistettu")
        UNDONE = "undone", _("peruttu")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="allocations")
    on = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREVIEW)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="allocations")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=("preview", "done", "undone")), name="allocation_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.on} {self.state}"


class AllocatedClient(models.Model):
    """A client in the plan, with the coach; none where nobody can take the client, and why."""

    id = models.BigAutoField(primary_key=True)
    allocation = models.ForeignKey(Allocation, models.CASCADE, related_name="clients")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    coach = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=20)
    done = models.BooleanField(default=False)  # the client got the coach by this plan

    class Meta:
        constraints = [models.UniqueConstraint(fields=["allocation", "client"], name="allocated_once")]

    def __str__(self) -> str:
        return f"{self.allocation_id} {self.client_id}"
