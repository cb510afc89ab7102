"""Working lists, support groups, links: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.casework.models import NationalLinks, Supporter, WorkingList
from polku_web.clients.models import Client
from polku_web.organisations.models import Organisation


@transaction.atomic
def keep_list(*, name: str, filters: dict[str, Any], by: Actor) -> WorkingList:
    """Keep filters by a name; one of the worker's own lists of that name gets the new filters."""
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("Anna työlistalle nimi.")})
    found, _new = WorkingList.objects.update_or_create(owner_id=by.user_id, name=name, defaults={"filters": filters})
    record(by, "casework.list_kept", found, after=filters)
    return found


@transaction.atomic
def remove_list(*, kept: WorkingList, by: Actor) -> None:
    """Forget the list."""
    record(by, "casework.list_removed", kept, before=kept.filters)
    kept.delete()


@transaction.atomic
def add_supporter(*, client: Client, by: Actor, **told: Any) -> Supporter:
    """Somebody joins the client's support group until a day."""
    supporter = Supporter(client=client, **told)
    supporter.full_clean()
    supporter.save(force_insert=True)
    after = {"start_date": str(supporter.start_date), "end_date": str(supporter.end_date)}
    record(by, "casework.supporter_added", supporter, subject_id=client.pk, after=after)
    return supporter


@transaction.atomic
def end_supporter(*, supporter: Supporter, by: Actor) -> None:
    """Yesterday was the last day; who has not begun yet is taken away."""
    supporter = Supporter.objects.select_for_update().get(pk=supporter.pk)
    yesterday: date = timezone.localdate(by.at) - timedelta(1)
    before = {"start_date": str(supporter.start_date), "end_date": str(supporter.end_date)}
    record(by, "casework.supporter_ended", supporter, subject_id=supporter.client_id, before=before)
    if supporter.start_date > yesterday:
        supporter.delete()
        return
    supporter.end_date = min(yesterday, supporter.end_date or yesterday)
    supporter.save(update_fields=["end_date"])


@transaction.atomic
def set_links(*, organisation: Organisation, by: Actor, **told: str) -> NationalLinks:
    """Say where the national system shows a meeting and a plan, to staff and to the client."""
    Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    before = NationalLinks.objects.filter(organisation=organisation).values(*told).first()
    links = NationalLinks(organisation=organisation, **told)
    links.full_clean(validate_unique=False)
    links.save()
    record(by, "casework.links_set", organisation, before=before, after=told)
    return links
