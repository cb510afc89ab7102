"""Whether a client meets a service's condition: `polku` says it of this one client, here it is only put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from polku.definition import Expression, Language, condition_in_words
from polku.targeting import conditions_met
from polku_web.clients.asking import asked as facts_of
from polku_web.clients.models import Client
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of, latest
from polku_web.market.codes import Condition
from polku_web.market.models import Offer


@dataclass(frozen=True)
class Verdict:
    """meets: None when it cannot be said; missing then names what is not known, as columns of `persons_at`."""

    meets: bool | None
    missing: tuple[str, ...] = ()
    rule: Expression | None = None
    rule_version: str = ""

    def in_words(self, language: Language) -> str:
        """The condition in plain words; empty where there is none."""
        return condition_in_words(self.rule, language) if self.rule else ""

    @property
    def condition(self) -> str:
        """The code that a referral keeps."""
        if self.rule is None:
            return str(Condition.NONE)
        return str(Condition.UNKNOWN if self.meets is None else Condition.MET)


def judged(client: Client, offer: Offer, on: date) -> Verdict:
    """What the condition of the offer's service says of the client on the day."""
    return verdicts(client, [offer], on)[offer.pk]


def verdicts(client: Client, offers: Iterable[Offer], on: date) -> dict[Any, Verdict]:
    """By offer's id. Nothing is asked where no service has a condition."""
    offers = list(offers)
    by_pilot = {offer.pilot_id: offer.pilot for offer in offers}
    conditions = {key: _conditions(pilot) for key, pilot in by_pilot.items()}
    asked = {f"{key}|{name}": one for key, (_, all_of) in conditions.items() for name, one in all_of.items()}
    told = _asked(client, asked, on) if asked else {}
    found: dict[Any, Verdict] = {}
    for offer in offers:
        version, all_of = conditions[offer.pilot_id]
        name = f"{offer.pilot_id}|{offer.service_key}"
        if name in told:
            found[offer.pk] = Verdict(*told[name], all_of[offer.service_key], version)
        else:
            found[offer.pk] = Verdict(True, rule_version=version)
    return found


def _conditions(pilot: Pilot) -> tuple[str, dict[str, Expression]]:
    services = definition_of(pilot).services
    return latest(pilot).digest, {one.id: one.conditions for one in services if one.conditions is not None}


def _asked(client: Client, asked: Mapping[str, Expression], on: date) -> dict[str, tuple[bool | None, tuple[str, ...]]]:
    with facts_of([client.pk]) as engine:
        conditions_met(engine, asked, on)
        rows = engine.rows("SELECT condition_id, met, missing FROM conditions_met")
    return {name: (met, tuple(filter(None, missing.split("|")))) for name, met, missing in rows}
