"""Reading pilots: which an organiser runs, and what their files say."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet

from polku.definition import DefinitionError, check_pilot_text
from polku.definition import Pilot as Definition
from polku_web.contracts.models import Pilot, PilotVersion


def pilots_of(organisation_ids: Any, on: date) -> QuerySet[Pilot]:
    """The pilots that the organisers run on the day."""
    begun = Q(start_date=None) | Q(start_date__lte=on)
    on_going = Q(end_date=None) | Q(end_date__gte=on)
    return Pilot.objects.filter(begun, on_going, organisation__in=organisation_ids)


def definition_of(pilot: Pilot) -> Definition:
    """What the pilot's latest version says."""
    return reads(latest(pilot))


def latest(pilot: Pilot) -> PilotVersion:
    """The pilot's latest version."""
    return pilot.versions.order_by("-number")[0]


def reads(version: PilotVersion) -> Definition:
    """What a version says."""
    return _read(version.digest, version.text)


@lru_cache(maxsize=64)
def version_of(pilot_id: Any, digest: str) -> PilotVersion:
    """The pilot's version of the digest, which never changes; raises PilotVersion.DoesNotExist."""
    return PilotVersion.objects.filter(digest=digest, pilot=pilot_id).latest("number")


@lru_cache(maxsize=64)
def _read(digest: str, text: str) -> Definition:
    """Texts are checked on their way in; the same one is read once."""
    result = check_pilot_text(text)
    if result.pilot is None:
        raise DefinitionError(result.faults)
    return result.pilot
