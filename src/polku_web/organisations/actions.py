"""What administrators do: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor, Role
from polku_web.organisations.models import Membership, Organisation, Unit, User

ROLES_OF: dict[str, frozenset[str]] = {
    "organiser": frozenset(set(Role) - {Role.PROVIDER_WORKER, Role.EMPLOYER, Role.CLIENT, Role.SYSTEM}),
    "provider": frozenset({Role.PROVIDER_WORKER}),
    "employer": frozenset({Role.EMPLOYER}),
}


@transaction.atomic
def add_person(*, email: str, given_name: str, family_name: str, by: Actor) -> User:
    """Add somebody who signs in by e-mail. The password is set by the person, through `invite`."""
    person = User.objects.create_user(email, given_name=given_name, family_name=family_name)
    record(by, "organisations.person_added", person)
    return person


@transaction.atomic
def give_post(
    *,
    user: User,
    organisation: Organisation,
    role: str,
    start_date: date,
    by: Actor,
    unit: Unit | None = None,
    end_date: date | None = None,
) -> Membership:
    """Give a person a role from a day. Raises ValidationError when the role does not belong in such an organisation."""
    if role not in ROLES_OF[organisation.kind]:
        raise ValidationError({"role": _("Tämä rooli ei kuulu tällaiseen organisaatioon.")})
    if unit is not None and unit.organisation_id != organisation.pk:
        raise ValidationError({"unit": _("Yksikkö kuuluu toiseen organisaatioon.")})
    post = Membership(
        user=user, organisation=organisation, unit=unit, role=role, start_date=start_date, end_date=end_date
    )
    post.full_clean()
    post.save(force_insert=True)
    record(by, "organisations.post_given", post, after=_told(post))
    return post


@transaction.atomic
def end_post(*, post: Membership, on: date, by: Actor) -> Membership:
    """The post's last day is `on`, or its first day where that is later."""
    post = Membership.objects.select_for_update(of=("self",)).get(pk=post.pk)
    before = _told(post)
    post.end_date = max(on, post.start_date)
    post.full_clean()
    post.save(update_fields=["end_date"])
    record(by, "organisations.post_ended", post, before=before, after=_told(post))
    return post


@transaction.atomic
def add_unit(*, organisation: Organisation, name: str, by: Actor) -> Unit:
    """Add a unit to an organisation; the name is used once in it."""
    unit = Unit(organisation=organisation, name=name)
    unit.full_clean()
    unit.save(force_insert=True)
    record(by, "organisations.unit_added", unit, after={"name": name})
    return unit


@transaction.atomic
def add_partner(*, organiser: Organisation, kind: str, name: str, business_id: str = "", by: Actor) -> Organisation:
    """Add a provider or an employer that works with the organiser."""
    partner = Organisation(kind=kind, name=name, business_id=business_id, partner_of=organiser)
    partner.full_clean()
    partner.save(force_insert=True)
    record(by, "organisations.partner_added", partner, after={"name": name, "kind": kind})
    return partner


@transaction.atomic
def change_appearance(
    *,
    organisation: Organisation,
    name: str,
    colour: str,
    by: Actor,
    logo: bytes | None = None,
    remove_logo: bool = False,
) -> Organisation:
    """Change what every page carries. Without `logo` the old one stays, unless it is removed."""
    before = {"name": organisation.name, "colour": organisation.colour, "logo": bool(organisation.logo)}
    organisation.name, organisation.colour = name, colour
    if logo or remove_logo:
        organisation.logo = logo
    organisation.full_clean()
    organisation.save()
    after = {"name": name, "colour": colour, "logo": bool(organisation.logo)}
    record(by, "organisations.appearance_changed", organisation, before=before, after=after)
    return organisation


@transaction.atomic
def found_organiser(*, name: str, by: Actor) -> Organisation:
    """Begin an organiser; from the command line or the demo, before anyone could do it on a page."""
    organisation = Organisation(kind=Organisation.Kind.ORGANISER, name=name)
    organisation.full_clean()
    organisation.save(force_insert=True)
    record(by, "organisations.organiser_founded", organisation, after={"name": name})
    return organisation


@transaction.atomic
def invite(*, user: User, by: Actor) -> dict[str, str]:
    """The parts of the link by which a person sets a password; good until used, or for the days the settings say.

    Whoever has the link can set the password, so that it was made is in the log.
    """
    record(by, "organisations.invited", user)
    return {"who": urlsafe_base64_encode(force_bytes(user.pk)), "token": default_token_generator.make_token(user)}


def _told(post: Membership) -> dict[str, Any]:
    return {
        "role": post.role,
        "organisation": str(post.organisation_id),
        "unit": str(post.unit_id) if post.unit_id else None,
        "start_date": str(post.start_date),
        "end_date": str(post.end_date) if post.end_date else None,
    }
