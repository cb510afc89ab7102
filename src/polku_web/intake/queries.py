"""Reading batches: which there are, how far they are, and what waits to be repaired."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from polku_web.base.actors import Actor, Role
from polku_web.base.rights import allowed
from polku_web.clients.models import Client
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import pilots_of
from polku_web.intake.faults import FileFault, told
from polku_web.intake.files import FORMULA, read_table
from polku_web.intake.kinds import kind_of
from polku_web.intake.models import Batch, ColumnMatch, Content, Row
from polku_web.intake.sealing import shown_of
from polku_web.intake.staging import content_of
from polku_web.organisations.models import Unit

SAMPLES = 3


def batches(actor: Actor, *, national: bool = False) -> QuerySet[Batch]:
    """The files of clients that the actor may work on, or those of meetings and plans; with how many rows wait."""
    waiting = Count("rows", filter=Q(rows__state=Row.State.FAULTY))
    of_clients = Q(kind=Batch.Kind.CLIENTS)
    found = allowed(actor, "take_in", "batch").filter(~of_clients if national else of_clients)
    found = found.select_related("unit", "pilot", "made_by", "made_by_token")
    return found.annotate(faulty=waiting).order_by("-made_at", "-id")


def units_of(actor: Actor) -> QuerySet[Unit]:
    """The units into which the actor may take clients: own ones, or all of the organiser."""
    own = {post.unit_id for post in actor.posts_as(Role.TEAM_LEAD, Role.SYSTEM) if post.unit_id}
    return Unit.objects.filter(Q(pk__in=own) | Q(organisation__in=_everywhere(actor))).order_by("name")


def _everywhere(actor: Actor) -> set[Any]:
    """The organisers into all of whose units the actor may take clients: a planner, and a token for the whole."""
    systems = (post for post in actor.posts_as(Role.SYSTEM) if post.unit_id is None)
    return {post.organisation_id for post in (*actor.posts_as(Role.SERVICE_PLANNER), *systems)}


def units_to_choose(actor: Actor) -> QuerySet[Unit]:
    """The units of which the actor has to choose one for a file that brings nobody to a unit: a lead of several."""
    units = units_of(actor)
    return units if not actor.posts_as(Role.SERVICE_PLANNER) and len(units) > 1 else units.none()


def unsure(batch: Batch) -> bool:
    """Whether the file has a row of which the person or the number is not known: it may be any of ours."""
    return Row.objects.filter(batch=batch, key="").exists()


def gone(batch: Batch) -> int | None:
    """How many rows of ours taking in would take away: those of its days that a file of everything does not tell.

    None, when it cannot be said yet, and nothing would be taken away: see `unsure`.
    """
    counted = kind_of(batch).gone
    if counted is None or batch.all_from is None:
        return 0
    if unsure(batch):
        return None
    return counted(batch) if batch.state == Batch.State.CHECKED else 0


def may_take_in_all(actor: Actor, unit: Unit) -> bool:
    """Whether the actor's files may concern clients of all the organiser's units."""
    return unit.organisation_id in _everywhere(actor)


def pilots_for(actor: Actor) -> QuerySet[Pilot]:
    """The pilots that run or begin later under the actor's organisers."""
    day = timezone.localdate(actor.at)
    running = pilots_of(actor.organiser_ids, day).values("pk")
    coming = Pilot.objects.filter(organisation__in=actor.organiser_ids, start_date__gt=day).values("pk")
    return Pilot.objects.filter(Q(pk__in=running) | Q(pk__in=coming)).order_by("name")


def samples(batch: Batch) -> list[list[str]]:
    """The first rows of the file."""
    try:
        return list(islice(read_table(content_of(batch)), 1, SAMPLES + 1))
    except (FileFault, Content.DoesNotExist):
        return []


def last_taken_in(organisation_id: Any, pilot_id: Any, kind: str = "clients") -> Batch | None:
    """The organiser's file of the kind, about the pilot or about none, that went in the last."""
    found = Batch.objects.filter(organisation=organisation_id, pilot=pilot_id, kind=kind, state=Batch.State.TAKEN_IN)
    return found.order_by("-made_at").first()


def about_the_same(batch: Batch) -> QuerySet[Batch]:
    """Other files of the kind that may concern the same clients: files of two units have no client in common."""
    others = Batch.objects.filter(organisation=batch.organisation_id, kind=batch.kind).exclude(pk=batch.pk)
    return others if batch.whole else others.filter(Q(whole=True) | Q(unit=batch.unit_id))


def overtaken(batch: Batch) -> bool:
    """Whether another file that may concern the same clients has come, or gone in, after this one."""
    later = Q(made_at__gt=batch.made_at)
    if batch.taken_at is not None:
        later |= Q(taken_at__gt=batch.taken_at)
    return about_the_same(batch).filter(later).exclude(state=Batch.State.CANCELLED).exists()


def counts(batch: Batch) -> dict[str, int]:
    """How many rows are in each state."""
    found = Row.objects.filter(batch=batch).order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(("sound", "faulty", "taken_in", "left_out"), 0) | dict(found)


def faulty(batch: Batch) -> QuerySet[Row]:
    """The rows that wait to be repaired."""
    rows = Row.objects.filter(batch=batch, state=Row.State.FAULTY)
    return rows.select_related("client", "batch").order_by("number")


def told_rows(rows: Any) -> list[dict[str, Any]]:
    """Each row with the person's name and, for each fault, the field, the value and what would be right."""
    found = []
    for row in rows:
        says, fields = shown_of(row), kind_of(row).by_name
        faults = [
            {
                "label": fields[name].label if name else "",
                "value": "" if says.get(name) == FORMULA else says.get(name, ""),
                "told": told(kind),
            }
            for name, kind in row.faults
        ]
        person = [says.get(one, "") for one in ("family_name", "given_name")]
        if row.client:
            person = [row.client.family_name, row.client.given_name]
        name = " ".join(filter(None, person))
        found.append({"row": row, "name": name if FORMULA not in name else "", "faults": faults})
    return found


def clients_of(rows: Any) -> list[Any]:
    """The ids of those clients that rows are about: seeing a row is seeing the client."""
    keys = [row.key for row in rows if row.key]
    named = {row.client_id for row in rows if row.client_id}
    return list(named.union(Client.objects.filter(identity_key__in=keys).values_list("pk", flat=True)))


def column_matches(actor: Actor) -> QuerySet[ColumnMatch]:
    """The columns that are remembered of the organiser's files, by kind of file and name."""
    return allowed(actor, "forget", "columnmatch").order_by("kind", "header")


def labelled(matches: Any) -> list[tuple[ColumnMatch, Any]]:
    """Each with the field's name; empty where the column is not read, or the field is there no more."""
    found = ((one, kind_of(one).by_name.get(one.field)) for one in matches)
    return [(one, field.label if field else "") for one, field in found]
