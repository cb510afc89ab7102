"""The form that each thing done to many asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import localize

from polku_web.casework.forms import MessageForm, NothingForm, PlannedForm
from polku_web.casework.queries import meetings_came_on
from polku_web.clients.forms import CoachForm
from polku_web.clients.models import Client
from polku_web.clients.queries import coaches_in


def form_for(kind: str, request: Any, clients: Sequence[Client]) -> forms.BaseForm:
    """The form, with what was told in an earlier turn. What needs no telling is bound at once."""
    turn, day = request.POST.get("turn", ""), timezone.localdate(request.actor.at)
    data = request.POST if turn in ("look", "do", "edit") else None
    if kind == "read":
        return NothingForm(request.POST)
    if kind == "message":
        return MessageForm(data)
    if kind == "meeting":
        came = [meetings_came_on(one, day) for one in {client.unit.organisation_id for client in clients}]
        return PlannedForm(data, came_on=next(filter(None, came), None))
    units = {client.unit_id for client in clients}  # a coach of one unit cannot take another's clients
    coaches = coaches_in(next(iter(units)), day) if len(units) == 1 else coaches_in(None, day)
    return CoachForm(data, coaches=coaches, initial={"on": day})


def told_in(form: forms.BaseForm) -> list[tuple[str, str]]:
    """What was told in the form, as it is read before it is done: label and value."""
    return [(str(field.label), _shown(field)) for field in form if form.cleaned_data.get(field.name) not in ("", None)]


def _shown(field: forms.BoundField) -> str:
    value = field.form.cleaned_data[field.name]
    if isinstance(field.field, forms.ModelChoiceField):
        return str(value)
    if isinstance(field.field, forms.ChoiceField):
        return str(dict(field.field.choices).get(value, value))  # type: ignore[arg-type]
    return str(localize(value))
