"""What is done to pilots: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import get_language

from polku.definition import check_pilot_text
from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.contracts.models import Pilot, PilotVersion, Supplier
from polku_web.organisations.models import Organisation


@transaction.atomic
def add_pilot(*, organisation: Organisation, text: str, by: Actor) -> Pilot:
    """Add a pilot, or a new version of it, from its file's text; the same text again changes nothing.

    Raises ValidationError with every fault of the file, by line.
    """
    result = check_pilot_text(text)
    if result.pilot is None:
        raise ValidationError({"text": [str(fault) for fault in result.faults]})
    told, digest = result.pilot, sha256(text.encode()).hexdigest()
    pilot, _new = Pilot.objects.select_for_update().get_or_create(organisation=organisation, key=told.pilot)
    latest = pilot.versions.first()
    if latest is not None and latest.digest == digest:
        return pilot
    pilot.name = told.name.in_language(get_language() or "fi")
    pilot.start_date = told.period.start if told.period else None
    pilot.end_date = told.period.end if told.period else None
    pilot.full_clean()
    pilot.save()
    number = latest.number + 1 if latest else 1
    version = PilotVersion(pilot=pilot, number=number, text=text, digest=digest, added_at=by.at)
    version.save(force_insert=True)
    record(by, "contracts.pilot_added", pilot, after={"version": number, "digest": digest})
    return pilot


@transaction.atomic
def name_supplier(*, pilot: Pilot, provider_key: str, organisation: Organisation, by: Actor) -> Supplier:
    """Say which organisation a provider of the pilot file is."""
    supplier = Supplier(pilot=pilot, provider_key=provider_key, organisation=organisation)
    supplier.full_clean()
    supplier.save(force_insert=True)
    record(by, "contracts.supplier_named", supplier, after={"provider": provider_key, "is": str(organisation.pk)})
    return supplier
