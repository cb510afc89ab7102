"""The first step in the background: the file's rows are read, checked and kept, part by part.

Each part is a transaction. Whoever comes after somebody who died goes on behind the last row that is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import F

from polku.base.engine import DuckDB
from polku_web.base.bulk import insert
from polku_web.base.secrets import decrypted_bytes
from polku_web.intake.checks import UNREADABLE, Ground
from polku_web.intake.faults import FileFault
from polku_web.intake.files import Cells, read_table
from polku_web.intake.kinds import kind_of
from polku_web.intake.models import Batch, Content, Row
from polku_web.intake.sealing import as_row
from polku_web.intake.work import Lost, Worker

PART = 7000  # rows: what an engine asks of a part takes as long for few rows as for many


def check_batch(batch_id: UUID) -> None:
    """Read and check what is left of the batch's file. A file that cannot be read goes back, with the reason."""
    worker = Worker(batch_id, "checking")
    try:
        batch = worker.claim()
    except Lost:
        return
    try:
        _check(batch, worker)
    except FileFault as fault:
        Row.objects.filter(batch=batch).delete()
        worker.finish("uploaded", told=fault.kind, total=None, done=0, aside=0)
    except Lost:
        return
    except Exception:
        worker.finish("uploaded", told="failed")
        raise


def _check(batch: Batch, worker: Worker) -> None:
    worker.tell(step="read")
    table = list(read_table(content_of(batch)))
    if len(table) < 2:
        raise FileFault("no_rows")
    worker.tell(step="check", total=len(table) - 1)
    ground, kind = ground_of(batch), kind_of(batch)
    rows = islice(numbered(batch, table), batch.done, None)
    with DuckDB() as engine:
        while part := list(islice(rows, PART)):
            checked = kind.check(engine, part, ground)
            kept = [as_row(batch.pk, one) for one in checked if not one.aside]
            with transaction.atomic():
                insert(kept)
                worker.tell(done=part[-1][0], aside=F("aside") + len(checked) - len(kept))
    with transaction.atomic():
        Content.objects.filter(batch=batch).delete()
        worker.finish("checked", told="")


def content_of(batch: Batch) -> bytes:
    """The file as it was sent."""
    return decrypted_bytes(bytes(Content.objects.get(batch=batch).sealed))


def ground_of(batch: Batch) -> Ground:
    """What the batch's rows are held against. Rows that are sound or in have taken their persons already."""
    units = batch.organisation.units.all() if batch.whole else [batch.unit]
    taken = Row.objects.filter(batch=batch, state__in=(Row.State.SOUND, Row.State.TAKEN_IN))
    return Ground(
        batch.organisation_id,
        {unit.name.casefold(): str(unit.pk) for unit in units},
        batch.on,
        None if batch.whole else batch.unit_id,
        set(taken.values_list("key", flat=True)),
    )


def numbered(batch: Batch, table: Sequence[Cells]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row of the file with its number, field by field as the columns were matched."""
    for number, cells in enumerate(table[1:], 1):
        yield number, told_by_cells(cells, len(table[0]), batch.columns)


def told_by_cells(cells: Cells, width: int, columns: dict[str, int]) -> dict[str, str]:
    """A row's cells by field; a row with more or fewer cells than the header has cannot be read."""
    filled = len(cells) - next((n for n, cell in enumerate(reversed(cells)) if cell), len(cells))
    if filled > width:
        return {UNREADABLE: " ".join(cells)[:500]}
    padded = [*cells, *[""] * width]
    return {field: padded[place] for field, place in columns.items() if padded[place]}
