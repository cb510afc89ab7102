"""How many places an offer has left. A referral keeps a place from when it is sent until it is closed or ended."""

from __future__ import annotations

from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from polku_web.market.models import Offer, Participation, Referral


def _number(rows: QuerySet) -> Coalesce:
    counted = rows.filter(offer=OuterRef("pk")).order_by().values("offer").annotate(number=Count("pk"))
    return Coalesce(Subquery(counted.values("number"), output_field=IntegerField()), 0)


def with_places(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers with `taken` (places in use), `waiting` (not answered), `in_service` and `left` (none: no limit)."""
    by_referral = Referral.objects.filter(state__in=Referral.OPEN)
    without = Participation.objects.filter(end_date=None, referral=None)
    return offers.annotate(
        taken=_number(by_referral) + _number(without),
        waiting=_number(Referral.objects.filter(state__in=Referral.UNANSWERED)),
        in_service=_number(Participation.objects.filter(end_date=None)),
    ).annotate(left=F("places") - F("taken"))


def places_left(offer: Offer) -> int | None:
    """How many more clients can be sent to the offer; None when there is no limit."""
    return with_places(Offer.objects.filter(pk=offer.pk)).values_list("left", flat=True)[0]
