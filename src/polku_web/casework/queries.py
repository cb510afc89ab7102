"""Reading what staff and clients do together."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from polku_web.casework.models import Absence, Agreement, Meeting, Message, NationalLinks, Step, Supporter
from polku_web.clients.models import Client
from polku_web.intake.models import Batch
from polku_web.organisations.queries import in_force

COMES_NO_MORE = timedelta(60)  # an import that has been silent for so long has ended: staff write meetings again


def has_left(client: Client, day: date) -> bool:
    """Whether the client's last day here was before the day: nobody here reads what the client writes any more."""
    return client.last_day is not None and client.last_day < day


def agreements_of(client: Client) -> QuerySet[Agreement]:
    """All versions of the client's next steps, the latest first, with their steps: two queries."""
    steps = Prefetch("steps", Step.objects.order_by("order"))
    return (
        Agreement.objects.filter(client=client).select_related("made_by").prefetch_related(steps).order_by("-version")
    )


def latest_agreement(client: Client) -> Agreement | None:
    """The version proposed last, accepted or not."""
    return agreements_of(client).first()


def agreement_in_force(client: Client) -> Agreement | None:
    """The latest version that both have accepted."""
    both = {"coach_accepted_at__isnull": False, "client_accepted_at__isnull": False}
    return agreements_of(client).filter(**both).first()


def messages_of(client: Client) -> QuerySet[Message]:
    """The messages of both sides, the latest first."""
    return Message.objects.filter(client=client).select_related("author").order_by("-at", "-id")


def meetings_to_come(client: Client, on: date) -> QuerySet[Meeting]:
    """Planned meetings from the day on, the next one first."""
    planned = Meeting.objects.filter(client=client, date__gte=on, held=None)
    return planned.select_related("coach").order_by("date", "time", "id")


def meetings_came_on(organisation_id: Any, on: date) -> date | None:
    """The day on which meetings last came from the national system; None when they do not come, or come no more."""
    came = Batch.objects.filter(organisation=organisation_id, kind=Batch.Kind.MEETINGS, taken_at__isnull=False)
    last = came.order_by("-taken_at").values_list("taken_at", flat=True).first()
    day = timezone.localdate(last) if last else None
    return day if day is not None and on - day <= COMES_NO_MORE else None


def links_of(organisation_id: Any) -> NationalLinks:
    """The organiser's links to the national system; none of them where nothing has been set."""
    return NationalLinks.objects.filter(organisation=organisation_id).first() or NationalLinks()


def links_for(client: Client) -> NationalLinks:
    """The same, of the organiser whose client somebody is: one query."""
    return NationalLinks.objects.filter(organisation__units=client.unit_id).first() or NationalLinks()


def covered_by(user_id: UUID | None, on: date) -> QuerySet[Absence]:
    """The absences that the person covers on the day."""
    return Absence.objects.filter(in_force(on), cover=user_id)


def supporters_of(client: Client, on: date) -> QuerySet[Supporter]:
    """The support group of the day, and who comes to it later."""
    still = Q(end_date=None) | Q(end_date__gte=on)
    return client.supporters.filter(still).select_related("organisation").order_by("start_date", "name")


def unread_from(client: Client) -> int:
    """How many of the client's messages nobody has read."""
    return Message.objects.filter(client=client, from_client=True, read_at=None).count()
