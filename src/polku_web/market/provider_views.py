"""A provider's pages: the referrals of its own organisation, by an account, and one referral, by a link.

They show what the provider's part needs and nothing else: the service, the sender's message, and of the client the
name and how to reach the client. With a non-disclosure order the name only; by a link nothing of these before the
referral has been accepted.
"""

from __future__ import annotations

from typing import Any

from allauth.core.ratelimit import consume
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from polku_web.audit.actions import record_refusal, record_views
from polku_web.base.actors import Actor
from polku_web.base.pages import paged
from polku_web.base.rights import ANYONE, page
from polku_web.market import answers, links, provided
from polku_web.market.models import Referral

OPENED = "referral_links"  # the links that were opened in this browser


@require_GET
@page("referral", "answer")
def inbox(request: Any) -> HttpResponse:
    """The referrals of the worker's organisation: what waits for an answer first."""
    shown = paged(request, provided.inbox(request.actor))
    record_views(request.actor, "market.referrals_listed", [one.client_id for one in shown], basis="provider")
    parts = {"page": shown, "today": timezone.localdate(request.actor.at)}
    return render(request, "market/inbox.html", parts)


@require_http_methods(["GET", "POST"])
@page("referral", "answer", key="referral_id")
def received(request: Any, referral: Referral) -> HttpResponse:
    """One referral, for a worker with an account."""
    return _answer(request, referral, request.actor, named=True)


def _answer(request: Any, referral: Referral, actor: Actor, *, named: bool) -> HttpResponse:
    did = request.POST.get("do", "")
    forms = answers.forms_of(referral, timezone.localdate(actor.at), did=did, data=request.POST)
    if did in forms and answers.act(referral, did, forms[did], actor):
        messages.success(request, provided.THANKS[did])
        return redirect(request.path if did != "decline" else "inbox" if actor.user_id else "answered")
    referral = provided.seen(referral, actor)
    record_views(actor, "market.referral_viewed", [referral.client_id], basis="provider")
    parts = provided.told(referral, named=named) | {"forms": forms, "form": forms.get(did)}
    if request.method == "POST" and did not in forms:
        messages.warning(request, _("Lähetteen tila on jo muuttunut: %(state)s.") % {"state": parts["state"]})
        return redirect(request.path)
    return render(request, "market/received.html", parts, status=422 if did else 200)


@require_http_methods(["GET", "POST"])
@page(access=ANYONE)
def open_referral(request: Any, token: str) -> HttpResponse:
    """The way in by a link. Only a press of the button opens: programs that check mail for viruses follow links too.

    Before that nothing is looked up, so the page is the same for every token; guesses are counted.
    """
    if request.method == "GET":
        return render(request, "market/link_open.html")
    if not consume(request, action="referral_link"):
        return render(request, "market/link_too_often.html", status=429)
    link = links.by_token(token, timezone.now())
    if link is None:
        return _no_link(request)
    request.session[OPENED] = [*request.session.get(OPENED, [])[-20:], str(link.pk)]
    return redirect("received_by_link", link_id=link.pk)


@require_http_methods(["GET", "POST"])
@page(access=ANYONE)
def received_by_link(request: Any, link_id: Any) -> HttpResponse:
    """One referral, for whoever has opened the link in this browser."""
    link = links.by_id(link_id, timezone.now()) if str(link_id) in request.session.get(OPENED, []) else None
    if link is None:
        return _no_link(request)
    actor = links.actor_of_link(link, timezone.now())
    return _answer(request, link.referral, actor, named=link.referral.state in provided.TAKEN)


@require_GET
@page(access=ANYONE)
def answered(request: Any) -> HttpResponse:
    """What is left when a referral has been declined by a link: a word of thanks."""
    return render(request, "market/link_done.html")


def _no_link(request: Any) -> HttpResponse:
    record_refusal(Actor(timezone.now()), "market.link_refused", "referrallink")
    return render(request, "market/link_over.html", status=404)
