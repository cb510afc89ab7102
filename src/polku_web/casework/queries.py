"""Reading what staff and clients do together."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from polku_web.casework.models import Absence, Agreement, Meeting, Message, Step, Supporter
from polku_web.clients.models import Client
from polku_web.organisations.queries import in_force


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


def meetings_are_imported(organisation_id: Any) -> bool:
    """Whether the organiser's meetings come from the national system: then statutory ones are not written here."""
    return Meeting.objects.filter(~Q(source_key=""), client__unit__organisation=organisation_id).exists()


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
