"""What is done to a client's record: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.secrets import encrypted
from polku_web.clients.history import Told, end, tell
from polku_web.clients.identity import birth_date, identity_number, key_of
from polku_web.clients.models import Client, CoachAssignment, EmergencyAccess, Residence
from polku_web.clients.queries import coaches_in
from polku_web.organisations.models import Unit, User

CHANGEABLE = ("given_name", "family_name", "municipality", "non_disclosure", "phone", "email", "address")
# The log is a register of its own: it says that these changed, not what they were.
NOT_REPEATED = {"phone", "email", "address", "municipality", "given_name", "family_name"}


@transaction.atomic
def register_client(*, number: str, unit: Unit, by: Actor, **told: Any) -> Client:
    """Add a client of a unit. Raises ValidationError when the number is wrong or already a client's."""
    number = identity_number(number)
    client = Client(
        identity_sealed=encrypted(number),
        identity_key=key_of(number),
        birth_date=birth_date(number),
        unit=unit,
        **told,
    )
    client.full_clean()
    client.save(force_insert=True)
    if client.municipality:
        tell(Residence, client, Told(client.municipality), timezone.localdate(by.at))
    record(by, "clients.registered", client, subject_id=client.pk, after={"unit": str(unit.pk)})
    return client


@transaction.atomic
def change_client(*, client: Client, by: Actor, **told: Any) -> Client:
    """Change the client's own details; nothing is written when nothing is different."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    changed = {name: value for name, value in told.items() if name in CHANGEABLE and getattr(client, name) != value}
    if not changed:
        return client
    before = {name: _repeated(name, getattr(client, name)) for name in changed}
    for name, value in changed.items():
        setattr(client, name, value)
    client.full_clean()
    client.save()
    if "municipality" in changed:
        _moved(client, timezone.localdate(by.at))
    after = {name: _repeated(name, value) for name, value in changed.items()}
    record(by, "clients.changed", client, subject_id=client.pk, before=before, after=after)
    return client


def _moved(client: Client, on: date) -> None:
    """The open residence is the client's municipality; where that is not known any more, none is open."""
    if client.municipality:
        tell(Residence, client, Told(client.municipality), on)
    else:
        end(Residence, client, on - timedelta(1)) or Residence.objects.filter(client=client, end_date=None).delete()


def _repeated(name: str, value: Any) -> Any:
    return "…" if name in NOT_REPEATED else value


@transaction.atomic
def assign_coach(*, client: Client, coach: User, on: date, by: Actor, reason: str = "") -> CoachAssignment:
    """From the day on the client has this coach; the one before had the client up to the day before.

    Raises ValidationError when the person is no coach in the client's unit, is the coach already, or when the day is
    not after the first day of the coach before.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)
    if not coaches_in(client.unit_id, on).filter(pk=coach.pk).exists():
        raise ValidationError({"coach": _("Henkilö ei ole asiakkaan yksikön omavalmentaja tuona päivänä.")})
    before = CoachAssignment.objects.filter(client=client, end_date=None).first()
    if before is not None:
        if before.coach_id == coach.pk:
            raise ValidationError({"coach": _("Hän on jo asiakkaan omavalmentaja.")})
        if before.start_date >= on:
            raise ValidationError({"on": _("Päivän pitää olla edellisen valmentajan alkupäivän jälkeen.")})
        before.end_date = on - timedelta(1)
        before.save(update_fields=["end_date"])
    assignment = CoachAssignment(client=client, coach=coach, start_date=on, reason=reason)
    assignment.full_clean()
    assignment.save(force_insert=True)
    told = {"coach": str(coach.pk), "start_date": str(on)}
    was = {"coach": str(before.coach_id)} if before else None
    record(by, "clients.coach_assigned", assignment, subject_id=client.pk, before=was, after=told, reason=reason)
    return assignment


@transaction.atomic
def open_in_emergency(*, client: Client, user: User, reason: str, explanation: str, by: Actor) -> EmergencyAccess:
    """Open a client of another unit for a time (`EMERGENCY_HOURS`), for a reason that the client is told."""
    opening = EmergencyAccess(
        client=client,
        user=user,
        reason=reason,
        explanation=explanation.strip(),
        began_at=by.at,
        ends_at=by.at + timedelta(hours=settings.EMERGENCY_HOURS),
    )
    opening.full_clean()
    opening.save(force_insert=True)
    why = f"{opening.reason}: {opening.explanation}"
    record(by, "clients.emergency_opened", opening, subject_id=client.pk, basis="emergency", reason=why)
    return opening
