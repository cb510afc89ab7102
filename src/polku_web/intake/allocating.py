"""Coaches for many clients at once: proposed, confirmed, undone. Each a transaction and an entry in the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record, record_changes
from polku_web.base.actors import Actor
from polku_web.base.bulk import insert
from polku_web.clients.models import Client, CoachAssignment
from polku_web.clients.queries import coaches_in
from polku_web.intake.models import AllocatedClient, Allocation, CoachScope
from polku_web.intake.people_queries import loads, without_coach
from polku_web.intake.sharing import Coach, Wanted, shared
from polku_web.organisations.models import Unit, User


@transaction.atomic
def propose(*, unit: Unit, on: date, by: Actor) -> Allocation:
    """Plan a coach for each client of the unit who has none. Nothing else is changed. Raises ValidationError."""
    coaches = _coaches(unit, on)
    if not coaches:
        raise ValidationError(_("Yksikössä ei ole yhtään omavalmentajaa."))
    told = without_coach(on).filter(unit=unit).values_list("pk", "municipality", "native_language")
    shares = shared([Wanted(*one) for one in told], coaches)
    if not shares:
        raise ValidationError(_("Jokaisella yksikön asiakkaalla on jo omavalmentaja."))
    plan = Allocation(unit=unit, on=on, made_by_id=by.user_id, made_at=by.at)
    plan.save(force_insert=True)
    insert([AllocatedClient(allocation=plan, client_id=one.client, coach_id=one.coach, why=one.why) for one in shares])
    record(by, "intake.allocation_proposed", plan, after={"clients": len(shares)})
    return plan


def _coaches(unit: Unit, on: date) -> list[Coach]:
    scopes = {one.coach_id: one for one in CoachScope.objects.filter(unit=unit)}
    load = loads(unit, on)
    found = []
    for coach in coaches_in(unit.pk, on):
        scope = scopes.get(coach.pk) or CoachScope()
        places, languages = frozenset(scope.municipalities), frozenset(scope.languages)
        found.append(Coach(coach.pk, places, languages, load.get(coach.pk, 0), scope.most))
    return found


@transaction.atomic
def confirm(*, plan: Allocation, by: Actor) -> tuple[int, int]:
    """Name the coaches as planned: how many were named, and how many got another coach in the meantime or left.

    Raises ValidationError when the plan is not a proposal of the day any more.
    """
    plan = _locked(plan, "preview", by)
    wanted = list(plan.clients.exclude(coach=None))
    locked = Client.objects.select_for_update(of=("self",)).filter(pk__in=[one.client_id for one in wanted])
    locked = locked.order_by("pk")  # two plans wait for each other, and do not lock up
    list(locked.values_list("pk", flat=True))
    free = set(without_coach(plan.on).filter(unit=plan.unit_id).values_list("pk", flat=True))
    coaches = set(coaches_in(plan.unit_id, plan.on).values_list("pk", flat=True))
    named = [one for one in wanted if one.client_id in free and one.coach_id in coaches]
    insert([CoachAssignment(client_id=one.client_id, coach_id=one.coach_id, start_date=plan.on) for one in named])
    plan.clients.filter(pk__in=[one.pk for one in named]).update(done=True)
    _state(plan, "done")
    start = {"start_date": str(plan.on), "allocation": str(plan.pk)}
    changes = [(one.client_id, None, {"coach": str(one.coach_id), **start}) for one in named]
    record_changes(by, "clients.coach_assigned", "client", changes)
    record(by, "intake.allocation_confirmed", plan, after={"named": len(named)})
    return len(named), len(wanted) - len(named)


@transaction.atomic
def undo(*, plan: Allocation, by: Actor) -> int:
    """Take the plan's coaches back on its own day, where nobody has changed them since; how many.

    Raises ValidationError when the plan was not confirmed today: later on a coach is history, and is changed by naming
    another.
    """
    plan = _locked(plan, "done", by)
    done = {(one.client_id, one.coach_id) for one in plan.clients.filter(done=True)}
    found = CoachAssignment.objects.select_for_update().filter(
        client__in=[client for client, _coach in done], start_date=plan.on, end_date=None
    )
    ours = [one for one in found if (one.client_id, one.coach_id) in done]
    CoachAssignment.objects.filter(pk__in=[one.pk for one in ours]).delete()
    plan.clients.update(done=False)
    _state(plan, "undone")
    changes = [(one.client_id, {"coach": str(one.coach_id)}, None) for one in ours]
    record_changes(by, "clients.coach_taken_back", "client", changes)
    record(by, "intake.allocation_undone", plan, after={"taken_back": len(ours)})
    return len(ours)


def _locked(plan: Allocation, state: str, by: Actor) -> Allocation:
    found = Allocation.objects.select_for_update(of=("self",)).select_related("unit").get(pk=plan.pk)
    if found.state != state:
        raise ValidationError(_("Joku ehti jo käsitellä ehdotuksen. Lataa sivu uudelleen."))
    if found.on != timezone.localdate(by.at):
        raise ValidationError(_("Ehdotus on toiselta päivältä. Tee uusi."))
    return found


def _state(plan: Allocation, state: str) -> None:
    plan.state = state
    plan.save(update_fields=["state"])


@transaction.atomic
def set_scopes(*, unit: Unit, told: dict[Any, dict[str, Any]], by: Actor) -> None:
    """Say whom each coach of the unit can take: coach → municipalities, languages, most."""
    coaches = {coach.pk for coach in User.objects.filter(pk__in=told)}
    for coach_id in coaches:
        CoachScope.objects.update_or_create(unit=unit, coach_id=coach_id, defaults=told[coach_id])
    record(by, "intake.scopes_set", unit, after={str(one): told[one] for one in sorted(coaches, key=str)})
