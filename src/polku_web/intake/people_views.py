"""People who wait: undecided ones, and those who leave."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from polku_web.audit.actions import record_views
from polku_web.base.forms import with_faults
from polku_web.base.pages import paged
from polku_web.base.rights import allowed, page
from polku_web.clients.filling import fill_in
from polku_web.clients.leaving import hand_over
from polku_web.clients.models import Client
from polku_web.clients.queries import contact_shown
from polku_web.intake import people_queries as queries
from polku_web.intake.people_forms import LeavingForm, MissingForm


@require_GET
@page("client", "decide")
def undecided(request: Any) -> HttpResponse:
    """The work list: clients about whom the rule cannot say, and what is missing."""
    shown = paged(request, queries.undecided(request.actor))
    record_views(request.actor, "clients.listed", [one.client_id for one in shown], basis="intake")
    rows = [(one, queries.missing_words(one)) for one in shown]
    return render(request, "intake/undecided.html", {"page": shown, "rows": rows})


@require_http_methods(["GET", "POST"])
@page("client", "decide", key="client_id")
def decide(request: Any, client: Client) -> HttpResponse:
    """Fill in what is missing of one client; the decision is made anew at once."""
    decision, day = queries.undecided_of(client), timezone.localdate(request.actor.at)
    if decision is None:
        return redirect("undecided")
    hidden = not contact_shown(request.actor, client)
    form = MissingForm(request.POST or None, decision=decision, hidden=hidden, on=day)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            return _decided(request, client, decision, form.cleaned_data)
    record_views(request.actor, "clients.viewed", [client.pk], basis="intake")
    beyond = list(dict.fromkeys(queries.MISSING.get(name, name) for name in form.beyond))
    parts = {"form": form, "client": client, "decision": decision, "beyond": beyond}
    return render(request, "intake/decide.html", parts)


def _decided(request: Any, client: Client, decision: Any, told: dict[str, Any]) -> HttpResponse:
    day = timezone.localdate(request.actor.at)
    made = fill_in(client=client, pilot=decision.pilot, told=told, on=day, by=request.actor)
    if made.result == "undecided":
        messages.warning(request, _("Tiedot on tallennettu. Päätöstä ei voi vielä tehdä."))
        return redirect("decide_client", client_id=client.pk)
    member = _("Päätös on tehty: asiakas kuuluu kohderyhmään.")
    outside = _("Päätös on tehty: asiakas ei kuulu kohderyhmään.")
    messages.success(request, member if made.result == "member" else outside)
    return redirect("undecided")


@require_http_methods(["GET", "POST"])
@page("client", "hand_over")
def leaving(request: Any) -> HttpResponse:
    """Those who should be handed over, by date: chosen, looked at once more, and done."""
    found = queries.leaving(request.actor)
    clients = allowed(request.actor, "hand_over", "client").filter(pk__in=found.values("client"))
    first = {"last_day": timezone.localdate(request.actor.at), "reason": "pilot_ends"}
    form = LeavingForm(request.POST or None, clients=clients, initial=first)
    if request.method == "POST" and form.is_valid():
        return _leave(request, form, clients)
    shown = paged(request, found)
    record_views(request.actor, "clients.listed", [one.client_id for one in shown], basis="intake")
    rows = [(one, queries.why_words(queries.why(one))) for one in shown]
    return render(request, "intake/leaving.html", {"page": shown, "rows": rows, "form": form})


def _leave(request: Any, form: LeavingForm, clients: Any) -> HttpResponse:
    told = form.cleaned_data
    chosen = list((clients if told["everyone"] else told["clients"]).order_by("sort_name"))
    if told["sure"]:
        with with_faults(form):
            ids, day = [one.pk for one in chosen], told["last_day"]
            parts = {"reason": told["reason"], "left_for": told["left_for"], "by": request.actor}
            number = hand_over(clients=ids, last_day=day, **parts)
            messages.success(request, _("%(number)s asiakasta siirtyy pois.") % {"number": number})
            return redirect("leaving")
    record_views(request.actor, "clients.listed", [one.pk for one in chosen[:50]], basis="intake")
    words = queries.why_words(told["reason"])
    parts = {"form": form, "chosen": chosen[:50], "number": len(chosen), "told": told, "reason": words}
    return render(request, "intake/leaving_sure.html", parts)
