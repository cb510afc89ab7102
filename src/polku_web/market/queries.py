"""Reading the market: a client's referrals, services and results; what waits for an answer or ends with nothing after.

Other apps show these: each is a constant number of queries, whatever their number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from polku_web.base.actors import Actor
from polku_web.base.days import first_moment
from polku_web.base.rights import allowed
from polku_web.clients.models import Client
from polku_web.market import client_words
from polku_web.market.codes import Source
from polku_web.market.models import Job, Milestone, Participation, Referral
from polku_web.market.terms import word

SOON = 14  # days: a service that ends within them and has nothing after it is told
WITH_OFFER = ("offer", "offer__provider")


@dataclass(frozen=True)
class Result:
    """Something that came of the services: a job or a milestone, who told it, and whether it waits for proof."""

    what: str
    start: date
    end: date | None
    told_by: str | Promise
    confirmed_on: date | None
    awaits_proof: bool
    job: Job | None = None


@dataclass(frozen=True)
class ClientService:
    """A service as the client sees it: what, where it is, from when, and a human's name and number."""

    name: str
    about: str
    provider: str
    state: str
    state_label: str | Promise
    voluntary: bool
    starts_on: date | None
    ends_on: date | None
    ended: bool
    contact_name: str
    contact_phone: str
    participation: Participation | None


def referrals_of(client: Client) -> QuerySet[Referral]:
    """The client's referrals with offer, provider and sender, the latest first: one query."""
    return client.referrals.select_related(*WITH_OFFER, "made_by")


def participations_of(client: Client) -> QuerySet[Participation]:
    """The client's services that have begun, the latest first: one query."""
    return client.participations.select_related(*WITH_OFFER)


def results_of(client: Client) -> list[Result]:
    """What came of the services, the latest first: two queries."""
    found = [_job(one) for one in client.jobs.all()]
    reached = Milestone.objects.filter(participation__client=client).select_related("participation__offer")
    found += [_milestone(one) for one in reached]
    return sorted(found, key=lambda one: one.start, reverse=True)


def _job(job: Job) -> Result:
    what = _("Oma yritys") if job.self_employed else _("Työ")
    parts = [what, job.employer_name]
    if job.weekly_hours is not None:
        parts.append(
            _("%(hours)s tuntia viikossa") % {"hours": number_format(Decimal(f"{job.weekly_hours.normalize():f}"))}
        )
    if job.subsidised:
        parts.append(_("palkkatuettu"))
    told = ", ".join(part for part in parts if part)
    return Result(told, job.start_date, job.end_date, job.get_source_display(), job.confirmed_on, job.awaits_proof, job)


def plain(number: Decimal) -> str:
    """A number as the reader's language writes it, without needless zeros: 37,5 and 14."""
    return number_format(Decimal(f"{number.normalize():f}"))


def hours(job: Job) -> str:
    """The job's hours a week; empty when they are not known."""
    return plain(job.weekly_hours) if job.weekly_hours is not None else ""


def _milestone(one: Milestone) -> Result:
    what = f"{one.participation.offer.service_name}: {word('milestone', one.milestone)}"
    return Result(what, one.date, one.date, one.get_source_display(), one.confirmed_on, False)


# What waits or breaks off. `whose` is the condition on a row that says of which clients: those whom the actor has in
# lists, one in an outer query, or nothing where a prefetch names them.


def unanswered(whose: Q) -> QuerySet[Referral]:
    """Referrals that nobody has answered, the most urgent first."""
    return _rows(Referral.objects.filter(whose, UNANSWERED)).order_by("answer_by", "id")


def unstarted(whose: Q, on: date) -> QuerySet[Referral]:
    """Referrals that were accepted and whose agreed first day has passed without a start."""
    return _rows(Referral.objects.filter(whose, _unstarted(on))).order_by("starts_on", "id")


def declined(whose: Q, on: date, days: int = SOON) -> QuerySet[Referral]:
    """Referrals that came to nothing in the last days, of clients who have no other one since."""
    return _rows(Referral.objects.filter(whose, _declined(on, days))).order_by("-changed_at", "id")


def unsettled(on: date) -> QuerySet[Referral]:
    """All three: who wants each of them for a list of clients asks once, and tells them apart by their state."""
    wanted = UNANSWERED | _unstarted(on) | _declined(on, SOON)
    return _rows(Referral.objects.filter(wanted)).order_by("answer_by", "id")


UNANSWERED = Q(state__in=Referral.UNANSWERED)


def _unstarted(on: date) -> Q:
    return Q(state=Referral.State.ACCEPTED, starts_on__lt=on)


def _declined(on: date, days: int) -> Q:
    since = first_moment(on - timedelta(days))
    newer = Referral.objects.filter(client=OuterRef("client"), made_on__gte=OuterRef("made_on"))
    newer = newer.filter(state__in=(*Referral.OPEN, "ended"))
    return Q(state__in=("declined", "expired"), changed_at__gte=since) & ~Exists(newer)


def ending_soon(whose: Q, on: date, days: int = SOON) -> QuerySet[Participation]:
    """Services that end within the days, or should have, and after which nothing is agreed."""
    last = on + timedelta(days)
    ends = Participation.objects.filter(whose, end_date=None, planned_end__lte=last)
    later = Participation.objects.filter(Q(planned_end=None) | Q(planned_end__gt=last), client=OuterRef("client"))
    coming = Referral.objects.filter(client=OuterRef("client"), state__in=("sent", "seen", "accepted"))
    nothing_after = ~Exists(later.filter(end_date=None)) & ~Exists(coming)
    return _rows(ends.filter(nothing_after)).order_by("planned_end", "id")


def claims(whose: Q) -> QuerySet[Job]:
    """Jobs that wait for proof, the oldest first."""
    waiting = Job.objects.filter(whose, ~Q(source=Source.REGISTER), confirmed_on=None)
    return waiting.select_related("client")


def of_listed(actor: Actor) -> Q:
    """Rows of the clients whom the actor has in lists."""
    return Q(client__in=allowed(actor, "list", "client").values("pk"))


def _rows(rows: QuerySet) -> QuerySet:
    return rows.select_related("client", *WITH_OFFER)


def services_for_client(client: Client) -> list[ClientService]:
    """What the client is told of the services: those under way first. Two queries; for the client's own pages."""
    begun = {one.referral_id: one for one in participations_of(client)}
    found = [_for_client(one, begun.pop(one.pk, None)) for one in referrals_of(client)]
    found += [_without_referral(one) for one in begun.values()]
    return sorted(found, key=lambda one: one.ended)


def _for_client(referral: Referral, participation: Participation | None) -> ClientService:
    offer = referral.offer
    return ClientService(
        offer.service_name,
        offer.about,
        offer.provider_name,
        referral.state,
        client_words.STATES[referral.state],
        referral.voluntary,
        participation.start_date if participation else referral.starts_on,
        (participation.end_date or participation.planned_end) if participation else referral.planned_end,
        not referral.is_open,
        offer.contact_name,
        offer.contact_phone,
        participation,
    )


def _without_referral(one: Participation) -> ClientService:
    state = "ended" if one.end_date else "started"
    offer, end = one.offer, one.end_date or one.planned_end
    names = (offer.contact_name, offer.contact_phone)
    return ClientService(
        offer.service_name,
        offer.about,
        offer.provider_name,
        state,
        client_words.STATES[state],
        offer.voluntary,
        one.start_date,
        end,
        one.end_date is not None,
        *names,
        one,
    )
