"""What is left of files when their term has ended: rows that nobody mended, files that nobody went on with."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.days import first_moment
from polku_web.intake.models import Batch, Row
from polku_web.intake.work import SILENT

WAITING = ("uploaded", "checked", "taken_in", "cancelled")


IN = Q(state=Row.State.TAKEN_IN)
GOES = ~IN | ~Q(batch__kind=Batch.Kind.CLIENTS)  # rows that nothing is read from any more


@transaction.atomic
def clear_files(*, on: date, days: int, by: Actor) -> tuple[int, int]:
    """Remove what files that came more than `days` before the day have left behind: how many files, and rows of others.

    A file of which nothing went in goes as a whole. Of another go the rows that are not in the register; of meetings
    and plans all rows, since the register has what they said and the log how it came.
    """
    rows = Row.objects.filter(batch=OuterRef("pk"))
    went_in = Q(taken_at__isnull=False) | Exists(rows.filter(IN))
    old = Batch.objects.filter(made_at__lt=first_moment(on - timedelta(days)))
    old = old.filter(Q(state__in=WAITING) | Q(beat_at=None) | Q(beat_at__lt=by.at - SILENT))
    left = old.filter(went_in, Exists(rows.filter(GOES)))
    return _files_gone(old.exclude(went_in), by), sum(
        _rows_gone(one, by) for one in left.select_for_update(of=("self",))
    )


def _files_gone(batches: QuerySet[Batch], by: Actor) -> int:
    found = list(batches.select_for_update(of=("self",)))
    for batch in found:
        record(by, "intake.file_removed", batch, before={"state": batch.state})
        batch.delete()
    return len(found)


def _rows_gone(batch: Batch, by: Actor) -> int:
    number = Row.objects.filter(GOES, batch=batch).delete()[0]
    Batch.objects.filter(pk=batch.pk).update(state=Batch.State.TAKEN_IN)
    record(by, "intake.rows_removed", batch, after={"rows": number})
    return number
