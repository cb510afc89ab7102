"""What the staff's pages of the market show and do, put together from queries and actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from polku_web.base.actors import Actor, Role
from polku_web.base.forms import with_faults
from polku_web.base.rights import allowed, may
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import pilots_of
from polku_web.market import actions, answers, queries, result_actions, tending
from polku_web.market.fitting import waits_of
from polku_web.market.forms import JobForm, ProofForm
from polku_web.market.links import LINK_DAYS, make_link
from polku_web.market.models import Job, Offer, Referral
from polku_web.market.moves import Side, may_move
from polku_web.market.places import with_places
from polku_web.market.tending import with_account

MOST = 50  # rows of a group on the page of what waits


@dataclass(frozen=True)
class Waiting:
    """A group of what waits: its rows, the first MOST of them, and what to do about them."""

    key: str
    title: str | Promise
    advice: str | Promise
    rows: list[Any]
    number: int


def on_offer(actor: Actor) -> list[Offer]:
    """The offers that the actor may see, by the service's name, with places and waits: four queries."""
    day = timezone.localdate(actor.at)
    offers = list(with_places(allowed(actor, "list", "offer")).select_related("provider", "pilot"))
    waits = waits_of(offers, day)
    mine = set(allowed(actor, "change", "offer").values_list("pk", flat=True))
    for offer in offers:
        offer.wait, offer.may_change = waits.get(offer.pk), offer.pk in mine
        offer.full = offer.left is not None and offer.left <= 0
        offer.over = offer.end_date is not None and offer.end_date < day
    return sorted(offers, key=lambda one: (one.service_name, one.giver))


def pilots_to_open(actor: Actor) -> QuerySet[Pilot]:
    """The pilots that run on the day where the actor plans services."""
    places = {post.organisation_id for post in actor.posts_as(Role.SERVICE_PLANNER)}
    return pilots_of(places, timezone.localdate(actor.at))


def sender_forms(actor: Actor, referral: Referral) -> dict[str, Any]:
    """Forms for what staff do in an own service; none for another's."""
    if referral.offer.provider_id is not None or not may(actor, "send", "referral", referral):
        return {}
    return answers.forms_of(referral, timezone.localdate(actor.at), Side.SENDER)


def told_to_sender(actor: Actor, referral: Referral, forms: dict[str, Any]) -> dict[str, Any]:
    """What the page of a referral shows to staff."""
    may_send = may(actor, "send", "referral", referral)
    outside = referral.offer.provider_id is not None
    has_account = with_account(Referral.objects.filter(pk=referral.pk), timezone.localdate(actor.at)).exists()
    return {
        "referral": referral,
        "client": referral.client,
        "events": referral.events.all(),
        "participation": getattr(referral, "participation", None),
        "forms": forms,
        "may_send": may_send,
        "may_withdraw": may_send and may_move(referral, "withdrawn", Side.SENDER),
        "has_account": has_account,
        "may_remind": may_send and has_account and referral.state in Referral.UNANSWERED,
        "may_link": may_send and outside and (referral.is_open or referral.state == "ended"),
        "link": referral.links.order_by("-made_at").first() if outside else None,
        "now": actor.at,
    }


def _withdraw(request: Any, referral: Referral) -> HttpResponse:
    try:
        actions.move(referral=referral, to="withdrawn", by=request.actor, side=Side.SENDER)
        messages.success(request, _("Lähete on peruttu."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("referral", referral_id=referral.pk)


def _remind(request: Any, referral: Referral) -> HttpResponse:
    try:
        tending.remind(referral=referral, by=request.actor)
        messages.success(request, _("Tuottajaa on muistutettu."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("referral", referral_id=referral.pk)


def _link(request: Any, referral: Referral) -> HttpResponse:
    try:
        token = make_link(referral=referral, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("referral", referral_id=referral.pk)
    address = request.build_absolute_uri(reverse("open_referral", kwargs={"token": token}))
    parts = {"referral": referral, "link": address, "days": LINK_DAYS}
    return render(request, "market/link.html", parts)


SENDER_ACTS: dict[str, Callable[[Any, Referral], HttpResponse]] = {
    "withdraw": _withdraw,
    "remind": _remind,
    "link": _link,
}


def waiting(actor: Actor) -> list[Waiting]:
    """What waits or breaks off among the actor's clients, the most urgent first; groups without rows are left out."""
    day, whose = timezone.localdate(actor.at), queries.of_listed(actor)
    groups: Iterable[tuple[str, Any, Any, QuerySet]] = (
        ("unanswered", _UNANSWERED[0], _UNANSWERED[1], queries.unanswered(whose)),
        ("declined", _DECLINED[0], _DECLINED[1], queries.declined(whose, day)),
        ("unstarted", _UNSTARTED[0], _UNSTARTED[1], queries.unstarted(whose, day)),
        ("ending", _ENDING[0], _ENDING[1], queries.ending_soon(whose, day)),
        ("claims", _CLAIMS[0], _CLAIMS[1], queries.claims(whose)),
    )
    found = []
    for key, title, advice, rows in groups:
        shown = list(rows[: MOST + 1])
        number = len(shown) if len(shown) <= MOST else rows.count()
        if shown:
            found.append(Waiting(key, title, advice, shown[:MOST], number))
    return found


_UNANSWERED = (
    gettext_lazy("Tuottaja ei ole vastannut"),
    gettext_lazy("Muistuta, anna uusi linkki tai ohjaa asiakas muualle ennen viimeistä päivää."),
)
_DECLINED = (
    gettext_lazy("Lähete ei johtanut palveluun"),
    gettext_lazy("Etsi asiakkaalle toinen palvelu."),
)
_UNSTARTED = (
    gettext_lazy("Palvelun piti jo alkaa"),
    gettext_lazy("Kysy, tuliko asiakas paikalle."),
)
_ENDING = (
    gettext_lazy("Palvelu päättyy, eikä seuraavaa ole"),
    gettext_lazy("Sovi jatkosta, ennen kuin palvelu päättyy."),
)
_CLAIMS = (
    gettext_lazy("Työpaikka odottaa todistetta"),
    gettext_lazy("Ilman todistetta tieto ei välttämättä oikeuta palkkioon."),
)


def job_forms(job: Job, data: Any = None) -> dict[str, Any]:
    """The forms of a job's page; the one that was sent has what was sent."""
    did = data.get("do", "") if data else ""
    found: dict[str, Any] = {}
    if job.awaits_proof:
        found["confirm"] = ProofForm(data if did == "confirm" else None, prefix="confirm")
    fresh = Job.objects.get(pk=job.pk)
    found["correct"] = JobForm(data if did == "correct" else None, prefix="correct", instance=fresh)
    return found


def job_done(request: Any, job: Job, form: Any) -> bool:
    """Confirm or correct, as the form says; False when it could not be done, and the form tells why."""
    with with_faults(form):
        if isinstance(form, ProofForm):
            result_actions.confirm_job(job=job, by=request.actor, proof=form.cleaned_data["proof"])
            messages.success(request, _("Työpaikka on vahvistettu."))
        else:
            result_actions.correct_job(job=job, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Tiedot on korjattu."))
        return True
    return False


def client_section(request: Any, client: Any) -> dict[str, Any] | None:
    """The part of the client's page: referrals and results."""
    return {
        "client": client,
        "referrals": list(queries.referrals_of(client)),
        "results": queries.results_of(client),
        "may_refer": may(request.actor, "refer", "client", client),
    }
