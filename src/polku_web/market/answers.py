"""What a provider does with a referral, by an account or by a link: the acts that a state allows, a form for each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polku_web.base.actors import Actor
from polku_web.base.day_fields import DayField
from polku_web.base.forms import with_faults
from polku_web.market.actions import move
from polku_web.market.codes import DeclineReason, EndReason
from polku_web.market.forms import JobForm
from polku_web.market.models import Referral
from polku_web.market.moves import Side, may_move
from polku_web.market.result_actions import tell_delivery, tell_job, tell_milestone
from polku_web.market.terms import terms_of, word

NOTE = {"label": _("Viesti lähettäjälle"), "max_length": 300, "required": False}
EVIDENCE = {"label": _("Mistä sen näkee"), "max_length": 300, "required": False}


class AcceptForm(forms.Form):
    """Taken: the first day, and until when it may last."""

    on = DayField(label=_("Palvelu alkaa"), back=2, ahead=2)
    planned_end = DayField(label=_("Kestää arviolta"), back=5, ahead=5, required=False)
    note = forms.CharField(**NOTE)


class DeclineForm(forms.Form):
    """Not taken: a coded reason."""

    reason = forms.ChoiceField(label=_("Syy"), choices=[("", "–"), *DeclineReason.choices])
    note = forms.CharField(**NOTE)


class StartForm(forms.Form):
    """The client has begun."""

    on = DayField(label=_("Alkoi"), back=5, ahead=1)
    planned_end = DayField(label=_("Kestää arviolta"), back=5, ahead=5, required=False)


class EndForm(forms.Form):
    """The service is over."""

    on = DayField(label=_("Päättyi"), back=5, ahead=1)
    reason = forms.ChoiceField(label=_("Miksi päättyi"), choices=[("", "–"), *EndReason.choices])
    note = forms.CharField(**NOTE)


class MilestoneForm(forms.Form):
    """Something agreed that was reached."""

    milestone = forms.ChoiceField(label=_("Mitä saavutettiin"))
    date = DayField(label=_("Päivä"), back=5, ahead=1)
    evidence = forms.CharField(**EVIDENCE)


class DeliveryForm(forms.Form):
    """Work done for the client."""

    quantity = forms.DecimalField(label=_("Määrä"), min_value=Decimal("0.01"), max_digits=8, decimal_places=2)
    unit = forms.ChoiceField(label=_("Yksikkö"))
    date = DayField(label=_("Päivä"), back=5, ahead=1)
    evidence = forms.CharField(**EVIDENCE)


FORMS: dict[str, Any] = {
    "accept": AcceptForm,
    "decline": DeclineForm,
    "start": StartForm,
    "end": EndForm,
    "milestone": MilestoneForm,
    "delivery": DeliveryForm,
    "job": JobForm,
}
MOVED = {"accept": "accepted", "start": "started", "end": "ended", "decline": "declined"}
TOLD_IN = {"milestone": ("started", "ended"), "delivery": ("started", "ended"), "job": ("started", "ended")}


def acts(referral: Referral, side: Side = Side.PROVIDER) -> list[str]:
    """What may be done with the referral now, in the order of the page."""
    found = [name for name, to in MOVED.items() if may_move(referral, to, side)]
    if side == Side.PROVIDER or referral.offer.provider_id is None:
        found += [name for name, states in TOLD_IN.items() if referral.state in states]
    if "milestone" in found and not terms_of(referral.offer).milestones:
        found.remove("milestone")
    return found


def forms_of(
    referral: Referral, on: date, side: Side = Side.PROVIDER, did: str = "", data: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A form for each act; the one that was sent has what was sent."""
    first = {"on": on, "date": on, "planned_end": referral.planned_end}
    if referral.state == "accepted" and referral.starts_on:
        first["on"] = min(referral.starts_on, on)
    found = {}
    for name in acts(referral, side):
        form = FORMS[name](data if name == did else None, prefix=name, initial=first)
        if name in ("milestone", "delivery"):
            _offer_choices(form, name, referral)
        found[name] = form
    return found


def _offer_choices(form: Any, name: str, referral: Referral) -> None:
    terms = terms_of(referral.offer)
    if name == "milestone":
        form.fields["milestone"].choices = [(one, word("milestone", one).capitalize()) for one in terms.milestones]
    else:
        form.fields["unit"].choices = [(one, word("unit", one)) for one in terms.units]


def act(referral: Referral, did: str, form: Any, by: Actor, side: Side = Side.PROVIDER) -> bool:
    """Do what the form says. False when it could not be done: the form then tells why."""
    if not form.is_valid():
        return False
    with with_faults(form):
        _do(referral, did, dict(form.cleaned_data), by, side)
        return True
    return False


def _do(referral: Referral, did: str, told: dict[str, Any], by: Actor, side: Side) -> None:
    if did in MOVED:
        move(referral=referral, to=MOVED[did], by=by, side=side, **told)
        return
    participation = referral.participation
    if did == "milestone":
        tell_milestone(participation=participation, by=by, **told)
    elif did == "delivery":
        tell_delivery(participation=participation, by=by, **told)
    else:
        tell_job(client=referral.client, participation=participation, source="provider", by=by, **told)
