"""The desk: the worker's clients by urgency, working lists, and what is done to many at once."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from polku_web.audit.actions import record_views
from polku_web.base.actors import Role
from polku_web.base.forms import with_faults
from polku_web.base.pages import paged
from polku_web.base.rights import allowed, page
from polku_web.casework import bulk, desk, list_actions
from polku_web.casework.bulk_forms import form_for, told_in
from polku_web.casework.forms import BulkForm, DeskForm, ListForm, WordsForm
from polku_web.casework.models import BulkAct, WorkingList
from polku_web.casework.rows import told

WORDS = "desk_words"  # a name that is looked for stays in the session: addresses are not personal


def _usual(request: Any) -> desk.Asked:
    """A coach begins with the own clients, a team lead with what is late in the unit."""
    if request.actor.posts_as(Role.COACH):
        return desk.Asked()
    return desk.Asked(scope="unit", show="overdue")


@require_GET
@page("client", "work")
def my_desk(request: Any) -> HttpResponse:
    """The clients asked for, the most urgent first. Each one shown is a view in the log."""
    actor = request.actor
    asked = DeskForm(request.GET).asked(_usual(request), request.session.get(WORDS, ""))
    clients = desk.in_scope(actor, asked)
    shown = paged(request, desk.rows(actor, asked, clients))
    record_views(actor, "casework.listed", [one.pk for one in shown], basis="list")
    rows = told(shown, actor.user_id, timezone.localdate(actor.at))
    parts = {"page": shown, "rows": rows, "asked": asked, "address": urlencode(asked.kept)}
    parts |= _beside(request, asked, clients)
    return render(request, "casework/rows.html" if request.htmx else "casework/desk.html", parts)


def _beside(request: Any, asked: desk.Asked, clients: Any) -> dict[str, Any]:
    """What stands around the rows: ways to look, filters, working lists, what can be done to the chosen."""
    if request.htmx:
        return {"bulk": BulkForm(lead=_leads(request))}
    lists = [(one, urlencode(one.filters)) for one in allowed(request.actor, "keep", "workinglist")]
    choices = desk.choices(request.actor, asked, clients)
    return {
        "choices": [(one, urlencode({**asked.kept, "show": one.key})) for one in choices],
        "form": DeskForm(initial=asked.kept, lead=_leads(request)),
        "words": WordsForm(initial={"words": asked.words}),
        "lists": lists,
        "bulk": BulkForm(lead=_leads(request)),
        "day": timezone.localdate(request.actor.at),
        "leads": _leads(request),
    }


def _leads(request: Any) -> bool:
    return bool(request.actor.posts_as(Role.TEAM_LEAD))


@require_POST
@page("client", "work")
def search_desk(request: Any) -> HttpResponse:
    """Remember the beginning of a name; the filters stay as they are."""
    request.session[WORDS] = request.POST.get("words", "").strip()[:100]
    return _back(request)


def _back(request: Any) -> HttpResponse:
    """To the desk as it was looked at. What comes from the form is read as filters, so it leads nowhere else."""
    asked = DeskForm(request.POST).asked(_usual(request), "")
    return redirect(f"{reverse('desk')}?{urlencode(asked.kept)}")


@require_POST
@page("workinglist", "keep")
def keep_list(request: Any) -> HttpResponse:
    """Keep the filters by a name."""
    form, asked = ListForm(request.POST), DeskForm(request.POST).asked(_usual(request), "")
    if form.is_valid():
        list_actions.keep_list(name=form.cleaned_data["name"], filters=asked.kept, by=request.actor)
        messages.success(request, _("Työlista on tallennettu."))
    else:
        messages.error(request, _("Anna työlistalle nimi."))
    return _back(request)


@require_POST
@page("workinglist", "keep", key="list_id")
def remove_list(request: Any, list: WorkingList) -> HttpResponse:
    """Forget a working list."""
    list_actions.remove_list(kept=list, by=request.actor)
    messages.success(request, _("Työlista on poistettu."))
    return redirect("desk")


@require_POST
@page("client", "work")
def bulk_act(request: Any) -> HttpResponse:
    """Tell more, look at what would happen, do it: one form in three turns."""
    kind, ids = request.POST.get("action", ""), request.POST.getlist("client")
    if request.POST.get("all"):
        ids = _all(request)
    if kind not in BulkAct.Kind.values or not ids:
        messages.warning(request, _("Valitse ensin asiakkaat ja mitä tehdään."))
        return _back(request)
    clients = bulk.chosen(request.actor, kind, ids)
    form = form_for(kind, request, clients)
    turn = bulk_turn(kind, request.POST.get("turn", "")) if form.is_bound and form.is_valid() else ""
    if turn == "do" and (act := _done(request, kind, clients, form)):
        return redirect("bulk_done", act_id=act.pk)
    lines = bulk.preview(kind, clients, form.cleaned_data) if turn == "look" else None
    record_views(request.actor, "casework.listed", [one.pk for one in clients], basis="list")
    return render(request, "casework/bulk.html", _turn(request, kind, clients, form, lines))


def bulk_turn(kind: str, turn: str) -> str:
    """Look before doing; what needs no telling is looked at straight away."""
    return turn or ("look" if kind == "read" else "")


def _all(request: Any) -> list[str]:
    """Everyone in the list as it is looked at now; from here on they are named one by one."""
    asked = DeskForm(request.POST).asked(_usual(request), request.session.get(WORDS, ""))
    found = desk.matching(request.actor, asked, desk.in_scope(request.actor, asked))
    return [str(one) for one in found.order_by("pk").values_list("pk", flat=True)[: bulk.MOST]]


def _done(request: Any, kind: str, clients: Any, form: Any) -> BulkAct | None:
    """The act; pressed twice on the same page, the one that the first press did."""
    once = _once(request)
    try:
        with with_faults(form):
            return bulk.run(kind=kind, clients=clients, told=form.cleaned_data, by=request.actor, once=once)
    except IntegrityError:
        before = BulkAct.objects.filter(pk=once, made_by=request.actor.user_id).first()
        if before is None:
            raise
        return before
    return None


def _once(request: Any) -> UUID | None:
    try:
        return UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def _turn(request: Any, kind: str, clients: Any, form: Any, lines: Any) -> dict[str, Any]:
    doing = sum(not line.skipped for line in lines) if lines is not None else 0
    label = BulkAct.Kind(kind).label
    looks = desk.Asked(**DeskForm(request.POST).asked(_usual(request), "").kept)
    back = f"{reverse('desk')}?{urlencode(looks.kept)}"
    return {
        "kind": kind, "label": label, "clients": clients, "form": form, "lines": lines, "doing": doing, "back": back,
        "told": told_in(form) if lines is not None else [], "once": uuid4()
    }  # fmt: skip


@require_GET
@page("bulkact", "undo", key="act_id")
def bulk_done(request: Any, act: BulkAct) -> HttpResponse:
    """What was done to many, with a way to take it back where there is one."""
    return render(request, "casework/bulk_done.html", {"act": act})


@require_POST
@page("bulkact", "undo", key="act_id")
def bulk_undo(request: Any, act: BulkAct) -> HttpResponse:
    """Take it back."""
    try:
        number = bulk.undo(act=act, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Peruttu. Asiakkaita: %(number)s.") % {"number": number})
    return redirect("bulk_done", act_id=act.pk)
