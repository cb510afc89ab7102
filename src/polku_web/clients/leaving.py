"""Clients who leave, or go to another unit: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record, record_changes
from polku_web.base.actors import Actor
from polku_web.clients.models import Client, CoachAssignment, Enrolment, StatusPeriod
from polku_web.organisations.models import Unit


class WhyLeft(models.TextChoices):
    """Why a client is handed over."""

    MOVED = "moved", _("muutti muualle")
    GROUP = "changed_group", _("ei kuulu enää kohderyhmään")
    PILOT_ENDS = "pilot_ends", _("kokeilu päättyy")
    REGISTER = "register", _("asiakkuus päättyi rekisterissä")
    OTHER = "other", _("muu syy")


@transaction.atomic
def hand_over(*, clients: Sequence[UUID], last_day: date, reason: str, left_for: str = "", by: Actor) -> int:
    """End these clients' time here: `last_day` is the last one for enrolment, coach and all access of staff.

    What has ended before stays as it is; a status of after the day is none. Raises ValidationError, with nothing done,
    where somebody's enrolment or coach begins after the day. Gives the number of clients handed over.
    """
    found = list(Client.objects.select_for_update(of=("self",)).filter(pk__in=clients).order_by("pk"))
    there = [one.pk for one in found]
    later = Q(client__in=there, start_date__gt=last_day)
    if Enrolment.objects.filter(later).exists() or CoachAssignment.objects.filter(later).exists():
        raise ValidationError({"last_day": _("Jonkun asiakkuus tai valmentaja alkaa vasta tämän päivän jälkeen.")})
    Client.objects.filter(pk__in=there).update(last_day=last_day, left_for=left_for)
    still = Q(client__in=there) & (Q(end_date=None) | Q(end_date__gt=last_day))
    Enrolment.objects.filter(still).update(end_date=last_day, end_reason=reason)
    CoachAssignment.objects.filter(still).update(end_date=last_day)
    StatusPeriod.objects.filter(later).delete()
    StatusPeriod.objects.filter(still, start_date__lte=last_day).update(end_date=last_day)
    after = {"last_day": str(last_day), "reason": str(reason)}
    was = [{"last_day": str(one.last_day) if one.last_day else None} for one in found]
    changes = [(one.pk, before, after) for one, before in zip(found, was, strict=True)]
    record_changes(by, "clients.handed_over", "client", changes)
    return len(found)


@transaction.atomic
def take_back(*, client: Client, unit: Unit, by: Actor) -> Client:
    """Make somebody who was handed over a client again, of this unit."""
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    before = {"last_day": str(client.last_day), "unit": str(client.unit_id)}
    client.last_day, client.left_for, client.unit = None, "", unit
    client.save(update_fields=["last_day", "left_for", "unit"])
    record(by, "clients.returned", client, subject_id=client.pk, before=before, after={"unit": str(unit.pk)})
    return client


@transaction.atomic
def move_to_unit(*, client: Client, unit: Unit, by: Actor) -> Client:
    """Move a client today to another unit of the same organiser. The coach is of the old unit and ended yesterday.

    Raises ValidationError when it is the client's unit already, or another organiser's.
    """
    client = Client.objects.select_for_update(of=("self",)).select_related("unit").get(pk=client.pk)
    if unit.pk == client.unit_id or unit.organisation_id != client.unit.organisation_id:
        raise ValidationError({"unit": _("Valitse saman järjestäjän toinen yksikkö.")})
    before: dict[str, Any] = {"unit": str(client.unit_id)}
    if coaches := _no_coach_from(client, timezone.localdate(by.at)):
        before["coaches"] = coaches
    client.unit = unit
    client.save(update_fields=["unit"])
    record(by, "clients.moved_to_unit", client, subject_id=client.pk, before=before, after={"unit": str(unit.pk)})
    return client


def _no_coach_from(client: Client, on: date) -> list[dict[str, str]]:
    """End whoever is the client's coach on the day or later; who they were, and since when."""
    there = CoachAssignment.objects.filter(Q(end_date=None) | Q(end_date__gte=on), client=client)
    told = [{"coach": str(one.coach_id), "start_date": str(one.start_date)} for one in there]
    there.filter(start_date__gte=on).delete()
    there.update(end_date=on - timedelta(1))
    return told
