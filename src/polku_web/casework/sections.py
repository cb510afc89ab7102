"""What this app shows on the client's page: next steps and duties, the latest of the timeline, the support group."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from polku_web.base.rights import may
from polku_web.base.sections import show_on
from polku_web.casework.duties import source_words, why
from polku_web.casework.queries import agreement_in_force, latest_agreement, links_for, supporters_of, unread_from
from polku_web.casework.timeline import integration_plan, timeline
from polku_web.clients.models import Client
from polku_web.clients.queries import contact_shown

LATEST = 10


def _next(request: Any, client: Client) -> dict[str, Any]:
    """What the law asks for, what is agreed, what is proposed; and what may be done."""
    day = timezone.localdate(request.actor.at)
    latest = latest_agreement(client)
    waits = latest if latest and latest.client_accepted_at is None else None
    in_force = latest if latest and waits is None else agreement_in_force(client)
    plan = integration_plan(client)
    return {
        "client": client,
        "day": day,
        "duties": [
            (duty, why(duty), source_words(duty.law_source), duty.due_on < day)
            for duty in client.duties.order_by("due_on")
        ],
        "in_force": in_force,
        "proposed": waits,
        "unread": unread_from(client),
        "plan": plan,
        "plan_link": links_for(client).to(plan) if plan else "",
        "plan_late": bool(plan and plan.check_on and plan.check_on < day),
        "plan_missing": client.immigrant is True and plan is None,
        "may_work": may(request.actor, "work", "client", client),
    }


def _latest(request: Any, client: Client) -> dict[str, Any]:
    places = contact_shown(request.actor, client)
    entries = timeline(client, timezone.localdate(request.actor.at), places=places)
    may_work = may(request.actor, "work", "client", client)
    return {"client": client, "entries": entries[:LATEST], "more": len(entries) > LATEST, "may_work": may_work}


def _support(request: Any, client: Client) -> dict[str, Any]:
    day = timezone.localdate(request.actor.at)
    may_work = may(request.actor, "work", "client", client)
    return {"client": client, "supporters": supporters_of(client, day), "may_work": may_work}


def declare_sections() -> None:
    """Called once, when the app is ready."""
    show_on("client", "next", "casework/section_next.html", _next, order=10)
    show_on("client", "timeline", "casework/section_timeline.html", _latest, order=60)
    show_on("client", "support", "casework/section_support.html", _support, order=70)
