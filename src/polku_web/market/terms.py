"""What the pilot file says of an offer: how the provider is chosen, its languages, and what it is paid for telling."""

from __future__ import annotations

from dataclasses import dataclass

from polku.definition import Choice, DeliveryFee, MilestoneFee, Pilot, Provider, Service, value_in_words
from polku_web.base.languages import spoken
from polku_web.contracts.queries import definition_of
from polku_web.market.models import Offer

UNITS = ("hour", "day", "visit")  # where no fee names a unit


@dataclass(frozen=True)
class Terms:
    """The parts of the pilot file behind an offer; provider and choice are None where there is none."""

    pilot: Pilot
    service: Service | None
    provider: Provider | None
    choice: Choice | None
    milestones: tuple[str, ...]
    units: tuple[str, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the provider, else the service, works; empty when nobody has told."""
        return (self.provider.languages if self.provider else ()) or (self.service.languages if self.service else ())

    def works_in(self, municipality: str) -> bool | None:
        """Whether the provider works in the municipality; None when the place is not known. No list means all."""
        if not municipality:
            return None
        places = self.provider.municipalities if self.provider else ()
        return municipality in (places or self.pilot.municipalities)


def terms_of(offer: Offer) -> Terms:
    """What the pilot's latest version says of the offer."""
    pilot = definition_of(offer.pilot)
    return terms_in(pilot, offer)


def terms_in(pilot: Pilot, offer: Offer) -> Terms:
    """The same, in a pilot file that has been read."""
    service = next((one for one in pilot.services if one.id == offer.service_key), None)
    contract = next((one for one in pilot.contracts if one.id == offer.contract_key), None)
    fees = contract.fees if contract else ()
    return Terms(
        pilot,
        service,
        next((one for one in pilot.providers if contract and one.id == contract.provider), None),
        next((one for one in pilot.choices if service and one.id == service.choice), None),
        tuple(dict.fromkeys(fee.milestone for fee in fees if isinstance(fee, MilestoneFee))),
        tuple(dict.fromkeys(fee.unit for fee in fees if isinstance(fee, DeliveryFee))) or UNITS,
    )


def word(kind: str, value: str) -> str:
    """The word of a pilot file's value in the reader's language; without one, the value made readable."""
    told = value_in_words(kind, value, spoken())
    return value.replace("_", " ").replace("-", " ") if told == value else told
