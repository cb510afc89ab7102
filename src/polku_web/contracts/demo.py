"""The demo's pilot: Pirkanmaa's of 2021, its years moved so that it runs on the day of the demo."""

from __future__ import annotations

from datetime import date

from polku.definition import running_on
from polku_web.base.actors import Actor
from polku_web.contracts.actions import add_pilot, name_supplier
from polku_web.contracts.models import Pilot
from polku_web.organisations.models import Organisation

SHIPPED = "pirkanmaa-2021"


# The file's services have no conditions; with this one the demo shows somebody who meets it, who does not, who may.
OPEN_TO = ("kind: recruitment_training\n", "    conditions: unemployed and (age < 30 or education_level <= 2)\n")
# Its contracts take everybody's word. In the demo the first one does not take the client's, so that something waits.
WORD_TAKEN = ("    attribution: latest\n", "    accepts: [register, employer, provider]\n")


def pilot_text(on: date) -> str:
    """The shipped file with every day moved by whole years, so that the pilot began in March of the year before."""
    text = running_on(SHIPPED, on).replace(OPEN_TO[0], "".join(OPEN_TO))
    return text.replace(WORD_TAKEN[0], "".join(WORD_TAKEN), 1)


def load(*, ours: Organisation, on: date, by: Actor) -> Pilot:
    """Add the pilot; its providers are the organiser's invented partners, in the order of their names."""
    pilot = add_pilot(organisation=ours, text=pilot_text(on), by=by)
    providers = ours.partners.filter(kind=Organisation.Kind.PROVIDER).order_by("name")
    for key, provider in zip(("t1", "t2", "t3"), providers, strict=False):
        name_supplier(pilot=pilot, provider_key=key, organisation=provider, by=by)
    return pilot
