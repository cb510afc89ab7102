"""Reading figures: the newest of each pilot, contracts with their sums, how the runs went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from polku_web.base.actors import Actor
from polku_web.base.rights import allowed
from polku_web.figures.actions import SILENT
from polku_web.figures.models import Contract, ContractFigures, FeeSum, Measure, PilotFigures, Run, Series

STALE = timedelta(days=2)
UNPAID = ("claimed", "over_maximum")  # neither earned nor yet to be


def newest() -> QuerySet[PilotFigures]:
    """The newest figures of each pilot."""
    later = PilotFigures.objects.filter(pilot=OuterRef("pilot")).order_by("-run__at", "-pk")
    return PilotFigures.objects.filter(pk=Subquery(later.values("pk")[:1]))


def _total(field: str, which: Q | None = None) -> Coalesce:
    return Coalesce(Sum(f"fees__{field}", filter=which), 0)


SUMS = {
    "lines": _total("lines"),
    "waiting": _total("lines", Q(fees__status="claimed")),
    "over": _total("lines", Q(fees__status="over_maximum")),
    "earned_cents": _total("amount_cents", ~Q(fees__status__in=UNPAID)),
    "payable_cents": _total("payable_cents"),
    "waiting_cents": _total("amount_cents", Q(fees__status="claimed")),
    "over_cents": _total("amount_cents", Q(fees__status="over_maximum")),
}


def contracts_of(actor: Actor) -> QuerySet[ContractFigures]:
    """The newest figures of the contracts that the actor may see, with their sums: one query."""
    ours = allowed(actor, "view", "contract")
    return _with_sums(ContractFigures.objects.filter(contract__in=ours, figures__in=newest()))


def figures_of(contract: Contract) -> ContractFigures | None:
    """The contract's newest figures with their sums; None where its pilot's newest do not have it."""
    return _with_sums(ContractFigures.objects.filter(contract=contract, figures__in=newest())).first()


def _with_sums(found: QuerySet[ContractFigures]) -> QuerySet[ContractFigures]:
    told = found.select_related("contract__pilot", "figures__run", "figures__version")
    return told.annotate(**SUMS).order_by("provider_name", "contract__key")


def fees_of(contracts: Any) -> QuerySet[FeeSum]:
    """The sums of the contracts' figures, by contract, fee and month."""
    found = FeeSum.objects.filter(contract__in=contracts)
    found = found.select_related("contract__contract", "contract__figures__pilot")
    return found.order_by("contract__provider_name", "contract__contract__key", "order", "month", "status")


def newest_of(pilot: Any) -> PilotFigures | None:
    """The newest figures of the pilot."""
    return newest().filter(pilot=pilot).select_related("run", "version", "pilot").first()


def measures_of(figures: PilotFigures) -> list[Measure]:
    """The indicators that the figures have, in the order of the catalogue."""
    return list(figures.measures.all())


def series_of(measure: Measure, group: str) -> list[Series]:
    """The indicator's series of one group in every area."""
    return list(measure.series.filter(group=group))


@dataclass(frozen=True)
class Standing:
    """How an organiser's figures stand: the newest run of each kind, and whether the figures are old."""

    running: Run | None
    failed: Run | None  # newer than the newest figures
    done: Run | None
    stale: bool


def standing_of(organisation_id: Any, now: datetime) -> Standing:
    """How figures stand, by the newest run of each state: one query."""
    later = Run.objects.filter(organisation=organisation_id, state=OuterRef("state")).order_by("-asked_at", "-pk")
    last = Run.objects.filter(organisation=organisation_id, pk=Subquery(later.values("pk")[:1]))
    found = {run.state: run for run in last}
    running, failed, done = (found.get(state) for state in ("running", "failed", "done"))
    if running is not None and running.beat_at < now - SILENT:
        running = None
    if failed is not None and done is not None and failed.asked_at < done.asked_at:
        failed = None
    stale = done is not None and done.at is not None and now - done.at > STALE
    return Standing(running, failed, done, stale)


def kept_of(run: Run) -> dict[str, Any]:
    """What the run kept, by pilot, in numbers."""
    counted = run.pilots.annotate(
        told=Count("contracts", distinct=True), rows=Count("measures__series", distinct=True)
    ).select_related("pilot")
    pilots = [{"pilot": one.pilot.key, "contracts": one.told, "series": one.rows} for one in counted]
    return {"moment": run.at.isoformat() if run.at else None, "program": run.program, "pilots": pilots}
