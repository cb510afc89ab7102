"""What a client asks of the own data, what is about to be removed, and the monthly numbers that remain."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polku_web.base.keeping import Term
from polku_web.clients.models import Client
from polku_web.organisations.models import Organisation, User


class DataRequest(models.Model):
    """What a client asks of the own data, and what a worker answered. An answer is given once."""

    class Kind(models.TextChoices):
        """What is asked."""

        CORRECTION = "correction", _("Tieto on väärin. Korjatkaa se.")
        ERASURE = "erasure", _("Poistakaa tieto.")
        QUESTION = "question", _("Minulla on kysymys tiedoistani.")

    class Result(models.TextChoices):
        """What came of it."""

        DONE = "done", _("Tehty")
        PARTLY = "partly", _("Tehty osittain")
        REFUSED = "refused", _("Ei tehty")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="data_requests")
    kind = models.CharField(_("mitä pyydät"), max_length=12, choices=Kind.choices)
    about = models.CharField(_("mitä tietoa pyyntö koskee"), max_length=80, blank=True)  # a table; empty: several
    text = models.TextField(_("kerro omin sanoin"), max_length=2000)
    made_at = models.DateTimeField()
    answer_by = models.DateField()
    result = models.CharField(_("tulos"), max_length=8, choices=Result.choices, blank=True)
    answer = models.TextField(_("vastaus asiakkaalle"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="data_answers")

    class Meta:
        ordering = ["answer_by", "made_at", "id"]
        indexes = [models.Index(fields=["result", "answer_by"])]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="data_request_has_text"),
            models.CheckConstraint(
                condition=Q(result="", answer="", answered_at=None, answered_by=None)
                | (~Q(result="") & ~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="data_request_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.kind}"


class EndNotice(models.Model):
    """That a kind of data about a client is removed on a day, told before. Removed it is when `removed_on` says so."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    client = models.ForeignKey(Client, models.PROTECT, related_name="end_notices")
    term = models.CharField(max_length=12, choices=[(one.value, one.label) for one in Term])
    made_on = models.DateField()
    last_day = models.DateField()  # the last one as a client: known also when the rows that told it are gone
    removes_on = models.DateField()
    removed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["removes_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["client", "term"], name="end_notice_once"),
            models.CheckConstraint(
                condition=Q(removed_on=None) | Q(removed_on__gte=models.F("removes_on")), name="end_after_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.term} {self.removes_on}"

    @property
    def told(self) -> Promise:
        """Which data, to the client."""
        return Term(self.term).label


class MonthCount(models.Model):
    """How many in a month: what remains of rows that were removed. It tells of nobody."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="month_counts")
    month = models.DateField()  # its first day
    statistic = models.CharField(max_length=40)
    part = models.CharField(max_length=80, blank=True)  # a service or a pilot
    number = models.PositiveIntegerField()

    class Meta:
        ordering = ["month", "statistic", "part"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "month", "statistic", "part"], name="month_count_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.statistic} {self.number}"
