"""What is done in the market: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from django.db import transaction

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of
from polku_web.market.models import Offer


@transaction.atomic
def open_offers(*, pilot: Pilot, by: Actor) -> list[Offer]:
    """Open an offer for each service of the pilot file: for each contract on it, and one for what is not bought.

    A provider whose organisation nobody has named gets none. What is open already stays as it is.
    """
    told = definition_of(pilot)
    named = {one.provider_key: one.organisation for one in pilot.suppliers.select_related("organisation")}
    wanted = [
        (service.id, named[contract.provider], contract.id, contract.period.start, contract.period.end)
        for contract in told.contracts
        for service in told.services
        if service.id in contract.services and contract.provider in named
    ]
    bought = {service for contract in told.contracts for service in contract.services}
    wanted += [
        (service.id, None, "", pilot.start_date, pilot.end_date)
        for service in told.services
        if service.id not in bought
    ]
    opened = [
        Offer.objects.get_or_create(
            pilot=pilot,
            service_key=service,
            provider=provider,
            contract_key=contract,
            defaults={"start_date": start, "end_date": end},
        )
        for service, provider, contract, start, end in wanted
    ]
    new = [offer for offer, is_new in opened if is_new]
    if new:
        record(by, "market.offers_opened", pilot, after={"offers": [str(offer.pk) for offer in new]})
    return [offer for offer, _is_new in opened]
