"""A client's page for staff: timeline, next steps, notes, meetings, messages, the support group, a text to paste."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from polku_web.audit.actions import record_views
from polku_web.base.forms import with_faults
from polku_web.base.rights import may, page
from polku_web.casework import actions, list_actions
from polku_web.casework.forms import MeetingForm, MessageForm, NoteForm, StepForms, SupporterForm
from polku_web.casework.models import Agreement, Meeting, Step, Supporter
from polku_web.casework.pasting import summary
from polku_web.casework.queries import latest_agreement, meetings_came_on, messages_of, unread_from
from polku_web.casework.timeline import KINDS, timeline
from polku_web.clients.models import Client
from polku_web.clients.queries import basis_of, contact_shown


def _shown(request: Any, client: Client, template: str, **parts: Any) -> HttpResponse:
    """The page, with the look at the client in the log."""
    record_views(request.actor, "casework.worked_with", [client.pk], basis=basis_of(request.actor, client))
    return render(request, f"casework/{template}.html", {"client": client, **parts})


@require_GET
@page("client", "view", key="client_id")
def client_timeline(request: Any, client: Client) -> HttpResponse:
    """The whole timeline, or one kind of it."""
    kind = request.GET.get("kind", "")
    places = contact_shown(request.actor, client)
    entries = timeline(client, timezone.localdate(request.actor.at), kind, places=places)
    may_work = may(request.actor, "work", "client", client)
    kinds = list(KINDS.items())
    return _shown(request, client, "timeline", entries=entries, kinds=kinds, kind=kind, may_work=may_work)


@require_http_methods(["GET", "POST"])
@page("client", "work", key="client_id")
def add_note(request: Any, client: Client) -> HttpResponse:
    """Write a note."""
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            actions.add_note(client=client, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Merkintä on tallennettu."))
            return redirect("client", client_id=client.pk)
    return _shown(request, client, "note", form=form)


@require_http_methods(["GET", "POST"])
@page("client", "work", key="client_id")
def add_meeting(request: Any, client: Client) -> HttpResponse:
    """Record a meeting."""
    came_on = meetings_came_on(client.unit.organisation_id, timezone.localdate(request.actor.at))
    form = MeetingForm(request.POST or None, came_on=came_on)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            actions.add_meeting(client=client, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Tapaaminen on tallennettu."))
            return redirect("client", client_id=client.pk)
    return _shown(request, client, "meeting", form=form)


@require_POST
@page("meeting", "work", key="meeting_id")
def mark_meeting(request: Any, meeting: Meeting) -> HttpResponse:
    """Tell whether the meeting was held, or cancel it."""
    told = request.POST.get("told", "")
    try:
        if told in ("held", "missed"):
            actions.mark_meeting(meeting=meeting, held=told == "held", by=request.actor)
        elif told == "cancel":
            actions.cancel_meeting(meeting=meeting, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("client", client_id=meeting.client_id)


@require_http_methods(["GET", "POST"])
@page("client", "work", key="client_id")
def client_messages(request: Any, client: Client) -> HttpResponse:
    """The messages, and an answer. Who answers has read."""
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            actions.send_message(client=client, **form.cleaned_data, by=request.actor)
            actions.read_messages(client=client, by=request.actor)
            messages.success(request, _("Viesti on lähetetty."))
            return redirect("client_messages", client_id=client.pk)
    shown = messages_of(client)[:100]
    return _shown(request, client, "messages", form=form, shown=shown, unread=unread_from(client))


@require_POST
@page("client", "work", key="client_id")
def read_messages(request: Any, client: Client) -> HttpResponse:
    """Mark the client's messages as read."""
    actions.read_messages(client=client, by=request.actor)
    return redirect("client_messages", client_id=client.pk)


@require_http_methods(["GET", "POST"])
@page("client", "work", key="client_id")
def propose_steps(request: Any, client: Client) -> HttpResponse:
    """Propose a new version of the next steps; what is not done yet of the latest one is there already."""
    forms = StepForms(request.POST) if request.method == "POST" else StepForms(initial=_open_steps(client))
    if request.method == "POST" and forms.is_valid():
        steps = [told for told in forms.cleaned_data if told.get("text")]
        with with_faults(forms.forms[0]):
            actions.propose_agreement(client=client, steps=steps, by=request.actor)
            messages.success(request, _("Ehdotus on tallennettu. Asiakas näkee sen Omassa polussa."))
            return redirect("client", client_id=client.pk)
    faulty = next((form for form in forms if form.errors), None)
    return _shown(request, client, "steps", forms=forms, form=faulty)


def _open_steps(client: Client) -> list[dict[str, Any]]:
    latest = latest_agreement(client)
    steps = [step for step in latest.steps.all() if step.done_on is None] if latest else []
    return [{name: getattr(step, name) for name in ("text", "doer", "due_on", "if_no")} for step in steps]


@require_POST
@page("agreement", "work", key="agreement_id")
def accepted_here(request: Any, agreement: Agreement) -> HttpResponse:
    """The client accepted in a meeting; the worker writes it down."""
    try:
        actions.accept_agreement(agreement=agreement, by=request.actor, how="meeting")
        messages.success(request, _("Kirjattu: asiakas hyväksyi askeleet tapaamisessa."))
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("client", client_id=agreement.client_id)


@require_POST
@page("step", "work", key="step_id")
def mark_step(request: Any, step: Step) -> HttpResponse:
    """The step is done today, or not done after all. The page says which: what is so already stays as it is."""
    done = request.POST.get("done") == "1"
    if done is not bool(step.done_on):
        actions.mark_step(step=step, on=timezone.localdate(request.actor.at) if done else None, by=request.actor)
    return redirect("client", client_id=step.agreement.client_id)


@require_http_methods(["GET", "POST"])
@page("client", "work", key="client_id")
def add_supporter(request: Any, client: Client) -> HttpResponse:
    """Somebody joins the support group."""
    form = SupporterForm(request.POST or None, initial={"start_date": timezone.localdate(request.actor.at)})
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            list_actions.add_supporter(client=client, **form.cleaned_data, by=request.actor)
            messages.success(request, _("Tukiryhmään on lisätty jäsen."))
            return redirect("client", client_id=client.pk)
    return _shown(request, client, "supporter", form=form)


@require_POST
@page("supporter", "work", key="supporter_id")
def end_supporter(request: Any, supporter: Supporter) -> HttpResponse:
    """Somebody leaves the support group."""
    list_actions.end_supporter(supporter=supporter, by=request.actor)
    messages.success(request, _("Jäsenyys on päättynyt."))
    return redirect("client", client_id=supporter.client_id)


@require_GET
@page("client", "work", key="client_id")
def paste_text(request: Any, client: Client) -> HttpResponse:
    """The text that can be copied into the national system."""
    return _shown(request, client, "paste", text=summary(client, timezone.localdate(request.actor.at)))
