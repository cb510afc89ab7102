"""Oma polku: the client's own pages. Whoever looks is the one who is looked at."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from polku_web.audit.actions import record_views
from polku_web.base.forms import with_faults
from polku_web.base.pages import paged
from polku_web.base.rights import allowed, page
from polku_web.casework.actions import accept_agreement, ask_change, mark_step, read_messages, send_message
from polku_web.casework.models import Agreement, Meeting, Step
from polku_web.casework.queries import has_left, messages_of
from polku_web.clients.models import Client
from polku_web.market.models import Participation
from polku_web.mypath import queries
from polku_web.mypath.actions import give_feedback
from polku_web.mypath.calendars import calendar_file
from polku_web.mypath.forms import ChangeForm, FeedbackForm, MessageForm


def _own(request: Any) -> Client:
    client = allowed(request.actor, "own", "client").select_related("unit__organisation").get()
    record_views(request.actor, "mypath.viewed", [client.pk], basis="own_data")
    return client


@require_GET
@page("client", "own")
def own_path(request: Any) -> HttpResponse:
    """My next step, what we agreed, my meetings, services and people."""
    client = _own(request)
    path = queries.path_of(client, timezone.localdate(request.actor.at))
    return render(request, "mypath/path.html", {"client": client, "path": path, "job_market": settings.JOB_MARKET_URL})


@require_POST
@page("agreement", "own", key="agreement_id")
def accept(request: Any, agreement: Agreement) -> HttpResponse:
    """The proposal suits me."""
    try:
        accept_agreement(agreement=agreement, by=request.actor)
        messages.success(request, _("Kiitos! Nyt tämä on sovittu yhdessä."))
    except ValidationError as error:
        messages.warning(request, error.messages[0])
    return redirect("own_path")


@require_http_methods(["GET", "POST"])
@page("agreement", "own", key="agreement_id")
def change(request: Any, agreement: Agreement) -> HttpResponse:
    """I would change something."""
    form = ChangeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            ask_change(agreement=agreement, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Kiitos! Valmentajasi lukee tämän ja tekee uuden ehdotuksen."))
            return redirect("own_path")
    _own(request)
    return render(request, "mypath/change.html", {"form": form, "agreement": agreement})


@require_POST
@page("step", "own", key="step_id")
def done(request: Any, step: Step) -> HttpResponse:
    """I have done my step."""
    if step.doer == Step.Doer.CLIENT and step.done_on is None:
        mark_step(step=step, on=timezone.localdate(request.actor.at), by=request.actor)
        messages.success(request, _("Hienoa! Merkitsimme askeleen tehdyksi."))
    return redirect("own_path")


@require_GET
@page("meeting", "own", key="meeting_id")
def calendar(request: Any, meeting: Meeting) -> HttpResponse:
    """A meeting for my own calendar."""
    headers = {"Content-Disposition": 'attachment; filename="tapaaminen.ics"'}
    told = calendar_file(meeting, request.actor.at)
    return HttpResponse(told, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "POST"])
@page("client", "own")
def own_messages(request: Any) -> HttpResponse:
    """Messages with my coach; what I have seen is read."""
    client, form = _own(request), MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            send_message(client=client, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Viestisi on lähetetty."))
            return redirect("own_messages")
    read_messages(client=client, by=request.actor)
    day = timezone.localdate(request.actor.at)
    parts = {"form": form, "page": paged(request, messages_of(client)), "left": has_left(client, day)}
    parts["coach"] = queries.coach_of(client, day)
    return render(request, "mypath/messages.html", parts)


@require_http_methods(["GET", "POST"])
@page("participation", "own", key="participation_id")
def feedback(request: Any, participation: Participation) -> HttpResponse:
    """My word on a service."""
    form = FeedbackForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            give_feedback(participation=participation, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Kiitos palautteesta!"))
            return redirect("own_path")
    given = queries.feedback_of(_own(request)).filter(participation=participation)
    parts = {"form": form, "participation": participation, "given": given}
    return render(request, "mypath/feedback.html", parts)
