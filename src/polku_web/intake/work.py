"""Work on a batch in the background: who works on it, how far it is, and that whoever died is noticed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from polku_web.intake.models import Batch

SILENT = timedelta(seconds=90)  # whoever has given no sign of life for so long has died


class Lost(Exception):  # noqa: N818 - it says what happened
    """Somebody else works on the batch now, or it was taken away."""


def is_silent(batch: Batch, now: datetime) -> bool:
    """Whether the batch waits for somebody who does not answer."""
    return batch.state in Batch.WORKING and (batch.beat_at is None or now - batch.beat_at > SILENT)


class Worker:
    """Whoever works on a batch. Each sign of life also holds that nobody else has taken the work over."""

    def __init__(self, batch_id: UUID, state: str, clock: Callable[[], datetime] = timezone.now) -> None:
        self.batch_id, self.state, self.clock, self.token = batch_id, state, clock, uuid4()

    def claim(self) -> Batch:
        """Take the work, unless somebody alive has it. Raises Lost."""
        free = Q(worker=None) | Q(beat_at=None) | Q(beat_at__lt=self.clock() - SILENT)
        mine = Batch.objects.filter(free, pk=self.batch_id, state=self.state)
        if not mine.update(worker=self.token, beat_at=self.clock()):
            raise Lost
        return Batch.objects.select_related("unit", "pilot", "organisation").get(pk=self.batch_id)

    def tell(self, **told: Any) -> None:
        """Say how far the work is."""
        mine = Batch.objects.filter(pk=self.batch_id, worker=self.token, state=self.state)
        if not mine.update(beat_at=self.clock(), **told):
            raise Lost

    @transaction.atomic
    def finish(self, state: str, **told: Any) -> None:
        """The step is over: the batch goes on to a state that it may go to."""
        if state not in Batch.MOVES[self.state]:
            raise ValueError(f"a batch does not go from {self.state} to {state}")
        self.tell(worker=None, **told)
        Batch.objects.filter(pk=self.batch_id).update(state=state, step="")


def take_whole(
    batch_id: UUID,
    prepare: Callable[[Batch, Worker], Any],
    write: Callable[[Batch, Any], dict[str, int]],
    refused: Mapping[type[Exception], str],
) -> None:
    """Prepare what a batch does, then write it in one transaction: all of it, or nothing and the reason is told.

    `refused`: by which code each expected error is told. Any other is told as a failure and raised.
    """
    worker = Worker(batch_id, "taking_in")
    try:
        batch = worker.claim()
    except Lost:
        return
    try:
        prepared = prepare(batch, worker)
        worker.tell(step="write")
        with transaction.atomic():
            counts = write(batch, prepared)
            worker.finish("taken_in", told="", counts=_added(batch.counts, counts), taken_at=worker.clock())
    except Lost:
        return
    except tuple(refused) as error:
        worker.finish("checked", told=next(code for kind, code in refused.items() if isinstance(error, kind)))
    except Exception:
        worker.finish("checked", told="failed")
        raise


def _added(before: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    return {name: before.get(name, 0) + now.get(name, 0) for name in {**before, **now}}
