"""A text for the national system: what is agreed and under way, without anything internal. It is copied by hand."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from polku_web.casework.models import Meeting, Step
from polku_web.casework.queries import agreement_in_force, meetings_to_come
from polku_web.casework.timeline import integration_plan
from polku_web.clients.models import Client
from polku_web.market.queries import participations_of, referrals_of, results_of


def summary(client: Client, on: date) -> str:
    """The text as of the day: agreed steps, services, results, meetings. No name, number or contact: it is pasted
    into a record that has them, and a clipboard may end up elsewhere."""
    parts = [_("Tilanne Polussa %(day)s") % {"day": _day(on)}]
    parts += _agreed(client)
    parts += _listed(_("Palvelut"), _services(client))
    parts += _listed(_("Tulokset"), [f"{_day(one.start)} {one.what}" for one in results_of(client)])
    parts += _listed(_("Sovitut tapaamiset"), [_meeting(one) for one in meetings_to_come(client, on)])
    plan = integration_plan(client)
    if plan is not None:
        parts += ["", _("Kotoutumissuunnitelma on tehty %(day)s.") % {"day": _day(plan.made_on)}]
    return "\n".join(parts)


def _agreed(client: Client) -> list[str]:
    agreement = agreement_in_force(client)
    if agreement is None or agreement.client_accepted_at is None:
        return ["", _("Seuraavia askelia ei ole vielä sovittu.")]
    told = {"number": agreement.version, "day": _day(timezone.localdate(agreement.client_accepted_at))}
    title = _("Sovitut askeleet (versio %(number)s, asiakas hyväksyi %(day)s)") % told
    return _listed(title, [_step(one) for one in agreement.steps.all()])


def _step(step: Step) -> str:
    parts = [step.text, f"({step.get_doer_display()})"]
    if step.done_on:
        parts.append(_("tehty %(day)s") % {"day": _day(step.done_on)})
    elif step.due_on:
        parts.append(_("viimeistään %(day)s") % {"day": _day(step.due_on)})
    return " ".join(parts)


def _services(client: Client) -> list[str]:
    going = [
        _("%(service)s, alkoi %(day)s") % {"service": one.offer.service_name, "day": _day(one.start_date)}
        for one in participations_of(client)
        if one.end_date is None
    ]
    waiting = [
        _("%(service)s, lähetetty %(day)s") % {"service": one.offer.service_name, "day": _day(one.made_on)}
        for one in referrals_of(client)
        if one.state in one.UNANSWERED
    ]
    return going + waiting


def _meeting(one: Meeting) -> str:
    return f"{_day(one.date)} {one.get_kind_display()}"


def _listed(title: str, lines: list[str]) -> list[str]:
    return ["", f"{title}:", *(f"- {line}" for line in lines)] if lines else []


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
