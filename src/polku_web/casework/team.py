"""The team lead's view: caseload by coach, who is away and who covers; absences are written here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor, Role
from polku_web.base.rights import allowed
from polku_web.casework.models import Absence, Duty, Message
from polku_web.clients.models import CoachAssignment
from polku_web.organisations.models import Membership, User
from polku_web.organisations.queries import in_force


@dataclass(frozen=True)
class Load:
    """A coach's clients in numbers, and the absence that is on or begins next."""

    coach: User
    clients: int
    overdue: int
    unread: int
    absence: Absence | None
    here: bool  # has a post in the lead's unit on the day


def coaches_of_lead(actor: Actor) -> QuerySet[User]:
    """The coaches of the lead's units on the day."""
    units = [post.unit_id for post in actor.posts_as(Role.TEAM_LEAD)]
    posts = Membership.objects.filter(in_force(timezone.localdate(actor.at)), unit__in=units, role=Role.COACH)
    return User.objects.filter(pk__in=posts.values("user")).order_by("family_name", "given_name")


def covers_for_lead(actor: Actor) -> QuerySet[User]:
    """Who can cover: the coaches of the same organiser on the day."""
    posts = Membership.objects.filter(
        in_force(timezone.localdate(actor.at)), organisation__in=actor.organiser_ids, role=Role.COACH
    )
    return User.objects.filter(pk__in=posts.values("user")).order_by("family_name", "given_name")


def caseload(actor: Actor) -> list[Load]:
    """Every coach who has clients of the lead's units, or a post there: seven queries whatever the number."""
    day = timezone.localdate(actor.at)
    clients = allowed(actor, "lead", "client")
    now = CoachAssignment.objects.filter(in_force(day), client__in=clients.values("pk"))
    late = now.filter(client__in=Duty.objects.filter(due_on__lt=day).values("client"))
    unread = now.filter(client__in=Message.objects.filter(from_client=True, read_at=None).values("client"))
    here = set(coaches_of_lead(actor).values_list("pk", flat=True))
    numbers = [_numbers(rows) for rows in (now, late, unread)]
    away = {one.coach_id: one for one in reversed(absences(actor))}
    coaches = User.objects.filter(pk__in=here | set(numbers[0]))
    counts = {one.pk: [number.get(one.pk, 0) for number in numbers] for one in coaches}
    return [
        Load(one, clients, overdue, unread, away.get(one.pk), one.pk in here)
        for one in coaches
        for clients, overdue, unread in [counts[one.pk]]
    ]


def _numbers(rows: QuerySet[CoachAssignment]) -> dict[Any, int]:
    return dict(rows.order_by().values_list("coach").annotate(Count("client", distinct=True)))


def absences(actor: Actor) -> list[Absence]:
    """Absences of the lead's coaches that are on or to come, the first one first."""
    day = timezone.localdate(actor.at)
    found = allowed(actor, "manage", "absence").filter(Q(end_date=None) | Q(end_date__gte=day))
    return list(found.select_related("coach", "cover").order_by("start_date", "id"))


@transaction.atomic
def add_absence(*, coach: User, cover: User, start_date: date, end_date: date, by: Actor) -> Absence:
    """A coach is away from day to day, and somebody has the clients meanwhile.

    Raises ValidationError when the days are in the wrong order, meet another absence of the coach, or when the one who
    covers is the same person or away as well.
    """
    for one in sorted((coach, cover), key=lambda user: str(user.pk)):  # one lock order: two leads at once
        User.objects.select_for_update().get(pk=one.pk)
    absence = Absence(coach=coach, cover=cover, start_date=start_date, end_date=end_date)
    absence.full_clean()
    meets = Q(start_date__lte=end_date) & (Q(end_date=None) | Q(end_date__gte=start_date))
    if Absence.objects.filter(meets, coach=coach).exists():
        raise ValidationError({"start_date": _("Hänellä on jo poissaolo näinä päivinä.")})
    if Absence.objects.filter(meets, coach=cover).exists():
        raise ValidationError({"cover": _("Sijaistaja on itse poissa näinä päivinä.")})
    absence.save(force_insert=True)
    record(by, "casework.absence_added", absence, after=_told([absence])[0])
    return absence


@transaction.atomic
def end_absence(*, absence: Absence, by: Actor) -> None:
    """The coach is back today: the day before was the last one. One that has not begun is taken away."""
    yesterday = timezone.localdate(by.at) - timedelta(1)
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    record(by, "casework.absence_ended", absence, before=_told([absence])[0], after={"end_date": str(yesterday)})
    if absence.start_date > yesterday:
        absence.delete()
        return
    absence.end_date = min(yesterday, absence.end_date or yesterday)
    absence.save(update_fields=["end_date"])


def _told(rows: Iterable[Absence]) -> list[dict[str, str]]:
    return [
        {
            "coach": str(one.coach_id),
            "cover": str(one.cover_id),
            "start_date": str(one.start_date),
            "end_date": str(one.end_date),
        }
        for one in rows
    ]
