"""Clients for staff, and for the client the answer to who has looked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from polku_web.audit.actions import record_refusal, record_views
from polku_web.audit.queries import looks_at, told_by_day
from polku_web.base.forms import with_faults
from polku_web.base.pages import paged
from polku_web.base.rights import allowed, may, page
from polku_web.base.sections import sections
from polku_web.clients import actions, queries
from polku_web.clients.forms import ClientForm, CoachForm, EmergencyForm, NewClientForm, SearchForm, UnitForm
from polku_web.clients.identity import identity_number, looks_like_one
from polku_web.clients.leaving import move_to_unit
from polku_web.clients.models import Client
from polku_web.organisations.models import Unit

SEARCH = "clients_search"  # what is looked for stays in the session: it is personal, and addresses are not


@require_GET
@page("client", "list")
def clients(request: Any) -> HttpResponse:
    """The clients of the worker's units. Each one shown is a view in the log."""
    asked = request.session.get(SEARCH, {})
    shown = paged(request, queries.listed(request.actor, asked.get("words", ""), mine=asked.get("mine", False)))
    record_views(request.actor, "clients.listed", [one.pk for one in shown], basis="list")
    parts = {"page": shown, "form": SearchForm(initial=asked), "asked": asked}
    return render(request, "clients/rows.html" if request.htmx else "clients/list.html", parts)


@require_POST
@page("client", "list")
def search(request: Any) -> HttpResponse:
    """Remember what is looked for; an identity number leads straight to the client."""
    words = request.POST.get("words", "").strip()[:100]
    if looks_like_one(words):
        return _straight_to(request, words)
    request.session[SEARCH] = {"words": words, "mine": bool(request.POST.get("mine"))}
    return redirect("clients")


def _straight_to(request: Any, words: str) -> HttpResponse:
    try:
        client = queries.by_identity_number(request.actor, "view", identity_number(words))
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("clients")
    if client is not None:
        return redirect("client", client_id=client.pk)
    record_refusal(request.actor, "object.refused", "client")
    messages.warning(request, _("Asiakasta ei löytynyt omasta yksiköstäsi. Hätäkäyttö on päävalikossa."))
    return redirect("clients")


@require_GET
@page("client", "view", key="client_id")
def client(request: Any, client: Client) -> HttpResponse:
    """One client: details, unit and the history of coaches."""
    actor, basis = request.actor, queries.basis_of(request.actor, client)
    record_views(actor, "clients.viewed", [client.pk], basis=basis)
    parts = {
        "client": client,
        "coaches": queries.coaches_of(client),
        "contact": queries.contact_shown(actor, client),
        "may_change": may(actor, "change", "client", client),
        "may_assign": may(actor, "assign", "client", client),
        "emergency": queries.emergency_of(actor, client) if basis == "emergency" else None,
        "sections": sections("client", request, client),
    }
    return render(request, "clients/client.html", parts)


@require_http_methods(["GET", "POST"])
@page("client", "change", key="client_id")
def change(request: Any, client: Client) -> HttpResponse:
    """Change the client's details. Who does not see place and contact under an order cannot change them either."""
    form = ClientForm(request.POST or None, instance=Client.objects.get(pk=client.pk))
    if not queries.contact_shown(request.actor, client):
        for name in ("municipality", "phone", "email", "address", "non_disclosure"):
            del form.fields[name]
    if request.method == "POST" and form.is_valid():
        actions.change_client(client=client, **form.changes(), by=request.actor)
        messages.success(request, _("Tiedot on tallennettu."))
        return redirect("client", client_id=client.pk)
    record_views(request.actor, "clients.viewed", [client.pk], basis=queries.basis_of(request.actor, client))
    return render(request, "clients/change.html", {"form": form, "client": client})


@require_http_methods(["GET", "POST"])
@page("client", "list")
def register(request: Any) -> HttpResponse:
    """A new client."""
    units = Unit.objects.filter(pk__in={post.unit_id for post in request.actor.posts if post.unit_id})
    form = NewClientForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            client = actions.register_client(**form.cleaned_data, by=request.actor)
            messages.success(request, _("Asiakas on lisätty."))
            return redirect("client", client_id=client.pk)
    return render(request, "clients/register.html", {"form": form})


@require_http_methods(["GET", "POST"])
@page("client", "assign", key="client_id")
def assign(request: Any, client: Client) -> HttpResponse:
    """Give the client a coach from a day on."""
    coaches = queries.coaches_in(client.unit_id, timezone.localdate(request.actor.at))
    form = CoachForm(request.POST or None, coaches=coaches, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            actions.assign_coach(client=client, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Omavalmentaja on nimetty."))
            return redirect("client", client_id=client.pk)
    record_views(request.actor, "clients.viewed", [client.pk], basis="unit_client")
    return render(request, "clients/assign.html", {"form": form, "client": client})


@require_http_methods(["GET", "POST"])
@page("client", "move", key="client_id")
def move(request: Any, client: Client) -> HttpResponse:
    """Another unit for a client, of the same organiser."""
    units = Unit.objects.filter(organisation=client.unit.organisation_id).exclude(pk=client.unit_id)
    form = UnitForm(request.POST or None, units=units)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            moved = move_to_unit(client=client, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Asiakas on siirretty toiseen yksikköön."))
            seen = may(request.actor, "view", "client", moved)
            return redirect("client", client_id=client.pk) if seen else redirect("home")
    record_views(request.actor, "clients.viewed", [client.pk], basis="unit_client")
    return render(request, "clients/move.html", {"form": form, "client": client})


@require_http_methods(["GET", "POST"])
@page("client", "open")
def emergency(request: Any) -> HttpResponse:
    """Open a client of another unit, for a reason and a time."""
    form = EmergencyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        client = queries.by_identity_number(request.actor, "open", form.cleaned_data.pop("number"))
        if client is None:
            record_refusal(request.actor, "object.refused", "client")
            form.add_error("number", _("Henkilötunnuksella ei löydy asiakasta."))
        else:
            actions.open_in_emergency(client=client, user=request.user, **form.cleaned_data, by=request.actor)
            return redirect("client", client_id=client.pk)
    return render(request, "clients/emergency.html", {"form": form})


@require_GET
@page("client", "looks")
def looks(request: Any) -> HttpResponse:
    """The client's own page: who has looked at or changed my data, when and why."""
    client = allowed(request.actor, "looks", "client").get()
    shown = paged(request, looks_at(client.pk))
    record_views(request.actor, "clients.looks_viewed", [client.pk], basis="own_data")
    return render(request, "clients/looks.html", {"page": shown, "looks": told_by_day(shown)})
