"""Our objects as the API tells them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import EmptyPage, Paginator
from django.db.models import Count, QuerySet

from polku_web.api.schemas import Paging
from polku_web.base.actors import Actor
from polku_web.intake.columns import BY_NAME, MUST
from polku_web.intake.faults import told
from polku_web.intake.models import Batch, Row
from polku_web.intake.work import is_silent

NONE = dict.fromkeys(("sound", "faulty", "taken_in", "left_out"), 0)


def batches_told(batches: Iterable[Batch], by: Actor) -> list[dict[str, Any]]:
    """Batches with their counts: one query, whatever their number."""
    found = list(batches)
    counted = Row.objects.filter(batch__in=[one.pk for one in found]).order_by()
    counts: dict[Any, dict[str, int]] = {one.pk: dict(NONE) for one in found}
    for batch_id, state, number in counted.values_list("batch", "state").annotate(Count("pk")):
        counts[batch_id][state] = number
    return [_told(one, counts[one.pk], by) for one in found]


def batch_told(batch: Batch, by: Actor) -> dict[str, Any]:
    """A batch as it is now."""
    batch.refresh_from_db()
    return batches_told([batch], by)[0]


def _told(batch: Batch, counts: dict[str, int], by: Actor) -> dict[str, Any]:
    waits = batch.state == Batch.State.UPLOADED
    return {
        **{name: getattr(batch, name) for name in ("id", "name", "state", "on", "digest", "made_at", "header")},
        "state_told": batch.get_state_display(),
        "unit": {"id": batch.unit_id, "name": batch.unit.name},
        "pilot": batch.pilot.key if batch.pilot else None,
        "take_in": batch.onward,
        "made_by": _maker(batch),
        "columns": {name: batch.header[place] for name, place in batch.columns.items()},
        "missing": [name for name in MUST if name not in batch.columns] if waits else [],
        "progress": {
            "step": batch.step,
            "done": batch.done,
            "total": batch.total,
            "silent": is_silent(batch, by.at),
        },
        "rows": counts,
        "result": batch.counts,
        "problem": {"kind": batch.told, "told": str(told(batch.told))} if batch.told else None,
    }


def _maker(batch: Batch) -> str:
    if batch.made_by is not None:
        return batch.made_by.get_full_name()
    return batch.made_by_token.name if batch.made_by_token is not None else ""


def faulty_told(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows with their faults, and without what they say: whoever sent them has it."""
    return [
        {
            "row": row.number,
            "faults": [
                {
                    "field": name,
                    "label": str(BY_NAME[name].label) if name else "",
                    "kind": kind,
                    "told": str(told(kind)),
                }
                for name, kind in row.faults
            ],
        }
        for row in rows
    ]


def page_of(rows: QuerySet[Any], paging: Paging) -> tuple[list[Any], dict[str, int]]:
    """The rows of a page, none behind the last one, and where in the list the page is."""
    pages = Paginator(rows, paging.size)
    try:
        here = list(pages.page(paging.page).object_list)
    except EmptyPage:
        here = []
    return here, {"page": paging.page, "pages": pages.num_pages, "total": pages.count}
