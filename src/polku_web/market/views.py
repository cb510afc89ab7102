"""The market for staff: services on offer, where a client can be sent, one referral, what waits, jobs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from polku_web.audit.actions import record_views
from polku_web.base.forms import with_faults
from polku_web.base.rights import page
from polku_web.clients.models import Client
from polku_web.clients.queries import basis_of
from polku_web.market import actions, answers, choosing, desk, queries, result_actions
from polku_web.market.fitting import Fit, fits
from polku_web.market.forms import OfferForm, ReferForm, StaffJobForm
from polku_web.market.models import Job, Offer, Referral
from polku_web.market.moves import Side


@require_GET
@page("offer", "list")
def services(request: Any) -> HttpResponse:
    """The services on offer with their places, waits and contacts."""
    parts = {"offers": desk.on_offer(request.actor), "pilots": desk.pilots_to_open(request.actor)}
    return render(request, "market/services.html", parts)


@require_POST
@page("offer", "change")
def open_services(request: Any) -> HttpResponse:
    """Open what the organiser's pilot files tell of and is not on offer yet."""
    for pilot in desk.pilots_to_open(request.actor):
        actions.open_offers(pilot=pilot, by=request.actor)
    messages.success(request, _("Palvelut on haettu kokeilujen tiedostoista."))
    return redirect("services")


@require_http_methods(["GET", "POST"])
@page("offer", "change", key="offer_id")
def change_service(request: Any, offer: Offer) -> HttpResponse:
    """The service planner's part of an offer."""
    form = OfferForm(request.POST or None, instance=Offer.objects.get(pk=offer.pk))
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            actions.change_offer(offer=offer, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Palvelun tiedot on tallennettu."))
            return redirect("services")
    return render(request, "market/change_service.html", {"form": form, "offer": offer})


@require_GET
@page("client", "refer", key="client_id")
def client_services(request: Any, client: Client) -> HttpResponse:
    """Which services the client can be sent to, and where not, why."""
    record_views(request.actor, "market.services_viewed", [client.pk], basis=basis_of(request.actor, client))
    found = fits(client, timezone.localdate(request.actor.at))
    return render(request, "market/client_services.html", {"client": client, "fits": found})


@require_http_methods(["GET", "POST"])
@page("client", "refer", key="client_id")
def refer(request: Any, client: Client) -> HttpResponse:
    """Choose the provider and send. The address names the service, never the client's affairs."""
    on = timezone.localdate(request.actor.at)
    fit = next((one for one in fits(client, on) if one.key == request.GET.get("service") and one.can), None)
    if fit is None:
        return redirect("client_services", client_id=client.pk)
    offers = choosing.shown(fit, client)
    form = ReferForm(request.POST or None, offers=offers, choosers=choosing.choosers(fit), on=on)
    if request.method == "POST" and form.is_valid() and (sent := _sent(request, client, fit, offers, form)):
        return redirect("referral", referral_id=sent.pk)
    record_views(request.actor, "market.services_viewed", [client.pk], basis=basis_of(request.actor, client))
    return render(request, "market/refer.html", {"form": form, "client": client, "fit": fit, "offers": offers})


def _sent(request: Any, client: Client, fit: Fit, offers: list[Offer], form: ReferForm) -> Referral | None:
    told = dict(form.cleaned_data)
    with with_faults(form):
        offer = choosing.taken(told["chosen_by"], told.pop("offer"), offers)
        sent = actions.refer(client=client, offer=offer, offered=offers, by=request.actor, made_by=request.user, **told)
        messages.success(request, _("Lähete on lähetetty: %(provider)s.") % {"provider": offer.giver})
        return sent
    return None


@require_GET
@page("referral", "view", key="referral_id")
def referral(request: Any, referral: Referral) -> HttpResponse:
    """One referral: where it is, who answered and what, and what can be done next."""
    record_views(
        request.actor, "market.referral_viewed", [referral.client_id], basis=basis_of(request.actor, referral.client)
    )
    return _shown(request, referral, desk.sender_forms(request.actor, referral))


@require_POST
@page("referral", "send", key="referral_id")
def act(request: Any, referral: Referral) -> HttpResponse:
    """Withdraw, remind or renew the link; for an own service also what a provider would do."""
    did = request.POST.get("do", "")
    if did in desk.SENDER_ACTS:
        return desk.SENDER_ACTS[did](request, referral)
    on = timezone.localdate(request.actor.at)
    found = answers.forms_of(referral, on, Side.SENDER, did, request.POST)
    if did in found and answers.act(referral, did, found[did], request.actor, Side.SENDER):
        messages.success(request, _("Tallennettu."))
        return redirect("referral", referral_id=referral.pk)
    return _shown(request, referral, found, did)


def _shown(request: Any, referral: Referral, forms: dict[str, Any], did: str = "") -> HttpResponse:
    parts = desk.told_to_sender(request.actor, referral, forms) | {"form": forms.get(did)}
    return render(request, "market/referral.html", parts, status=422 if did else 200)


@require_GET
@page("referral", "send")
def waits(request: Any) -> HttpResponse:
    """What waits or ends with nothing after it, while it can still be mended."""
    groups = desk.waiting(request.actor)
    clients = {row.client_id for group in groups for row in group.rows}
    record_views(request.actor, "market.referrals_listed", clients, basis="list")
    return render(request, "market/waits.html", {"groups": groups})


@require_http_methods(["GET", "POST"])
@page("client", "refer", key="client_id")
def add_job(request: Any, client: Client) -> HttpResponse:
    """A job that the client, the employer or a provider has told of."""
    form = StaffJobForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            job = result_actions.tell_job(client=client, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Työpaikka on kirjattu. Se odottaa vielä todistetta."))
            return redirect("job", job_id=job.pk)
    record_views(request.actor, "clients.viewed", [client.pk], basis=basis_of(request.actor, client))
    return render(request, "market/add_job.html", {"form": form, "client": client})


@require_http_methods(["GET", "POST"])
@page("job", "confirm", key="job_id")
def job(request: Any, job: Job) -> HttpResponse:
    """Confirm a job by a proof, or correct what was told wrong."""
    forms = desk.job_forms(job, request.POST if request.method == "POST" else None)
    form = forms.get(request.POST.get("do", ""))
    if request.method == "POST" and form is not None and form.is_valid() and desk.job_done(request, job, form):
        return redirect("job", job_id=job.pk)
    record_views(request.actor, "clients.viewed", [job.client_id], basis=basis_of(request.actor, job.client))
    parts = {"job": job, "hours": queries.hours(job), "forms": forms, "form": form}
    return render(request, "market/job.html", parts)
