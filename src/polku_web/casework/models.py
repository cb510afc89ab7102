"""What staff and the client do together: plan, meetings, next steps, notes, messages; and who covers for whom."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from polku_web.clients.models import Client, Period
from polku_web.organisations.models import Organisation, User


class Origin(models.Model):
    """Where a row comes from: the national system (read only, with a link back), or staff here."""

    source_key = models.CharField(max_length=120, blank=True)  # the row's number there; empty: recorded here
    link = models.URLField(max_length=500, blank=True)

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
    kind = models.CharField(max_length=12, choices=Kind.choices)
    made_on = models.DateField()
    check_on = models.DateField(null=True, blank=True)
    lines = models.JSONField(default=list)  # texts, in order

    class Meta:
        ordering = ["-made_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(source_key=""), name="plan_is_imported"),
            models.UniqueConstraint(fields=["client", "source_key"], name="plan_imported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_on}"


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


class Supporter(Period):
    """Somebody of the client's support group, here or in another organisation, for a time."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="supporters")
    user = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="supports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="supports")
    name = models.CharField(_("nimi"), max_length=160)
    task = models.CharField(_("tehtävä"), max_length=200, blank=True)
    phone = models.CharField(_("puhelin"), max_length=40, blank=True)


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


class Absence(Period):
    """A coach away, and who covers."""

    coach = models.ForeignKey(User, models.PROTECT, related_name="absences")
    cover = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="covers")

    class Meta(Period.Meta):
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(cover=None) | ~Q(cover=F("coach")), name="absence_covered_by_another"),
        ]


class WorkingList(models.Model):
    """Filters that a worker keeps by a name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="working_lists")
    name = models.CharField(_("nimi"), max_length=80)
    filters = models.JSONField(default=dict)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="working_list_name_once")]

    def __str__(self) -> str:
        return self.name


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


class BulkAct(models.Model):
    """One thing done to many clients at once, with the rows it made, so that it can be taken back."""

    class Kind(models.TextChoices):
        """What was done."""

        MEETING = "meeting", _("Sovi tapaaminen")
        MESSAGE = "message", _("Lähetä viesti")
        READ = "read", _("Merkitse viestit luetuiksi")
        ASSIGN = "assign", _("Vaihda omavalmentaja")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="bulk_acts")
    made_at = models.DateTimeField()
    rows = models.JSONField(default=list)  # ids of the rows that it made; of a new coach: each with the one it ended
    clients = models.PositiveIntegerField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at}"

    @property
    def can_be_undone(self) -> bool:
        """What was sent or read cannot be taken back."""
        return self.undone_at is None and self.kind in (self.Kind.MEETING, self.Kind.ASSIGN)
