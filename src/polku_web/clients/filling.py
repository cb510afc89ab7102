"""What is missing for a decision, filled in by staff, and the decision made anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.clients.actions import NOT_REPEATED
from polku_web.clients.decisions import decide
from polku_web.clients.history import Told, tell
from polku_web.clients.models import AllowanceRight, Client, Decision, Residence
from polku_web.contracts.models import Pilot

OWN = ("municipality", "sex", "native_language", "immigrant", "education_level", "occupation", "service_line")


@transaction.atomic
def fill_in(*, client: Client, pilot: Pilot, told: dict[str, Any], on: date, by: Actor) -> Decision:
    """Keep what was found out (`OWN` and `earnings_related`), and decide again. Raises ValidationError."""
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    changed = {name: told[name] for name in OWN if told.get(name) not in (None, "")}
    before = {name: "…" if name in NOT_REPEATED else getattr(client, name) for name in changed}
    for name, value in changed.items():
        setattr(client, name, value)
    client.full_clean()
    client.save()
    if "municipality" in changed:
        tell(Residence, client, Told(client.municipality), on)
    after = {name: "…" if name in NOT_REPEATED else value for name, value in changed.items()}
    if told.get("earnings_related") is not None:
        tell(AllowanceRight, client, Told(told["earnings_related"], told.get("since")), on)
        after["earnings_related"] = told["earnings_related"]
    if after:
        record(by, "clients.changed", client, subject_id=client.pk, before=before, after=after)
    return decide(client=client, pilot=pilot, on=on, by=by)
