"""The desk: which clients need something done, what it is and by when. A page of it is a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polku_web.base.actors import Actor, Role
from polku_web.base.days import first_moment
from polku_web.base.rights import allowed
from polku_web.casework.models import Agreement, Duty, Meeting, Message, Note
from polku_web.casework.queries import covered_by
from polku_web.clients.models import Client, CoachAssignment, StatusPeriod
from polku_web.clients.rules import assigned
from polku_web.market.models import Participation, Referral
from polku_web.market.queries import declined, ending_soon, unanswered, unsettled, unstarted
from polku_web.organisations.queries import in_force

WEEK = 7
NEW = 14  # days since the client came to the coach
FAR = Value(date(9999, 12, 31), output_field=DateField())
STALLED = 60  # days without anything; a setting of the page
SCOPES = [("own", _("Omat ja sijaistettavat")), ("cover", _("Vain sijaistettavat")), ("unit", _("Koko yksikkö"))]


@dataclass(frozen=True)
class Asked:
    """What the worker wants to see. It stands in the address, but for the words, which may be a name."""

    scope: str = "own"
    show: str = "all"
    status: str = ""
    days: int = STALLED
    coach: str = ""  # the id of one coach, whose clients a team lead looks at
    words: str = ""

    @property
    def kept(self) -> dict[str, Any]:
        """What a working list keeps: everything but the words."""
        kept = {"scope": self.scope, "show": self.show, "status": self.status, "days": self.days, "coach": self.coach}
        return {name: value for name, value in kept.items() if value}


@dataclass(frozen=True)
class View:
    """A way to look at the caseload: what is in it."""

    label: str | Promise
    only: Callable[[date, Asked], Q] | None
    lead: bool = False


def in_scope(actor: Actor, asked: Asked) -> QuerySet[Client]:
    """The clients of the scope, as the worker has them in lists. A page asks for them once and hands them on.

    Whose clients are the worker's own is worked out here: in each of a page's queries it would be done anew.
    """
    day = timezone.localdate(actor.at)
    if asked.scope == "unit":
        clients = allowed(actor, "list", "client")
        return clients.filter(pk__in=_of_coach(asked.coach, day)) if asked.coach else clients
    own = allowed(actor, "coach", "client").order_by()
    if asked.scope == "cover":
        covered = assigned(day).filter(coach__in=covered_by(actor.user_id, day).values("coach"))
        own = own.filter(pk__in=covered.values("client"))
    return Client.objects.filter(pk__in=list(own.values_list("pk", flat=True)))


def _of_coach(coach: str, day: date) -> Any:
    return CoachAssignment.objects.filter(in_force(day), coach=coach).values("client")


ITS = Q(client=OuterRef("pk"))  # rows of the client whom the outer query looks at


def _overdue(day: date, asked: Asked) -> Q:
    return Q(Exists(Duty.objects.filter(ITS, due_on__lt=day)))


def _week(day: date, asked: Asked) -> Q:
    return Q(Exists(Duty.objects.filter(ITS, due_on__range=(day, day + timedelta(WEEK)))))


def _messages(day: date, asked: Asked) -> Q:
    return Q(Exists(Message.objects.filter(ITS, from_client=True, read_at=None)))


def _referrals(day: date, asked: Asked) -> Q:
    return Exists(unanswered(ITS)) | Exists(unstarted(ITS, day)) | Exists(declined(ITS, day))


def _ending(day: date, asked: Asked) -> Q:
    return Q(Exists(ending_soon(ITS, day)))


def _new(day: date, asked: Asked) -> Q:
    """Came to their coach lately, and has not met since."""
    met = Meeting.objects.filter(client=OuterRef("client"), held=True, date__gte=OuterRef("start_date"))
    return Q(
        Exists(CoachAssignment.objects.filter(ITS, in_force(day), ~Exists(met), start_date__gt=day - timedelta(NEW)))
    )


def _no_coach(day: date, asked: Asked) -> Q:
    return ~Exists(CoachAssignment.objects.filter(in_force(day), client=OuterRef("pk")))


def _stalled(day: date, asked: Asked) -> Q:
    """Nothing has happened for the days and nothing is under way: no meeting, message, note, service or referral."""
    since, of = day - timedelta(asked.days), {"client": OuterRef("pk")}
    return ~(
        Exists(Meeting.objects.filter(Q(held=True) | Q(held=None, date__gte=day), date__gte=since, **of))
        | Exists(Message.objects.filter(at__gte=first_moment(since), **of))
        | Exists(Agreement.objects.filter(made_at__gte=first_moment(since), **of))
        | Exists(Note.objects.filter(at__gte=first_moment(since), **of))
        | Exists(Participation.objects.filter(Q(end_date=None) | Q(end_date__gte=since), **of))
        | Exists(Referral.objects.filter(Q(state__in=Referral.OPEN) | Q(changed_at__gte=first_moment(since)), **of))
        | Exists(CoachAssignment.objects.filter(start_date__gte=since, **of))
        | Exists(StatusPeriod.objects.filter(start_date__gte=since, **of))
    )


VIEWS: dict[str, View] = {
    "all": View(_("Kaikki"), None),
    "overdue": View(_("Myöhässä"), _overdue),
    "week": View(_("Viikon sisällä"), _week),
    "messages": View(_("Uusia viestejä"), _messages),
    "referrals": View(_("Lähete odottaa"), _referrals),
    "ending": View(_("Palvelu päättyy"), _ending),
    "new": View(_("Uudet"), _new),
    "no_coach": View(_("Ei valmentajaa"), _no_coach, lead=True),
    "stalled": View(_("Pysähtyneet"), _stalled, lead=True),
}


@dataclass(frozen=True)
class Choice:
    """A way to look with the number of clients in it; none where it would cost too much to know beforehand."""

    key: str
    label: str | Promise
    number: int | None
    here: bool


def choices(
    actor: Actor, asked: Asked, clients: QuerySet[Client], only: Collection[str] = tuple(VIEWS)
) -> list[Choice]:
    """The ways to look at a scope's clients, counted in one query; the stalled only when asked for."""
    day = timezone.localdate(actor.at)
    views = {key: VIEWS[key] for key in only if actor.posts_as(Role.TEAM_LEAD) or not VIEWS[key].lead}
    counted = {key: view for key, view in views.items() if key != "stalled" or asked.show == key}
    numbers = clients.aggregate(
        **{key: Count("pk", filter=view.only(day, asked) if view.only else None) for key, view in counted.items()}
    )
    return [Choice(key, view.label, numbers.get(key), key == asked.show) for key, view in views.items()]


