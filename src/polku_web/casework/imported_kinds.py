"""Files of meetings and of plans, as the intake of files knows kinds."""

from __future__ import annotations

from functools import partial

from django.utils import timezone

from polku_web.casework.imported_checks import check_rows
from polku_web.casework.imported_fields import OF_MEETINGS, OF_PLANS, Imported
from polku_web.casework.imported_rows import gone_of, take_in
from polku_web.intake.kinds import FileKind, add_kind
from polku_web.intake.models import Batch

WITHHELD = ("place",)  # of a client with a non-disclosure order


def declare_kinds() -> None:
    """Called once, when the app is ready."""
    for sort in (OF_MEETINGS, OF_PLANS):
        add_kind(
            FileKind(
                sort.name,
                sort.fields,
                sort.needs,
                partial(check_rows, sort),
                partial(take_in, sort),
                partial(_gone, sort),
                WITHHELD,
            )
        )


def _gone(sort: Imported, batch: Batch) -> int:
    return len(gone_of(sort, batch, timezone.localdate()))
