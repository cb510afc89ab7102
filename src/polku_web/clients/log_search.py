"""The data-protection officer's search of the log. It is here because a client is asked for by identity number."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from polku_web.audit import queries
from polku_web.audit.actions import record
from polku_web.audit.models import Entry
from polku_web.audit.words import ACTIONS, KINDS
from polku_web.base.actors import Actor
from polku_web.base.day_fields import DayField
from polku_web.base.pages import paged
from polku_web.base.rights import page
from polku_web.clients.identity import identity_number
from polku_web.clients.queries import by_identity_number

SEARCH = "log_search"
SORTS = [
    ("", _("Kaikki")),
    (Entry.Kind.VIEW, _("Katselut")),
    (Entry.Kind.CHANGE, _("Muutokset")),
    (Entry.Kind.REFUSAL, _("Estetyt")),
]


class LogForm(forms.Form):
    """Whose data, by whom, what and when. It is posted; the session keeps ids and days, not the identity number."""

    searches = True
    number = forms.CharField(label=_("Asiakkaan henkilötunnus"), max_length=20, required=False)
    worker = forms.CharField(label=_("Työntekijän nimi"), max_length=100, required=False)
    sort = forms.ChoiceField(label=_("Mitä"), choices=SORTS, required=False)
    first = DayField(label=_("Alkaen"), required=False, back=20, ahead=1)
    last = DayField(label=_("Päättyen"), required=False, back=20, ahead=1)
    why = forms.CharField(label=_("Haun peruste"), max_length=200, help_text=_("Myös lokin haku kirjataan lokiin."))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_number(self) -> str:
        """The id of the client; empty when no number is given."""
        number = str(self.cleaned_data["number"])
        if not number:
            return ""
        client = by_identity_number(self.actor, "search_log", identity_number(number))
        if client is None:
            raise forms.ValidationError(_("Henkilötunnuksella ei löydy asiakasta."))
        return str(client.pk)


@require_GET
@page("entry", "search")
def entries(request: Any) -> HttpResponse:
    """What was found, the latest first."""
    return _shown(request, LogForm(initial=request.session.get(SEARCH, {}), actor=request.actor))


@require_POST
@page("entry", "search")
def search(request: Any) -> HttpResponse:
    """Search, and record that and why it was done."""
    form = LogForm(request.POST, actor=request.actor)
    if not form.is_valid():
        return _shown(request, form)
    told = form.cleaned_data
    days = {name: told[name].isoformat() if told[name] else "" for name in ("first", "last")}
    request.session[SEARCH] = {"subject": told["number"], "worker": told["worker"], "sort": told["sort"], **days}
    subject = {"subject_id": told["number"]} if told["number"] else {}
    record(request.actor, "audit.searched", reason=told["why"], after={**days, "sort": told["sort"]}, **subject)
    return redirect("log")


def _shown(request: Any, form: LogForm) -> HttpResponse:
    asked = request.session.get(SEARCH)
    rows = queries.search(request.actor, asked) if asked else Entry.objects.none()
    shown = paged(request, rows)
    lines = [(one, ACTIONS.get(one.action, one.action), KINDS.get(one.object_kind, one.object_kind)) for one in shown]
    parts = {"page": shown, "lines": lines, "form": form, "asked": asked, "today": timezone.localdate()}
    return render(request, "clients/log.html", parts)