def rows(actor: Actor, asked: Asked, clients: QuerySet[Client]) -> QuerySet[Client]:
    """Those of the scope that are asked for, the most urgent first, with all that a row shows: eight queries a page."""
    found = _with_parts(matching(actor, asked, clients), actor, timezone.localdate(actor.at))
    return found.order_by("urgent", "sort_name", "id")


def matching(actor: Actor, asked: Asked, clients: QuerySet[Client]) -> QuerySet[Client]:
    """Those of the scope that are asked for, without an order."""
    day, view = timezone.localdate(actor.at), VIEWS[asked.show]
    if view.only is not None:
        clients = clients.filter(view.only(day, asked))
    if asked.status:
        open_now = StatusPeriod.objects.filter(in_force(day), status=asked.status)
        clients = clients.filter(pk__in=open_now.values("client"))
    if asked.words:
        clients = clients.filter(sort_name__startswith=asked.words.casefold())
    return clients


def _with_parts(clients: QuerySet[Client], actor: Actor, day: date) -> QuerySet[Client]:
    coaches = CoachAssignment.objects.filter(in_force(day)).select_related("coach")
    planned = Meeting.objects.filter(held=None, date__gte=day).order_by("date", "time")
    return _by_urgency(clients, actor, day).prefetch_related(
        Prefetch("coach_assignments", coaches, to_attr="coaches"),
        Prefetch("duties", Duty.objects.order_by("due_on"), to_attr="to_do"),
        Prefetch("statuses", StatusPeriod.objects.filter(in_force(day)), to_attr="status_now"),
        Prefetch("participations", ending_soon(Q(), day), to_attr="ending"),
        Prefetch("referrals", unsettled(day), to_attr="unsettled"),
        Prefetch("meetings", planned, to_attr="planned"),
    )


def _by_urgency(clients: QuerySet[Client], actor: Actor, day: date) -> QuerySet[Client]:
    """With `unread`, how many messages wait, and `urgent`, the first day on which something is due."""
    soon = Q(end_date=None, planned_end__lte=day + timedelta(NEW))
    of = {"client": OuterRef("pk")}
    unread = Message.objects.filter(from_client=True, read_at=None, **of).order_by().values("client")
    due = Duty.objects.filter(**of).order_by("due_on").values("due_on")[:1]
    answer = Referral.objects.filter(state__in=Referral.UNANSWERED, **of).order_by("answer_by").values("answer_by")[:1]
    ends = Participation.objects.filter(soon, **of).order_by("planned_end").values("planned_end")[:1]
    days = [Coalesce(Subquery(one), FAR, output_field=DateField()) for one in (due, answer, ends)]
    today = Q(unread__gt=0) | Exists(declined(ITS, day)) | Exists(unstarted(ITS, day))
    waits = Case(When(today, then=Value(day)), default=FAR, output_field=DateField())
    return clients.annotate(unread=Subquery(unread.annotate(number=Count("pk")).values("number"))).annotate(
        urgent=Least(*days, waits)
    )
