"""A way for a provider without an account: a link to one referral, until a time. Only the token's hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor, Post, Role
from polku_web.base.secrets import search_hash
from polku_web.market.models import Referral, ReferralLink
from polku_web.market.rules import shown_to_provider

LINK_DAYS = 14


@transaction.atomic
def make_link(*, referral: Referral, by: Actor) -> str:
    """A new link's token, told this once. Earlier links to the referral end now. Raises ValidationError when closed."""
    referral = Referral.objects.select_for_update(of=("self",)).select_related("offer").get(pk=referral.pk)
    if referral.offer.provider_id is None:
        raise ValidationError(_("Oma palvelu ei tarvitse linkkiä."))
    if not _shown(referral, by.at):
        raise ValidationError(_("Lähete ei ole enää avoinna."))
    for one in referral.links.filter(ends_at__gt=by.at):
        one.ends_at = max(by.at, one.made_at + timedelta(microseconds=1))
        one.save(update_fields=["ends_at"])
    token = secrets.token_urlsafe(32)
    link = ReferralLink(referral=referral, token_hash=_hash(token), made_at=by.at, ends_at=by.at + timedelta(LINK_DAYS))
    link.full_clean()
    link.save(force_insert=True)
    record(by, "market.link_made", link, subject_id=referral.client_id, after={"ends_at": link.ends_at.isoformat()})
    return token


def by_token(token: str, at: datetime) -> ReferralLink | None:
    """The link of a token, while it is good; None else, for whatever reason."""
    return _good(Q(token_hash=_hash(token)), at)


def by_id(link_id: object, at: datetime) -> ReferralLink | None:
    """The link that was opened in this browser before, while it is good."""
    return _good(Q(pk=link_id), at)


def _good(which: Q, at: datetime) -> ReferralLink | None:
    found = ReferralLink.objects.filter(which, ends_at__gt=at)
    link = found.select_related(
        "referral__offer__provider", "referral__offer__pilot", "referral__client__unit", "referral__made_by"
    ).first()
    return link if link is not None and _shown(link.referral, at) else None


def _shown(referral: Referral, at: datetime) -> bool:
    """As long as a worker of the provider with an account would see it."""
    return Referral.objects.filter(shown_to_provider(timezone.localdate(at)), pk=referral.pk).exists()


def actor_of_link(link: ReferralLink, at: datetime) -> Actor:
    """Whoever holds the link, for the log: the provider, without a person's name."""
    provider = link.referral.offer.provider
    post = Post(Role.PROVIDER_WORKER, provider.pk, provider.organiser_id_of, provider.name)
    return Actor(at, posts=(post,), name=f"{provider.name} (link)")


def _hash(token: str) -> str:
    return search_hash(f"referral_link:{token}")
