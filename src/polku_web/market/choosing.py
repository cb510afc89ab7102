"""Which providers are shown beside each other, and who is taken when the client does not choose: the pilot's `choices`.

So many as the file says are shown, out of those with room. Which of more that is depends on client and provider alone:
every provider comes up as often as another, and the same client is shown the same ones again.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from polku_web.clients.models import Client
from polku_web.market.fitting import Fit
from polku_web.market.models import Offer
from polku_web.market.terms import terms_in, word

RULE = {"draw": "lottery", "nearest": "default", "coach": "coach"}


def shown(fit: Fit, client: Client) -> list[Offer]:
    """The offers that the client is shown, by the provider's name, each with languages and whether it works nearby."""
    number = fit.terms.choice.offer if fit.terms.choice else None
    found = list(fit.offers)
    if number is not None and len(found) > number:
        found = sorted(found, key=lambda offer: sha256(f"{client.pk}{offer.pk}".encode()).hexdigest())[:number]
    place = "" if client.non_disclosure else client.municipality  # what is near would tell where a hidden client lives
    for offer in found:
        terms = terms_in(fit.terms.pilot, offer)
        offer.spoken = [word("language", one) for one in terms.languages]
        offer.near = terms.works_in(place)
    return sorted(found, key=lambda offer: (offer.provider_name, str(offer.pk)))


def choosers(fit: Fit) -> list[str]:
    """Who may have chosen: the client, or whom the pilot file names for when the client does not; else the coach."""
    rule = fit.terms.choice.no_choice if fit.terms.choice else None
    return ["client", RULE[rule or "coach"]]


def taken(chooser: str, picked: Offer | None, offers: Sequence[Offer]) -> Offer:
    """The offer to which the client is sent. Raises ValidationError when somebody still has to pick.

    The lot is drawn by the machine's source of randomness; the referral keeps among which offers it was.
    """
    if chooser == "lottery":
        return secrets.choice(list(offers))
    if chooser == "default":
        near = [offer for offer in offers if offer.near]
        if len(near) != 1:
            raise ValidationError(_("Lähintä tuottajaa ei voi päätellä. Valitse tuottaja asiakkaan kanssa."))
        return near[0]
    if picked is None:
        raise ValidationError({"offer": _("Valitse tuottaja.")})
    return picked
