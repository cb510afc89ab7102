"""The client's own data for the client, and for staff the requests to answer and the file for the officer to give."""

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
from polku_web.base.pages import paged
from polku_web.base.rights import allowed, may, page
from polku_web.privacy import actions, queries
from polku_web.privacy.forms import AnswerForm, GiveForm, RequestForm
from polku_web.privacy.models import DataRequest
from polku_web.privacy.own_data import sections

OMBUDSMAN = "https://tietosuoja.fi/"


@require_http_methods(["GET", "POST"])
@page("client", "own")
def own_data(request: Any) -> HttpResponse:
    """What is kept of me, from where and until when; and what I ask of it."""
    client = allowed(request.actor, "own", "client").select_related("unit__organisation").get()
    form = RequestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            actions.make_request(client=client, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Pyyntösi on lähetetty. Saat vastauksen tälle sivulle."))
            return redirect("own_data")
    record_views(request.actor, "privacy.own_data_viewed", [client.pk], basis="own_data")
    parts = {"client": client, "shown": sections(client, by_hand=False), "ombudsman": OMBUDSMAN}
    asked = {"requests": queries.own_requests(request.actor), "notices": queries.end_notices(request.actor)}
    return render(request, "privacy/own.html", {"form": form, **parts, **asked})


@require_POST
@page("client", "own")
def own_file(request: Any) -> HttpResponse:
    """Everything kept of me, as a file."""
    client = allowed(request.actor, "own", "client").select_related("unit__organisation").get()
    return _file(actions.give_own_data(client=client, by=request.actor))


def _file(packed: bytes) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="omat-tiedot.zip"'}
    return HttpResponse(packed, content_type="application/zip", headers=headers)


@require_GET
@page("data_request", "answer")
def data_requests(request: Any) -> HttpResponse:
    """The requests of clients whom the worker answers, those to be answered first on top."""
    shown = paged(request, queries.requests_to_answer(request.actor))
    record_views(request.actor, "privacy.request_viewed", {one.client_id for one in shown}, basis="data_request")
    parts = {"page": shown, "today": timezone.localdate(request.actor.at)}
    return render(request, "privacy/requests.html", parts)


@require_http_methods(["GET", "POST"])
@page("data_request", "answer", key="data_request_id")
def answer_request(request: Any, data_request: DataRequest) -> HttpResponse:
    """One request, and its answer."""
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            actions.answer_request(request=data_request, **form.cleaned_data, user=request.user, by=request.actor)
            messages.success(request, _("Vastaus on lähetetty asiakkaalle."))
            return redirect("data_requests")
        data_request.refresh_from_db()
    record_views(request.actor, "privacy.request_viewed", [data_request.client_id], basis="data_request")
    parts = {"form": form, "one": data_request, "about": queries.tables().get(data_request.about, "")}
    parts["may_view"] = may(request.actor, "view", "client", data_request.client)
    return render(request, "privacy/request.html", parts)


@require_http_methods(["GET", "POST"])
@page("client", "give_data")
def give_data(request: Any) -> HttpResponse:
    """The file with everything kept of a client, for a client who asks for it without signing in."""
    form = GiveForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        parts = {"client": told["number"], "by_hand": told["own_notes"], "reason": told["why"]}
        return _file(actions.give_own_data(**parts, by=request.actor))
    return render(request, "privacy/give.html", {"form": form})
