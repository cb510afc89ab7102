"""Tokens of other systems: made, shown once, revoked; and who acts when one is sent."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import allowed
from polku_web.base.secrets import search_hash
from polku_web.organisations.models import Organisation, Token, Unit

PREFIX = "polku_"  # by which a program that looks for leaked secrets knows one
LONGEST = timedelta(366)
USED = timedelta(minutes=10)


@transaction.atomic
def make_token(
    *,
    organisation: Organisation,
    name: str,
    abilities: Sequence[str],
    last_day: date,
    by: Actor,
    whole: bool = False,
    units: Sequence[Unit] = (),
) -> tuple[Token, str]:
    """A new token and its text, told this once.

    Raises ValidationError when it could do nothing, is for no unit or for others' units, has the name of another one
    in use, or ends before today or more than a year ahead.
    """
    if whole == bool(units):
        raise ValidationError({"where": _("Valitse joko koko organisaatio tai yksi tai useampi yksikkö.")})
    if organisation.kind != Organisation.Kind.ORGANISER or any(one.organisation_id != organisation.pk for one in units):
        raise ValidationError({"where": _("Yksikkö kuuluu toiseen organisaatioon.")})
    today = timezone.localdate(by.at)
    if not today <= last_day <= today + LONGEST:
        raise ValidationError({"last_day": _("Valitse päivä, joka on tänään tai enintään vuoden päässä.")})
    if not abilities or not set(abilities) <= set(Token.ABILITIES):
        raise ValidationError({"abilities": _("Valitse ainakin yksi asia, jonka avaimella voi tehdä.")})
    if Token.objects.filter(organisation=organisation, name=name, revoked_at=None).exists():
        raise ValidationError({"name": _("Samanniminen avain on jo käytössä. Anna toinen nimi.")})
    return _kept(organisation, name, abilities, last_day, by, whole, units)


def _kept(
    organisation: Organisation,
    name: str,
    abilities: Sequence[str],
    last_day: date,
    by: Actor,
    whole: bool,
    units: Sequence[Unit],
) -> tuple[Token, str]:
    text = PREFIX + secrets.token_urlsafe(32)
    token = Token(
        organisation=organisation,
        name=name,
        digest=_digest(text),
        whole=whole,
        made_by_id=by.user_id,
        made_at=by.at,
        last_day=last_day,
        **dict.fromkeys(abilities, True),
    )
    token.full_clean()
    token.save(force_insert=True)
    token.units.set(units)
    told = {"name": name, "abilities": token.abilities(), "whole": whole, "last_day": str(last_day)}
    record(by, "organisations.token_made", token, after=told | {"units": sorted(str(one.pk) for one in units)})
    return token, text


@transaction.atomic
def revoke_token(*, token: Token, by: Actor) -> Token:
    """From this moment the token opens nothing. Raises ValidationError when somebody was quicker."""
    token = Token.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if token.revoked_at is not None:
        raise ValidationError(_("Avain on jo poistettu käytöstä."))
    token.revoked_at, token.revoked_by_id = by.at, by.user_id
    token.save(update_fields=["revoked_at", "revoked_by"])
    record(by, "organisations.token_revoked", token, after={"name": token.name})
    return token


def tokens_of(actor: Actor) -> QuerySet[Token]:
    """The tokens that the administrator looks after: those in use first, then the latest."""
    found = allowed(actor, "administer", "token").select_related("made_by").prefetch_related("units")
    return found.order_by(F("revoked_at").desc(nulls_first=True), "-made_at", "id")


def by_text(text: str) -> Token | None:
    """The token of a text, also one that has ended or was revoked; None when there is none."""
    found = Token.objects.filter(digest=_digest(text)).select_related("organisation")
    return found.prefetch_related("units").first()


def actor_of_token(token: Token, at: datetime) -> Actor:
    """The other system, for rules and the log: in each of the token's units, or in the whole organisation."""
    there = token.organisation
    if token.whole:
        posts = [Post(Role.SYSTEM, there.pk, there.pk, there.name)]
    else:
        posts = [
            Post(Role.SYSTEM, there.pk, there.pk, f"{one.name}, {there.name}", one.pk) for one in token.units.all()
        ]
    return Actor(at, posts=tuple(posts), name=token.name, token_id=token.pk)


def note_use(token: Token, at: datetime) -> None:
    """Keep when the token was last used; a write in ten minutes is enough."""
    before = Q(used_at=None) | Q(used_at__lt=at - USED)
    if token.used_at is None or token.used_at < at - USED:
        Token.objects.filter(before, pk=token.pk).update(used_at=at)


def _digest(text: str) -> str:
    return search_hash(f"token:{text}")
